"""The tables of 呈阅汇总: what is offered, editions, remarks, totals and the people behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.review.digest_board import EditionCard, RemarkCard
from app.review.digest_candidates import Candidate
from app.review.digest_form import CadreLine
from app.review.digest_paper import COLUMNS, change
from app.review.digest_rules import Measure, Totals
from app.vocabulary import Month
from ui.record.tables import LIGHT_TONES
from ui.shared.columns import Align, Column
from ui.shared.look import Tone

OFFERED: tuple[Column[Candidate], ...] = (
    Column("列入", lambda row: "突出事项" if row.notable else "问题", width=76),
    Column("类别", lambda row: row.kind, width=110),
    Column("内容", lambda row: row.text, hint=lambda row: row.text),
)
EDITIONS: tuple[Column[EditionCard], ...] = (
    Column("稿次", lambda row: f"第{row.edition}稿", width=64),
    Column("生成", lambda row: f"{row.made_at:%m-%d %H:%M} {row.made_by}"),
)
REMARKS: tuple[Column[RemarkCard], ...] = (
    Column("领导", lambda row: row.leader, width=84),
    Column("批示", lambda row: row.text, hint=lambda row: row.text),
    Column(
        "涉及",
        lambda row: "、".join(row.units) or "全部单位",
        width=90,
        hint=lambda row: "、".join(row.units),
    ),
)
BEHIND: tuple[Column[CadreLine], ...] = (
    Column("单位", lambda row: row.unit, width=184, hint=lambda row: row.unit),
    Column("姓名", lambda row: row.name, width=104, hint=lambda row: row.name),
    Column("职务", lambda row: row.title, hint=lambda row: row.title),
    Column(
        "报送",
        lambda row: row.light.label,
        width=72,
        align=Align.CENTRE,
        tone=lambda row: LIGHT_TONES.get(row.light, Tone.QUIET),
        pill=True,
    ),
    Column("自评", lambda row: row.self_grade, width=56, align=Align.CENTRE),
    Column("评定", lambda row: row.grade, width=56, align=Align.CENTRE),
    Column("县级审核", lambda row: row.county, width=76, align=Align.CENTRE),
)
MEANINGS = {
    Measure.HANDED_IN: "应报且已提交的，含迟报。",
    Measure.LATE: "过期才提交的；迟报不是未报。",
    Measure.MISSING: "过期仍未提交的。",
    Measure.ON_TIME: "在截止日前提交的。",
    Measure.WAITING: "应报、还没有提交、也没有过期的。",
    Measure.OPEN: "已报、尚无等次的：班子会议还未评定，或登记表已被县考核办退回。",
    Measure.RETURNED: "本月登记表被县考核办退回过的，含已更正重报的。",
}
"""What a number counts, where its name does not say it."""
NUMBER = 48


@dataclass(frozen=True, slots=True)
class NumbersRow:
    """A row of numbers: of one unit, or of the county where `unit_id` is None."""

    name: str
    month: Month
    unit_id: str | None
    totals: Totals
    before: Totals | None = None
    """Show how much more than this, in place of the numbers."""

    def number(self, measure: Measure) -> int:
        """Return one number."""
        return self.totals.of(measure) - (self.before.of(measure) if self.before else 0)

    def leads_on(self, measure: Measure) -> bool:
        """Tell whether people stand behind the number."""
        return self.before is None and self.number(measure) > 0


def number_columns(labels: Mapping[Measure, str], first: str) -> tuple[Column[NumbersRow], ...]:
    """Return a column for each number under the names of the month, after the names of the rows."""
    numbers = (
        Column(
            labels[measure],
            partial(_shown, measure),
            width=NUMBER,
            align=Align.RIGHT,
            key=measure.value,
            sort_key=partial(_number, measure),
            tone=partial(_tone, measure),
        )
        for measure in COLUMNS
    )
    return (Column(first, lambda row: row.name, hint=lambda row: row.name), *numbers)


def _shown(measure: Measure, row: NumbersRow) -> object:
    return change(row.number(measure)) if row.before else row.number(measure)


def _number(measure: Measure, row: NumbersRow) -> int:
    return row.number(measure)


def _tone(measure: Measure, row: NumbersRow) -> Tone | None:
    """Tell by its colour that a number leads on."""
    return Tone.STEP if row.leads_on(measure) else Tone.QUIET
