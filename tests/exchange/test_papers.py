"""The papers of exchange: what they say, and that the same data give the same bytes."""

from datetime import timedelta

from app.exchange import papers
from tests.documents.reading import copied
from tests.exchange.world import MARCH


def said(pdf):
    """The text without the blanks between characters."""
    return "".join(copied(pdf).split())


def test_the_sheet_to_compare_by_spells_the_twelve_characters(world, town):
    for place, own in ((world.county, "县考核办（演示）"), (town, town.name)):
        form = place.see(papers.compare_form)
        text = said(papers.compare_sheet(form))
        assert form.fingerprint in text
        assert own in text
    assert papers.compare_sheet(form) == papers.compare_sheet(form)


def test_the_receipts_of_a_unit_are_listed_with_number_and_range(world, town):
    town.add_report(town.team["演示丙"], MARCH)
    world.trip(town)
    form = world.county.see(papers.receipt_form, town.unit_id)
    assert [entry.number for entry in form.entries] == [2, 1]
    text = said(papers.receipt_sheet(form))
    assert f"{form.entries[0].first_seq}–{form.entries[0].last_seq}" in text
    assert "数据接收回执单" in text


def test_a_unit_without_receipts_and_a_county_without_units_have_papers_too(world):
    town = world.town()
    assert "还没有收到文件" in said(papers.receipt_sheet(world.county.see(papers.receipt_form, town.unit_id)))


def test_the_table_of_units_says_what_is_to_be_done(world, town):
    world.county.clock.moment += timedelta(days=20)
    text = said(papers.standing_sheet(world.county.see(papers.standing_form)))
    assert "各单位数据交换情况表" in text
    assert "20天没有收到文件" in text


def test_an_empty_county_prints_its_empty_table(world):
    assert "还没有单位" in said(papers.standing_sheet(world.county.see(papers.standing_form)))
