"""The small forms of 月报告: a reason for a step back, who shares a result, a decision on a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.monthly import actions, actions_findings, actions_meeting
from app.monthly.findings import NO_STATEMENT, Finding
from app.vocabulary import FindingRule, Part, ReportMove, Verdict
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox
from ui.shared.stage import Stage

if TYPE_CHECKING:
    from ui.monthly.form_page import FormPage

STEPS = {
    ReportMove.WITHDRAW: ("撤回提交", "撤回", actions.withdraw_report),
    ReportMove.RETURN: ("退回修改", "退回", actions.return_report),
    ReportMove.CORRECT: ("更正已签定的报告", "开始更正", actions.correct_report),
    ReportMove.REOPEN: ("重新评价", "重新评价", actions_meeting.reopen_evaluation),
}
CORRECTING = "原登记表保留不变；更正件重新填报、评价、签定后，公示和装订册按更正件更换。"


class Reason(FormDialog):
    """Asks why before a step back is taken."""

    def __init__(self, stage: Stage, move: ReportMove, report_id: str, name: str) -> None:
        title, ok, self._action = STEPS[move]
        hint = CORRECTING if move is ReportMove.CORRECT else ""
        super().__init__(stage, stage.errands, f"{title}：{name}", ok=ok, hint=hint)
        self._title = title
        self._report_id = report_id
        self.add("reason", "原因", AutoGrowText("写明原因，会记入操作记录"))

    def save(self) -> None:
        """Take the step."""
        self.perform(self._title, self._action, self._report_id, self.fields.values()["reason"])


class ShareResult(FormDialog):
    """Chooses who did a result together, and this cadre's part in it (D61); kept with the form."""

    def __init__(
        self, stage: Stage, form: FormPage, place: int, colleagues: Sequence[tuple[str, str]]
    ) -> None:
        clause = form.clause(place)
        hint = "同一项工作由多人完成的，在各自报告里互相选上，一人主办、其余协办，就不算重复报告。"
        super().__init__(stage, stage.errands, f"共同完成：{clause.task}", ok="确定", hint=hint)
        self._form = form
        self._place = place
        self._boxes = {cadre_id: QCheckBox(name) for cadre_id, name in colleagues}
        people = QWidget()
        column = QVBoxLayout(people)
        column.setContentsMargins(0, 0, 0, 0)
        for cadre_id, box in self._boxes.items():
            box.setChecked(cadre_id in clause.partners)
            column.addWidget(box)
        self.add("part", "本人", ChoiceBox.of(Part))
        self.rows.addRow("共同完成人", people)
        self.fields.show({"part": clause.part})

    def save(self) -> None:
        """Put it into the form."""
        partners = tuple(cadre_id for cadre_id, box in self._boxes.items() if box.isChecked())
        part = Part(str(self.fields.values()["part"])) if partners else Part.LEAD
        changed = replace(self._form.clause(self._place), partners=partners, part=part)
        self._form.change_clauses(
            lambda clauses: (*clauses[: self._place], changed, *clauses[self._place + 1 :])
        )
        self.fields.take()
        self.accept()


class DecideFinding(FormDialog):
    """Records what a person decides on a finding; nothing is preset (D60)."""

    def __init__(self, stage: Stage, finding: Finding) -> None:
        title = f"{finding.rule.label}：{finding.name}" if finding.name else finding.rule.label
        super().__init__(stage, stage.errands, title, ok="保存认定", hint="\n".join(finding.reasons))
        self._finding = finding
        if finding.rule is FindingRule.MISSED_TWICE:
            self.add("statement", "本人陈述", AutoGrowText(f"没有陈述的，写“{NO_STATEMENT}”"))
        self.add("verdict", "认定意见", ChoiceBox.of(Verdict, empty="请选择"))
        self.add("reason", "理由", AutoGrowText("写明依据；认定本身不改变任何等次"))

    def save(self) -> None:
        """Keep the decision."""
        values = self.fields.values()
        self.perform(
            "认定提示事项",
            actions_findings.decide_finding,
            self._finding.key,
            values["verdict"],
            values["reason"],
            values.get("statement", ""),
        )
