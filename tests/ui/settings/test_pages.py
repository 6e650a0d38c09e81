import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QSpinBox

from app.accounts import keyring
from app.accounts.credentials import credentials
from app.accounts.entering import enter
from app.clock import SetClock
from app.documents.faces import Role as FaceRole
from app.documents.faces import typeface
from app.documents.pc_fonts import draw_with
from app.settings import local_settings
from app.vocabulary import CredentialKind, Month
from app.workday_table import year_table
from app.workdays import DayKind, YearStatus
from tests.builders import moment
from tests.documents.small_fonts import small_font
from tests.installations import ADMIN, CLERK, HEAD, QUICK, install
from ui.accounts.entry_form import Secret
from ui.settings.credentials_stage import CredentialsStage
from ui.settings.dialogs import (
    ChangeDay,
    ChangeSigningPassphrase,
    ConfirmYear,
    IssueCredential,
    PublishRules,
    TakeOverDays,
)
from ui.settings.stage import SettingsStage
from ui.settings.workdays_stage import WorkdaysStage
from ui.shared import problems
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def open_page(qtbot, tmp_path):
    """Sign in and show a page."""
    install(tmp_path)
    opened = []

    def go(page, account=CLERK):
        for office, errands in opened:
            errands.close()
            office.close()
        opened.clear()
        office = enter(tmp_path, account.username, account.passphrase, SetClock(moment(date(2026, 3, 28))))
        errands = Errands(office, problems.show)
        stage = page(errands, Month(2026, 3))
        qtbot.addWidget(stage)
        opened.append((office, errands))
        stage.resize(1366, 640)
        stage.show()
        settle(qtbot, stage)
        return stage

    yield go
    for office, errands in opened:
        errands.close()
        office.close()


def settle(qtbot, stage):
    qtbot.waitUntil(lambda: not stage.errands.underway)


def dialog_of(stage, kind):
    return next(dialog for dialog in stage.findChildren(QDialog) if isinstance(dialog, kind))


def press(qtbot, stage, dialog):
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle(qtbot, stage)


def see(stage, view, *args):
    with stage.office.read() as reader:
        return view(reader, *args)


def test_rules_are_changed_together_and_published_with_a_reason(qtbot, open_page):
    stage = open_page(SettingsStage)
    assert not stage.publish.isEnabled()
    stage.findChild(QLineEdit, "hotline").setText("0855-1112222")
    stage.findChild(QSpinBox, "posting_days").setValue(8)
    assert stage.changes.text() == "改动 2 项，尚未发布"
    qtbot.mouseClick(stage.publish, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, PublishRules)
    press(qtbot, stage, dialog)
    assert "原因" in dialog._marks["reason"].text()
    dialog.findChild(QLineEdit, "reason").setText("补充举报电话")
    press(qtbot, stage, dialog)
    with stage.office.read() as reader:
        rules = reader.rulebook(date(2026, 3, 28))
        assert (rules.number, rules.hotline, rules.posting_days) == (2, "0855-1112222", 8)
    assert not stage.publish.isEnabled()
    assert "第 2 版" in stage.version.text()


def test_typed_rules_can_be_given_up(qtbot, open_page):
    stage = open_page(SettingsStage)
    stage.findChild(QLineEdit, "hotline").setText("x")
    qtbot.mouseClick(stage.undo, Qt.MouseButton.LeftButton)
    assert stage.findChild(QLineEdit, "hotline").text() == "0855-0000000"
    assert stage.changes.text() == ""


def test_a_reload_leaves_typed_rules_alone(qtbot, open_page):
    stage = open_page(SettingsStage)
    stage.findChild(QLineEdit, "hotline").setText("typed")
    stage.refresh()
    settle(qtbot, stage)
    assert stage.findChild(QLineEdit, "hotline").text() == "typed"


def test_local_settings_are_saved_as_one_types_and_others_rest(qtbot, open_page):
    stage = open_page(SettingsStage)
    assert not stage.findChild(QSpinBox, "idle_lock_minutes").isEnabled()
    stage.findChild(QCheckBox, "two_hole_marks").setChecked(True)
    stage.flush()
    settle(qtbot, stage)
    assert see(stage, local_settings).two_hole_marks


@pytest.fixture
def pc_with_fonts(tmp_path, monkeypatch):
    """A PC with a usable 仿宋_GB2312 and a 黑体 that may not be embedded."""
    folder = tmp_path / "pc" / "fonts"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder.parent))
    small_font(folder / "simfang.ttf")
    small_font(folder / "simhei.ttf", "黑体", english="SimHei", fs_type=2)
    yield folder
    draw_with(None)


def first_face(role):
    return Path(typeface(role).first.file_name).name


def test_papers_use_the_fonts_of_the_pc_from_the_tick_on(qtbot, open_page, pc_with_fonts):
    stage = open_page(SettingsStage)
    assert stage.fonts.text() == (
        "本机有：仿宋_GB2312。\n本机字体“黑体”的许可不允许嵌入文件，未使用。"
        "\n没有找到方正小标宋简体、楷体_GB2312、黑体，用自带字体代替。"
    )
    assert first_face(FaceRole.FANGSONG) == "FandolFang-Regular.ttf"
    qtbot.mouseClick(stage.findChild(QCheckBox, "pc_fonts"), Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    stage.flush()
    settle(qtbot, stage)
    assert first_face(FaceRole.FANGSONG) == "simfang.ttf"
    assert first_face(FaceRole.HEI) == "NotoSansSC-Regular.ttf"
    draw_with(None)
    stage = open_page(SettingsStage)
    assert first_face(FaceRole.FANGSONG) == "simfang.ttf"
    qtbot.mouseClick(stage.findChild(QCheckBox, "pc_fonts"), Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    stage.flush()
    settle(qtbot, stage)
    assert first_face(FaceRole.FANGSONG) == "FandolFang-Regular.ttf"


def test_a_pc_without_official_fonts_says_so(qtbot, open_page, tmp_path, monkeypatch):
    monkeypatch.setattr("app.documents.pc_fonts.font_folders", lambda: (tmp_path,))
    assert open_page(SettingsStage).fonts.text() == "本机没有找到公文字体。"


def test_the_administrator_changes_the_lock_but_publishes_no_rules(qtbot, open_page):
    stage = open_page(SettingsStage, ADMIN)
    stage.findChild(QSpinBox, "idle_lock_minutes").setValue(5)
    stage.flush()
    settle(qtbot, stage)
    assert see(stage, local_settings).idle_lock_minutes == 5
    stage.findChild(QLineEdit, "hotline").setText("x")
    assert not stage.publish.isEnabled()


def choose_year(qtbot, stage, year):
    stage.years.choose(str(year))
    stage._choose_year(str(year))
    settle(qtbot, stage)


def test_an_official_year_needs_no_confirmation_and_an_estimated_one_asks(qtbot, open_page):
    stage = open_page(WorkdaysStage)
    assert stage.pill.text() == "已公布"
    assert stage.confirm.isHidden()
    assert stage.warning.isHidden()
    choose_year(qtbot, stage, 2027)
    assert stage.pill.text() == "未公布，估算"
    assert "人工确认" in stage.warning.text()
    qtbot.mouseClick(stage.confirm, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, ConfirmYear)
    dialog.findChild(QLineEdit, "source").setText("国办发明电〔2026〕7号")
    press(qtbot, stage, dialog)
    assert see(stage, year_table, 2027).status is YearStatus.OFFICIAL
    assert stage.pill.text() == "已公布"
    assert "演示经已核对" in stage.words.text()


def test_one_day_is_changed(qtbot, open_page):
    stage = open_page(WorkdaysStage)
    qtbot.mouseClick(stage.change, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, ChangeDay)
    dialog.fields.show({"day": date(2026, 7, 1), "label": "县庆"})
    dialog.kind.set_value(DayKind.OFF)
    press(qtbot, stage, dialog)
    assert "2026-07-01" in [row[0] for row in stage.days.model.shown().rows]


def notice(folder, *lines):
    file = folder / "2027.csv"
    file.write_text("\n".join(("日期,休/班,名称", *lines)), encoding="utf-8")
    return file


def test_a_notice_is_taken_over_from_a_file(qtbot, open_page, tmp_path):
    stage = open_page(WorkdaysStage)
    stage.read_file(notice(tmp_path, "2027-01-01,休,元旦", "2027-01-09,班,元旦"))
    settle(qtbot, stage)
    dialog = dialog_of(stage, TakeOverDays)
    assert dialog.findChild(QSpinBox, "year").value() == 2027
    dialog.findChild(QLineEdit, "source").setText("国办发明电〔2026〕7号")
    dialog.findChild(QCheckBox, "official").setChecked(True)
    press(qtbot, stage, dialog)
    assert len(see(stage, year_table, 2027).days) == 2


def test_a_notice_with_an_error_is_not_taken_over(qtbot, open_page, tmp_path):
    stage = open_page(WorkdaysStage)
    stage.read_file(notice(tmp_path, "2027-01-01,休,元旦", "2027-02-30,休,春节"))
    settle(qtbot, stage)
    dialog = dialog_of(stage, TakeOverDays)
    press(qtbot, stage, dialog)
    assert "不能导入" in dialog.problems.text
    assert see(stage, year_table, 2027).status is YearStatus.ESTIMATED


def test_a_file_that_is_no_notice_is_told_on_the_page(qtbot, open_page, tmp_path):
    stage = open_page(WorkdaysStage)
    file = tmp_path / "2027.json"
    file.write_text("{}")
    stage.read_file(file)
    settle(qtbot, stage)
    assert "格式不对" in stage.problems.text


def test_the_administrator_only_looks_at_the_table(open_page):
    stage = open_page(WorkdaysStage, ADMIN)
    assert stage.change.isHidden()
    assert stage.bring.isHidden()
    assert stage.days.model.shown().rows


def issue(qtbot, stage, again="Qianming-26"):
    qtbot.mouseClick(stage.new, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, IssueCredential)
    dialog.findChild(Secret, "passphrase").setText("Qianming-26")
    dialog.findChild(Secret, "again").setText(again)
    press(qtbot, stage, dialog)
    return dialog


def test_the_seals_certificate_is_issued_and_stopped(qtbot, open_page):
    stage = open_page(CredentialsStage, ADMIN)
    issue(qtbot, stage)
    seal = next(card for card in see(stage, credentials) if card.kind is CredentialKind.STATION)
    assert seal.fingerprint in [row[4] for row in stage.list.model.shown().rows]
    assert stage.list.go_to(seal.credential_id)
    stage._show_moves(stage.list.current())
    qtbot.mouseClick(stage.stop, Qt.MouseButton.LeftButton)
    dialog_of(stage, ConfirmNames).ok.click()
    settle(qtbot, stage)
    assert [row[-1] for row in stage.list.model.shown().rows].count("已停用") == 1


def test_a_mistyped_signing_passphrase_issues_nothing(qtbot, open_page):
    stage = open_page(CredentialsStage, ADMIN)
    dialog = issue(qtbot, stage, again="anders")
    assert "不一致" in dialog._marks["again"].text()
    assert len(see(stage, credentials)) == 1


def test_the_head_changes_the_signing_passphrase(qtbot, open_page):
    issue(qtbot, open_page(CredentialsStage, ADMIN))
    stage = open_page(CredentialsStage, HEAD)
    seal = next(card for card in see(stage, credentials) if card.kind is CredentialKind.STATION)
    assert stage.new.isHidden()
    assert stage.list.go_to(seal.credential_id)
    stage._show_moves(stage.list.current())
    qtbot.mouseClick(stage.change, Qt.MouseButton.LeftButton)
    dialog = dialog_of(stage, ChangeSigningPassphrase)
    for name, value in {"passphrase": "falsch", "new_passphrase": "Neues-26x", "again": "Neues-26x"}.items():
        dialog.findChild(Secret, name).setText(value)
    press(qtbot, stage, dialog)
    assert "签名口令不正确" in dialog._marks["passphrase"].text()
    dialog.findChild(Secret, "passphrase").setText("Qianming-26")
    press(qtbot, stage, dialog)
    assert not stage.problems.text


def test_the_picture_of_the_seal_is_set_and_removed(qtbot, open_page, tmp_path):
    stage = open_page(CredentialsStage)
    drawn = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(drawn, "PNG")
    (tmp_path / "seal.png").write_bytes(drawn.getvalue())
    stage.take_picture(tmp_path / "seal.png")
    settle(qtbot, stage)
    qtbot.waitUntil(lambda: stage.seal.text() == "已有公章图片")
    qtbot.mouseClick(stage.no_picture, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stage.seal.text() == "未设公章图片")
    stage.take_picture(tmp_path / "missing.png")
    settle(qtbot, stage)
    assert "读不出来" in stage.problems.text


def test_the_trusted_root_is_exported_for_other_pcs(qtbot, open_page, tmp_path):
    stage = open_page(CredentialsStage)
    stage.write_root(tmp_path / "root.pem")
    settle(qtbot, stage)
    assert (tmp_path / "root.pem").read_text().count("BEGIN CERTIFICATE") == 1
    assert "已导出" in stage.problems.text
