"""Leaders' remarks are recorded, corrected and removed; nothing is lost to another's hand (D38–D39)."""

from dataclasses import replace
from datetime import date

import pytest

from app.errors import Conflict, NotAllowed, UserError
from app.review.digest_actions import (
    MOST_PARAGRAPHS,
    RemarkEntry,
    correct_remark,
    make_digest,
    record_remark,
    remove_remark,
)
from app.review.digest_form import Paragraph, Wording
from app.vocabulary import Role
from db.tables.review import Digest, LeaderRemark
from tests.builders import TestOffice
from tests.county_digest import MARCH, CountyOffice

WORD = RemarkEntry("演示县领导", "县委常委", "请督促整改。", date(2026, 4, 12))


@pytest.fixture
def county(tmp_path, both_engines):
    """Two units; March has been laid before the leaders."""
    made = CountyOffice(tmp_path)
    made.unit("丹江镇", 1)
    made.unit("西江镇", 1)
    made.digest = make_digest(made.office, MARCH, Wording())
    yield made
    made.close()


def kept(county):
    with county.office.read() as reader:
        rows = reader.session.query(LeaderRemark).all()
        return [(row.leader, row.text, row.given_on, row.unit_ids, row.revision) for row in rows]


def test_a_remark_is_corrected_and_keeps_its_place(county):
    remark = county.do(record_remark, county.digest, WORD)
    units = (county.units["西江镇"], county.units["丹江镇"])
    county.do(correct_remark, remark, replace(WORD, text="限期补报。", unit_ids=units), 1)
    assert kept(county) == [("演示县领导", "限期补报。", date(2026, 4, 12), sorted(units), 2)]


def test_a_correction_of_what_another_has_just_changed_is_refused(county):
    remark = county.do(record_remark, county.digest, WORD)
    county.do(correct_remark, remark, replace(WORD, text="限期补报。"), 1)
    for action, *more in ((correct_remark, WORD, 1), (remove_remark, 1)):
        with pytest.raises(Conflict, match="刚被别人改过"):
            county.do(action, remark, *more)
    assert kept(county)[0][1] == "限期补报。"


def test_a_remark_recorded_by_mistake_is_removed_once(county):
    remark = county.do(record_remark, county.digest, WORD)
    county.do(remove_remark, remark, 1)
    assert kept(county) == []
    with pytest.raises(UserError, match="已不存在"):
        county.do(remove_remark, remark, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"leader": " "}, "leader"),
        ({"text": ""}, "text"),
        ({"given_on": date(2026, 4, 13)}, "given_on"),
        ({"given_on": date(2026, 4, 11)}, "given_on"),
        ({"unit_ids": ("gone",)}, "unit_ids"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(county, wrong, field):
    with pytest.raises(UserError) as refused:
        county.do(record_remark, county.digest, replace(WORD, **wrong))
    assert refused.value.field == field
    assert kept(county) == []


def test_a_remark_on_an_edition_that_is_gone_is_refused(county):
    with pytest.raises(UserError, match="已不存在"):
        county.do(record_remark, "gone", WORD)


def test_empty_paragraphs_are_left_out_and_too_many_refused(county):
    second = make_digest(county.office, MARCH, Wording((Paragraph("", " "), Paragraph("", "按期完成。"))))
    with county.office.read() as reader:
        row = reader.session.get_one(Digest, second)
        assert (row.edition, row.notable) == (2, [{"unit_id": "", "text": "按期完成。"}])
    many = tuple(Paragraph("", f"第{number}件") for number in range(MOST_PARAGRAPHS + 1))
    with pytest.raises(UserError, match=f"最多 {MOST_PARAGRAPHS} 条"):
        make_digest(county.office, MARCH, Wording((), many))


def test_a_unit_lays_nothing_before_the_leaders(tmp_path):
    town = TestOffice(tmp_path)
    with pytest.raises(NotAllowed, match="由县考核办办理"):
        make_digest(town.office, MARCH, Wording())
    town.close()


def test_an_administrator_records_no_remark(county):
    with pytest.raises(NotAllowed):
        county.as_(Role.ADMIN).do(record_remark, county.digest, WORD)
