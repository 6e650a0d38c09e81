"""The head of a form: whose it is, how far it is, when it is due, what has to be known first."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.monthly.rules import Reach
from app.monthly.views_sheet import ReportSheet
from ui.monthly.form_words import STATE_TONES, STEPS, days_words, due_words, is_pressing, told_words
from ui.shared.look import Tone, restyle
from ui.shared.widgets import Button, Pill, Steps, label, shortened


class FormHead(QWidget):
    """Title and state, the chain of steps, the sentences in amber."""

    def __init__(self, beside_steps: QWidget) -> None:
        """`beside_steps`: the box that declares a month without results."""
        super().__init__()
        self.title = label("", "title")
        self.pill = Pill("", Tone.QUIET, self)
        self.due = label("", "due")
        self.steps = Steps(STEPS)
        self.told = label("", "hint", wrap=True)
        self.give_up = Button("改回上次保存的内容", kind="link")
        top, middle, last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.setSpacing(8)
        for piece in (self.title, self.pill):
            top.addWidget(piece)
        top.addStretch(1)
        top.addWidget(self.due)
        middle.addWidget(self.steps)
        middle.addStretch(1)
        middle.addWidget(beside_steps)
        last.addWidget(self.told, 1)
        last.addWidget(self.give_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for row in (top, middle, last):
            column.addLayout(row)

    def show_sheet(self, sheet: ReportSheet, today: date, *, restored: bool) -> None:
        """Show where a form stands; `restored`: its inputs hold a draft that was kept."""
        person, report = sheet.person, sheet.report
        version = f" · {report.label}" if report and report.label else ""
        name, post = shortened(person.name, 150), shortened(person.title, 150)
        self.title.setText(f"{name} · {post} · {sheet.month.month} 月实绩报告{version}")
        self.title.setToolTip(f"{person.name} {person.title}")
        if report:
            self.pill.tell(report.state.label, STATE_TONES[report.state])
        else:
            self.pill.tell("未开始", Tone.QUIET)
        self.due.setText(due_words(sheet, today))
        later = f"{days_words(sheet.after_due)}的实绩在下月报告中补记" if sheet.after_due else ""
        self.due.setToolTip(later)
        restyle(self.due, role="due" if is_pressing(sheet, today) else "caption")
        reaches = [step.reach for step in sheet.chain]
        done = [place for place, reach in enumerate(reaches) if reach is Reach.DONE]
        self.steps.show_done(done, reaches.index(Reach.NOW) if Reach.NOW in reaches else len(reaches))
        self.tell(told_words(sheet, restored=restored))
        self.give_up.setVisible(restored)

    def tell(self, sentences: list[str]) -> None:
        """Say what has to be known first."""
        self.told.setText("\n".join(sentences))
        self.told.setVisible(bool(sentences))
