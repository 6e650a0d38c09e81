"""The month's postings as a table to export or copy (domain.md §7.6)."""

from __future__ import annotations

from collections.abc import Iterable

from app.notices.views import PostingCard
from ui.notices.posting_view import state_words
from ui.shared.columns import Shown

HEADERS = (
    *("张贴日期", "地点", "经办", "公示起", "公示止", "工作日", "人数", "人员"),
    *("状态", "撤下或中断", "原因", "意见"),
)


def ledger(cards: Iterable[PostingCard]) -> Shown:
    """Return one row for each posting."""
    return Shown(HEADERS, tuple(_row(card) for card in cards))


def _row(card: PostingCard) -> tuple[object, ...]:
    return (
        card.posted_on.isoformat(),
        card.place,
        card.posted_by,
        card.first_day.isoformat(),
        card.last_day.isoformat(),
        card.days,
        len(card.names),
        "、".join(card.names),
        state_words(card)[0],
        card.ended_on.isoformat() if card.ended_on else "",
        card.breach or card.interruption,
        len(card.remarks),
    )
