from dataclasses import replace

import pytest

from app.drafts import storable
from app.errors import UserError
from app.monthly.text import LIMITS, MAX_CLAUSES, ClauseText, ReportText, cleaned, from_draft, to_draft
from app.vocabulary import Grade, Part, TaskSource
from db.base import canonical
from tests.monthly.builders import FULL, WATCH


def refused(text):
    with pytest.raises(UserError) as refusal:
        cleaned(text)
    return refusal.value


def test_a_form_is_stored_normalised_without_control_marks():
    typed = replace(
        FULL, self_appraisal="  e\u0301\x00\u200b按期\r\n推进 ", clauses=(replace(WATCH, task="巡\x07河"),)
    )
    kept = cleaned(typed)
    assert kept.self_appraisal == "é按期\n推进"
    assert kept.clauses[0].task == "巡河"


@pytest.mark.parametrize("name", ["unfinished", "next_month", "self_appraisal", "nothing_reason"])
def test_an_overlong_text_names_itself_and_its_figures(name):
    label, limit = LIMITS[name]
    problem = refused(replace(FULL, **{name: "长" * (limit + 1)}))
    assert problem.field == name
    assert f"“{label}”有 {limit + 1} 字，最多 {limit} 字" in str(problem)


@pytest.mark.parametrize("name", ["task", "result", "reason"])
def test_an_overlong_clause_says_which_one(name):
    label, limit = LIMITS[name]
    problem = refused(replace(FULL, clauses=(WATCH, replace(WATCH, **{name: "长" * (limit + 1)}))))
    assert problem.field == f"clauses.1.{name}"
    assert f"第 2 条{label}" in str(problem)


def test_a_clause_needs_a_task():
    assert refused(replace(FULL, clauses=(replace(WATCH, task=" "),))).field == "clauses.0.task"


@pytest.mark.parametrize("percent", [-1, 1000])
def test_a_percentage_lies_between_0_and_999(percent):
    assert refused(replace(FULL, clauses=(replace(WATCH, percent=percent),))).field == "clauses.0.percent"


def test_too_many_clauses_or_partners_are_refused():
    assert refused(replace(FULL, clauses=(WATCH,) * (MAX_CLAUSES + 1))).field == "clauses"
    crowd = tuple(str(number) for number in range(21))
    assert refused(replace(FULL, clauses=(replace(WATCH, partners=crowd),))).field == "clauses.0.partners"


def test_partners_are_named_once():
    kept = cleaned(replace(FULL, clauses=(replace(WATCH, partners=("a", "b", "a")),)))
    assert kept.clauses[0].partners == ("a", "b")


SAVED = ReportText(
    clauses=(
        ClauseText(TaskSource.ANNUAL, "危房改造", id="1", planned=True),
        ClauseText(TaskSource.ADHOC, "值守", id="2"),
    )
)


def test_a_draft_comes_back_as_it_was_typed():
    typed = replace(
        SAVED,
        clauses=(
            replace(SAVED.clauses[0], result="开工", percent=50, part=Part.ASSIST, partners=("x",)),
            *SAVED.clauses[1:],
        ),
        self_grade=Grade.GOOD,
        next_month="验收",
    )
    assert from_draft(storable(to_draft(typed)), SAVED) == typed


def test_a_draft_of_anything_typed_can_be_stored():
    typed = replace(SAVED, self_appraisal="\ud800\x00\ufeff尾随空格 ")
    assert canonical(storable(to_draft(typed))).encode("utf-8")
    assert from_draft(storable(to_draft(typed)), SAVED).self_appraisal == "尾随空格 "


def test_a_clause_removed_meanwhile_comes_back_as_a_new_one():
    only_planned = replace(SAVED, clauses=SAVED.clauses[:1])
    found = from_draft(storable(to_draft(SAVED)), only_planned)
    assert [(clause.task, clause.id) for clause in found.clauses] == [("危房改造", "1"), ("值守", None)]


def test_a_task_planned_meanwhile_is_appended_to_the_draft():
    typed = replace(SAVED, clauses=SAVED.clauses[1:])
    assert [clause.task for clause in from_draft(storable(to_draft(typed)), SAVED).clauses] == [
        "值守",
        "危房改造",
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"clauses": 3},
        {"clauses": [{}]},
        {**storable(to_draft(SAVED)), "self_grade": "A"},
        {**storable(to_draft(SAVED)), "new": 1},
    ],
)
def test_a_draft_that_cannot_be_read_is_left_out(body):
    assert from_draft(body, SAVED) is None
