import pytest
from sqlalchemy.exc import DatabaseError

from db.engine import bare_connection, open_engine, writing
from db.health import copy_database, orphans, page_faults
from tests.builders import KEY, empty_database


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "shijibu.db"
    path.write_bytes(empty_database())
    return path


@pytest.fixture
def engine(path):
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


def reported(done, total):
    assert 0 <= done <= total


def test_a_whole_database_has_no_fault(engine):
    assert page_faults(engine) == []
    assert orphans(engine) == []


def flip_a_bit(path, page):
    raw = bytearray(path.read_bytes())
    pages = len(raw) // 4096
    raw[4096 * (page - 1 if page > 0 else pages - 1) + 100] ^= 1
    path.write_bytes(raw)


def test_a_page_whose_bytes_were_changed_is_named(path):
    flip_a_bit(path, 6)
    engine = open_engine(path, KEY)

    assert page_faults(engine) == ["HMAC verification failed for page 6"]
    engine.dispose()


def test_a_table_that_contradicts_itself_is_named(engine):
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE odd (a)")
        connection.exec_driver_sql("INSERT INTO odd VALUES (NULL)")
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = 'CREATE TABLE odd (a NOT NULL)' WHERE name = 'odd'"
        )
    engine.dispose()

    assert page_faults(engine) == ["NULL value in odd.a"]


def test_a_row_without_what_it_refers_to_is_named(engine):
    with bare_connection(engine) as driver:
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("INSERT INTO evidence VALUES ('nowhere', 'x', 'x', 1, 'x', '7', 1)")
        driver.execute("PRAGMA foreign_keys = ON")

    assert orphans(engine) == ["evidence 1 lacks its clause"]


def test_a_copy_holds_the_same_under_the_same_key_in_one_file(engine, tmp_path):
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO blob VALUES ('CANARY', 'text', 1, 'x')")
    heard = []

    copy_database(engine, tmp_path / "copy.db", KEY, lambda done, total: heard.append((done, total)))

    copy = open_engine(tmp_path / "copy.db", KEY, read_only=True)
    with copy.connect() as connection:
        assert connection.exec_driver_sql("SELECT digest FROM blob").scalars().all() == ["CANARY"]
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
    assert heard[-1][0] == heard[-1][1]
    assert b"CANARY" not in (tmp_path / "copy.db").read_bytes()
    assert not (tmp_path / "copy.db-wal").exists()


def test_a_copy_that_cannot_be_written_is_an_error_of_the_database(engine, tmp_path):
    with pytest.raises(DatabaseError):
        copy_database(engine, tmp_path / "nowhere" / "copy.db", KEY, reported)


@pytest.mark.parametrize("page", [6, -1])
def test_a_damaged_page_is_never_copied_as_if_it_were_whole(path, tmp_path, page):
    engine = open_engine(path, KEY)
    with writing(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO blob VALUES ('x', 'text', 1, zeroblob(60000))")
    engine.dispose()
    flip_a_bit(path, page)
    engine = open_engine(path, KEY)

    with pytest.raises(DatabaseError, match="malformed"):
        copy_database(engine, tmp_path / "copy.db", KEY, reported)
    engine.dispose()


def test_a_disk_that_takes_no_more_is_an_error_of_the_database(engine, tmp_path):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(DatabaseError, match="disk"):
            copy_database(engine, tmp_path / "copy.db", KEY, reported)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
