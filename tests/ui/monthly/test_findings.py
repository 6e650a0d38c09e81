"""Hints with their reasons, and what a person decides on them: no grade is ever set (D60)."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.monthly.findings import NO_STATEMENT
from app.monthly.views_findings import findings
from app.vocabulary import FindingRule, Role, Verdict
from tests.ui.desk import CTRL, MARCH, day
from tests.ui.monthly.conftest import FEBRUARY, handed_in
from ui.monthly.dialogs import DecideFinding
from ui.shared.widgets import Button


@pytest.fixture
def silent(town):
    """演示丁 reported neither in February nor in March; it is 1 April."""
    for month in (FEBRUARY, MARCH):
        for name in ("演示甲", "演示乙", "演示丙"):
            handed_in(town, name, month)
    town.at(day(4, 1))
    return town


def at_findings(desk_of, town, month=MARCH):
    desk = desk_of(town)
    desk.go("monthly", "findings", month)
    return desk, desk.monthly.findings


def of(town, rule):
    return next(one for one in town.see(findings, town.unit_id, MARCH) if one.rule is rule)


def test_a_month_without_hints_says_so(town, desk_of):
    _, page = at_findings(desk_of, town)
    assert page.empty._title.text() == "本月没有提示"
    assert not page.decide.isVisible()


def test_two_missed_reports_need_a_statement_a_verdict_and_a_reason(silent, desk_of):
    desk, page = at_findings(desk_of, silent)
    page.list.go_to(of(silent, FindingRule.MISSED_TWICE).key)
    desk.key(Qt.Key.Key_Return, CTRL)
    box = desk.dialog(DecideFinding)
    assert "不定等次" in "".join(label.text() for label in box.findChildren(type(box._marks["reason"])))
    desk.click(box.ok)
    assert box._marks["verdict"].text() == "请选择认定意见。"
    desk.click(box.fields._inputs["verdict"])
    offered = [
        box.fields._inputs["verdict"].itemText(n) for n in range(box.fields._inputs["verdict"].count())
    ]
    assert Verdict.NOTED.label not in offered
    box.fields._inputs["verdict"].hidePopup()
    box.fields._inputs["verdict"].set_value(Verdict.UPHELD)
    desk.click(box.fields._inputs["reason"])
    desk.write("两次催报未报")
    desk.click(box.ok)
    desk.settle()
    assert "陈述" in box._marks["statement"].text()
    desk.click(box.silent, QPoint(8, 8))
    assert box.fields.values()["statement"] == NO_STATEMENT
    desk.click(box.ok)
    desk.settle()
    decided = of(silent, FindingRule.MISSED_TWICE).decision
    assert (decided.verdict, decided.reason) == (Verdict.UPHELD, "两次催报未报")
    row = next(row for row in page.list.model.shown().rows if "连续两次未上报" in row)
    assert "认定成立" in row
    assert not page.decide.isEnabled()


def test_a_hint_beside_the_form_is_decided_there_too(silent, desk_of):
    desk = desk_of(silent)
    desk.go("monthly", silent.team["演示丁"], MARCH)
    decide = [one for one in desk.monthly.side.findChildren(Button) if one.text() == "写认定意见…"]
    rules = [hint.rule for hint in desk.monthly.form.sheet.hints]
    desk.click(decide[rules.index(FindingRule.MISSED_TWICE)])
    box = desk.dialog(DecideFinding)
    desk.click(box.fields._inputs["statement"])
    desk.write("下村抗旱，附会议通知")
    box.fields._inputs["verdict"].set_value(Verdict.EXCUSED)
    desk.click(box.fields._inputs["reason"])
    desk.write("情况属实")
    desk.click(box.ok)
    desk.settle()
    assert of(silent, FindingRule.MISSED_TWICE).decision.verdict is Verdict.EXCUSED
    shown = "".join(label.text() for label in desk.monthly.side.findChildren(QLabel))
    assert "理由正当：情况属实" in shown


def test_the_list_leads_to_the_form_and_is_exported(silent, desk_of, tmp_path):
    from openpyxl import load_workbook

    desk, page = at_findings(desk_of, silent)
    page.list.go_to(of(silent, FindingRule.MISSED_TWICE).key)
    desk.key(Qt.Key.Key_E, CTRL)
    desk.dialog(QFileDialog)
    desk.pick_file(tmp_path / "hints.xlsx")
    rows = list(load_workbook(tmp_path / "hints.xlsx").active.values)
    assert any("连续两次未上报" in row for row in rows)
    desk.click(page.go)
    desk.settle()
    assert desk.monthly.front == "form"
    assert desk.monthly.form.cadre_id == silent.team["演示丁"]


def test_a_cadre_reads_hints_and_decides_none(silent, desk_of):
    silent.as_(Role.CADRE, cadre_id=silent.team["演示丁"], name="演示丁")
    desk = desk_of(silent)
    desk.go("monthly", None, MARCH)
    words = [button.text() for button in desk.monthly.side.findChildren(type(desk.monthly.form.still))]
    assert "写认定意见…" not in words
    shown = "".join(
        label.text() for label in desk.monthly.side.findChildren(type(desk.monthly.form.heading.told))
    )
    assert "连续两个应报月份均未收到报告" in shown
