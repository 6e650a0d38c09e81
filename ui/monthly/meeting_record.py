"""The record of the leadership meeting: when, where, who chaired, who came, what was said (D22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from app.monthly.actions_meeting import MeetingForm
from app.monthly.views_meeting import MeetingCard, MeetingSheet
from app.vocabulary import Month
from ui.monthly.attendance import Attendance
from ui.shared.fields import Fields, write
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox, Line
from ui.shared.look import restyle
from ui.shared.widgets import label

FIELDS = ("held_on", "place", "body", "chair_id", "recorder", "absentees", "observers", "minutes")
LABELS = ("会议日期", "地点", "会议名称", "主持人", "记录人", "缺席及原因", "列席", "会议记录")
COLUMNS = 4
PLACES = (*((0, column, 1) for column in range(COLUMNS)), (1, 0, 1), (1, 1, 1), (1, 2, 2), (2, 0, COLUMNS))
"""Row, column and width, in columns, of each field: the minutes have a line to themselves."""
NOBODY = (None, "请选择")


class MeetingRecord(QWidget):
    """The inputs of one meeting's record."""

    typed = Signal()
    """Something was typed or ticked."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.attendance = Attendance()
        self.chair = ChoiceBox([NOBODY])
        self.fields = Fields(self.typed.emit, self)
        self._known_present: tuple[str, ...] = ()
        inputs: dict[str, QWidget] = {
            "held_on": DateBox(today),
            "place": Line("例如：镇三楼会议室", 100),
            "body": Line("党委会会议", 60),
            "chair_id": self.chair,
            "recorder": Line("", 40),
            "absentees": Line("没有缺席的不填", 500),
            "observers": Line("没有列席的不填", 500),
            "minutes": AutoGrowText("要点（可会后补）", 1, 5, limit=20_000),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for (name, widget), words, (row, column, wide) in zip(inputs.items(), LABELS, PLACES, strict=True):
            grid.addWidget(label(words, "label"), row, 2 * column)
            grid.addWidget(widget, row, 2 * column + 1, 1, 2 * wide - 1)
            grid.setColumnStretch(2 * column + 1, 1)
            widget.setAccessibleName(words)
            self.fields.add(name, widget)
        self.attendance.setObjectName("attendees")
        grid.addWidget(label("到会人员", "label"), 3, 0)
        grid.addWidget(self.attendance, 3, 1, 1, 2 * COLUMNS - 1)
        self._inputs = inputs
        self._hints = {
            name: widget.placeholderText()
            for name, widget in inputs.items()
            if isinstance(widget, QLineEdit | QPlainTextEdit)
        }
        self.attendance.toggled.connect(self.typed)

    def show_meeting(self, sheet: MeetingSheet, held: MeetingCard | None, today: date) -> None:
        """Show a recorded meeting, or prefill the next one from the last one and the unit."""
        self.attendance.show_team(sheet.team)
        for first, second in pairwise((self._inputs["minutes"], *self.attendance.boxes.values())):
            QWidget.setTabOrder(first, second)
        self.chair.set_choices([NOBODY, *((line.cadre_id, line.name) for line in sheet.team)])
        last = sheet.meetings[-1] if sheet.meetings else None
        known = held or last
        if known:
            values: dict[str, object] = {name: getattr(known, name) for name in FIELDS}
            present = known.attendees
        else:
            head = next((line.cadre_id for line in sheet.team if line.heads_unit), None)
            values = dict.fromkeys(FIELDS, "") | {"body": f"{sheet.body}会议", "chair_id": head}
            present = tuple(line.cadre_id for line in sheet.team if line.on_team)
        if held is None:
            values |= {"held_on": today, "absentees": "", "observers": "", "minutes": ""}
        self.fields.show(values)
        self.attendance.tick(present)
        self._known_present = self.attendance.present()

    def set_editable(self, *, may_edit: bool) -> None:
        """Let it be read only."""
        for name, widget in self._inputs.items():
            if isinstance(widget, QLineEdit | QPlainTextEdit):
                widget.setReadOnly(not may_edit)
                widget.setPlaceholderText(self._hints[name] if may_edit else "无")
                restyle(widget)
            else:
                widget.setEnabled(may_edit)
        self.attendance.setEnabled(may_edit)

    def begin(self) -> bool:
        """Put the keyboard into the first of place and recorder still to be filled; False when both are."""
        for name in ("place", "recorder"):
            line = self._inputs[name]
            if isinstance(line, Line) and line.isVisible() and not (line.text() or line.isReadOnly()):
                line.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def form(self, unit_id: str, month: Month) -> MeetingForm:
        """Return the record as it is typed now."""
        values = self.fields.values()
        chair = str(values.pop("chair_id") or "")
        form = MeetingForm(
            unit_id=unit_id,
            month=month,
            chair_id=chair,
            attendees=self.attendance.present(),
            **values,  # type: ignore[arg-type]
        )
        return replace(form)

    def typing(self) -> dict[str, Any]:
        """Return what is typed and not stored as a JSON value, empty when there is nothing."""
        changed = self.fields.changed()
        body: dict[str, Any] = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in changed.items()
        }
        if self.attendance.present() != self._known_present:
            body["attendees"] = list(self.attendance.present())
        return body

    def put(self, body: Mapping[str, Any]) -> None:
        """Fill in what `typing` told."""
        for name, widget in self._inputs.items():
            if name in body:
                value = body[name]
                write(widget, date.fromisoformat(value) if name == "held_on" else value)
        if "attendees" in body:
            self.attendance.tick(body["attendees"])

    def taken(self) -> None:
        """Count what is typed as stored."""
        self.fields.take()
        self._known_present = self.attendance.present()
