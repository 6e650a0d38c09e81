"""Text as it comes from a keyboard or a file, made safe to store: NFC, no control marks, a known length."""

from __future__ import annotations

import re
import unicodedata

from app.errors import UserError

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SEPARATORS = re.compile("[、；;，,]+")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\ufdd0-\ufdef\ufffe\uffff]"
)


def plain_text(text: str) -> str:
    """Return the text in NFC with LF line ends, without control, zero-width and direction marks."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))


def names_listed(text: str) -> tuple[str, ...]:
    """Return the names of a line that are separated by 、；，or commas, each once."""
    return tuple(dict.fromkeys(name for part in _SEPARATORS.split(text) if (name := part.strip())))


def clean(
    text: str, label: str, limit: int, *, field: str, required: bool = False, one_line: bool = False
) -> str:
    """Return the text ready to store; raises `UserError` naming `label` when it is missing or too long."""
    kept = plain_text(text).strip()
    if one_line:
        kept = " ".join(kept.split())
    if required and not kept:
        raise UserError(f"请填写“{label}”。", field=field)
    if len(kept) > limit:
        raise UserError(
            f"“{label}”有 {len(kept)} 字，最多 {limit} 字。", field=field, next_step="请精简后再保存。"
        )
    return kept
