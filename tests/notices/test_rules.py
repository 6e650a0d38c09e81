from datetime import date

import pytest

from app.errors import UserError
from app.notices import rules
from app.notices.rules import MOVES, PostingMove
from app.vocabulary import Month, PostingState, Role
from app.workdays import Calendar, seed

CALENDAR = Calendar.of(seed([2025, 2026, 2027]))
MARCH = Month(2026, 3)


@pytest.mark.parametrize("state", PostingState)
@pytest.mark.parametrize("move", PostingMove)
def test_only_the_moves_of_the_table_are_allowed(state, move):
    offered = move in rules.moves(state, frozenset({Role.CLERK}))
    assert offered is ((state, move) in MOVES)
    if offered:
        assert rules.next_state(state, move) is MOVES[state, move]
    else:
        with pytest.raises(UserError, match=state.label):
            rules.next_state(state, move)


@pytest.mark.parametrize("role", [Role.CADRE, Role.ADMIN, Role.AUDITOR])
def test_only_the_clerk_and_the_head_move_a_posting(role):
    assert rules.moves(PostingState.POSTED, frozenset({role})) == frozenset()


@pytest.mark.parametrize(
    ("today", "workday", "remaining", "complete", "sentence"),
    [
        (date(2026, 4, 1), 0, 7, False, "自 4 月 2 日起计算，共 7 个工作日。"),
        (date(2026, 4, 2), 1, 6, False, "还有 6 个工作日。"),
        (date(2026, 4, 5), 2, 5, False, "还有 5 个工作日。"),
        (date(2026, 4, 13), 7, 0, True, "今日期满，下班后可撤下。"),
        (date(2026, 4, 14), 7, 0, True, "公示已期满，请撤下并登记。"),
    ],
)
def test_the_clock_counts_workdays_over_qingming(today, workday, remaining, complete, sentence):
    period = CALENDAR.posting_period(date(2026, 4, 1))
    clock = rules.clock(period.first, period.last, 7, CALENDAR, today)
    assert (clock.workday, clock.remaining, clock.complete, clock.sentence) == (
        workday,
        remaining,
        complete,
        sentence,
    )


def test_the_clock_says_how_long_a_notice_hangs_over_its_time():
    assert rules.clock(date(2026, 4, 2), date(2026, 4, 13), 7, CALENDAR, date(2026, 4, 15)).overdue == 2


def test_a_posting_day_in_the_future_is_refused():
    with pytest.raises(UserError, match="不能晚于今天"):
        rules.check_posted_on(date(2026, 4, 2), MARCH, date.min, today=date(2026, 4, 1))


def test_a_posting_day_before_the_month_is_refused():
    with pytest.raises(UserError, match="早于2026年3月"):
        rules.check_posted_on(date(2026, 2, 27), MARCH, date.min, today=date(2026, 4, 1))


def test_december_may_be_posted_in_january():
    rules.check_posted_on(date(2027, 1, 4), Month(2026, 12), date(2027, 1, 4), today=date(2027, 1, 4))


def test_a_notice_does_not_hang_before_its_forms_were_signed():
    with pytest.raises(UserError, match="早于负责人签定（2026-04-02）"):
        rules.check_posted_on(date(2026, 4, 1), MARCH, date(2026, 4, 2), today=date(2026, 4, 3))


LAST, POSTED = date(2026, 4, 13), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("ended_on", "breach", "sentence"),
    [
        (date(2026, 4, 21), "", "不能晚于今天"),
        (date(2026, 3, 31), "", "早于张贴日期"),
        (date(2026, 4, 10), "  ", "4 月 13 日才满期"),
    ],
)
def test_a_wrong_day_of_taking_down_is_refused(ended_on, breach, sentence):
    with pytest.raises(UserError, match=sentence):
        rules.check_taken_down(LAST, POSTED, ended_on, date(2026, 4, 20), breach)


@pytest.mark.parametrize(("ended_on", "breach"), [(LAST, ""), (date(2026, 4, 10), "公示栏拆迁")])
def test_a_full_period_or_a_recorded_breach_is_taken(ended_on, breach):
    rules.check_taken_down(LAST, POSTED, ended_on, date(2026, 4, 20), breach)
