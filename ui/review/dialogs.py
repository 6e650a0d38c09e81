"""The forms of 县级审核: return, take back, decide on shared results, remind, waive, set targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.errors import UserError
from app.people.views import UnitCard
from app.review import actions, actions_credit, actions_reminding, targets
from app.review.actions import OPINION_LIMIT, REMARK_LIMIT, RemarkEntry
from app.review.actions_hints import REASON_LIMIT as HINT_REASON
from app.review.actions_hints import decide_hint
from app.review.decisions import DecisionCard
from app.review.hint_rules import HintCase
from app.review.hints import SharedResult
from app.review.targets import CountyTargetCard
from app.review.views import WaiverCard
from app.review.views_form import FormSheet
from app.review.views_reminding import MissingUnit
from app.targets.entries import TargetEntry
from app.vocabulary import CreditVerdict, HintVerdict, Month
from ui.review.ticks import Ticks
from ui.review.words import asked_words
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox, Line
from ui.shared.look import px
from ui.shared.stage import Stage
from ui.shared.widgets import label, shortened

TOP = Qt.AlignmentFlag.AlignTop


class ReturnForm(FormDialog):
    """Returns a form with remarks on the whole and clause by clause."""

    def __init__(self, stage: Stage, found: FormSheet) -> None:
        person = found.sheet.person
        hint = "该单位照意见办理更正；原表不变，更正后作为新版本再报来。"
        super().__init__(stage, stage.errands, f"退回{person.name}的登记表", ok="退回", hint=hint)
        self.setMinimumWidth(px(620))
        self._found = found
        self._clauses = [clause for clause in found.sheet.text.clauses if clause.id]
        self.add("opinion", "整体意见", AutoGrowText("例如：请逐条写明数量、地点", 2, 5, OPINION_LIMIT))
        for place, clause in enumerate(self._clauses):
            words = AutoGrowText("这一条需要更正什么（可不填）", 1, 4, REMARK_LIMIT)
            self.add(f"remarks.{place}", f"第 {place + 1} 条", words, shortened(clause.result, 480))

    def save(self) -> None:
        """Return the form."""
        values = self.fields.values()
        remarks = [
            RemarkEntry(str(clause.id), str(values[f"remarks.{place}"]))
            for place, clause in enumerate(self._clauses)
        ]
        args = (self._found.report_id, self._found.revision, str(values["opinion"]), remarks)
        self.perform("退回登记表", actions.return_report, *args)


class WithdrawReview(FormDialog):
    """Takes a decision back, with the reason."""

    def __init__(self, stage: Stage, card: DecisionCard) -> None:
        given = f"{card.verdict.label} {card.number}".rstrip()
        hint = f"{given}。撤回后登记表回到待审；备案号不再另给他人。"
        super().__init__(stage, stage.errands, "撤回审核", ok="撤回审核", hint=hint)
        self._card = card
        self.add("reason", "撤回原因", AutoGrowText("例如：误点备案", 2, 4, OPINION_LIMIT))

    def save(self) -> None:
        """Take it back."""
        args = (self._card.id, self._card.revision, str(self.fields.values()["reason"]))
        self.perform("撤回审核", actions.withdraw_review, *args)


class DecideCredit(FormDialog):
    """Decides whose a result is that two forms claim (D61)."""

    def __init__(self, stage: Stage, found: SharedResult) -> None:
        hint = "\n".join(found.reasons)
        super().__init__(stage, stage.errands, "共同实绩认定", ok="认定", hint=hint)
        self.setMinimumWidth(px(820))
        self._found = found
        self.rows.addRow(_side_by_side(found))
        people = {side.cadre_id: f"{side.name}（{side.unit}）" for side in (found.left, found.right)}
        self.verdict = ChoiceBox.of(CreditVerdict)
        self.lead = ChoiceBox(list(people.items()))
        self.add("verdict", "认定", self.verdict)
        self.add(
            "lead_cadre_id", "主办或归属", self.lead, "共同完成选主办人；归一人选归属人；不是同一实绩不用选。"
        )
        self.add("reason", "认定理由", AutoGrowText("写明核实情况", 2, 5, actions_credit.REASON_LIMIT))
        known = found.decision
        if known:
            self.fields.show(
                {"verdict": known.verdict, "lead_cadre_id": known.lead_cadre_id, "reason": known.reason}
            )

    def save(self) -> None:
        """Keep the decision."""
        values, found = self.fields.values(), self._found
        if values["verdict"] is None:
            raise UserError("请选择认定结果。", field="verdict")
        ids = (found.left.clause_id, found.right.clause_id)
        seen = found.decision.revision if found.decision else 0
        args = (ids, seen, values["verdict"], values["lead_cadre_id"], str(values["reason"]))
        self.perform("共同实绩认定", actions_credit.decide_credit, *args)


def _side_by_side(found: SharedResult) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 4, 0, 8)
    grid.setHorizontalSpacing(24)
    for place, side in enumerate((found.left, found.right)):
        who = f"{side.unit} {side.name} {side.month.label}第 {side.number} 条"
        grid.setColumnStretch(place, 1)
        grid.addWidget(label(who, "strong", wrap=True), 0, place, TOP)
        grid.addWidget(label(side.text, wrap=True), 1, place, TOP)
    return box


class DecideHint(FormDialog):
    """Says what was done about a hint."""

    def __init__(self, stage: Stage, case: HintCase) -> None:
        hint = "\n".join(case.hint.reasons)
        super().__init__(
            stage, stage.errands, f"{case.hint.unit}：{case.hint.rule.label}", ok="保存", hint=hint
        )
        self.setMinimumWidth(px(560))
        self._case = case
        self.add("verdict", "办理", ChoiceBox.of(HintVerdict))
        self.reason = AutoGrowText("例如：已电话了解，本月确有重点任务", 2, 5, HINT_REASON)
        self.add("reason", "说明", self.reason)
        known = case.decided
        self.fields.show(
            {"verdict": known.verdict, "reason": known.reason} if known else {"verdict": HintVerdict.NOTED}
        )

    def save(self) -> None:
        """Keep it."""
        values, case = self.fields.values(), self._case
        seen = case.decided.revision if case.decided else 0
        args = (case.key, case.hint.reasons, seen, values["verdict"], str(values["reason"]))
        self.perform("办理县级提示", decide_hint, *args)


class Remind(FormDialog):
    """Issues a 催报单 to a unit for the people ticked."""

    def __init__(self, stage: Stage, month: Month, missing: MissingUnit, due: date) -> None:
        hint = f"{missing.unit} {month.label}，第 {missing.reminded + 1} 次催报。"
        super().__init__(stage, stage.errands, "签发催报单", ok="签发催报单", hint=hint)
        self._month, self._missing = month, missing
        entries = [
            (line.cadre_id, f"{line.name}　{line.title}{asked_words(missing, line)}")
            for line in missing.people
        ]
        self.people = Ticks(entries, ticked=False)
        self.people.tick(missing.wanted)
        self.rows.addRow(label("催报对象", "label"), self.people)
        self.add("due", "补报期限", DateBox(due))
        self.fields.show({"due": due})

    def save(self) -> None:
        """Issue it."""
        args = (self._missing.unit_id, self._month, self.people.chosen(), self.fields.values()["due"])
        self.perform("签发催报单", actions_reminding.issue_reminder, *args)


class Waive(FormDialog):
    """Declares a county-wide 免报月."""

    def __init__(self, stage: Stage, month: Month) -> None:
        hint = f"{month.label}全县免报：各单位不计应报、不作未报。"
        super().__init__(stage, stage.errands, "宣布免报月", ok="宣布免报月", hint=hint)
        self._month = month
        self.add("reason", "免报原因", Line("例如：全县防汛救灾", actions_reminding.REASON_LIMIT))

    def save(self) -> None:
        """Declare it."""
        args = (self._month, str(self.fields.values()["reason"]))
        self.perform("宣布免报月", actions_reminding.declare_waiver, *args)


class WithdrawWaiver(FormDialog):
    """Takes a 免报月 back, with the reason."""

    def __init__(self, stage: Stage, card: WaiverCard) -> None:
        hint = f"{card.month.label}恢复应报，各单位照常报告。"
        super().__init__(stage, stage.errands, "撤销免报月", ok="撤销免报月", hint=hint)
        self._card = card
        self.add("reason", "撤销原因", Line("例如：误登", actions_reminding.REASON_LIMIT))

    def save(self) -> None:
        """Take it back."""
        args = (self._card.id, self._card.revision, str(self.fields.values()["reason"]))
        self.perform("撤销免报月", actions_reminding.withdraw_waiver, *args)


class SetTarget(FormDialog):
    """Sets a target for the units ticked, or changes one."""

    def __init__(
        self, stage: Stage, year: int, units: Sequence[UnitCard], known: CountyTargetCard | None = None
    ) -> None:
        words = "修改县下达目标" if known else "下达目标"
        hint = f"{known.unit} {year}年" if known else f"{year}年；可同时下达给多个单位。"
        super().__init__(stage, stage.errands, words, ok=words, hint=hint)
        self._year, self._known = year, known
        self.add("title", "目标任务", Line("例如：农村危房改造", 200))
        self.add("measure", "衡量标准", Line("例如：全年改造 42 户", 200))
        self.key_project = QCheckBox("列为重点项目")
        self.add("key_project", "", self.key_project)
        self.limited = QCheckBox("有完成时限")
        self.due = DateBox(date(year, 12, 31))
        self.limited.toggled.connect(self.due.setEnabled)
        self.rows.addRow("", self.limited)
        self.add("due", "完成时限", self.due)
        self.due.setEnabled(False)
        self.units = Ticks([(unit.id, unit.name) for unit in units], ticked=False, every="全部单位")
        self.rows.addRow(label("单位", "label"), self.units)
        self.rows.setRowVisible(self.units, known is None)
        self._fill(known)

    def _fill(self, known: CountyTargetCard | None) -> None:
        if known is None:
            return
        self.limited.setChecked(known.due is not None)
        self.fields.show(
            {
                "title": known.title,
                "measure": known.measure,
                "key_project": known.key_project,
                "due": known.due or date(self._year, 12, 31),
            }
        )

    def save(self) -> None:
        """Set or change it."""
        values = self.fields.values()
        due = values["due"] if self.limited.isChecked() else None
        entry = TargetEntry(
            str(values["title"]),
            str(values["measure"]),
            key_project=bool(values["key_project"]),
            due=due if isinstance(due, date) else None,
        )
        if self._known:
            args = (self._known.id, self._known.revision, entry)
            self.perform("修改县下达目标", targets.edit_county_target, *args)
        else:
            self.perform("下达目标", targets.set_county_target, self.units.chosen(), self._year, entry)


class WithdrawTarget(FormDialog):
    """Withdraws a county target, with the reason."""

    def __init__(self, stage: Stage, card: CountyTargetCard) -> None:
        hint = f"{card.unit}：{card.title}"
        super().__init__(stage, stage.errands, "撤销县下达目标", ok="撤销目标", hint=hint)
        self._card = card
        self.add("reason", "撤销原因", Line("例如：县里调整任务", targets.REASON_LIMIT))

    def save(self) -> None:
        """Withdraw it."""
        args = (self._card.id, self._card.revision, str(self.fields.values()["reason"]))
        self.perform("撤销县下达目标", targets.withdraw_county_target, *args)
