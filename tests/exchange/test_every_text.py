"""Texts that break programs, and every character there is, on their way to the county and back."""

from sqlalchemy import select

from app.monthly.actions import save_report
from app.monthly.text import LIMITS, MAX_CLAUSES, ClauseText, ReportText
from app.review.actions import OPINION_LIMIT, REMARK_LIMIT, RemarkEntry, return_report
from app.vocabulary import Month, ReportState, TaskSource
from db.tables.monthly import Clause, Report
from db.tables.review import Review, ReviewRemark
from tests.documents.corpora import standard_characters
from tests.every.fields import Field
from tests.every.hostile import texts

RESULT = Field(LIMITS["result"][1])
REMARK = Field(REMARK_LIMIT, required=True)


def typed(town, results, month):
    """A form whose clauses have these results, filled in at the unit and signed; its id."""
    report_id = town.add_report(town.team["演示丙"], month, ReportState.DRAFT)
    clauses = tuple(ClauseText(TaskSource.ADHOC, f"任务{n}", text) for n, text in enumerate(results))
    with town.office.write("填写") as work:
        save_report(work, report_id, ReportText(clauses))
    with town.office.write("签字") as work:
        work.session.get_one(Report, report_id).state = ReportState.SIGNED
    return report_id


def clauses_at(office, report_id):
    with office.read() as reader:
        query = select(Clause.id, Clause.result).where(Clause.report_id == report_id)
        return dict(reader.session.execute(query.order_by(Clause.position)).all())


def send_back(county, report_id, words, opinion=""):
    """Return the form with a remark on each clause for which there are words; they are told by clause."""
    clauses = clauses_at(county.office, report_id)
    remarks = [RemarkEntry(clause_id, text) for clause_id, text in zip(clauses, words, strict=False)]
    with county.office.write("退回") as work:
        seen = work.session.get_one(Report, report_id).revision
        return_report(work, report_id, seen, opinion or "请更正。", remarks)
    return {one.clause_id: one.text for one in remarks}


def remarks_at(office, report_id):
    with office.read() as reader:
        query = select(ReviewRemark.clause_id, ReviewRemark.text).join(Review)
        return dict(reader.session.execute(query.where(Review.report_id == report_id)).all())


def test_every_text_typed_at_the_unit_is_at_the_county_and_every_remark_of_the_county_at_the_unit(
    world, town
):
    kept = [text for text in texts() if RESULT.kept(text) is not None and REMARK.kept(text)]
    assert len(kept) > 400
    forms, month = {}, Month(2026, 1)
    for start in range(0, len(kept), MAX_CLAUSES):
        forms[typed(town, kept[start : start + MAX_CLAUSES], month)] = kept[start : start + MAX_CLAUSES]
        month = month.next
    world.trip(town)
    said = {}
    for report_id, given in forms.items():
        arrived = clauses_at(world.county.office, report_id)
        assert [*arrived.values()] == [RESULT.kept(text) for text in given]
        assert arrived == clauses_at(town.office, report_id)
        said[report_id] = send_back(world.county, report_id, given)
    assert town.take(world.county.give(town))[0].taken
    for report_id, words in said.items():
        assert remarks_at(town.office, report_id) == {one: REMARK.kept(text) for one, text in words.items()}


def test_every_standard_character_arrives_at_the_county_and_comes_back(world, town):
    characters = "".join(standard_characters())
    assert len(characters) == 8105
    results = [characters[start : start + RESULT.limit] for start in range(0, len(characters), RESULT.limit)]
    words = [characters[start : start + REMARK_LIMIT] for start in range(0, len(characters), REMARK_LIMIT)]
    lines = results + ["照常"] * (len(words) - len(results))
    report_id = typed(town, lines, Month(2026, 1))
    world.trip(town)
    assert "".join(clauses_at(world.county.office, report_id).values()).replace("照常", "") == characters
    said = send_back(world.county, report_id, words, characters[:OPINION_LIMIT])
    assert "".join(said.values()) == characters
    assert town.take(world.county.give(town))[0].taken
    assert remarks_at(town.office, report_id) == said
    with town.office.read() as reader:
        assert reader.session.scalars(select(Review.opinion)).one() == characters[:OPINION_LIMIT]
