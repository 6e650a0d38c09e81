"""Fixtures of 月报告: a township in March 2026, its clerk at the desk."""

import pytest

from app.monthly import actions, handing_in
from app.monthly.text import ClauseText, ReportText
from app.targets import planning
from app.targets.entries import ItemEntry
from app.vocabulary import Grade, Month, Role, TaskSource
from tests.builders import TestOffice
from tests.ui.desk import MARCH, Desk, day, with_calendar


@pytest.fixture
def town(tmp_path):
    """An office on 28 March with a team of four; `town.team` are their ids by name."""
    made = with_calendar(TestOffice(tmp_path, today=day(3, 28))).as_(Role.CLERK)
    made.team = made.add_team()
    return made


@pytest.fixture
def desk_of(qtbot):
    """Open the window over an office: `desk_of(town)`."""
    desks = []

    def open_(office, month=MARCH):
        desks.append(Desk(qtbot, office, month))
        return desks[-1]

    yield open_
    for desk in desks:
        if not desk.errands._closed:
            desk.close()


@pytest.fixture
def desk(town, desk_of):
    return desk_of(town)


def plan(town, name, *tasks, month=MARCH):
    """Plan ad-hoc tasks for somebody."""
    plan_id = town.do(planning.open_plan, town.unit_id, town.team[name], month)
    for task in tasks:
        town.do(planning.add_item, plan_id, ItemEntry(task=task))
    return plan_id


def text_of(*results, percents=None, grade=Grade.FAIR):
    """A filled form with one clause per result."""
    percents = percents or [100] * len(results)
    clauses = tuple(
        ClauseText(TaskSource.ADHOC, f"任务{number}", result, percent, "连续降雨" if percent < 100 else "")
        for number, (result, percent) in enumerate(zip(results, percents, strict=True), 1)
    )
    return ReportText(clauses, self_appraisal="本月任务按期推进。", self_grade=grade)


def handed_in(town, name, month=MARCH, text=None):
    """Hand in somebody's report and return its id."""
    report = town.do(actions.open_report, town.unit_id, town.team[name], month)
    marks = {"演示甲": "党建述职会 3 场", "演示乙": "危房开工 16 户", "演示丙": "硬化道路 1.2 公里"}
    town.do(handing_in.hand_in, report, text or text_of(marks.get(name, "巡护 12 人次，劝返 9 起")))
    return report


FEBRUARY = Month(2026, 2)
