from datetime import date

import pytest

from app.monthly.lights import Urgency, light, pill
from app.vocabulary import Light, ReportState
from tests.monthly.entries import ABSENT, EXEMPT, MARCH, entry, line

BEFORE, DURING, AFTER = date(2026, 2, 20), date(2026, 3, 28), date(2026, 3, 31)
LATE = date(2026, 4, 2)


def state(name, **values):
    return line(MARCH, ReportState(name), **values)


CASES = [
    (entry(MARCH), BEFORE, Light.FUTURE, "未到", Urgency.QUIET),
    (entry(MARCH), DURING, Light.OPEN, "未提交", Urgency.DUE),
    (entry(MARCH), date(2026, 3, 30), Light.OPEN, "未提交", Urgency.DUE),
    (entry(MARCH), AFTER, Light.MISSING, "未报", Urgency.MISSING),
    (entry(MARCH, state("draft")), DURING, Light.DRAFT, "草稿", Urgency.QUIET),
    (entry(MARCH, state("draft")), AFTER, Light.MISSING, "未报", Urgency.MISSING),
    (entry(MARCH, state("submitted")), AFTER, Light.SUBMITTED, "待评价", Urgency.STEP),
    (entry(MARCH, state("returned")), AFTER, Light.DRAFT, "退回修改", Urgency.DUE),
    (entry(MARCH, state("evaluated")), AFTER, Light.SUBMITTED, "待签定", Urgency.STEP),
    (entry(MARCH, state("signed")), AFTER, Light.SIGNED, "已签定", Urgency.DONE),
    (entry(MARCH, state("signed", submitted_on=LATE)), LATE, Light.LATE, "已签定", Urgency.DONE),
    (entry(MARCH, state("submitted", submitted_on=LATE)), LATE, Light.LATE, "待评价", Urgency.STEP),
    (entry(MARCH, duty=EXEMPT), AFTER, Light.EXEMPT, "免报", Urgency.QUIET),
    (entry(MARCH, state("draft"), duty=EXEMPT), AFTER, Light.EXEMPT, "免报", Urgency.QUIET),
    (entry(MARCH, state("signed"), duty=EXEMPT), AFTER, Light.SIGNED, "已签定", Urgency.DONE),
    (entry(MARCH, duty=ABSENT), AFTER, Light.ABSENT, "不报", Urgency.QUIET),
]


@pytest.mark.parametrize(("one", "today", "shown", "word", "urgency"), CASES)
def test_the_light_and_the_pill_say_how_far_a_month_is(one, today, shown, word, urgency):
    assert light(one, today) is shown
    assert pill(one, today, missed_twice=False) == (word, urgency)


def test_two_misses_in_a_row_outshout_everything():
    assert pill(entry(MARCH), AFTER, missed_twice=True) == ("连续未报", Urgency.MISSING)


def test_a_correction_under_way_shows_beside_the_signed_light():
    correcting = entry(MARCH, state("signed"), newest=state("draft", version=1))
    assert light(correcting, AFTER) is Light.SIGNED
    assert pill(correcting, AFTER, missed_twice=False) == ("更正中", Urgency.STEP)


def test_urgencies_stand_from_most_to_least():
    assert [one.order for one in Urgency] == [0, 1, 2, 3, 4]
