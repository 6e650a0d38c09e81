"""The tables of a cadre's record."""

from __future__ import annotations

from app.people.cards import PostLine
from app.record.papers import county_words_of
from app.record.search import Found
from app.record.views import DecidedLine, HeardLine, MonthLine, PostingLine
from app.vocabulary import Light, Verdict
from ui.shared.columns import Align, Column
from ui.shared.look import Tone

LIGHT_TONES = {
    Light.SIGNED: Tone.DONE,
    Light.SUBMITTED: Tone.STEP,
    Light.LATE: Tone.DUE,
    Light.MISSING: Tone.MISSING,
}


def _count(value: int) -> object:
    return value or None


FOUND: tuple[Column[Found], ...] = (
    Column("姓名", lambda row: row.name, 104, hint=lambda row: row.name),
    Column(
        "单位、职务",
        lambda row: f"{row.unit} {row.title}{'（离任）' if row.left else ''}",
        hint=lambda row: f"{row.unit} {row.title}",
    ),
)
MONTHS: tuple[Column[MonthLine], ...] = (
    Column("月份", lambda row: f"{row.month}{row.version}", 84, key="form"),
    Column("单位", lambda row: row.unit, 190, key="form", hint=lambda row: row.unit),
    Column(
        "报送",
        lambda row: row.light.label,
        62,
        Align.CENTRE,
        key="form",
        tone=lambda row: LIGHT_TONES.get(row.light, Tone.QUIET),
        pill=True,
        hint=lambda row: row.reason or row.light.label,
    ),
    Column("自评", lambda row: row.self_grade, 50, Align.CENTRE, key="form"),
    Column("班子评定", lambda row: row.meeting_grade, 66, Align.CENTRE, key="form"),
    Column(
        "计入",
        lambda row: row.effective,
        50,
        Align.CENTRE,
        key="form",
        hint=lambda row: f"计入月均 {row.part.total} 分" if row.part.months else row.reason or "不计入月均",
    ),
    Column("县级审核", county_words_of, key="words", hint=county_words_of),
    Column("公示", lambda row: _count(row.postings), 46, Align.RIGHT, key="notices"),
    Column("意见", lambda row: _count(row.remarks), 46, Align.RIGHT, key="notices"),
    Column("提示", lambda row: _count(row.findings), 46, Align.RIGHT, key="findings"),
)
POSTS: tuple[Column[PostLine], ...] = (
    Column("单位", lambda row: row.unit, 150),
    Column("职务", lambda row: row.entry.title, 120),
    Column("任职方式", lambda row: row.entry.kind.label, 66, Align.CENTRE),
    Column("起", lambda row: row.entry.since.isoformat(), 88, Align.CENTRE),
    Column("止", lambda row: row.entry.until.isoformat() if row.entry.until else "至今", 88, Align.CENTRE),
    Column("原因", lambda row: row.entry.ended.label if row.entry.ended else "", 70, Align.CENTRE),
    Column("分管工作", lambda row: row.entry.portfolio),
)
FINDINGS: tuple[Column[DecidedLine], ...] = (
    Column("月份", lambda row: str(row.month), 66),
    Column("提示", lambda row: row.rule.label, 110),
    Column("理由", lambda row: "".join(row.reasons)),
    Column("本人陈述", lambda row: row.statement, 130),
    Column(
        "认定",
        lambda row: row.verdict.label,
        76,
        Align.CENTRE,
        tone=lambda row: Tone.MISSING if row.verdict is Verdict.UPHELD else Tone.QUIET,
        pill=True,
    ),
    Column("认定说明", lambda row: f"{row.reason}（{row.decided_by} {row.decided_on.isoformat()}）", 170),
)
POSTINGS: tuple[Column[PostingLine], ...] = (
    Column("月份", lambda row: str(row.month), 66),
    Column("单位", lambda row: row.unit, 110),
    Column("张贴", lambda row: row.posted_on.isoformat(), 88, Align.CENTRE),
    Column("期满", lambda row: row.last_day.isoformat(), 88, Align.CENTRE),
    Column("状态", lambda row: row.state.label, 66, Align.CENTRE),
    Column("未满期原因", lambda row: row.breach),
)
REMARKS: tuple[Column[HeardLine], ...] = (
    Column("月份", lambda row: str(row.month), 66),
    Column("收到", lambda row: row.received_on.isoformat(), 88, Align.CENTRE),
    Column("方式", lambda row: row.channel.label, 66, Align.CENTRE),
    Column("意见内容", lambda row: row.content),
    Column("处理情况", lambda row: row.handling, 200),
)
