"""The exchange on the command line: a unit and a county, each with a data folder of its own, one stick."""

import pytest

from app import commands
from app.accounts import first_run, keyring
from app.cli import DONE, PROBLEM, main
from app.clock import SystemClock
from app.vocabulary import StationKind
from tests.installations import CLERK, QUICK, install, setup

COUNTY = "雷山县考核办（演示）"


class Place:
    """One installation; `run(words)` gives exit code, out and err of a command line there."""

    def __init__(self, home, stick, monkeypatch, capsys):
        self.home, self.stick = home, stick
        self._patch, self._capsys = monkeypatch, capsys

    def run(self, *words):
        self._patch.setenv("SHIJIBU_HOME", str(self.home))
        code = main([*(str(word) for word in words), "--account", CLERK.username])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def does(self, *words):
        """Run what must succeed; return its lines."""
        code, out, err = self.run(*words)
        assert code == DONE, err
        return out.splitlines()

    def fails(self, *words):
        """Run what must be refused; return its one line."""
        code, _, err = self.run(*words)
        assert code == PROBLEM
        told = err.splitlines()[-1]
        assert told.endswith("。")
        return told

    def writes(self, *words):
        """Run what writes one file to the stick; return it."""
        path, pull, *_ = self.does(*words, "--out", self.stick)
        assert "可以拔出" in pull
        return path


@pytest.fixture
def place(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(keyring, "COST", QUICK)
    monkeypatch.setenv(commands.PASSPHRASE, CLERK.passphrase)
    stick = tmp_path / "stick"
    stick.mkdir()
    return lambda name: Place(tmp_path / name, stick, monkeypatch, capsys)


@pytest.fixture
def unit(place):
    made = place("unit")
    install(made.home)
    return made


@pytest.fixture
def county(place):
    made = place("county")
    first_run.found(
        made.home, setup(kind=StationKind.COUNTY, unit_name=COUNTY, others=()), SystemClock()
    ).office.close()
    return made


def enrolled(unit, county):
    """Both sides compare and trust."""
    county.does("receive", unit.writes("enrol"))
    county.does("admit", *unit.does("fingerprint")[0].split())
    unit.does("receive", county.writes("return", "--all"))
    unit.does("confirm", *county.does("fingerprint")[0].split())


def test_the_whole_round_trip_by_commands(unit, county):
    enrolled(unit, county)
    file = unit.writes("push")
    (would,) = county.does("receive", file, "--check")
    assert "已入库" in would
    assert "人员名册移交新增 1" in would
    assert county.does("receive", file)[0].split("　")[2] == "已入库"
    (again,) = county.does("receive", file)
    assert "已导入过，回执号 1" in again
    (taken,) = unit.does("receive", county.writes("return", "--unit", "丹江镇（演示）"))
    assert "县已收至第" in taken
    assert "没有新的内容要报" in unit.fails("push", "--out", unit.stick)
    unit.writes("push", "--since", "0")


def test_a_check_applies_nothing_and_succeeds_only_for_what_would_be_taken(unit, county):
    enrolled(unit, county)
    file = unit.writes("push")
    broken = unit.stick / "坏.sjx"
    broken.write_bytes((unit.stick / file).read_bytes()[:-1])
    assert "1 个文件不能导入" in county.fails("receive", broken, "--check")
    for _ in range(2):
        assert "新增" in county.does("receive", file, "--check")[0]
    code, out, err = county.run("receive", file, broken)
    assert code == PROBLEM
    assert [line.split("　")[0] for line in out.splitlines()] == [file.rsplit("/", 1)[-1], "坏.sjx"]
    assert "1 个文件没有导入" in err


def test_a_folder_stands_for_what_is_in_it_for_this_station(unit, county):
    enrolled(unit, county)
    unit.writes("push")
    lines = county.does("receive", county.stick)
    assert [line.split("　")[0] for line in lines if "回执" in line.split("　")[0]] == []
    assert any("新增" in line for line in lines)
    empty = county.stick / "空"
    empty.mkdir()
    assert "没有找到给本机的交换文件" in county.fails("receive", empty)


def test_twelve_characters_that_differ_in_one_admit_and_confirm_nothing(unit, county):
    county.does("receive", unit.writes("enrol"))
    spoken = "".join(unit.does("fingerprint")[0].split())
    wrong = ("一" if spoken[0] != "一" else "二") + spoken[1:]
    assert "没有等待准入的申请与这 12 个字一致" in county.fails("admit", wrong)
    assert "还没有单位与县里连接" in county.fails("return", "--all", "--out", county.stick)
    county.does("admit", spoken)
    assert "没有等待核对" in unit.fails("confirm", spoken)
    unit.does("receive", county.writes("return", "--all"))
    assert "与县里的 12 个字不一致" in unit.fails("confirm", wrong)
    assert "还没有与县里连接" in unit.fails("push", "--out", unit.stick)


def test_the_whole_goes_both_ways(unit, county):
    enrolled(unit, county)
    assert county.does("receive", unit.writes("snapshot"))
    file = county.writes("snapshot", "--unit", "丹江镇（演示）")
    assert "已按县里的全量补齐" in unit.does("receive", file)[0]
    assert "请用 --unit 指明单位" in county.fails("snapshot", "--out", county.stick)


def test_each_side_is_told_what_only_the_other_does(unit, county):
    assert "只在单位的电脑上办理" in county.fails("enrol", "--out", county.stick)
    assert "只在单位的电脑上办理" in county.fails("push", "--out", county.stick)
    assert "只在县考核办的电脑上办理" in unit.fails("return", "--all", "--out", unit.stick)
    assert "只在县考核办的电脑上办理" in unit.fails("admit", "字")
    assert "--unit 指明一个单位" in county.fails("return", "--out", county.stick)
    assert "请填 0 至" in unit_after(unit, county)


def unit_after(unit, county):
    """What a unit is told that begins after an entry which the county never had."""
    enrolled(unit, county)
    return unit.fails("push", "--since", "999", "--out", unit.stick)
