"""The tab at the county beside the usual way: answers, certificates, revocation, the whole, papers."""

import pytest
from PySide6.QtCore import Qt

from app.accounts import keyring
from app.accounts.credentials import found_authority, issue_credential
from app.people import actions as people
from app.people.entries import CadreEntry
from app.vocabulary import CredentialKind, RequestVerdict, Role
from tests.builders import login
from tests.installations import QUICK
from ui.exchange.dialogs import AnswerRequest, ReasonDialog
from ui.shared.forms import ConfirmNames
from ui.shared.paper_view import PaperDialog


@pytest.fixture
def town(world):
    """One enrolled unit with a team, everything at the county."""
    made = world.town(enrolled=False)
    made.team = made.add_team()
    world.enrol(made)
    world.trip(made)
    return made


@pytest.fixture
def county(town, world, sides):
    return sides(world.county)


def asked(town, world, name):
    """Let the unit ask for another name, and the request reach the county."""
    town.do(people.edit_cadre, town.team["演示丙"], CadreEntry(name, party="中共党员"))
    world.county.take(*town.push())


def test_a_request_is_confirmed_with_one_key(county, town, world):
    asked(town, world, "演示丙丙")
    county.sit()
    assert county.page.tabs["requests"].text() == "人员变动申请 1"
    county.page.turn_to("requests")
    county.qtbot.keyClick(county.window, Qt.Key.Key_F4)
    county.settle()
    assert county.page.requests.current().line.verdict is RequestVerdict.CONFIRMED
    assert county.page.tabs["requests"].text() == "人员变动申请"
    assert county.next == "给全部单位导出回执…"


def test_a_refusal_needs_its_reason(county, town, world):
    asked(town, world, "演示丙丙")
    county.sit().page.turn_to("requests")
    county.click(county.page.answer)
    dialog = county.dialog(AnswerRequest)
    dialog.verdict.set_value(RequestVerdict.REFUSED)
    county.click(dialog.ok)
    county.settle()
    assert "请填写“理由”" in dialog._marks["reason"].text()
    dialog.fields.show({"verdict": RequestVerdict.REFUSED, "reason": "与干部档案不符"})
    county.click(dialog.ok)
    county.settle()
    assert county.page.requests.current().line.reason == "与干部档案不符"


@pytest.fixture
def seal(town, world, monkeypatch):
    """The unit's seal, for which it asks the county."""
    monkeypatch.setattr(keyring, "COST", QUICK)
    before, town.office.login = town.office.login, login(Role.ADMIN)
    town.do(found_authority, town.name)
    town.do(issue_credential, CredentialKind.STATION, "Qianming-26")
    town.office.login = before
    town.take(world.county.give(town))
    world.county.take(*town.push())


def test_certificates_are_issued_by_name_and_revoked_with_a_reason(seal, county, town):
    county.sit()
    assert county.page.tabs["certificates"].text() == "签名证书 1"
    county.page.turn_to("certificates")
    county.click(county.page.issue)
    county.click(county.dialog(ConfirmNames).ok)
    county.settle()
    line = county.page.certificates.current()
    assert line.issued_on is not None
    assert len(line.fingerprint) == 12
    county.click(county.page.revoke_certificate)
    dialog = county.dialog(ReasonDialog)
    county.click(dialog.ok)
    county.settle()
    assert "请填写“原因”" in dialog._marks["reason"].text()
    dialog.fields.show({"reason": "公章停用"})
    county.click(dialog.ok)
    county.settle()
    assert county.page.certificates.current().revoked_on is not None


def test_a_station_is_revoked_with_a_reason_and_offers_no_files_any_more(county, town):
    county.sit()
    county.click(county.page.revoke)
    dialog = county.dialog(ReasonDialog)
    dialog.fields.show({"reason": "电脑遗失"})
    county.click(dialog.ok)
    county.settle()
    assert "电脑遗失" in county.page.units.detail.text()
    for button in (county.page.one_return, county.page.snapshot, county.page.revoke):
        assert not button.isEnabled()
    assert county.page.sentence.text() == "还没有单位与县里连接。"


def test_one_unit_gets_its_return_file_and_its_whole(county, town, world):
    before = set(world.stick.glob("*"))
    county.sit()
    county.qtbot.keyClick(county.window, Qt.Key.Key_F7)
    county.use_stick()
    county.qtbot.keyClick(county.window, Qt.Key.Key_F10)
    county.use_stick()
    names = sorted(path.name.split("-")[-2] for path in set(world.stick.glob("*")) - before)
    assert names == ["全量", "回执"]
    assert [line.kind.label for line in county.page._desk.sent[:2]] == ["全量", "回执"]


@pytest.mark.parametrize(
    ("button", "title"), [("standing", "各单位数据交换情况表"), ("receipts", "数据接收回执单")]
)
def test_papers_are_shown_before_they_are_printed(county, button, title):
    county.sit()
    county.click(getattr(county.page, button))
    county.settle()
    paper = county.dialog(PaperDialog)
    assert title in paper.windowTitle()
    paper.reject()


def test_the_list_in_front_can_be_exported(county):
    county.sit()
    name, shown = county.page.pages["units"].table()
    assert name == "单位"
    assert shown.headers[0] == "单位"
    assert len(shown.rows) == 1
