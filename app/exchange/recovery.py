"""The county's recovery: authority and exchange keys in one file, opened by a printed code (exchange.md §8).

The file alone, like the sheet alone, opens nothing. With both, a county whose PC died goes on as the same
county: the units' files and the certificates that it issued stay good.
"""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from app.accounts import recovery_key
from app.accounts.credentials import AUTHORITY_SECRET, authority_credential
from app.documents.private_keys import lock_key, open_key
from app.errors import UserError
from app.exchange import keys
from app.exchange.links import require_county
from app.office import Office, Reader, Work
from app.settings import remember
from app.vocabulary import CredentialKind, Role
from db.base import canonical
from db.tables.exchange import EnrolledStation, ExchangeKey
from db.tables.office import Credential, Setting, Station

SUFFIX = ".sjr"
MADE_AT = "county_recovery_made_at"
_FIELDS = (
    *("station", "name", "root", "root_key", "recipient"),
    *("identity", "signing_key", "certificate", "recovery"),
)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What is kept apart from each other: the file's bytes, and the code for the printed sheet."""

    content: bytes = field(repr=False)
    code: str = field(repr=False)


def make_recovery(work: Work) -> Recovery:
    """Make a recovery file with a new code; one made before opens what was written until now."""
    import pyrage  # noqa: PLC0415

    require_county(work)
    work.require(Role.ADMIN)
    keys.make_keys(work)
    work.session.flush()
    row = work.session.scalars(select(ExchangeKey)).one()
    spare = pyrage.x25519.Identity.generate()
    row.recovery_recipient = str(spare.to_public())
    code = recovery_key.new_recovery_key()
    said = canonical(_content(work, row, str(spare))).encode()
    remember(work, MADE_AT, work.now.isoformat(timespec="seconds"))
    work.describe(work.station.name)
    return Recovery(bytes(pyrage.passphrase.encrypt(said, code)), code)


def _content(work: Work, row: ExchangeKey, spare: str) -> dict[str, str]:
    root = authority_credential(work)
    secret = work.keyring.secret(AUTHORITY_SECRET)
    return {
        "station": work.station.id,
        "name": work.station.name,
        "root": ssl.DER_cert_to_PEM_cert(root.certificate),
        "root_key": keys.pem_of(open_key(root.encrypted_key, secret)),
        "recipient": row.recipient,
        "identity": work.keyring.unseal(keys.PURPOSE, row.identity),
        "signing_key": work.keyring.unseal(keys.PURPOSE, row.signing_key),
        "certificate": row.certificate,
        "recovery": spare,
    }


def recovery_made_at(reader: Reader) -> str | None:
    """Return when the last recovery file was made (ISO 8601); None when there never was one."""
    made = reader.session.scalar(select(Setting.value).where(Setting.key == MADE_AT))
    return str(made) if made else None


def recover_county(office: Office, content: bytes, code: str) -> None:
    """Let a county that was just set up go on as the one whose recovery file this is.

    Raises `UserError` on "code" for a wrong one, on "file" for a damaged file, and where stations are
    enrolled here already.
    """
    with office.write("恢复县级身份") as work:
        require_county(work)
        work.require(Role.ADMIN)
        if work.session.scalar(select(EnrolledStation.id).limit(1)) is not None:
            raise UserError("这套数据里已登记了单位，不能改换身份。", next_step="请在新设的县级电脑上恢复。")
        said = _opened(content, code)
        _put_authority(work, said)
        _put_keys(work, said)
        work.session.connection().execute(
            update(Station).where(Station.id == work.station.id).values(id=said["station"])
        )
        work.describe(said["name"])
    office.renew_station(id=said["station"])


def _opened(content: bytes, code: str) -> dict[str, Any]:
    import pyrage  # noqa: PLC0415

    if not content.startswith(b"age-encryption.org/v1\n"):
        raise UserError("这不是县级恢复文件。", field="file", next_step="请选择扩展名为 .sjr 的文件。")
    try:
        said = json.loads(pyrage.passphrase.decrypt(content, recovery_key.read(code)))
    except pyrage.DecryptError as error:
        raise UserError(
            "恢复文件打不开：恢复码不对，或文件已损坏。", field="code", next_step="请核对恢复单上的恢复码。"
        ) from error
    if any(type(said.get(name)) is not str for name in _FIELDS):
        raise UserError("恢复文件的内容不对。", field="file", next_step="请选择另一份恢复文件。")
    return dict(said)


def _put_authority(work: Work, said: dict[str, Any]) -> None:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    for row in work.session.scalars(select(Credential).where(Credential.kind == CredentialKind.AUTHORITY)):
        row.active = False
    key = load_pem_private_key(said["root_key"].encode(), None)
    secret = work.keyring.secret(AUTHORITY_SECRET)
    work.session.add(
        Credential(
            kind=CredentialKind.AUTHORITY,
            holder=said["name"],
            certificate=said["root"],
            chain=[],
            encrypted_key=lock_key(key, secret).decode(),  # type: ignore[arg-type]
        )
    )


def _put_keys(work: Work, said: dict[str, Any]) -> None:
    for row in work.session.scalars(select(ExchangeKey)):
        work.session.delete(row)
    work.session.flush()
    work.session.add(
        ExchangeKey(
            recipient=said["recipient"],
            identity=work.keyring.seal(keys.PURPOSE, said["identity"]),
            signing_key=work.keyring.seal(keys.PURPOSE, said["signing_key"]),
            certificate=said["certificate"],
        )
    )
