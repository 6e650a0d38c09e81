"""Reads: the backups there are, and where automatic ones go (exchange.md §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.backup import FOLDER, MONTHS_KEPT, BackupCard, backup_folder, list_backups
from app.backup_file import SUFFIX, Manifest
from app.office import Reader
from app.settings import local_settings
from app.vocabulary import Role


@dataclass(frozen=True, slots=True)
class BackupBoard:
    """The backups known of, newest first; `folder` takes the automatic ones and may be out of reach."""

    folder: Path
    reachable: bool
    days_kept: int
    months_kept: int
    newest: Manifest | None
    """The newest of this installation."""
    days_old: int
    """Whole days since then."""
    cards: tuple[BackupCard, ...]


def backup_board(reader: Reader, elsewhere: Sequence[Path] = ()) -> BackupBoard:
    """Return the backups where automatic ones go and in the folders `elsewhere`, for who may back up."""
    reader.require(Role.ADMIN, Role.CLERK, Role.HEAD)
    folder = backup_folder(reader)
    cards = [card for place in dict.fromkeys((folder, *elsewhere)) for card in list_backups(place)]
    cards.sort(key=lambda card: -card.manifest.made_at.timestamp() if card.manifest else 0)
    own = (card.manifest for card in cards)
    newest = next((said for said in own if said and said.station_id == reader.station.id), None)
    return BackupBoard(
        folder=folder,
        reachable=folder.is_dir() or folder == reader.keyring.folder / FOLDER,
        days_kept=local_settings(reader).backup_copies,
        months_kept=MONTHS_KEPT,
        newest=newest,
        days_old=(reader.now - newest.made_at).days if newest else 0,
        cards=tuple(cards),
    )


def left_backups(data_folder: Path) -> bool:
    """Tell whether backups lie in a data folder, e.g. one that has lost its database and key ring."""
    return next((data_folder / FOLDER).glob(f"*{SUFFIX}"), None) is not None
