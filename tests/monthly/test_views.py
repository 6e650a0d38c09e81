from datetime import date

import pytest

from app.errors import NotAllowed
from app.monthly.actions import correct_report, return_report
from app.monthly.actions_evidence import attach_evidence, evidence_file
from app.monthly.forms import form_of
from app.monthly.views import Counts, month_list, versions
from app.monthly.views_findings import findings
from app.monthly.views_sheet import cadre_sheet, report_sheet
from app.vocabulary import ExemptionKind, FindingRule, Grade, Light, ReportState, Role
from db.tables.people import Exemption, Post
from tests.monthly.builders import (
    APRIL,
    FEBRUARY,
    MARCH,
    evaluated,
    signed,
    submitted,
    written,
)


def shown(town, month=MARCH):
    return town.see(month_list, town.unit_id, month)


def line(town, name, month=MARCH):
    return next(one for one in shown(town, month).lines if one.name == name)


def exempt(town, name, first, last):
    with town.office.write("免报") as work:
        work.session.add(
            Exemption(
                unit_id=town.unit_id,
                cadre_id=town.team[name],
                first=first,
                last=last,
                kind=ExemptionKind.SICK,
                reason="住院手术",
                approved_by="演示甲",
                approved_on=date(2026, 3, 1),
            )
        )


def test_the_list_shows_everybody_in_board_order_with_pill_and_light(town):
    signed(town, "演示丙")
    submitted(town, "演示乙")
    written(town, "演示丁")
    found = shown(town)
    assert [(one.name, one.pill, one.light) for one in found.lines] == [
        ("演示甲", "未提交", Light.OPEN),
        ("演示乙", "待评价", Light.SUBMITTED),
        ("演示丙", "已签定", Light.SIGNED),
        ("演示丁", "草稿", Light.DRAFT),
    ]
    assert found.deadline.due == date(2026, 3, 30)
    assert [line(town, "演示丙").self_grade.label, line(town, "演示丙").grade.label] == ["较好"] * 2


def test_the_figures_leave_out_who_is_exempt(town):
    exempt(town, "演示甲", MARCH, MARCH)
    evaluated(town, "演示丙")
    assert shown(town).counts == Counts(
        due=3,
        handed_in=1,
        outstanding=2,
        exempt=1,
        missing=0,
        late=0,
        to_evaluate=0,
        to_sign=1,
        signed=0,
    )
    assert shown(town.at(date(2026, 3, 31))).counts.missing == 2


def test_the_reason_of_an_exemption_is_told_without_its_details(town):
    exempt(town, "演示甲", MARCH, MARCH)
    assert line(town, "演示甲").exempt
    assert "住院手术" not in line(town, "演示甲").reason


def test_a_late_report_is_counted_as_late_and_not_as_missing(town):
    town.at(date(2026, 4, 1))
    submitted(town, "演示丙")
    found = line(town, "演示丙")
    assert (found.late, found.missing, found.light) == (True, False, Light.LATE)
    assert shown(town).counts.late == 1


def test_who_missed_twice_is_marked_in_the_month_of_the_second_miss(town):
    town.at(date(2026, 4, 2))
    assert line(town, "演示丁").missed_twice
    assert line(town, "演示丁").pill == "连续未报"
    submitted(town, "演示丁", month=FEBRUARY)
    assert not line(town, "演示丁").missed_twice


def test_sick_leave_between_two_misses_does_not_reset_them(town):
    for name in ("演示甲", "演示乙", "演示丙"):
        submitted(town, name)
    exempt(town, "演示丁", FEBRUARY, FEBRUARY)
    town.at(date(2026, 4, 2))
    (found,) = [
        one for one in town.see(findings, town.unit_id, MARCH) if one.rule is FindingRule.MISSED_TWICE
    ]
    assert found.facts["months"] == ["2026-01", "2026-03"]


def test_a_correction_under_way_shows_beside_what_is_in_force(town):
    report_id = signed(town, "演示丙")
    correction = town.do(correct_report, report_id, "数字有误")
    found = line(town, "演示丙")
    assert (found.state, found.correcting, found.pill) == (ReportState.SIGNED, True, "更正中")
    assert (found.report_id, found.version) == (correction, 1)
    assert shown(town).counts.signed == 1


def test_a_returned_report_has_come_but_waits_for_its_cadre(town):
    report_id = submitted(town, "演示丙")
    town.do(return_report, report_id, "请补地点")
    found = line(town, "演示丙")
    assert (found.handed_in, found.pill) == (True, "退回修改")


def test_who_came_too_late_in_the_month_owes_nothing(town):
    town.add_cadre("演示戊", since=date(2026, 3, 20), position=9)
    found = line(town, "演示戊")
    assert (found.due, found.pill, found.light) == (False, "不报", Light.ABSENT)
    assert "从下月起报告" in found.reason
    assert line(town, "演示戊", APRIL).light is Light.FUTURE


def test_a_move_between_units_takes_the_row_of_misses_along(town):
    other = town.add_unit("西江镇（演示）")
    with town.office.write("调任") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示丁"]).one()
        row.until = date(2026, 2, 28)
        work.session.add(
            Post(
                cadre_id=row.cadre_id,
                unit_id=other,
                title="副镇长",
                rank=row.rank,
                position=4,
                since=date(2026, 3, 1),
            )
        )
    town.at(date(2026, 4, 2))
    (found,) = [one for one in town.see(findings, other, MARCH) if one.rule is FindingRule.MISSED_TWICE]
    assert (found.unit_id, found.facts["months"]) == (other, ["2026-02", "2026-03"])
    assert not [one for one in town.see(findings, town.unit_id, MARCH) if one.name == "演示丁"]


def test_every_version_of_a_month_is_listed(town):
    report_id = signed(town, "演示丙")
    correction = town.do(correct_report, report_id, "数字有误")
    found = town.see(versions, town.unit_id, town.team["演示丙"], MARCH)
    assert [(one.report_id, one.label, one.state, one.signed_on) for one in found] == [
        (report_id, "", ReportState.SIGNED, date(2026, 3, 28)),
        (correction, "更正1", ReportState.DRAFT, None),
    ]
    assert (found[0].grade.grade, found[1].correction_reason) == (Grade.FAIR, "数字有误")


def test_only_business_accounts_see_the_month(town):
    town.as_(Role.ADMIN)
    for view, *rest in (
        (month_list, MARCH),
        (findings, MARCH),
        (versions, town.team["演示丙"], MARCH),
    ):
        with pytest.raises(NotAllowed):
            town.see(view, town.unit_id, *rest)


def test_a_cadre_reads_only_the_own_report(town):
    own, other = signed(town, "演示丙"), signed(town, "演示丁")
    attached = evidence_of(town, written(town, "演示丁", month=FEBRUARY))
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    assert town.see(report_sheet, own).report.id == own
    for view, *rest in (
        (report_sheet, other),
        (cadre_sheet, town.unit_id, town.team["演示丁"], MARCH),
        (versions, town.unit_id, town.team["演示丁"], MARCH),
        (form_of, town.unit_id, MARCH, town.team["演示丁"]),
        (evidence_file, attached),
    ):
        with pytest.raises(NotAllowed):
            town.see(view, *rest)


def evidence_of(town, report_id):
    clause = town.see(report_sheet, report_id).saved.clauses[0]
    return town.do(attach_evidence, clause.id, "台账.pdf", b"%PDF-1.7")


def test_the_list_asks_as_many_questions_for_forty_people_as_for_four(town):
    few = questions(town)
    for number in range(36):
        town.add_cadre(f"演示{number}", position=number + 10)
    assert questions(town) == few


def questions(town):
    from sqlalchemy import event

    asked = []

    def note(*statement):
        asked.append(statement[2])

    event.listen(town.office.engine, "before_cursor_execute", note)
    town.see(month_list, town.unit_id, MARCH)
    event.remove(town.office.engine, "before_cursor_execute", note)
    return len(asked)
