"""The way to the server as this PC keeps it, and as people type it."""

import json

import pytest

from app.database.server_file import FILE, ROOT, forget, is_on_server, load, save, server_of
from app.errors import EnvironmentProblem, UserError
from db.server import Server

TYPED = {"host": "10.0.0.5", "port": "", "database": "shijibu", "user": "amt", "password": "geheim ' \\"}
TEXTS = ("host", "database", "user", "password")
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def test_what_is_typed_comes_back_from_the_file(tmp_path):
    server = server_of(TYPED)
    save(tmp_path, server, "m")
    assert load(tmp_path).server == server
    assert (server.port, load(tmp_path).mark) == (5432, "m")


def test_the_certificate_is_kept_beside_it(tmp_path):
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "root.crt").write_text(PEM)
    save(tmp_path, server_of(TYPED | {"root": str(tmp_path / "stick" / "root.crt")}))
    assert load(tmp_path).server.root == tmp_path / ROOT
    assert (tmp_path / ROOT).read_text() == PEM
    save(tmp_path, load(tmp_path).server)
    forget(tmp_path)
    assert not is_on_server(tmp_path)
    assert not (tmp_path / ROOT).exists()
    forget(tmp_path)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"host": ""}, "host"),
        ({"host": "a b"}, "host"),
        ({"database": "x'y"}, "database"),
        ({"user": " "}, "user"),
        ({"user": "x" * 300}, "user"),
        ({"port": "0"}, "port"),
        ({"port": "65536"}, "port"),
        ({"port": "五"}, "port"),
        ({"root": "/nowhere/root.crt"}, "root"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(changes, field):
    with pytest.raises(UserError) as told:
        server_of(TYPED | changes)
    assert told.value.field == field


def test_a_file_that_is_no_certificate_is_told(tmp_path):
    (tmp_path / "x").write_text("hallo")
    with pytest.raises(UserError, match="不是 PEM"):
        server_of(TYPED | {"root": str(tmp_path / "x")})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b"{}",
        json.dumps({"format": "other"}).encode(),
        json.dumps({"format": "shijibu-server", "host": 1}).encode(),
        json.dumps(
            {
                "format": "shijibu-server",
                "host": "h",
                "database": "d",
                "user": "u",
                "password": "p",
                "mark": 1,
            }
        ).encode(),
        b"x" * 100_000,
    ],
)
def test_a_file_that_the_program_did_not_write_is_told(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(EnvironmentProblem, match="读不出来"):
        load(tmp_path)


def test_a_full_disk_leaves_the_old_way(tmp_path, monkeypatch):
    save(tmp_path, Server("alt", "d", "u", ""))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
        save(tmp_path, Server("neu", "d", "u", ""))
    monkeypatch.undo()
    assert load(tmp_path).server.host == "alt"
