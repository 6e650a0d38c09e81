"""Local settings of this installation: they stay on the PC and never travel (architecture.md §4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import select

from app.blobs import keep_picture
from app.errors import UserError
from app.office import Reader, Work
from app.rulebook import current_values
from app.texts import clean
from app.vocabulary import Role
from db.base import JsonValue
from db.tables.office import Setting

LONGEST_TEXT = 400
KEEPERS = frozenset({Role.ADMIN, Role.CLERK, Role.HEAD})
ADMIN_ONLY = frozenset({Role.ADMIN})


def _entry(default: object, label: str, *, low: int = 0, high: int = 0, by: frozenset[Role] = KEEPERS) -> Any:  # noqa: ANN401 - a dataclass field
    return field(default=default, metadata={"label": label, "low": low, "high": high, "by": by})


def _unasked(default: object) -> Any:  # noqa: ANN401 - a dataclass field
    return field(default=default)


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Every local setting with its default."""

    idle_lock_minutes: int = _entry(10, "空闲几分钟后锁定窗口", low=1, high=120, by=ADMIN_ONLY)
    passphrase_days: int = _entry(90, "口令用满几天提醒更换（0 为不提醒）", high=3650, by=ADMIN_ONLY)
    backup_folder: str = _entry("", "备份文件夹（空为数据文件夹内）")
    backup_copies: int = _entry(14, "保留最近几份自动备份", low=3, high=365)
    pc_fonts: bool = _entry(default=False, label="公文使用本机字体")
    copies_to: str = _entry("", "公示抄送单位（用“、”隔开，空为不印版记）")
    two_hole_marks: bool = _entry(default=False, label="装订册打印两钉位置标记")

    demo: bool = _unasked(default=False)
    """Invented data: the window says 演示."""
    seal_picture: str = _unasked(default="")
    """Digest of the picture of the unit's seal, empty without one; see `set_seal_picture`."""
    recovery_key_made_at: str = _unasked(default="")
    """Moment the recovery key in force was made."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting of the dialog; `by` are the roles that may change it."""

    key: str
    label: str
    default: int | str | bool
    low: int
    high: int
    by: frozenset[Role]


def entries() -> tuple[Entry, ...]:
    """Return the settings that a person may change, in the order of the dialog."""
    return tuple(
        Entry(f.name, default=f.default, **f.metadata)  # type: ignore[arg-type]
        for f in fields(LocalSettings)
        if f.metadata
    )


def local_settings(reader: Reader) -> LocalSettings:
    """Return the settings in force; what a newer program stored is left out."""
    known: dict[str, type] = {f.name: type(f.default) for f in fields(LocalSettings)}
    rows = reader.session.execute(select(Setting.key, Setting.value))
    stored: dict[str, Any] = {key: value for key, value in rows if type(value) is known.get(key)}
    return LocalSettings(**stored)


@dataclass(frozen=True, slots=True)
class SettingsBoard:
    """Everything the settings page shows; `changeable` are the local settings of the account at work."""

    rules: dict[str, int | str | bool]
    rulebook_number: int
    rules_from: date
    may_publish: bool
    local: LocalSettings
    changeable: frozenset[str]


def settings_board(reader: Reader) -> SettingsBoard:
    """Return the rules in force today and the local settings."""
    rulebook = reader.rulebook(reader.today)
    return SettingsBoard(
        rules=current_values(reader),
        rulebook_number=rulebook.number,
        rules_from=rulebook.effective_from,
        may_publish=reader.may(Role.CLERK, Role.HEAD),
        local=local_settings(reader),
        changeable=frozenset(entry.key for entry in entries() if reader.may(*entry.by)),
    )


def change_settings(work: Work, values: dict[str, int | str | bool]) -> None:
    """Store the given settings; raises `UserError` naming the first that cannot be taken."""
    known = {entry.key: entry for entry in entries()}
    before = asdict(local_settings(work))
    changed = []
    for key, value in values.items():
        entry = known[key]
        taken = _checked(entry, value)
        if taken != before[key]:
            work.require(*sorted(entry.by))
            remember(work, key, taken)
            changed.append(entry.label)
    work.describe("、".join(changed))


def set_seal_picture(work: Work, picture: bytes | None) -> str:
    """Keep the picture of the unit's seal (JPEG or PNG), or drop it; return its digest."""
    work.require(Role.CLERK, Role.HEAD)
    digest = keep_picture(work, picture) if picture else ""
    remember(work, "seal_picture", digest)
    work.describe("公章图片")
    return digest


def remember(work: Work, key: str, value: JsonValue) -> None:
    """Store one setting of the program's own keeping."""
    row = work.session.scalar(select(Setting).where(Setting.key == key))
    if row is None:
        work.session.add(Setting(key=key, value=value))
    else:
        row.value = value


def _checked(entry: Entry, value: int | str | bool) -> int | str | bool:
    if type(value) is not type(entry.default):
        raise UserError(f"“{entry.label}”的内容格式不对。", field=entry.key, next_step="请重新填写。")
    if isinstance(value, str):
        return clean(value, entry.label, LONGEST_TEXT, field=entry.key, one_line=True)
    if type(value) is int and not entry.low <= value <= entry.high:
        raise UserError(
            f"“{entry.label}”应在 {entry.low} 至 {entry.high} 之间。", field=entry.key, next_step="请修改。"
        )
    return value
