"""Units, cadres, posts over time, board order."""

from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.people import actions, cards, views
from app.people.cards import Standing
from app.people.entries import CadreEntry, PostEntry, UnitEntry
from app.vocabulary import Month, PersonCategory, PostEnd, PostKind, Rank, Role, Sex, StationKind, UnitKind
from db.tables.people import Unit

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
CARD = UnitEntry("丹江镇（演示）", "丹江", UnitKind.TOWNSHIP, "党委", "镇政府大门公示栏")
DEPUTY = PostEntry("副镇长", date(2024, 1, 1), portfolio="农业农村")


def add(office, name="演示戊", post=DEPUTY, **cadre):
    return office.do(actions.add_cadre, office.unit_id, CadreEntry(name, **cadre), post)


def card(office, cadre_id):
    return office.see(cards.cadre_card, cadre_id)


def names(office, month=MARCH):
    return [member.name for member in office.see(views.roster, office.unit_id, month)]


def test_a_unit_station_edits_its_own_card_and_adds_no_unit(office):
    office.do(actions.edit_unit, office.unit_id, CARD)
    assert office.see(cards.unit_entry, office.unit_id) == CARD
    with pytest.raises(NotAllowed, match="统一设立"):
        office.do(actions.add_unit, replace(CARD, name="西江镇"))


def test_the_county_adds_units_in_order_and_refuses_a_second_of_the_same_name(office):
    office.office.station = replace(office.office.station, kind=StationKind.COUNTY, unit_id=None)
    office.do(actions.add_unit, replace(CARD, name="西江镇"))
    with pytest.raises(UserError, match="已有名为“西江镇”的单位") as problem:
        office.do(actions.add_unit, replace(CARD, name=" 西江镇 "))
    assert problem.value.field == "name"
    assert [unit.name for unit in office.see(views.units)] == ["丹江镇（演示）", "西江镇"]


def test_another_units_card_and_people_are_out_of_reach(office):
    other = Unit(name="西江镇", short_name="西江", kind=UnitKind.TOWNSHIP)
    with office.office.write("别的单位") as work:
        work.session.add(other)
    with pytest.raises(NotAllowed, match="只管理本单位"):
        office.do(actions.edit_unit, other.id, CARD)
    with pytest.raises(NotAllowed, match="只管理本单位"):
        office.do(actions.add_cadre, other.id, CadreEntry("演示戊"), DEPUTY)


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("name", replace(CARD, name=" ")),
        ("short_name", replace(CARD, short_name="")),
        ("body", replace(CARD, body="")),
        ("notice_place", replace(CARD, notice_place="")),
    ],
)
def test_an_incomplete_unit_card_is_refused_by_field(office, field, entry):
    with pytest.raises(UserError) as problem:
        office.do(actions.edit_unit, office.unit_id, entry)
    assert problem.value.field == field


def test_a_new_cadre_stands_last_on_the_board(office):
    office.add_team()
    add(office, sex=Sex.FEMALE, born=Month(1980, 5), party="中共党员", category=PersonCategory.REFERENCE)
    assert names(office) == ["演示甲", "演示乙", "演示丙", "演示丁", "演示戊"]


def test_a_cadre_account_may_not_change_the_list(office):
    cadre_id = add(office)
    office.as_(Role.CADRE, cadre_id=cadre_id)
    with pytest.raises(NotAllowed):
        office.do(actions.edit_cadre, cadre_id, CadreEntry("演示己"))
    with pytest.raises(NotAllowed):
        office.do(actions.end_post, card(office, cadre_id).posts[0].post_id, date(2026, 3, 1), PostEnd.DIED)


@pytest.mark.parametrize(
    ("field", "cadre", "post"),
    [
        ("name", CadreEntry(" 　"), DEPUTY),
        ("name", CadreEntry("长" * 41), DEPUTY),
        ("born", CadreEntry("演示戊", born=Month(2015, 1)), DEPUTY),
        ("title", CadreEntry("演示戊"), replace(DEPUTY, title="")),
        ("since", CadreEntry("演示戊"), replace(DEPUTY, since=date(2036, 1, 1))),
        ("portfolio", CadreEntry("演示戊"), replace(DEPUTY, portfolio="管" * 301)),
        ("until", CadreEntry("演示戊"), replace(DEPUTY, until=date(2020, 1, 1))),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_leaves_nothing(office, field, cadre, post):
    with pytest.raises(UserError) as problem:
        office.do(actions.add_cadre, office.unit_id, cadre, post)
    assert problem.value.field == field
    assert names(office) == []


def test_personal_data_can_be_corrected(office):
    cadre_id = add(office)
    office.do(
        actions.edit_cadre, cadre_id, CadreEntry("阿依古丽•买买提", Sex.FEMALE, Month(1979, 12), "群众")
    )
    entry = card(office, cadre_id).entry
    assert (entry.name, entry.born, entry.party) == ("阿依古丽·买买提", Month(1979, 12), "群众")


def test_a_changed_portfolio_keeps_the_old_one_for_the_months_before(office):
    cadre_id = add(office)
    changed = replace(DEPUTY, title="党委委员、副镇长", portfolio="城建、环保", since=date(2026, 4, 20))
    office.do(actions.change_post, card(office, cadre_id).posts[0].post_id, changed)
    [march] = office.see(views.roster, office.unit_id, MARCH)
    [april] = office.see(views.roster, office.unit_id, APRIL)
    assert (march.title, march.portfolio) == ("副镇长", "农业农村")
    assert (april.title, april.portfolio, april.duty.due) == ("党委委员、副镇长", "城建、环保", True)
    newest, oldest = card(office, cadre_id).posts
    assert (oldest.entry.until, oldest.entry.ended) == (date(2026, 4, 19), PostEnd.CHANGED)
    assert newest.standing is Standing.COMING


def test_a_post_cannot_be_changed_from_before_it_began(office):
    cadre_id = add(office)
    with pytest.raises(UserError, match="早于"):
        office.do(actions.change_post, card(office, cadre_id).posts[0].post_id, DEPUTY)


def test_a_wrong_entry_of_a_post_is_corrected_in_place(office):
    cadre_id = add(office)
    post_id = card(office, cadre_id).posts[0].post_id
    office.do(actions.edit_post, post_id, replace(DEPUTY, title="武装部长", since=date(2023, 6, 1)))
    [line] = card(office, cadre_id).posts
    assert (line.entry.title, line.entry.since) == ("武装部长", date(2023, 6, 1))


def test_correcting_a_post_may_not_lay_it_over_another(office):
    cadre_id = add(office)
    first = card(office, cadre_id).posts[0].post_id
    office.do(actions.change_post, first, replace(DEPUTY, since=date(2026, 3, 1)))
    with pytest.raises(UserError, match="时间重叠"):
        office.do(actions.edit_post, first, DEPUTY)


def test_who_is_transferred_leaves_the_board_and_every_post_but_keeps_the_months(office):
    cadre_id = add(office)
    office.do(
        actions.add_post,
        cadre_id,
        office.unit_id,
        PostEntry("人大主席", date(2025, 1, 1), kind=PostKind.CONCURRENT),
    )
    main = next(p.post_id for p in card(office, cadre_id).posts if p.entry.kind is PostKind.PRIMARY)
    office.do(actions.end_post, main, date(2026, 3, 20), PostEnd.TRANSFER, "调县林业局，组任〔2026〕3号")
    assert [p.entry.until for p in card(office, cadre_id).posts] == [date(2026, 3, 20)] * 2
    assert card(office, cadre_id).entry.note == "2026-03-20 调任：调县林业局，组任〔2026〕3号"
    assert names(office, Month(2026, 2)) == ["演示戊"]
    assert names(office, APRIL) == []
    [line] = office.see(cards.people, office.unit_id)
    assert (line.standing, line.ended) == (Standing.LEFT, PostEnd.TRANSFER)


def test_the_end_of_one_concurrent_post_leaves_the_others(office):
    cadre_id = add(office)
    side = office.do(
        actions.add_post,
        cadre_id,
        office.unit_id,
        PostEntry("统计站长", date(2025, 1, 1), kind=PostKind.CONCURRENT),
    )
    office.do(actions.end_post, side, date(2026, 3, 1), PostEnd.REMOVED)
    assert sorted(str(p.entry.until) for p in card(office, cadre_id).posts) == ["2026-03-01", "None"]


def test_who_comes_back_is_the_same_person_with_a_new_post(office):
    cadre_id = add(office)
    office.do(actions.end_post, card(office, cadre_id).posts[0].post_id, date(2025, 6, 30), PostEnd.TRANSFER)
    office.do(actions.add_post, cadre_id, office.unit_id, replace(DEPUTY, since=date(2026, 2, 1)))
    assert names(office, Month(2025, 12)) == []
    assert names(office, MARCH) == ["演示戊"]


def test_a_secondment_with_an_end_is_over_when_it_has_run_out(office):
    visit = PostEntry(
        "挂职副镇长",
        date(2025, 4, 1),
        rank=Rank.SECTION_DEPUTY,
        kind=PostKind.SECONDED,
        until=date(2026, 3, 31),
    )
    cadre_id = add(office, post=visit)
    assert card(office, cadre_id).posts[0].entry.ended is PostEnd.SECONDMENT_OVER
    assert names(office, MARCH) == ["演示戊"]
    assert names(office, APRIL) == []


def test_the_board_is_reordered_and_those_left_out_follow(office):
    team = office.add_team()
    office.do(actions.reorder_board, office.unit_id, [team["演示丁"], team["演示乙"]])
    assert names(office) == ["演示丁", "演示乙", "演示甲", "演示丙"]


def test_a_cadre_entered_by_mistake_can_be_taken_back(office):
    cadre_id = add(office)
    office.do(actions.remove_cadre, cadre_id)
    assert names(office) == []
    with pytest.raises(UserError, match="已不在名单里"):
        card(office, cadre_id)


def test_a_cadre_with_plans_cannot_be_removed(office):
    from db.tables.targets import Plan

    cadre_id = add(office)
    with office.office.write("拟计划") as work:
        work.session.add(Plan(cadre_id=cadre_id, unit_id=office.unit_id, month=MARCH))
    with pytest.raises(UserError, match="不能删除"):
        office.do(actions.remove_cadre, cadre_id)
    assert names(office) == ["演示戊"]
