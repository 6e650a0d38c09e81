from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.base import DayType, Document, MomentType, MonthType, canonical, new_id
from db.months import Month
from db.tables.people import Unit

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (MonthType, Month(2026, 3), "2026-03"),
        (DayType, date(2026, 3, 28), "2026-03-28"),
        (
            MomentType,
            datetime(2026, 3, 28, 9, 41, tzinfo=timezone(timedelta(hours=8))),
            "2026-03-28T09:41:00+08:00",
        ),
        (Document, {"b": [1, None], "a": "县"}, '{"a":"县","b":[1,null]}'),
        (MonthType, None, None),
    ],
)
def test_values_are_stored_as_plain_text_and_read_back(kind, value, stored):
    assert kind.process_bind_param(value, None) == stored
    assert kind.process_result_value(stored, None) == value


@given(JSON)
def test_a_document_is_read_back_as_it_was_written(value):
    text = Document.process_bind_param(value, None)
    assert value is None or Document.process_result_value(text, None) == value


def test_the_same_value_has_one_text_whatever_the_order_of_its_keys():
    assert canonical({"b": 1, "a": "县"}) == canonical({"a": "县", "b": 1})


def test_no_floating_point_oddity_enters_a_document():
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_a_row_has_its_own_id_from_the_start():
    assert Unit().id != Unit().id
    assert Unit(id="fixed").id == "fixed"
    assert len(new_id()) == 32
