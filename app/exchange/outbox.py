"""The copies of what went out: written to another stick, or known to be lost (exchange.md §2, §4)."""

from __future__ import annotations

from pathlib import Path

from app.errors import Conflict, EnvironmentProblem, UserError
from app.exchange import parcel, positions
from app.exchange.parcel import Refused, Written
from app.office import Office, Work
from app.vocabulary import DispatchState, Role
from db.tables.exchange import Dispatch

ROLES = (Role.CLERK, Role.HEAD)
GONE = "本机没有这份文件的副本了。"


def mark_lost(work: Work, dispatch_id: str) -> None:
    """Note that a file never arrived; the next one carries its content again of itself."""
    work.require(*ROLES)
    row = work.session.get_one(Dispatch, dispatch_id)
    if row.state is not DispatchState.WRITTEN:
        raise Conflict(f"“{row.file_name}”现在是“{row.state.label}”。", next_step="请刷新后再看。")
    row.state = DispatchState.LOST
    work.describe(row.file_name)


def write_again(office: Office, dispatch_id: str, target: Path) -> Written:
    """Write the kept copy of a file into `target` and read it again; one that was lost is on its way again.

    Raises `UserError` where the copy is gone (after the receipt) or is no longer what went out.
    """
    with office.read() as reader:
        reader.require(*ROLES)
        row = reader.session.get_one(Dispatch, dispatch_id)
        kept = positions.folder(reader, positions.OUTBOX) / row.file_name
        try:
            file = parcel.read(kept)
        except (EnvironmentProblem, Refused) as problem:
            raise UserError(GONE, next_step="请重新导出。") from problem
        if file.digest != row.digest:
            raise UserError(GONE, next_step="请重新导出。")
        written = parcel.save_checked(target / row.file_name, file.content)
    if row.state is DispatchState.LOST:
        with office.write("再写一份交换文件") as work:
            work.session.get_one(Dispatch, dispatch_id).state = DispatchState.WRITTEN
            work.describe(row.file_name)
    return written
