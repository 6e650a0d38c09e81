from datetime import date

import pytest
from sqlalchemy import event

from app.errors import NotAllowed
from app.overview.board import month_board
from app.vocabulary import Light, Month, PostEnd, PostKind, Role
from db.tables.people import Post
from tests.builders import ON_FILE
from tests.monthly.builders import FEBRUARY, JANUARY, MARCH, signed, submitted, written


def board(town, unit_id=None, year=2026, **page):
    return town.see(month_board, unit_id, year, **page)


def lights(row):
    return [cell.light.value for cell in row.cells[:5]]


def test_every_cadre_has_twelve_lights_in_board_order(town):
    signed(town, "演示丙")
    submitted(town, "演示乙")
    written(town, "演示丁")
    found = board(town, town.unit_id)
    assert [(row.name, row.title) for row in found.rows] == [
        ("演示甲", "党委书记"),
        ("演示乙", "镇长"),
        ("演示丙", "副镇长"),
        ("演示丁", "武装部长"),
    ]
    assert [lights(row)[:4] for row in found.rows] == [
        ["missing", "missing", "open", "future"],
        ["missing", "missing", "submitted", "future"],
        ["missing", "missing", "signed", "future"],
        ["missing", "missing", "draft", "future"],
    ]
    assert not found.more


def test_a_cell_leads_to_its_report_and_says_why_nothing_is_due(town):
    report_id = submitted(town, "演示丙")
    row = board(town, town.unit_id).rows[2]
    assert (row.cells[2].month, row.cells[2].report_id) == (MARCH, report_id)
    past = board(town, town.unit_id, 2025).rows[0].cells[0]
    assert (past.light, past.reason) == (Light.ABSENT, "启用本系统之前，不计。")


def test_a_late_report_stays_marked(town):
    submitted(town, "演示丙", month=JANUARY)
    assert lights(board(town, town.unit_id).rows[2])[0] == "late"


def test_pages_follow_each_other_without_gap_or_overlap(town):
    other = town.add_unit("西江镇（演示）")
    for number in range(7):
        town.add_cadre(f"演示{number}", unit_id=other, position=number)
    everybody = [row.cadre_id for row in board(town).rows]
    assert len(everybody) == 11
    paged = [row.cadre_id for offset in range(0, 12, 3) for row in board(town, offset=offset, limit=3).rows]
    assert paged == everybody
    assert board(town, offset=8, limit=3).more is False
    assert board(town, offset=3, limit=3).more is True
    assert board(town, offset=50).rows == ()


def test_a_cadre_with_several_posts_in_the_year_has_one_row_with_the_last_title(town):
    with town.office.write("职务变动") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示丙"]).one()
        row.until, row.ended = date(2026, 2, 10), PostEnd.CHANGED
        work.session.add(
            Post(
                cadre_id=row.cadre_id,
                unit_id=row.unit_id,
                title="常务副镇长",
                rank=row.rank,
                position=2,
                since=date(2026, 2, 11),
            )
        )
    town.add_cadre("演示兼职", kind=PostKind.CONCURRENT)
    names = [(row.name, row.title) for row in board(town, town.unit_id).rows]
    assert names.count(("演示丙", "常务副镇长")) == 1
    assert len(names) == 4


def test_who_left_stays_on_the_board_of_the_year(town):
    with town.office.write("退休") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示丁"]).one()
        row.until, row.ended = date(2026, 2, 10), PostEnd.RETIRED
    submitted(town, "演示丁", month=JANUARY)
    row = board(town, town.unit_id).rows[3]
    assert (row.name, lights(row)[:4]) == ("演示丁", ["late", "absent", "absent", "absent"])
    assert "演示丁" not in [row.name for row in board(town, town.unit_id, 2027).rows]


def statements(town, view, *args):
    asked = []

    def note(*statement):
        asked.append((statement[2], statement[3]))

    event.listen(town.office.engine, "before_cursor_execute", note)
    town.see(view, *args)
    event.remove(town.office.engine, "before_cursor_execute", note)
    return asked


def test_the_board_asks_the_same_few_questions_for_any_number_of_people(town):
    few = len(statements(town, month_board, town.unit_id, 2026))
    for number in range(40):
        town.add_cadre(f"演示{number}", position=number + 10)
    submitted(town, "演示丙", month=FEBRUARY)
    assert len(statements(town, month_board, town.unit_id, 2026)) == few


@ON_FILE
def test_the_order_of_the_board_comes_from_its_index(town):
    (page,) = [one for one in statements(town, month_board, town.unit_id, 2026) if "NOT (EXISTS" in one[0]]
    with town.office.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {page[0]}", page[1]).all()
    plan = [row[3] for row in rows]
    assert any("ix_post_board" in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan)


def test_only_business_accounts_see_the_board(town):
    town.as_(Role.ADMIN)
    with pytest.raises(NotAllowed):
        board(town)


def test_the_board_of_another_year_is_asked_for_by_its_number(town):
    found = board(town, town.unit_id, 2027)
    assert {cell.month for cell in found.rows[0].cells} == {Month(2027, number) for number in range(1, 13)}
