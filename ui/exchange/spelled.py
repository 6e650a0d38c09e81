"""Twelve characters to be compared aloud, big and in three groups; the two dialogs in which they decide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLabel, QWidget

from app.errors import UserError
from app.exchange import enrolment
from app.exchange.papers import spaced
from app.exchange.unit_desk import CountyCard
from app.exchange.views_county import Applicant, UnitRow
from app.office import Work
from ui.shared.forms import FormDialog
from ui.shared.inputs import ChoiceBox
from ui.shared.look import font, px
from ui.shared.stage import Stage
from ui.shared.widgets import label

SAME = "已逐字核对，12 个字完全一致"
WIDTH = 660
NOT_COMPARED = "还没有核对 12 个字。"


class Spelled(QWidget):
    """Three groups of four characters, side by side or one below the other; `size` in px of 13 px type."""

    def __init__(self, fingerprint: str, size: int = 30, *, below: bool = False) -> None:
        super().__init__()
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        line = QBoxLayout(way, self)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(4 if below else px(size))
        face = font(size, bold=True)
        for group in spaced(fingerprint):
            shown = QLabel(" ".join(group))
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setStyleSheet(f"font-size: {px(size)}px; font-weight: bold;")
            room = QFontMetrics(face)
            shown.setMinimumSize(room.horizontalAdvance(shown.text()) + 4, room.height())
            line.addWidget(shown)
        line.addStretch(1)
        self.setAccessibleName(f"核对用的 12 个字：{fingerprint}")


class CompareCounty(FormDialog):
    """At a unit: the county's twelve characters, before its first file is believed."""

    def __init__(self, stage: Stage, county: CountyCard, then: Callable[[], object]) -> None:
        hint = (
            "请打电话给县考核办（用平时公开的号码，不用文件里或来电的号码），请对方逐字念出县里的 12 个字，"
            "与下面逐字核对。有一个字不同，就不要连接，并告诉县考核办。"
        )
        super().__init__(stage, stage.errands, "核对县里的 12 个字", ok="完全一致，连接县里", hint=hint)
        self.setMinimumWidth(px(WIDTH))
        self.rows.addRow(label("县里", "label"), label(county.name, "strong"))
        self.rows.addRow(label("12 个字", "label"), Spelled(county.fingerprint))
        handed = "连接后，人员名册由县里统一管理，本单位改动人员时作为申请报县，县里答复前先按改动执行。"
        self.rows.addRow("", label(handed, "caption", wrap=True))
        self.compared = QCheckBox(SAME)
        self.add("compared", "", self.compared)
        self.saved.connect(lambda _nothing: then())

    def save(self) -> None:
        """Go on once somebody says that they are the same."""
        if not self.compared.isChecked():
            raise UserError(NOT_COMPARED, field="compared", next_step="核对一致后请勾选，再连接。")
        self.done(CompareCounty.DialogCode.Accepted)
        self.saved.emit(None)


class AdmitStation(FormDialog):
    """At the county: a unit's twelve characters, and whether its PC is a new one in another's place."""

    def __init__(self, stage: Stage, asked: Applicant, units: tuple[UnitRow, ...]) -> None:
        hint = (
            "请该单位经办人打电话，照“核对单”或屏幕逐字念出 12 个字，与下面逐字核对。"
            "有一个字不同，说明申请不是这台电脑导出的，不要准入。"
        )
        super().__init__(stage, stage.errands, "核对并准入", ok="完全一致，准入", hint=hint)
        self.setMinimumWidth(px(WIDTH))
        self._asked = asked
        self.rows.addRow(
            label("申请单位", "label"), label(f"{asked.unit}（电脑：{asked.station}）", "strong")
        )
        self.rows.addRow(label("12 个字", "label"), Spelled(asked.fingerprint))
        self.unit = ChoiceBox(_choices(asked, units))
        self.add("unit_id", "办理", self.unit, "更换后，原来那台电脑导出的文件不再接收。")
        self.compared = QCheckBox(SAME)
        self.add("compared", "", self.compared)
        self.unit.set_value(None if asked.again else asked.known_unit)

    def save(self) -> None:
        """Admit it."""
        if not self.compared.isChecked():
            raise UserError(NOT_COMPARED, field="compared", next_step="核对一致后请勾选，再准入。")
        chosen = self.unit.value()
        unit_id = chosen if isinstance(chosen, str) else None
        self.perform("登记单位电脑", _admit, self._asked.arrival_id, unit_id)


def _admit(work: Work, arrival_id: str, unit_id: str | None) -> None:
    enrolment.admit(work, arrival_id, unit_id)


def _choices(asked: Applicant, units: tuple[UnitRow, ...]) -> list[tuple[object, str]]:
    if asked.again:
        return [(None, f"重新登记“{asked.unit}”的这台电脑")]
    replaced = [(row.unit_id, f"更换“{row.name}”的电脑") for row in units]
    return [(None, f"登记为新单位“{asked.unit}”"), *replaced]
