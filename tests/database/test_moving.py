"""The office's data between this PC's file and the office's server: whole, verified, nothing lost."""

import errno
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts import keyring
from app.accounts.entering import Standing, enter, standing
from app.accounts.first_run import found, recover
from app.accounts.keyring import TooSoon, WrongPassphrase
from app.backup import back_up, list_backups
from app.backup_file import BackupKind, check
from app.clock import SetClock
from app.database import arrival, moving, server_file
from app.database.arrival import join
from app.database.moving import move_to_file, move_to_server
from app.doctor import examine
from app.errors import Cancelled, EnvironmentProblem, NotAllowed, UserError
from app.restore import restore
from app.vocabulary import Role
from db import migrate
from db.copying import state_root
from db.engine import writing
from db.server import HOME, LEFT, open_server, rename_schema, schemas
from db.tables.people import Cadre
from tests import postgres
from tests.builders import moment
from tests.installations import ADMIN, CLERK, QUICK, install, setup

TODAY = date(2026, 3, 28)


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def server():
    """An empty database on a server."""
    return postgres.cluster().bare()


@pytest.fixture
def folder(tmp_path):
    install(tmp_path / "first")
    return tmp_path / "first"


@pytest.fixture
def second(tmp_path):
    """The data folder of another PC."""
    return tmp_path / "second"


@pytest.fixture
def come_in():
    """Log in; every office is closed at the end."""
    opened = []

    def enter_as(folder, who=CLERK):
        opened.append(enter(folder, who.username, who.passphrase, SetClock(moment(TODAY))))
        return opened[-1]

    yield enter_as
    for office in opened:
        office.close()


@pytest.fixture
def moved(folder, server, come_in):
    """The folder of a PC whose data are on the server."""
    add(come_in(folder), "演示乙").close()
    office = come_in(folder, ADMIN)
    move_to_server(office, server)
    office.close()
    return folder


def add(office, name):
    """Add somebody and return the office."""
    with office.write("新增人员") as work:
        work.session.add(Cadre(name=name))
    return office


def names(office):
    with office.read() as reader:
        return sorted(reader.session.scalars(select(Cadre.name)))


def root(office):
    with office.engine.connect() as connection:
        return state_root(connection)


def left_on(server):
    engine = open_server(server)
    with engine.connect() as connection:
        found = schemas(connection)
    engine.dispose()
    return found


class StopAt:
    """Cancels at the n-th step."""

    def __init__(self, steps):
        self.steps = steps

    def step(self, _done, _total, _text):
        self.steps -= 1
        if self.steps < 0:
            raise Cancelled


def test_everything_moves_to_the_server_and_the_file_is_put_aside(folder, server, come_in):
    add(come_in(folder), "演示乙").close()
    office = come_in(folder, ADMIN)
    before = root(office)

    move_to_server(office, server)
    office.close()

    engine = open_server(server)
    with engine.connect() as connection:
        assert state_root(connection) == before
    engine.dispose()
    there = come_in(folder)
    assert there.shared
    assert names(there) == ["演示乙"]
    (aside,) = folder.glob("before-server-*")
    assert {path.name for path in aside.iterdir()} >= {"shijibu.db", "keyring.json", "keyring.json.bak"}
    assert not (folder / "shijibu.db").exists()


def test_after_the_move_nothing_is_written_into_the_old_place(folder, server, come_in):
    office = come_in(folder, ADMIN)
    move_to_server(office, server)
    with pytest.raises(EnvironmentProblem, match="已移到别处"), office.write("保存"):
        pass


def test_everything_comes_back_into_the_file_and_stays_on_the_server_under_another_name(
    moved, server, come_in
):
    office = add(come_in(moved, ADMIN), "演示丙")
    before = root(office)

    move_to_file(office, moment(TODAY))
    office.close()

    assert standing(moved) is Standing.COMPLETE
    assert not server_file.is_on_server(moved)
    assert left_on(server) == {f"{LEFT}20260328_094100"}
    back = come_in(moved, ADMIN)
    assert not back.shared
    assert set(names(back)) == {"演示丙", "演示乙"}
    with back.engine.connect() as connection:
        assert state_root(connection) == before
    assert all(
        one.ok for one in examine(back.keyring, moment(TODAY)) if one.name in {"操作记录", "数据完整性"}
    )


def test_another_pc_joins_and_both_see_what_the_other_saves(moved, server, second, come_in):
    join(second, server)
    here, there = come_in(moved), come_in(second)

    add(there, "演示丁")
    assert set(names(here)) == {"演示丁", "演示乙"}
    add(here, "演示戊")
    assert set(names(there)) == {"演示乙", "演示丁", "演示戊"}


def test_another_pc_is_told_when_the_data_went_back_to_a_file(moved, server, second, come_in):
    join(second, server)
    there = come_in(second)
    office = come_in(moved, ADMIN)
    move_to_file(office, moment(TODAY))
    office.close()

    with pytest.raises(EnvironmentProblem, match="已移到别处"):
        add(there, "演示丁")
    there.close()
    with pytest.raises(EnvironmentProblem, match="已迁回一台电脑"):
        come_in(second)


def test_a_pc_is_not_joined_to_a_server_without_data(server, second):
    assert not join(second, server)
    assert not server_file.is_on_server(second)


@pytest.mark.parametrize("steps", [0, 3, 9])
def test_a_move_that_is_cancelled_has_moved_nothing(folder, server, come_in, steps):
    office = come_in(folder, ADMIN)
    with pytest.raises(Cancelled):
        move_to_server(office, server, StopAt(steps))
    add(office, "演示乙")
    assert not server_file.is_on_server(folder)
    assert HOME not in left_on(server)

    move_to_server(office, server)  # and a second try finds the place free
    office.close()
    assert names(come_in(folder)) == ["演示乙"]


@pytest.mark.parametrize("steps", [0, 3, 9])
def test_a_move_back_that_is_cancelled_has_moved_nothing(moved, server, come_in, steps):
    office = come_in(moved, ADMIN)
    with pytest.raises(Cancelled):
        move_to_file(office, moment(TODAY), StopAt(steps))
    add(office, "演示丙")
    office.close()
    assert come_in(moved).shared


@contextmanager
def files_no_larger(most):
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_on_the_way_back_leaves_the_data_on_the_server(moved, server, come_in):
    office = come_in(moved, ADMIN)
    with files_no_larger(100_000), pytest.raises(EnvironmentProblem, match="磁盘"):
        move_to_file(office, moment(TODAY))
    add(office, "演示丙")
    assert not (moved / "shijibu.db").exists()

    move_to_file(office, moment(TODAY))  # and once there is room, everything comes
    office.close()
    assert names(come_in(moved)) == ["演示丙", "演示乙"]


def test_a_disk_without_room_for_the_way_to_the_server_leaves_the_data_in_the_file(
    folder, server, come_in, monkeypatch
):
    office = come_in(folder, ADMIN)

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
            move_to_server(office, server)
    add(office, "演示乙")
    assert HOME not in left_on(server)

    move_to_server(office, server)
    office.close()
    assert names(come_in(folder)) == ["演示乙"]


def test_data_that_arrived_are_found_although_the_program_died_before_it_said_so(
    folder, server, come_in, monkeypatch
):
    monkeypatch.setattr(moving, "_settle", lambda _server: None)
    office = come_in(folder, ADMIN)
    move_to_server(office, server)
    office.close()
    assert HOME not in left_on(server)

    assert come_in(folder).shared
    assert HOME in left_on(server)


def test_data_that_came_back_are_found_although_the_program_died_before_it_said_so(
    moved, server, come_in, monkeypatch
):
    monkeypatch.setattr(moving, "take_home", lambda _folder: None)
    office = add(come_in(moved, ADMIN), "演示丙")
    move_to_file(office, moment(TODAY))
    office.close()
    assert server_file.is_on_server(moved)

    back = come_in(moved)
    assert not back.shared
    assert set(names(back)) == {"演示乙", "演示丙"}
    assert not (moved / "arriving").exists()


def test_a_copy_that_differs_is_not_taken_for_the_data(folder, server, come_in, monkeypatch):
    monkeypatch.setattr(moving, "copy_rows", lambda *_: None)
    office = come_in(folder, ADMIN)
    with pytest.raises(EnvironmentProblem, match="不一致，没有迁移"):
        move_to_server(office, server)
    assert not server_file.is_on_server(folder)


def test_a_server_that_holds_data_is_not_written_over(moved, server, second, come_in):
    install(second)
    office = come_in(second, ADMIN)
    with pytest.raises(UserError, match="已有一套实绩簿的数据") as told:
        move_to_server(office, server)
    assert told.value.field == "database"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_moves_the_data(folder, server, come_in, role):
    office = come_in(folder)
    office.login = replace(office.login, roles=frozenset({role}))
    with pytest.raises(NotAllowed):
        move_to_server(office, server)
    with pytest.raises(NotAllowed):
        move_to_file(office, moment(TODAY))


def test_who_is_there_already_is_told(moved, server, come_in, folder):
    office = come_in(moved, ADMIN)
    with pytest.raises(UserError, match="已经在服务器上"):
        move_to_server(office, server)


def test_a_first_run_founds_the_data_on_the_server(second, server):
    made = found(second, setup(), SetClock(moment(TODAY)), server)
    assert made.office.shared
    made.office.close()
    assert not (second / "shijibu.db").exists()
    assert not (second / "founding").exists()

    recover(second, made.recovery_key, CLERK.username, "Neues-Wort-26", SetClock(moment(TODAY)))
    office = enter(second, CLERK.username, "Neues-Wort-26", SetClock(moment(TODAY)))
    assert office.shared
    office.close()


def test_a_wrong_passphrase_at_one_pc_lets_the_next_pc_wait_too(moved, server, second, come_in):
    join(second, server)
    late = moment(TODAY)
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            enter(moved, CLERK.username, "falsch", SetClock(late))
        late += timedelta(minutes=5)
    with pytest.raises(WrongPassphrase):
        enter(second, CLERK.username, "falsch", SetClock(late))
    with pytest.raises(TooSoon):
        enter(moved, CLERK.username, CLERK.passphrase, SetClock(late))


def test_a_backup_of_the_server_is_the_same_kind_of_file_and_can_be_restored_anywhere(
    moved, server, second, come_in
):
    office = come_in(moved)
    card = back_up(office)
    assert check(card.path).station == "丹江镇（演示）"
    add(office, "演示丁")
    office.close()

    restore(card.path, second, unlocked, moment(TODAY))
    assert names(come_in(second)) == ["演示乙"]


def test_a_backup_taken_back_into_the_server_makes_a_new_incarnation_and_keeps_the_old_data(
    moved, server, second, come_in
):
    join(second, server)
    office, other = come_in(moved), come_in(second)
    before = office.station.incarnation
    card = back_up(office)
    add(office, "演示丁")
    office.close()

    restored = restore(card.path, moved, unlocked, moment(TODAY))

    assert restored.schema in left_on(server)
    with pytest.raises(EnvironmentProblem, match="刚从备份恢复过"):
        add(other, "演示戊")
    office = come_in(moved)
    assert names(office) == ["演示乙"]
    assert office.station.incarnation != before
    assert len(list_backups(moved / "backups")) == 1


def unlocked(scratch):
    return keyring.unlock(scratch, CLERK.username, CLERK.passphrase, moment(TODAY)).ring


def test_the_doctor_looks_at_a_server_too(moved, come_in):
    office = come_in(moved)
    found = {check.name: check for check in examine(office.keyring, moment(TODAY))}
    assert found["数据库"].sentence == "在单位服务器上，可以打开。"
    assert found["钥匙文件"].ok
    assert found["操作记录"].ok


def test_a_server_that_a_newer_program_has_upgraded_is_told(moved, server, come_in):
    office = come_in(moved)
    with writing(office.engine).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(EnvironmentProblem, match="请先升级本程序"):
        add(office, "演示丁")
    office.close()
    with pytest.raises(EnvironmentProblem, match="请先升级本程序"):
        come_in(moved)


def test_the_servers_data_are_backed_up_before_they_are_migrated(moved, come_in, monkeypatch):
    monkeypatch.setattr(migrate, "needs_upgrade", lambda _engine: True)
    come_in(moved)
    (card,) = list_backups(moved / "backups")
    assert card.manifest.kind is BackupKind.MIGRATION


def test_the_way_to_the_server_is_kept_for_this_user_only(moved, server):
    assert (moved / "server.json").stat().st_mode & 0o077 == 0
    assert server_file.load(moved).server.database == server.database
    assert "password" not in repr(server_file.load(moved))


def test_a_way_to_the_server_that_was_tampered_with_is_told(moved, come_in):
    (moved / "server.json").write_text("{}")
    with pytest.raises(EnvironmentProblem, match=r"server\.json 读不出来"):
        come_in(moved)


def test_a_server_that_is_off_is_told_with_the_next_step(moved, come_in, tmp_path):
    known = server_file.load(moved)
    server_file.save(moved, type(known.server)(str(tmp_path), "x", "x", ""), "")
    with pytest.raises(EnvironmentProblem, match="连不上单位的数据库服务器"):
        come_in(moved)


def test_a_pc_whose_place_was_taken_by_another_still_has_its_data(folder, server, come_in, monkeypatch):
    monkeypatch.setattr(moving, "_settle", lambda _server: None)
    office = come_in(folder, ADMIN)
    move_to_server(office, server)
    office.close()
    engine = open_server(server)
    with writing(engine).begin() as connection:
        rename_schema(connection, "shijibu_arriving", HOME)
        connection.exec_driver_sql(f"UPDATE {HOME}.door SET mark = 'x'")  # noqa: S608
    engine.dispose()

    with pytest.raises(EnvironmentProblem, match="本机的数据还在本机"):
        come_in(folder)
    assert (folder / "shijibu.db").exists()
    assert arrival.ARRIVED == "arriving"
