"""The doctor (体检): is everything in order, and what to do where it is not."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.accounts.keyring import KeyRing
from app.accounts.keyring_file import DamagedKeyRing
from app.backup import FOLDER as BACKUPS
from app.backup import BackupCard, list_backups
from app.doctor_checks import AROUND, INSIDE, RESTORE, UNREADABLE, Patient, Wrong, manifest_of, opens
from app.office import environment_problem
from app.paths import DATABASE
from db.engine import open_engine
from db.tables.office import Setting


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: in order or not, in a sentence, with the next step where it is not."""

    name: str
    ok: bool
    sentence: str
    next_step: str = ""


def free_bytes(folder: Path) -> int:
    """Return how much the disk of a folder still takes."""
    return shutil.disk_usage(folder).free


def examine(ring: KeyRing, now: datetime, *, free: Callable[[Path], int] = free_bytes) -> tuple[Check, ...]:
    """Look at everything and return what was found, in the order of the list; never raises for damage.

    Where the database does not open, what lies in it is left out. The office may be open meanwhile.
    """
    engine = ring.server or open_engine(ring.folder / DATABASE, ring.key)
    try:
        patient = Patient(engine, ring.folder, now, free, ())
        first = _looked("数据库", opens, patient)
        patient = replace(patient, backups=_backups(patient, inside=first.ok))
        rest = (*INSIDE, *AROUND) if first.ok else AROUND
        return (first, *(_looked(name, look, patient) for name, look in rest))
    finally:
        engine.dispose()


def _backups(patient: Patient, *, inside: bool) -> tuple[BackupCard, ...]:
    """Return the backups in the data folder and, where the database can be asked, in the place set."""
    folders = {patient.folder / BACKUPS}
    with contextlib.suppress(*UNREADABLE), Session(patient.engine) as session:
        if inside and (chosen := session.scalar(select(Setting.value).where(Setting.key == "backup_folder"))):
            folders.add(Path(chosen))
    cards = (card for folder in folders for card in list_backups(folder) if card.manifest)
    return tuple(sorted(cards, key=lambda card: manifest_of(card).made_at, reverse=True))


def _looked(name: str, look: Callable[[Patient], str], patient: Patient) -> Check:
    try:
        return Check(name, ok=True, sentence=look(patient))
    except Wrong as wrong:
        sentence, next_step = wrong.sentence, wrong.next_step
    except DamagedKeyRing as problem:
        sentence, next_step = problem.message, problem.next_step
    except DatabaseError as error:
        sentence, next_step = environment_problem(error).message, RESTORE
    except UNREADABLE:
        sentence, next_step = f"“{name}”读不出来，数据可能已损坏。", RESTORE
    return Check(name, ok=False, sentence=sentence, next_step=next_step)
