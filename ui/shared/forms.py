"""Dialogs: a form that never closes on an error, and the confirmation that lists the names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import Conflict, UserError
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.fields import Fields
from ui.shared.look import px, restyle
from ui.shared.panels import FittingColumn, ScrollColumn
from ui.shared.problems import ProblemBar
from ui.shared.widgets import Button, label

T = TypeVar("T")


class FormDialog(QDialog):
    """A form in a window of its own. A subclass adds fields and writes `save`; open it by `open()`.

    Enter or Ctrl+Enter saves, Esc leaves (twice when something was typed). It closes only after success.
    """

    saved = Signal(object)
    """What the action returned."""

    def __init__(self, parent: QWidget, errands: Errands, title: str, ok: str, hint: str = "") -> None:
        super().__init__(parent)
        self.errands = errands
        self.setWindowTitle(title)
        self.setProperty("role", "form")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.problems = ProblemBar()
        self.fields = Fields(self._touched, self)
        self._marks: dict[str, QLabel] = {}
        self._warned = False
        self._busy = False
        self._seen = seen_by(parent)
        self.rows = QFormLayout()
        self.rows.setHorizontalSpacing(14)
        self.rows.setVerticalSpacing(8)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.ok = Button(ok, "Ctrl+Return", self._ok_pressed, kind="primary")
        self.away = Button("取消", on=self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.away)
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.problems)
        if hint:
            column.addWidget(label(hint, "caption", wrap=True))
        self._page = FittingColumn(least=px(400))
        self._page.column.addLayout(self.rows)
        self._page.column.addStretch(1)
        column.addWidget(self._page, 1)
        column.addLayout(buttons)

    def save(self) -> None:
        """Perform what the OK button says, by `self.perform`."""
        raise NotImplementedError

    def add(self, name: str, words: str, widget: QWidget, hint: str = "") -> None:
        """Add an input under the field name that actions use in `UserError.field`."""
        mark = label("", "fault", wrap=True)
        mark.hide()
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(widget)
        if hint:
            box.addWidget(label(hint, "caption", wrap=True))
        box.addWidget(mark)
        caption = label(words, "label")
        caption.setBuddy(widget)
        widget.setAccessibleName(words)
        self.rows.addRow(caption, box)
        self.fields.add(name, widget)
        self._marks[name] = mark

    def perform(
        self, title: str, action: Callable[..., T], *args: object, then: Callable[[T], object] | None = None
    ) -> None:
        """Run `action(work, *args)`; close on success, stay with the field marked on an error."""
        self._begin()

        def landed(value: T) -> None:
            self._end()
            self.done(QDialog.DialogCode.Accepted)
            self.saved.emit(value)
            if then:
                then(value)

        self.errands.perform(self, title, action, *args, then=landed, failed=self.refuse, seen=self._seen)

    def refuse(self, error: BaseException) -> None:
        """Show a problem at its field; the form stays open."""
        self._end()
        if isinstance(error, Conflict) and error.versions:
            problems.compare(self, error, partial(self._insist, error), self._give_up)
        elif isinstance(error, UserError) and error.field in self._marks:
            mark = self._marks[error.field]
            mark.setText(str(error))
            mark.show()
            self._focus(error.field)
        else:
            problems.show(self, error)

    def _insist(self, conflict: Conflict) -> None:
        """Write one's own version over the other, which was shown."""
        self._seen = conflict.seen
        self._ok_pressed()

    def _give_up(self) -> None:
        """Leave the form: the other version stands."""
        self.done(QDialog.DialogCode.Rejected)

    def reject(self) -> None:
        """Leave; typing is given up only when asked twice."""
        if self._busy:
            return
        if self.fields.changed() and not self._warned:
            self._warned = True
            self.problems.tell("填写的内容还没有保存。再按一次 Esc 或“取消”就放弃。")
            return
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves from any one-line input."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not isinstance(
            self.focusWidget(), Button
        ):
            self._ok_pressed()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the first input."""
        super().showEvent(event)
        if self._marks:
            self._focus(next(iter(self._marks)), fault=False)

    def _ok_pressed(self) -> None:
        if self.ok.isEnabled():
            self.problems.clear()
            self._clear_marks()
            try:
                self.save()
            except UserError as error:
                self.refuse(error)

    def _begin(self) -> None:
        self._busy = True
        self.ok.setEnabled(False)

    def _end(self) -> None:
        self._busy = False
        self.ok.setEnabled(True)

    def _touched(self) -> None:
        self._warned = False
        self._clear_marks()

    def _clear_marks(self) -> None:
        for name, mark in self._marks.items():
            if not mark.isHidden():
                mark.hide()
                self._style(name, fault=False)

    def _focus(self, name: str, *, fault: bool = True) -> None:
        self._style(name, fault=fault)
        widget = problems.find_field(self, name)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
            self._page.ensureWidgetVisible(widget)

    def _style(self, name: str, *, fault: bool) -> None:
        widget = problems.find_field(self, name)
        if widget is not None:
            restyle(widget, fault="true" if fault else "false")


def seen_by(widget: QWidget | None) -> int | None:
    """Return the journal's number of what the stage around a widget shows; None outside of stages."""
    while widget is not None:
        seen = getattr(widget, "seen", None)
        if callable(seen):
            number: int | None = seen()
            return number
        widget = widget.parentWidget()
    return None


class ConfirmNames(QDialog):
    """Asks before a step that cannot easily be taken back: what changes, and for whom, name by name."""

    def __init__(
        self,
        parent: QWidget,
        what: str,
        names: Mapping[str, Sequence[str]],
        ok: str,
        then: Callable[[], object],
        *,
        away: str = "返回",
        danger: bool = False,
    ) -> None:
        """`names`: heading (e.g. a grade) → names under it. `ok` and `away` are named by what they do."""
        super().__init__(parent)
        self.setWindowTitle("请核对")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(460))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(what, "strong", wrap=True))
        column.addWidget(_name_table(names))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.away = Button(away, on=self.reject)
        self.ok = Button(ok, "Ctrl+Return", self.accept, kind="danger" if danger else "primary")
        buttons.addWidget(self.away)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        self.accepted.connect(then)
        self.away.setFocus()
        self.open()


def _name_table(names: Mapping[str, Sequence[str]]) -> QWidget:
    scroll = ScrollColumn()
    pieces: list[QWidget] = []
    for heading, listed in names.items():
        pieces.append(label(f"{heading}（{len(listed)}）", "caption"))
        shown = label("、".join(listed) or "无", wrap=True)
        shown.setContentsMargins(0, 2, 0, 10)
        pieces.append(shown)
    scroll.fill(pieces)
    scroll.setMinimumHeight(min(px(52) * len(names) + 20, px(320)))
    return scroll
