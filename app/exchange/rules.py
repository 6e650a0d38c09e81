"""What becomes of a file by its place in the journal, and who owns which rows (exchange.md §1, §4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from app.vocabulary import EnrolmentState, Owner

HANDED_OVER = frozenset({"unit", "cadre", "post"})
"""Tables that a unit writes until the county takes its list of people over."""


class Place(Enum):
    """Where a file's range lies against what has been applied."""

    NEXT = auto()
    OVERLAP = auto()
    OLD = auto()
    GAP = auto()


@dataclass(frozen=True, slots=True)
class Standing:
    """A range's place; `missing` is the first and last number that would have to come first."""

    place: Place
    missing: tuple[int, int] | None = None


def standing(first: int, last: int, applied: int) -> Standing:
    """Tell where the range `first`…`last` lies when everything up to `applied` is here."""
    if first > applied + 1:
        return Standing(Place.GAP, (applied + 1, first - 1))
    if last <= applied:
        return Standing(Place.OLD)
    return Standing(Place.NEXT if first == applied + 1 else Place.OVERLAP)


def gap_sentence(missing: tuple[int, int]) -> str:
    """Name the missing range and the next step."""
    return f"缺第 {missing[0]}–{missing[1]} 号，已先留存。请该单位重新导出，补齐后自动入库。"


def taken_sentence(added: int, receipt: int) -> str:
    """Say what was taken in."""
    return f"新增 {added} 条，回执号 {receipt}。"


KNOWN = "已导入过，回执号 {receipt}。"
OLD = "旧文件，内容已全部入库。"
FORK = "数据分叉，禁止合并：同一编号出现两种内容，可能有两台电脑用同一份数据。请该单位只留一台，重新登记。"
NEWER = "文件由更新版本的程序写成，已先留存。请先升级本机程序。"


def refusal_of(state: EnrolmentState) -> str | None:
    """Return why files of a station in this state are not taken, or None."""
    return {
        EnrolmentState.ACTIVE: None,
        EnrolmentState.REPLACED: "这台电脑已被更换，它的文件不再接收。请用新登记的电脑导出。",
        EnrolmentState.REVOKED: "这台电脑的证书已吊销。请该单位重新登记。",
        EnrolmentState.BLOCKED: "这台电脑因数据分叉已冻结。请该单位只留一台电脑，重新登记。",
    }[state]


class Claim(Enum):
    """What the importer does with a change that a unit sent."""

    TAKE = auto()
    IGNORE = auto()
    REFUSE = auto()


def claim(owner: Owner, table: str, *, handed_over: bool) -> Claim:
    """Tell whether a unit may have changed a row of `table`.

    Until the hand-over its list of people is its own to tell; its own rule book and calendar stay its own.
    """
    if owner is Owner.UNIT:
        return Claim.TAKE
    if owner is Owner.STATION or handed_over:
        return Claim.REFUSE
    return Claim.TAKE if table in HANDED_OVER else Claim.IGNORE


def foreign(owners: Collection[str | None], unit_id: str) -> bool:
    """Tell whether one of the rows concerned belongs to another unit, or to nobody."""
    return any(owner != unit_id for owner in owners)
