import os
import subprocess
import sys

import pytest
from sqlalchemy import select

from app.accounts import entering, folder_lock
from app.accounts.entering import DATABASE, MustChange, Standing, enter, standing
from app.accounts.keyring import TooSoon, WrongPassphrase
from app.accounts.keyring_file import FILE
from app.backup import FOLDER as BACKUPS
from app.backup import list_backups
from app.errors import EnvironmentProblem
from app.people.actions import add_cadre
from app.people.entries import CadreEntry, PostEntry
from app.vocabulary import Role
from db import migrate
from db.engine import open_engine, writing
from db.tables.exchange import CountyLink, PersonRequest
from db.tables.journal import JournalEntry
from db.tables.office import Account
from tests.installations import ADMIN, CLERK


def come_in(folder, clock, account=CLERK, **more):
    return enter(folder, account.username, account.passphrase, clock, **more)


def entries(office):
    with office.read() as reader:
        rows = reader.session.scalars(select(JournalEntry).order_by(JournalEntry.seq))
        return [(row.actor, row.action, row.subject) for row in rows]


def test_the_clerk_comes_in_with_unit_and_role(founded, folder, clock):
    office = come_in(folder, clock)
    assert (office.login.name, office.login.roles) == ("演示经", frozenset({Role.CLERK}))
    assert office.station.name == "丹江镇（演示）"
    assert office.login.unit_id == office.station.unit_id is not None
    office.close()


def test_a_unit_that_is_tied_to_a_county_is_still_tied_after_the_program_was_started_anew(
    founded, folder, clock
):
    office = come_in(folder, clock)
    assert not office.station.linked
    with office.write("与县连接") as work:
        tie = CountyLink(
            county_station="c" * 32,
            county_name="县考核办（演示）",
            root="",
            recipients=[],
            incarnation=office.station.incarnation,
            confirmed_by="演示经",
            confirmed_on=work.today,
            acknowledged_hash="0" * 64,
        )
        work.session.add(tie)
    office.close()
    office = come_in(folder, clock)
    assert office.station.linked
    with office.write("录入人员") as work:
        add_cadre(work, office.station.unit_id, CadreEntry("演示甲"), PostEntry("镇长", since=work.today))
    with office.read() as reader:
        assert {row.table for row in reader.session.scalars(select(PersonRequest))} == {"cadre", "post"}
    office.close()


def test_every_log_in_is_journaled_with_the_failures_before_it(founded, folder, clock):
    with pytest.raises(WrongPassphrase):
        enter(folder, "jingban", "Falsch-2026", clock)
    clock.go_on(1)
    office = come_in(folder, clock)
    assert entries(office)[-1] == ("演示经（jingban）", "登录", "演示经，此前口令输错 1 次")
    with office.read() as reader:
        account = reader.session.get_one(Account, office.login.account_id)
        assert account.last_login_at == clock.now()
    office.close()


def test_the_pause_after_a_wrong_passphrase_outlives_the_program(founded, folder, clock):
    for _ in range(2):
        with pytest.raises((WrongPassphrase, TooSoon)):
            enter(folder, "jingban", "Falsch-2026", clock)
    with pytest.raises(TooSoon):
        come_in(folder, clock)


def test_nobody_comes_in_with_a_one_time_passphrase(founded, folder, clock):
    founded.keyring.give("jingban", "Einmal-2026", one_time=True)
    with pytest.raises(MustChange) as problem:
        enter(folder, "jingban", "Einmal-2026", clock)
    assert problem.value.field == "new_passphrase"
    office = enter(folder, "jingban", "Einmal-2026", clock, new_passphrase="Eigenes-2026")
    office.close()
    enter(folder, "jingban", "Eigenes-2026", clock).close()
    with pytest.raises(WrongPassphrase):
        enter(folder, "jingban", "Einmal-2026", clock)


def test_a_new_passphrase_that_is_too_weak_leaves_the_one_time_one(founded, folder, clock):
    founded.keyring.give("jingban", "Einmal-2026", one_time=True)
    with pytest.raises(Exception, match="至少 3 类"):
        enter(folder, "jingban", "Einmal-2026", clock, new_passphrase="einmal2026")
    with pytest.raises(MustChange):
        enter(folder, "jingban", "Einmal-2026", clock)


def test_a_second_program_is_told_who_is_at_work(founded, folder, clock):
    office = come_in(folder, clock)
    with pytest.raises(EnvironmentProblem, match=f"进程号 {os.getpid()}"):
        come_in(folder, clock, ADMIN)
    office.close()
    come_in(folder, clock, ADMIN).close()


def test_another_process_holds_the_folder_too_and_lets_it_go_when_killed(founded, folder, clock):
    script = (
        "import sys,time,pathlib;from app.accounts import folder_lock\n"
        "with folder_lock.holding(pathlib.Path(sys.argv[1])):\n print('held',flush=True);time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(EnvironmentProblem, match=f"进程号 {other.pid}"):
            come_in(folder, clock)
        other.kill()
        other.wait()
    come_in(folder, clock).close()


def test_a_failed_log_in_lets_the_folder_go(founded, folder, clock):
    with pytest.raises(WrongPassphrase):
        enter(folder, "niemand", "x", clock)
    with folder_lock.holding(folder):
        pass


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(EnvironmentProblem, match="不能写入"), folder_lock.holding(tmp_path / "missing"):
        pass


@pytest.mark.parametrize(
    ("missing", "stands", "words"),
    [
        ((), Standing.COMPLETE, ""),
        ((DATABASE,), Standing.NO_DATABASE, "数据库文件 shijibu.db 不见了"),
        ((FILE,), Standing.NO_KEYRING, "钥匙文件 keyring.json 不见了"),
        ((DATABASE, FILE), Standing.EMPTY, "还没有实绩簿的数据"),
    ],
)
def test_what_is_missing_is_named(founded, folder, clock, missing, stands, words):
    for name in missing:
        (folder / name).unlink()
    assert standing(folder) is stands
    if words:
        with pytest.raises(EnvironmentProblem, match=words):
            come_in(folder, clock)


def test_a_folder_that_does_not_exist_has_no_data(tmp_path, clock):
    with pytest.raises(EnvironmentProblem, match="还没有实绩簿的数据"):
        come_in(tmp_path / "nowhere", clock)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + bytes(5000), bytes(range(256)) * 64])
def test_a_damaged_database_is_told_in_one_sentence(founded, folder, clock, content):
    (folder / DATABASE).write_bytes(content)
    with pytest.raises(EnvironmentProblem):
        come_in(folder, clock)


def test_a_database_of_another_installation_does_not_open(founded, folder, clock, tmp_path):
    engine = open_engine(tmp_path / "other.db", bytes(32))
    migrate.upgrade(engine)
    engine.dispose()
    (tmp_path / "other.db").replace(folder / DATABASE)
    with pytest.raises(EnvironmentProblem, match="已损坏"):
        come_in(folder, clock)


def rewrite(founded, statement):
    engine = open_engine(founded.keyring.folder / DATABASE, founded.keyring.key)
    with writing(engine).begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_newer_database_is_refused_and_left_alone(founded, folder, clock):
    rewrite(founded, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(EnvironmentProblem, match="更新版本的程序"):
        come_in(folder, clock)


def test_an_older_database_is_put_by_before_it_is_migrated(founded, folder, clock, monkeypatch):
    seen = []
    monkeypatch.setattr(migrate, "needs_upgrade", lambda engine: True)
    monkeypatch.setattr(migrate, "upgrade", lambda engine: seen.append("migrated"))
    come_in(folder, clock, backup=lambda *what: seen.append(what)).close()
    assert seen == [(founded.keyring, clock.now()), "migrated"]


def test_by_default_it_is_put_by_as_a_backup(founded, folder, clock, monkeypatch):
    monkeypatch.setattr(migrate, "needs_upgrade", lambda engine: True)
    monkeypatch.setattr(migrate, "upgrade", lambda engine: None)
    come_in(folder, clock).close()
    assert [card.manifest.made_at for card in list_backups(folder / BACKUPS)] == [clock.now()]


def test_a_database_that_cannot_be_put_by_is_not_migrated(founded, folder, clock, monkeypatch):
    def full(*_):
        raise EnvironmentProblem("磁盘空间不足。")

    monkeypatch.setattr(migrate, "needs_upgrade", lambda engine: True)
    monkeypatch.setattr(migrate, "upgrade", lambda engine: pytest.fail("migrated"))
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
        come_in(folder, clock, backup=full)


def test_a_database_without_its_station_is_told(founded, folder, clock):
    rewrite(founded, "DELETE FROM station")
    with pytest.raises(EnvironmentProblem, match="缺少本机登记"):
        come_in(folder, clock)


def test_a_wrap_without_an_account_opens_nothing_and_is_swept_away(founded, folder, clock):
    founded.keyring.give("gespenst", "Geist-2026", one_time=False)
    with pytest.raises(WrongPassphrase):
        enter(folder, "gespenst", "Geist-2026", clock)
    assert "gespenst" not in founded.keyring.names()


def test_a_deactivated_account_whose_wrap_was_left_by_a_crash_stays_out(founded, folder, clock):
    rewrite(founded, "UPDATE account SET active = 0 WHERE username = 'jingban'")
    with pytest.raises(WrongPassphrase):
        come_in(folder, clock)
    come_in(folder, clock, ADMIN).close()
    assert set(founded.keyring.names()) == {"guanli", "shuji"}


def test_the_window_is_unlocked_by_the_same_passphrase_with_the_same_pause(founded, folder, clock):
    office = come_in(folder, clock)
    entering.check_passphrase_of(office, CLERK.passphrase)
    with pytest.raises(WrongPassphrase):
        entering.check_passphrase_of(office, ADMIN.passphrase)
    with pytest.raises(TooSoon):
        entering.check_passphrase_of(office, CLERK.passphrase)
    office.close()
