from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed
from app.monthly.actions import correct_report, return_report
from app.monthly.actions_findings import decide_finding
from app.monthly.findings import NO_STATEMENT
from app.monthly.views_findings import findings
from app.overview.views import figures, today
from app.vocabulary import FindingRule, Month, PaperCopy, PostingState, Role, Verdict
from db.tables.monthly import Booklet
from db.tables.notices import Posting
from db.tables.people import Post
from tests.builders import TestOffice
from tests.monthly.builders import (
    APRIL,
    FEBRUARY,
    FULL,
    JANUARY,
    MARCH,
    WATCH,
    evaluated,
    met,
    planned,
    signed,
    submitted,
)

EVERYBODY = ("演示甲", "演示乙", "演示丙", "演示丁")


def titles(town):
    return [line.title for line in town.see(today, town.unit_id).lines]


def hand_in_all(town, *months):
    for month in months:
        for name in EVERYBODY:
            submitted(town, name, month=month)


def sign_all(town, month):
    from app.monthly.actions_meeting import evaluate
    from app.monthly.meeting_rules import Judgement
    from app.vocabulary import Grade, SignerKind
    from tests.monthly.builders import sign

    ids = {name: submitted(town, name, month=month) for name in EVERYBODY}
    judgements = [Judgement(id_, truthful=True, grade=Grade.FAIR) for id_ in ids.values()]
    town.do(evaluate, met(town, month), judgements)
    for name, id_ in ids.items():
        if name == "演示甲":
            sign(town, id_, name="演示乙", kind=SignerKind.NEXT_RANK)
        else:
            sign(town, id_)
    return list(ids.values())


def post(town, month, report_ids, state=PostingState.POSTED):
    with town.office.write("公示") as work:
        posting = Posting(
            unit_id=town.unit_id,
            month=month,
            report_ids=report_ids,
            place="公示栏",
            posted_on=date(2026, 3, 6),
            posted_by="x",
            days=7,
            count_first_day=False,
            first_day=date(2026, 3, 9),
            last_day=date(2026, 3, 17),
            state=state,
            rulebook_number=0,
        )
        work.session.add(posting)
    return posting.id


def bind(town, month, report_ids, edition=1):
    with town.office.write("装订") as work:
        for copy in PaperCopy:
            work.session.add(
                Booklet(
                    unit_id=town.unit_id,
                    month=month,
                    copy=copy,
                    edition=edition,
                    code=f"{month}-{copy.value}-{edition}",
                    report_ids=report_ids,
                    digest="0" * 64,
                    pages=9,
                    made_at=work.now,
                )
            )


def test_the_day_begins_with_what_is_near_and_what_comes_next(town):
    hand_in_all(town, JANUARY, FEBRUARY)
    submitted(town, "演示丙")
    planned(town, "演示甲", "危房改造")
    found = titles(town)
    assert "3 月实绩报告：3 人未提交" in found
    assert "3 月计划：2 人未确定" in found
    assert "班子会议评价 3 月实绩" in found
    assert "班子会议评价 1 月实绩" in found
    assert not any("连续两次" in title for title in found)


def test_two_misses_replace_the_lines_of_the_single_months_until_they_are_decided(town):
    hand_in_all(town, JANUARY)
    for name in EVERYBODY[:3]:
        submitted(town, name, month=FEBRUARY)
        submitted(town, name)
    town.at(date(2026, 4, 2))
    found = titles(town)
    assert found[0] == "演示丁 连续两次未上报"
    assert not any("未报" in title for title in found[1:])
    (finding,) = [
        one for one in town.see(findings, town.unit_id, MARCH) if one.rule is FindingRule.MISSED_TWICE
    ]
    town.do(decide_finding, finding.key, Verdict.UPHELD, "两次催报未果", NO_STATEMENT)
    assert not any("演示丁" in title for title in titles(town))


def test_a_month_goes_from_signing_to_posting_to_taking_down_to_binding(town):
    hand_in_all(town, JANUARY, MARCH)
    planned_everybody(town)
    ids = sign_all(town, FEBRUARY)
    assert {"2 月实绩公示待张贴", "2 月实绩报告待装订"} <= set(titles(town))
    posting = post(town, FEBRUARY, ids)
    town.at(date(2026, 3, 17))
    assert "2 月实绩公示待张贴" not in titles(town)
    lines = town.see(today, town.unit_id).lines
    (taking_down,) = [line for line in lines if line.button == "登记撤下"]
    assert (taking_down.title, taking_down.target) == ("2 月公示今日期满", posting)
    bind(town, FEBRUARY, ids)
    assert "2 月实绩报告待装订" not in titles(town)


def planned_everybody(town):
    for name in EVERYBODY:
        planned(town, name, "危房改造")


def test_an_interrupted_notice_must_hang_anew(town):
    ids = sign_all(town, FEBRUARY)
    post(town, FEBRUARY, ids, PostingState.INTERRUPTED)
    assert "2 月实绩公示待张贴" in titles(town)


def test_a_signed_correction_asks_for_a_new_notice_and_a_new_booklet(town):
    from app.monthly.actions import submit_report
    from app.monthly.actions_meeting import evaluate
    from app.monthly.meeting_rules import Judgement
    from app.vocabulary import Grade
    from tests.monthly.builders import sign

    ids = sign_all(town, FEBRUARY)
    post(town, FEBRUARY, ids, PostingState.TAKEN_DOWN)
    bind(town, FEBRUARY, ids)
    correction = town.do(correct_report, ids[2], "数字有误")
    assert "2 月实绩报告：演示丙待修改" in titles(town)
    town.do(submit_report, correction)
    town.do(evaluate, met(town, FEBRUARY), [Judgement(correction, truthful=True, grade=Grade.FAIR)])
    sign(town, correction)
    lines = {line.title: line.why for line in town.see(today, town.unit_id).lines}
    assert lines["2 月实绩公示待张贴"].startswith("1 份")
    assert lines["2 月实绩报告待装订"].startswith("1 份")
    bind(town, FEBRUARY, [*ids[:2], ids[3], correction], edition=2)
    assert "2 月实绩报告待装订" not in titles(town)


def test_a_returned_report_and_a_hint_are_things_to_do(town):
    hand_in_all(town, JANUARY, FEBRUARY)
    report_id = submitted(town, "演示丙", replace(FULL, clauses=(replace(WATCH, result="认真抓落实"),)))
    assert any("条提示待阅" in title for title in titles(town))
    town.do(return_report, report_id, "请补地点")
    assert "3 月实绩报告：演示丙待修改" in titles(town)


def test_an_office_that_starts_in_august_is_not_reproached_with_the_spring(tmp_path, both_engines):
    office = TestOffice(tmp_path, today=date(2026, 8, 12))
    office.team = office.add_team()
    found = [line.title for line in office.see(today, office.unit_id).lines]
    assert not any("未报" in title or "连续" in title for title in found)
    office.at(date(2026, 9, 2))
    found = [line.title for line in office.see(today, office.unit_id).lines]
    assert "8 月实绩报告：4 人未报" in found
    office.close()


def test_a_year_whose_days_off_are_unknown_is_asked_for_from_november(town):
    assert not any("节假日" in title for title in titles(town))
    town.at(date(2026, 11, 2))
    assert "2027年节假日安排未核对" in titles(town)


def test_a_cadre_sees_the_own_lines_only(town):
    submitted(town, "演示丁")
    town.as_(Role.CADRE, cadre_id=town.team["演示丁"])
    assert titles(town) == ["本人 连续两次未上报"]
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    assert [line.target for line in town.see(today, town.unit_id).lines] == [town.team["演示丙"]] * 3
    assert not any("演示" in title for title in titles(town))


def test_an_empty_list_says_what_comes_next(town):
    found = town.see(today, town.unit_id).next_up
    assert (found[0].title, found[0].when) == ("提交 3 月实绩报告", date(2026, 3, 30))
    assert any(one.title == "确定 4 月计划" for one in found)


def test_the_figures_of_the_month_stand_with_the_days_the_notice_has_left(town):
    submitted(town, "演示丙")
    found = town.see(figures, town.unit_id, MARCH)
    assert (found.due, found.handed_in, found.exempt, found.outstanding, found.posting_days_left) == (
        4,
        1,
        0,
        3,
        None,
    )
    post(town, FEBRUARY, [])
    town.at(date(2026, 3, 11))
    assert town.see(figures, town.unit_id, MARCH).posting_days_left == 4


def test_evaluated_reports_wait_for_the_head(town):
    hand_in_all(town, JANUARY, FEBRUARY)
    evaluated(town, "演示丙")
    assert "负责人签定 3 月实绩" in titles(town)


def test_a_signed_month_waits_for_posting_even_if_it_is_the_current_one(town):
    signed(town, "演示丙")
    assert "3 月实绩公示待张贴" in titles(town)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_accounts_without_business_see_no_overview(town, role):
    town.as_(role)
    for view, *rest in ((today,), (figures, MARCH)):
        with pytest.raises(NotAllowed):
            town.see(view, town.unit_id, *rest)


def test_a_cadre_who_moved_away_is_asked_for_nothing_here_any_more(town):
    hand_in_all(town, JANUARY, FEBRUARY)
    other = town.add_unit("西江镇（演示）")
    with town.office.write("调任") as work:
        row = work.session.query(Post).filter_by(cadre_id=town.team["演示丁"]).one()
        row.until = date(2026, 2, 28)
        moved = Post(
            cadre_id=row.cadre_id, unit_id=other, title="副镇长", rank=row.rank, since=date(2026, 3, 1)
        )
        work.session.add(moved)
    here = [line.why for line in town.see(today, town.unit_id).lines]
    assert not any("演示丁" in why for why in here)
    there = [line.title for line in town.see(today, other).lines]
    assert "3 月实绩报告：演示丁未提交" in there


def test_the_months_after_this_one_are_not_due(town):
    assert town.see(figures, town.unit_id, APRIL).outstanding == 4
    assert not any("4 月" in title for title in titles(town))


def test_the_turn_of_the_year_belongs_to_the_month_reported(town):
    hand_in_all(town, *(Month(2026, number) for number in range(1, 4)))
    town.at(date(2027, 1, 2))
    found = titles(town)
    assert "演示甲 连续两次未上报" in found
    months = [line.month for line in town.see(today, town.unit_id).lines if "连续" in line.title]
    assert Month(2026, 12) in months
