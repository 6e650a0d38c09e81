"""The small forms of 月报告: a reason for a step back, who shares a result, a decision on a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.errors import UserError
from app.monthly import actions, actions_findings, actions_meeting
from app.monthly.findings import NO_STATEMENT, Finding
from app.vocabulary import FindingRule, Part, ReportMove, Verdict
from ui.monthly.clause_table import ClauseTable
from ui.monthly.finding_words import reason_lines
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox
from ui.shared.look import px
from ui.shared.stage import Stage
from ui.shared.widgets import label, shortened

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


class HandedInDay(FormDialog):
    """Asks on which day a form on paper came, where it was typed in later."""

    def __init__(self, stage: Stage, report_id: str, name: str, came_on: date) -> None:
        hint = "按实际收到纸质报告的日期改；是否迟报按改后的日期算，改动和原因记入操作记录。"
        super().__init__(stage, stage.errands, f"改提交日期：{name}", ok="改提交日期", hint=hint)
        self._report_id = report_id
        self.add("came_on", "实际提交日期", DateBox(came_on))
        self.add("reason", "原因", AutoGrowText("例如：纸质报告 30 日已交，之后才录入"))

    def save(self) -> None:
        """Keep the day."""
        values = self.fields.values()
        self.perform(
            "改提交日期", actions.redate_report, self._report_id, values["came_on"], values["reason"]
        )


class ShareResult(FormDialog):
    """Chooses who did a result together, and this cadre's part in it (D61); kept with the form."""

    def __init__(
        self, stage: Stage, table: ClauseTable, place: int, colleagues: Sequence[tuple[str, str]]
    ) -> None:
        clause = table.clauses[place]
        hint = "同一项工作由多人完成的，在各自报告里互相选上，一人主办、其余协办，就不算重复报告。"
        title = f"共同完成：第 {place + 1} 条"
        super().__init__(stage, stage.errands, title, ok="确定", hint=f"{clause.task}\n{hint}")
        self._table = table
        self._place = place
        self.boxes = {cadre_id: QCheckBox(shortened(name, 110)) for cadre_id, name in colleagues}
        people = QWidget()
        grid = QGridLayout(people)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, (cadre_id, box) in enumerate(self.boxes.items()):
            box.setChecked(cadre_id in clause.partners)
            grid.addWidget(box, number // 3, number % 3)
        people.setMinimumHeight(px(26) * -(-len(self.boxes) // 3))
        self.add("part", "本人", ChoiceBox.of(Part))
        self.rows.addRow(label("共同完成人", "label"), people)
        self.fields.show({"part": clause.part})

    def save(self) -> None:
        """Put it into the form."""
        partners = tuple(cadre_id for cadre_id, box in self.boxes.items() if box.isChecked())
        part = Part(str(self.fields.values()["part"])) if partners else Part.LEAD
        changed = replace(self._table.clauses[self._place], partners=partners, part=part)
        self._table.change(self._place, changed)
        self.fields.take()
        self.accept()


class DecideFinding(FormDialog):
    """Records what a person decides on a finding; nothing is preset (D60)."""

    def __init__(self, stage: Stage, finding: Finding) -> None:
        title = f"{finding.rule.label}：{finding.name}" if finding.name else finding.rule.label
        super().__init__(
            stage, stage.errands, title, ok="保存认定", hint="\n".join(reason_lines(finding, 10))
        )
        self._finding = finding
        twice = finding.rule is FindingRule.MISSED_TWICE
        if twice:
            self.add("statement", "本人陈述", AutoGrowText("本人说明的理由"))
            self.silent = QCheckBox("本人未提交陈述")
            self.silent.toggled.connect(lambda silent: self._fill_in(NO_STATEMENT if silent else ""))
            self.rows.addRow("", self.silent)
        offered = [verdict for verdict in Verdict if not (twice and verdict is Verdict.NOTED)]
        self.add("verdict", "认定意见", ChoiceBox.of(offered, empty="请选择"))
        self.add("reason", "理由", AutoGrowText("写明依据；认定本身不改变任何等次"))

    def _fill_in(self, statement: str) -> None:
        self.fields.show({"statement": statement})

    def save(self) -> None:
        """Keep the decision."""
        values = self.fields.values()
        if values["verdict"] is None:
            raise UserError("请选择认定意见。", field="verdict")
        self.perform(
            "认定提示事项",
            actions_findings.decide_finding,
            self._finding.key,
            values["verdict"],
            values["reason"],
            values.get("statement", ""),
        )
