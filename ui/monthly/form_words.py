"""The sentences over a form: when it is due, why it came back, what comes next."""

from __future__ import annotations

from datetime import date

from app.monthly.views_sheet import ReportSheet
from app.overview.lines import REMIND_DAYS
from app.vocabulary import ReportMove, ReportState
from ui.shared.look import Tone

STEPS = ("计划", "填报", "会议评价", "负责人签定", "公示", "报县备案")
STATE_TONES = {
    ReportState.DRAFT: Tone.QUIET,
    ReportState.SUBMITTED: Tone.STEP,
    ReportState.RETURNED: Tone.DUE,
    ReportState.EVALUATED: Tone.STEP,
    ReportState.SIGNED: Tone.DONE,
    ReportState.SUPERSEDED: Tone.QUIET,
}
NO_PLAN = "月计划还没有任务，可先到“目标计划”拟定，也可直接开始，再添加临时任务。"
NEXT = {
    ReportState.SUBMITTED: "下一步：班子会议评价（Ctrl+2）",
    ReportState.EVALUATED: "下一步：负责人签定（Ctrl+3）",
    ReportState.SIGNED: "已锁定，有误请用“更正”",
}


def day_words(day: date) -> str:
    """Return `3 月 30 日`."""
    return f"{day.month} 月 {day.day} 日"


def days_words(days: tuple[date, date]) -> str:
    """Return `3 月 31 日`, or `3 月 26 日至 31 日`."""
    first, last = days
    return day_words(first) if first == last else f"{day_words(first)}至 {last.day} 日"


def is_pressing(sheet: ReportSheet, today: date) -> bool:
    """Tell whether the due date is to be marked: it is near or over, and nothing has come."""
    came = sheet.report is not None and sheet.report.submitted_on is not None
    return sheet.duty.due and not came and sheet.deadline.days_left(today) <= REMIND_DAYS


def due_words(sheet: ReportSheet, today: date) -> str:
    """Return when the form is due, or when it came."""
    if sheet.duty.exempt or not sheet.duty.due:
        return sheet.duty.reason
    due, late = sheet.deadline.due, "（迟报）" if sheet.late else ""
    if sheet.report and sheet.report.submitted_on:
        return f"{day_words(sheet.report.submitted_on)}提交{late}"
    left = sheet.deadline.days_left(today)
    if left < 0:
        return f"应于 {day_words(due)}前提交，已过 {-left} 天"
    words = f"{day_words(due)}前提交，{f'还有 {left} 天' if left else '今天截止'}"
    advised = sheet.deadline.suggested
    return words if advised == due or today > advised else f"{words}（建议 {day_words(advised)}前）"


def told_words(sheet: ReportSheet, *, restored: bool) -> list[str]:
    """Return what has to be known before one writes on."""
    report, told = sheet.report, []
    if report and report.return_reason and ReportMove.EDIT in sheet.moves:
        told.append(f"退回原因：{report.return_reason}")
    if report and report.correction_reason:
        told.append(f"更正原因：{report.correction_reason}")
    if report and sheet.versions and report.version < sheet.versions[-1].version:
        told.append(f"这是{report.label or '原件'}，只供查看；现行的是{sheet.versions[-1].label}。")
    if restored and sheet.draft_at:
        told.append(f"已恢复 {sheet.draft_at:%m-%d %H:%M} 自动保存的内容。")
    return told


def empty_words(sheet: ReportSheet, today: date, unfinished: int) -> tuple[str, str]:
    """Return what stands where no form was begun: why, and what comes next."""
    month = sheet.month
    due = f"{day_words(sheet.deadline.due)}前提交。"
    if today < month.first_day:
        return f"{month.month} 月还没有开始", f"{day_words(month.first_day)}起可以填报，{due}"
    if not (sheet.duty.due or sheet.duty.exempt):
        return "本月不需要填报", sheet.duty.reason
    if not sheet.may_open:
        return "还没有开始填报", f"由本人或经办人填报，{due}"
    planned = len(sheet.text.clauses)
    plan = f"月计划 {planned} 项会自动带入。" if planned else NO_PLAN
    carry = f"上月有 {unfinished} 项未完成，可以一并结转（Ctrl+J）。" if unfinished else ""
    return "还没有开始填报", f"{plan}{carry}{due}"
