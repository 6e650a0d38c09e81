import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

from db.engine import bare_connection, open_engine, writing
from tests.builders import KEY, empty_database


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "雷山 数据#?%"
    folder.mkdir()
    path = folder / "shijibu.db"
    path.write_bytes(empty_database())
    return path


@pytest.fixture
def engine(path):
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
    ],
)
def test_every_connection_is_durable_and_wipes_what_it_deletes(engine, pragma, value):
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_nothing_in_the_file_can_be_read_without_the_key(engine, path):
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO blob VALUES ('CANARY', 'text', 6, 'CANARY')")
        for file in path.parent.iterdir():
            assert b"CANARY" not in file.read_bytes()
            assert b"SQLite" not in file.read_bytes()


def test_what_people_wrote_never_stands_in_an_error(engine):
    with pytest.raises(OperationalError) as problem, engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("CANARY",))

    assert "CANARY" not in str(problem.value)


def test_a_wrong_key_says_that_it_is_no_database(path, capfd):
    engine = open_engine(path, bytes(32))

    with pytest.raises(DatabaseError, match="not a database"), engine.connect():
        pass
    assert capfd.readouterr().err == ""


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32"):
        open_engine("", b"short")


def test_only_a_writing_transaction_can_write(engine):
    with pytest.raises(OperationalError, match="readonly"), engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM blob")
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("DELETE FROM blob")


def test_a_writer_waits_at_the_start_and_not_in_the_middle(engine, path):
    second = open_engine(path, KEY)
    with writing(engine).begin(), second.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout = 0")
        with (
            pytest.raises(OperationalError, match="locked"),
            connection.execution_options(shijibu_writing=True),
        ):
            connection.exec_driver_sql("SELECT 1")
    second.dispose()


def test_a_reader_keeps_its_snapshot_while_others_write(engine):
    count = "SELECT count(*) FROM blob"
    with engine.connect() as reader:
        assert reader.exec_driver_sql(count).scalar() == 0
        with writing(engine).begin() as connection:
            connection.exec_driver_sql("INSERT INTO blob VALUES ('x', 'text', 1, 'x')")
        assert reader.exec_driver_sql(count).scalar() == 0
    with engine.connect() as reader:
        assert reader.exec_driver_sql(count).scalar() == 1


def test_a_read_only_engine_reads_and_never_writes_or_creates(engine, path):
    with engine.connect():
        pass
    rescue = open_engine(path, KEY, read_only=True)
    with rescue.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM unit").scalar() == 0
    with pytest.raises(OperationalError, match="readonly"), writing(rescue).begin() as connection:
        connection.exec_driver_sql("DELETE FROM blob")

    missing = path.with_name("missing.db")
    with (
        pytest.raises(OperationalError, match="unable to open"),
        open_engine(missing, KEY, read_only=True).connect(),
    ):
        pass
    assert not missing.exists()


def test_the_bare_connection_stands_outside_any_transaction(engine):
    with bare_connection(engine) as connection:
        assert not connection.in_transaction
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
