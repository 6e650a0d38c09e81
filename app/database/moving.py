"""Moving the office's data: from this PC's file to the office's server and back, all of it or nothing.

The copy is put together where nobody works, compared row by row with what it was made from, and only then
takes its place in one step. What lay there before is put aside, never deleted.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app.accounts import keyring_file
from app.database import server_file
from app.database.arrival import ARRIVED, LEAVING, look_at, take_home
from app.documents.files import not_saved, save
from app.errors import EnvironmentProblem, UserError
from app.office import Office, plain_problems
from app.paths import DATABASE
from app.progress import SILENT, Progress
from app.vocabulary import Role
from db import migrate
from db.base import new_id
from db.copying import copy_rows, state_root
from db.engine import bare_connection, open_engine, writing
from db.health import orphans, page_faults
from db.journal import broken_links
from db.server import (
    ARRIVING,
    BEFORE,
    HOME,
    LEFT,
    Server,
    fit_door,
    free_schema,
    make_schema,
    open_server,
    rename_schema,
    schemas,
)

STEPS = 3
"""Copying, and reading both sides again."""


def refuse_occupied(server: Server) -> None:
    """Raise `UserError` where the server holds data already, `EnvironmentProblem` out of reach."""
    with plain_problems():
        found = look_at(server)
    if HOME in found:
        raise UserError(
            "服务器上已有一套实绩簿的数据。",
            field="database",
            next_step="请换一个空的数据库；要用那套数据，请在首页选“连接单位服务器”。",
        )


def move_to_server(office: Office, server: Server, progress: Progress = SILENT) -> None:
    """Move an office's data from the file to the server; then nothing can be written through this office.

    The file stays where it is and is put aside at the next log-in. Until the last step everything stays as it
    was. Raises `UserError`, `EnvironmentProblem`, `Cancelled`.
    """
    _require_administrator(office)
    if office.shared:
        raise UserError("数据已经在服务器上。", next_step="不用再迁。")
    refuse_occupied(server)
    folder, mark = office.keyring.folder, new_id()
    with _quiet(office) as source:
        arrive(source, keyring_file.text_of(folder), server, mark, progress)
        server_file.save(folder, server, mark)  # from here on this PC works on the server
        office.moved = True
    _settle(server)


def move_to_file(office: Office, now: datetime, progress: Progress = SILENT) -> None:
    """Move an office's data from the server into this PC's file; other PCs can no longer write from then on.

    The data on the server stay there under another name. Raises like `move_to_server`.
    """
    _require_administrator(office)
    if not office.shared:
        raise UserError("数据本来就在本机。", next_step="不用再迁。")
    folder = office.keyring.folder
    arrived = folder / ARRIVED
    try:
        with _quiet(office) as source:
            shutil.rmtree(arrived, ignore_errors=True)
            arrived.mkdir(mode=0o700)
            into_file(source, arrived / DATABASE, office.keyring.key, progress)
            ring = keyring_file.text_of(folder, office.engine)
            for name in (keyring_file.FILE, keyring_file.TWIN):
                save(arrived / name, ring, private=True)
            left = free_schema(source, LEFT, now)
            save(arrived / LEAVING, left.encode(), private=True)
            rename_schema(source, HOME, left)
            office.moved = True  # whether the COMMIT that follows arrived or not, the next log-in finds out
    except OSError as error:
        raise not_saved(arrived / DATABASE, error) from error
    take_home(folder)


def arrive(source: Connection, ring: bytes, server: Server, mark: str, progress: Progress) -> None:
    """Put a complete, verified copy of `source` into the server's schema `ARRIVING`, where nobody works."""
    engine = open_server(server, ARRIVING)
    try:
        with writing(engine).begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {ARRIVING} CASCADE")
            make_schema(connection, ARRIVING)
        migrate.upgrade(engine, migrate.current_of(source))
        with writing(engine).begin() as target:
            _copy_and_compare(source, target, progress)
            fit_door(target, ring, mark)
        _refuse_broken_journal(engine)
    finally:
        engine.dispose()


def into_file(source: Connection, database: Path, key: bytes, progress: Progress) -> None:
    """Write a complete, verified copy of `source` into a new encrypted file, of the same version."""
    engine = open_engine(database, key)
    try:
        migrate.upgrade(engine, migrate.current_of(source))
        with writing(engine).begin() as target:
            _copy_and_compare(source, target, progress)
        if page_faults(engine) or orphans(engine):
            raise _not_the_same()
        _refuse_broken_journal(engine)
        with bare_connection(engine) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    finally:
        engine.dispose()


def take_place(server: Server, now: datetime | None = None) -> str:
    """Let what arrived take its place; with `now` the data that were there are put aside under that moment.

    Returns the schema in which they then lie; empty where there were none.
    """
    aside = ""
    engine = open_server(server)
    try:
        with writing(engine).begin() as connection:
            if HOME in schemas(connection):
                if now is None:
                    return ""
                aside = free_schema(connection, BEFORE, now)
                rename_schema(connection, HOME, aside)
            rename_schema(connection, ARRIVING, HOME)
    finally:
        engine.dispose()
    return aside


def _settle(server: Server) -> None:
    """Do now what the next log-in would do: the data are there, only the name is missing."""
    with contextlib.suppress(EnvironmentProblem), plain_problems():
        take_place(server)


@contextlib.contextmanager
def _quiet(office: Office) -> Iterator[Connection]:
    """Lend the database while nobody else can write to it."""
    with plain_problems(), writing(office.engine).connect() as connection, connection.begin():
        yield connection


def _copy_and_compare(source: Connection, target: Connection, progress: Progress) -> None:
    def report(step: int, words: str, done: int, total: int) -> None:
        progress.step(step * total + done, STEPS * total, words)

    copy_rows(source, target, lambda done, total: report(0, "复制数据", done, total))
    there = state_root(target, lambda done, total: report(1, "核对新数据", done, total))
    here = state_root(source, lambda done, total: report(2, "核对原数据", done, total))
    if here != there:
        raise _not_the_same()


def _refuse_broken_journal(engine: Engine) -> None:
    if migrate.current(engine) != migrate.HEAD:
        return
    with Session(engine) as session:
        if broken_links(session):
            raise EnvironmentProblem(
                "操作记录没有通过检查，没有迁移。", next_step="原数据未动，请运行“体检”。"
            )


def _not_the_same() -> EnvironmentProblem:
    return EnvironmentProblem("复制后的数据与原数据不一致，没有迁移。", next_step="原数据未动，请重试。")


def _require_administrator(office: Office) -> None:
    with office.read() as reader:
        reader.require(Role.ADMIN)
