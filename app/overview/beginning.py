"""What comes first in a unit where nothing was begun: its people, then the year's targets (D12–D14, D41)."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.monthly.lights import Urgency
from app.office import Reader
from app.overview.rules import TodoLine
from app.vocabulary import Month
from db.tables.monthly import Report
from db.tables.people import Post
from db.tables.targets import Plan, Target


def beginning(reader: Reader, unit_id: str) -> list[TodoLine]:
    """Return the one step that all else waits for; none once a target, a plan or a report is there."""
    month = Month.of(reader.today)
    if not reader.session.scalar(select(exists().where(Post.unit_id == unit_id))):
        return [_people(month)]
    targets = exists().where(Target.unit_id == unit_id, Target.year == month.year)
    begun = exists().where(Plan.unit_id == unit_id) | exists().where(Report.unit_id == unit_id)
    return [] if reader.session.scalar(select(targets | begun)) else [_targets(month)]


def _people(month: Month) -> TodoLine:
    return TodoLine(
        title="先录入或导入人员",
        why="还没有科级领导干部。可逐人录入，也可从 Excel 名单一次导入；"
        "然后录入年度目标、拟定月计划、填月报告",
        pill="第一步",
        urgency=Urgency.STEP,
        button="去录入",
        stage="people",
        month=month,
    )


def _targets(month: Month) -> TodoLine:
    return TodoLine(
        title=f"录入或导入 {month.year} 年目标任务",
        why="按月分解后自动列入每人的月计划；没有年度目标的，也可直接拟定月计划",
        pill="下一步",
        urgency=Urgency.STEP,
        button="去录入",
        stage="targets",
        month=month,
        target="year",
    )
