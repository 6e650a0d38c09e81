import errno
import os
from datetime import date, datetime, timedelta
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import backup
from app.accounts.entering import enter
from app.accounts.keyring import KeyRing
from app.backup import (
    BackupCard,
    back_up,
    back_up_daily,
    backup_before_migration,
    list_backups,
    surplus,
)
from app.backup_file import BackupKind, check, unpack
from app.clock import SetClock
from app.errors import Cancelled, EnvironmentProblem, NotAllowed, UserError
from app.settings import change_settings
from app.vocabulary import Role
from db import migrate
from db.engine import open_engine, writing
from db.tables.journal import JournalEntry
from db.tables.people import Cadre
from tests.builders import BEIJING, KEY, TestOffice, moment
from tests.installations import CLERK, install


class FoldersProgress:
    """Remembers the texts it was told; does something at a step."""

    def __init__(self, at_step=lambda: None):
        self.texts, self.at_step = [], at_step

    def step(self, done, total, text):
        assert 0 <= done <= total
        self.texts.append(text)
        self.at_step()


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    office = TestOffice(folder)
    (folder / "keyring.json").write_text("钥匙", encoding="utf-8")
    yield office
    office.close()


@pytest.fixture
def stick(tmp_path):
    return tmp_path / "U盘"


def cadres_in(card, tmp_path):
    folder = tmp_path / f"taken out {card.path.stem}"
    folder.mkdir()
    unpack(card.path, folder)
    engine = open_engine(folder / "shijibu.db", KEY, read_only=True)
    with Session(engine) as session:
        return set(session.scalars(select(Cadre.name)))


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_one_file_with_the_encrypted_database_and_the_key_ring(office, stick, tmp_path):
    office.add_team()
    progress = FoldersProgress()

    card = back_up(office.office, stick, progress)

    assert names_in(stick) == ["shijibu-20260328-094100-manual.sjbak"]
    assert cadres_in(card, tmp_path) == {"演示甲", "演示乙", "演示丙", "演示丁"}
    assert (tmp_path / f"taken out {card.path.stem}" / "keyring.json").read_text(encoding="utf-8") == "钥匙"
    assert "演示甲".encode() not in card.path.read_bytes()
    assert b"SQLite format" not in card.path.read_bytes()
    assert set(progress.texts) == {"复制数据库", "写入备份"}
    assert names_in(office.path.parent) == ["keyring.json", "shijibu.db", "shijibu.db-shm", "shijibu.db-wal"]


def test_a_backup_says_whose_it_is_when_it_was_made_and_how_far_the_journal_went(office, stick):
    card = back_up(office.office, stick)

    with office.office.read() as reader:
        last = reader.session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    said = card.manifest
    assert (said.station, said.station_id, said.made_at, said.kind) == (
        *("丹江镇（演示）", office.office.station.id, office.clock.now(), BackupKind.MANUAL),
    )
    assert (said.seq, said.head, said.incarnation) == (last.seq, last.hash, office.office.station.incarnation)
    assert (card.size, card.problem) == (card.path.stat().st_size, "")


def test_others_may_write_while_a_backup_is_made_and_the_copy_is_of_one_moment(
    office, stick, tmp_path, monkeypatch
):
    monkeypatch.setattr("db.health.PAGES_AT_ONCE", 20)
    office.add_team()
    written = []

    def write_once():
        if not written:
            written.append(office.add_cadre("演示戊"))

    card = back_up(office.office, stick, FoldersProgress(write_once))

    assert cadres_in(card, tmp_path) >= {"演示甲", "演示乙", "演示丙", "演示丁"}
    assert check(card.path).seq in {6, 7}


def test_two_backups_in_one_second_have_their_own_names(office, stick):
    back_up(office.office, stick)
    back_up(office.office, stick)

    assert names_in(stick) == [
        "shijibu-20260328-094100-manual-2.sjbak",
        "shijibu-20260328-094100-manual.sjbak",
    ]


def test_one_backup_at_a_time(office, stick):
    inside, finish = Event(), Event()

    def hold():
        inside.set()
        finish.wait(10)

    thread = Thread(target=back_up, args=(office.office, stick, FoldersProgress(hold)))
    thread.start()
    inside.wait(10)
    with pytest.raises(UserError, match="正在备份"):
        back_up(office.office, stick)
    finish.set()
    thread.join()
    assert len(list_backups(stick)) == 1


@pytest.mark.parametrize("role", [Role.CADRE, Role.AUDITOR])
def test_a_backup_by_hand_needs_a_role(office, stick, role):
    office.as_(role)

    with pytest.raises(NotAllowed):
        back_up(office.office, stick)


def test_a_cancelled_backup_leaves_nothing(office, stick):
    def cancel():
        raise Cancelled

    with pytest.raises(Cancelled):
        back_up(office.office, stick, FoldersProgress(cancel))
    assert names_in(stick) == []
    assert not any("scratch" in name for name in names_in(office.path.parent))


def test_a_full_disk_is_told_and_leaves_nothing_under_a_backups_name(office, stick, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
        back_up(office.office, stick)
    assert names_in(stick) == []


def test_a_pulled_stick_is_told(office, stick):
    def pull():
        for path in stick.iterdir():
            path.unlink()
        stick.rmdir()

    with pytest.raises(EnvironmentProblem, match="U盘是否已拔出"):
        back_up(office.office, stick, FoldersProgress(lambda: stick.exists() and pull()))
    assert not stick.exists()


def test_a_place_that_is_no_folder_is_told(office, stick):
    stick.write_text("a file")

    with pytest.raises(EnvironmentProblem, match="未能保存"):
        back_up(office.office, stick)


def test_a_copy_that_reads_back_differently_gets_no_name(office, stick, monkeypatch):
    def scratch_on_the_disk(part):
        raw = bytearray(part.read_bytes())
        raw[len(raw) // 2] ^= 1
        part.write_bytes(raw)
        return check(part)

    monkeypatch.setattr(backup, "check", scratch_on_the_disk)
    with pytest.raises(EnvironmentProblem, match="不完整或已损坏"):
        back_up(office.office, stick)
    assert names_in(stick) == []


def test_what_a_crash_left_half_written_is_swept_away(office, stick):
    stick.mkdir()
    (stick / "shijibu-20260301-080000-daily.part").write_bytes(b"half")
    (office.path.parent / "scratch-left").mkdir()

    back_up(office.office, stick)

    assert len(names_in(stick)) == 1
    assert "scratch-left" not in names_in(office.path.parent)


def test_a_database_whose_journal_was_falsified_is_not_backed_up(office, stick):
    with writing(office.office.engine).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_keeps_UPDATE")
        connection.exec_driver_sql("UPDATE journal SET actor = 'x' WHERE seq = 1")

    with pytest.raises(EnvironmentProblem, match="没有通过检查"):
        back_up(office.office, stick)
    assert names_in(stick) == []


def test_the_daily_backup_is_made_once_a_day_in_the_data_folder(office):
    assert back_up_daily(office.office).manifest.kind is BackupKind.DAILY
    assert back_up_daily(office.at(date(2026, 3, 28), 17).office) is None
    assert back_up_daily(office.at(date(2026, 3, 29)).office) is not None

    assert names_in(office.path.parent / "backups") == [
        "shijibu-20260328-094100-daily.sjbak",
        "shijibu-20260329-094100-daily.sjbak",
    ]


def test_everybody_who_logs_in_causes_the_daily_backup(office):
    office.as_(Role.AUDITOR)

    assert back_up_daily(office.office) is not None


def test_the_daily_backup_goes_where_the_settings_say(office, stick):
    office.do(change_settings, {"backup_folder": str(stick)})

    assert back_up_daily(office.office).path.parent == stick


def test_old_daily_backups_go_and_those_made_by_hand_or_elsewhere_stay(office, tmp_path):
    office.do(change_settings, {"backup_copies": 3})
    folder = office.path.parent / "backups"
    back_up(office.office, folder)
    (tmp_path / "other").mkdir()
    other = TestOffice(tmp_path / "other", date(2026, 3, 1))
    (tmp_path / "other" / "keyring.json").write_text("x")
    other.do(change_settings, {"backup_folder": str(folder)})
    back_up_daily(other.office)
    other.close()

    for day in range(28, 33):
        back_up_daily(office.at(date(2026, 3, 1) + timedelta(day - 1)).office)

    assert names_in(folder) == [
        "shijibu-20260301-094100-daily.sjbak",
        "shijibu-20260328-094100-manual.sjbak",
        "shijibu-20260330-094100-daily.sjbak",
        "shijibu-20260331-094100-daily.sjbak",
        "shijibu-20260401-094100-daily.sjbak",
    ]


def test_an_old_backup_that_cannot_be_removed_waits_for_tomorrow(office, monkeypatch):
    office.do(change_settings, {"backup_copies": 3})
    monkeypatch.setattr(backup, "surplus", lambda made, days, months: set(made))

    def locked(path, missing_ok=False):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.unlink", locked)
    assert back_up_daily(office.office).path.exists()


DAY = datetime(2026, 1, 1, 9, 0, tzinfo=BEIJING)


def test_fourteen_days_and_twelve_months_are_kept():
    made = [DAY + timedelta(day) for day in range(500)]

    kept = sorted(set(made) - surplus(made, 14, 12))
    assert kept[-14:] == made[-14:]
    assert len(kept) == 14 + 11
    assert all((moment + timedelta(1)).day == 1 for moment in kept[:-14])


def test_of_one_day_only_the_newest_stays():
    made = [DAY, DAY + timedelta(hours=2)]

    assert surplus(made, 14, 12) == {DAY}


@given(st.lists(st.integers(0, 2000), max_size=60), st.integers(1, 14), st.integers(1, 12))
def test_rotation_never_drops_the_newest_and_never_keeps_too_many(hours, days, months):
    made = [DAY + timedelta(hours=hour) for hour in hours]
    dropped = surplus(made, days, months)

    kept = set(made) - dropped
    assert len(kept) <= days + months
    assert not made or max(made) in kept
    assert surplus(kept, days, months) == set()


def test_the_list_shows_the_newest_first_and_what_cannot_be_read_last(office, stick):
    first = back_up(office.office, stick)
    second = back_up(office.at(date(2026, 3, 29)).office, stick)
    (stick / "broken.sjbak").write_bytes(b"no archive")
    (stick / "else.txt").write_text("x")

    cards = list_backups(stick)
    assert cards[:2] == (second, first)
    assert cards[2] == BackupCard(stick / "broken.sjbak", 0, None, cards[2].problem)
    assert "不完整或已损坏" in cards[2].problem


def test_a_folder_that_is_not_there_has_no_backups(stick):
    assert list_backups(stick) == ()


def test_before_a_migration_the_database_is_put_by_in_the_data_folder(office):
    office.close()

    path = backup_before_migration(KeyRing(office.path.parent, KEY), moment(date(2026, 3, 28)))

    assert path.parent == office.path.parent / "backups"
    assert check(path).kind is BackupKind.MIGRATION


def test_a_database_of_an_older_program_is_put_by_without_knowing_its_journal(office):
    with writing(office.office.engine).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.exec_driver_sql("DROP TRIGGER journal_keeps_UPDATE")
        connection.exec_driver_sql("UPDATE journal SET actor = 'x' WHERE seq = 1")
    office.close()

    assert backup_before_migration(KeyRing(office.path.parent, KEY), moment(date(2026, 3, 28))).exists()


def test_coming_in_with_an_older_database_puts_it_by_first(tmp_path, monkeypatch):
    folder = tmp_path / "installed"
    install(folder)
    monkeypatch.setattr(migrate, "needs_upgrade", lambda engine: True)
    monkeypatch.setattr(migrate, "upgrade", lambda engine: None)

    enter(folder, CLERK.username, CLERK.passphrase, SetClock(moment(date(2026, 4, 1)))).close()

    (card,) = list_backups(folder / "backups")
    assert (card.manifest.kind, card.manifest.made_at) == (BackupKind.MIGRATION, moment(date(2026, 4, 1)))
