"""实绩信息库 by clicks: find a cadre, see the months, look at the printed record (D27, D77b)."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.record.views import cadre_record
from app.vocabulary import PostingState, ReportState, Role
from db.tables.notices import Posting
from tests.builders import TestOffice
from tests.ui.desk import CTRL, MARCH, Desk
from ui.main_window import StageEntry
from ui.record.sources import SourcesDialog
from ui.record.stage import RecordStage
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def place(tmp_path):
    made = TestOffice(tmp_path, date(2026, 4, 8))
    made.team = made.add_team()
    made.add_report(made.team["演示丙"], MARCH, ReportState.SIGNED, submitted_on=date(2026, 3, 29))
    yield made
    made.close()


@pytest.fixture
def desk_of(qtbot):
    opened = []

    def at(place):
        desk = Desk(qtbot, place, entries=(StageEntry("record", "实绩信息库", RecordStage),))
        opened.append(desk)
        desk.settle()
        desk.page = desk.window.stage()
        return desk

    yield at
    for desk in opened:
        desk.close()


def test_a_chosen_cadre_shows_the_years_and_is_printed(place, desk_of):
    desk = desk_of(place)
    assert not desk.page.print.isEnabled()
    desk.page.open(place.team["演示丙"])
    desk.settle()
    assert desk.page.shown.currentWidget() is desk.page.view
    desk.key(Qt.Key.Key_P, CTRL)
    desk.settle()
    desk.dialog(PaperDialog).reject()


def test_a_cadre_sees_only_the_own_record(place, desk_of):
    place.as_(Role.CADRE, cadre_id=place.team["演示丙"], name="演示丙")
    desk = desk_of(place)
    assert not desk.page.found.isVisible()
    assert desk.page.shown.currentWidget() is desk.page.view


def search(desk, text):
    """Type into the search line and wait for what is found."""
    desk.key(Qt.Key.Key_F, CTRL)
    desk.write(text)
    model = desk.page.found.model
    desk.qtbot.waitUntil(lambda: model.wanted().text == text and not desk.errands.underway)
    return [model.row_at(place).name for place in range(model.rowCount())]


def test_a_cadre_is_searched_by_keys_and_the_first_found_is_chosen(place, desk_of):
    desk = desk_of(place)
    desk.page.found.view.setFocus()
    assert search(desk, "武装") == ["演示丁"]
    desk.page.found.view.setFocus()
    desk.page.found.view.setCurrentIndex(desk.page.found.model.index(0, 0))
    desk.settle()
    assert desk.page.card.title.text().startswith("演示丁")


def test_nobody_found_shows_an_empty_list(place, desk_of):
    desk = desk_of(place)
    desk.page.found.view.setFocus()
    assert search(desk, "%") == []


@pytest.fixture
def shown(place, desk_of):
    """The record of the one who reported in March."""
    desk = desk_of(place)
    desk.page.open(place.team["演示丙"])
    desk.settle()
    return desk


def mean_link(desk):
    return desk.page.view.means.itemAt(0).widget()


def test_a_mean_shows_the_months_it_was_reckoned_from_and_one_of_them_its_form(shown):
    assert "2026 年月均" in mean_link(shown).text()
    shown.click(mean_link(shown))
    dialog = shown.dialog(SourcesDialog)
    names = [dialog.sheet.model.row_at(at).month for at in range(dialog.sheet.model.rowCount())]
    assert MARCH in names
    dialog.sheet.view.setCurrentIndex(dialog.sheet.model.index(names.index(MARCH), 0))
    shown.click(dialog.button)
    shown.settle()
    paper = shown.dialog(PaperDialog)
    assert "2026年3月实绩报告登记表" in paper.windowTitle()
    paper.reject()
    dialog.reject()


def test_a_month_without_a_form_has_no_source_to_open(shown):
    shown.click(mean_link(shown))
    dialog = shown.dialog(SourcesDialog)
    rows = [dialog.sheet.model.row_at(at) for at in range(dialog.sheet.model.rowCount())]
    without = next(at for at, line in enumerate(rows) if line.report_id is None)
    dialog.sheet.view.setCurrentIndex(dialog.sheet.model.index(without, 0))
    assert not dialog.button.isEnabled()
    dialog.reject()


def test_a_number_of_postings_leads_to_them_by_keys(place, desk_of):
    report_id = place.see(cadre_record, place.team["演示丙"]).years[0].of(3).report_id
    with place.office.write("公示") as work:
        work.session.add(
            Posting(
                unit_id=place.unit_id,
                month=MARCH,
                report_ids=[report_id],
                state=PostingState.POSTED,
                place="公示栏",
                posted_on=date(2026, 4, 1),
                posted_by="演示经办人",
                days=7,
                count_first_day=False,
                first_day=date(2026, 4, 2),
                last_day=date(2026, 4, 13),
                rulebook_number=0,
            )
        )
    desk = desk_of(place)
    desk.page.open(place.team["演示丙"])
    desk.settle()
    view = desk.page.view
    line = next(at for at in range(9) if view.months.model.row_at(at).month == MARCH)
    keys = [column.key for column in view.months.model.columns]
    view.months.view.setFocus()
    view.months.view.setCurrentIndex(view.months.model.index(line, 0))
    for _ in range(keys.index("notices")):
        desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Return)
    assert view.tabs["notices"].isChecked()
    assert view.postings.current().month == MARCH
