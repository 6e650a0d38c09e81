"""The list of a month, the list of all, the card."""

from datetime import date

import pytest

from app.errors import NotAllowed
from app.people import cards, views
from app.people.cards import Standing
from app.vocabulary import Month, PostEnd, PostKind, Rank, Role
from db.tables.people import Post

MARCH = Month(2026, 3)


def test_a_cadre_with_two_posts_stands_once_with_the_one_that_reports(office):
    cadre_id = office.add_cadre("演示甲", "镇长", position=2)
    with office.office.write("兼职") as work:
        work.session.add(
            Post(
                cadre_id=cadre_id,
                unit_id=office.unit_id,
                title="人大主席",
                rank=Rank.SECTION_HEAD,
                kind=PostKind.CONCURRENT,
                since=date(2025, 1, 1),
                position=1,
            )
        )
    [member] = office.see(views.roster, office.unit_id, MARCH)
    assert (member.title, member.duty.due) == ("镇长", True)
    [line] = office.see(cards.people, office.unit_id)
    assert line.title == "镇长"


def test_admin_and_auditor_see_no_cadres(office):
    cadre_id = office.add_cadre("演示甲")
    for role in (Role.ADMIN, Role.AUDITOR):
        office.as_(role)
        for view, arguments in (
            (views.roster, (office.unit_id, MARCH)),
            (cards.people, (office.unit_id,)),
            (cards.cadre_card, (cadre_id,)),
            (cards.exemptions, (office.unit_id,)),
        ):
            with pytest.raises(NotAllowed):
                office.see(view, *arguments)


def test_the_list_of_all_puts_those_who_left_behind_and_filters(office):
    office.add_cadre("演示甲", until=date(2025, 5, 31), ended=PostEnd.RETIRED, position=1)
    office.add_cadre("演示乙", "镇长", position=3)
    office.add_cadre("演示丙", portfolio="城建", position=2)
    office.add_cadre("演示丁", since=date(2026, 5, 1), position=9)
    everybody = office.see(cards.people, office.unit_id)
    assert [(p.name, p.standing) for p in everybody] == [
        ("演示丙", Standing.IN_POST),
        ("演示乙", Standing.IN_POST),
        ("演示丁", Standing.COMING),
        ("演示甲", Standing.LEFT),
    ]
    assert [p.name for p in office.see(cards.people, office.unit_id, Standing.LEFT)] == ["演示甲"]
    assert [p.name for p in office.see(cards.people, office.unit_id, None, "城 建")] == ["演示丙"]
    assert [p.name for p in office.see(cards.people, office.unit_id, Standing.IN_POST, "镇长")] == [
        "演示丙",
        "演示乙",
    ]


def test_hints_speak_of_todays_list(office):
    assert office.see(cards.roster_hints, office.unit_id) == ()
    office.add_cadre("演示甲", "党委书记", until=date(2025, 5, 31), ended=PostEnd.TRANSFER)
    office.add_cadre("演示乙", "党委书记")
    assert office.see(cards.roster_hints, office.unit_id) == ("还没有指定主要负责人，报告无人签定。",)


def test_a_unit_is_shown_with_its_body_and_board(office):
    card = office.see(views.unit, office.unit_id)
    assert (card.name, card.body, card.notice_place) == ("丹江镇（演示）", "党委", "本单位公示栏")
