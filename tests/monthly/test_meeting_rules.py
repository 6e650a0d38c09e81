from dataclasses import dataclass, replace
from datetime import date

import pytest

from app.errors import UserError
from app.monthly.meeting_rules import (
    Judgement,
    check_came_before,
    check_came_on,
    check_held_on,
    check_judgement,
    item_chair,
    quorum_warning,
    signers,
)
from app.vocabulary import Grade, Month, SignerKind

MARCH = Month(2026, 3)
FAIR = Judgement("r", truthful=True, grade=Grade.FAIR)


@dataclass
class Member:
    cadre_id: str
    title: str
    heads_unit: bool = False
    on_team: bool = True

    @property
    def name(self):
        return self.cadre_id


SECRETARY = Member("甲", "党委书记", heads_unit=True)
MAYOR = Member("乙", "镇长", heads_unit=True)
DEPUTY = Member("丙", "副镇长")
STAFF = Member("戊", "办公室主任", on_team=False)
TEAM = [SECRETARY, MAYOR, DEPUTY, STAFF]


def test_a_meeting_is_held_after_its_month_began_and_not_in_the_future():
    check_held_on(date(2026, 4, 2), MARCH, date(2026, 4, 2))
    with pytest.raises(UserError, match="不能晚于今天"):
        check_held_on(date(2026, 4, 3), MARCH, date(2026, 4, 2))
    with pytest.raises(UserError, match="早于2026年3月"):
        check_held_on(date(2026, 2, 28), MARCH, date(2026, 4, 2))


def test_a_form_comes_in_or_after_its_month_and_not_in_the_future():
    check_came_on(date(2026, 3, 1), MARCH, date(2026, 3, 1))
    with pytest.raises(UserError, match="不能晚于今天"):
        check_came_on(date(2026, 4, 3), MARCH, date(2026, 4, 2))
    with pytest.raises(UserError, match="早于2026年3月"):
        check_came_on(date(2026, 2, 28), MARCH, date(2026, 4, 2))


def test_a_meeting_judges_what_came_on_its_day_but_not_after_it():
    check_came_before(date(2026, 3, 30), date(2026, 3, 30), "演示丙")
    with pytest.raises(UserError, match="演示丙的报告 2026-03-31 提交，晚于班子会议"):
        check_came_before(date(2026, 3, 31), date(2026, 3, 30), "演示丙")


@pytest.mark.parametrize(("present", "warned"), [(4, False), (2, False), (1, True), (0, True)])
def test_too_few_members_are_warned_about_with_the_figures(present, warned):
    sentence = quorum_warning(present, 4, 50)
    assert bool(sentence) is warned
    if warned:
        assert f"应到 4 人，到会 {present} 人，不足 50%" in sentence


def test_an_empty_team_is_not_warned_about():
    assert quorum_warning(0, 0, 50) == ""


def test_the_chair_leaves_the_seat_for_the_own_item_to_the_next_ranked_present():
    assert item_chair("丙", "甲", ["甲", "乙", "丙"]) == "甲"
    assert item_chair("甲", "甲", ["甲", "乙", "丙"]) == "乙"
    assert item_chair("甲", "甲", ["甲", "丙"]) == "丙"


def test_nobody_chairs_the_own_item_even_when_alone():
    with pytest.raises(UserError, match="其他到会成员") as refusal:
        item_chair("甲", "甲", ["甲"])
    assert refusal.value.field == "attendees"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unanimous": False}, "dissent"),
        ({"truthful": False}, "facts"),
        ({"grade": Grade.POOR}, "facts"),
    ],
)
def test_a_hard_judgement_says_why_and_names_the_person(changes, field):
    with pytest.raises(UserError, match="演示丙") as refusal:
        check_judgement(replace(FAIR, **changes), "演示丙", "差")
    assert refusal.value.field == field


def test_a_judgement_with_its_reasons_passes():
    check_judgement(FAIR, "演示丙", "较好")
    full = Judgement(
        "r", truthful=False, grade=Grade.POOR, unanimous=False, dissent="5 比 2", facts="台账与现场不符"
    )
    check_judgement(full, "演示丙", "差")


def test_the_secretary_signs_and_the_mayor_may_stand_in():
    found = signers("丙", TEAM)
    assert [(one.kind, one.cadre_id) for one in found] == [(SignerKind.HEAD, "甲"), (SignerKind.HEAD, "乙")]


def test_the_mayors_own_report_is_signed_by_the_secretary_alone():
    assert [one.cadre_id for one in signers("乙", TEAM)] == ["甲"]


def test_the_secretarys_own_report_is_signed_by_the_county_leader_else_the_next_ranked():
    found = signers("甲", TEAM)
    assert [(one.kind, one.cadre_id) for one in found] == [
        (SignerKind.COUNTY_LEADER, None),
        (SignerKind.NEXT_RANK, "乙"),
    ]


def test_a_unit_without_head_falls_back_to_the_next_ranked_member():
    assert [one.cadre_id for one in signers("丙", [DEPUTY, STAFF, Member("丁", "武装部长")])] == ["丁", None]


def test_a_head_alone_in_the_unit_is_signed_for_by_the_county():
    assert [one.kind for one in signers("甲", [SECRETARY, STAFF])] == [SignerKind.COUNTY_LEADER]
