"""The key ring: the database's random key, wrapped once for each account and once for the recovery key.

`keyring.json` lies beside the database and is all that opens it; on the office's server its text lies in the
database's door and protects what is secret inside (the private keys). Each wrap is ChaCha20-Poly1305 under a
key that Argon2id derives from the passphrase; the ring also counts wrong passphrases and remembers former
ones by digest. A twin, `keyring.json.bak`, is written after every change: it never holds a wrap the ring has
dropped.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from app.accounts import recovery_key
from app.accounts.keyring_file import FILE, Attempts, Cost, Holder, Ring, Verifier, Wrap, change, load, save
from app.accounts.rules import REMEMBERED, one_spelling, seconds_to_wait
from app.errors import EnvironmentProblem, UserError

KEY_BYTES = 32
COST = Cost(passes=3, kibibytes=64 * 1024, lanes=1)
"""About 200 ms on a slow office PC; each wrap keeps the cost it was made with."""
DEMO_COST = Cost(passes=1, kibibytes=1024, lanes=1)
"""For invented data whose passphrase is printed."""

_NONCE_BYTES = 12
_SALT_BYTES = 16
_ANYBODY = ""
"""Under this name the wrong tries for unknown usernames are counted."""


class WrongPassphrase(UserError):
    """Unknown username or wrong passphrase: the same sentence for both."""

    def __init__(self) -> None:
        super().__init__("用户名或口令不正确。", field="passphrase", next_step="请核对后重新输入。")


class TooSoon(UserError):
    """A try before the pause after a wrong passphrase is over; nothing was tried."""

    def __init__(self, seconds: int) -> None:
        super().__init__("刚才口令输错。", field="passphrase", next_step=f"请在 {seconds} 秒后再试。")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class KeyRing:
    """An unlocked key ring: this PC's data folder and the database's key, which never leaves the program."""

    folder: Path
    key: bytes = field(repr=False)
    demo: bool = False
    """Whether new wraps are cheap ones, because the data is invented."""
    server: Engine | None = None
    """The office's server, where it has one: the ring lies there and not in the folder."""

    def names(self) -> dict[str, bool]:
        """Return the usernames that hold a wrap, with whether it is a one-time one."""
        return {name: holder.one_time for name, holder in load(self.folder, self.server).holders.items()}

    def give(self, username: str, passphrase: str, *, one_time: bool) -> None:
        """Wrap the key for a username under a new passphrase, in place of its old one.

        A `one_time` passphrase must be changed at the next log-in. Raises `UserError` on "new_passphrase"
        when it is one of the last five of this username.
        """
        ring = load(self.folder, self.server)
        former = ring.holders[username].former if username in ring.holders else ()
        if any(_matches(verifier, passphrase) for verifier in former):
            raise UserError(
                f"不能使用最近 {REMEMBERED} 次用过的口令。",
                field="new_passphrase",
                next_step="请换一个口令。",
            )
        remembered = (*former, _verifier(passphrase, self._cost))[-REMEMBERED:]
        holder = Holder(_wrap(self.key, username, passphrase, self._cost), one_time, remembered)

        def give(ring: Ring) -> Ring:
            attempts = {name: tries for name, tries in ring.attempts.items() if name != username}
            return replace(ring, holders=ring.holders | {username: holder}, attempts=attempts)

        change(self.folder, self.server, give)

    def take(self, *usernames: str) -> None:
        """Remove the wraps of these usernames."""

        def take(ring: Ring) -> Ring:
            kept = {name: holder for name, holder in ring.holders.items() if name not in usernames}
            tries = {name: tried for name, tried in ring.attempts.items() if name not in usernames}
            return replace(ring, holders=kept, attempts=tries) if len(kept) < len(ring.holders) else ring

        change(self.folder, self.server, take)

    def renew_recovery(self) -> str:
        """Wrap the key under a new recovery key and return it; the old one opens nothing any more."""
        new = recovery_key.new_recovery_key()
        wrap = _wrap(self.key, "", new, self._cost)
        change(self.folder, self.server, lambda ring: replace(ring, recovery=wrap))
        return new

    def secret(self, purpose: str) -> str:
        """Return the secret for one purpose: 64 hexadecimal characters derived from the key, kept nowhere."""
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - only for what signs
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        info = b"shijibu " + purpose.encode()
        return HKDF(SHA256(), length=32, salt=None, info=info).derive(self.key).hex()

    def seal(self, purpose: str, text: str) -> str:
        """Encrypt a text that lies in the database and must not be read without this ring."""
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

        nonce = os.urandom(_NONCE_BYTES)
        cipher = ChaCha20Poly1305(bytes.fromhex(self.secret(purpose)))
        return (nonce + cipher.encrypt(nonce, text.encode(), purpose.encode())).hex()

    def unseal(self, purpose: str, sealed: str) -> str:
        """Decrypt what `seal` made; raises `EnvironmentProblem` for what it did not."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

        cipher = ChaCha20Poly1305(bytes.fromhex(self.secret(purpose)))
        try:
            raw = bytes.fromhex(sealed)
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise EnvironmentProblem(
                "数据库里的密钥打不开。", next_step="请运行“体检”并从备份恢复。"
            ) from error

    @property
    def _cost(self) -> Cost:
        return DEMO_COST if self.demo else COST


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right passphrase opens; `failures` wrong ones came before it."""

    ring: KeyRing
    must_change: bool
    failures: int


def exists(folder: Path) -> bool:
    """Tell whether the folder has a key ring, whole or damaged."""
    return (folder / FILE).exists()


def found(folder: Path, *, demo: bool = False) -> tuple[KeyRing, str]:
    """Make a ring for a new random database key; return it with its recovery key."""
    ring = KeyRing(folder, secrets.token_bytes(KEY_BYTES), demo)
    new = recovery_key.new_recovery_key()
    save(folder, Ring({}, _wrap(ring.key, "", new, DEMO_COST if demo else COST), {}))
    return ring, new


def unlock(
    folder: Path, username: str, passphrase: str, now: datetime, server: Engine | None = None
) -> Unlocked:
    """Open the ring with an account's passphrase.

    Raises `WrongPassphrase`, or `TooSoon` while the pause after wrong ones lasts; both take the time of a
    derivation or none, whether the username exists or not. The pause is kept in the ring.
    """
    ring = load(folder, server)
    name = one_spelling(username)
    holder = ring.holders.get(name)
    counted = name if holder else _ANYBODY
    tries = ring.attempts.get(counted, Attempts(0, now))
    if wait := seconds_to_wait(tries.failures, tries.at, now):
        if tries.at > now:  # the clock was set back: count the pause from here, so that it ends
            _count(folder, server, counted, now, lambda failures: failures)
        raise TooSoon(wait)
    key = _unwrap(holder.wrap if holder else ring.recovery, name, passphrase)
    if holder is None or key is None:
        _count(folder, server, counted, now, lambda failures: failures + 1)
        raise WrongPassphrase
    if tries.failures:
        _count(folder, server, counted, now, lambda _failures: 0)
    return Unlocked(KeyRing(folder, key, server=server), holder.one_time, tries.failures)


def unlock_with_recovery(folder: Path, typed: str, server: Engine | None = None) -> KeyRing:
    """Open the ring with the recovery key; `UserError` on "recovery_key" for a wrong one."""
    spelling = recovery_key.read(typed)
    key = _unwrap(load(folder, server).recovery, "", spelling)
    if key is None:
        raise UserError(
            "恢复密钥不属于这套数据。", field="recovery_key", next_step="请核对是否拿错了恢复单。"
        )
    return KeyRing(folder, key, server=server)


def _count(
    folder: Path, server: Engine | None, name: str, now: datetime, next_: Callable[[int], int]
) -> None:
    """Note how often in a row a passphrase was wrong, counting on from what other PCs noted."""

    def counted(ring: Ring) -> Ring:
        failures = next_(ring.attempts[name].failures if name in ring.attempts else 0)
        others = {key: tries for key, tries in ring.attempts.items() if key != name}
        return replace(ring, attempts=others | ({name: Attempts(failures, now)} if failures else {}))

    change(folder, server, counted)


def _wrap(key: bytes, username: str, passphrase: str, cost: Cost) -> Wrap:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    cipher = ChaCha20Poly1305(_derive(passphrase, salt, cost))
    return Wrap(salt, cost, nonce + cipher.encrypt(nonce, key, _bound_to(username)))


def _unwrap(wrap: Wrap, username: str, passphrase: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

    cipher = ChaCha20Poly1305(_derive(passphrase, wrap.salt, wrap.cost))
    nonce, sealed = wrap.sealed[:_NONCE_BYTES], wrap.sealed[_NONCE_BYTES:]
    try:
        return cipher.decrypt(nonce, sealed, _bound_to(username))
    except InvalidTag:
        return None


def _bound_to(username: str) -> bytes:
    """Return what a wrap is bound to, so that none can be moved to another name; "" is the recovery key's."""
    return b"shijibu-keyring 1\x00" + username.encode()


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - loaded at the first log-in

    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return hash_secret_raw(
        typed, salt, cost.passes, cost.kibibytes, cost.lanes, hash_len=KEY_BYTES, type=Type.ID
    )


def _verifier(passphrase: str, cost: Cost) -> Verifier:
    salt = os.urandom(_SALT_BYTES)
    return Verifier(salt, cost, _digest(passphrase, salt, cost))


def _matches(verifier: Verifier, passphrase: str) -> bool:
    return secrets.compare_digest(_digest(passphrase, verifier.salt, verifier.cost), verifier.digest)


def _digest(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return hashlib.sha256(b"former passphrase" + _derive(passphrase, salt, cost)).digest()
