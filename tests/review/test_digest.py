"""The leaders' digest: what it counts, what it offers, what it prints, what the leaders wrote on it (D38)."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from app.errors import Conflict, UserError
from app.review import digest_actions
from app.review.digest_actions import RemarkEntry, keep_digest, make_digest, record_remark
from app.review.digest_candidates import candidates
from app.review.digest_form import Paragraph, Wording, digest_form
from app.review.digest_paper import change, digest_paper, percent
from app.review.digest_rules import Measure, Totals
from app.review.digest_views import month_totals, rows_behind
from app.vocabulary import Month
from tests.exchange.world import MARCH, World


@pytest.fixture
def world(tmp_path, both_engines):
    """A county with one unit, one report of four in March; it is the middle of April."""
    made = World(tmp_path)
    town = made.town(enrolled=False)
    town.team = town.add_team()
    town.add_report(town.team["演示丙"], MARCH, submitted_on=date(2026, 4, 1))
    made.enrol(town)
    made.trip(town)
    made.unit = town.unit_id
    yield made
    made.close()


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def form(world, *notable):
    wording = Wording(tuple(Paragraph(world.unit, text) for text in notable), ())
    return world.county.see(digest_form, MARCH, wording, 1)


def test_every_number_leads_back_to_the_people_it_counts(world):
    found = world.county.see(month_totals, MARCH)
    for measure in Measure:
        assert len(world.county.see(rows_behind, MARCH, measure)) == found.county.of(measure)
    assert found.county.of(Measure.DUE) == 4
    assert found.county.of(Measure.LATE) == 1
    assert found.county.of(Measure.MISSING) == 3


def test_candidates_are_offered_and_nothing_is_chosen_by_the_program(world):
    offered = world.county.see(candidates, MARCH)
    assert any(one.kind == "未报" for one in offered)
    assert form(world).wording == Wording((), ())


def test_the_paper_says_the_figures_and_the_chosen_words(world):
    text = text_of(digest_paper(form(world, "危房改造提前完成。")))
    assert "应报4人" in text
    assert "危房改造提前完成" in text
    assert "批" in text


def test_the_same_digest_is_the_same_bytes(world):
    assert digest_paper(form(world)) == digest_paper(form(world))


def test_editions_are_kept_and_numbered_and_none_is_written_over(world):
    first = make_digest(world.county.office, MARCH, Wording((), ()))
    assert world.county.see(digest_actions.next_edition, MARCH) == 2
    stale = form(world)
    with pytest.raises(Conflict):
        world.county.do(keep_digest, stale, b"%PDF-1.7")
    assert first


def test_a_leaders_remark_reaches_the_unit_concerned(world):
    town = world.towns[0]
    digest = make_digest(world.county.office, MARCH, Wording((), ()))
    entry = RemarkEntry("演示县领导", "副县长", "请丹江镇补报。", date(2026, 4, 2), (world.unit,))
    world.county.do(record_remark, digest, entry)
    town.take(world.county.give(town))
    from db.tables.review import LeaderRemark

    with town.office.read() as reader:
        (row,) = reader.session.query(LeaderRemark).all()
    assert row.text == "请丹江镇补报。"


def test_a_remark_of_tomorrow_or_of_before_the_digest_is_refused(world):
    digest = make_digest(world.county.office, MARCH, Wording((), ()))
    for day in (date(2026, 4, 3), date(2026, 4, 1)):
        with pytest.raises(UserError, match="日期"):
            world.county.do(record_remark, digest, RemarkEntry("演示县领导", "", "阅。", day))


def test_shares_and_changes_are_written_plainly():
    assert (percent(1, 3), percent(2, 3), percent(0, 0)) == ("33.3%", "66.7%", "—")
    assert (change(2), change(-2), change(0)) == ("+2", "−2", "—")


def test_a_month_without_anybody_is_printed_too(world):
    empty = world.county.see(digest_form, Month(2020, 1), Wording((), ()), 1)
    assert "应报0人" in text_of(digest_paper(empty))


def test_where_nobody_owed_anything_the_month_before_nothing_is_compared(world):
    found = form(world)
    nobody = Totals(dict.fromkeys(Measure, 0))
    first = replace(found, figures=replace(found.figures, before=nobody))
    assert "+4" not in text_of(digest_paper(first))
    counted = replace(found, figures=replace(found.figures, before=Totals(nobody.numbers | {Measure.DUE: 1})))
    assert "+3" in text_of(digest_paper(counted))
