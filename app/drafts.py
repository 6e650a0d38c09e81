"""Typing on a page that is not stored yet: kept on this machine, out of the journal, by account and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.errors import UserError
from app.office import Reader, Work
from app.texts import plain_text
from db.base import canonical
from db.tables.office import Draft

MAX_CHARACTERS = 400_000


@dataclass(frozen=True, slots=True)
class Typing:
    """What was typed on a page (a JSON value) and when it was last kept."""

    body: Mapping[str, Any]
    kept_at: datetime


def keep_typing(work: Work, page: str, body: Mapping[str, Any]) -> None:
    """Keep what this account typed on `page`, e.g. `meeting:<unit>:2026-03`; an empty body drops it.

    Raises `UserError` when it is far too long.
    """
    work.require_business()
    stored = storable(body)
    if not stored:
        drop_typing(work, page)
        return
    if len(canonical(stored)) > MAX_CHARACTERS:
        raise UserError("输入的内容过长，未能自动保存。", next_step="请精简后再保存。")
    draft = work.session.get(Draft, _key(work, page))
    if draft is None:
        work.session.add(Draft(key=_key(work, page), body=stored, saved_at=work.now))
    else:
        draft.body, draft.saved_at = stored, work.now


def drop_typing(work: Work, page: str) -> None:
    """Forget what this account typed on a page."""
    draft = work.session.get(Draft, _key(work, page))
    if draft is not None:
        work.session.delete(draft)


def kept_typing(reader: Reader, page: str) -> Typing | None:
    """Return what this account typed on a page and did not store."""
    reader.require_business()
    draft = reader.session.get(Draft, _key(reader, page))
    if draft is None or not isinstance(draft.body, dict):
        return None
    return Typing(draft.body, draft.saved_at)


def _key(reader: Reader, page: str) -> str:
    return f"{page}:{reader.login.account_id}"


def storable(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value as the database can hold it: lists for tuples, texts that every encoding can write."""
    if isinstance(value, Mapping):
        return {plain_text(str(key)): storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    return plain_text(value) if isinstance(value, str) else value
