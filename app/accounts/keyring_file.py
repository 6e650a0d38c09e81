"""How a key ring is written: one canonical JSON text under its own check.

On a PC of its own it is a file with a twin beside it; where the office has a server it lies in the server's
door.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.documents import files
from app.errors import EnvironmentProblem
from db.server import beside, keep_ring_text, ring_text

FILE = "keyring.json"
TWIN = "keyring.json.bak"
FORMAT = "shijibu-keyring"
VERSION = 1
MAX_BYTES = 1_000_000
HEAVIEST = (20, 1024 * 1024, 16)
"""Passes, kibibytes and lanes beyond which a file is taken for forged: it would stop the PC."""
SHORTEST_SALT = 16
SHORTEST_SEALED = 32
DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading hostile bytes may raise."""


class DamagedKeyRing(EnvironmentProblem):
    """The key ring is not what the program wrote."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What Argon2id spends on one derivation."""

    passes: int
    kibibytes: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Wrap:
    """The database's key sealed under a passphrase: nonce, ciphertext and tag."""

    salt: bytes
    cost: Cost
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    """A passphrase used before, by digest: it recognizes it but opens nothing."""

    salt: bytes
    cost: Cost
    digest: bytes


@dataclass(frozen=True, slots=True)
class Holder:
    """One account's wrap; `former` are its last passphrases, the present one last."""

    wrap: Wrap
    one_time: bool
    former: tuple[Verifier, ...]


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong passphrases in a row and when the last was tried."""

    failures: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Ring:
    """All that the file says."""

    holders: dict[str, Holder]
    recovery: Wrap
    attempts: dict[str, Attempts]


def load(folder: Path, server: Engine | None = None) -> Ring:
    """Read the ring; raises `DamagedKeyRing` unless every byte is as it was written."""
    if server is not None:
        return _parse_kept(text_of(folder, server))
    try:
        return _parse((folder / FILE).read_bytes())
    except OSError as error:
        raise EnvironmentProblem(
            "钥匙文件 keyring.json 读不出来。", next_step="请检查数据文件夹的权限和磁盘后重试。"
        ) from error
    except DAMAGE as error:
        twin = f"请把同一文件夹里的 {TWIN} 复制为 {FILE} 后重试。"
        rescue = twin if twin_is_whole(folder) else "请从备份恢复。"
        raise DamagedKeyRing("钥匙文件 keyring.json 已损坏。", next_step=rescue) from error


def save(folder: Path, ring: Ring) -> None:
    """Write the ring and then its twin, each whole or not at all, readable by the owner only."""
    written = text(ring)
    for name in (FILE, TWIN):
        files.save(folder / name, written)
        (folder / name).chmod(0o600)


def text_of(folder: Path, server: Engine | None = None) -> bytes:
    """Return the ring's text as it is kept; for backups."""
    if server is None:
        return (folder / FILE).read_bytes()
    with server.connect() as connection:
        return ring_text(connection) or b""


def change(folder: Path, server: Engine | None, edit: Callable[[Ring], Ring]) -> None:
    """Write what `edit` makes of the ring; on a server no other PC's change can come in between."""
    if server is None:
        ring = load(folder)
        if (edited := edit(ring)) != ring:
            save(folder, edited)
        return
    with beside(server).begin() as connection:
        ring = _parse_kept(ring_text(connection) or b"")
        keep_ring_text(connection, text(edit(ring)))


def _parse_kept(kept: bytes) -> Ring:
    try:
        return _parse(kept)
    except DAMAGE as error:
        raise DamagedKeyRing("服务器上的钥匙已损坏。", next_step="请从备份恢复。") from error


def twin_is_whole(folder: Path) -> bool:
    """Tell whether the twin could take the place of a damaged ring."""
    try:
        _parse((folder / TWIN).read_bytes())
    except (OSError, *DAMAGE):
        return False
    return True


def mend(folder: Path) -> None:
    """Put the twin in the place of a damaged ring, which is kept as `keyring.json.damaged`."""
    if not twin_is_whole(folder):
        raise DamagedKeyRing(f"备用钥匙文件 {TWIN} 缺失或已损坏。", next_step="请从备份恢复。")
    if (folder / FILE).exists():
        (folder / FILE).replace(folder / f"{FILE}.damaged")
    files.save(folder / FILE, (folder / TWIN).read_bytes())
    (folder / FILE).chmod(0o600)


def text(ring: Ring) -> bytes:
    """Return the one text of a ring."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "holders": {name: _holder(holder) for name, holder in ring.holders.items()},
        "recovery": _sealed(ring.recovery),
        "attempts": {
            name: {"failures": tries.failures, "at": tries.at.isoformat()}
            for name, tries in ring.attempts.items()
        },
    }
    return _canonical({"body": body, "check": _check(body)})


def _parse(raw: bytes) -> Ring:
    if len(raw) > MAX_BYTES:
        raise ValueError("too long")
    document = json.loads(raw)
    body = document["body"]
    if raw != _canonical({"body": body, "check": _check(body)}):
        raise ValueError("not as written")
    if body["format"] != FORMAT or body["version"] != VERSION:
        raise ValueError("another format")
    return Ring(
        {name: _read_holder(holder) for name, holder in body["holders"].items()},
        Wrap(*_read_sealed(body["recovery"])),
        {name: _read_attempts(tries) for name, tries in body["attempts"].items()},
    )


def _canonical(document: dict[str, Any]) -> bytes:
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return plain.encode()


def _check(body: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()


def _holder(holder: Holder) -> dict[str, Any]:
    former = [_sealed(Wrap(one.salt, one.cost, one.digest)) for one in holder.former]
    return {"wrap": _sealed(holder.wrap), "one_time": holder.one_time, "former": former}


def _read_holder(stored: dict[str, Any]) -> Holder:
    former = tuple(Verifier(*_read_sealed(one)) for one in stored["former"])
    return Holder(Wrap(*_read_sealed(stored["wrap"])), bool(stored["one_time"]), former)


def _sealed(wrap: Wrap) -> dict[str, Any]:
    cost = [wrap.cost.passes, wrap.cost.kibibytes, wrap.cost.lanes]
    return {"salt": _plain(wrap.salt), "cost": cost, "sealed": _plain(wrap.sealed)}


def _read_sealed(stored: dict[str, Any]) -> tuple[bytes, Cost, bytes]:
    cost = Cost(*(int(part) for part in stored["cost"]))
    limits = zip((cost.passes, cost.kibibytes, cost.lanes), HEAVIEST, strict=True)
    if not all(1 <= part <= most for part, most in limits) or cost.kibibytes < 8 * cost.lanes:
        raise ValueError("costs that nobody can pay")
    salt, sealed = _bytes(stored["salt"]), _bytes(stored["sealed"])
    if len(salt) < SHORTEST_SALT or len(sealed) < SHORTEST_SEALED:
        raise ValueError("too short")
    return salt, cost, sealed


def _read_attempts(stored: dict[str, Any]) -> Attempts:
    at = datetime.fromisoformat(stored["at"])
    if at.tzinfo is None:
        raise ValueError("no offset")
    return Attempts(int(stored["failures"]), at)


def _plain(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(plain: str) -> bytes:
    return base64.b64decode(plain, validate=True)
