"""Moving, connecting and examining on the command line."""

import pytest

from app.cli import DONE, PROBLEM
from app.commands import PASSPHRASE
from app.commands_database import SERVER_PASSWORD
from tests import postgres
from tests.installations import ADMIN, CLERK
from tests.test_cli import home, installed, one_line, run

__all__ = ["home", "installed", "run"]


@pytest.fixture
def place(monkeypatch):
    """A server as the command line names it."""
    monkeypatch.setenv(SERVER_PASSWORD, "")
    server = postgres.cluster().bare()
    return f"{server.host}:{server.port}/{server.database}"


@pytest.fixture
def moved(installed, home, run, place, monkeypatch):
    """The data on the server."""
    monkeypatch.setenv(PASSPHRASE, ADMIN.passphrase)
    assert run("move-database", "--to-server", place, "--account", "guanli")[0] == DONE
    return home


def test_the_data_move_to_the_server_and_back(installed, home, run, place, monkeypatch):
    monkeypatch.setenv(PASSPHRASE, ADMIN.passphrase)
    code, out, err = run("move-database", "--to-server", place, "--account", "guanli")
    assert (code, out.startswith("数据已迁到服务器")) == (DONE, True)
    assert "核对新数据" in err
    code, out, _ = run("doctor", "--account", "guanli")
    assert "在单位服务器上，可以打开。" in out
    code, out, _ = run("move-database", "--to-file", "--account", "guanli")
    assert (code, out.startswith("数据已迁回本机")) == (DONE, True)
    assert (home / "shijibu.db").exists()


def test_where_to_must_be_said(installed, run, place):
    for words in ((), ("--to-file", "--to-server", place)):
        code, _, err = run("move-database", *words, "--account", "guanli")
        assert (code, one_line(err)) == (PROBLEM, True)
        assert "迁到哪里" in err


def test_a_further_pc_is_connected(moved, run, place, tmp_path, monkeypatch):
    monkeypatch.setenv("SHIJIBU_HOME", str(tmp_path / "second"))
    monkeypatch.setenv(PASSPHRASE, CLERK.passphrase)
    assert run("connect", "--to-server", place)[0] == DONE
    assert run("workdays", "--from", "2026-03-06", "--account", "jingban")[0] == DONE
    code, _, err = run("connect", "--to-server", place)
    assert code == PROBLEM
    assert "已有自己的数据" in err


def test_a_server_without_data_or_name_is_told(home, run, place):
    assert "还没有实绩簿的数据" in run("connect", "--to-server", place)[2]
    assert "--to-server" in run("connect")[2]


def test_a_backup_is_taken_back_into_the_server(moved, run, tmp_path):
    code, out, _ = run("backup", "--account", "guanli", "--out", tmp_path / "stick")
    assert code == DONE
    code, out, _ = run("restore", out.strip(), "--account", "guanli")
    assert code == DONE
    assert "原来的数据留在服务器上，架构名 shijibu_before_" in out
