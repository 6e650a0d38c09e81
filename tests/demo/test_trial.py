from datetime import date

import pytest

from app.accounts.entering import Standing, enter, standing
from app.clock import SetClock
from app.demo import play as played
from app.demo.stories import LAST_DAY
from app.demo.town import PASSPHRASE
from app.demo.trial import (
    COUNTY_FOLDER,
    FOLDER,
    UNFINISHED,
    delete_trial,
    demo_clock,
    is_played,
    play_trial,
    seats,
)
from app.errors import Cancelled, EnvironmentProblem
from app.settings import local_settings
from tests.builders import moment
from tests.installations import install


class Watching:
    """A progress that keeps what it is told, and stops after so many steps."""

    def __init__(self, stop_at=99):
        self.steps = []
        self.stop_at = stop_at

    def step(self, done, total, text):
        self.steps.append((done, total, text))
        if len(self.steps) > self.stop_at:
            raise Cancelled


def test_the_demonstration_lies_beside_the_real_data_and_is_deleted_without_them(tmp_path):
    install(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    watching = Watching()
    data = play_trial(tmp_path, watching)
    assert [done for done, _total, _text in watching.steps] == [0, 1, 2, 3, 4]
    assert is_played(tmp_path)
    assert data.is_relative_to(tmp_path / FOLDER)
    clock = demo_clock(SetClock(moment(date(2031, 5, 6))))
    assert clock.today() == clock.now().date() == LAST_DAY
    office = enter(data, "clerk", PASSPHRASE, clock)
    with office.read() as reader:
        assert local_settings(reader).demo
    office.close()
    assert play_trial(tmp_path) == data
    delete_trial(tmp_path)
    assert not is_played(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(EnvironmentProblem, match="没有删除"):
        delete_trial(tmp_path)


def test_a_cancelled_demonstration_leaves_nothing(tmp_path):
    with pytest.raises(Cancelled):
        play_trial(tmp_path, Watching(stop_at=1))
    assert not any(tmp_path.iterdir())
    assert standing(tmp_path) is Standing.EMPTY


def test_what_an_interrupted_demonstration_left_is_swept_away(tmp_path, monkeypatch):
    def cut_off(_out, _progress, units):
        raise OSError(units)
        yield

    (tmp_path / UNFINISHED / "x").mkdir(parents=True)
    monkeypatch.setattr(played, "play", cut_off)
    with pytest.raises(EnvironmentProblem, match="写不进"):
        play_trial(tmp_path)
    assert not any(tmp_path.iterdir())
    assert seats(tmp_path) == ()


def test_the_whole_county_lies_beside_the_town_and_goes_with_it(tmp_path, monkeypatch):
    def played_quickly(out, _progress, units):
        for slug in ("xiang1", *(() if units else ("县考核办", "ju01"))):
            (out / slug / "数据").mkdir(parents=True)
            yield out / slug / "数据"

    monkeypatch.setattr(played, "play", played_quickly)
    assert play_trial(tmp_path) == tmp_path / FOLDER / "xiang1" / "数据"
    assert not is_played(tmp_path, county=True)
    assert play_trial(tmp_path, county=True) == tmp_path / COUNTY_FOLDER / "县考核办" / "数据"
    assert [one.name for one in seats(tmp_path, county=True)] == [
        "雷山县干部综合考核办公室（演示）",
        "丹江镇（演示）",
        "教育局（演示）",
    ]
    delete_trial(tmp_path)
    assert not any(tmp_path.iterdir())
