"""The digest's charts: a bar a unit, in shapes that black and white carry; nobody late is left untold."""

import pytest

from app.documents.charts import Area, Fill, Words
from app.review.digest_chart import MOST_ROWS, Behind, arrivals_chart, grades_chart
from app.review.digest_rules import Measure, Totals, UnitLine
from app.vocabulary import Month

MARCH = Month(2026, 3)
WIDTH = 440.0
LONG = "雷山县乡村振兴局综合服务中心"


def counted(**numbers):
    return Totals({measure: numbers.get(measure.value, 0) for measure in Measure})


def unit(number, *, missing=0, late=0, name="单位"):
    came = 4 - missing
    whole = counted(due=4, handed_in=came, on_time=came - late, missing=missing, late=late)
    return UnitLine(str(number), f"{name}{number}", whole)


def words(chart):
    return [mark.text for mark in chart.marks if isinstance(mark, Words)]


def bars(chart):
    """The areas right of the names and below the legend."""
    return [mark for mark in chart.marks if isinstance(mark, Area) and mark.y >= 16]


def test_a_few_units_are_all_drawn_with_what_came_of_what_was_due():
    chart = arrivals_chart([unit(1), unit(2, missing=1, late=1)], WIDTH)
    assert words(chart)[-8:] == ["单位1", "4", "/", "4", "单位2", "3", "/", "4"]
    assert [bar.fill for bar in bars(chart)] == [Fill.SOLID, Fill.SOLID, Fill.SLANTED, Fill.CROSSED]
    assert chart.sentence == "2 个单位中有迟报、未报的 1 个：单位2"


def test_of_many_units_those_behind_are_drawn_and_the_others_told_in_one_line():
    chart = arrivals_chart([unit(number, missing=number == 7) for number in range(92)], WIDTH)
    assert "单位7" in words(chart)
    assert "单位8" not in words(chart)
    assert words(chart)[-1] == "其余 91 个单位没有迟报、未报。"


def test_units_behind_for_which_there_is_no_room_are_counted():
    units = [unit(number, missing=1 + (number == 39)) for number in range(40)]
    chart = arrivals_chart([*units, unit(40)], WIDTH)
    assert "单位39" in words(chart)
    assert sum(text.startswith("单位") for text in words(chart)) == MOST_ROWS
    told = "另有 16 个单位有迟报、未报，见各单位情况表；其余 1 个单位没有迟报、未报。"
    assert words(chart)[-1] == told


def test_where_every_unit_is_behind_nobody_is_called_in_time():
    chart = arrivals_chart([unit(number, late=1) for number in range(MOST_ROWS + 1)], WIDTH)
    assert words(chart)[-1] == "另有 1 个单位有迟报、未报，见各单位情况表。"


def test_where_nobody_is_behind_the_chart_is_one_line():
    chart = arrivals_chart([unit(number) for number in range(92)], WIDTH)
    assert bars(chart) == []
    assert words(chart)[-1] == "其余 92 个单位没有迟报、未报。"
    assert chart.sentence.endswith("：无")


def test_a_long_name_is_written_whole_in_one_line():
    assert f"{LONG}1" in words(arrivals_chart([unit(1, name=LONG)], WIDTH))


def test_the_longest_name_takes_a_second_line_for_which_the_next_unit_makes_room():
    short, long = (arrivals_chart([unit(1, name=name), unit(2)], WIDTH) for name in ("单位", 2 * LONG))
    assert "".join(words(long)).count(LONG) == 2
    assert long.height > short.height
    assert bars(long)[-1].y > bars(short)[-1].y


@pytest.mark.parametrize("times", [1, 2])
def test_every_mark_lies_within_the_chart(times):
    chart = arrivals_chart([unit(1, missing=4, name=times * LONG)], WIDTH)
    for bar in bars(chart):
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y + bar.height <= chart.height


def test_the_strips_are_as_long_as_their_shares():
    labels = {measure: measure.label for measure in Measure}
    chart = grades_chart(MARCH, counted(good=3, poor=1), counted(), labels, WIDTH)
    good, poor = bars(chart)
    assert (good.fill, poor.fill) == (Fill.SOLID, Fill.CROSSED)
    assert good.width == pytest.approx(3 * poor.width)
    assert {"3月", "2月", "共4份", "没有已评定的登记表。"} <= set(words(chart))
    assert chart.sentence == "2026年3月等次：好 3，较好 0，一般 0，差 1，待定 0"


def leads(chart):
    return [(mark.lead.words, mark.lead.target) for mark in chart.marks if mark.lead]


def test_every_part_and_number_of_a_bar_leads_to_its_people():
    assert leads(arrivals_chart([unit(1, missing=1, late=1)], WIDTH)) == [
        ("单位1 按时 2 人", Behind(Measure.ON_TIME, "1", "单位1")),
        ("单位1 迟报 1 人", Behind(Measure.LATE, "1", "单位1")),
        ("单位1 未报 1 人", Behind(Measure.MISSING, "1", "单位1")),
        ("单位1 实报 3 人", Behind(Measure.HANDED_IN, "1", "单位1")),
        ("单位1 应报 4 人", Behind(Measure.DUE, "1", "单位1")),
    ]


def test_a_strip_of_the_month_before_leads_to_the_people_of_that_month():
    labels = {measure: measure.label for measure in Measure}
    before = counted(good=2, handed_in=2)
    found = leads(grades_chart(MARCH, counted(), before, labels, WIDTH))
    assert found == [
        ("全县 2月好 2 人", Behind(Measure.GOOD, months_back=1)),
        ("全县 2月好 2 人", Behind(Measure.GOOD, months_back=1)),
        ("全县 2月实报 2 人", Behind(Measure.HANDED_IN, months_back=1)),
    ]
