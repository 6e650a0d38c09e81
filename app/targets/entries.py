"""What a person fills in about targets and plan items, cleaned and checked field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError
from app.texts import clean
from app.vocabulary import Part, TargetSource, TaskSource

TITLE_LIMIT = 200
TASK_LIMIT = 300
YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """One annual target."""

    title: str
    measure: str = ""
    source: TargetSource = TargetSource.UNIT
    key_project: bool = False
    due: date | None = None

    def checked(self, year: int) -> TargetEntry:
        """Return the entry ready to store; raises `UserError` naming the field."""
        if self.due is not None and self.due.year != year:
            raise UserError(
                f"“完成时限”应在 {year} 年内。", field="due", next_step="跨年的任务请分年度登记。"
            )
        return replace(
            self,
            title=clean(self.title, "目标任务", TITLE_LIMIT, field="title", required=True, one_line=True),
            measure=clean(self.measure, "衡量标准", TITLE_LIMIT, field="measure", one_line=True),
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
