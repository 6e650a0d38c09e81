"""Entries of a forged program, chained and signed like others: each refused by the row, nothing written."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exchange import pushes
from app.vocabulary import ArrivalState
from db import journal
from db.base import new_id
from db.engine import writing
from db.journal import Change, Recorder, Stamp, append, plain
from db.tables.exchange import Arrival, Receipt
from db.tables.monthly import Clause, Report
from db.tables.people import Cadre, Post, Unit
from tests.exchange.refusals import refused
from tests.exchange.world import MARCH


@pytest.fixture
def report(town):
    """A report that the county has not received yet."""
    return town.add_report(town.team["演示丙"], MARCH)


def plant(town, *changes, **stamped):
    """Put changes into a unit's journal as a forger would: chained, signed, and no root betrays it."""
    with Session(writing(town.office.engine)) as session:
        honest = {"station": town.office.station.id, "actor": "演示经办人", "role": "clerk", "action": "伪造"}
        stamp = Stamp(**{**honest, **stamped})
        append(session, Recorder(stamp, town.clock.now()), list(changes))
        session.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pushes, "root_of", lambda _: "")
        return town.push()[0]


def row_of(town, report_id):
    with town.office.read() as reader:
        return plain(reader.session.get_one(Report, report_id))


def forged(town, report_id, **values):
    row = {**row_of(town, report_id), **values}
    return Change("report", row["id"], 2, None, row)


def test_a_change_of_the_units_own_is_taken_in_however_it_was_made(world, town, report):
    (result,) = world.county.take(plant(town, forged(town, report, self_appraisal="好。")))
    assert result.state is ArrivalState.APPLIED, result.sentence
    with world.county.office.read() as reader:
        assert reader.session.get_one(Report, report).self_appraisal == "好。"


def test_a_row_of_another_unit_is_refused_by_its_name(world, town, report):
    other = world.town()
    other.add_report(other.add_cadre("演示卯"), MARCH)
    world.trip(other)
    with other.office.read() as reader:
        victim = plain(reader.session.scalars(select(Report)).one())
    file = plant(town, Change("report", victim["id"], 2, victim, {**victim, "self_appraisal": "改"}))
    assert victim["id"] in refused(world, file, "其他单位", "月报告").sentence


def test_a_row_for_another_unit_is_refused(world, town, report):
    other = world.town()
    file = plant(town, forged(town, report, id=new_id(), unit_id=other.unit_id))
    refused(world, file, "其他单位", "月报告")


def test_a_clause_hung_on_another_units_report_is_refused(world, town, report):
    other = world.town()
    theirs = other.add_report(other.add_cadre("演示卯"), MARCH)
    world.trip(other)
    with town.office.read() as reader:
        clause = plain(reader.session.scalars(select(Clause)).first())
    clause = {**clause, "id": new_id(), "report_id": theirs}
    refused(world, plant(town, Change("clause", clause["id"], 1, None, clause)), "其他单位")


@pytest.mark.parametrize("kind", [Cadre, Post, Unit, Receipt], ids=lambda kind: kind.__tablename__)
def test_a_row_that_the_county_keeps_is_refused_after_the_hand_over(world, town, report, kind):
    with world.county.office.read() as reader:
        row = plain(reader.session.scalars(select(kind)).first())
    changed = {**row, "revision": row["revision"] + 1}
    file = plant(town, Change(kind.__tablename__, row["id"], changed["revision"], row, changed))
    refused(world, file, "不归该单位管理")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"month": "2026-13"}, "“月份”内容不对"),
        ({"month": 3}, "“月份”内容不对"),
        ({"state": "unheard"}, "“状态”内容不对"),
        ({"version": 1.5}, "已损坏"),
        ({"version": True}, "“第几次更正”内容不对"),
        ({"version": 2**60}, "“第几次更正”内容不对"),
        ({"nothing_to_report": 1}, "“本月无实绩”内容不对"),
        ({"self_appraisal": None}, "“自我评价”内容不对"),
        ({"self_appraisal": "e\u0301"}, "“自我评价”内容不对"),
        ({"self_appraisal": "\x00"}, "“自我评价”内容不对"),
        ({"self_appraisal": "长" * 65537}, "“自我评价”内容不对"),
        ({"unheard": "x"}, "“unheard”内容不对"),
        ({"id": "x" * 32}, "已损坏"),
        ({"submitted_on": "2026-3-1"}, "“提交日期”内容不对"),
    ],
    ids=str,
)
def test_a_value_that_no_field_of_ours_holds_is_refused(world, town, report, values, words):
    refused(world, plant(town, forged(town, report, **values)), words)
    row = row_of(town, report)
    if "id" not in values:
        old = Change("report", report, 2, {**row, **values}, row)
        refused(world, plant(town, old), words)


@pytest.mark.parametrize(
    "stamped",
    [{"station": "x" * 32}, {"station": "ab"}, {"actor": "长" * 65537}, {"action": "\x00"}, {"role": 1}],
    ids=str,
)
def test_an_entry_whose_head_no_journal_of_ours_has_is_refused(world, town, report, stamped):
    refused(world, plant(town, forged(town, report), **stamped), "已损坏")


def test_an_entry_without_an_id_of_ours_is_refused(world, town, report, monkeypatch):
    ids = iter(["x" * 32])
    monkeypatch.setattr(journal, "new_id", lambda: next(ids, new_id()))
    refused(world, plant(town, forged(town, report)), "已损坏")


def test_a_table_that_is_none_of_ours_is_refused(world, town, report, monkeypatch):
    from db.tables import RECORDED

    monkeypatch.setitem(RECORDED, "secrets", Report)
    file = plant(town, Change("secrets", new_id(), 1, None, {"id": new_id()}))
    monkeypatch.undo()
    refused(world, file, "不认识")


def test_the_other_files_of_a_batch_are_taken_in(world, town, report):
    other = world.town()
    other.add_report(other.add_cadre("演示卯"), MARCH)
    bad = plant(town, forged(town, report, month="2026-99"))
    results = world.county.take(bad, *other.push())
    assert [one.state for one in results] == [ArrivalState.REFUSED, ArrivalState.APPLIED]
    with world.county.office.read() as reader:
        told = reader.session.scalars(select(Arrival.sentence).where(Arrival.state == ArrivalState.REFUSED))
        assert all(sentence.endswith("。") for sentence in told)
