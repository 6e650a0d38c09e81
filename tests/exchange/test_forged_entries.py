"""Entries of a journal that a unit with a valid key made up or left out: refused, nothing of them written."""

import hashlib

import pytest
from sqlalchemy import func, select

from app.exchange import pushes
from app.vocabulary import ArrivalState
from db.base import canonical, new_id
from db.journal import HEAD, entry_hash
from db.tables.exchange import ReceivedEntry
from db.tables.monthly import Report
from tests.exchange.forging import changed, plant, reforge
from tests.exchange.world import MARCH

DAMAGED = "文件不完整或已损坏。请对方重新导出，拔 U 盘前先“安全弹出”。"
RELABELLED = "文件的内外登记不一致，可能被人改签。请与该单位核对后重新导出。"


@pytest.fixture
def report(town):
    """A report's row that the county has not received yet."""
    return town.row(Report, town.add_report(town.team["演示丙"], MARCH))


def refused(world, path, sentence=DAMAGED):
    """The county refuses the file with this sentence and has not one entry more."""
    before = entries(world)
    (result,) = world.county.take(path)
    assert result.sentence == sentence
    assert result.state is ArrivalState.REFUSED
    assert entries(world) == before


def entries(world):
    with world.county.office.read() as reader:
        return reader.session.scalar(select(func.count()).select_from(ReceivedEntry))


HEADS = {
    "id": ("x" * 32, "0" * 31, "0" * 33, "A" * 32, "", "演" * 32, 7, None),
    "station": ("x" * 32, "0" * 32, "", 7),
    "at": ("2026-04-02", "2026-04-02T09:41:00", "早上", 5),
    "seq": (True, "9", None),
    "undoes": ("x", 2**60),
    "actor": (None, "\x00", "e\u0301"),
    "staying_digest": ("x" * 64, "0" * 63, None),
    "travelling_digest": ("0" * 64, None),
    "prev_hash": ("0" * 64, None),
    "hash": ("0" * 64, None),
    "unheard": ("x",),
}
"""What an entry's head never says."""


@pytest.mark.parametrize("name", HEADS)
def test_an_entry_whose_head_is_none_of_ours_is_refused(world, town, report, name):
    (file,) = town.push()
    change = changed("report", report, self_appraisal="自己写的。")
    for value in HEADS[name]:
        refused(world, plant(world, town, change, file=file, **{name: value}))


def test_an_entry_in_the_name_of_another_station_is_refused(world, town, report):
    other = world.town()
    change = changed("report", report, self_appraisal="自己写的。")
    refused(world, plant(world, town, change, station=other.office.station.id))


def test_changes_that_are_none_are_refused(world, town, report):
    (file,) = town.push()
    for body in ("", "{}", "[1]", "[[]]", '[{"table":"report"}]', "[1.5]", "[" * 100_000, '[{"a":NaN}]'):
        refused(world, plant(world, town, file=file, body=body))


def test_a_change_with_more_than_its_parts_is_refused(world, town, report):
    one = {"table": "report", "id": report["id"], "revision": 1, "before": None, "after": report, "x": 1}
    refused(world, plant(world, town, body=canonical([one])))


def test_a_change_of_nothing_and_one_of_another_id_are_refused(world, town, report):
    for before, after in ((None, None), (None, report), (report, None)):
        one = {"table": "report", "id": new_id(), "revision": 1, "before": before, "after": after}
        refused(world, plant(world, town, body=canonical([one])))


def test_one_row_twice_in_an_entry_is_refused(world, town, report):
    change = changed("report", report, self_appraisal="自己写的。")
    refused(world, plant(world, town, change, change))


def test_pieces_that_do_not_follow_are_refused(world, town, report):
    (file,) = town.push()
    for more in (1, -1, True, "1", None, 2**40):

        def break_off(manifest, *told, more=more):
            return [manifest, *told[:-1], told[-1] | {"more": more}]

        refused(world, reforge(world, town, file, break_off))


# The chain


def test_an_entry_left_out_put_twice_or_in_another_place_is_refused(world, town, report):
    town.add_report(town.team["演示丁"], MARCH)
    town.add_report(town.team["演示甲"], MARCH)
    (file,) = town.push()
    for order in ((1, 2), (0, 2), (0, 1), (0, 0, 1, 2), (0, 1, 0, 2), (0, 2, 1)):

        def shuffle(manifest, *told, order=order):
            return [manifest, *(told[place] for place in order), *told[3:]]

        refused(world, reforge(world, town, file, shuffle))


def test_an_entry_beyond_those_announced_is_refused(world, town, report):
    file = plant(world, town, changed("report", report, self_appraisal="自己写的。"))

    def announce_less(manifest, *told):
        last = told[-2]["head"]
        return [manifest | {"last": last["seq"], "last_hash": last["hash"]}, *told]

    refused(world, reforge(world, town, file, announce_less))


def test_a_last_entry_other_than_announced_is_refused(world, town, report):
    def lie(manifest, *told):
        return [manifest | {"last_hash": "0" * 64}, *told]

    refused(world, reforge(world, town, town.push()[0], lie))


def test_each_name_inside_that_is_not_the_one_outside_is_refused(world, town, report):
    (file,) = town.push()
    for name in ("sender", "incarnation", "recipient", "number", "first"):

        def lie(manifest, *told, name=name):
            return [manifest | {name: 1 if type(manifest[name]) is int else new_id()}, *told]

        refused(world, reforge(world, town, file, lie), RELABELLED)


def test_history_told_anew_is_a_fork_and_nothing_is_merged(world, town, report):
    (file,) = pushes.push(town.office, world.stick, since=0).files
    before, root = entries(world), world.county.root(town)
    (result,) = world.county.take(reforge(world, town, file.path, rewrite_history))
    assert result.state is ArrivalState.QUARANTINED
    assert "数据分叉" in result.sentence
    assert (entries(world), world.county.root(town)) == (before, root)


def rewrite_history(manifest, *told):
    """Every entry with another action, chained and hashed anew."""
    last, made = None, []
    for record in told:
        if record["type"] == "entry":
            head = record["head"] | {"action": "改写"} | ({"prev_hash": last} if last else {})
            last = head["hash"] = entry_hash({name: head[name] for name in HEAD})
            made.append(record | {"head": head})
        else:
            made.append(record)
    return [manifest | {"last_hash": last, "state_root": ""}, *made]


def test_an_attachment_that_is_not_what_it_says_is_refused(world, town, report):
    content = b"%PDF-1.7\n"
    (file,) = town.push()
    right = hashlib.sha256(content).hexdigest()
    for digest, size in (("0" * 64, 9), (right, 8), (right, -1), ("../x", 9), (None, 9), (right, "9")):

        def attach(manifest, *told, digest=digest, size=size):
            face = {"type": "blob", "digest": digest, "media_type": "application/pdf", "size": size}
            return [manifest, *told, face, {"type": "chunk", "data": "JVBERi0xLjcK"}]

        refused(world, reforge(world, town, file, attach))
