import pytest

from app.accounts import credentials, entering, first_run, keyring
from app.accounts.entering import DATABASE, FOUNDING, Standing, enter, standing
from app.accounts.first_run import NewAccount, found, recover
from app.accounts.keyring import WrongPassphrase
from app.accounts.keyring_file import FILE, TWIN
from app.errors import EnvironmentProblem, UserError
from app.people.views import units
from app.settings import local_settings
from app.vocabulary import Month, Role, StationKind
from app.workdays import YearStatus
from tests.installations import ADMIN, CLERK, HEAD, setup


def test_a_first_run_leaves_a_whole_installation_and_nothing_else(folder, clock):
    made = found(folder, setup(), clock)
    assert made.office.login.roles == frozenset({Role.ADMIN})
    made.office.close()
    assert {path.name for path in folder.iterdir()} == {DATABASE, FILE, TWIN, "in-use.lock"}
    for account in (ADMIN, CLERK, HEAD):
        enter(folder, account.username, account.passphrase, clock).close()


def test_unit_rules_working_days_and_authority_are_there_from_the_start(founded, folder, clock):
    office = enter(folder, CLERK.username, CLERK.passphrase, clock)
    with office.read() as reader:
        assert [(unit.name, unit.body) for unit in units(reader)] == [("丹江镇（演示）", "党委")]
        assert reader.rulebook(Month(2010, 9)).hotline == "0855-0000000"
        assert reader.rulebook(reader.today).number == 1
        assert reader.calendar().status(2026) is YearStatus.OFFICIAL
        assert reader.calendar().status(2027) is YearStatus.ESTIMATED
        assert len(credentials.trusted_certificates(reader)) == 1
        assert local_settings(reader).recovery_key_made_at.startswith("2026-03-28")
        assert not local_settings(reader).demo
    office.close()


def test_a_county_has_no_unit_of_its_own(folder, clock):
    made = found(folder, setup(kind=StationKind.COUNTY, unit_name="县考核办（演示）", demo=True), clock)
    assert (made.office.station.kind, made.office.station.unit_id) == (StationKind.COUNTY, None)
    with made.office.read() as reader:
        assert units(reader) == ()
        assert local_settings(reader).demo
    made.office.close()


def test_a_folder_is_founded_only_once(founded, folder, clock):
    before = (folder / FILE).read_bytes()
    with pytest.raises(EnvironmentProblem, match="已经有一套数据"):
        found(folder, setup(), clock)
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit_name": " "}, "unit_name"),
        ({"unit_name": "镇" * 41}, "unit_name"),
        ({"body": ""}, "body"),
        ({"admin": NewAccount("", "演示管", "Admin-2026")}, "admin_username"),
        ({"admin": NewAccount("guanli", "", "Admin-2026")}, "admin_name"),
        ({"clerk": NewAccount("jingban", "演示经", "kurz")}, "clerk_passphrase"),
        ({"clerk": NewAccount("GuanLi", "演示经", "Clerk-2026")}, "clerk_username"),
        ({"others": (NewAccount("dritter", "演示乙", "Andere-26a"),)}, "other_roles"),
        ({"rulebook": {"posting_days": 0}}, "posting_days"),
    ],
)
def test_what_cannot_be_taken_is_named_and_leaves_nothing(folder, clock, changes, field):
    with pytest.raises(UserError) as problem:
        found(folder, setup(**changes), clock)
    assert problem.value.field == field
    assert [path.name for path in folder.iterdir()] == ["in-use.lock"]
    found(folder, setup(), clock).office.close()


def test_a_power_cut_while_building_leaves_no_installation(folder, clock, monkeypatch):
    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(first_run, "_move_into_place", cut)
        with pytest.raises(KeyboardInterrupt):
            found(folder, setup(), clock)
    assert (folder / FOUNDING / FILE).exists()
    assert standing(folder) is Standing.EMPTY
    found(folder, setup(), clock).office.close()
    assert not (folder / FOUNDING).exists()


@pytest.mark.parametrize("moved", [1, 2])
def test_a_power_cut_while_moving_is_finished_at_the_next_start(folder, clock, monkeypatch, moved):
    def cut(folder):
        for name in (DATABASE, TWIN)[:moved]:
            (folder / FOUNDING / name).replace(folder / name)
        raise KeyboardInterrupt

    monkeypatch.setattr(first_run, "_move_into_place", cut)
    with pytest.raises(KeyboardInterrupt):
        found(folder, setup(), clock)
    assert standing(folder) is Standing.COMPLETE
    enter(folder, CLERK.username, CLERK.passphrase, clock).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path, clock):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(EnvironmentProblem, match="建不起来"):
        found(tmp_path / "file" / "data", setup(), clock)


def test_the_recovery_key_gives_a_forgotten_account_a_new_passphrase(founded, folder, clock):
    recover(folder, founded.recovery_key, "GuanLi", "Wieder-2026", clock)
    enter(folder, ADMIN.username, "Wieder-2026", clock).close()
    with pytest.raises(WrongPassphrase):
        enter(folder, ADMIN.username, ADMIN.passphrase, clock)


@pytest.mark.parametrize(
    ("key", "username", "passphrase", "field"),
    [
        ("", "guanli", "Wieder-2026", "recovery_key"),
        (None, "niemand", "Wieder-2026", "username"),
        (None, "guanli", "schwach", "new_passphrase"),
        (None, "guanli", ADMIN.passphrase, "new_passphrase"),
    ],
)
def test_recovery_names_the_field_that_is_wrong(founded, folder, clock, key, username, passphrase, field):
    with pytest.raises(UserError) as problem:
        recover(folder, founded.recovery_key if key is None else key, username, passphrase, clock)
    assert problem.value.field == field
    enter(folder, ADMIN.username, ADMIN.passphrase, clock).close()


def test_the_secrets_stand_in_no_file_and_no_repr(founded, folder, clock):
    secrets = [founded.recovery_key, founded.keyring.key.hex(), ADMIN.passphrase]
    shown = repr(first_run.Founded(None, founded.recovery_key)) + repr(setup()) + repr(founded.keyring)
    for secret in secrets:
        assert secret not in shown
        for path in folder.iterdir():
            assert secret.encode() not in path.read_bytes()


def test_leftovers_of_a_finished_move_do_no_harm(founded, folder):
    (folder / FOUNDING).mkdir()
    (folder / FOUNDING / FILE).write_text("old")
    assert standing(folder) is Standing.COMPLETE
    assert keyring.exists(folder)
    assert entering.standing(folder.parent) is Standing.EMPTY
