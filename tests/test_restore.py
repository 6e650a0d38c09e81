import json
from datetime import date
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import restore as restoring
from app.accounts import folder_lock, keyring
from app.accounts.entering import enter
from app.accounts.keyring import WrongPassphrase
from app.backup import back_up
from app.backup_file import MANIFEST, check, manifest_of, unpack
from app.clock import SetClock
from app.errors import EnvironmentProblem
from app.restore import restore
from db import migrate
from db.engine import open_engine, writing
from db.journal import broken_links
from db.tables.journal import JournalEntry
from db.tables.office import Station
from db.tables.people import Cadre
from tests.builders import moment
from tests.installations import CLERK, QUICK, install

NOW = moment(date(2026, 4, 2))


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "shijibu"


@pytest.fixture
def installed(folder):
    return install(folder)


@pytest.fixture
def backup(installed, folder, tmp_path):
    """A backup made on the 1st of April; the day after, a cadre was added that it does not hold."""
    with come_in(folder, date(2026, 4, 1)) as office:
        path = back_up(office, tmp_path / "U盘").path
        with office.write("新增人员") as work:
            work.session.add(Cadre(name="演示甲"))
    return path


class Coming:
    def __init__(self, folder, day, passphrase=CLERK.passphrase):
        self.office = enter(folder, CLERK.username, passphrase, SetClock(moment(day)))

    def __enter__(self):
        return self.office

    def __exit__(self, *_):
        self.office.close()


come_in = Coming


def unlock(scratch, passphrase=CLERK.passphrase):
    return keyring.unlock(scratch, CLERK.username, passphrase, NOW).ring


def contents(folder):
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.name != folder_lock.FILE
    }


def cadres(office):
    with office.read() as reader:
        return reader.session.scalars(select(Cadre.name)).all()


def test_a_restored_office_stands_where_it_stood_when_the_backup_was_made(folder, backup):
    restored = restore(backup, folder, unlock, NOW)

    assert restored.manifest.made_at == moment(date(2026, 4, 1))
    with come_in(folder, date(2026, 4, 2)) as office:
        assert cadres(office) == []


def test_what_lay_there_before_is_kept_aside_whole(folder, backup, installed):
    restored = restore(backup, folder, unlock, NOW)

    assert restored.aside == folder / "before-restore-20260402-094100"
    engine = open_engine(restored.aside / "shijibu.db", installed.keyring.key)
    with Session(engine) as session:
        assert session.scalars(select(Cadre.name)).all() == ["演示甲"]
    engine.dispose()
    assert keyring.unlock(restored.aside, CLERK.username, CLERK.passphrase, NOW)
    again = restore(backup, folder, unlock, NOW)
    assert again.aside.name == "before-restore-20260402-094100-2"


def test_a_restored_office_is_a_new_incarnation_and_says_so_in_its_journal(folder, backup):
    before = manifest_of(backup)
    restore(backup, folder, unlock, NOW)

    with come_in(folder, date(2026, 4, 2)) as office, office.read() as reader:
        station = reader.session.scalars(select(Station)).one()
        entry = reader.session.get(JournalEntry, before.seq + 1)
        assert broken_links(reader.session) == []
    assert (station.id, station.incarnation) == (before.station_id, office.station.incarnation)
    assert station.incarnation != before.incarnation
    assert (entry.prev_hash, entry.actor, entry.action, entry.subject) == (
        *(before.head, "恢复程序", "从备份恢复"),
        "2026-04-01 09:41 的手动备份",
    )


def test_a_backup_is_restored_on_a_new_pc(tmp_path, backup):
    elsewhere = tmp_path / "new pc" / "shijibu"

    restored = restore(backup, elsewhere, unlock, NOW)

    assert restored.aside is None
    assert sorted(contents(elsewhere)) == ["keyring.json", "keyring.json.bak", "shijibu.db"]
    come_in(elsewhere, date(2026, 4, 2)).__exit__()


def test_the_recovery_key_restores_as_well(folder, backup, installed):
    restore(
        backup, folder, lambda scratch: keyring.unlock_with_recovery(scratch, installed.recovery_key), NOW
    )

    come_in(folder, date(2026, 4, 2)).__exit__()


def test_passphrases_are_those_of_the_day_of_the_backup(folder, backup):
    from app.accounts.actions import change_passphrase

    with come_in(folder, date(2026, 4, 2)) as office, office.write("修改口令") as work:
        change_passphrase(work, CLERK.passphrase, "Another-2026")

    restore(backup, folder, unlock, NOW)
    come_in(folder, date(2026, 4, 3)).__exit__()


def test_a_wrong_passphrase_leaves_everything_as_it_was(folder, backup):
    before = contents(folder)

    with pytest.raises(WrongPassphrase):
        restore(backup, folder, lambda scratch: unlock(scratch, "Wrong-2026"), NOW)
    assert contents(folder) == before
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == []


def test_an_office_that_is_open_is_not_restored_over(folder, backup):
    with come_in(folder, date(2026, 4, 2)), pytest.raises(EnvironmentProblem, match="正被另一个"):
        restore(backup, folder, unlock, NOW)


def test_a_disk_that_fills_up_while_unpacking_leaves_everything_as_it_was(folder, backup, monkeypatch):
    before = contents(folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "save", full)
    monkeypatch.setattr(restoring, "unpack", full)
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
        restore(backup, folder, unlock, NOW)
    assert contents(folder) == before


def test_a_restore_cut_off_between_the_old_and_the_new_is_done_again(folder, backup, monkeypatch):
    with monkeypatch.context() as cut:
        cut.setattr(restoring, "_copy_ring", lambda source, target: target.parent == folder and 1 / 0)
        with pytest.raises(ZeroDivisionError):
            restore(backup, folder, unlock, NOW)
    assert "keyring.json" in contents(folder)
    with pytest.raises(EnvironmentProblem, match=r"从备份恢复"):
        come_in(folder, date(2026, 4, 2))

    restore(backup, folder, unlock, NOW)
    come_in(folder, date(2026, 4, 2)).__exit__()


def rewritten(backup, tmp_path, change):
    """The backup with its database changed by somebody who has the key, packed again with right hashes."""
    from app.backup_file import pack

    loose = tmp_path / "loose"
    loose.mkdir()
    said = unpack(backup, loose)
    change(loose / "shijibu.db")
    facts = {
        "made_at": said.made_at.isoformat(),
        "kind": said.kind,
        **{
            name: getattr(said, name)
            for name in ("station_id", "station", "incarnation", "schema", "seq", "head")
        },
    }
    pack(tmp_path / "again.sjbak", facts, {name: loose / name for name in said.sizes}, lambda done: None)
    return tmp_path / "again.sjbak"


def statement(key, sql):
    def change(database):
        engine = open_engine(database, key)
        with writing(engine).begin() as connection:
            for one in sql.split(";"):
                connection.exec_driver_sql(one)
        engine.dispose()

    return change


def test_a_backup_of_a_newer_program_is_refused(folder, backup, tmp_path, installed):
    newer = rewritten(
        backup, tmp_path, statement(installed.keyring.key, "UPDATE alembic_version SET version_num = 'x'")
    )
    before = contents(folder)

    with pytest.raises(EnvironmentProblem, match="更新版本的程序"):
        restore(newer, folder, unlock, NOW)
    assert contents(folder) == before


def test_a_backup_of_an_older_program_is_migrated(folder, backup, monkeypatch):
    migrated = []
    monkeypatch.setattr(migrate, "needs_upgrade", lambda engine: not migrated)
    monkeypatch.setattr(migrate, "upgrade", lambda engine: migrated.append(True))

    restore(backup, folder, unlock, NOW)

    assert migrated == [True]


def test_a_backup_with_a_falsified_journal_is_refused(folder, backup, tmp_path, installed):
    sql = "DROP TRIGGER journal_keeps_UPDATE; UPDATE journal SET actor = 'x' WHERE seq = 1"
    falsified = rewritten(backup, tmp_path, statement(installed.keyring.key, sql))

    with pytest.raises(EnvironmentProblem, match="没有通过检查"):
        restore(falsified, folder, unlock, NOW)


def test_a_backup_whose_database_has_another_key_is_refused(folder, backup, tmp_path):
    other = rewritten(backup, tmp_path, lambda database: database.write_bytes(b"\0" * 8192))

    with pytest.raises(EnvironmentProblem, match="已损坏"):
        restore(other, folder, unlock, NOW)


def archive(path, entries, method=ZIP_STORED):
    with ZipFile(path, "w", method) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return path


def entries_of(backup):
    with ZipFile(backup) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def with_manifest(backup, path, **changes):
    entries = entries_of(backup)
    said = {key: value for key, value in (json.loads(entries[MANIFEST]) | changes).items() if value != "gone"}
    return archive(path, (entries | {MANIFEST: json.dumps(said)}).items())


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "other"},
        {"version": 2},
        {"made_at": "yesterday"},
        {"made_at": "2026-04-01T09:41:00"},
        {"made_at": 5},
        {"kind": "hourly"},
        {"station": None},
        {"seq": "5"},
        {"sizes": {}},
        {"sizes": []},
        {"digests": {"shijibu.db": "0"}},
        {"digests": "gone"},
        {"extra": 1},
        {"format": "gone"},
    ],
)
def test_a_manifest_that_is_not_as_written_is_refused(backup, tmp_path, changes):
    with pytest.raises(EnvironmentProblem, match="不完整或已损坏"):
        manifest_of(with_manifest(backup, tmp_path / "forged", **changes))


def test_a_size_or_hash_that_does_not_agree_is_refused(backup, tmp_path):
    sizes, digests = manifest_of(backup).sizes, manifest_of(backup).digests
    for changes in (
        {"sizes": sizes | {"shijibu.db": sizes["shijibu.db"] + 1}},
        {"digests": digests | {"keyring.json": "0" * 64}},
    ):
        forged = with_manifest(backup, tmp_path / "forged", **changes)
        with pytest.raises(EnvironmentProblem, match="不完整或已损坏"):
            check(forged)


def test_archives_of_another_shape_are_refused(backup, tmp_path):
    entries = entries_of(backup)
    shapes = {
        "one missing": archive(tmp_path / "1", list(entries.items())[:2]),
        "one more": archive(tmp_path / "2", [*entries.items(), ("../evil", b"x")]),
        "a path": archive(
            tmp_path / "3", [("../keyring.json" if n == "keyring.json" else n, c) for n, c in entries.items()]
        ),
        "packed": archive(tmp_path / "4", entries.items(), ZIP_DEFLATED),
        "large ring": archive(tmp_path / "5", (entries | {"keyring.json": b"x" * 1_000_001}).items()),
        "large manifest": archive(tmp_path / "6", (entries | {MANIFEST: b" " * 70_000}).items()),
        "deep manifest": archive(tmp_path / "7", (entries | {MANIFEST: b"[" * 60_000}).items()),
    }
    for path in shapes.values():
        with pytest.raises(EnvironmentProblem, match="不完整或已损坏"):
            check(path)


def test_every_shortened_or_flipped_backup_is_refused_with_a_sentence(backup, tmp_path):
    whole = backup.read_bytes()
    damaged = tmp_path / "damaged.sjbak"
    places = range(0, len(whole), len(whole) // 150)
    for variant in (*(whole[:place] for place in places), *(flipped(whole, place) for place in places)):
        damaged.write_bytes(variant)
        assert "不完整或已损坏" in verdict(damaged) or entries_of(damaged) == entries_of(backup)


def verdict(backup):
    try:
        return str(check(backup))
    except EnvironmentProblem as problem:
        return str(problem)


def flipped(whole, place):
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(EnvironmentProblem, match="没有读完整"):
        check(tmp_path / "gone.sjbak")


def test_the_journal_goes_on_without_a_gap_after_a_restore(folder, backup):
    restore(backup, folder, unlock, NOW)

    with come_in(folder, date(2026, 4, 2)) as office, office.read() as reader:
        count = reader.session.scalar(select(func.count()).select_from(JournalEntry))
        assert reader.session.scalar(select(func.max(JournalEntry.seq))) == count
