"""What 总览 says in a unit where nothing was begun: one step at a time."""

import pytest

from app.overview.views import today
from app.targets import actions, planning
from app.targets.entries import TargetEntry
from app.vocabulary import Month
from tests.builders import TestOffice


@pytest.fixture
def new(tmp_path, both_engines):
    """A unit as the first run leaves it."""
    office = TestOffice(tmp_path)
    yield office
    office.close()


def said(office):
    seen = office.see(today, office.unit_id)
    return [
        (line.title, line.stage, line.target) for line in seen.lines if line.stage in {"people", "targets"}
    ]


def test_without_people_the_first_step_is_to_enter_them_and_no_date_is_named(new):
    assert said(new) == [("先录入或导入人员", "people", None)]
    assert new.see(today, new.unit_id).next_up == ()


def test_with_people_the_years_targets_come_next(new):
    new.add_team()
    assert said(new)[0] == ("录入或导入 2026 年目标任务", "targets", "year")
    assert new.see(today, new.unit_id).next_up


def test_a_target_or_a_plan_ends_the_beginning(new):
    team = new.add_team()
    new.do(planning.open_plan, new.unit_id, team["演示丙"], Month(2026, 3))
    assert all("目标任务" not in title for title, *_ in said(new))


def test_a_target_alone_ends_it_too(new):
    new.add_team()
    new.do(actions.add_target, new.unit_id, 2026, TargetEntry("危房改造"), [])
    assert all("目标任务" not in title for title, *_ in said(new))
