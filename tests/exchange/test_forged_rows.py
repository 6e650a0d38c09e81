"""What a unit that holds a valid key makes up: each forgery refused for what it is, nothing of it written."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from app.errors import EnvironmentProblem
from app.exchange import certificates
from app.history.labels import FIELDS, TABLES
from app.vocabulary import ArrivalState, CredentialKind, ReviewVerdict
from db.base import new_id
from db.journal import Change, plain
from db.tables.exchange import CertificateRequest, Handover, PersonRequest, ReceivedEntry
from db.tables.monthly import Clause, Report
from db.tables.office import RulebookVersion
from db.tables.people import Cadre, Post, Unit
from db.tables.review import Review
from tests.exchange.forging import added, changed, plant, reforge, removed
from tests.exchange.world import MARCH

DAMAGED = "文件不完整或已损坏。请对方重新导出，拔 U 盘前先“安全弹出”。"
UNKNOWN = "文件里有本程序不认识的内容。请升级本机程序后再导入。"
UNFITTING = "文件里的内容与县里已有的对不上（缺少所属的人员或记录），没有导入。请该单位导出“全量”文件。"
"""Sentences of forgeries that look like an accident."""


def of_others(table, row_id):
    """The sentence on a row of another unit."""
    return f"文件改动了其他单位的“{TABLES[table]}”（{row_id}），整个文件不予导入。请与该单位核对。"


def of_county(table, row_id):
    """The sentence on a row that the county keeps."""
    return f"文件改动了不归该单位管理的“{TABLES[table]}”（{row_id}），整个文件不予导入。请与该单位核对。"


def bad_value(table, field, row_id):
    """The sentence on a value that no field of ours holds."""
    return (
        f"“{TABLES[table]}”一行的“{field}”内容不对（{row_id}），整个文件不予导入。"
        "请该单位重新导出；仍不行请导出日志求助。"
    )


@pytest.fixture
def report(town):
    """A report's row that the county has not received yet."""
    return town.row(Report, town.add_report(town.team["演示丙"], MARCH))


@pytest.fixture
def other(world):
    """Another unit with a report that the county has."""
    made = world.town()
    made.report_id = made.add_report(made.add_cadre("演示卯"), MARCH)
    world.trip(made)
    return made


def refused(world, path, sentence):
    """The county refuses the file with this sentence, notes it, and holds what it held before."""
    before = counted(world)
    (result,) = world.county.take(path)
    assert result.sentence == sentence
    assert result.state is ArrivalState.REFUSED
    assert counted(world) == before


def counted(world):
    with world.county.office.read() as reader:
        kinds = (Report, Clause, ReceivedEntry, Cadre, PersonRequest)
        return [reader.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]


# The forger is a good one: what it makes up is taken in where nothing is wrong with it


def test_an_honest_change_of_the_forgers_making_is_taken_in(world, town, report):
    (result,) = world.county.take(plant(world, town, changed("report", report, self_appraisal="自己写的。")))
    assert result.state is ArrivalState.APPLIED, result.sentence
    with world.county.office.read() as reader:
        assert reader.session.get_one(Report, report["id"]).self_appraisal == "自己写的。"


def test_a_state_root_that_is_not_that_of_the_rows_is_refused(world, town, report):
    def lie(manifest, *others):
        return [manifest | {"state_root": "0" * 64}, *others]

    file = reforge(world, town, town.push()[0], lie)
    refused(world, file, "入库后的内容与该单位的对不上，整个文件没有导入。请该单位导出“全量”文件后再导入。")


# Whose a row is


def test_a_row_of_another_unit_is_refused_by_its_name(world, town, report, other):
    victim = other.row(Report, other.report_id)
    for change in (
        changed("report", victim, self_appraisal="改"),
        changed("report", victim, unit_id=town.unit_id),
        removed("report", victim),
    ):
        refused(world, plant(world, town, change), of_others("report", victim["id"]))


def test_a_row_for_another_unit_is_refused(world, town, report, other):
    row = report | {"id": new_id(), "unit_id": other.unit_id}
    refused(world, plant(world, town, added("report", row)), of_others("report", row["id"]))


def test_a_row_cannot_be_given_away_to_another_unit(world, town, report, other):
    change = changed("report", report, unit_id=other.unit_id)
    refused(world, plant(world, town, change), of_others("report", report["id"]))


def test_a_clause_hung_on_another_units_report_is_refused(world, town, report, other):
    row = town.row(Clause) | {"id": new_id(), "report_id": other.report_id}
    refused(world, plant(world, town, added("clause", row)), of_others("clause", row["id"]))


def test_a_clause_hung_on_no_report_is_refused(world, town, report):
    row = town.row(Clause) | {"id": new_id(), "report_id": new_id()}
    refused(world, plant(world, town, added("clause", row)), of_others("clause", row["id"]))


def test_a_report_without_its_cadre_is_refused(world, town, report):
    row = report | {"id": new_id(), "cadre_id": new_id()}
    refused(world, plant(world, town, added("report", row)), UNFITTING)


def test_a_row_that_the_county_keeps_is_refused_after_the_hand_over(world, town, report):
    cadre, post, unit = (town.row(kind) for kind in (Cadre, Post, Unit))
    for change in (
        changed("cadre", cadre, name="演示换名"),
        changed("post", post, title="县长"),
        changed("unit", unit, name="演示换名"),
        removed("post", post),
        added("rulebook_version", rules()),
        added("review", review_of(report)),
    ):
        refused(world, plant(world, town, change), of_county(change.table, change.id))


def rules():
    """Rules as the unit would like them."""
    at = datetime(2026, 4, 1, tzinfo=UTC)
    row = RulebookVersion(number=9, effective_from=at.date(), values={}, reason="改", published_at=at)
    row.published_by = "演示经办人"
    return plain(row) | {"revision": 1}


def review_of(report):
    """A decision of the county on the unit's own report, as the unit would like it."""
    row = Review(
        report_id=report["id"],
        report_revision=1,
        unit_id=report["unit_id"],
        month=MARCH,
        verdict=ReviewVerdict.FILED,
        number="备-1",
        opinion="",
        withdrawn="",
        decided_by="演示经办人",
        decided_on=date(2026, 4, 1),
    )
    return plain(row) | {"revision": 1}


def test_the_hand_over_cannot_be_taken_back(world, town, report):
    file = plant(world, town, removed("handover", town.row(Handover)))
    refused(world, file, "文件撤回了名册移交，整个文件不予导入。请与该单位核对。")


# People whom a unit asks to change


def request_for(town, table, before, after, **values):
    row = PersonRequest(
        unit_id=town.unit_id,
        table=table,
        row_id=(after or before)["id"],
        before=before,
        after=after,
        title="更正干部",
        made_by="演示经办人",
        made_on=date(2026, 4, 1),
    )
    return added("person_request", plain(row) | {"revision": 1} | values)


def test_an_honest_request_of_the_forgers_making_is_taken_in(world, town, report):
    cadre = town.row(Cadre, town.team["演示丙"])
    file = plant(world, town, request_for(town, "cadre", cadre, cadre | {"name": "演示丙丙"}))
    assert world.county.take(file)[0].state is ArrivalState.APPLIED


def test_nobody_of_another_unit_is_asked_about(world, town, report, other):
    cadre = other.row(Cadre)
    sentence = "人员变动申请涉及其他单位的人员。请与该单位核对。"
    for after in (cadre | {"name": "演示换名"}, None):
        refused(world, plant(world, town, request_for(town, "cadre", cadre, after)), sentence)
    post = other.row(Post)
    refused(
        world, plant(world, town, request_for(town, "post", post, post | {"unit_id": town.unit_id})), sentence
    )
    own = town.row(Post)
    theirs = request_for(town, "post", own, own | {"cadre_id": cadre["id"]})
    refused(world, plant(world, town, theirs), sentence)
    own = town.row(Cadre)
    other_row = request_for(town, "cadre", own, own | {"name": "演示换名"}, row_id=new_id())
    refused(world, plant(world, town, other_row), sentence)


def test_only_people_are_asked_about(world, town, report):
    sentence = "人员变动申请的内容不对。请该单位重新导出。"
    refused(world, plant(world, town, request_for(town, "report", report, report)), sentence)
    cadre = town.row(Cadre)
    refused(world, plant(world, town, request_for(town, "cadre", cadre, cadre | {"name": 7})), sentence)


# What a field holds


VALUES = {
    "month": ("2026-13", 3),
    "state": ("unheard", ""),
    "version": (True, 2**31, "1"),
    "nothing_to_report": (1,),
    "self_appraisal": (None, "e\u0301", "\x00", "长" * 65537),
    "unheard": ("x",),
    "submitted_on": ("2026-3-1",),
    "cadre_id": ("x" * 32, "../" * 10 + "aa"),
}
"""What no column of a report holds."""


@pytest.mark.parametrize("column", VALUES)
def test_a_value_that_no_field_of_ours_holds_is_refused(world, town, report, column):
    (file,) = town.push()
    sentence = bad_value("report", FIELDS["report"].get(column, column), report["id"])
    for value in VALUES[column]:
        change = changed("report", report, **{column: value})
        refused(world, plant(world, town, change, file=file), sentence)


def test_a_broken_number_is_refused(world, town, report):
    refused(world, plant(world, town, changed("report", report, version=1.5)), DAMAGED)


def test_a_digest_that_is_none_is_refused(world, town, report):
    (file,) = town.push()
    row = {"id": new_id(), "revision": 1, "clause_id": town.row(Clause)["id"], "size": 1}
    row |= {"name": "验收单.pdf", "media_type": "application/pdf"}
    for digest in ("x" * 64, "0" * 63, "A" * 64, "../../shijibu.db"):
        forged = plant(world, town, added("evidence", row | {"digest": digest}), file=file)
        refused(world, forged, bad_value("evidence", "digest", row["id"]))


def test_an_id_that_the_database_does_not_check_is_looked_at_too(world, town, report):
    cadre = town.row(Cadre)
    asked = request_for(town, "cadre", cadre, cadre, row_id="演" * 32)
    refused(world, plant(world, town, asked), bad_value("person_request", "row_id", asked.id))


def test_a_row_without_a_right_id_is_refused(world, town, report):
    (file,) = town.push()
    for row_id in ("x" * 32, "0" * 31, "A" * 32, 7, None):
        refused(world, plant(world, town, added("report", report | {"id": row_id}), file=file), DAMAGED)


def test_a_row_as_it_was_before_is_looked_at_too(world, town, report):
    """The history of a record at the county shows it."""
    (file,) = town.push()
    for strange in (report | {"month": ["2026-13"]}, report | {"month": "2026-13"}):
        change = Change("report", report["id"], 2, strange, report | {"revision": 2})
        refused(world, plant(world, town, change, file=file), bad_value("report", "月份", report["id"]))
    clause = town.row(Clause)
    change = removed("clause", {"id": clause["id"], "revision": 1})
    refused(world, plant(world, town, change, file=file), bad_value("clause", "report_id", clause["id"]))


def test_a_table_that_is_none_of_ours_is_refused(world, town, report):
    row = {"id": new_id(), "revision": 1}
    for table in ("secrets", "blob", "draft", 7, None):
        refused(world, plant(world, town, Change(table, row["id"], 1, None, row)), UNKNOWN)


def test_a_key_that_is_none_is_told_where_the_certificate_is_asked_for(world, town, report):
    row = CertificateRequest(
        unit_id=town.unit_id,
        kind=CredentialKind.PERSON,
        holder="演示丙",
        title="",
        public_key="没有钥匙",
        asked_on=date(2026, 4, 1),
    )
    asked = plain(row) | {"revision": 1}
    assert world.county.take(plant(world, town, added("certificate_request", asked)))[0].taken
    with pytest.raises(EnvironmentProblem, match="公钥已损坏"):
        world.county.do(certificates.issue_certificates, [asked["id"]])
