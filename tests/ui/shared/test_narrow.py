"""Narrow and low windows: buttons go on in a second row, the side panel folds, the table keeps its rows."""

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.monthly.form_paper import LEAST_TABLE, FormPaper
from ui.shared.foot import Foot
from ui.shared.look import px
from ui.shared.panels import Columns, SidePanel
from ui.shared.widgets import Button


@pytest.fixture
def shown(qtbot):
    """Show a widget in a size."""

    def show(widget, width, height):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        QApplication.processEvents()
        return widget

    return show


def footed():
    page = QWidget()
    column = QVBoxLayout(page)
    column.addStretch(1)
    foot = Foot()
    page.buttons = [
        Button(words) for words in ("预览公示", "预览公示记录", "导出网页版", "登记中断…", "登记撤下")
    ]
    for button in page.buttons[:4]:
        foot.addWidget(button)
    foot.addStretch()
    foot.addWidget(page.buttons[4])
    column.addLayout(foot)
    return page


def test_the_buttons_stand_in_one_row_where_there_is_room_the_last_at_the_right(shown):
    page = shown(footed(), 1000, 200)
    assert len({button.y() for button in page.buttons}) == 1
    assert page.buttons[4].geometry().right() > 950


def test_in_a_narrow_window_no_button_is_cut_off(shown):
    page = shown(footed(), 300, 200)
    assert len({button.y() for button in page.buttons}) > 1
    for button in page.buttons:
        assert button.width() >= button.sizeHint().width()
        assert page.rect().contains(button.geometry())


def test_a_hidden_button_leaves_no_gap(shown):
    page = footed()
    page.buttons[1].hide()
    shown(page, 1000, 200)
    assert page.buttons[2].x() - page.buttons[0].geometry().right() < 12


def columns():
    made = Columns(QWidget(), QWidget(), SidePanel("参考"), widths=(238, 0, 258))
    made.panel = made.widget(2)
    return made


def test_the_side_panel_folds_where_three_columns_have_no_room_and_gives_it_to_the_middle(qtbot, shown):
    made = shown(columns(), 900, 500)
    qtbot.waitUntil(lambda: made.panel.width() <= px(44))
    assert sum(made.sizes()) >= 900 - 2 * made.handleWidth() - 2
    made.resize(1300, 500)
    qtbot.waitUntil(lambda: made.panel.width() > px(190))


def test_a_panel_unfolded_by_hand_stays_unfolded(qtbot, shown):
    made = shown(columns(), 900, 500)
    qtbot.waitUntil(lambda: made.panel.width() <= px(44))
    made.panel.toggle()
    made.resize(910, 500)
    QApplication.processEvents()
    assert made.panel.width() > px(190)


def test_a_long_self_appraisal_leaves_the_clauses_their_rows(shown):
    paper = FormPaper()
    paper.may_edit = True
    shown(paper, 640, 420)
    appraisal = paper.inputs["self_appraisal"]
    before = appraisal.height()
    appraisal.setPlainText("本月围绕分工抓落实，实事求是地总结。" * 110)
    QApplication.processEvents()
    assert before < appraisal.height() <= px(170)
    assert paper.table.height() >= px(LEAST_TABLE)
    assert appraisal.verticalScrollBar().maximum() > 0
