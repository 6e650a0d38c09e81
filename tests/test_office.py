from datetime import date
from threading import Thread

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.errors import Conflict, EnvironmentProblem, NotAllowed
from app.office import environment_problem
from app.vocabulary import Month, Role, UnitKind
from app.workdays import YearStatus
from db.engine import open_engine, writing
from db.journal import changes_of
from db.tables.journal import JournalEntry
from db.tables.office import Blob, CalendarDay, CalendarYear, Draft
from db.tables.people import Cadre, Unit
from tests.builders import KEY, ON_FILE, TestOffice


@pytest.fixture
def office(tmp_path, both_engines):
    office = TestOffice(tmp_path)
    yield office
    office.close()


def count(office, table=Unit):
    return office.see(lambda reader: reader.session.scalar(select(func.count()).select_from(table)))


def last_entry(office):
    return office.see(
        lambda reader: reader.session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    )


def rename(work, unit_id, name):
    work.session.get_one(Unit, unit_id).name = name


def test_one_piece_of_work_makes_one_entry_with_actor_roles_action_and_subject(office):
    with office.office.write("修改单位") as work:
        rename(work, office.unit_id, "西江镇")
        work.describe("西江镇")

    entry = last_entry(office)
    assert (entry.action, entry.subject, entry.actor, entry.role, entry.at, entry.station) == (
        *("修改单位", "西江镇", "演示经办人（yanshi）", "clerk,head"),
        *(office.clock.now(), office.office.station.id),
    )
    assert [change.after["name"] for change in changes_of(entry)] == ["西江镇"]


def test_a_long_subject_is_cut(office):
    with office.office.write("修改单位") as work:
        rename(work, office.unit_id, "西江镇")
        work.describe("长" * 300)

    assert last_entry(office).subject == "长" * 200


def test_an_undoing_names_the_entry_it_undoes(office):
    with office.office.write("撤销") as work:
        rename(work, office.unit_id, "西江镇")
        work.undoing(1)

    assert last_entry(office).undoes == 1


def test_work_that_fails_leaves_nothing_and_tells_nobody(office):
    heard = []
    office.office.subscribe(heard.append)

    def fail(work):
        rename(work, office.unit_id, "西江镇")
        work.session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.do(fail)
    assert heard == []
    assert office.see(lambda reader: reader.session.get(Unit, office.unit_id).name) == "丹江镇（演示）"


def test_whoever_subscribed_hears_which_tables_changed_until_leaving(office):
    heard, also = [], []
    leave = office.office.subscribe(heard.append)
    office.office.subscribe(also.append)

    office.do(rename, office.unit_id, "西江镇")
    leave()
    leave()
    office.add_cadre("演示甲")

    assert heard == [{"unit"}]
    assert also == [{"unit"}, {"cadre", "post"}]


def test_files_and_typing_are_announced_though_they_are_not_journaled(office):
    heard = []
    office.office.subscribe(heard.append)

    def keep(work):
        work.session.add(Blob(digest="0" * 64, media_type="image/png", size=1, content=b"x"))
        work.session.execute(delete(Draft))

    office.do(keep)
    assert heard == [{"blob", "draft"}]


def test_work_that_changes_nothing_is_silent(office):
    heard, before = [], count(office, JournalEntry)
    office.office.subscribe(heard.append)

    office.do(rename, office.unit_id, "丹江镇（演示）")

    assert heard == []
    assert count(office, JournalEntry) == before


def test_a_listener_that_fails_does_not_make_saved_work_look_lost(office, caplog):
    heard = []
    office.office.subscribe(lambda changed: 1 / 0)
    office.office.subscribe(heard.append)

    office.do(rename, office.unit_id, "西江镇")

    assert heard == [{"unit"}]
    assert "listener" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(
    "write",
    [
        lambda session: (
            session.add(Unit(name="x", short_name="x", kind=UnitKind.TOWNSHIP)) or session.flush()
        ),
        lambda session: session.execute(insert(Draft).values(key="x", body=1)),
        lambda session: session.execute(delete(Blob)),
    ],
)
def test_the_reading_door_refuses_to_write(office, write):
    with pytest.raises(RuntimeError, match="never writes"), office.office.read() as reader:
        write(reader.session)


def test_the_database_itself_stops_what_slips_past_the_reading_door(office):
    with pytest.raises(EnvironmentProblem), office.office.read() as reader:
        reader.session.connection().exec_driver_sql("DELETE FROM unit")

    assert count(office) == 1


def test_a_reader_sees_one_moment_from_its_first_look_to_its_last(office):
    query = select(func.count()).select_from(Cadre)
    with office.office.read() as reader:
        assert reader.session.scalar(query) == 0
        other = Thread(target=office.add_cadre, args=("演示甲",))
        other.start()
        other.join()
        assert reader.session.scalar(query) == 0
    assert count(office, Cadre) == 1


def test_two_threads_writing_at_once_both_get_through(office):
    threads = [Thread(target=office.add_cadre, args=(f"演示{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(office, Cadre) == 6


def test_a_row_changed_since_it_was_read_is_a_conflict_and_the_change_stands(office):
    stale = office.see(lambda reader: reader.session.get_one(Unit, office.unit_id))
    office.do(rename, office.unit_id, "西江镇")
    stale.name = "郎德镇"

    with pytest.raises(Conflict, match="刚被别人改过"):
        office.do(lambda work: work.session.merge(stale))
    assert office.see(lambda reader: reader.session.get(Unit, office.unit_id).name) == "西江镇"


def test_a_row_that_is_gone_is_told_in_a_sentence(office):
    with pytest.raises(Conflict, match="已不存在"):
        office.do(rename, "0" * 32, "西江镇")


def test_a_broken_reference_is_our_own_fault_and_stays_an_error(office):
    with pytest.raises(IntegrityError):
        office.do(
            lambda work: work.session.add(Unit(name="丹江镇（演示）", short_name="", kind=UnitKind.TOWNSHIP))
        )


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("database is locked", "另一个程序占用"),
        ("database or disk is full", "磁盘空间不足"),
        ("disk I/O error", "磁盘读写出错"),
        ("attempt to write a readonly database", "不能写入"),
        ("unable to open database file", "不能写入"),
        ("file is not a database", "已损坏"),
        ("database disk image is malformed", "已损坏"),
        ("Could not decode to UTF-8 column 'name'", "已损坏"),
        ("no such table: unit", "没有接受"),
    ],
)
def test_each_complaint_of_the_database_becomes_a_sentence_with_a_next_step(complaint, sentence):
    problem = environment_problem(DatabaseError("SELECT 1", {}, Exception(complaint)))

    assert sentence in problem.message
    assert problem.next_step


@ON_FILE
def test_somebody_else_holding_the_database_is_told(office):
    other = open_engine(office.path, KEY)
    with office.office.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout = 0")
    with writing(other).begin(), pytest.raises(EnvironmentProblem, match="另一个程序"):
        office.do(rename, office.unit_id, "西江镇")
    other.dispose()


@ON_FILE
def test_text_that_cannot_be_decoded_is_told_as_damage(office):
    with writing(office.office.engine).begin() as connection:
        connection.exec_driver_sql("UPDATE unit SET name = CAST(x'ff' AS TEXT)")

    with pytest.raises(EnvironmentProblem, match="已损坏"):
        office.see(lambda reader: reader.session.get(Unit, office.unit_id))
    with pytest.raises(EnvironmentProblem, match="已损坏"), office.office.read():
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid")


def test_roles_are_required_by_their_chinese_names(office):
    office.as_(Role.CLERK)

    def ask(reader, *roles, cadre_id=None):
        reader.require(*roles, cadre_id=cadre_id)

    office.see(ask, Role.CLERK, Role.HEAD)
    with pytest.raises(NotAllowed, match="“主要负责人”"):
        office.see(ask, Role.HEAD)
    with pytest.raises(NotAllowed, match="“本人”"):
        office.see(ask, cadre_id="x")


def test_a_cadre_may_what_concerns_the_cadre_alone(office):
    office.as_(Role.CADRE, cadre_id="x")

    assert office.see(lambda reader: reader.may(Role.HEAD, cadre_id="x"))
    assert not office.see(lambda reader: reader.may(Role.HEAD, cadre_id="y"))
    assert not office.see(lambda reader: reader.may(Role.HEAD))


def test_being_the_cadre_helps_only_in_the_role_of_a_cadre(office):
    office.as_(Role.CLERK, cadre_id="x")

    assert not office.see(lambda reader: reader.may(cadre_id="x"))


@pytest.mark.parametrize("role", Role)
def test_administrator_and_auditor_do_not_see_the_business(office, role):
    office.as_(role)

    def look(reader):
        reader.require_business()

    if role in {Role.ADMIN, Role.AUDITOR}:
        with pytest.raises(NotAllowed):
            office.see(look)
    else:
        office.see(look)


def test_the_calendar_is_read_from_its_rows_once(office):
    with office.office.write("登记节假日") as work:
        work.session.add(CalendarYear(year=2026, status="official", source="通知"))
        work.session.add(CalendarDay(day=date(2026, 4, 6), kind="off", label="清明"))

    with office.office.read() as reader:
        calendar = reader.calendar()
        assert calendar is reader.calendar()
    assert calendar.status(2026) is YearStatus.OFFICIAL
    assert not calendar.is_workday(date(2026, 4, 6))


def test_today_comes_from_the_clock_of_the_office(office):
    office.at(date(2026, 4, 2))

    assert office.see(lambda reader: (reader.today, Month.of(reader.now.date()))) == (
        date(2026, 4, 2),
        Month(2026, 4),
    )


def test_closing_lets_the_folder_go(tmp_path):
    office, let_go = TestOffice(tmp_path), []
    office.office.held.callback(let_go.append, "gone")

    office.close()

    assert let_go == ["gone"]
    assert not (tmp_path / "shijibu.db-wal").exists()


@ON_FILE
def test_a_disk_that_takes_no_more_is_told_and_what_was_saved_stays(office):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def keep_much(work):
        work.session.add(Blob(digest="0" * 64, media_type="x", size=1, content=bytes(3_000_000)))

    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
    try:
        with pytest.raises(EnvironmentProblem, match="磁盘"):
            office.do(keep_much)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert count(office, Blob) == 0
    office.do(keep_much)
    assert count(office, Blob) == 1
