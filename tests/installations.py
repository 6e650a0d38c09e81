"""Founded installations for tests: founded once, copied for each test."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.accounts import first_run, keyring
from app.accounts.first_run import FirstRun, NewAccount
from app.accounts.keyring import KeyRing
from app.accounts.keyring_file import Cost
from app.clock import SetClock
from app.vocabulary import Role, UnitKind
from tests.builders import moment

QUICK = Cost(1, 8, 1)
"""A derivation that takes no time: for tests only."""
ADMIN = NewAccount("guanli", "演示管", "Admin-2026")
CLERK = NewAccount("jingban", "演示经", "Clerk-2026")
HEAD = NewAccount("shuji", "演示甲", "Leader-2026", frozenset({Role.HEAD}))


def setup(**changes: Any) -> FirstRun:
    """What a first run asks, with changes."""
    values = {
        "unit_name": "丹江镇（演示）",
        "unit_kind": UnitKind.TOWNSHIP,
        "body": "党委",
        "admin": ADMIN,
        "clerk": CLERK,
        "others": (HEAD,),
        "rulebook": {"hotline": "0855-0000000"},
    }
    return FirstRun(**(values | changes))


@dataclass(frozen=True)
class Installation:
    """What a test needs of a founded installation beside its folder."""

    keyring: KeyRing
    recovery_key: str


@functools.cache
def _template() -> tuple[dict[str, bytes], bytes, str]:
    """The files of one installation, its key and its recovery key."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyring, "COST", QUICK)
        made = first_run.found(Path(folder), setup(), SetClock(moment(date(2026, 3, 28))))
        made.office.close()
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    return files, made.office.keyring.key, made.recovery_key


def install(folder: Path) -> Installation:
    """Put a founded installation, closed, into `folder`."""
    files, key, recovery_key = _template()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    return Installation(KeyRing(folder, key), recovery_key)
