"""Where the program keeps its own resources, the user's data and its logs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

DATABASE = "shijibu.db"
"""Name of the database in the data folder."""


def resources() -> Path:
    """Folder of the fonts, pictures and templates shipped with the program."""
    bundled = getattr(sys, "_MEIPASS", None)
    root = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return root / "resources"


def data_folder() -> Path:
    """Folder of the database, key ring, logs and backups; `SHIJIBU_HOME` overrides it."""
    override = os.environ.get("SHIJIBU_HOME")
    return Path(override) if override else Path(platformdirs.user_data_dir("shijibu", appauthor=False))


def fonts() -> Path:
    """Folder of the bundled fonts and their licences."""
    return resources() / "fonts"
