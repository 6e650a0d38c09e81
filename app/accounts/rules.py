"""Rules of accounts: names, roles, passphrases, and the pause after a wrong one (domain.md §11.3)."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from app.errors import UserError
from app.vocabulary import Role

SHORTEST_PASSPHRASE = 8
LONGEST_PASSPHRASE = 200
KINDS_WANTED = 3
REMEMBERED = 5
"""A new passphrase differs from this many before it."""
LONGEST_PAUSE = 60
SEPARATE = frozenset({Role.ADMIN, Role.AUDITOR})
"""Roles that stand alone: who runs the system neither does the business nor audits it (三权分立)."""

_USERNAME = re.compile(r"[\w.·-]{2,32}")


def username(text: str) -> str:
    """Return a username in its one spelling, whatever the keyboard made of it.

    Raises `UserError` unless it has 2 to 32 letters, digits or `. _ - ·`.
    """
    spelling = one_spelling(text)
    if not _USERNAME.fullmatch(spelling):
        raise UserError(
            "用户名应为 2 至 32 个字母、汉字、数字或 . _ - 符号。",
            field="username",
            next_step="请修改用户名。",
        )
    return spelling


def one_spelling(text: str) -> str:
    """Return a typed username without regard to case, full width and blanks around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def check_passphrase(passphrase: str, account_name: str, *, field: str = "new_passphrase") -> None:
    """Raise `UserError` on `field`, saying what is missing, unless the passphrase is strong enough."""
    typed = unicodedata.normalize("NFKC", passphrase)
    if not SHORTEST_PASSPHRASE <= len(typed) <= LONGEST_PASSPHRASE:
        problem = f"口令应有 {SHORTEST_PASSPHRASE} 至 {LONGEST_PASSPHRASE} 个字符。"
    elif kinds(typed) < KINDS_WANTED:
        problem = f"口令应包含大写字母、小写字母、数字、符号（或汉字）中的至少 {KINDS_WANTED} 类。"
    elif account_name and one_spelling(account_name) in typed.casefold():
        problem = "口令不能包含用户名。"
    else:
        return
    raise UserError(problem, field=field, next_step="请换一个口令。")


def kinds(passphrase: str) -> int:
    """Count the kinds of characters: capitals, small letters, digits, everything else."""
    return len({_kind(character) for character in passphrase})


def _kind(character: str) -> str:
    if character.isascii() and character.isalpha():
        return "capital" if character.isupper() else "small"
    return "digit" if character.isdigit() else "other"


def pause_after(failures: int) -> int:
    """Return the seconds to wait after so many wrong passphrases in a row: 1, 2, 4 … 60; never for ever."""
    return min(2 ** min(failures - 1, 10), LONGEST_PAUSE) if failures > 0 else 0


def seconds_to_wait(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """Return how long the next try must still wait; at most `LONGEST_PAUSE`, also when the clock was set."""
    if failed_at is None:
        return 0
    passed = max(now - failed_at, timedelta())
    left = timedelta(seconds=pause_after(failures)) - passed
    return max(-(-left // timedelta(seconds=1)), 0)


def check_roles(roles: frozenset[Role], *, bound: bool) -> None:
    """Raise `UserError` unless the roles may stand together; a cadre's account is `bound` to its person."""
    if not roles:
        raise UserError("请至少选择一种身份。", field="roles")
    if len(roles) > 1 and not SEPARATE.isdisjoint(roles):
        raise UserError(
            "系统管理员、审计员不能兼任其他身份。", field="roles", next_step="请为同一人另建一个账户。"
        )
    if Role.CADRE in roles and not bound:
        raise UserError("“领导干部”身份要对应一名干部。", field="cadre_id", next_step="请选择干部。")
    if bound and roles.isdisjoint({Role.CADRE, Role.HEAD}):
        raise UserError("该身份不对应干部。", field="cadre_id", next_step="请清空“对应干部”。")


def reminder(set_at: datetime | None, now: datetime, days: int) -> str:
    """Return a sentence when the passphrase is older than `days`, else nothing; 0 days reminds never."""
    if not days or set_at is None or (age := (now - set_at).days) < days:
        return ""
    return f"您的口令已使用 {age} 天，建议更换。"
