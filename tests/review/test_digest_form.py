"""What the digest is filled with: paragraphs with their units, the people behind a number (D38–D39)."""

import pytest

from app.errors import NotAllowed
from app.review.digest_form import Paragraph, lines_behind, paragraphs
from app.review.digest_rules import Measure
from app.vocabulary import Grade, Light, Role
from tests.county_digest import FEBRUARY, MARCH, CountyOffice

UNITS = (("1", "县委办"), ("2", "县委办公室"), ("3", "丹江镇"))


def test_a_paragraph_concerns_the_unit_with_the_longest_name_that_it_begins_with():
    text = "县委办公室按期完成。\n\n  县委办迟报 1 人。\n全县总体平稳。"
    assert paragraphs(text, UNITS, {}) == (
        Paragraph("2", "县委办公室按期完成。"),
        Paragraph("1", "县委办迟报 1 人。"),
        Paragraph("", "全县总体平稳。"),
    )


def test_a_paragraph_that_was_offered_keeps_its_unit_whatever_it_begins_with():
    (one,) = paragraphs("危房改造提前完成。", UNITS, {"危房改造提前完成。": "3"})
    assert one.unit_id == "3"


@pytest.fixture
def county(tmp_path):
    """Two units; one of two has reported in each."""
    made = CountyOffice(tmp_path)
    made.unit("丹江镇", 2)
    made.unit("西江镇", 2)
    made.forms = [made.report(name, MARCH, Grade.GOOD) for name in ("演示丹甲", "演示西乙")]
    yield made
    made.close()


def test_the_people_behind_a_number_are_those_of_the_unit_or_of_the_county(county):
    assert [one.name for one in county.see(lines_behind, MARCH, Measure.GOOD)] == ["演示丹甲", "演示西乙"]
    (one,) = county.see(lines_behind, MARCH, Measure.MISSING, county.units["西江镇"])
    assert (one.name, one.unit, one.light, one.report_id) == ("演示西甲", "西江镇", Light.MISSING, None)
    assert county.see(lines_behind, FEBRUARY, Measure.GOOD) == ()


def test_who_has_reported_but_has_no_grade_yet_is_open_and_who_has_not_reported_is_empty(county):
    county.report("演示丹乙", MARCH, None)
    county.review(county.forms[0])
    grades = {one.name: one.grade for one in county.see(lines_behind, MARCH, Measure.DUE)}
    assert grades == {"演示丹甲": "待定", "演示丹乙": "待定", "演示西甲": "", "演示西乙": "好"}


def test_each_of_them_leads_to_the_form_in_force(county):
    people = county.see(lines_behind, MARCH, Measure.HANDED_IN)
    assert [one.report_id for one in people] == county.forms


def test_a_cadre_is_not_told_who_stands_behind_a_number(county):
    county.as_(Role.CADRE, cadre_id=county.cadres["演示丹甲"])
    with pytest.raises(NotAllowed):
        county.see(lines_behind, MARCH, Measure.GOOD)
