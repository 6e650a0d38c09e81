"""The log and the crash report: where it happened, never whom it concerned.

Exceptions are written as types and code places only; their messages may hold names, numbers or file paths.
"""

from __future__ import annotations

import contextlib
import logging
import platform
import sys
import traceback
from collections.abc import Iterator
from importlib import metadata
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG = logging.getLogger("shijibu")
FOLDER = "logs"
FILE = "shijibu.log"
MAX_BYTES = 1_000_000
COPIES = 5
MOST_FRAMES = 40
"""Of each exception, the innermost; an endless recursion would fill the log."""

_ROOT = Path(__file__).resolve().parent.parent
_LIBRARIES = ("SQLAlchemy", "PySide6-Essentials", "pyhanko", "reportlab")


class PlacesOnly(logging.Formatter):
    """Writes an exception as a crash report instead of its message and traceback."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        """Return the crash report of the exception in `ei`."""
        error = ei[1] if isinstance(ei, tuple) else None
        return crash_report(error) if isinstance(error, BaseException) else ""


def start(data_folder: Path) -> Path | None:
    """Log into the data folder from now on, in turns of `MAX_BYTES`; return the file.

    None where nothing can be written: the program then works without a log.
    """
    stop()
    file = data_folder / FOLDER / FILE
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=MAX_BYTES, backupCount=COPIES, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(PlacesOnly())
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    return file


def stop() -> None:
    """Close the log."""
    for handler in [handler for handler in LOG.handlers if isinstance(handler, RotatingFileHandler)]:
        LOG.removeHandler(handler)
        handler.close()


def crash_report(error: BaseException) -> str:
    """Return versions, exception types and code places: no message, no argument, no value."""
    lines = [versions()]
    for link in _chain(error):
        kind = type(link)
        frames = traceback.extract_tb(link.__traceback__)[-MOST_FRAMES:]
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines += [f"  {_place(frame)}" for frame in frames]
    return "\n".join(lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _place(frame: traceback.FrameSummary) -> str:
    """Name a file of the program or a library by its place there, any other by its name: paths hold names."""
    path = Path(frame.filename)
    if "site-packages" in path.parts:
        name = "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    else:
        name = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
    return f"{name}:{frame.lineno} {frame.name}"


def versions() -> str:
    """Return the versions of program, libraries and system in one line."""
    parts = [f"实绩簿 {version('shijibu')}", f"Python {platform.python_version()}"]
    parts += [f"{library} {version(library)}" for library in _LIBRARIES]
    return " · ".join(
        [*parts, f"{platform.system()} {platform.release()} {platform.machine()}", sys.platform]
    )


def version(distribution: str) -> str:
    """Return the version of an installed distribution, "?" where it is not known."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(distribution)
    return "?"
