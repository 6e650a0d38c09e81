"""Fields: the inputs of a form by name; what was typed, handed over, saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QObject, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from ui.shared.files import FilePicker
from ui.shared.inputs import ChoiceBox


class Fields(QObject):
    """Inputs by name. Values: str, int (QSpinBox), date, bool, a ChoiceBox's value, or a file's path or None.

    `changed` compares with what was last shown or taken, so typing something back is no change.
    """

    def __init__(self, touched: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._touched = touched
        self._inputs: dict[str, QWidget] = {}
        self._known: dict[str, object] = {}
        self._showing = False

    def add(self, name: str, widget: QWidget) -> None:
        """Take an input under `name`, which errors and `changed` will use; it becomes its object name."""
        if not widget.objectName():
            widget.setObjectName(name)
        widget.setProperty("field", name)
        self._inputs[name] = widget
        self._known[name] = read(widget)
        signal = change_signal(widget)
        if signal is not None:
            signal.connect(self._tell)

    def show(self, values: Mapping[str, object]) -> None:
        """Fill the inputs; what is filled this way is not typing."""
        self._showing = True
        try:
            for name, value in values.items():
                write(self._inputs[name], value)
                self._known[name] = read(self._inputs[name])
        finally:
            self._showing = False

    def values(self) -> dict[str, object]:
        """Return every input's present value."""
        return {name: read(widget) for name, widget in self._inputs.items()}

    def changed(self) -> dict[str, object]:
        """Return what was typed since the inputs were shown or taken."""
        return {name: value for name, value in self.values().items() if value != self._known[name]}

    def take(self) -> dict[str, object]:
        """Return what was typed and count it as handed over."""
        taken = self.changed()
        self._known |= taken
        return taken

    def give_back(self, taken: Mapping[str, object], _sentence: str = "", _field: str | None = None) -> None:
        """Count values handed over as typed again, because saving them failed."""
        for name in taken:
            self._known[name] = _NEVER

    def forget(self) -> None:
        """Count everything as known: the next `show` may overwrite it."""
        self._known = self.values()

    def _tell(self) -> None:
        if not self._showing:
            self._touched()


_NEVER = object()


def read(widget: QWidget) -> object:
    """Return the value of an input."""
    return _ways(widget)[0]()


def write(widget: QWidget, value: object) -> None:
    """Put a value into an input; text that is the same leaves the cursor where it is."""
    reader, writer = _ways(widget)
    if reader() != value:
        writer(value)


def _ways(widget: QWidget) -> tuple[Callable[[], object], Callable[[Any], object]]:
    match widget:
        case QLineEdit():
            return lambda: widget.text().strip(), lambda value: widget.setText(value or "")
        case QPlainTextEdit():
            return lambda: widget.toPlainText().strip(), lambda value: widget.setPlainText(value or "")
        case ChoiceBox() | FilePicker():
            return widget.value, widget.set_value
        case QCheckBox():
            return widget.isChecked, widget.setChecked
        case QSpinBox():
            return widget.value, lambda value: widget.setValue(value or 0)
        case QDateEdit():
            return lambda: widget.date().toPython(), lambda day: widget.setDate(
                QDate(day.year, day.month, day.day)
            )
    raise TypeError(type(widget).__name__)


def change_signal(widget: QWidget) -> SignalInstance | None:
    """Return the signal by which an input says that its value changed."""
    names = ("textChanged", "currentIndexChanged", "toggled", "valueChanged", "dateChanged", "chosen")
    signals = (getattr(widget, name, None) for name in names)
    return next((signal for signal in signals if signal is not None), None)


def _set_day(widget: QDateEdit, day: date) -> None:
    widget.setDate(QDate(day.year, day.month, day.day))
