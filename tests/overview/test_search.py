import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import NotAllowed
from app.monthly.actions import correct_report
from app.overview.hits import HitKind
from app.overview.search import EACH, MOST, search
from app.review.targets import take_over_county_targets
from app.vocabulary import PaperCopy, ReviewVerdict, Role, TargetSource
from db.tables.monthly import Booklet
from db.tables.review import CountyTarget, LeaderRemark, Review, ReviewRemark
from db.tables.targets import Target
from tests.monthly.builders import FULL, MARCH, WATCH, planned, signed, written

CORPORA = Path(os.environ.get("SHIJIBU_CORPORA", Path(__file__).parents[2] / ".." / "shared" / "corpora"))


def found(town, text):
    return town.see(search, text)


def test_a_name_finds_the_cadre_with_the_post(town):
    (hit,) = found(town, "示丙")
    assert (hit.kind, hit.stage, hit.id, hit.label, hit.detail) == (
        HitKind.CADRE,
        "monthly",
        town.team["演示丙"],
        "演示丙",
        "副镇长",
    )


def test_targets_tasks_and_results_are_found_with_where_they_stand(town):
    with town.office.write("目标") as work:
        work.session.add(
            Target(
                unit_id=town.unit_id,
                year=2026,
                title="通组路硬化",
                measure="全年 9 公里",
                source=TargetSource.COUNTY,
            )
        )
    planned(town, "演示丙", "通组路硬化 1.8 公里")
    written(town, "演示丁", replace(FULL, clauses=(replace(WATCH, task="通组路", result="硬化 0.4 公里"),)))
    hits = found(town, "通组路")
    assert [(hit.kind, hit.stage, hit.label, hit.detail) for hit in hits] == [
        (HitKind.TARGET, "targets", "通组路硬化", "2026年目标 全年 9 公里"),
        (HitKind.TASK, "targets", "通组路硬化 1.8 公里", "演示丙 2026年3月计划"),
        (HitKind.CLAUSE, "monthly", "通组路：硬化 0.4 公里", "演示丁 2026年3月报告"),
    ]
    assert (hits[1].id, hits[2].id, hits[2].month) == (town.team["演示丙"], town.team["演示丁"], MARCH)


def test_a_booklet_is_found_by_its_code(town):
    with town.office.write("装订") as work:
        work.session.add(
            Booklet(
                unit_id=town.unit_id,
                month=MARCH,
                copy=PaperCopy.COUNTY,
                edition=1,
                code="DJZ-202603-2",
                report_ids=[],
                digest="0" * 64,
                pages=9,
                made_at=work.now,
            )
        )
    (hit,) = found(town, "djz-2026")
    assert (hit.kind, hit.label, hit.detail) == (
        HitKind.BOOKLET,
        "DJZ-202603-2",
        "2026年3月装订册 报县考核办备案",
    )


def test_a_corrected_result_is_found_once(town):
    town.do(correct_report, signed(town, "演示丙"), "数字有误")
    assert len(found(town, "劝返野外用火")) == 1


def test_signs_of_the_query_language_are_plain_signs(town):
    written(town, "演示丙", replace(FULL, clauses=(replace(WATCH, result="完成 100% 与 a_b"),)))
    assert len(found(town, "100%")) == 1
    assert len(found(town, "a_b")) == 1
    assert found(town, "%") != ()
    assert found(town, "1%0") == ()
    assert found(town, "aXb") == ()
    assert found(town, "/") == ()


def test_nothing_is_found_for_nothing(town):
    assert found(town, " \u200b\n") == ()
    assert found(town, "没有这样的字") == ()


def test_people_come_first_but_many_of_a_name_do_not_crowd_out_the_forms(town):
    for number in range(MOST):
        town.add_cadre(f"演示{number}")
    written(town, "演示丙", replace(FULL, clauses=(replace(WATCH, result="演示"),)))
    kinds = [hit.kind for hit in found(town, "演示")]
    assert kinds == [HitKind.CADRE] * EACH + [HitKind.CLAUSE]


def test_a_target_of_another_year_opens_that_year(town):
    with town.office.write("目标") as work:
        values = {"title": "旧年目标", "measure": "", "source": TargetSource.UNIT}
        work.session.add(Target(unit_id=town.unit_id, year=2025, **values))
    (hit,) = found(town, "旧年目标")
    assert (hit.stage, hit.id, hit.month.year) == ("targets", "year", 2025)


def test_a_county_target_is_found_until_it_is_one_of_the_units_own(town):
    with town.office.write("回执") as work:
        here = {"unit_id": town.unit_id, "year": 2026, "title": "防火道", "measure": "12 公里", "due": None}
        row = CountyTarget(**here)
        work.session.add(row)
    (hit,) = found(town, "防火道")
    assert (hit.stage, hit.id, hit.detail) == ("targets", "year", "2026年县下达目标，待接收 12 公里")
    town.do(take_over_county_targets, [row.id])
    assert [hit.detail for hit in found(town, "防火道")] == ["2026年目标 12 公里"]


def test_what_the_county_wrote_on_a_form_opens_that_form_and_is_its_cadres_alone(town):
    report_id = signed(town, "演示丙")
    with town.office.write("回执") as work:
        values = {"unit_id": town.unit_id, "month": MARCH, "verdict": ReviewVerdict.RETURNED}
        who = {"decided_by": "演示县经办", "decided_on": town.clock.today(), "opinion": "请补数量"}
        review = Review(report_id=report_id, report_revision=1, **values, **who)
        work.session.add(review)
        work.session.flush()
        work.session.add(ReviewRemark(review_id=review.id, clause_id=None, text="缺地点"))
    for words in ("请补数量", "缺地点"):
        (hit,) = found(town, words)
        assert (hit.stage, hit.id, hit.month) == ("monthly", town.team["演示丙"], MARCH)
        assert hit.detail == "演示丙 2026年3月报告　县审核意见"
    town.as_(Role.CADRE, cadre_id=town.team["演示丁"])
    assert found(town, "请补数量") == ()


def test_a_leaders_remark_is_found_by_who_runs_the_unit_and_only_where_it_concerns_it(town):
    with town.office.write("回执") as work:
        values = {"digest_id": "d", "month": MARCH, "leader": "演示领导", "given_on": town.clock.today()}
        work.session.add(LeaderRemark(text="请抓紧补报", **values))
        work.session.add(LeaderRemark(text="请抓紧整改", unit_ids=["another"], **values))
    (hit,) = found(town, "请抓紧")
    assert (hit.stage, hit.label, hit.month) == ("remarks", "请抓紧补报", MARCH)
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    assert found(town, "请抓紧") == ()


@pytest.mark.skipif(not CORPORA.exists(), reason="no corpora folder")
def test_no_string_breaks_the_search(town):
    naughty = json.loads((CORPORA / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    with town.office.read() as reader:
        for text in naughty:
            search(reader, text)


def test_only_business_accounts_search(town):
    town.as_(Role.AUDITOR)
    with pytest.raises(NotAllowed):
        found(town, "演示")


def test_a_cadre_finds_no_colleague_no_foreign_report_and_no_booklet(town):
    for name, result in (("演示丙", "硬化 1.2 公里"), ("演示丁", "硬化 0.4 公里")):
        written(town, name, replace(FULL, clauses=(replace(WATCH, task="通组路", result=result),)))
    town.as_(Role.CADRE, cadre_id=town.team["演示丙"])
    assert [hit.label for hit in found(town, "演示")] == ["演示丙"]
    assert [hit.label for hit in found(town, "通组路")] == ["通组路：硬化 1.2 公里"]
