import logging

import openpyxl
import pytest

from app import logs

SECRET_NAME = "演示甲"


@pytest.fixture
def log(tmp_path):
    yield logs.start(tmp_path)
    logs.stop()


def fail_about(name):
    salary = f"{name} 522634198001011234"
    raise KeyError(salary)


def caught(name=SECRET_NAME):
    try:
        try:
            fail_about(name)
        except KeyError as error:
            raise RuntimeError(f"{name} failed") from error
    except RuntimeError as error:
        return error
    return None


def test_a_crash_report_tells_types_and_places_of_the_whole_chain():
    report = logs.crash_report(caught())
    assert "builtins.RuntimeError" in report
    assert "builtins.KeyError" in report
    assert "tests/test_logs.py:" in report
    assert " fail_about" in report
    assert report.splitlines()[0].startswith("实绩簿 ")
    assert "Python 3." in report


def test_a_crash_report_holds_no_name_no_number_and_no_folder_of_the_pc():
    report = logs.crash_report(caught())
    for private in (
        SECRET_NAME,
        "522634198001011234",
        "failed",
        "salary",
        "/home",
        "/usr",
        "/work",
        "site-packages",
    ):
        assert private not in report


def test_an_endless_recursion_is_told_in_a_few_lines():
    def again():
        again()

    with pytest.raises(RecursionError) as endless:
        again()
    assert len(logs.crash_report(endless.value).splitlines()) <= logs.MOST_FRAMES + 2


def test_an_error_that_causes_itself_is_told_once():
    error = RuntimeError()
    other = KeyError()
    error.__cause__, other.__cause__ = other, error
    assert len(logs.crash_report(error).splitlines()) == 3


def test_a_logged_exception_is_written_by_its_places_only(log, caplog):
    logs.LOG.error("command failed", exc_info=caught())
    caplog.clear()
    written = log.read_text("utf-8")
    assert "command failed" in written
    assert "builtins.KeyError" in written
    assert SECRET_NAME not in written


def test_the_log_turns_over_and_never_grows_beyond_its_copies(log, monkeypatch):
    handler = next(handler for handler in logs.LOG.handlers if isinstance(handler.formatter, logs.PlacesOnly))
    handler.maxBytes = 200
    for number in range(100):
        logs.LOG.info("step %s", number)
    assert len(list(log.parent.iterdir())) == logs.COPIES + 1
    assert "step 99" in log.read_text("utf-8")


def test_starting_twice_writes_each_line_once(tmp_path, log):
    logs.start(tmp_path)
    logs.LOG.info("once")
    assert log.read_text("utf-8").count("once") == 1


def test_a_folder_that_takes_no_log_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert logs.start(tmp_path / "file") is None
    logs.LOG.info("nowhere")


def test_a_library_that_is_not_there_has_no_version():
    assert logs.version("no-such-library") == "?"
    assert logs.version("SQLAlchemy").startswith("2.")


def test_without_an_exception_the_formatter_says_nothing_of_one():
    assert logs.PlacesOnly().formatException((None, None, None)) == ""
    assert logging.getLogger("shijibu") is logs.LOG


def test_a_place_in_a_library_is_told_from_the_library_on():
    with pytest.raises(ValueError, match="Invalid datetime") as problem:
        openpyxl.utils.datetime.from_ISO8601("x")
    assert "  openpyxl/utils/datetime.py:" in logs.crash_report(problem.value)
