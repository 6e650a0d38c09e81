"""功能: 县考核办审核登记表，有误的退回，单位更正后备案。"""

import pytest
from pytest_bdd import scenarios, step, then, when
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.review.actions import RemarkEntry, file_month, file_report, return_report
from app.review.rules import TO_REVIEW
from app.review.views import inbox, unit_month
from db.engine import writing
from db.tables.monthly import Clause, Evaluation, Meeting, Opinion, Report
from db.tables.people import Cadre, Post, Unit
from db.tables.review import Review, ReviewRemark
from tests.county import CountyOffice
from tests.journeys.words import says

scenarios("county_review.feature")

UP = (Unit, Cadre, Post, Meeting, Report, Clause, Evaluation, Opinion)
"""What comes from the unit, parents first."""
DOWN = (Review, ReviewRemark)
"""What the county sends back."""


def carried(tables, source, target):
    """Bring the rows of these tables over as they are, as the exchange does."""
    engine = target.office.engine
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[engine.dialect.name]
    with source.office.read() as reader, Session(writing(engine)) as session, session.begin():
        for table in tables:
            for row in reader.session.execute(table.__table__.select()).mappings():
                values = dict(row)
                here = insert(table).values(values)
                session.execute(here.on_conflict_do_update(index_elements=["id"], set_=values))


@pytest.fixture
def county(tmp_path, story):
    """The county's installation, on the unit's day."""
    (tmp_path / "county").mkdir()
    made = CountyOffice(tmp_path / "county", with_people=False)
    yield made
    made.close()


def line(county, story, name, month):
    lines = county.see(unit_month, story.here, month).lines
    return next(one for one in lines if one.cadre_id == story.people[name])


@step(says("单位把{month:Month}的登记表报县"))
def sent_up(story, county, month):
    carried(UP, story.town, county)
    county.at(story.today)


@when("县里把审核结果发回单位")
def sent_down(story, county):
    carried(DOWN, county, story.town)


@when(says("县考核办以“{opinion:Text}”退回{name:Name}{month:Month}的登记表，第1条意见为“{remark:Text}”"))
def returned(story, county, opinion, name, month, remark):
    form = line(county, story, name, month)
    clause = county.clauses(form.report_id)[0]
    county.do(return_report, form.report_id, form.revision, opinion, [RemarkEntry(clause, remark)])


@when(says("县考核办备案{month:Month}丹江镇全部待审的登记表"))
def all_filed(story, county, month):
    lines = county.see(unit_month, story.here, month).lines
    seen = {one.report_id: one.revision for one in lines if one.state in TO_REVIEW}
    county.do(file_month, story.here, month, seen)


@when(says("单位试图自行备案{name:Name}{month:Month}的登记表"))
def filed_by_the_unit(story, name, month):
    story.as_clerk().attempt(file_report, story.line(name, month).report_id, 1)


@then(says("县里{month:Month}丹江镇为“{pill:Text}”"))
def unit_stands(story, county, month, pill):
    lines = {one.unit_id: one.pill for one in county.see(inbox, month).lines}
    assert lines[story.here] == pill


@then(says("县里{name:Name}{month:Month}的登记表为“{state:Text}”"))
def form_stands(story, county, name, month, state):
    assert line(county, story, name, month).state.label == state


@then(says("{name:Name}{month:Month}登记表第1条旁写有“{text:Text}”"))
def remark_stands(story, name, month, text):
    sheet = story.as_clerk().sheet(name, month)
    assert sheet.county.remarks[sheet.text.clauses[0].id] == text


@then(says("{name:Name}{month:Month}的登记表报县备案已完成"))
def filed(story, name, month):
    chain = story.as_clerk().sheet(name, month).chain
    assert (chain[-1].label, chain[-1].reach) == ("报县备案", "done")
