"""The forms of the tab: a reason, an answer to a change of people, an earlier entry to begin after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QSpinBox

from app.exchange import people_requests
from app.exchange.lines import ToldRequest
from app.vocabulary import RequestVerdict
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox, Line
from ui.shared.stage import Stage
from ui.shared.widgets import label


class ReasonDialog(FormDialog):
    """A step that needs a reason, on one record."""

    def __init__(
        self, stage: Stage, title: str, ok: str, hint: str, action: Callable[..., object], record: str
    ) -> None:
        super().__init__(stage, stage.errands, title, ok=ok, hint=hint)
        self._title, self._action, self._record = title, action, record
        self.add("reason", "原因", Line("如：电脑遗失，不再使用", 200))

    def save(self) -> None:
        """Do it."""
        self.perform(self._title, self._action, self._record, str(self.fields.values()["reason"]))


class AnswerRequest(FormDialog):
    """The county's answer to a unit's change of its list of people."""

    def __init__(self, stage: Stage, told: ToldRequest) -> None:
        hint = "“已更正”：先在“人员与机构”里改好，再在这里说明；“不同意”：县里和单位都恢复原来的内容。"
        super().__init__(stage, stage.errands, f"答复 {told.line.unit} 的人员变动", ok="答复", hint=hint)
        self._request_id = told.id
        self.rows.addRow(label("变动", "label"), label(told.line.title, "strong"))
        self.rows.addRow(label("内容", "label"), label(told.words, wrap=True))
        self.verdict = ChoiceBox.of(RequestVerdict)
        self.add("verdict", "答复", self.verdict)
        self.add("reason", "理由", AutoGrowText("除“已确认”外都要填写", limit=people_requests.WORDS))
        self.verdict.set_value(RequestVerdict.CONFIRMED)

    def save(self) -> None:
        """Answer."""
        values = self.fields.values()
        self.perform(
            "答复人员变动",
            people_requests.decide_request,
            self._request_id,
            values["verdict"],
            str(values["reason"]),
        )


class ExportSince(FormDialog):
    """After which entry to begin, for a county that lost its database."""

    def __init__(self, stage: Stage, acknowledged: int, then: Callable[[int], object]) -> None:
        hint = (
            "只在县考核办说明其数据丢失、要求从某号重新导出时使用。"
            f"平时不需要：县里已收到第 {acknowledged} 号，以后的内容每次都会自动带上。"
        )
        super().__init__(stage, stage.errands, "从较早的编号重新导出", ok="选择 U 盘", hint=hint)
        self.number = QSpinBox()
        self.number.setRange(0, acknowledged)
        self.add("since", "县里现有到第几号", self.number, "填 0 为全部重新导出。")
        self.saved.connect(lambda _nothing: then(self.number.value()))

    def save(self) -> None:
        """Go on to the stick."""
        self.done(ExportSince.DialogCode.Accepted)
        self.saved.emit(None)
