"""What a person fills in about targets and plan items, cleaned and checked field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.errors import UserError
from app.numbers import number_label, number_written
from app.texts import clean
from app.vocabulary import Part, TargetSource, TaskSource

TITLE_LIMIT = 200
TASK_LIMIT = 300
UNIT_LIMIT = 10
WHOLE_WEIGHT = Decimal(100)
"""What the weights of a year add up to, percent."""
YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """One annual target, with its weight in percent and its numeric goal where it has them."""

    title: str
    measure: str = ""
    source: TargetSource = TargetSource.UNIT
    key_project: bool = False
    due: date | None = None
    weight: Decimal | None = None
    amount_unit: str = ""
    amount_start: Decimal | None = None
    amount_goal: Decimal | None = None

    def checked(self, year: int) -> TargetEntry:
        """Return the entry ready to store; raises `UserError` naming the field."""
        if self.due is not None and self.due.year != year:
            raise UserError(
                f"“完成时限”应在 {year} 年内。", field="due", next_step="跨年的任务请分年度登记。"
            )
        check_weight(self.weight)
        unit = clean(self.amount_unit, "计量单位", UNIT_LIMIT, field="amount_unit", one_line=True)
        self._check_goal(unit)
        return replace(
            self,
            amount_unit=unit,
            title=clean(self.title, "目标任务", TITLE_LIMIT, field="title", required=True, one_line=True),
            measure=clean(self.measure, "衡量标准", TITLE_LIMIT, field="measure", one_line=True),
        )

    def _check_goal(self, unit: str) -> None:
        if self.amount_goal is None:
            if unit or self.amount_start is not None:
                raise UserError("请填写“目标数量”。", field="amount_goal", next_step="没有的三项都不填。")
        elif not unit:
            raise UserError("请填写“计量单位”。", field="amount_unit", next_step="例如 户、公里、万元。")
        elif self.amount_goal == (self.amount_start or 0):
            raise UserError(
                f"“目标数量”应与起始数量 {number_label(self.amount_start) or 0} 不同。", field="amount_goal"
            )


@dataclass(frozen=True, slots=True)
class Holder:
    """A cadre who answers for a target."""

    cadre_id: str
    part: Part = Part.LEAD


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One task of a month's plan; `due` empty means by the end of the month."""

    task: str
    source: TaskSource = TaskSource.ADHOC
    standard: str = ""
    due: date | None = None
    part: Part = Part.LEAD
    partners: tuple[str, ...] = ()

    def checked(self) -> ItemEntry:
        """Return the entry ready to store; raises `UserError` naming the field."""
        return replace(
            self,
            task=clean_task(self.task, required=True),
            standard=clean(self.standard, "工作标准", TITLE_LIMIT, field="standard", one_line=True),
            partners=tuple(dict.fromkeys(self.partners)),
        )


def clean_task(task: str, *, required: bool = False) -> str:
    """Return the text of a task ready to store; raises `UserError` naming the field `task`."""
    return clean(task, "任务", TASK_LIMIT, field="task", required=required, one_line=True)


def weight_written(text: str) -> Decimal | None:
    """Read a weight in percent, with or without its sign; raises `UserError` with the field `weight`."""
    return number_written(text.strip().rstrip("%％"), "权重", field="weight")


def check_weight(weight: Decimal | None) -> None:
    """Refuse a weight over 100 percent; raises `UserError` with the field `weight`."""
    if weight is not None and weight > WHOLE_WEIGHT:
        raise UserError("“权重”最多 100（%）。", field="weight", next_step="请填写百分数，例如 15。")


def check_year(year: int) -> None:
    """Refuse a year that is none; raises `UserError`."""
    if year not in YEARS:
        raise UserError(f"年度应在 {YEARS[0]} 至 {YEARS[-1]} 之间。", field="year")


def check_holders(holders: tuple[Holder, ...]) -> None:
    """Refuse a shared target without a 主办, or a cadre named twice; raises `UserError` (D61).

    No holder at all is allowed: the target still waits to be given to somebody.
    """
    leads = sum(holder.part is Part.LEAD for holder in holders)
    if len({holder.cadre_id for holder in holders}) != len(holders):
        raise UserError("同一个人只能登记一次。", field="holders")
    if holders and leads == 0:
        raise UserError("请指定一名主办人。", field="holders", next_step="其余人员为协办。")
