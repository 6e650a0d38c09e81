from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions import correct_report, save_report
from app.monthly.actions_sharing import carry_over, share_result
from app.monthly.text import ReportText
from app.monthly.views_sheet import report_sheet
from app.vocabulary import Part, Role, TaskSource
from db.tables.targets import Plan, PlanItem
from tests.monthly.builders import (
    APRIL,
    FEBRUARY,
    FULL,
    HALF_DONE,
    MARCH,
    WATCH,
    begun,
    evaluated,
    planned,
    signed,
    submitted,
    written,
)

TWO = replace(FULL, clauses=(WATCH, HALF_DONE))


def carried(town, name="演示丙", month=APRIL):
    return town.do(carry_over, town.unit_id, town.team[name], month)


def clauses(town, report_id):
    return town.see(report_sheet, report_id).saved.clauses


def plan_items(town, month):
    with town.office.read() as reader:
        query = reader.session.query(PlanItem).join(Plan).filter(Plan.month == month)
        return query.order_by(PlanItem.position).all()


def test_what_is_unfinished_goes_into_next_months_plan_once(town):
    report_id = signed(town, "演示丙", text=TWO)
    assert carried(town) == 1
    assert carried(town) == 0
    (item,) = plan_items(town, APRIL)
    assert (item.source, item.task) == (TaskSource.CARRIED, HALF_DONE.task)
    assert item.carried_from == clauses(town, report_id)[1].id


def test_an_open_report_takes_the_carried_task_as_a_clause_after_its_own(town):
    written(town, "演示丙", TWO, FEBRUARY)
    report_id = written(town, "演示丙")
    assert carried(town, month=MARCH) == 1
    found = clauses(town, report_id)
    assert [(one.source, one.task, one.planned) for one in found] == [
        (TaskSource.ADHOC, WATCH.task, False),
        (TaskSource.CARRIED, HALF_DONE.task, True),
    ]
    assert carried(town, month=MARCH) == 0


def test_tasks_are_appended_behind_a_plan_that_stands_already(town):
    planned(town, "演示丙", "危房改造", month=APRIL)
    written(town, "演示丙", TWO)
    carried(town)
    assert [(one.position, one.task) for one in plan_items(town, APRIL)] == [
        (1, "危房改造"),
        (2, HALF_DONE.task),
    ]


def test_a_correction_does_not_carry_the_same_task_again(town):
    report_id = signed(town, "演示丙", text=TWO)
    carried(town)
    town.do(correct_report, report_id, "数字有误")
    assert carried(town) == 0


def test_a_task_that_stays_unfinished_is_carried_from_month_to_month(town):
    written(town, "演示丙", TWO, FEBRUARY)
    carried(town, month=MARCH)
    report_id = begun(town, "演示丙")
    (clause,) = clauses(town, report_id)
    half = replace(clause, result="完成路面 0.5 公里", percent=80)
    town.do(save_report, report_id, ReportText(clauses=(half,)))
    assert carried(town, month=APRIL) == 1


def test_nothing_to_carry_makes_no_plan(town):
    assert carried(town) == 0
    signed(town, "演示丙")
    assert carried(town) == 0
    assert plan_items(town, APRIL) == []


def test_a_submitted_report_carries_nothing_in(town):
    written(town, "演示丙", TWO, FEBRUARY)
    submitted(town, "演示丙")
    with pytest.raises(NotAllowed, match="已提交，不能再结转"):
        carried(town, month=MARCH)


def test_only_the_cadre_and_the_clerk_carry_over(town):
    town.as_(Role.HEAD, cadre_id=town.team["演示甲"])
    with pytest.raises(NotAllowed):
        carried(town)
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    assert carried(town) == 0


def shared(town, *names):
    """Hand in the same result for each and return the clause ids."""
    return [clauses(town, submitted(town, name))[0].id for name in names]


def parts(town, name):
    report_id = begun(town, name)
    (clause,) = clauses(town, report_id)
    return clause.part, {key for key, cadre_id in town.team.items() if cadre_id in clause.partners}


def test_a_shared_result_has_one_lead_and_everybody_names_the_others(town):
    lead, *assisting = shared(town, "演示乙", "演示丙", "演示丁")
    town.do(share_result, lead, assisting)
    assert parts(town, "演示乙") == (Part.LEAD, {"演示丙", "演示丁"})
    assert parts(town, "演示丙") == (Part.ASSIST, {"演示乙", "演示丁"})
    assert parts(town, "演示丁") == (Part.ASSIST, {"演示乙", "演示丙"})


def test_the_lead_can_change_and_a_result_can_stand_alone_again(town):
    lead, assisting = shared(town, "演示乙", "演示丙")
    town.do(share_result, lead, [assisting])
    town.do(share_result, assisting, [lead])
    assert parts(town, "演示丙") == (Part.LEAD, {"演示乙"})
    town.do(share_result, lead, [])
    assert parts(town, "演示乙") == (Part.LEAD, set())


def test_shares_lie_in_reports_of_different_cadres_of_one_month(town):
    first, second = (one.id for one in clauses(town, written(town, "演示乙", TWO)))
    with pytest.raises(UserError, match="不同干部"):
        town.do(share_result, first, [second])
    february = clauses(town, written(town, "演示丙", TWO, FEBRUARY))[0].id
    with pytest.raises(UserError, match="同一单位同一月份"):
        town.do(share_result, first, [february])
    with pytest.raises(UserError, match="已不存在"):
        town.do(share_result, first, ["0" * 32])


def test_once_the_meeting_has_judged_the_parts_stand(town):
    (lead,) = shared(town, "演示乙")
    judged = clauses(town, evaluated(town, "演示丙"))[0].id
    with pytest.raises(NotAllowed, match="班子会议已评价"):
        town.do(share_result, lead, [judged])


def test_only_the_clerk_settles_who_leads(town):
    lead, assisting = shared(town, "演示乙", "演示丙")
    for role in (Role.HEAD, Role.CADRE):
        town.as_(role, cadre_id=town.team["演示乙"])
        with pytest.raises(NotAllowed):
            town.do(share_result, lead, [assisting])


def test_the_day_plays_no_part_in_carrying(town):
    written(town, "演示丙", TWO)
    assert carried(town.at(date(2026, 4, 20))) == 1
