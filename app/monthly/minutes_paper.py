"""The record of the leadership meeting, 班子会议评价记录 (D22–D23), from plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.letter import official_date
from app.documents.page import FORM
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, label, under
from app.monthly.papers import draw_head
from app.vocabulary import Month

MEETING_COLUMNS = (13, 12, 16, 8, 13, 8, 30)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One cadre's line in the minutes."""

    name: str
    title: str
    self_grade: str
    truthful: str
    grade: str
    remark: str


@dataclass(frozen=True, slots=True)
class MinutesForm:
    """The record of the leadership meeting that evaluated a month."""

    unit: str
    month: Month
    body: str
    held_on: date
    place: str
    chair: str
    recorder: str
    attendees: tuple[str, ...]
    absentees: str
    observers: str
    lines: tuple[MeetingLine, ...]
    minutes: str
    mark: str = ""


def minutes(form: MinutesForm) -> bytes:
    """Return the meeting's record alone."""
    paper = Paper(f"{form.month.label}班子会议评价记录", form.unit, sheet=FORM, numbering=Numbering.OF_TOTAL)
    draw_minutes(paper, form)
    return paper.finish()


def draw_minutes(paper: Paper, form: MinutesForm) -> None:
    """Draw the record from the top of the paper's current page."""
    paper.part = f"{form.month.label}班子会议评价记录"
    top = draw_head(paper, f"{form.month.label}工作实绩班子会议评价记录", form.mark)
    facts = (
        (("单位", form.unit), ("会议名称", form.body)),
        (("时间", official_date(form.held_on)), ("地点", form.place)),
        (("主持人", form.chair), ("记录人", form.recorder)),
    )
    rows = [_pair(left, right) for left, right in facts]
    present = f"{'、'.join(form.attendees)}（{len(form.attendees)} 人）"
    wide = (("出席", present), ("缺席及\n原因", form.absentees or "无"), ("列席", form.observers or "无"))
    rows += [Row((label(name), Cell(text, Style.ENTRY, columns=6)), height=26) for name, text in wide]
    names = ("序号", "姓名", "职务", "自评", "是否属实", "评定", "一致意见、分歧及说明")
    head = Row(tuple(label(name) for name in names), height=26)
    rows += under(head, (_line(number, line) for number, line in enumerate(form.lines, 1)))
    rows.append(Row((label("会议记录"), Cell(form.minutes, Style.TEXT, columns=6)), height=120))
    foot = "主持人签名：　　　　　　记录人签名：　　　　　　　　年　　月　　日"
    rows.append(Row((label("签名"), Cell(foot, Style.ENTRY, columns=6)), height=44))
    draw_table(paper, Table(MEETING_COLUMNS, tuple(rows), title="班子会议评价记录"), top + 8)


def _pair(left: tuple[str, str], right: tuple[str, str]) -> Row:
    return Row(
        (
            label(left[0]),
            Cell(left[1], Style.ENTRY, columns=3),
            label(right[0]),
            Cell(right[1], Style.ENTRY, columns=2),
        ),
        height=26,
    )


def _line(number: int, line: MeetingLine) -> Row:
    values = (line.title, line.self_grade, line.truthful, line.grade)
    person = (Cell(str(number)), Cell(line.name, Style.NAME))
    return Row((*person, *map(Cell, values), Cell(line.remark, Style.ENTRY)), height=28)
