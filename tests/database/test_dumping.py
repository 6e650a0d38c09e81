"""PostgreSQL's own backup: made, tried out, and refused where it cannot be."""

from dataclasses import replace

import pytest

from app.database import dumping
from app.database.dumping import commands, dump, program
from app.database.server_file import load
from app.errors import EnvironmentProblem, NotAllowed
from app.progress import SILENT
from app.vocabulary import Role
from db.server import Server
from tests.builders import moment
from tests.database.test_moving import TODAY, come_in, folder, moved, server
from tests.installations import ADMIN

__all__ = ["come_in", "folder", "moved", "server"]


@pytest.fixture
def office(moved, come_in):
    return come_in(moved, ADMIN)


def test_a_dump_is_tried_out_in_a_scratch_database_before_it_counts(office, tmp_path):
    done = dump(office, tmp_path, SILENT)

    assert done.tried
    assert done.path.read_bytes()[:5] == b"PGDMP"
    assert done.size == done.path.stat().st_size
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_where_no_scratch_database_may_be_made_the_list_is_enough(office, tmp_path, monkeypatch):
    with office.engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("CREATE ROLE bescheiden LOGIN")
        driver.execute("GRANT USAGE ON SCHEMA shijibu TO bescheiden")
        driver.execute("GRANT SELECT ON ALL TABLES IN SCHEMA shijibu TO bescheiden")
    known = load(office.keyring.folder)
    dumping.load, kept = (
        (lambda _folder: replace(known, server=replace(known.server, user="bescheiden"))),
        dumping.load,
    )
    try:
        assert not dump(office, tmp_path, SILENT).tried
    finally:
        dumping.load = kept


def test_what_is_not_the_same_after_all_is_no_backup(office, tmp_path, monkeypatch):
    roots = iter("ab")
    monkeypatch.setattr(dumping, "state_root", lambda _connection: next(roots))
    with pytest.raises(EnvironmentProblem, match="不一致"):
        dump(office, tmp_path, SILENT)
    assert list(tmp_path.glob("*.dump")) == []


def test_without_pg_dump_the_way_is_told(office, tmp_path, monkeypatch):
    monkeypatch.setattr(dumping, "program", lambda _name: None)
    with pytest.raises(EnvironmentProblem, match="没有 pg_dump"):
        dump(office, tmp_path, SILENT)


def test_a_stick_that_was_pulled_is_told(office, tmp_path):
    with pytest.raises(EnvironmentProblem, match="没有完成"):
        dump(office, tmp_path / "gone", SILENT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_dumps_the_server(office, tmp_path, role):
    office.login = replace(office.login, roles=frozenset({role}))
    with pytest.raises(NotAllowed):
        dump(office, tmp_path, SILENT)


def test_the_commands_name_the_server_and_never_the_password():
    told = commands(Server("10.0.0.5", "shijibu", "amt", "geheim", 5433), moment(TODAY))
    assert "pg_dump -h 10.0.0.5 -p 5433 -U amt -d shijibu -n shijibu -Fc -f shijibu-20260328.dump" in told
    assert "geheim" not in told


def test_a_program_that_nobody_has_is_not_found():
    assert program("pg_kennt_keiner") is None
