import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import NotAllowed
from app.monthly.actions import correct_report
from app.overview.search import MOST, HitKind, search
from app.vocabulary import PaperCopy, Role, TargetSource
from db.tables.monthly import Booklet
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


def test_never_more_than_fifty_are_shown_and_people_come_first(town):
    for number in range(MOST):
        town.add_cadre(f"演示{number}")
    written(town, "演示丙", replace(FULL, clauses=(replace(WATCH, result="演示"),)))
    hits = found(town, "演示")
    assert len(hits) == MOST
    assert {hit.kind for hit in hits} == {HitKind.CADRE}


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
