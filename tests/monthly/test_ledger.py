from datetime import date

import pytest

from app.monthly.ledger import BEFORE_START, Spans, ledger, starts
from app.people.rules import ExemptionSpan, PostSpan
from app.vocabulary import ExemptionKind, Month, PostEnd, PostKind, ReportState
from db.tables.people import Exemption, Post
from tests.builders import TestOffice
from tests.monthly.builders import APRIL, FEBRUARY, JANUARY, MARCH, signed, submitted


def post(since, until=None, kind=PostKind.PRIMARY, *, reports=True):
    return PostSpan("u", kind, reports, since, until)


def duty(posts, month=MARCH, exemptions=None, starts=None):
    return Spans({("u", "c"): posts}, exemptions or {}, starts or {}).duty("u", "c", month, 15)


def test_of_several_posts_the_one_that_reports_decides():
    old, concurrent = post(date(2024, 1, 1)), post(date(2025, 1, 1), kind=PostKind.CONCURRENT)
    assert duty([concurrent, old]).due


def test_a_change_of_posts_inside_the_unit_leaves_no_gap():
    changed = [post(date(2024, 1, 1), date(2026, 3, 19)), post(date(2026, 3, 20))]
    assert duty(changed).due


def test_without_a_post_nothing_is_due():
    assert not duty([]).due


def test_months_before_the_start_do_not_count():
    assert duty([post(date(2024, 1, 1))], FEBRUARY, starts={"u": MARCH}) == BEFORE_START
    assert duty([post(date(2024, 1, 1))], MARCH, starts={"u": MARCH}).due


@pytest.mark.parametrize("whom", ["c", None])
def test_an_exemption_of_the_cadre_or_of_the_whole_unit_exempts(whom):
    span = ExemptionSpan(MARCH, MARCH, ExemptionKind.SICK, "住院")
    assert duty([post(date(2024, 1, 1))], exemptions={("u", whom): [span]}).exempt


def entries(office, first=JANUARY, last=MARCH):
    pairs = [(office.unit_id, cadre_id) for cadre_id in office.team.values()]
    return office.see(ledger, pairs, first, last)


def test_the_ledger_holds_every_cadre_and_month_with_what_came(town):
    report = submitted(town, "演示丙")
    found = entries(town)
    assert len(found) == 12
    mine = found[town.unit_id, town.team["演示丙"], MARCH]
    assert (mine.due, mine.handed_in, mine.late, mine.report.id) == (True, True, False, report)
    other = found[town.unit_id, town.team["演示丁"], FEBRUARY]
    assert (other.handed_in, other.missing(date(2026, 3, 1)), other.last_day) == (
        False,
        True,
        date(2026, 2, 28),
    )


def test_an_exemption_row_reaches_the_ledger(town):
    with town.office.write("免报") as work:
        work.session.add(
            Exemption(
                unit_id=town.unit_id,
                cadre_id=town.team["演示丁"],
                first=FEBRUARY,
                last=FEBRUARY,
                kind=ExemptionKind.SICK,
                reason="住院",
                approved_by="演示甲",
                approved_on=date(2026, 2, 1),
            )
        )
    found = entries(town)
    assert found[town.unit_id, town.team["演示丁"], FEBRUARY].duty.exempt
    assert not found[town.unit_id, town.team["演示丁"], MARCH].duty.exempt


def test_grades_and_versions_stand_in_the_ledger(town):
    signed(town, "演示丙")
    line = entries(town)[town.unit_id, town.team["演示丙"], MARCH].report
    assert (line.state, line.grade.value, line.self_grade.value) == (ReportState.SIGNED, "fair", "fair")


def test_a_post_that_ended_is_due_no_more(town):
    with town.office.write("调任") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示丁"]).one()
        row.until, row.ended = date(2026, 3, 10), PostEnd.TRANSFER
    found = entries(town, last=APRIL)
    duties = [found[town.unit_id, town.team["演示丁"], month].due for month in (FEBRUARY, MARCH, APRIL)]
    assert duties == [True, False, False]


def founded(tmp_path, day):
    office = TestOffice(tmp_path, today=day)
    found = office.see(starts, [office.unit_id])[office.unit_id]
    return office, found


def test_an_office_founded_in_august_starts_in_august(tmp_path, both_engines):
    office, start = founded(tmp_path, date(2026, 8, 12))
    assert start == Month(2026, 8)
    office.close()


def test_an_office_founded_after_the_due_day_starts_with_the_next_month(tmp_path, both_engines):
    office, start = founded(tmp_path, date(2026, 8, 31))
    assert start == Month(2026, 9)
    office.close()


def test_whoever_records_an_earlier_month_starts_there(tmp_path, both_engines):
    office, _ = founded(tmp_path, date(2026, 8, 12))
    office.add_report(office.add_cadre("演示丙"), Month(2026, 6))
    assert office.see(starts, [office.unit_id])[office.unit_id] == Month(2026, 6)
    office.close()
