"""Asking for the reports of a month within the unit: who still owes one, and the paper that asks (D15, §7b).

The county asks units by its 催报单 (`app.review`); this is the unit's own notice to its cadres. It prints
what is recorded and records nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.cells import Cell, Row, Table, label
from app.documents.letter import Letter, official_date
from app.documents.paper import Paper
from app.errors import UserError
from app.monthly.rules import Deadline
from app.monthly.views import MonthLine, month_list
from app.office import Reader
from app.people.views import unit
from app.vocabulary import Month, Role

NOT_BEGUN = "未填报"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One cadre who owes a report, and how far it is."""

    cadre_id: str
    name: str
    title: str
    standing: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Who owes the month's report to the unit, and until when."""

    unit: str
    month: Month
    deadline: Deadline
    lines: tuple[AskedLine, ...]
    today: date

    @property
    def over(self) -> bool:
        """Whether the last day is past."""
        return self.deadline.passed(self.today)


def asking(reader: Reader, unit_id: str, month: Month) -> Asking:
    """Return everybody of a unit whose report of the month is due and has not come, in board order."""
    reader.require(Role.CLERK, Role.HEAD)
    found = month_list(reader, unit_id, month)
    lines = tuple(_line(line) for line in found.lines if line.due and not line.handed_in)
    return Asking(unit(reader, unit_id).name, month, found.deadline, lines, reader.today)


def _line(line: MonthLine) -> AskedLine:
    standing = line.state.label if line.state else NOT_BEGUN
    return AskedLine(line.cadre_id, line.name, line.title, standing)


def asking_letter(form: Asking) -> bytes:
    """Return the notice to the cadres who have not handed in, each with room to sign for it.

    Raises `UserError` where everybody has.
    """
    if not form.lines:
        raise UserError(f"{form.month.label}应报人员都已提交，不用催报。")
    title = f"关于提交{form.month.label}工作实绩报告的催报通知"
    letter = Letter(Paper(title, form.unit))
    letter.title(title)
    letter.addressee("有关同志")
    letter.paragraph(_body(form))
    letter.paragraph(
        "确有特殊情况不能按时提交的，请书面说明理由。连续两次未上报且不能提供正当理由的，按规定处理。"
    )
    letter.blank_lines(0.5)
    head = Row(tuple(label(name) for name in ("序号", "姓名", "职务", "填报情况", "签收")), height=26)
    rows = [
        Row((Cell(str(place)), Cell(one.name), Cell(one.title), Cell(one.standing), Cell("")), height=30)
        for place, one in enumerate(form.lines, 1)
    ]
    letter.table(Table((8, 18, 34, 18, 22), (head, *rows), header_rows=1, title="未提交人员"))
    letter.sign_off((form.unit,), form.today, sealed=True)
    return letter.paper.finish()


def _body(form: Asking) -> str:
    due, who = official_date(form.deadline.due), f"以下{len(form.lines)}位同志尚未提交"
    owed = f"{form.month.label}工作实绩报告应于{due}前提交"
    if form.over:
        return f"{owed}，现已逾期。{who}，请立即补报并书面说明理由。"
    return f"{owed}。截至{official_date(form.today)}，{who}，请按时如实填报。"
