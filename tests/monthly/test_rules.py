from dataclasses import replace
from datetime import date
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotAllowed
from app.monthly import rules
from app.monthly.rules import MOVES, ChainFacts, Reach, allowed, chain, deadline, lacking, next_state
from app.monthly.text import ClauseText, ReportText
from app.rulebook import Rulebook
from app.vocabulary import Grade, Month, Part, ReportMove, ReportState, Role, TaskSource
from app.workdays import Calendar, seed

EVERYTHING = list(product(Role, ReportState, ReportMove))
CLAUSE = ClauseText(TaskSource.ANNUAL, "危房改造 15 户", "开工 16 户", 100)
FORM = ReportText(clauses=(CLAUSE,), self_appraisal="按期推进。", self_grade=Grade.FAIR)
DRAFT, SUBMITTED, SIGNED = ReportState.DRAFT, ReportState.SUBMITTED, ReportState.SIGNED
CALENDAR = Calendar.of(seed([2026, 2027]))


def only(role):
    return frozenset({role})


def concerns(role):
    """A cadre moves the own report, everybody else those of others."""
    return role is Role.CADRE


@pytest.mark.parametrize(("role", "state", "move"), list(MOVES))
def test_every_move_of_the_table_is_allowed_and_leads_where_it_says(role, state, move):
    own = concerns(role)
    assert move in allowed(state, only(role), own=own)
    assert next_state(state, move, only(role), own=own) is MOVES[role, state, move]


@pytest.mark.parametrize(("role", "state", "move"), [one for one in EVERYTHING if one not in MOVES])
def test_every_move_outside_the_table_is_refused_with_a_sentence(role, state, move):
    own = concerns(role)
    assert move not in allowed(state, only(role), own=own)
    with pytest.raises(NotAllowed) as refusal:
        next_state(state, move, only(role), own=own)
    assert move.label in str(refusal.value)
    assert refusal.value.next_step


@pytest.mark.parametrize(
    ("state", "move"), [(state, move) for role, state, move in MOVES if role is Role.HEAD]
)
def test_a_head_does_nothing_to_the_own_report(state, move):
    with pytest.raises(NotAllowed, match="非本人报告"):
        next_state(state, move, only(Role.HEAD), own=True)


@pytest.mark.parametrize(
    ("state", "move"), [(state, move) for role, state, move in MOVES if role is Role.CADRE]
)
def test_a_cadre_does_nothing_to_the_report_of_somebody_else(state, move):
    with pytest.raises(NotAllowed, match="本人"):
        next_state(state, move, only(Role.CADRE), own=False)


def test_the_clerk_moves_the_own_report_too_because_others_decided():
    roles = frozenset({Role.CLERK, Role.HEAD, Role.CADRE})
    assert allowed(SUBMITTED, roles, own=True) == {
        ReportMove.WITHDRAW,
        ReportMove.RETURN,
        ReportMove.REDATE,
        ReportMove.EVALUATE,
    }


def test_nothing_but_a_correction_leaves_a_signed_report_and_nothing_a_superseded_one():
    assert {move for _, state, move in MOVES if state is SIGNED} == {ReportMove.CORRECT}
    assert not [move for _, state, move in MOVES if state is ReportState.SUPERSEDED]


def test_a_report_is_corrected_once_at_a_time():
    clerk = only(Role.CLERK)
    assert allowed(SIGNED, clerk, own=False, correcting=True) == frozenset()
    with pytest.raises(NotAllowed, match="更正正在办理"):
        next_state(SIGNED, ReportMove.CORRECT, clerk, own=False, correcting=True)


def test_every_step_back_asks_for_a_reason():
    order = [DRAFT, ReportState.RETURNED, SUBMITTED, ReportState.EVALUATED, SIGNED]
    back = {move for (_, state, move), after in MOVES.items() if order.index(after) < order.index(state)} | {
        ReportMove.CORRECT
    }
    assert back == rules.STEPS_BACK


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (Month(2026, 1), date(2026, 1, 30)),
        (Month(2026, 2), date(2026, 2, 28)),
        (Month(2028, 2), date(2028, 2, 29)),
        (Month(2026, 4), date(2026, 4, 30)),
        (Month(2026, 12), date(2026, 12, 30)),
    ],
)
def test_a_report_is_due_on_the_30th_in_february_on_the_last_day(month, due):
    assert deadline(month, Rulebook(), CALENDAR).due == due


def test_a_due_day_off_does_not_move_but_an_earlier_day_is_suggested():
    dates = deadline(Month(2026, 5), Rulebook(), CALENDAR)
    assert (dates.due, dates.last, dates.suggested) == (
        date(2026, 5, 30),
        date(2026, 5, 30),
        date(2026, 5, 29),
    )


def test_grace_days_move_what_is_late_but_not_what_is_due():
    dates = deadline(Month(2026, 3), Rulebook(grace_days=3), CALENDAR)
    assert (dates.due, dates.last) == (date(2026, 3, 30), date(2026, 4, 2))
    assert not dates.passed(date(2026, 4, 2))
    assert dates.passed(date(2026, 4, 3))


def test_the_days_left_count_down_to_the_due_day():
    dates = deadline(Month(2026, 3), Rulebook(), CALENDAR)
    assert [dates.days_left(date(2026, 3, number)) for number in (28, 30, 31)] == [2, 0, -1]


def sentences(text):
    return [lack.sentence for lack in lacking(text)]


def test_a_complete_form_lacks_nothing():
    assert lacking(FORM) == ()


def test_an_empty_form_lacks_clauses_appraisal_and_grade():
    assert [lack.field for lack in lacking(ReportText())] == ["clauses", "self_appraisal", "self_grade"]


def test_unfilled_clauses_are_counted_and_the_first_one_is_marked():
    empty = replace(CLAUSE, result="", percent=None)
    lacks = lacking(replace(FORM, clauses=(CLAUSE, empty, empty)))
    assert [(lack.field, lack.sentence) for lack in lacks] == [("clauses.1.result", "还有 2 条未填")]


def test_a_result_without_percentage_is_not_filled():
    lacks = lacking(replace(FORM, clauses=(replace(CLAUSE, percent=None),)))
    assert [(lack.field, lack.sentence) for lack in lacks] == [("clauses.0.percent", "还有 1 条未填完成率")]


def test_an_unfinished_clause_needs_its_reason_or_one_for_the_month():
    half = replace(CLAUSE, percent=67)
    assert sentences(replace(FORM, clauses=(half,))) == ["第 1 条未完成，请填写原因"]
    assert sentences(replace(FORM, clauses=(replace(half, reason="降雨"),))) == []
    assert sentences(replace(FORM, clauses=(half,), unfinished="连续降雨")) == []


def test_who_assists_names_whom():
    assisting = replace(CLAUSE, part=Part.ASSIST)
    assert sentences(replace(FORM, clauses=(assisting,))) == ["第 1 条为协办，请选择主办人"]
    assert sentences(replace(FORM, clauses=(replace(assisting, partners=("x",)),))) == []


def test_nothing_to_report_is_declared_with_its_reason_and_with_nothing_else():
    nothing = ReportText(nothing_to_report=True)
    assert [lack.field for lack in lacking(nothing)] == ["nothing_reason"]
    assert lacking(replace(nothing, nothing_reason="全月住院治疗")) == ()
    both = replace(FORM, nothing_to_report=True, nothing_reason="住院")
    assert [lack.field for lack in lacking(both)] == ["nothing_to_report"]


@given(
    st.builds(
        ReportText,
        clauses=st.lists(
            st.builds(
                ClauseText,
                source=st.sampled_from(TaskSource),
                task=st.just("任务"),
                result=st.sampled_from(["", "完成"]),
                percent=st.none() | st.integers(0, 999),
                reason=st.sampled_from(["", "雨"]),
                part=st.sampled_from(Part),
                partners=st.sampled_from([(), ("x",)]),
            ),
            max_size=4,
        ).map(tuple),
        unfinished=st.sampled_from(["", "雨"]),
        self_appraisal=st.sampled_from(["", "好"]),
        self_grade=st.none() | st.sampled_from(Grade),
        nothing_to_report=st.booleans(),
        nothing_reason=st.sampled_from(["", "病"]),
    )
)
def test_a_form_without_lacks_has_a_result_or_a_reason_everywhere(text):
    if lacking(text):
        return
    if text.nothing_to_report:
        assert text.nothing_reason
        return
    assert text.clauses
    assert text.self_appraisal
    assert text.self_grade is not None
    for clause in text.clauses:
        assert clause.result
        assert clause.percent is not None
        assert clause.percent >= 100 or clause.reason or text.unfinished


def version(number, state):
    return SimpleNamespace(version=number, state=state)


def test_the_signed_version_stays_in_force_until_the_correction_is_signed():
    original, correction = version(0, SIGNED), version(1, SUBMITTED)
    assert rules.in_force([original, correction]) is original
    assert rules.newest([original, correction]) is correction
    assert rules.in_force([version(0, ReportState.SUPERSEDED), version(1, SIGNED)]).version == 1


def test_without_a_signature_the_newest_version_counts_and_none_stays_none():
    draft = version(0, DRAFT)
    assert rules.in_force([draft]) is draft
    assert rules.in_force([]) is None


@pytest.mark.parametrize(
    ("month", "due_day", "days"),
    [
        (Month(2026, 3), 30, (date(2026, 3, 31), date(2026, 3, 31))),
        (Month(2026, 4), 30, None),
        (Month(2026, 2), 30, None),
        (Month(2026, 3), 25, (date(2026, 3, 26), date(2026, 3, 31))),
    ],
)
def test_the_days_after_the_due_day_go_into_the_next_month(month, due_day, days):
    assert rules.after_due(month, replace(Rulebook(), due_day=due_day)) == days


def reaches(**facts):
    values = {"plan_settled": False, "state": None, "taken_down": False, "filed": False}
    return [step.reach for step in chain(ChainFacts(**{**values, **facts}))]


D, N, L = Reach.DONE, Reach.NOW, Reach.LATER


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, [N, L, L, L, L, L]),
        ({"plan_settled": True}, [D, N, L, L, L, L]),
        ({"state": DRAFT}, [L, N, L, L, L, L]),
        ({"state": ReportState.RETURNED}, [L, N, L, L, L, L]),
        ({"state": SUBMITTED}, [L, D, N, L, L, L]),
        ({"state": ReportState.EVALUATED}, [L, D, D, N, L, L]),
        ({"state": SIGNED}, [L, D, D, D, N, N]),
        ({"plan_settled": True, "state": SIGNED}, [D, D, D, D, N, N]),
        ({"state": SIGNED, "taken_down": True}, [L, D, D, D, D, N]),
        ({"state": ReportState.SUPERSEDED, "taken_down": True, "filed": True}, [L, D, D, D, D, D]),
    ],
)
def test_the_chain_says_what_is_done_and_what_is_next(facts, expected):
    assert reaches(**facts) == expected
