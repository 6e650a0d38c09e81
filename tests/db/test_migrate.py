import shutil
from datetime import date
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import migrate
from db.base import Base
from db.engine import defer_references, writing
from db.journal import broken_links
from db.months import Month
from db.server import DOOR, is_server
from db.tables.monthly import Report
from db.tables.people import Cadre, Exemption, Unit
from db.tables.targets import Target, TargetHolder
from db.vocabulary import ExemptionKind, PersonCategory, TargetSource, UnitKind
from tests.db.conftest import Book

KEEPERS = {
    "journal_keeps_DELETE",
    "journal_keeps_REPLACE",
    "journal_keeps_UPDATE",
    "journal_subject_keeps_DELETE",
    "journal_subject_keeps_UPDATE",
    "received_entry_keeps_DELETE",
    "received_entry_keeps_UPDATE",
    "received_subject_keeps_DELETE",
    "received_subject_keeps_UPDATE",
}
SERVER_KEEPERS = {
    "journal_keeps_order",
    "journal_keeps_truncate",
    "journal_keeps_update",
    "journal_subject_keeps_truncate",
    "journal_subject_keeps_update",
    "received_entry_keeps_truncate",
    "received_entry_keeps_update",
    "received_subject_keeps_truncate",
    "received_subject_keeps_update",
}


def fill(engine):
    """Rows that refer to others, in one table to itself as well."""
    with Book(engine).write() as session:
        unit = Unit(name="丹江镇", short_name="丹江", kind=UnitKind.TOWNSHIP, body="党委")
        cadre = Cadre(name="演示甲")
        session.add_all([unit, cadre])
        session.flush()
        first = a_report(unit, cadre, version=0)
        session.add(first)
        session.flush()
        session.add(a_report(unit, cadre, version=1, corrects_id=first.id))


def a_report(unit, cadre, **values):
    return Report(
        unit_id=unit.id,
        cadre_id=cadre.id,
        month=Month(2026, 3),
        post_title="镇长",
        rulebook_number=0,
        **values,
    )


def triggers(engine):
    of_file = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    of_server = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        return set(connection.exec_driver_sql(of_server if is_server(engine) else of_file).scalars())


def test_an_empty_file_needs_an_upgrade_and_then_none(empty):
    assert migrate.current(empty) is None
    assert migrate.needs_upgrade(empty)

    migrate.upgrade(empty)

    assert migrate.current(empty) == migrate.HEAD
    assert not migrate.needs_upgrade(empty)


def test_the_named_head_is_the_newest_script():
    scripts = ScriptDirectory(str(migrate.FOLDER))

    assert scripts.get_current_head() == migrate.HEAD


def test_the_migrated_database_has_exactly_the_tables_of_the_program(empty):
    migrate.upgrade(empty)

    with empty.connect() as connection:
        options = {"compare_type": False, "include_object": lambda _it, name, *_: name != DOOR}
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, Base.metadata)
    if is_server(
        empty
    ):  # there every reference can wait until the end, which the program's tables do not say
        removed, added = (
            {one[1].name for one in found if one[0] == f"{way}_fk"} for way in ("remove", "add")
        )
        assert removed == added
        found = [one for one in found if not one[0].endswith("_fk")]
    assert found == []


def test_the_migrated_database_guards_its_journal(empty):
    migrate.upgrade(empty)

    assert triggers(empty) == (SERVER_KEEPERS if is_server(empty) else KEEPERS)


def test_migrations_go_up_down_and_up_again_with_rows_in_the_way(empty):
    migrate.upgrade(empty)
    fill(empty)

    migrate.downgrade(empty, "base")
    assert migrate.table_names(empty) - {DOOR} == {"alembic_version"}
    assert migrate.current(empty) is None

    migrate.upgrade(empty)
    fill(empty)
    with Session(empty) as session:
        assert broken_links(session) == []
        assert len(list(session.scalars(select(Report)))) == 2


def test_each_migration_goes_up_down_and_up_on_its_own(empty):
    scripts = list(ScriptDirectory(str(migrate.FOLDER)).walk_revisions())
    for script in reversed(scripts):
        migrate.upgrade(empty, script.revision)
        migrate.downgrade(empty, script.down_revision or "base")
        migrate.upgrade(empty, script.revision)

    assert migrate.current(empty) == migrate.HEAD


def test_targets_of_before_keep_everything_and_have_no_figures_yet(empty):
    migrate.upgrade(empty)
    with Book(empty).write() as session:
        unit = Unit(name="丹江镇", short_name="丹江", kind=UnitKind.TOWNSHIP, body="党委")
        cadre = Cadre(name="演示甲")
        session.add_all([unit, cadre])
        session.flush()
        entry = {"title": "危房改造", "source": TargetSource.UNIT, "weight": Decimal("12.5")}
        target = Target(unit_id=unit.id, year=2026, amount_unit="户", amount_goal=Decimal(42), **entry)
        session.add(target)
        session.flush()
        session.add(TargetHolder(target_id=target.id, cadre_id=cadre.id, weight=Decimal(100)))

    migrate.downgrade(empty, "0001")
    with empty.connect() as connection:
        assert connection.exec_driver_sql("SELECT title FROM target").scalar() == "危房改造"
        assert connection.exec_driver_sql("SELECT count(*) FROM target_holder").scalar() == 1
    migrate.upgrade(empty)

    with Session(empty) as session:
        [row] = session.scalars(select(Target))
        assert (row.title, row.weight, row.amount_unit, row.amount_goal) == ("危房改造", None, "", None)
        assert broken_links(session) == []


def test_a_newer_database_is_refused(migrated):
    with writing(migrated).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(migrate.NewerDatabase, match="9999"):
        migrate.needs_upgrade(migrated)


@pytest.fixture
def further_migration(tmp_path, monkeypatch):
    """Write a script 0002 after those of the program."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "FOLDER", folder)

    def write(*body):
        lines = ["import sqlalchemy as sa", "from alembic import op", f"down_revision = '{migrate.HEAD}'"]
        lines += ["revision = 'further'", "def upgrade():", *(f"    {line}" for line in body)]
        (folder / "versions" / "further.py").write_text("\n".join(lines))

    return write


def test_a_table_that_others_refer_to_can_be_rebuilt_without_losing_a_row(migrated, further_migration):
    fill(migrated)
    further_migration(
        "way = 'always' if op.get_context().dialect.name == 'sqlite' else 'never'",
        "with op.batch_alter_table('unit', recreate=way) as table:",
        "    table.add_column(sa.Column('seal', sa.String(), nullable=False, server_default=''))",
    )

    migrate.upgrade(migrated)

    with migrated.connect() as connection:
        assert connection.exec_driver_sql("SELECT name, seal FROM unit").all() == [("丹江镇", "")]
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 2
    with pytest.raises(IntegrityError), writing(migrated).begin() as connection:
        connection.exec_driver_sql("DELETE FROM unit")


def test_a_migration_that_fails_midway_leaves_everything_as_it_was(migrated, further_migration):
    fill(migrated)
    further_migration("op.drop_table('evidence')", "raise ZeroDivisionError")

    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(migrated)

    assert migrate.current(migrated) == migrate.HEAD
    assert "evidence" in migrate.table_names(migrated)
    with pytest.raises(IntegrityError), writing(migrated).begin() as connection:
        connection.exec_driver_sql("DELETE FROM unit")


def test_a_migration_that_would_orphan_rows_is_taken_back(migrated, further_migration):
    fill(migrated)
    further_migration("op.execute('DELETE FROM unit')")

    with pytest.raises((RuntimeError, IntegrityError), match=r"without their unit|foreign key"):
        migrate.upgrade(migrated)

    assert migrate.current(migrated) == migrate.HEAD
    with Session(migrated) as session:
        assert session.scalars(select(Unit.name)).all() == ["丹江镇"]


def test_on_a_server_text_sorts_by_its_bytes_and_references_can_wait_until_the_end(empty):
    migrate.upgrade(empty)
    names = ["b", "a", "B", "丹", "_", "Z", "é", "𠮷", "龘"]
    with writing(empty).begin() as connection:
        defer_references(connection)
        connection.execute(insert(Cadre), [cadre_row(name) for name in names])
        connection.execute(insert(Exemption), [exemption_row("later")])
        connection.execute(insert(Unit), [unit_row("later")])
    with empty.connect() as connection:
        found = connection.scalars(select(Cadre.name).order_by(Cadre.name)).all()
    assert found == sorted(names, key=str.encode)


def cadre_row(name):
    return {"id": name, "revision": 1, "name": name, "category": PersonCategory.CIVIL_SERVANT}


def unit_row(row_id):
    row = {"id": row_id, "revision": 1, "name": row_id, "short_name": row_id, "kind": UnitKind.TOWNSHIP}
    return row | {"body": "", "notice_place": "", "position": 0}


def exemption_row(unit_id):
    day, month = date(2026, 3, 1), Month(2026, 3)
    row = {"id": "x", "revision": 1, "unit_id": unit_id, "first": month, "last": month, "reason": ""}
    return row | {"kind": ExemptionKind.STUDY, "approved_by": "", "approved_on": day}
