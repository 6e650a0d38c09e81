"""催报 within the unit: who owes the month's report, and the notice that asks for it."""

from datetime import date

import pypdfium2
import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions import open_report
from app.monthly.asking import asking, asking_letter
from app.vocabulary import Role
from tests.monthly.builders import MARCH, submitted


def owing(town):
    return town.see(asking, town.unit_id, MARCH)


def words(pdf):
    said = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    return said.replace("\r\n", "")


def test_the_list_holds_who_owes_a_report_and_how_far_it_is(town):
    submitted(town, "演示丙")
    town.do(open_report, town.unit_id, town.team["演示丁"], MARCH)
    assert [(line.name, line.standing) for line in owing(town).lines] == [
        ("演示甲", "未填报"),
        ("演示乙", "未填报"),
        ("演示丁", "草稿"),
    ]


def test_the_notice_names_them_and_the_day(town):
    said = words(asking_letter(owing(town)))
    assert "应于2026年3月30日前提交" in said
    for name in ("演示甲", "演示丁", "签收"):
        assert name in said


def test_after_the_last_day_the_notice_asks_for_the_reason_too(town):
    town.at(date(2026, 4, 2))
    assert "现已逾期" in words(asking_letter(owing(town)))


def test_where_everybody_has_handed_in_there_is_no_notice(town):
    for name in ("演示甲", "演示乙", "演示丙", "演示丁"):
        submitted(town, name)
    with pytest.raises(UserError, match="不用催报"):
        asking_letter(owing(town))


def test_a_cadre_does_not_see_who_owes(town):
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    with pytest.raises(NotAllowed):
        owing(town)
