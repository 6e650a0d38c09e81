"""What goes wrong on the way to the server, each in one sentence with the next step."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import DatabaseError

from app.database.arrival import look_at
from app.errors import EnvironmentProblem
from app.office import environment_problem, plain_problems
from db.engine import writing
from db.server import Server, WrongEncoding, open_server, refuse_other_encoding
from tests import postgres


class Said(Exception):
    def __init__(self, words, sqlstate=None):
        super().__init__(words)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "words", "sentence"),
    [
        (None, 'connection failed: FATAL: password authentication failed for user "x"', "不接受"),
        (None, "FATAL:  用户 x Password 认证失败", "不接受"),
        (None, 'FATAL: no pg_hba.conf entry for host "10.0.0.9", no encryption', "不接受"),
        (None, 'FATAL: database "x" does not exist', "没有这个数据库"),
        (None, "server does not support SSL, but SSL was required", "没有启用加密连接"),
        (None, "SSL error: certificate verify failed", "证书核对不上"),
        (None, 'server certificate for "a" does not match host name "b"', "证书核对不上"),
        (None, "connection refused", "连不上单位的数据库服务器"),
        (None, "could not translate host name", "连不上单位的数据库服务器"),
        (None, "connection timeout expired", "连不上单位的数据库服务器"),
        (None, "server closed the connection unexpectedly", "连不上单位的数据库服务器"),
        ("08006", "connection failure", "连不上单位的数据库服务器"),
        ("28P01", "", "不接受数据库用户名或密码"),
        ("3D000", "", "没有这个数据库"),
        ("55P03", "canceling statement due to lock timeout", "另一台电脑正在保存"),
        ("53100", "", "服务器磁盘空间不足"),
        ("53300", "too many connections", "服务器过忙"),
        ("57P01", "admin shutdown", "正在停止或重新启动"),
        ("57P03", "the database system is starting up", "正在启动或停止"),
        ("25P03", "", "等待过久"),
        ("25006", "", "只能读"),
        ("40P01", "", "另一台电脑正在保存同样的内容"),
        ("42501", "", "没有所需的权限"),
        ("42P01", "", "已移到别处"),
        ("XX001", "", "已损坏"),
        ("58030", "", "磁盘读写出错"),
        ("22023", "", "没有接受这次操作"),
    ],
)
def test_each_complaint_of_the_server_becomes_a_sentence_with_a_next_step(state, words, sentence):
    problem = environment_problem(DatabaseError("SELECT 1", {}, Said(words, state)))
    assert sentence in problem.message
    assert problem.next_step.endswith("。")


def test_a_socket_that_nobody_listens_to_is_told(tmp_path):
    with pytest.raises(EnvironmentProblem, match="连不上单位的数据库服务器"), plain_problems():
        look_at(Server(str(tmp_path), "x", "x", ""))


def test_a_database_that_does_not_exist_is_told():
    with pytest.raises(EnvironmentProblem, match="没有这个数据库"), plain_problems():
        look_at(postgres.cluster().server("gibt_es_nicht"))


def test_a_database_that_cannot_keep_every_character_is_told():
    cluster = postgres.cluster()
    with cluster.admin() as admin:
        admin.execute(
            "CREATE DATABASE latein TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    with pytest.raises(EnvironmentProblem, match="不是 UTF8 编码"):
        look_at(cluster.server("latein"))
    engine = open_server(cluster.server("latein"))
    with engine.connect() as connection, pytest.raises(WrongEncoding):
        refuse_other_encoding(connection)
    engine.dispose()


def test_a_writer_that_waits_too_long_for_another_is_told():
    engine = open_server(postgres.cluster().bare())
    with writing(engine).begin(), writing(engine).connect() as second:
        second.connection.driver_connection.execute("SET lock_timeout = 50")
        with pytest.raises(EnvironmentProblem, match="另一台电脑正在保存"), plain_problems():
            second.begin()
    engine.dispose()


def test_a_connection_that_the_server_ends_is_replaced_before_it_is_used_again():
    engine = open_server(postgres.cluster().bare())
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        pid = connection.connection.driver_connection.info.backend_pid
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver.info.backend_pid == pid
        with postgres.cluster().admin() as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(EnvironmentProblem), plain_problems():
            connection.exec_driver_sql("SELECT 1")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()


def test_a_reader_cannot_write_whatever_it_tries():
    engine = open_server(postgres.cluster().bare())
    with engine.connect() as connection, pytest.raises(DatabaseError, match="read-only"):
        connection.exec_driver_sql("CREATE TABLE x (a int)")
    engine.dispose()


def test_nothing_goes_over_a_cable_without_tls(tmp_path):
    assert Server("10.0.0.5", "x", "x", "").encryption == "require"
    assert Server("10.0.0.5", "x", "x", "", root=tmp_path / "root.crt").encryption == "verify-full"
    assert {Server(host, "x", "x", "").encryption for host in ("localhost", "127.0.0.1", "::1", "/run")} == {
        "prefer"
    }


def test_the_certificate_vouches_for_the_server_and_no_other_does(tmp_path):
    cluster = postgres.cluster()
    known = cluster.server(host="localhost", root=cluster.root)
    engine = open_server(known)
    with engine.connect() as connection:
        query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert connection.exec_driver_sql(query).scalar() is True
    engine.dispose()

    postgres.make_certificate(tmp_path)
    for stranger in (replace(known, root=tmp_path / "server.crt"), replace(known, host="127.0.0.1")):
        with pytest.raises(EnvironmentProblem, match="证书核对不上"), plain_problems():
            look_at(stranger)


def test_the_password_stands_in_no_message():
    assert "geheim" not in repr(Server("h", "d", "u", "geheim"))
