import shutil
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import migrate
from db.base import Base
from db.engine import writing
from db.journal import broken_links
from db.tables.monthly import Report
from db.tables.people import Cadre, Unit
from db.tables.targets import Target, TargetHolder
from db.vocabulary import TargetSource, UnitKind
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
    from db.months import Month

    return Report(
        unit_id=unit.id,
        cadre_id=cadre.id,
        month=Month(2026, 3),
        post_title="镇长",
        rulebook_number=0,
        **values,
    )


def triggers(engine):
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(names.scalars())


def test_an_empty_file_needs_an_upgrade_and_then_none(empty_engine):
    assert migrate.current(empty_engine) is None
    assert migrate.needs_upgrade(empty_engine)

    migrate.upgrade(empty_engine)

    assert migrate.current(empty_engine) == migrate.HEAD
    assert not migrate.needs_upgrade(empty_engine)


def test_the_named_head_is_the_newest_script():
    scripts = ScriptDirectory(str(migrate.FOLDER))

    assert scripts.get_current_head() == migrate.HEAD


def test_the_migrated_database_has_exactly_the_tables_of_the_program(empty_engine):
    migrate.upgrade(empty_engine)

    with empty_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrated_database_guards_its_journal(empty_engine):
    migrate.upgrade(empty_engine)

    assert triggers(empty_engine) == KEEPERS


def test_migrations_go_up_down_and_up_again_with_rows_in_the_way(empty_engine):
    migrate.upgrade(empty_engine)
    fill(empty_engine)

    migrate.downgrade(empty_engine, "base")
    assert migrate.table_names(empty_engine) == {"alembic_version"}
    assert migrate.current(empty_engine) is None

    migrate.upgrade(empty_engine)
    fill(empty_engine)
    with Session(empty_engine) as session:
        assert broken_links(session) == []
        assert len(list(session.scalars(select(Report)))) == 2


def test_each_migration_goes_up_down_and_up_on_its_own(empty_engine):
    scripts = list(ScriptDirectory(str(migrate.FOLDER)).walk_revisions())
    for script in reversed(scripts):
        migrate.upgrade(empty_engine, script.revision)
        migrate.downgrade(empty_engine, script.down_revision or "base")
        migrate.upgrade(empty_engine, script.revision)

    assert migrate.current(empty_engine) == migrate.HEAD


def test_targets_of_before_keep_everything_and_have_no_figures_yet(empty_engine):
    migrate.upgrade(empty_engine)
    with Book(empty_engine).write() as session:
        unit = Unit(name="丹江镇", short_name="丹江", kind=UnitKind.TOWNSHIP, body="党委")
        cadre = Cadre(name="演示甲")
        session.add_all([unit, cadre])
        session.flush()
        entry = {"title": "危房改造", "source": TargetSource.UNIT, "weight": Decimal("12.5")}
        target = Target(unit_id=unit.id, year=2026, amount_unit="户", amount_goal=Decimal(42), **entry)
        session.add(target)
        session.flush()
        session.add(TargetHolder(target_id=target.id, cadre_id=cadre.id, weight=Decimal(100)))

    migrate.downgrade(empty_engine, "0001")
    with empty_engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT title FROM target").scalar() == "危房改造"
        assert connection.exec_driver_sql("SELECT count(*) FROM target_holder").scalar() == 1
    migrate.upgrade(empty_engine)

    with Session(empty_engine) as session:
        [row] = session.scalars(select(Target))
        assert (row.title, row.weight, row.amount_unit, row.amount_goal) == ("危房改造", None, "", None)
        assert broken_links(session) == []


def test_a_newer_database_is_refused(engine):
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(migrate.NewerDatabase, match="9999"):
        migrate.needs_upgrade(engine)


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


def test_a_table_that_others_refer_to_can_be_rebuilt_without_losing_a_row(engine, further_migration):
    fill(engine)
    further_migration(
        "with op.batch_alter_table('unit', recreate='always') as table:",
        "    table.add_column(sa.Column('seal', sa.String(), nullable=False, server_default=''))",
    )

    migrate.upgrade(engine)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name, seal FROM unit").all() == [("丹江镇", "")]
        assert connection.exec_driver_sql("SELECT count(*) FROM report").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_fails_midway_leaves_everything_as_it_was(engine, further_migration):
    fill(engine)
    further_migration("op.drop_table('evidence')", "raise ZeroDivisionError")

    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(engine)

    assert migrate.current(engine) == migrate.HEAD
    assert "evidence" in migrate.table_names(engine)
    with pytest.raises(IntegrityError), writing(engine).begin() as connection:
        connection.exec_driver_sql("DELETE FROM unit")


def test_a_migration_that_would_orphan_rows_is_taken_back(engine, further_migration):
    fill(engine)
    further_migration("op.execute('DELETE FROM unit')")

    with pytest.raises(RuntimeError, match="without their unit"):
        migrate.upgrade(engine)

    assert migrate.current(engine) == migrate.HEAD
    with Session(engine) as session:
        assert session.scalars(select(Unit.name)).all() == ["丹江镇"]
