from datetime import date

from app.doctor import Check
from app.upkeep.papers import examination_report
from tests.builders import moment

FINE = Check("数据库", ok=True, sentence="可以打开。")
FAULT = Check("备份", ok=False, sentence="还没有备份。", next_step="请插入 U 盘，按“备份到 U 盘…”。")


def test_the_report_names_each_check_and_the_next_step_of_a_fault():
    report = examination_report([FINE, FAULT], "丹江镇（演示）", moment(date(2026, 4, 2))).splitlines()
    assert report[0] == "实绩簿体检报告　丹江镇（演示）　2026-04-02 09:41"
    assert "Python" in report[1]
    assert report[2:] == [
        "共 2 项，1 项需要处理。",
        "[正常] 数据库：可以打开。",
        "[注意] 备份：还没有备份。请插入 U 盘，按“备份到 U 盘…”。",
    ]


def test_a_healthy_installation_is_said_to_be_healthy():
    assert "共 1 项，全部正常。" in examination_report([FINE], "丹江镇", moment(date(2026, 4, 2)))
