"""One cadre over the years: every month with its grade, a mean with its reckoning, a printed record."""

from datetime import date

import pypdfium2
import pytest

from app.errors import NotAllowed
from app.record.papers import record_form, record_paper, record_workbook
from app.record.search import find_cadres
from app.record.views import cadre_record
from app.vocabulary import Light, Rank, ReportState, Role
from db.tables.people import Post
from tests.builders import TestOffice
from tests.exchange.world import MARCH


@pytest.fixture
def place(tmp_path, both_engines):
    made = TestOffice(tmp_path, date(2026, 4, 8))
    made.team = made.add_team()
    made.add_report(made.team["演示丙"], MARCH, ReportState.SIGNED, submitted_on=date(2026, 3, 29))
    yield made
    made.close()


def test_a_cadre_is_found_by_a_part_of_the_name(place):
    assert [one.name for one in place.see(find_cadres, "丙")] == ["演示丙"]
    assert len(place.see(find_cadres)) == 4


def test_the_record_shows_each_month_with_its_light(place):
    record = place.see(cadre_record, place.team["演示丙"])
    (year,) = record.years
    lights = {line.month: line.light for line in year.months}
    assert lights[MARCH] is Light.SIGNED


def test_the_record_is_printed_the_same_each_time_and_names_the_cadre(place):
    form = place.see(record_form, place.team["演示丙"])
    pdf = record_paper(form)
    assert pdf == record_paper(form)
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "演示丙" in text
    assert record_workbook(form).startswith(b"PK")


def test_a_cadre_sees_the_own_record_alone(place):
    place.as_(Role.CADRE, cadre_id=place.team["演示丙"])
    assert [one.name for one in place.see(find_cadres)] == ["演示丙"]
    with pytest.raises(NotAllowed):
        place.see(cadre_record, place.team["演示丁"])


@pytest.fixture
def moved(place):
    """One who held a post elsewhere until February, and one who was never here."""
    elsewhere = place.add_unit("西江镇（演示）")
    place.elsewhere = elsewhere
    place.stranger = place.add_cadre("演示外", unit_id=elsewhere)
    place.came = place.add_cadre("演示调", unit_id=elsewhere, until=date(2026, 2, 28))
    with place.office.write("调入") as work:
        work.session.add(
            Post(
                cadre_id=place.came,
                unit_id=place.unit_id,
                title="副镇长",
                rank=Rank.SECTION_DEPUTY,
                since=date(2026, 3, 1),
                position=5,
            )
        )
    return place


def test_a_unit_finds_only_people_who_held_a_post_there(moved):
    names = [one.name for one in moved.see(find_cadres)]
    assert "演示调" in names
    assert "演示外" not in names
    assert moved.see(find_cadres, "演示外") == ()


def test_a_unit_is_not_shown_the_record_of_another_units_cadre(moved):
    for read in (cadre_record, record_form):
        with pytest.raises(NotAllowed):
            moved.see(read, moved.stranger)


def test_a_unit_is_shown_the_months_in_the_unit_alone(moved):
    (year,) = moved.see(cadre_record, moved.came).years
    assert [line.month for line in year.months] == [MARCH, MARCH.next]
    assert {line.unit_id for line in year.months} == {moved.unit_id}


def test_a_cadre_of_another_unit_is_refused_the_own_record_here(moved):
    moved.as_(Role.CADRE, cadre_id=moved.stranger)
    with pytest.raises(NotAllowed):
        moved.see(cadre_record, moved.stranger)
