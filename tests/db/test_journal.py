from threading import Thread

import pytest
import zstandard
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db.engine import writing
from db.journal import (
    GENESIS,
    MAX_BODY,
    broken_links,
    changes_of,
    plain,
    put_back,
    unpack,
    values_of,
)
from db.server import is_server
from db.tables import RECORDED
from db.tables.journal import JournalEntry, JournalSubject
from db.tables.office import Blob, Credential, Draft, Setting
from db.tables.people import Cadre, Unit
from db.vocabulary import CredentialKind, UnitKind
from tests.builders import ON_FILE
from tests.db.conftest import AT


def a_unit(name="丹江镇"):
    return Unit(name=name, short_name=name[:2], kind=UnitKind.TOWNSHIP, body="党委")


def numbers_of_broken_links(book):
    with Session(book.engine) as session:
        return broken_links(session)


def test_an_inserted_row_is_journaled_whole_with_who_when_and_what(book):
    with book.write("新增单位", subject="丹江镇") as session:
        unit = a_unit()
        session.add(unit)

    (entry,) = book.entries()
    assert (entry.seq, entry.actor, entry.role, entry.action, entry.subject, entry.at) == (
        *(1, "演示经办人（yanshi）", "clerk", "新增单位", "丹江镇"),
        AT,
    )
    assert entry.prev_hash == GENESIS
    (change,) = changes_of(entry)
    assert (change.table, change.id, change.revision, change.before) == ("unit", unit.id, 1, None)
    assert change.after["name"] == "丹江镇"
    assert change.after["kind"] == "township"


def test_an_update_is_journaled_from_what_to_what(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
    with book.write() as session:
        session.get_one(Unit, unit.id).name = "西江镇"

    (change,) = book.last_changes()
    assert change.revision == 2
    assert (change.before["name"], change.after["name"]) == ("丹江镇", "西江镇")
    assert (change.before["revision"], change.after["revision"]) == (1, 2)


def test_a_deletion_is_journaled_with_what_was_there(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
    with book.write() as session:
        session.delete(session.get_one(Unit, unit.id))

    (change,) = book.last_changes()
    assert (change.before["name"], change.after, change.revision) == ("丹江镇", None, 2)


def test_several_flushes_make_one_change_from_the_first_state_to_the_last(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
        session.flush()
        unit.name = "西江镇"
        session.flush()
        unit.name = "郎德镇"

    (change,) = book.last_changes()
    assert (change.before, change.after["name"], change.revision) == (None, "郎德镇", 3)


def test_a_row_that_comes_and_goes_in_one_transaction_leaves_no_trace(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
        session.flush()
        session.delete(unit)

    assert book.entries() == []


def test_a_transaction_that_changes_nothing_makes_no_entry(book):
    with book.write() as session:
        session.add(a_unit())
    with book.write() as session:
        session.scalars(select(Unit)).one().name = "丹江镇"

    assert len(book.entries()) == 1


def test_a_rolled_back_transaction_leaves_neither_row_nor_entry(book):
    def fail_midway():
        with book.write() as session:
            session.add(a_unit())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_midway()

    assert book.entries() == []
    with Session(book.engine) as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_what_a_savepoint_takes_back_is_not_journaled(book):
    with book.write() as session:
        kept = a_unit()
        session.add(kept)
        session.flush()
        savepoint = session.begin_nested()
        session.add(a_unit("西江镇"))
        kept.name = "郎德镇"
        session.flush()
        savepoint.rollback()

    (change,) = book.last_changes()
    assert (change.id, change.after["name"]) == (kept.id, "丹江镇")


def test_a_change_taken_back_by_a_savepoint_is_no_change(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
    with book.write() as session:
        again = session.get_one(Unit, unit.id)
        savepoint = session.begin_nested()
        again.name = "郎德镇"
        session.flush()
        savepoint.rollback()

    assert len(book.entries()) == 1


def test_a_kept_savepoint_still_makes_one_entry(book):
    with book.write() as session:
        session.add(a_unit())
        with session.begin_nested():
            session.add(a_unit("西江镇"))

    (entry,) = book.entries()
    assert [change.after["name"] for change in changes_of(entry)] == ["丹江镇", "西江镇"]


def test_two_commits_of_one_session_make_two_entries_without_repeats(book):
    with book.write() as session:
        session.add(a_unit())
        session.commit()
        session.add(a_unit("西江镇"))

    assert [len(changes_of(entry)) for entry in book.entries()] == [1, 1]


def test_the_old_value_is_known_though_the_row_was_expired_when_it_was_set(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
    with book.write() as session:
        again = session.get_one(Unit, unit.id)
        session.expire(again)
        again.name = "西江镇"

    (change,) = book.last_changes()
    assert (change.before["name"], change.after["name"]) == ("丹江镇", "西江镇")


@pytest.mark.parametrize("flush_between", [True, False])
def test_a_row_replaced_under_its_id_is_one_change(book, flush_between):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
    with book.write() as session:
        session.delete(session.get_one(Unit, unit.id))
        if flush_between:
            session.flush()
        replacement = a_unit("西江镇")
        replacement.id = unit.id
        session.add(replacement)

    (change,) = book.last_changes()
    assert (change.id, change.before["name"], change.after["name"]) == (unit.id, "丹江镇", "西江镇")


def test_a_row_that_is_put_back_continues_its_revisions(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
    with book.write() as session:
        session.delete(session.get_one(Unit, unit.id))
    (gone,) = book.last_changes()
    with book.write() as session:
        row = put_back(session, Unit, gone.before, gone.revision + 1)
        row.name = "西江镇"

    (change,) = book.last_changes()
    assert (change.id, change.before, change.after["name"], change.revision) == (unit.id, None, "西江镇", 4)
    with Session(book.engine) as session:
        assert session.get_one(Unit, unit.id).revision == 4


def test_stored_values_of_columns_that_no_longer_exist_are_left_out():
    assert values_of(Unit, {"name": "丹江镇", "kind": "township", "since_removed": 1}) == {
        "name": "丹江镇",
        "kind": UnitKind.TOWNSHIP,
    }


@pytest.mark.parametrize("table", RECORDED.values(), ids=lambda table: table.__tablename__)
def test_every_journaled_table_can_say_its_rows_plainly(table):
    assert set(plain(table())) | table.secrets == set(table.__table__.columns.keys())


@pytest.mark.parametrize(
    "statement",
    [
        insert(Unit).values(name="西江镇"),
        update(Unit).values(name="西江镇"),
        delete(Unit),
        update(Unit.__table__).values(name="西江镇"),
        delete(Unit.__table__),
    ],
)
def test_a_bulk_statement_on_a_journaled_table_is_refused(book, statement):
    with pytest.raises(RuntimeError, match="unit"), book.write() as session:
        session.execute(statement)


def test_tables_out_of_the_journal_still_announce_their_changes(book):
    with book.write() as session:
        session.add(Blob(digest="0" * 64, media_type="image/png", size=1, content=b"x"))
    assert session.info["recorder"].tables == {"blob"}

    with book.write() as session:
        session.execute(delete(Draft))
    assert session.info["recorder"].tables == {"draft"}
    assert book.entries() == []


def test_reading_and_free_text_statements_announce_nothing(book):
    with book.write() as session:
        session.execute(select(Unit))
        session.execute(text("SELECT 1"))

    assert session.info["recorder"].tables == set()


def test_secrets_stay_out_of_the_journal(book):
    with book.write() as session:
        session.add(
            Credential(
                kind=CredentialKind.PERSON,
                holder="演示甲",
                certificate="证",
                chain=[],
                encrypted_key="CANARY",
            )
        )

    (entry,) = book.entries()
    assert b"CANARY" not in unpack(entry.travelling) + unpack(entry.staying)
    with Session(book.engine) as session:
        assert session.scalars(select(Credential.encrypted_key)).one() == "CANARY"


def test_what_stays_and_what_travels_lie_in_separate_parts(book):
    with book.write() as session:
        session.add(a_unit())
        session.add(Setting(key="idle", value=10))

    (entry,) = book.entries()
    assert b'"unit"' in unpack(entry.travelling)
    assert b'"setting"' not in unpack(entry.travelling)
    assert b'"setting"' in unpack(entry.staying)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "INSERT INTO journal SELECT * FROM journal",
        "UPDATE journal_subject SET row_id = 'x'",
        "DELETE FROM journal_subject",
    ],
)
def test_the_database_itself_refuses_to_change_the_journal(book, statement):
    with book.write() as session:
        session.add(a_unit())

    with pytest.raises(IntegrityError, match="append-only"), writing(book.engine).begin() as connection:
        connection.exec_driver_sql(statement)


@ON_FILE
def test_the_file_refuses_to_replace_an_entry(book):
    with book.write() as session:
        session.add(a_unit())

    with pytest.raises(IntegrityError, match="append-only"), writing(book.engine).begin() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO journal SELECT * FROM journal")


def test_the_server_refuses_to_empty_the_journal(book):
    if is_server(book.engine):
        with pytest.raises(IntegrityError, match="append-only"), writing(book.engine).begin() as connection:
            connection.exec_driver_sql("TRUNCATE journal, journal_subject")


def three_entries(book):
    for name in ("丹江镇", "西江镇", "郎德镇"):
        with book.write(subject=name) as session:
            session.add(a_unit(name))
            session.add(Setting(key=name, value=1))


def test_an_untouched_journal_has_no_broken_link(book):
    three_entries(book)

    assert numbers_of_broken_links(book) == []


COLUMNS = [column.name for column in JournalEntry.__table__.columns if column.name != "seq"]


@pytest.mark.parametrize(
    "column", [name for name in COLUMNS if name not in {"undoes", "travelling", "staying"}]
)
def test_every_changed_text_of_an_entry_shows(book, column):
    three_entries(book)
    book.tamper((f"UPDATE journal SET {column} = '2026-03-28T09:41:00+01:00' WHERE seq = 2",))  # noqa: S608

    assert 2 in numbers_of_broken_links(book)


@ON_FILE
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", ["2026-03-28T09:41:00+01:00", 7, b"\x28\xb5\x2f\xfd", b""])
def test_every_changed_field_of_an_entry_shows(book, column, value):
    three_entries(book)
    book.tamper((f"UPDATE journal SET {column} = ? WHERE seq = 2", (value,)))  # noqa: S608

    assert 2 in numbers_of_broken_links(book)


def test_an_entry_with_another_number_shows(book):
    three_entries(book)
    book.tamper(
        ("UPDATE journal SET seq = 9 WHERE seq = 2",), ("UPDATE journal_subject SET seq = 9 WHERE seq = 2",)
    )

    assert numbers_of_broken_links(book) == [3, 9]


def test_a_removed_entry_shows_at_its_successor(book):
    three_entries(book)
    book.tamper(("DELETE FROM journal_subject WHERE seq = 2",), ("DELETE FROM journal WHERE seq = 2",))

    assert numbers_of_broken_links(book) == [3]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_subject WHERE seq = 2",
        "INSERT INTO journal_subject VALUES (2, 'unit', 'x')",
        "UPDATE journal_subject SET row_id = 'x' WHERE seq = 2 AND \"table\" = 'unit'",
    ],
)
def test_a_falsified_list_of_changed_rows_shows(book, statement):
    three_entries(book)
    book.tamper((statement,))

    assert numbers_of_broken_links(book) == [2]


@ON_FILE
def test_bytes_added_behind_a_part_show(book):
    three_entries(book)
    book.tamper(("UPDATE journal SET staying = CAST(staying || x'00' AS BLOB) WHERE seq = 2",))

    assert numbers_of_broken_links(book) == [2]


def test_a_part_that_claims_to_be_huge_is_refused_before_it_is_inflated():
    bomb = zstandard.ZstdCompressor().compress(b"0" * (MAX_BODY + 1))

    with pytest.raises(zstandard.ZstdError, match="large"):
        unpack(bomb)


def test_two_threads_writing_get_gapless_numbers_and_one_chain(book):
    def write_units(prefix):
        for number in range(12):
            with book.write() as session:
                session.add(a_unit(f"{prefix}{number}"))

    threads = [Thread(target=write_units, args=(prefix,)) for prefix in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [entry.seq for entry in book.entries()] == list(range(1, 25))
    assert numbers_of_broken_links(book) == []


def test_a_row_changed_since_it_was_read_is_not_overwritten(book):
    with book.write() as session:
        unit = a_unit()
        session.add(unit)
    with Session(book.engine) as session:
        read_before = session.get_one(Unit, unit.id)
    with book.write() as session:
        session.get_one(Unit, unit.id).name = "西江镇"

    read_before.name = "郎德镇"
    with pytest.raises(StaleDataError), book.write() as session:
        session.merge(read_before)

    with Session(book.engine) as session:
        assert session.get_one(Unit, unit.id).name == "西江镇"
    assert len(book.entries()) == 2


def test_the_history_of_a_row_is_found_without_opening_the_entries(book):
    three_entries(book)
    with Session(book.engine) as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.name == "西江镇")).one()
        found = session.scalars(
            select(JournalSubject.seq).where(JournalSubject.table == "unit", JournalSubject.row_id == unit_id)
        )
        assert list(found) == [2]


def test_a_name_with_rare_characters_survives_the_journal(book):
    with book.write() as session:
        session.add(Cadre(name="阿依古丽·𬱖"))

    (change,) = book.last_changes()
    assert change.after["name"] == "阿依古丽·𬱖"
