"""Approved 免报: who may, for which months, and what it changes."""

from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.people import cards, exemptions, views
from app.people.entries import ExemptionEntry
from app.vocabulary import ExemptionKind, Month, ReportState, Role
from db.tables.monthly import Report

MARCH, APRIL = Month(2026, 3), Month(2026, 4)


@pytest.fixture
def team(office):
    return office.add_team()


def leave(cadre_id, first=MARCH, last=MARCH, kind=ExemptionKind.SICK, **changes):
    entry = ExemptionEntry(cadre_id, first, last, kind, "住院手术", "演示甲", date(2026, 3, 2))
    return replace(entry, **changes)


def duties(office, month=MARCH):
    return {m.name: m.duty.reason for m in office.see(views.roster, office.unit_id, month)}


def test_a_granted_leave_frees_the_cadre_and_nobody_else(office, team):
    office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"]))
    assert duties(office)["演示丙"] == "病假，经批准免报。"
    assert duties(office)["演示丁"] == "应报。"
    assert duties(office, APRIL)["演示丙"] == "应报。"
    line = next(p for p in office.see(cards.people, office.unit_id) if p.name == "演示丙")
    assert line.exempt is ExemptionKind.SICK


def test_a_county_wide_month_frees_the_whole_unit(office, team):
    office.do(exemptions.grant_exemption, office.unit_id, leave(None, kind=ExemptionKind.COUNTY_WIDE))
    assert set(duties(office).values()) == {"全县免报，经批准免报。"}
    assert {p.exempt for p in office.see(cards.people, office.unit_id)} == {ExemptionKind.COUNTY_WIDE}


def test_the_same_months_are_not_granted_twice(office, team):
    office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"], last=APRIL))
    with pytest.raises(UserError, match="2026年3月至2026年4月已登记“病假”免报") as problem:
        office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"], first=APRIL, last=APRIL))
    assert problem.value.field == "first"


def test_a_month_already_reported_cannot_be_exempt(office, team):
    with office.office.write("提交") as work:
        work.session.add(
            Report(
                cadre_id=team["演示丙"],
                unit_id=office.unit_id,
                month=MARCH,
                state=ReportState.SUBMITTED,
                post_title="副镇长",
                rulebook_number=0,
            )
        )
    with pytest.raises(UserError, match="2026年3月的报告已经提交"):
        office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"], last=APRIL))
    office.do(exemptions.grant_exemption, office.unit_id, leave(None, kind=ExemptionKind.COUNTY_WIDE))


def test_a_leave_that_ended_early_is_shortened(office, team):
    granted = office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"], last=APRIL))
    office.do(exemptions.edit_exemption, granted, leave(team["演示丙"]))
    assert duties(office, APRIL)["演示丙"] == "应报。"


def test_a_withdrawn_exemption_makes_the_month_due_again(office, team):
    granted = office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"]))
    office.do(exemptions.withdraw_exemption, granted)
    assert duties(office)["演示丙"] == "应报。"
    assert office.see(cards.exemptions, office.unit_id) == ()


def test_a_cadre_cannot_exempt_himself(office, team):
    office.as_(Role.CADRE, cadre_id=team["演示丙"])
    with pytest.raises(NotAllowed):
        office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"]))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("reason", {"reason": " "}),
        ("approved_by", {"approved_by": ""}),
        ("approved_on", {"approved_on": date(2026, 4, 1)}),
        ("last", {"last": Month(2026, 2)}),
    ],
)
def test_an_exemption_names_reason_approver_and_day(office, team, field, changes):
    with pytest.raises(UserError) as problem:
        office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"], **changes))
    assert problem.value.field == field


def test_a_colleague_sees_that_but_not_why_someone_is_exempt(office, team):
    office.do(exemptions.grant_exemption, office.unit_id, leave(team["演示丙"]))
    office.as_(Role.CADRE, cadre_id=team["演示丁"])
    assert [e.entry.reason for e in office.see(cards.cadre_card, team["演示丙"]).exemptions] == [""]
    office.as_(Role.CADRE, cadre_id=team["演示丙"])
    assert [e.entry.reason for e in office.see(cards.cadre_card, team["演示丙"]).exemptions] == ["住院手术"]
