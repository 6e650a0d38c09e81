import ast
import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from app import settings
from app.errors import NotAllowed, UserError
from app.settings import LocalSettings, change_settings, entries, local_settings, set_seal_picture
from app.vocabulary import Role
from db.tables.journal import JournalEntry
from db.tables.office import Setting
from tests.builders import TestOffice


@pytest.fixture
def office(tmp_path, both_engines):
    made = TestOffice(tmp_path)
    yield made
    made.close()


def test_without_a_change_the_defaults_hold(office):
    assert office.see(local_settings) == LocalSettings()
    assert LocalSettings().idle_lock_minutes == 10


def test_a_changed_setting_holds_and_is_journaled_by_its_label(office):
    office.do(change_settings, {"backup_folder": " D:\\备份 ", "two_hole_marks": True})
    office.do(change_settings, {"backup_folder": "E:\\备份", "two_hole_marks": True})
    held = office.see(local_settings)
    assert (held.backup_folder, held.two_hole_marks) == ("E:\\备份", True)
    with office.office.read() as reader:
        told = list(reader.session.scalars(select(JournalEntry.subject).order_by(JournalEntry.seq)))[-2:]
    assert told == [
        "备份文件夹（空为数据文件夹内）、装订册打印两钉位置标记",
        "备份文件夹（空为数据文件夹内）",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"idle_lock_minutes": 0}, "1 至 120"),
        ({"idle_lock_minutes": 121}, "1 至 120"),
        ({"idle_lock_minutes": True}, "格式不对"),
        ({"two_hole_marks": "ja"}, "格式不对"),
        ({"backup_folder": "x" * 401}, "最多 400"),
    ],
)
def test_a_value_that_cannot_be_taken_is_named(office, values, words):
    with pytest.raises(UserError, match=words) as problem:
        office.as_(Role.ADMIN).do(change_settings, values)
    assert problem.value.field == next(iter(values))
    assert office.see(local_settings) == LocalSettings()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.key)
def test_each_setting_is_changed_only_by_its_keepers(office, role, entry):
    other = {bool: lambda: not entry.default, int: lambda: entry.low + 5, str: lambda: "x"}[
        type(entry.default)
    ]()
    office.as_(role)
    if role in entry.by:
        office.do(change_settings, {entry.key: other})
    else:
        with pytest.raises(NotAllowed):
            office.do(change_settings, {entry.key: other})


@pytest.mark.parametrize("role", list(Role))
def test_a_form_sent_back_unchanged_needs_no_role(office, role):
    office.as_(role).do(change_settings, {entry.key: entry.default for entry in entries()})


def test_what_a_newer_program_stored_is_left_out(office):
    with office.office.write("x") as work:
        work.session.add(Setting(key="of_tomorrow", value=1))
        work.session.add(Setting(key="idle_lock_minutes", value="ten"))
    assert office.see(local_settings) == LocalSettings()


def picture():
    drawn = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(drawn, "PNG")
    return drawn.getvalue()


def test_the_picture_of_the_seal_is_kept_and_dropped(office):
    digest = office.do(set_seal_picture, picture())
    assert office.see(local_settings).seal_picture == digest != ""
    office.do(set_seal_picture, None)
    assert office.see(local_settings).seal_picture == ""


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.CADRE])
def test_the_seal_is_the_offices_own_business(office, role):
    with pytest.raises(NotAllowed):
        office.as_(role).do(set_seal_picture, picture())


def test_every_setting_of_the_dialog_has_a_label_and_a_keeper():
    assert all(entry.label and entry.by for entry in entries())
    assert {"demo", "seal_picture", "recovery_key_made_at"}.isdisjoint(entry.key for entry in entries())
    assert settings.KEEPERS > settings.ADMIN_ONLY


def test_every_asked_setting_is_read_somewhere():
    root = Path(settings.__file__).parents[1]
    sources = {path for folder in ("app", "ui") for path in (root / folder).rglob("*.py")}
    trees = [ast.parse(path.read_text("utf-8")) for path in sources - {Path(settings.__file__)}]
    read = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert {entry.key for entry in entries()} <= read


@pytest.mark.parametrize("role", list(Role))
def test_the_settings_page_says_what_the_account_may_change(office, role):
    board = office.as_(role).see(settings.settings_board)
    assert board.may_publish is (role in {Role.CLERK, Role.HEAD})
    assert board.changeable == {entry.key for entry in entries() if role in entry.by}
    assert board.local == LocalSettings()
    assert board.rules["posting_days"] == 7
