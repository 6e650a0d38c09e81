"""催报 from the first tab: the list of who owes a report, the notice to print, the way to a form."""

from PySide6.QtCore import Qt

from tests.ui.desk import CTRL
from tests.ui.monthly.conftest import handed_in
from ui.monthly.asking_dialog import AskingDialog
from ui.shared.paper_view import PaperDialog
from ui.shared.widgets import TodoLine


def test_the_first_tab_leads_to_the_list_of_who_owes_a_report_and_to_its_notice(town, desk_of):
    handed_in(town, "演示甲")
    desk = desk_of(town)
    line = next(
        one for one in desk.stage("overview").todo.findChildren(TodoLine) if one.button.text() == "去催报"
    )
    desk.click(line.button)
    desk.settle()
    box = desk.dialog(AskingDialog)
    assert [line.name for line in box._found.lines] == ["演示乙", "演示丙", "演示丁"]
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert desk.dialog(PaperDialog).windowTitle() == "2026年3月催报通知"


def test_enter_opens_the_form_of_one_of_them(town, desk_of):
    desk = desk_of(town)
    desk.go("monthly", "asking")
    box = desk.dialog(AskingDialog)
    box.list.go_to(town.team["演示丙"])
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert desk.monthly.form.sheet.person.name == "演示丙"


def test_where_everybody_has_handed_in_a_line_says_so(town, desk_of):
    for name in town.team:
        handed_in(town, name)
    desk = desk_of(town)
    desk.go("monthly")
    desk.click(desk.monthly.ask)
    desk.settle()
    assert "不用催报" in desk.monthly.problems.text
