from datetime import date

import pytest

from app.errors import NotAllowed, UserError
from app.rulebook import DEFAULTS, Rulebook, checked, current_values, in_force, publish_rulebook, settings
from app.vocabulary import Grade, Month, Role
from db.tables.office import RulebookVersion
from tests.builders import TestOffice


@pytest.fixture
def office(tmp_path, both_engines):
    office = TestOffice(tmp_path)
    yield office
    office.close()


def publish(office, values, effective_from=date(2026, 1, 1), reason="县里通知"):
    return office.do(publish_rulebook, values, effective_from=effective_from, reason=reason)


def test_the_defaults_are_those_of_the_county_text():
    assert (DEFAULTS.due_day, DEFAULTS.posting_days, DEFAULTS.number) == (30, 7, 0)
    assert [DEFAULTS.grade_label(grade) for grade in Grade] == ["好", "较好", "一般", "差"]
    assert [DEFAULTS.points(grade) for grade in Grade] == [100, 80, 60, 40]


def test_every_entry_has_a_name_and_a_default_that_it_would_accept():
    labels = [setting.label for setting in settings()]

    assert len(set(labels)) == len(labels)
    assert checked({setting.key: setting.default for setting in settings()}) == {}


def test_without_a_published_version_the_defaults_are_in_force(office):
    assert office.see(lambda reader: reader.rulebook(date(2026, 3, 1))) == DEFAULTS


def test_a_version_is_in_force_from_its_day_and_not_before(office):
    publish(office, {"due_day": 28}, effective_from=date(2026, 4, 1))

    at = lambda day: office.see(lambda reader: reader.rulebook(day)).due_day  # noqa: E731
    assert (at(date(2026, 3, 31)), at(date(2026, 4, 1))) == (30, 28)
    assert (at(Month(2026, 3)), at(Month(2026, 4))) == (30, 28)


def test_a_month_keeps_the_rules_it_began_with(office):
    publish(office, {"due_day": 28}, effective_from=date(2026, 4, 2))

    assert office.see(lambda reader: reader.rulebook(Month(2026, 4))).due_day == 30


def test_of_two_versions_in_force_the_later_published_counts():
    first = Rulebook(number=1, effective_from=date(2026, 3, 1), due_day=27)
    second = Rulebook(number=2, effective_from=date(2026, 1, 1), due_day=28)

    assert in_force([first, second], date(2026, 3, 5)) == second
    assert in_force([first], date(2026, 2, 28)) == DEFAULTS


def test_versions_are_numbered_even_within_one_action(office):
    def publish_twice(work):
        one = publish_rulebook(work, {}, effective_from=date(2026, 1, 1), reason="一")
        two = publish_rulebook(work, {"due_day": 29}, effective_from=date(2026, 1, 1), reason="二")
        return one.number, two.number, work.rulebook(date(2026, 2, 1)).due_day

    assert office.do(publish_twice) == (1, 2, 29)


def test_a_version_stores_only_what_differs_and_knows_who_published_it(office):
    publish(office, {"due_day": 30, "posting_days": 5}, reason="  县里通知  ")

    with office.office.read() as reader:
        version = reader.session.query(RulebookVersion).one()
    assert (version.values, version.reason, version.published_by) == (
        {"posting_days": 5},
        "县里通知",
        "演示经办人",
    )


def test_entries_of_a_newer_program_are_left_out(office):
    with office.office.write("导入") as work:
        work.session.add(
            RulebookVersion(
                number=1,
                effective_from=date(2026, 1, 1),
                values={"due_day": 28, "from_the_future": 1},
                reason="导入",
                published_at=work.now,
                published_by="县",
            )
        )

    assert office.see(lambda reader: reader.rulebook(date(2026, 2, 1))).due_day == 28


def test_the_dialog_gets_every_entry_of_the_version_in_force_today(office):
    publish(office, {"hotline": "0855-0000000"})

    values = office.see(current_values)
    assert values["hotline"] == "0855-0000000"
    assert list(values) == [setting.key for setting in settings()]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"due_day": "30"}, "due_day", "格式"),
        ({"due_day": True}, "due_day", "格式"),
        ({"count_first_day": 1}, "count_first_day", "格式"),
        ({"due_day": 0}, "due_day", "1 至 31"),
        ({"due_day": 32}, "due_day", "1 至 31"),
        ({"county": " \n "}, "county", "请填写"),
        ({"hotline": "电" * 201}, "hotline", "200"),
        ({"grade_fair": "好"}, "grade_good", "不能相同"),
        ({"grade_fair": " 好 "}, "grade_good", "不能相同"),
        ({"points_fair": 20}, "points_good", "从高到低"),
        ({"figure_risk_percent": 95}, "figure_risk_percent", "不能高于"),
    ],
)
def test_a_value_that_cannot_be_taken_is_refused_by_name(values, field, words):
    with pytest.raises(UserError, match=words) as problem:
        checked(values)

    assert problem.value.field == field


def test_texts_are_stored_in_one_clean_line():
    assert checked({"address": " 丹江镇\n人民路\u200b1号 ", "hotline": ""}) == {"address": "丹江镇 人民路1号"}


def test_a_change_needs_its_reason(office):
    with pytest.raises(UserError, match="修改原因") as problem:
        publish(office, {}, reason=" ")

    assert problem.value.field == "reason"


def test_the_administrator_sets_no_rules(office):
    office.as_(Role.ADMIN)

    with pytest.raises(NotAllowed):
        publish(office, {})
