"""What the targets print: 月计划表 (domain.md §7.2) and 年度目标分解表 (§7.3), from plain forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.faces import Font, Role, Size
from app.documents.letter import official_date
from app.documents.lines import break_text
from app.documents.page import FORM, LEDGER, Align
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, label, table_height
from app.vocabulary import Month

PLAN_COLUMNS = (8, 8, 35, 21, 12, 17)
SPLIT_COLUMNS = (8, 24, 20, 15, *(15.5,) * 12)
BLANK_ROWS = 13
"""Lines for the hand on a plan that is still empty."""
DAY_BY_HAND = "　　　　年　　月　　日"
_SMALL = Font(Role.SONG, Size.FIVE)
_TINY = Font(Role.FANGSONG, 8.5)
_TINY_LABEL = Font(Role.SONG, 8.5)


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One task of a month as it is printed; `people` is 主办 or 协办 with the others' names."""

    source: str
    task: str
    standard: str
    due: str
    people: str


@dataclass(frozen=True, slots=True)
class PlanForm:
    """One cadre's plan of one month; `settled_on` empty leaves the date to the hand."""

    county: str
    unit: str
    month: Month
    name: str
    title: str
    portfolio: str
    tasks: tuple[PlanTask, ...]
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class SplitTask:
    """One annual target as it is printed, with its tasks from January to December."""

    number: str
    title: str
    measure: str
    holders: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitForm:
    """A unit's targets of one year split by month; `notes` are sentences below the table."""

    county: str
    unit: str
    year: int
    rows: tuple[SplitTask, ...]
    notes: tuple[str, ...]
    made_on: date


def plan_paper(form: PlanForm) -> bytes:
    """Return one cadre's 月计划表: A4 portrait, as many pages as it needs; an empty one is filled by hand."""
    return plan_papers((form,))


def plan_papers(forms: Sequence[PlanForm]) -> bytes:
    """Return the 月计划表 of several cadres in one file, each on a right-hand page; at least one form."""
    first = forms[0]
    title = f"{first.name if len(forms) == 1 else first.unit}{first.month.label}工作计划表"
    paper = Paper(title, first.unit, sheet=FORM, numbering=Numbering.OF_TOTAL)
    for number, form in enumerate(forms):
        if number:
            _turn_over(paper)
        if len(forms) > 1:
            paper.bookmark(form.name)
        draw_plan(paper, form)
    return paper.finish()


def _turn_over(paper: Paper) -> None:
    """Go to the next right-hand page and count from 1 again; a left-hand page before it stays empty."""
    if paper.page_count % 2:
        paper.new_page(numbered=False)
    paper.restart_numbering()
    paper.new_page()


def draw_plan(paper: Paper, form: PlanForm) -> None:
    """Draw the plan from the top of the paper's current page."""
    top = _head(paper, f"{form.county}科级领导干部月工作计划表", f"单位：{form.unit}", form.month.label)
    person = Row(
        (
            label("姓　名", columns=2),
            Cell(form.name, Style.NAME),
            label("职　务"),
            Cell(form.title, columns=2),
        ),
        height=28,
    )
    portfolio = Row((label("分管工作", columns=2), Cell(form.portfolio, Style.ENTRY, columns=4)), height=28)
    head = Row(tuple(map(label, ("序号", "来源", "工作任务", "工作标准", "完成时限", "责任分工"))), height=26)
    tasks = [_plan_row(number, task) for number, task in enumerate(form.tasks, 1)]
    blank = [Row((Cell(str(number)),), height=34) for number in range(1, BLANK_ROWS + 1)]
    box = Table(PLAN_COLUMNS, (person, portfolio), font=Font(Role.FANGSONG, Size.SMALL_FOUR))
    top = draw_table(paper, box, top)
    table = Table(
        PLAN_COLUMNS,
        (head, *(tasks or blank)),
        header_rows=1,
        title=f"{form.name}{form.month.label}工作计划表",
        font=Font(Role.FANGSONG, Size.FIVE),
        label_font=_SMALL,
    )
    below = draw_table(paper, table, top)
    _signatures(paper, form, below)


def _plan_row(number: int, task: PlanTask) -> Row:
    return Row(
        (
            Cell(str(number)),
            Cell(task.source),
            Cell(task.task, Style.ENTRY),
            Cell(task.standard, Style.ENTRY),
            Cell(task.due),
            Cell(task.people, Style.ENTRY),
        ),
        height=34,
    )


def _signatures(paper: Paper, form: PlanForm, below: float) -> None:
    """Draw the two places to sign, kept together, on the next page where there is no room."""
    day = official_date(form.settled_on) if form.settled_on else DAY_BY_HAND
    row = Row(
        (
            Cell("本人签名：", Style.ENTRY, foot=day),
            Cell("单位主要负责人签名：", Style.ENTRY, foot=DAY_BY_HAND),
        ),
        height=64,
    )
    table = Table((1, 1), (row,), font=_SMALL)
    if below + table_height(table, paper.page.frame.width) > paper.page.frame.bottom:
        below = paper.new_page().frame.top
    draw_table(paper, table, below)


def split_paper(form: SplitForm) -> bytes:
    """Return the 年度目标分解表: A4 landscape, 12 months beside each other, as many pages as it needs."""
    title = f"{form.unit}{form.year}年度目标任务分解表"
    paper = Paper(title, form.unit, sheet=LEDGER, numbering=Numbering.OF_TOTAL)
    top = _head(paper, title, f"{form.county}{form.unit}（盖章）", f"填表日期：{official_date(form.made_on)}")
    middle = (paper.page.frame.left + paper.page.frame.right) / 2
    paper.page.text(middle, top - 6, "单位主要负责人（签字）：", _SMALL, align=Align.RIGHT)
    heads = ("序号", "目标任务", "衡量标准", "责任人", *(f"{month}月" for month in range(1, 13)))
    rows = [Row(tuple(map(label, heads)), height=22), *map(_split_row, form.rows)]
    rows += [Row((Cell("", Style.ENTRY, columns=len(heads)),), height=60)] if not form.rows else []
    table = Table(
        SPLIT_COLUMNS,
        tuple(rows),
        header_rows=1,
        title=title,
        font=_TINY,
        label_font=_TINY_LABEL,
        padding=2.5,
        spacing=1.3,
    )
    _notes(paper, form, draw_table(paper, table, top))
    return paper.finish()


def _split_row(task: SplitTask) -> Row:
    cells = (
        Cell(task.number),
        Cell(task.title, Style.ENTRY),
        Cell(task.measure, Style.ENTRY),
        Cell(task.holders, Style.ENTRY),
    )
    return Row((*cells, *(Cell(text, Style.ENTRY) for text in task.tasks)), height=30)


def _notes(paper: Paper, form: SplitForm, below: float) -> None:
    """Write the notes under the table, on the next page where there is no room."""
    page = paper.page
    leading = _SMALL.size * 1.5
    notes = [
        line for sentence in form.notes for line in break_text(f"注：{sentence}", page.frame.width, _SMALL)
    ]
    if below + leading * len(notes) + 6 > page.frame.bottom:
        page, below = paper.new_page(), paper.page.frame.top
    page.lines(page.frame.left, below + 6, notes, _SMALL, leading=leading)


def _head(paper: Paper, title: str, left: str, right: str) -> float:
    """Draw the title and the line below it; return where the table begins."""
    page = paper.page
    font = Font(Role.TITLE, Size.SMALL_TWO)
    page.text(
        (page.frame.left + page.frame.right) / 2,
        page.frame.top + font.size,
        title,
        font,
        align=Align.CENTRE,
    )
    baseline = page.frame.top + font.size * 1.4 + 14
    page.text(page.frame.left, baseline, left, _SMALL)
    page.text(page.frame.right, baseline, right, _SMALL, align=Align.RIGHT)
    return baseline + 6
