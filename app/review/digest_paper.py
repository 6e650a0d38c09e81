"""月度审核汇总表(呈阅): totals, charts, notable results, problems, units, cadres, room for 批示 (D38–D39)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.documents.charts import Chart, draw_chart
from app.documents.faces import Font, Role, Size
from app.documents.letter import Letter, Level, official_date
from app.documents.lines import break_text
from app.documents.page import FORM, Align
from app.documents.paper import Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, filling_pages, label
from app.review.digest_chart import arrivals_chart, grades_chart
from app.review.digest_form import CadreLine, DigestForm, Paragraph
from app.review.digest_rules import Measure
from app.review.digest_views import MonthTotals

NOTHING = "—"
COLUMNS = (
    *(Measure.DUE, Measure.HANDED_IN, Measure.EXEMPT, Measure.LATE, Measure.MISSING),
    *(Measure.GOOD, Measure.FAIR, Measure.PLAIN, Measure.POOR, Measure.OPEN, Measure.RETURNED),
)
SMALL = Font(Role.FANGSONG, Size.FIVE)
SMALL_LABEL = Font(Role.SONG, Size.FIVE)
HEADING = Font(Role.HEI, Size.FOUR)
BODY = Font(Role.FANGSONG, Size.FOUR)
NOTE = Font(Role.SONG, Size.SMALL_FIVE)
LIGHTS_NOTE = (
    "注：“报送”栏实心圆为已签定，半圆为已提交，圆圈为草稿，虚线圈为待报；迟为迟报，缺为未报，免为免报。"
)
UNITS_NOTES = (
    "注：1．“突出事项”“问题”两栏为前文条目序号；同一条涉及多个单位的，列在合计中。",
    "　　2．各等次之和少于实报的，差额为待定：班子会议尚未评定，或登记表已被退回。",
)
NOTE_LEADING = 14.0
UNITS_NAMED = 5
"""Units with somebody missing that the summary names."""
LEADING = 26.0
"""Of the paragraphs: 27 lines a page."""
LEADERS = 6
"""Rows for 批示 on the last page."""


def digest_paper(form: DigestForm) -> bytes:
    """Return the digest as a PDF, A4 upright; the same form gives the same bytes."""
    paper = Paper(heading(form), form.office, sheet=FORM, subject=f"第{form.edition}稿")
    _first_page(paper, form)
    _paragraphs(paper, form)
    _units(paper, form)
    _cadres(paper, form)
    _remarks(paper, form)
    return paper.finish()


def heading(form: DigestForm) -> str:
    """Return the digest's title."""
    return f"{form.county}科级领导干部工作实绩月度审核汇总表"


def _first_page(paper: Paper, form: DigestForm) -> None:
    paper.bookmark("汇总")
    letter = Letter(paper)
    letter.title(f"{heading(form)}\n（{form.month.label}）", blank_after=0.3)
    frame = paper.page.frame
    made = f"编制日期：{official_date(form.made_on)}（第{form.edition}稿）"
    paper.page.text(frame.left, letter.y + 10, f"编制单位：{form.office}", SMALL)
    paper.page.text(frame.right, letter.y + 10, made, SMALL, align=Align.RIGHT)
    y = paper.page.lines(
        frame.left,
        letter.y + 22,
        break_text(summary(form.figures), frame.width, BODY, indent=2 * BODY.size),
        BODY,
        leading=BODY.size * 1.7,
        width=frame.width,
        justify=True,
    )
    y = draw_table(paper, _totals_table(form), y + 8) + 12
    figures = form.figures
    for title, chart in (
        ("各单位报送情况（实报/应报）", arrivals_chart(figures.units, frame.width)),
        (
            "评定等次（份）",
            grades_chart(form.month, figures.county, figures.before, figures.labels, frame.width),
        ),
    ):
        y = _chart(paper, title, chart, y)


def _chart(paper: Paper, title: str, chart: Chart, y: float) -> float:
    if y + chart.height + 26 > paper.page.frame.bottom:
        paper.new_page(FORM)
        y = paper.page.frame.top
    frame = paper.page.frame
    paper.page.text(frame.left, y + HEADING.size, title, HEADING)
    draw_chart(paper.page, chart, frame.left, y + 26)
    return y + chart.height + 38


def summary(figures: MonthTotals) -> str:
    """Say the month in three sentences, with the figures that a leader asks for first."""
    now, before, month = figures.county, figures.before, figures.month.month
    due, missing = now.of(Measure.DUE), now.of(Measure.MISSING)
    came = (
        f"{month}月应报{due}人，实报{now.of(Measure.HANDED_IN)}人，其中按时{now.of(Measure.ON_TIME)}人、"
        f"迟报{now.of(Measure.LATE)}人；未报{missing}人，免报{now.of(Measure.EXEMPT)}人。"
    )
    graded = "、".join(
        f"“{figures.labels[measure]}”{now.of(measure)}份"
        for measure in (Measure.GOOD, Measure.FAIR, Measure.PLAIN, Measure.POOR)
    )
    returned = f"评定等次：{graded}，待定{now.of(Measure.OPEN)}份；县考核办退回{now.of(Measure.RETURNED)}份。"
    came += _absentees(figures) if missing else ""
    if not before.of(Measure.DUE):
        return came + returned
    share, former = (percent(one.of(Measure.ON_TIME), one.of(Measure.DUE)) for one in (now, before))
    return f"{came}按时报送率{share}，上月{former}。{returned}"


def _absentees(figures: MonthTotals) -> str:
    """Name the units with somebody missing, those with the most first."""
    missing = {line.unit: line.totals.of(Measure.MISSING) for line in figures.units}
    worst = sorted((one for one in missing if missing[one]), key=lambda unit: -missing[unit])
    named = "、".join(f"{unit}{missing[unit]}人" for unit in worst[:UNITS_NAMED])
    return f"未报的有{named}{'等' if len(worst) > UNITS_NAMED else ''}。"


def percent(part: int, whole: int) -> str:
    """Return a share with one decimal, rounded half up once; `—` of nothing."""
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def _totals_table(form: DigestForm) -> Table:
    figures = form.figures
    head = Row((label("项目"), *(label(figures.labels[one]) for one in COLUMNS)), height=24)
    now, before = figures.county, figures.before
    former, changes = [NOTHING] * len(COLUMNS), [NOTHING] * len(COLUMNS)
    if before.of(Measure.DUE):
        former = [str(before.of(one)) for one in COLUMNS]
        changes = [change(now.of(one) - before.of(one)) for one in COLUMNS]
    this = [str(now.of(one)) for one in COLUMNS]
    named = (("本月", this), ("上月", former), ("增减", changes))
    rows = (head, *(Row((label(name), *map(Cell, cells)), height=22) for name, cells in named))
    return Table((13, *([9] * len(COLUMNS))), rows, font=SMALL, label_font=SMALL_LABEL, padding=2)


def change(difference: int) -> str:
    """Return how much more or less than the month before."""
    return (
        f"+{difference}" if difference > 0 else str(difference).replace("-", "−") if difference else NOTHING
    )


def _paragraphs(paper: Paper, form: DigestForm) -> None:
    paper.new_page(FORM)
    paper.bookmark("突出事项和问题")
    letter = Letter(paper)
    letter.leading = LEADING
    for title, listed, nothing in (
        ("一、突出事项", form.wording.notable, "本月未列突出事项。"),
        ("二、存在问题", form.wording.problems, "本月未列问题。"),
    ):
        letter.paragraph(title, Level.FIRST)
        for number, one in enumerate(listed, 1):
            letter.paragraph(f"{number}．{one.text}")
        if not listed:
            letter.paragraph(nothing)
        letter.blank_lines(0.5)


def _units(paper: Paper, form: DigestForm) -> None:
    paper.new_page(FORM)
    paper.bookmark("各单位情况")
    letter = Letter(paper)
    letter.title(f"{form.month.label}各单位报送和评定情况", blank_after=0.2)
    measures = [one for one in COLUMNS if one is not Measure.OPEN]
    titles = [*(form.figures.labels[one] for one in measures), "突出\n事项", "问题"]
    rows = [Row((label("单位"), *(label(title) for title in titles)), height=30)]
    for line in form.figures.units:
        numbers = [Cell(str(line.totals.of(one) or "")) for one in measures]
        places = [
            Cell(_places(paragraphs, line.unit_id), font=SMALL)
            for paragraphs in (form.wording.notable, form.wording.problems)
        ]
        rows.append(Row((Cell(line.unit, Style.ENTRY), *numbers, *places), height=20))
    total = [Cell(str(form.figures.county.of(one))) for one in measures]
    counted = [Cell(str(len(form.wording.notable))), Cell(str(len(form.wording.problems)))]
    rows.append(Row((label("合计"), *total, *counted), height=22))
    table = Table(
        (34, *([7] * len(measures)), 11, 13),
        tuple(rows),
        header_rows=1,
        title="各单位报送和评定情况",
        font=SMALL,
        label_font=SMALL_LABEL,
        padding=2,
    )
    _draw_noted(paper, table, letter.y, UNITS_NOTES)


def _draw_noted(paper: Paper, table: Table, top: float, notes: Sequence[str]) -> None:
    """Draw a table that fills its pages, its notes below it."""
    y = draw_table(paper, filling_pages(paper.page, table, top, NOTE_LEADING * len(notes) + 4), top)
    for note in notes:
        y += NOTE_LEADING
        paper.page.text(paper.page.frame.left, y, note, NOTE)


def _places(paragraphs: Iterable[Paragraph], unit_id: str) -> str:
    """Return the numbers of the paragraphs that concern the unit, `1、3`."""
    return "、".join(str(number) for number, one in enumerate(paragraphs, 1) if one.unit_id == unit_id)


def _cadres(paper: Paper, form: DigestForm) -> None:
    paper.new_page(FORM)
    paper.bookmark("干部情况")
    letter = Letter(paper)
    letter.title(f"{form.month.label}科级领导干部工作实绩情况", blank_after=0.2)
    titles = ("序号", "单位", "姓名", "职务", "报送", "自评", "评定", "县级审核")
    rows = [
        Row(tuple(label(title) for title in titles), height=26),
        *(_cadre(number, line) for number, line in enumerate(form.cadres, 1)),
    ]
    table = Table(
        (8, 36, 24, 31, 9, 9, 9, 14),
        tuple(rows),
        header_rows=1,
        title="科级领导干部工作实绩情况",
        font=SMALL,
        label_font=SMALL_LABEL,
        padding=2,
    )
    _draw_noted(paper, table, letter.y, (LIGHTS_NOTE,))


def _cadre(number: int, line: CadreLine) -> Row:
    return Row(
        (
            Cell(str(number)),
            Cell(line.unit, Style.ENTRY),
            Cell(line.name, Style.NAME),
            Cell(line.title, Style.ENTRY),
            Cell(light=line.light),
            Cell(line.self_grade),
            Cell(line.grade),
            Cell(line.county),
        ),
        height=19,
    )


def _remarks(paper: Paper, form: DigestForm) -> None:
    """Draw the page that goes round among the leaders."""
    paper.new_page(FORM)
    paper.bookmark("呈阅")
    letter = Letter(paper)
    letter.title("呈 阅 单", blank_after=0.2)
    rows: Sequence[Row] = (
        Row((label("呈阅内容"), Cell(f"{heading(form)}（{form.month.label}）", Style.ENTRY, columns=3)), 44),
        Row((label("呈阅范围"), Cell(form.recipients, Style.ENTRY, columns=3)), 36),
        Row(
            (
                label("呈报单位"),
                Cell(form.office, Style.ENTRY),
                label("呈报日期"),
                Cell(official_date(form.made_on)),
            ),
            36,
        ),
        Row((label("领导姓名\n及职务"), label("批　示", columns=2), label("日　期")), 30),
        *(
            Row((Cell(), Cell(columns=2), Cell("　月　日", Style.VALUE)), height=60, stretch=True)
            for _ in range(LEADERS)
        ),
        Row((label("办理"), Cell("批示由县考核办登记，反馈有关单位办理。", Style.ENTRY, columns=3)), 32),
    )
    draw_table(paper, Table((26, 60, 20, 34), tuple(rows)), letter.y)
