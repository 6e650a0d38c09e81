from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.accounts import keyring
from app.accounts.entering import Standing, standing
from app.clock import SetClock
from app.demo.trial import COUNTY_FOLDER, FOLDER
from app.vocabulary import Role, StationKind, UnitKind
from tests.builders import moment
from tests.installations import ADMIN, CLERK, QUICK, install
from ui.accounts.entry_window import EntryWindow
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog
from ui.shared.status_bar import ProgressStrip


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def clock():
    return SetClock(moment(date(2026, 3, 28)))


@pytest.fixture
def opened(qtbot, folder, clock):
    """Open the window; offices that come in are closed at the end."""
    windows, offices = [], []

    def open_window():
        window = EntryWindow(folder, clock)
        window.entered.connect(offices.append)
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    open_window.offices = offices
    yield open_window
    for office in offices:
        office.close()
    for window in windows:
        qtbot.waitUntil(lambda window=window: not window.errands.underway)
        window.close()


def line(form, name):
    return form.findChild(object, name)


def fill(form, **values):
    for name, value in values.items():
        line(form, name).setText(value)


def press(qtbot, form):
    qtbot.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not form.errands.underway)


def faults(form):
    return [mark.text() for mark in form._marks.values() if not mark.isHidden()]


def test_the_clerk_comes_in_by_keyboard(qtbot, folder, opened):
    install(folder)
    window = opened()
    fill(window.login, username="jingban", passphrase=CLERK.passphrase)
    qtbot.keyClick(line(window.login, "passphrase"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened.offices))
    assert opened.offices[0].login.roles == frozenset({Role.CLERK})
    assert not window.isVisible()


def test_a_wrong_passphrase_is_said_at_its_field_and_wiped(qtbot, folder, opened):
    install(folder)
    window = opened()
    fill(window.login, username="jingban", passphrase="Falsch-2026")
    press(qtbot, window.login)
    assert faults(window.login) == ["用户名或口令不正确。请核对后重新输入。"]
    assert line(window.login, "passphrase").text() == ""
    assert window.isVisible()


def test_during_the_pause_the_button_rests_and_counts(qtbot, folder, opened):
    install(folder)
    window = opened()
    for _ in range(2):
        fill(window.login, username="jingban", passphrase="Falsch-2026")
        press(qtbot, window.login)
    assert faults(window.login) == ["刚才口令输错。请在 1 秒后再试。"]
    assert not window.login.ok.isEnabled()
    window.login._second_passed()
    assert window.login.ok.isEnabled()
    assert faults(window.login) == []


def test_a_one_time_passphrase_leads_to_an_own_one(qtbot, folder, opened):
    install(folder).keyring.give("jingban", "Einmal-2026", one_time=True)
    window = opened()
    fill(window.login, username="jingban", passphrase="Einmal-2026")
    press(qtbot, window.login)
    assert window.shown is window.own
    fill(window.own, new_passphrase="Eigenes-2026", again="Eigenes-2027")
    press(qtbot, window.own)
    assert faults(window.own) == ["两次输入的口令不一致。请重新输入。"]
    fill(window.own, new_passphrase="schwach", again="schwach")
    press(qtbot, window.own)
    assert "8 至 200" in faults(window.own)[0]
    fill(window.own, new_passphrase="Eigenes-2026", again="Eigenes-2026")
    press(qtbot, window.own)
    assert opened.offices[0].login.username == "jingban"


def test_a_forgotten_administrator_comes_back_with_the_recovery_key(qtbot, folder, opened):
    made = install(folder)
    window = opened()
    qtbot.mouseClick(window.login.lost, Qt.MouseButton.LeftButton)
    form = window.recovery
    typed = made.recovery_key.replace("-", " ").lower()
    other = "x" if typed[0] != "x" else "y"
    fill(
        form, recovery_key=other + typed[1:], username="guanli", new_passphrase="Wieder-26", again="Wieder-26"
    )
    press(qtbot, form)
    assert "第 1 组抄写有误" in faults(form)[0]
    fill(form, recovery_key=typed)
    press(qtbot, form)
    assert window.shown is window.login
    assert "已重新设置" in window.login.problems.text
    assert line(form, "new_passphrase").text() == line(form, "recovery_key").text() == ""
    fill(window.login, username="guanli", passphrase="Wieder-26")
    press(qtbot, window.login)
    assert opened.offices[0].login.username == "guanli"


def test_a_damaged_key_ring_is_mended_from_its_twin(qtbot, folder, opened):
    install(folder)
    (folder / "keyring.json").write_text("nonsense")
    window = opened()
    fill(window.login, username="jingban", passphrase=CLERK.passphrase)
    press(qtbot, window.login)
    assert window.shown is window.trouble
    assert "已损坏" in window.trouble.words.text()
    press(qtbot, window.trouble)
    assert window.shown is window.login
    fill(window.login, passphrase=CLERK.passphrase)
    press(qtbot, window.login)
    assert opened.offices


@pytest.mark.parametrize(
    ("missing", "words", "mends"),
    [("shijibu.db", "数据库文件", False), ("keyring.json", "钥匙文件", True)],
)
def test_what_is_missing_is_said_at_once(qtbot, folder, opened, missing, words, mends):
    install(folder)
    (folder / missing).unlink()
    window = opened()
    assert window.shown is window.trouble
    assert words in window.trouble.words.text()
    assert window.trouble.ok.isVisible() is mends


ANSWERS = {
    "admin_name": "演示管",
    "admin_username": "guanli",
    "admin_passphrase": ADMIN.passphrase,
    "admin_again": ADMIN.passphrase,
    "clerk_name": "演示经",
    "clerk_username": "jingban",
    "clerk_passphrase": CLERK.passphrase,
    "clerk_again": CLERK.passphrase,
}


def found(qtbot, window, **changes):
    press(qtbot, window.first)
    fill(window.unit, unit_name="教育局（演示）", hotline="0855-0000000")
    window.unit.kind.set_value(UnitKind.DEPARTMENT)
    press(qtbot, window.unit)
    fill(window.people, **(ANSWERS | changes))
    press(qtbot, window.people)


def test_the_first_run_goes_from_unit_to_people_to_the_recovery_sheet_to_the_login(qtbot, folder, opened):
    window = opened()
    assert window.shown is window.first
    found(qtbot, window)
    assert window.shown is window.sheet
    groups = [window.sheet._groups.itemAt(place).widget().text() for place in range(8)]
    assert all(len(group) == 5 for group in groups)
    assert not window.sheet.ok.isEnabled()
    window.sheet.kept.setChecked(True)
    press(qtbot, window.sheet)
    assert window.shown is window.login
    fill(window.login, username="jingban", passphrase=CLERK.passphrase)
    press(qtbot, window.login)
    assert opened.offices[0].station.name == "教育局（演示）"
    with opened.offices[0].read() as reader:
        assert reader.rulebook(reader.today).hotline == "0855-0000000"


def test_the_recovery_sheet_can_be_printed_from_the_wizard(qtbot, folder, opened):
    window = opened()
    found(qtbot, window)
    qtbot.mouseClick(window.sheet.paper, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.sheet.findChildren(PaperDialog)))
    dialog = window.sheet.findChildren(PaperDialog)[0]
    qtbot.waitUntil(lambda: not window.errands.underway)
    dialog.close()


def test_a_mistyped_passphrase_of_the_first_run_founds_nothing(qtbot, folder, opened):
    window = opened()
    found(qtbot, window, clerk_again="etwas anderes")
    assert window.shown is window.people
    assert faults(window.people) == ["两次输入的口令不一致。请重新输入。"]
    assert standing(folder) is Standing.EMPTY


def test_a_weak_passphrase_is_marked_at_its_person(qtbot, folder, opened):
    window = opened()
    found(qtbot, window, admin_passphrase="schwach", admin_again="schwach")
    assert "8 至 200" in window.people._marks["admin_passphrase"].text()


def test_each_page_of_the_first_run_says_at_once_what_is_missing(qtbot, folder, opened):
    window = opened()
    press(qtbot, window.first)
    fill(window.unit, unit_name=" ", body="")
    press(qtbot, window.unit)
    assert window.shown is window.unit
    assert faults(window.unit) == ["请填写“单位名称”。", "请填写“评议班子”。"]
    assert window.focusWidget() is line(window.unit, "unit_name")
    fill(window.unit, unit_name="教育局（演示）", body="党组")
    press(qtbot, window.unit)
    assert window.shown is window.people
    fill(window.people, **(ANSWERS | {"admin_name": "", "clerk_username": "", "clerk_passphrase": "schwach"}))
    press(qtbot, window.people)
    said = faults(window.people)
    assert said[:2] == ["请填写“姓名”。", "请填写“用户名”。"]
    assert window.focusWidget() is line(window.people, "admin_name")
    assert standing(folder) is Standing.EMPTY


def test_two_accounts_of_one_name_are_told_before_anything_is_founded(qtbot, folder, opened):
    window = opened()
    found(qtbot, window, clerk_username=ANSWERS["admin_username"])
    assert faults(window.people) == ["两个账户的用户名相同。请改用别的用户名。"]
    assert standing(folder) is Standing.EMPTY


def test_the_leading_body_follows_the_kind_until_it_is_typed(qtbot, folder, opened):
    window = opened()
    assert window.unit.body.text() == "党委"
    window.unit.kind.set_value(UnitKind.DEPARTMENT)
    assert window.unit.body.text() == "党组"
    window.unit.body.setText("局务会")
    window.unit.kind.set_value(UnitKind.TOWNSHIP)
    assert window.unit.body.text() == "局务会"


def test_closing_before_the_sheet_is_kept_lets_the_folder_go(qtbot, folder, opened, clock):
    window = opened()
    found(qtbot, window)
    window.close()
    again = opened()
    assert again.shown is again.login
    fill(again.login, username="guanli", passphrase=ADMIN.passphrase)
    press(qtbot, again.login)
    assert opened.offices


def test_the_window_stays_while_something_is_written(qtbot, folder, opened):
    window = opened()
    window._set_busy(busy=True)
    window.close()
    assert window.isVisible()
    window._set_busy(busy=False)


def click(qtbot, window, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.errands.underway, timeout=60_000)


def test_the_first_page_leads_to_the_own_unit_and_back(qtbot, folder, opened):
    window = opened()
    assert window.first.demo.isVisible()
    assert not window.first.delete.isVisible()
    press(qtbot, window.first)
    assert window.shown is window.unit
    qtbot.waitUntil(lambda: line(window.unit, "unit_name").hasFocus())
    qtbot.keyClick(line(window.unit, "unit_name"), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.shown is window.first)


def test_the_demonstration_is_cancelled_without_a_trace(qtbot, folder, opened):
    window = opened()
    qtbot.mouseClick(window.first.demo, Qt.MouseButton.LeftButton)
    strip = window.first.findChild(ProgressStrip)
    qtbot.waitUntil(strip.isVisible)
    assert not window.first.ok.isEnabled()
    assert not window.first.demo.isEnabled()
    assert not window.first.county.isEnabled()
    click(qtbot, window, strip.cancel)
    assert window.shown is window.first
    assert "已取消" in window.first.problems.text
    assert window.first.demo.isEnabled()
    assert not any(folder.iterdir())


def test_beside_ones_own_unit_the_demonstration_is_reached_from_the_login_and_deleted(qtbot, folder, opened):
    install(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert not opened().login.demo.isVisible()
    (folder / FOLDER / "xiang1" / "数据").mkdir(parents=True)
    window = opened()
    click(qtbot, window, window.login.demo)
    assert window.shown is window.first
    assert (window.first.ok.text(), window.first.demo.text()) == ("返回登录", "打开演示")
    click(qtbot, window, window.first.demo)
    assert window.shown is window.demo
    press(qtbot, window.demo)
    assert "还没有实绩簿的数据" in window.demo.problems.text
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.shown is window.first)
    click(qtbot, window, window.first.delete)
    dialog = window.first.findChild(ConfirmNames)
    click(qtbot, window, dialog.ok)
    assert "已删除" in window.first.problems.text
    assert not window.first.delete.isVisible()
    press(qtbot, window.first)
    assert window.shown is window.login
    assert not window.login.demo.isVisible()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_of_the_county_played_as_a_demonstration_one_chooses_whose_desk_to_sit_at(qtbot, folder, opened):
    for slug in ("县考核办", "xiang1", "ju01"):
        (folder / COUNTY_FOLDER / slug / "数据").mkdir(parents=True)
    window = opened()
    assert (window.first.demo.text(), window.first.whole.text()) == ("先看演示", "打开全县演示")
    click(qtbot, window, window.first.whole)
    assert window.shown is window.demo
    assert window.demo.seat.isVisible()
    assert window.demo.seat.currentText() == "雷山县干部综合考核办公室（演示）"
    window.demo.seat.setCurrentText("教育局（演示）")
    assert window.demo._folder == folder / COUNTY_FOLDER / "ju01" / "数据"
    assert window.demo.where.text().endswith("数据")


def test_the_county_is_founded_with_its_offices_name_alone(qtbot, folder, opened):
    window = opened()
    qtbot.mouseClick(window.first.county, Qt.MouseButton.LeftButton)
    assert window.shown is window.county
    assert not window.county.has_field("body")
    press(qtbot, window.county)
    assert window.shown is window.county
    assert faults(window.county)
    fill(window.county, unit_name="雷山县干部综合考核办公室（演示）")
    press(qtbot, window.county)
    fill(window.people, admin_name="演示管", admin_username="guanli", clerk_name="演示经")
    fill(window.people, clerk_username="jingban")
    for prefix, account in (("admin", ADMIN), ("clerk", CLERK)):
        passphrase = {f"{prefix}_passphrase": account.passphrase, f"{prefix}_again": account.passphrase}
        fill(window.people, **passphrase)
    press(qtbot, window.people)
    assert window.shown is window.sheet
    station = window._founded.office.station
    assert (station.kind, station.name, station.unit_id) == (
        StationKind.COUNTY,
        "雷山县干部综合考核办公室（演示）",
        None,
    )
