"""个人实绩档案: a cadre's record as a paper and as a workbook (D27, D77c); figures as on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.documents.charts import draw_chart
from app.documents.faces import Font, Role, Size
from app.documents.letter import Letter, official_date
from app.documents.lines import break_text
from app.documents.page import FORM, Align
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, label
from app.documents.workbooks import CellValue, write_tables
from app.documents.workbooks import Table as Sheet
from app.office import Reader
from app.people.cards import PostLine
from app.record.chart import trend_chart
from app.record.rules import Mean, compared, rounded
from app.record.views import CadreRecord, MonthLine, YearLine, cadre_record, yearly_means
from app.vocabulary import ReviewVerdict, StationKind

SMALL = Font(Role.FANGSONG, Size.FIVE)
SMALL_LABEL = Font(Role.SONG, Size.FIVE)
HEADING = Font(Role.HEI, Size.FOUR)
NOTE = Font(Role.SONG, Size.SMALL_FIVE)
LEAST_SECTION = 90.0
"""Points for a heading, the head of its table and a row of two lines."""
SHORT = 12
"""Characters of an entry that is centred."""
INTERNAL = "内部资料　注意保存"
MONTHS = ("月份", "单位", "报送", "自评", "班子评定", "计入等次", "县级审核", "公示", "意见", "提示")
POSTS = ("单位", "职务", "任职方式", "起", "止", "分管工作")
FINDINGS = ("月份", "提示", "理由", "本人陈述", "认定", "认定说明")
POSTINGS = ("月份", "单位", "张贴", "期满", "状态", "未满期原因")
REMARKS = ("月份", "收到日期", "方式", "意见内容", "处理情况")
EXEMPT = ("起", "止", "类别", "批准人", "批准日期")


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A cadre's record with what the means are compared to, on the day it was printed."""

    record: CadreRecord
    means: dict[int, Mean]
    scope: str
    """Whose mean it is: 全县 or 本单位."""
    office: str
    printed_on: date


def record_form(reader: Reader, cadre_id: str) -> RecordForm:
    """Return the record for print and export; a cadre's account may ask only for its own."""
    record = cadre_record(reader, cadre_id)
    return RecordForm(
        record=record,
        means=yearly_means(reader, [year.year for year in record.years]),
        scope=scope(reader),
        office=reader.station.name,
        printed_on=reader.today,
    )


def scope(reader: Reader) -> str:
    """Name those whose mean a cadre's is compared to."""
    return "全县" if reader.station.kind is StationKind.COUNTY else "本单位"


def record_paper(form: RecordForm) -> bytes:
    """Return the personal record as a PDF, as many pages as it needs; the same form gives the same bytes."""
    name = form.record.card.entry.name
    paper = Paper(f"{name}个人实绩档案", form.office, sheet=FORM, numbering=Numbering.OF_TOTAL)
    frame = paper.new_page().frame
    paper.page.text(frame.left, frame.top, INTERNAL, NOTE)
    letter = Letter(paper)
    letter.title("个人实绩档案", blank_before=0.3, blank_after=0.1)
    made = f"{form.office}　{official_date(form.printed_on)}"
    paper.page.text(frame.right, letter.y + 4, made, NOTE, align=Align.RIGHT)
    y = draw_table(paper, _person(form.record), letter.y + 12)
    y = _section(paper, "任职经历", POSTS, (20, 19, 11, 14, 14, 26), _posts(form.record), y)
    y = _trend(paper, form, y)
    for year in form.record.years:
        words = mean_words(form, year)
        y = _section(paper, f"{year.year}年", MONTHS, _MONTH_WIDTHS, _months(year), y, words, year)
    for title, head, widths, rows in (
        ("提示与认定", FINDINGS, (12, 14, 34, 20, 11, 22), _findings(form.record)),
        ("公示情况", POSTINGS, (14, 18, 15, 15, 12, 30), _postings(form.record)),
        ("公示期间收到的意见", REMARKS, (14, 14, 12, 40, 32), _remarks(form.record)),
        ("免报", EXEMPT, (14, 14, 18, 20, 18), _exemptions(form.record)),
    ):
        if rows:
            y = _section(paper, title, head, widths, rows, y)
    return paper.finish()


_MONTH_WIDTHS = (8, 22, 8, 8, 13, 13, 36, 8, 8, 8)


def _person(record: CadreRecord) -> Table:
    entry = record.card.entry
    now = record.card.posts[0] if record.card.posts else None
    facts = (
        (("姓名", entry.name), ("性别", entry.sex.label if entry.sex else "")),
        (("出生年月", entry.born.label if entry.born else ""), ("政治面貌", entry.party)),
        (("单位", now.unit if now else ""), ("职务", now.entry.title if now else "")),
    )
    rows = tuple(
        Row(tuple(part for name, text in pair for part in (label(name), Cell(text))), height=24)
        for pair in facts
    )
    return Table((14, 36, 14, 36), rows, font=SMALL, label_font=SMALL_LABEL)


def _section(
    paper: Paper,
    title: str,
    head: Sequence[str],
    widths: tuple[float, ...],
    rows: Sequence[Sequence[CellValue]],
    y: float,
    note: str = "",
    lights: YearLine | None = None,
) -> float:
    """Draw a titled table below `y`, or on a new page where hardly anything of it would fit."""
    if y + LEAST_SECTION > paper.page.frame.bottom:
        y = paper.new_page(FORM).frame.top - 10
    frame = paper.page.frame
    paper.page.text(frame.left, y + 26, title, HEADING)
    y = paper.page.lines(
        frame.left, y + 32, break_text(note, frame.width, SMALL) if note else (), SMALL, leading=15
    )
    lines = [Row(tuple(label(text) for text in head), height=22)]
    for number, row in enumerate(rows):
        cells = [_cell("" if value is None else str(value)) for value in row]
        if lights is not None:
            cells[2] = Cell(light=lights.months[number].light)
        lines.append(Row(tuple(cells), height=20))
    table = Table(
        widths, tuple(lines), header_rows=1, title=title, font=SMALL, label_font=SMALL_LABEL, padding=2
    )
    return draw_table(paper, table, y + 3)


def _cell(text: str) -> Cell:
    return Cell(text, Style.VALUE if len(text) < SHORT else Style.ENTRY)


def _trend(paper: Paper, form: RecordForm, y: float) -> float:
    frame = paper.page.frame
    for start in range(0, len(form.record.years), 4):
        years = form.record.years[start : start + 4]
        chart = trend_chart(years, form.record.grade_labels, frame.width)
        if y + chart.height + 50 > frame.bottom:
            y = paper.new_page(FORM).frame.top - 10
        if not start:
            paper.page.text(paper.page.frame.left, y + 26, "逐月计入等次", HEADING)
            y += 20
        draw_chart(paper.page, chart, paper.page.frame.left, y + 20)
        y += chart.height + 18
    return y


def mean_words(form: RecordForm, year: YearLine) -> str:
    """Say a year's mean, how it came about and how it compares."""
    own = year.mean.value
    words = f"月均 {rounded(own)} ＝ {year.reckoning}" if own is not None else "月均 —"
    if year.mean.missed:
        words += f"，未报 {year.mean.missed} 次计 0"
    if year.mean.open:
        words += f"，{year.mean.open} 个月待定"
    whole = form.means.get(year.year)
    if whole and whole.value is not None and own is not None:
        words += f"；{form.scope}月均 {rounded(whole.value)}（{compared(own, whole.value)}）"
    return words


def county_words_of(line: MonthLine) -> str:
    """Say what the county decided on a month's form, each version's decision in its order."""
    said = []
    for word in line.words:
        number = f" {word.number}" if word.number else ""
        opinion = f"：{word.opinion}" if word.opinion and word.verdict is ReviewVerdict.RETURNED else ""
        said.append(f"{word.verdict.label}{number}{opinion}{'（针对旧版本）' if word.outdated else ''}")
    return "；".join(said)


def _months(year: YearLine) -> list[tuple[CellValue, ...]]:
    return [
        (
            f"{line.month.month}月{line.version}",
            line.unit,
            line.light.label,
            line.self_grade,
            line.meeting_grade,
            line.effective,
            county_words_of(line),
            line.postings or None,
            line.remarks or None,
            line.findings or None,
        )
        for line in year.months
    ]


def _posts(record: CadreRecord) -> list[tuple[CellValue, ...]]:
    return [_post(post) for post in reversed(record.card.posts)]


def _post(post: PostLine) -> tuple[CellValue, ...]:
    entry = post.entry
    until = entry.until.isoformat() if entry.until else "至今"
    ended = f"（{entry.ended.label}）" if entry.ended else ""
    return (
        post.unit, entry.title, entry.kind.label, entry.since.isoformat(), until + ended, entry.portfolio
    )  # fmt: skip


def _findings(record: CadreRecord) -> list[tuple[CellValue, ...]]:
    return [
        (
            str(one.month),
            one.rule.label,
            "".join(one.reasons),
            one.statement,
            one.verdict.label,
            f"{one.reason}（{one.decided_by} {one.decided_on.isoformat()}）",
        )
        for one in record.findings
    ]


def _postings(record: CadreRecord) -> list[tuple[CellValue, ...]]:
    return [
        (
            str(one.month),
            one.unit,
            one.posted_on.isoformat(),
            one.last_day.isoformat(),
            one.state.label,
            one.breach,
        )
        for one in record.postings
    ]


def _remarks(record: CadreRecord) -> list[tuple[CellValue, ...]]:
    return [
        (str(one.month), one.received_on.isoformat(), one.channel.label, one.content, one.handling)
        for one in record.remarks
    ]


def _exemptions(record: CadreRecord) -> list[tuple[CellValue, ...]]:
    entries = [one.entry for one in record.card.exemptions]
    return [
        (
            str(entry.first),
            str(entry.last),
            entry.kind.label,
            entry.approved_by,
            entry.approved_on.isoformat(),
        )
        for entry in entries
    ]


def record_workbook(form: RecordForm) -> bytes:
    """Return the record as a workbook, one sheet a part."""
    record = form.record
    months: Iterable[Sequence[CellValue]] = (
        (str(line.month), *row[1:])
        for year in reversed(record.years)
        for line, row in zip(year.months, _months(year), strict=True)
    )
    means = [
        (
            year.year,
            Decimal(rounded(year.mean.value)) if year.mean.value is not None else None,
            year.reckoning,
            year.mean.missed,
            year.mean.open,
        )
        for year in reversed(record.years)
    ]
    name = record.card.entry.name
    sheets = (
        Sheet(f"{name}逐月实绩", MONTHS, months),
        Sheet("月均", ("年度", "月均", "计算", "未报", "待定"), means),
        Sheet("任职经历", POSTS, _posts(record)),
        Sheet("提示与认定", FINDINGS, _findings(record)),
        Sheet("公示情况", POSTINGS, _postings(record)),
        Sheet("收到的意见", REMARKS, _remarks(record)),
        Sheet("免报", EXEMPT, _exemptions(record)),
    )
    return write_tables(sheets)
