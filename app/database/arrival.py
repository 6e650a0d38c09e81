"""Where this PC's data are: in its folder or on the office's server; and the end of a move cut off."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from app.accounts import keyring_file
from app.database import server_file
from app.database.server_file import Known
from app.documents import files
from app.errors import EnvironmentProblem
from app.paths import DATABASE
from db.engine import writing
from db.server import (
    ARRIVING,
    HOME,
    LEFT,
    Server,
    WrongEncoding,
    mark_of,
    open_server,
    refuse_other_encoding,
    rename_schema,
    schemas,
)

ARRIVED = "arriving"
"""Folder inside the data folder in which a database is put together that comes back from the server."""
LEAVING = "leaving"
"""File in it: the name that the data on the server get when they have been left."""
OLD_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", keyring_file.FILE, keyring_file.TWIN)
NOTHING_THERE = "服务器上没有实绩簿的数据。"


def server_of(folder: Path, cleanup: contextlib.ExitStack, now: datetime) -> Engine | None:
    """Return the engine on the office's server, let go by `cleanup`; None where the folder holds the data.

    Finishes what a cut-off move left to do. Raises `EnvironmentProblem` where the data are at neither place,
    `DatabaseError` where the server cannot be reached.
    """
    if not server_file.is_on_server(folder):
        return None
    known = server_file.load(folder)
    engine = open_server(known.server)
    cleanup.callback(engine.dispose)
    if _finish(engine, folder, known):
        put_aside(folder, now)
        return engine
    return None


def _finish(engine: Engine, folder: Path, known: Known) -> bool:
    """Bring data under way to where they belong; False when that is the folder."""
    with writing(engine).begin() as connection:
        there = schemas(connection)
        if HOME in there:
            _refuse_other_move(connection, folder, known)
            return True
        if ARRIVING in there and known.mark and mark_of(connection, ARRIVING) == known.mark:
            rename_schema(connection, ARRIVING, HOME)
            return True
    leaving = folder / ARRIVED / LEAVING
    if leaving.exists() and leaving.read_text(encoding="utf-8") in there:
        take_home(folder)
        return False
    if any(name.startswith(LEFT) for name in there):
        raise EnvironmentProblem(
            "服务器上的数据已迁回一台电脑单机使用。",
            next_step="请到那台电脑上使用，或请系统管理员再迁到服务器。",
        )
    raise EnvironmentProblem(NOTHING_THERE, next_step="请系统管理员核对服务器，或从备份恢复。")


def _refuse_other_move(connection: Connection, folder: Path, known: Known) -> None:
    """Tell a PC that was moving its data when another one's came first: it still has them in its folder."""
    if known.mark and (folder / DATABASE).exists() and mark_of(connection, HOME) != known.mark:
        raise EnvironmentProblem(
            "服务器上已有另一台电脑迁去的数据，本机的数据还在本机。",
            next_step=f"请把数据文件夹里的 {server_file.FILE} 移走，即可照旧单机使用。",
        )


def put_aside(folder: Path, now: datetime) -> None:
    """Move the files of a database that is on the server now into a folder of their own; none is deleted."""
    old = [file for file in OLD_FILES if (folder / file).exists()]
    if not old:
        return
    aside = files.free_folder(folder, f"before-server-{now:%Y%m%d-%H%M%S}")
    aside.mkdir(mode=0o700)
    for file in old:
        (folder / file).replace(aside / file)


def take_home(folder: Path) -> None:
    """Move the database that came back from the server into its place; the way to the server goes last."""
    arrived = folder / ARRIVED
    for name in (DATABASE, keyring_file.TWIN, keyring_file.FILE):
        if (arrived / name).exists():
            (arrived / name).replace(folder / name)
    server_file.forget(folder)
    (arrived / LEAVING).unlink()
    arrived.rmdir()


def join(folder: Path, server: Server) -> bool:
    """Let this PC, which has no data of its own, work on the office's server, or find it at a new address.

    False, and nothing done, where the server holds no data yet. Raises `EnvironmentProblem` where it cannot
    be reached or the folder cannot be written.
    """
    from app.office import plain_problems  # noqa: PLC0415 - the office knows this module's neighbours

    with plain_problems():
        if HOME not in look_at(server):
            return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    server_file.save(folder, server, _mark_before(folder))
    return True


def _mark_before(folder: Path) -> str:
    """Return the mark of a PC whose way to the server is only typed anew."""
    with contextlib.suppress(EnvironmentProblem):
        return server_file.load(folder).mark
    return ""


def look_at(server: Server) -> set[str]:
    """Return this program's schemas on a server; raises `DatabaseError`, `EnvironmentProblem`."""
    engine = open_server(server)
    try:
        with engine.connect() as connection:
            refuse_other_encoding(connection)
            return schemas(connection)
    except WrongEncoding as error:
        raise EnvironmentProblem(
            "这个数据库不是 UTF8 编码，存不下全部汉字。",
            next_step="请服务器管理员用 ENCODING 'UTF8' TEMPLATE template0 重建数据库。",
        ) from error
    finally:
        engine.dispose()
