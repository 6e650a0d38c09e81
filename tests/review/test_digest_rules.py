"""What the digest counts: a returned form has no grade; late is not missing (D38, domain.md §7.7)."""

from datetime import date

import pytest

from app.monthly.ledger import Entry, ReportLine
from app.people.rules import Duty
from app.review.digest_paper import COLUMNS
from app.review.digest_rules import GRADES, Case, Measure, counts, effective, totals, unit_lines
from app.review.words import CountyWord
from app.vocabulary import Grade, Light, Month, ReportState, ReviewVerdict

MARCH = Month(2026, 3)
LAST_DAY = date(2026, 3, 30)
IN_TIME, TOO_LATE = date(2026, 3, 29), date(2026, 4, 2)


def word(verdict, report_id="r"):
    return CountyWord("w", report_id, verdict, "", "", "演示审核员", date(2026, 4, 8), outdated=False)


def entry(
    *,
    due=True,
    exempt=False,
    came=True,
    grade=Grade.GOOD,
    submitted_on=IN_TIME,
    state=ReportState.SIGNED,
    unit="u",
):
    line = ReportLine("r", "c", unit, MARCH, 0, state, submitted_on, None, grade, 0) if came else None
    return Entry(unit, "c", MARCH, Duty(due, exempt, ""), LAST_DAY, line, line)


def case(found=None, light=Light.SIGNED, said=None, words=(), unit="u", name="丹江镇"):
    return Case(unit, name, "演示甲", "镇长", found or entry(unit=unit), light, said, words)


def counted(one):
    return {measure for measure in COLUMNS if counts(one, measure)}


def test_the_meetings_grade_counts_while_the_county_has_said_nothing_or_filed_the_form():
    assert effective(entry(), None) is Grade.GOOD
    assert effective(entry(), word(ReviewVerdict.FILED)) is Grade.GOOD


def test_a_returned_form_and_a_missing_one_have_no_grade():
    assert effective(entry(), word(ReviewVerdict.RETURNED)) is None
    assert effective(entry(came=False), None) is None


@pytest.mark.parametrize(
    ("grade", "measure"),
    [
        (Grade.GOOD, Measure.GOOD),
        (Grade.FAIR, Measure.FAIR),
        (Grade.PLAIN, Measure.PLAIN),
        (Grade.POOR, Measure.POOR),
        (None, Measure.OPEN),
    ],
)
def test_a_form_in_time_counts_under_its_grade_or_as_open(grade, measure):
    assert counted(case(entry(grade=grade))) == {Measure.DUE, Measure.HANDED_IN, measure}


def test_a_late_report_has_come_and_is_not_missing():
    late = case(entry(submitted_on=TOO_LATE), Light.LATE)
    assert counted(late) == {Measure.DUE, Measure.HANDED_IN, Measure.LATE, Measure.GOOD}


def test_a_missing_report_counts_as_due_and_missing_and_one_still_open_only_as_due():
    assert counted(case(entry(came=False), Light.MISSING)) == {Measure.DUE, Measure.MISSING}
    assert counted(case(entry(came=False), Light.OPEN)) == {Measure.DUE}


def test_a_draft_has_not_come():
    draft = entry(state=ReportState.DRAFT, grade=None, submitted_on=None)
    assert counted(case(draft, Light.DRAFT)) == {Measure.DUE}


def test_who_is_exempt_counts_as_exempt_alone():
    assert counted(case(entry(due=False, exempt=True, came=False), Light.EXEMPT)) == {Measure.EXEMPT}


def test_who_is_exempt_and_reported_all_the_same_is_not_among_the_grades_of_those_due():
    assert counted(case(entry(due=False, exempt=True), Light.SIGNED)) == {Measure.EXEMPT}


@pytest.mark.parametrize("grade", [None, *Grade])
def test_the_grades_and_the_open_ones_add_up_to_what_was_handed_in(grade):
    found = totals([case(entry(grade=grade)), case(entry(due=False, exempt=True, grade=grade))])
    assert sum(found.of(one) for one in (*GRADES, Measure.OPEN)) == found.of(Measure.HANDED_IN) == 1


def test_a_returned_form_is_open_again():
    returned = word(ReviewVerdict.RETURNED)
    found = counted(case(said=returned, words=(returned,)))
    assert found == {Measure.DUE, Measure.HANDED_IN, Measure.OPEN, Measure.RETURNED}


def test_a_form_filed_after_its_correction_still_counts_as_returned_once():
    filed = word(ReviewVerdict.FILED)
    found = counted(case(said=filed, words=(word(ReviewVerdict.RETURNED, "r0"), filed)))
    assert found == {Measure.DUE, Measure.HANDED_IN, Measure.GOOD, Measure.RETURNED}


def test_a_case_knows_whose_month_it_is_and_which_form_is_in_force():
    assert (case().cadre_id, case().report_id) == ("c", "r")
    assert case(entry(came=False), Light.MISSING).report_id is None


def test_in_time_is_what_came_and_was_not_late():
    whole = totals([case(), case(entry(submitted_on=TOO_LATE), Light.LATE)])
    assert [whole.of(one) for one in (Measure.HANDED_IN, Measure.LATE, Measure.ON_TIME)] == [2, 1, 1]


def test_who_is_due_came_in_time_or_late_or_is_missing_or_still_has_time():
    absent = entry(came=False)
    whole = totals(
        [case(), case(entry(submitted_on=TOO_LATE)), case(absent, Light.MISSING), case(absent, Light.OPEN)]
    )
    parts = (Measure.ON_TIME, Measure.LATE, Measure.MISSING, Measure.WAITING)
    assert [whole.of(part) for part in parts] == [1, 1, 1, 1]
    assert whole.of(Measure.DUE) == 4


def test_the_grades_and_the_open_ones_add_up_to_what_came():
    graded = [case(entry(grade=grade)) for grade in (*Grade, None)]
    whole = totals([*graded, case(entry(came=False), Light.MISSING)])
    parts = (Measure.GOOD, Measure.FAIR, Measure.PLAIN, Measure.POOR, Measure.OPEN)
    assert sum(whole.of(part) for part in parts) == whole.of(Measure.HANDED_IN) == 5


def test_of_nobody_every_number_is_nought():
    assert {totals([]).of(measure) for measure in Measure} == {0}


def test_every_unit_has_its_line_and_the_lines_add_up_to_the_county():
    cases = [case(unit="b", name="西江镇"), case(unit="b", name="西江镇"), case(unit="a")]
    lines = unit_lines(cases)
    assert [line.unit for line in lines] == ["西江镇", "丹江镇"]
    for measure in Measure:
        assert sum(line.totals.of(measure) for line in lines) == totals(cases).of(measure)
