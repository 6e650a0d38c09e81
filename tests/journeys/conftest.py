"""The steps that most stories share; what only one story needs stands beside it."""

from dataclasses import replace

import pytest
from pytest_bdd import given, step, then, when
from sqlalchemy.orm import Session

from app.monthly.actions import correct_report
from app.monthly.handing_in import hand_in
from app.monthly.meeting_rules import Judgement
from app.monthly.text import ClauseText
from app.monthly.views import month_list, versions
from app.monthly.views_sheet import report_sheet
from app.notices import actions as notice_actions
from app.people.entries import ExemptionEntry
from app.people.exemptions import grant_exemption
from app.targets import planning
from app.targets.actions import add_target, split_by_month
from app.targets.entries import Holder, ItemEntry, TargetEntry
from app.vocabulary import ExemptionKind, Month, PaperCopy, Part, TaskSource
from db.journal import broken_links
from tests.journeys.story import Story, assert_says, same_words
from tests.journeys.words import grade, month, rows_of, says, term


@pytest.fixture(autouse=True)
def _both_engines(both_engines):
    """Play every story on the file and on the server."""


@pytest.fixture
def stage():
    """Holds the story from its first step on; afterwards its journal must be whole."""
    held = {}
    yield held
    story = held["story"]
    with Session(story.town.office.engine) as session:
        assert broken_links(session) == []
    story.close()


@pytest.fixture
def story(stage):
    return stage["story"]


# Who and when


@given(says("丹江镇于{day:Day}启用实绩簿"))
def founded(stage, tmp_path, day):
    stage["story"] = Story(tmp_path, day)


@given("班子成员名单为:")
def team(story, datatable):
    for row in rows_of(datatable):
        story.add(row["姓名"], row["职务"], heads_unit=row["主要负责人"] == "是")


@step(says("时间到了{day:Day}"))
def on_a_day(story, day):
    story.town.at(day)


# Targets and plans


@given(says("{year:d}年目标分解为:"))
def targets(story, year, datatable):
    for row in rows_of(datatable):
        holders = [Holder(story.people[row["主办"]])]
        holders += [Holder(story.people[name], Part.ASSIST) for name in row["协办"].split("、") if name]
        target = story.as_clerk().do(add_target, story.here, year, TargetEntry(row["目标任务"]), holders)
        tasks = {
            (target, month(f"{year}年{heading.removesuffix('任务')}")): task
            for heading, task in row.items()
            if heading.endswith("月任务")
        }
        story.do(split_by_month, tasks)


@when(says("经办人拟定{month:Month}的月计划"))
def plans_drawn_up(story, month):
    story.as_clerk().do(planning.open_plans, story.here, month)


@when(says("经办人为{name:Name}添加{month:Month}的临时任务“{task:Text}”"))
def task_added(story, name, month, task):
    plan = story.as_clerk().do(planning.open_plan, story.here, story.people[name], month)
    story.do(planning.add_item, plan, ItemEntry(task))


@when(says("经办人审定{month:Month}的月计划"))
def plans_settled(story, month):
    story.as_clerk().do(planning.settle_plans, story.here, month)


# Reports


@step(says("{names:Names}报告{month:Month}的实绩"))
def reported(story, names, month):
    for name in names:
        story.hand_in_as_usual(name, month)


@when(says("{name:Name}报告{month:Month}的实绩，自评“{label:Text}”，自我鉴定“{appraisal:Text}”:"))
def reported_in_clauses(story, name, month, label, appraisal, datatable):
    answers = [
        ClauseText(
            TaskSource.ADHOC,
            row["任务"],
            row["完成情况"],
            int(row["完成率"].rstrip("%")),
            row.get("未完成原因", ""),
        )
        for row in rows_of(datatable)
    ]
    story.hand_in(name, month, answers, appraisal, label)


@given(says("{name:Name}{first:Month}至{last:Month}经批准“{kind:Text}”免报"))
def exempted(story, name, first, last, kind):
    entry = ExemptionEntry(
        story.people[name],
        first,
        last,
        term(ExemptionKind, kind),
        "经组织批准",
        "县委组织部",
        story.today,
    )
    story.as_clerk().do(grant_exemption, story.here, entry)


@then(says("{month:Month}应报{due:d}人，已报{handed_in:d}人，未报{missing:d}人，免报{exempt:d}人"))
def counted(story, month, due, handed_in, missing, exempt):
    counts = story.as_clerk().see(month_list, story.here, month).counts
    assert (counts.due, counts.handed_in, counts.missing, counts.exempt) == (due, handed_in, missing, exempt)


@then(says("{names:Names}{month:Month}的报告处于“{label:Text}”"))
def states(story, names, month, label):
    lines = story.lines(month)
    assert {name: str(lines[name].state and lines[name].state.label) for name in names} == dict.fromkeys(
        names, label
    )


@then(says("{name:Name}{month:Month}的名单标记为“{pill:Text}”"))
def marked(story, name, month, pill):
    assert story.as_clerk().line(name, month).pill == pill


@then(says("{name:Name}{month:Month}没有评定等次"))
def not_graded(story, name, month):
    line = story.line(name, month)
    assert (line.grade, line.self_grade) == (None, None)
    assert story.sheet(name, month).evaluation is None


# Meeting and signature


@step(says("班子会议由{chair:Name}主持，评价{month:Month}的实绩:"))
def met(story, chair, month, datatable):
    story.hold(
        chair,
        month,
        {
            row["姓名"]: Judgement(
                "",
                truthful=row["是否属实"] == "属实",
                grade=grade(row["评定等次"]),
                unanimous=not row.get("不同意见"),
                dissent=row.get("不同意见", ""),
                facts=row.get("事实依据", ""),
            )
            for row in rows_of(datatable)
        },
    )


@step(says("班子会议由{chair:Name}主持，{month:Month}的实绩均评为“{label:Text}”"))
def met_and_agreed(story, chair, month, label):
    story.judge_all(chair, month, label)


@step(says("{head:Name}签定{month:Month}的实绩"))
def signed(story, head, month):
    story.sign(head, month)


@step(says("县分管领导签定{name:Name}{month:Month}的实绩"))
def signed_by_county(story, name, month):
    story.sign_by_county(name, month)


@given(says("{names:Names}{month:Month}的实绩已签定"))
def brought_to_the_end(story, names, month):
    for name in names:
        story.hand_in_as_usual(name, month)
    story.finish(month)


@then(says("{name:Name}{month:Month}的登记表写有:"))
def form_says_all(story, name, month, datatable):
    assert_says(story.form_text(name, month), datatable)


@then(says("{name:Name}{month:Month}的登记表写有“{text:Text}”"))
def form_says(story, name, month, text):
    assert text in story.form_text(name, month)


@then(says("{name:Name}{month:Month}的登记表没有“{text:Text}”"))
def form_is_silent(story, name, month, text):
    assert text not in story.form_text(name, month)


# Booklets and notices


@when(says("经办人装订{month:Month}的报告册"))
def bound(story, month):
    story.bind(month)


@then(says("{month:Month}“{copy:Text}”一册写有:"))
def booklet_says(story, month, copy, datatable):
    _, text = story.booklet(month, term(PaperCopy, copy))
    assert_says("".join(text), datatable)


@step(says("经办人张贴{month:Month}的公示"))
def posted(story, month):
    story.post(month)


@when(says("经办人撤下{month:Month}的公示"))
def taken_down(story, month):
    story.as_clerk().do(notice_actions.take_down, story.posting(month).id, story.today)


@when(says("经办人登记{month:Month}的公示于{day:Day}因“{reason:Text}”中断"))
def interrupted(story, month, day, reason):
    story.as_clerk().do(notice_actions.interrupt, story.posting(month).id, day, reason)


@then(says("{month:Month}的公示期为{first:Day}至{last:Day}，共{days:d}个工作日"))
def period(story, month, first, last, days):
    card = story.posting(month)
    assert (card.first_day, card.last_day, card.days) == (first, last, days)


@then(says("{month:Month}的公示处于“{label:Text}”"))
def posting_state(story, month, label):
    assert story.posting(month).state.label == label


@then(says("{month:Month}公示的是{names:Names}的登记表"))
def hanging(story, month, names):
    assert story.posting(month).names == names


# What is said


@then(says("总览提示“{text:Text}”"))
def overview_says(story, text):
    lines = story.as_clerk().todo()
    assert any(same_words(text) in same_words(line) for line in lines), lines


@then(says("总览不再提示“{text:Text}”"))
def overview_is_silent(story, text):
    lines = story.as_clerk().todo()
    assert not any(same_words(text) in same_words(line) for line in lines), lines


@then(says("不予办理，提示“{text}”"))
def refused(story, text):
    assert story.refusal is not None, "it was not refused"
    assert text in str(story.refusal)


@then(says("{month:Month}没有{rule:Text}的提示"))
def no_finding(story, month, rule):
    assert [one.name for one in story.findings(month) if one.rule.label == rule] == []


# Corrections


@when(says("经办人以“{reason:Text}”为由更正{name:Name}{month:Month}的报告"))
def corrected(story, reason, name, month):
    story.as_clerk().do(correct_report, story.line(name, month).report_id, reason)


@when(says("{name:Name}把更正稿中的“{old:Text}”改为“{new:Text}”并提交"))
def correction_handed_in(story, name, old, new):
    month = Month.of(story.today).previous
    newest = story.see(versions, story.here, story.people[name], month)[-1]
    text = story.as_cadre(name).see(report_sheet, newest.report_id).text
    clauses = tuple(replace(one, result=one.result.replace(old, new)) for one in text.clauses)
    assert clauses != text.clauses
    story.do(hand_in, newest.report_id, replace(text, clauses=clauses))
