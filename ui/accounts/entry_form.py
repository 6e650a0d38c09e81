"""EntryForm: a form before anybody is in; its work runs off the GUI thread without an office."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.accounts.rules import LONGEST_PASSPHRASE
from app.errors import UserError
from app.office import Office
from app.progress import Progress
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.fields import read
from ui.shared.inputs import Line
from ui.shared.look import px, restyle
from ui.shared.problems import ProblemBar
from ui.shared.widgets import Button, Card, label

T = TypeVar("T")


class Doorstep:
    """Stands where the office will: outside nothing ever changes."""

    def subscribe(self, _listener: object) -> Callable[[], None]:
        """Never call anybody."""
        return lambda: None


def doorstep_errands() -> Errands:
    """Return errands for work before an office is open: `compute` and `export` only."""
    return Errands(cast("Office", Doorstep()), problems.show)


class Secret(QLineEdit):
    """A passphrase being typed: never shown, never copied."""

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setPlaceholderText(hint)
        self.setMaxLength(LONGEST_PASSPHRASE)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhHiddenText)


class EntryForm(Card):
    """Inputs under their words, a place for what is wrong, and one primary button.

    A subclass adds inputs by `add` and writes `submit`.
    """

    busy = Signal(bool)
    """Whether work is under way, during which the window stays."""

    def __init__(self, errands: Errands, title: str, hint: str, ok: str, *, width: int = 420) -> None:
        super().__init__(title)
        self.setFixedWidth(px(width))
        self.errands = errands
        self.problems = ProblemBar()
        self.column.addWidget(self.problems)
        if hint:
            self.column.addWidget(label(hint, "caption", wrap=True))
        self.rows = QFormLayout()
        self.rows.setHorizontalSpacing(14)
        self.rows.setVerticalSpacing(8)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.column.addLayout(self.rows)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(0, 6, 0, 0)
        self.foot.addStretch(1)
        self.ok = Button(ok, "Ctrl+Return", self._pressed, kind="primary")
        self.foot.addWidget(self.ok)
        self.column.addLayout(self.foot)
        self._inputs: dict[str, QWidget] = {}
        self._marks: dict[str, QLabel] = {}

    def submit(self) -> None:
        """Do what the button says, by `run`."""
        raise NotImplementedError

    def add(self, name: str, words: str, widget: QWidget, hint: str = "") -> None:
        """Add an input under the name that `UserError.field` uses; Enter in a line presses the button."""
        mark = label("", "fault", wrap=True)
        mark.hide()
        caption = label(words, "caption")
        caption.setBuddy(widget)
        widget.setObjectName(name)
        widget.setAccessibleName(words)
        self.rows.addRow(caption, widget)
        if hint:
            self.rows.addRow("", label(hint, "caption", wrap=True))
        self.rows.addRow("", mark)
        if isinstance(widget, QLineEdit):
            widget.returnPressed.connect(self._pressed)
        self._inputs[name] = widget
        self._marks[name] = mark

    def line(self, name: str) -> QLineEdit:
        """Return the one-line input of that name."""
        return cast("QLineEdit", self._inputs[name])

    def values(self) -> dict[str, str]:
        """Return what the lines hold; passphrases as typed."""
        return {
            name: widget.text() if isinstance(widget, Secret) else str(read(widget))
            for name, widget in self._inputs.items()
            if isinstance(widget, QLineEdit | QComboBox)
        }

    def clear(self, *names: str) -> None:
        """Empty these lines, or all."""
        for name, widget in self._inputs.items():
            if isinstance(widget, Line | Secret) and (not names or name in names):
                widget.clear()
        self._unmark()

    def focus(self, name: str) -> None:
        """Put the cursor into an input."""
        self._inputs[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Put the cursor into the first empty line."""
        empty = (name for name, text in self.values().items() if not text)
        first = next(empty, next(iter(self._inputs), None))
        if first is not None:
            self.focus(first)

    def same_twice(self, first: str, again: str) -> str:
        """Return a passphrase that was typed the same twice; raises `UserError` on the second field."""
        values = self.values()
        if values[first] != values[again]:
            raise UserError("两次输入的口令不一致。", field=again, next_step="请重新输入。")
        return values[first]

    def check(self, *checks: Callable[[], object]) -> bool:
        """Run every check, mark each field that is wrong and go to the first; tell whether all is well."""
        wrong = []
        for check in checks:
            try:
                check()
            except UserError as error:
                wrong.append(error)
        for problem in reversed(wrong):
            self.refuse(problem)
        return not wrong

    def fill_in(self, name: str) -> None:
        """Raise `UserError` on an input that was left empty."""
        if not self.values()[name].strip():
            raise UserError(f"请填写“{self._inputs[name].accessibleName()}”。", field=name)

    def run(self, job: Callable[[], T], then: Callable[[T], object]) -> None:
        """Run `job()` off the GUI thread; a problem is shown at its field."""
        self.watch(self.title.text(), lambda _progress: job(), then)

    def watch(self, title: str, job: Callable[[Progress], T], then: Callable[[T], object]) -> None:
        """Run the long `job(progress)` likewise."""
        self._set_busy(busy=True)

        def landed(value: T) -> None:
            self._set_busy(busy=False)
            then(value)

        def missed(error: BaseException) -> None:
            self._set_busy(busy=False)
            self.refuse(error)

        self.errands.export(self, title, job, landed, missed)

    def refuse(self, error: BaseException) -> None:
        """Show a problem at its field, else on top."""
        field = error.field if isinstance(error, UserError) else None
        if field in self._marks:
            self._marks[field].setText(str(error))
            self._marks[field].show()
            restyle(self._inputs[field], fault="true")
            self.focus(field)
        else:
            problems.show(self, error)

    def has_field(self, name: str | None) -> bool:
        """Tell whether an input of that name is here."""
        return name in self._inputs

    def _pressed(self) -> None:
        if not self.ok.isEnabled():
            return
        self._unmark()
        try:
            self.submit()
        except UserError as error:
            self.refuse(error)

    def _unmark(self) -> None:
        self.problems.clear()
        for name, mark in self._marks.items():
            mark.hide()
            restyle(self._inputs[name], fault="false")

    def _set_busy(self, *, busy: bool) -> None:
        self.ok.setEnabled(not busy)
        self.busy.emit(busy)
