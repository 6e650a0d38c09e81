"""Where a file lies in a journal, and what a unit may have written (exchange.md §1, §4)."""

import pytest

from app.exchange import rules
from app.exchange.rules import Claim, Place
from app.vocabulary import EnrolmentState, Owner


@pytest.mark.parametrize(
    ("first", "last", "place"),
    [
        (6, 9, Place.NEXT),
        (4, 9, Place.OVERLAP),
        (1, 6, Place.OVERLAP),
        (2, 5, Place.OLD),
        (1, 3, Place.OLD),
        (7, 9, Place.GAP),
    ],
)
def test_a_range_follows_overlaps_is_old_or_leaves_a_gap(first, last, place):
    assert rules.standing(first, last, applied=5).place is place


def test_a_gap_names_the_numbers_that_have_to_come_first():
    found = rules.standing(9, 12, applied=5)
    assert found.missing == (6, 8)
    assert "第 6–8 号" in rules.gap_sentence(found.missing)


def test_what_was_taken_in_is_told_with_its_receipt():
    assert rules.taken_sentence(12, 7) == "新增 12 条，回执号 7。"


@pytest.mark.parametrize("state", EnrolmentState)
def test_only_a_station_in_use_sends_and_the_others_are_told_what_to_do(state):
    refusal = rules.refusal_of(state)
    assert (refusal is None) is (state is EnrolmentState.ACTIVE)
    assert refusal is None or refusal.endswith("。")


@pytest.mark.parametrize(
    ("owner", "table", "handed_over", "claim"),
    [
        (Owner.UNIT, "report", True, Claim.TAKE),
        (Owner.UNIT, "report", False, Claim.TAKE),
        (Owner.COUNTY, "cadre", False, Claim.TAKE),
        (Owner.COUNTY, "cadre", True, Claim.REFUSE),
        (Owner.COUNTY, "rulebook_version", False, Claim.IGNORE),
        (Owner.COUNTY, "rulebook_version", True, Claim.REFUSE),
        (Owner.STATION, "account", False, Claim.REFUSE),
    ],
)
def test_people_are_the_units_to_tell_until_they_are_handed_over(owner, table, handed_over, claim):
    assert rules.claim(owner, table, handed_over=handed_over) is claim


def test_a_row_that_hangs_on_another_units_or_on_nobodys_is_foreign():
    assert not rules.foreign(["甲", "甲"], "甲")
    assert rules.foreign(["甲", "乙"], "甲")
    assert rules.foreign([None], "甲")
