"""Lights: every state has its own shape even without colour; the grid is walked and opened by keys."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.vocabulary import Light, Month
from ui.shared.lights import FIRST, Legend, LightsGrid, LightSign, LightsRow, paint_light

MARCH = Month(2026, 3)


def rows(count):
    lights = [Light.SIGNED, Light.LATE, Light.DRAFT] + [Light.FUTURE] * 9
    return [LightsRow(str(number), f"演示{number}", "书记", lights) for number in range(count)]


def drawn_without_colour(light):
    image = QImage(24, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        paint_light(painter, light, QRectF(image.rect()))
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return bytes(grey.constBits())


def test_every_light_can_be_told_from_every_other_in_black_and_white(qtbot):
    pictures = {drawn_without_colour(light) for light in Light}
    assert len(pictures) == len(Light)


@pytest.fixture
def grid(qtbot):
    made = LightsGrid(MARCH)
    made.resize(1000, 400)
    qtbot.addWidget(made)
    made.show_rows(rows(8), MARCH)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_keys_walk_the_grid_and_enter_opens_person_and_month(qtbot, grid):
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, FIRST))
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    with qtbot.waitSignal(grid.opened) as told:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert (told.args[0].id, told.args[1]) == ("1", Month(2026, 2))


def test_a_click_opens_and_a_click_on_the_name_opens_the_present_month(qtbot, grid):
    for column, month in ((FIRST + 4, Month(2026, 5)), (0, MARCH)):
        place = grid.visualRect(grid.model().index(2, column)).center()
        with qtbot.waitSignal(grid.opened) as told:
            qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert (told.args[0].id, told.args[1]) == ("2", month)


def test_the_lights_speak_in_words(grid):
    index = grid.model().index(0, FIRST + 1)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "演示0 2 月：迟报"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "2月：迟报"


def test_the_place_in_the_grid_survives_a_refresh(grid):
    grid.setCurrentIndex(grid.model().index(3, FIRST + 2))
    grid.show_rows(rows(9), Month(2026, 4))
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (3, FIRST + 2)


def test_a_county_is_fetched_page_by_page(qtbot, grid):
    everybody, asked = rows(3_500), []

    def fetch(wanted, then):
        asked.append(wanted.offset)
        then(everybody[wanted.offset : wanted.offset + wanted.limit])

    grid.show_pages(fetch, MARCH)
    qtbot.wait(1)
    assert asked[0] == 0
    assert len(asked) <= 3


def test_a_grid_of_several_units_begins_with_the_unit(qtbot):
    made = LightsGrid(MARCH, with_units=True)
    qtbot.addWidget(made)
    lights = [Light.SIGNED] * 12
    made.show_rows([LightsRow("1", "演示甲", "书记", lights, "u1", "丹江镇")], MARCH)
    words = [made.model().index(0, column).data() for column in range(4)]
    assert words == ["丹江镇", "演示甲", "书记", "已签定"]
    made.setCurrentIndex(made.model().index(0, made.first + 1))
    with qtbot.waitSignal(made.opened) as told:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    assert (told.args[0].unit_id, told.args[1]) == ("u1", Month(2026, 2))
    made.grab()


def test_legend_and_single_sign_say_their_meaning(qtbot):
    legend, sign = Legend(), LightSign(Light.OPEN)
    qtbot.addWidget(legend)
    qtbot.addWidget(sign)
    sign.tell(Light.MISSING)
    assert sign.accessibleName() == "未报"
    assert legend.accessibleName().startswith("图例：已签定、")
    legend.grab()
    sign.grab()
