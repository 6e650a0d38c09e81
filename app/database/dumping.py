"""PostgreSQL's own backup, for the server's administrator: written by pg_dump and tried out before it counts.

It is beside the encrypted backups (app/backup.py), which every PC makes of the server's data each day.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from app.database.arrival import look_at
from app.database.server_file import load
from app.documents.files import not_saved, sync_folder
from app.errors import EnvironmentProblem
from app.office import Office, plain_problems
from app.progress import Progress
from app.vocabulary import Role
from db.base import new_id
from db.copying import state_root
from db.server import HOME, Server, open_server, scratch_database

SUFFIX = ".dump"
_FOLDERS = ("/usr/lib/postgresql/*/bin", "C:/Program Files/PostgreSQL/*/bin")
_LONGEST = 3600
"""Seconds that one of PostgreSQL's programs may take."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """A backup of the server; `tried` when it was restored into a scratch database and had the same data."""

    path: Path
    size: int
    tried: bool


def program(name: str) -> Path | None:
    """Return PostgreSQL's newest program of that name on this PC; None where there is none."""
    suffix = ".exe" if os.name == "nt" else ""
    places = [found for pattern in _FOLDERS for found in Path(Path(pattern).anchor).glob(_below(pattern))]
    here = [path for place in sorted(places, key=_version) if (path := place / f"{name}{suffix}").exists()]
    there = shutil.which(name)
    return here[-1] if here else Path(there) if there else None


def _below(pattern: str) -> str:
    return pattern.removeprefix(Path(pattern).anchor.replace("\\", "/"))


def _version(place: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in place.parent.name.split(".") if part.isdigit())


def commands(server: Server, day: datetime) -> str:
    """Return what the server's administrator types to write, look into and take back such a backup."""
    to = f"-h {server.host} -p {server.port} -U {server.user}"
    name = f"shijibu-{day:%Y%m%d}{SUFFIX}"
    return "\n".join(
        (
            "# 备份（自定义格式）",
            f"pg_dump {to} -d {server.database} -n {HOME} -Fc -f {name}",
            "# 核对：列出内容，再恢复到一个临时数据库",
            f"pg_restore --list {name}",
            f"createdb {to} -T template0 -E UTF8 shijibu_shihuifu",
            f"pg_restore {to} -d shijibu_shihuifu --no-owner --exit-on-error {name}",
            f"dropdb {to} shijibu_shihuifu",
        )
    )


def dump(office: Office, folder: Path, progress: Progress) -> Dumped:
    """Write the server's data into `folder` by pg_dump, check it, and only then give it its name.

    Raises `EnvironmentProblem` where pg_dump is missing or fails, for a full disk or a pulled stick.
    """
    with office.read() as reader:
        reader.require(Role.ADMIN)
        now = reader.now
    server = load(office.keyring.folder).server
    target = folder / f"shijibu-{now:%Y%m%d-%H%M%S}{SUFFIX}"
    part = target.with_suffix(".part")
    try:
        with plain_problems():
            look_at(server)
            progress.step(0, 3, "写入服务器备份")
            _run("pg_dump", server, "-n", HOME, "-Fc", "-f", str(part))
            progress.step(1, 3, "核对备份")
            _run("pg_restore", None, "--list", str(part))
            progress.step(2, 3, "试恢复到临时数据库")
            tried = _try_out(office.engine, server, part)
        part.replace(target)
        sync_folder(folder)
        return Dumped(target, target.stat().st_size, tried)
    except OSError as error:
        raise not_saved(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _try_out(engine: Engine, server: Server, part: Path) -> bool:
    """Restore the backup into a scratch database and compare; False where none may be made."""
    with contextlib.ExitStack() as stack:
        try:
            scratch = stack.enter_context(_scratch(server))
        except DatabaseError:
            return False
        _run("pg_restore", scratch, "--no-owner", "--exit-on-error", str(part))
        copy = open_server(scratch)
        stack.callback(copy.dispose)
        with copy.connect() as found, engine.connect() as here:
            if state_root(found) != state_root(here):
                raise EnvironmentProblem(
                    "试恢复的数据与服务器上的不一致。", next_step="备份期间有人保存了内容，请稍后再备份一次。"
                )
    return True


@contextlib.contextmanager
def _scratch(server: Server) -> Iterator[Server]:
    engine = open_server(server)
    name = f"shijibu_{new_id()[:12]}"
    try:
        with scratch_database(engine, name):
            yield replace(server, database=name)
    finally:
        engine.dispose()


def _run(name: str, server: Server | None, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; with a server it is told how to get there, the password unseen."""
    found = program(name)
    if found is None:
        raise EnvironmentProblem(
            f"这台电脑上没有 {name}。", next_step="请安装 PostgreSQL 客户端，或照下面的命令在服务器上执行。"
        )
    place = (
        ["-h", server.host, "-p", str(server.port), "-U", server.user, "-d", server.database]
        if server
        else []
    )
    way = {"PGPASSWORD": server.password, "PGSSLMODE": server.encryption} if server else {}
    if server is not None and server.root is not None:
        way["PGSSLROOTCERT"] = str(server.root)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, without a shell
        [str(found), *place, "-w", *arguments] if server else [str(found), *arguments],
        env=os.environ | way,
        capture_output=True,
        check=False,
        timeout=_LONGEST,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise EnvironmentProblem(
            f"{name} 没有完成。", next_step="请检查磁盘空间，并确认它的版本不低于服务器的版本。"
        )
