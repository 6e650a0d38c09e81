import shutil
from datetime import date, timedelta

import pytest

from app import doctor_checks, paths
from app.accounts import keyring
from app.accounts.entering import enter
from app.accounts.keyring import KeyRing
from app.backup import back_up
from app.clock import SetClock
from app.doctor import Check, examine
from app.errors import EnvironmentProblem
from app.paths import DATABASE
from app.settings import change_settings
from app.workday_table import seed_years
from db.engine import bare_connection, open_engine
from db.tables.office import Blob
from db.tables.people import Cadre
from tests.builders import moment
from tests.installations import CLERK, QUICK, install

NOW = moment(date(2026, 4, 2))


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def folder(tmp_path):
    """A healthy installation: this year's calendar is official, a backup was made, some data are in."""
    folder = tmp_path / "shijibu"
    install(folder)
    office = come_in(folder)
    with office.write("准备") as work:
        seed_years(work, [2026])
        work.session.add_all(Cadre(name=f"演示{number}") for number in range(50))
        content = b"x" * 50_000
        work.session.add(Blob(digest=sha(content), media_type="x", size=len(content), content=content))
    back_up(office, folder / "backups")
    office.close()
    return folder


def sha(content):
    import hashlib

    return hashlib.sha256(content).hexdigest()


def come_in(folder, now=NOW):
    return enter(folder, CLERK.username, CLERK.passphrase, SetClock(now))


def ring_of(folder):
    return keyring.unlock(folder, CLERK.username, CLERK.passphrase, NOW).ring


def look(folder, now=NOW, **more):
    return {check.name: check for check in examine(ring_of(folder), now, **more)}


def wrong(folder, now=NOW, **more):
    return {name: check.sentence for name, check in look(folder, now, **more).items() if not check.ok}


def rewrite(folder, *statements):
    engine = open_engine(folder / DATABASE, ring_of(folder).key)
    with bare_connection(engine) as driver:
        driver.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            driver.execute(statement)
    engine.dispose()


def test_a_healthy_installation_has_nothing_to_complain_of(folder):
    checks = look(folder)

    assert [check for check in checks.values() if not check.ok] == []
    assert list(checks) == [
        "数据库",
        *(name for name, _ in doctor_checks.INSIDE),
        *(name for name, _ in doctor_checks.AROUND),
    ]
    assert checks["附件"].sentence == "1 个，内容与登记一致。"
    assert all(check.sentence.endswith("。") for check in checks.values())


def test_the_doctor_may_look_while_the_office_is_open(folder):
    office = come_in(folder)

    assert wrong(folder) == {}
    office.close()


def test_every_complaint_has_a_next_step(folder):
    (folder / DATABASE).unlink()

    assert all(check.next_step for check in look(folder).values() if not check.ok)


def test_an_older_or_newer_database_is_told(folder):
    rewrite(folder, "UPDATE alembic_version SET version_num = '9999'")
    assert "更新版本的程序" in wrong(folder)["数据库版本"]
    rewrite(folder, "DELETE FROM alembic_version")
    assert "旧版本程序" in wrong(folder)["数据库版本"]


def test_a_row_without_what_it_refers_to_is_told(folder):
    rewrite(folder, "INSERT INTO evidence VALUES ('nowhere', 'x', 'x', 1, 'x', '7', 1)")

    found = wrong(folder)
    assert "缺少所属记录（evidence 1 lacks its clause）" in found["记录联系"]
    assert "附件 x 不在数据库里" in found["附件"]


def test_a_falsified_journal_is_told_by_the_number_of_the_entry(folder):
    rewrite(folder, "DROP TRIGGER journal_keeps_UPDATE", "UPDATE journal SET actor = 'x' WHERE seq = 2")

    assert "第 2 条对不上" in wrong(folder)["操作记录"]


def test_a_moment_that_cannot_be_read_is_told(folder):
    rewrite(
        folder,
        "DROP TRIGGER journal_keeps_UPDATE",
        "UPDATE journal SET at = 'x' WHERE seq = (SELECT max(seq) FROM journal)",
    )

    assert "“电脑时间”读不出来" in wrong(folder)["电脑时间"]


def test_a_database_that_was_put_back_by_hand_no_longer_fits_its_backup(folder):
    older = (folder / DATABASE).read_bytes()
    office = come_in(folder, NOW + timedelta(hours=1))
    back_up(office, folder / "backups")
    office.close()
    (folder / DATABASE).write_bytes(older)

    assert "与 2026-04-02 的备份不符" in wrong(folder)["记录与备份"]


def test_without_a_backup_there_is_nothing_to_compare_but_a_backup_to_make(folder):
    shutil.rmtree(folder / "backups")

    checks = look(folder)
    assert (checks["记录与备份"].ok, checks["备份"].ok) == (True, False)
    assert checks["备份"].sentence == "还没有备份。"


def test_a_backup_of_another_incarnation_is_not_compared(folder):
    rewrite(folder, "UPDATE station SET incarnation = 'another'")

    assert look(folder)["记录与备份"].sentence == "还没有可比对的备份。"


def test_a_week_without_backup_is_told(folder):
    assert wrong(folder, NOW + timedelta(days=7)) == {}
    assert "已超过 7 天" in wrong(folder, NOW + timedelta(days=8))["备份"]


def test_backups_elsewhere_count_where_the_settings_name_the_place(folder, tmp_path):
    office = come_in(folder)
    with office.write("设置") as work:
        change_settings(work, {"backup_folder": str(tmp_path / "U盘")})
    (folder / "backups").rename(tmp_path / "U盘")
    office.close()

    assert "备份" not in wrong(folder)


def test_a_changed_file_is_told(folder):
    rewrite(folder, "UPDATE blob SET content = zeroblob(50000)")
    assert "内容与登记不符" in wrong(folder)["附件"]
    rewrite(folder, "UPDATE blob SET content = 'x'")
    assert "内容与登记不符" in wrong(folder)["附件"]


def test_this_years_holidays_are_wanted_and_next_years_from_december_on(folder):
    october, december = moment(date(2026, 10, 8)), moment(date(2026, 12, 1))

    assert "节假日" not in wrong(folder, october)
    assert wrong(folder, december)["节假日"] == "2027年的节假日安排还未核对。"
    assert wrong(folder, moment(date(2027, 1, 4)))["节假日"] == "2027年的节假日安排还未核对。"


def test_a_clock_behind_the_last_action_is_told(folder):
    assert "电脑时间" not in wrong(folder, NOW - timedelta(minutes=5))
    assert "早于最近一次操作（2026-04-02 09:41）" in wrong(folder, NOW - timedelta(minutes=6))["电脑时间"]


def test_a_log_that_grew_too_large_is_told(folder, monkeypatch):
    office = come_in(folder, NOW + timedelta(hours=1))
    monkeypatch.setattr(doctor_checks, "LARGEST_LOG", 100)

    assert "写入记录" in wrong(folder, NOW + timedelta(hours=1))
    office.close()


def test_a_missing_twin_of_the_key_ring_is_told(folder):
    (folder / "keyring.json.bak").unlink()

    assert "备用钥匙文件" in wrong(folder)["钥匙文件"]


def test_a_disk_that_is_nearly_full_is_told(folder):
    assert "磁盘只剩 100 MB" in wrong(folder, free=lambda place: 100 * 1024 * 1024)["磁盘空间"]

    def gone(place):
        raise OSError

    assert "“磁盘空间”读不出来" in wrong(folder, free=gone)["磁盘空间"]


@pytest.mark.parametrize("damage", ["missing", "short", "empty", "text"])
def test_a_missing_or_damaged_font_is_told(folder, tmp_path, monkeypatch, damage):
    copied = tmp_path / "fonts"
    copied.mkdir()
    for file in paths.fonts().glob("*.ttf"):
        (copied / file.name).symlink_to(file)
    name = "NotoSansSC-Regular.ttf"
    whole = (copied / name).read_bytes()
    (copied / name).unlink()
    monkeypatch.setattr(doctor_checks, "fonts", lambda: copied)
    contents = {"short": whole[:-100_000], "empty": b"", "text": b"\0" * 100}
    if damage != "missing":
        (copied / name).write_bytes(contents[damage])

    assert "字体" in wrong(folder)


def spoilt(whole):
    """Damaged forms of a database file: flipped, shortened, emptied, replaced."""
    step = len(whole) // 40
    for place in range(0, len(whole), step):
        yield whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :]
        yield whole[:place]
    yield b"\0" * len(whole)
    yield "这是一个文本文件。".encode() * 1000
    yield b"SQLite format 3\0" + bytes(5000)


def test_no_damage_of_the_database_ever_ends_in_a_traceback(folder):
    whole = (folder / DATABASE).read_bytes()
    for damaged in spoilt(whole):
        for leftover in folder.glob(f"{DATABASE}-*"):
            leftover.unlink()
        (folder / DATABASE).write_bytes(damaged)

        found = look(folder)

        assert any(not check.ok for check in found.values())
        assert all(isinstance(check, Check) and check.sentence for check in found.values())


def test_coming_into_a_damaged_database_is_told_in_one_sentence_or_works(folder):
    whole = (folder / DATABASE).read_bytes()
    came_in = 0
    for damaged in spoilt(whole):
        for leftover in folder.glob(f"{DATABASE}-*"):
            leftover.unlink()
        (folder / DATABASE).write_bytes(damaged)
        try:
            come_in(folder).close()
        except EnvironmentProblem as problem:
            told = problem.message
        else:
            told, came_in = "。", came_in + 1
        assert told.endswith("。")
    assert came_in < 60


def test_a_key_that_does_not_fit_is_told(folder):
    (first, *_) = examine(KeyRing(folder, bytes(32)), NOW)

    assert (first.name, first.ok) == ("数据库", False)
    assert "已损坏" in first.sentence


def test_a_missing_or_empty_database_is_told_and_not_made_anew(folder):
    (folder / DATABASE).write_bytes(b"")
    assert wrong(folder)["数据库"] == "数据库文件 shijibu.db 是空的。"
    assert (folder / DATABASE).read_bytes() == b""

    (folder / DATABASE).unlink()
    assert wrong(folder)["数据库"] == "数据库文件 shijibu.db 不见了。"
    assert not (folder / DATABASE).exists()
