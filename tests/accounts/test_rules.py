from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import rules
from app.errors import UserError
from app.vocabulary import Role
from tests.builders import moment

NOW = moment(date(2026, 3, 28))


@pytest.mark.parametrize("typed", ["Zhang.San", "ｚｈａｎｇ．ｓａｎ", "  zhang.san\n"])
def test_a_username_is_the_same_however_it_is_typed(typed):
    assert rules.username(typed) == "zhang.san"


@pytest.mark.parametrize("typed", ["", "a", "张 三", "a" * 33, "a/b", "x\u202ey", "a\x00b"])
def test_a_username_of_other_marks_is_refused(typed):
    with pytest.raises(UserError) as problem:
        rules.username(typed)
    assert problem.value.field == "username"


def test_a_chinese_name_may_be_a_username():
    assert rules.username("古丽·阿依") == "古丽·阿依"


@pytest.mark.parametrize("passphrase", ["Abcdef-1", "abc-1234", "丹江镇Abc12", "Ａｂｃｄｅｆ－１"])
def test_a_passphrase_of_eight_characters_and_three_kinds_is_taken(passphrase):
    rules.check_passphrase(passphrase, "jingban")


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [
        ("Abc-123", "8 至 200"),
        ("A1-" * 67, "8 至 200"),
        ("abcdefg1", "至少 3 类"),
        ("12345678", "至少 3 类"),
        ("Jingban-26", "不能包含用户名"),
    ],
)
def test_a_weak_passphrase_is_refused_with_what_it_lacks(passphrase, words):
    with pytest.raises(UserError, match=words) as problem:
        rules.check_passphrase(passphrase, "JINGBAN")
    assert problem.value.field == "new_passphrase"


def test_a_signing_passphrase_has_no_username_to_avoid():
    rules.check_passphrase("Qianming-1", "", field="passphrase")


def test_the_pause_doubles_up_to_a_minute_and_never_grows_beyond():
    assert [rules.pause_after(failures) for failures in range(9)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert rules.pause_after(10**9) == 60


@pytest.mark.parametrize(
    ("failures", "passed", "wait"),
    [(0, 0, 0), (1, 0, 1), (1, 0.4, 1), (1, 1, 0), (3, 1.5, 3), (7, 59, 1), (7, 60, 0), (7, -86400, 60)],
)
def test_what_is_left_of_the_pause_is_counted_from_the_last_failure(failures, passed, wait):
    assert rules.seconds_to_wait(failures, NOW - timedelta(seconds=passed), NOW) == wait


def test_nobody_waits_without_a_failure():
    assert rules.seconds_to_wait(9, None, NOW) == 0


@given(st.integers(), st.integers(-(10**9), 10**9))
def test_no_pause_is_ever_longer_than_a_minute(failures, passed):
    assert 0 <= rules.seconds_to_wait(failures, NOW - timedelta(seconds=passed), NOW) <= 60


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_stand_alone(role):
    rules.check_roles(frozenset({role}), bound=role is Role.CADRE)


@pytest.mark.parametrize("separate", [Role.ADMIN, Role.AUDITOR])
@pytest.mark.parametrize("other", list(Role))
def test_administrator_and_auditor_hold_no_other_role(separate, other):
    if other is not separate:
        with pytest.raises(UserError, match="不能兼任"):
            rules.check_roles(frozenset({separate, other}), bound=True)


@pytest.mark.parametrize(
    ("roles", "bound", "field"),
    [
        (frozenset(), False, "roles"),
        (frozenset({Role.CADRE}), False, "cadre_id"),
        (frozenset({Role.CLERK}), True, "cadre_id"),
        (frozenset({Role.AUDITOR}), True, "cadre_id"),
    ],
)
def test_roles_that_do_not_fit_the_person_are_refused(roles, bound, field):
    with pytest.raises(UserError) as problem:
        rules.check_roles(roles, bound=bound)
    assert problem.value.field == field


@pytest.mark.parametrize(
    ("age", "days", "reminds"), [(89, 90, False), (90, 90, True), (400, 0, False), (None, 90, False)]
)
def test_an_old_passphrase_is_only_reminded_of(age, days, reminds):
    set_at = None if age is None else NOW - timedelta(days=age)
    assert bool(rules.reminder(set_at, NOW, days)) is reminds
