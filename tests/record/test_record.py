"""One cadre over the years: every month with its grade, a mean with its reckoning, a printed record."""

from datetime import date

import pypdfium2
import pytest

from app.errors import NotAllowed
from app.record.papers import record_form, record_paper, record_workbook
from app.record.search import find_cadres
from app.record.views import cadre_record
from app.vocabulary import Light, ReportState, Role
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
