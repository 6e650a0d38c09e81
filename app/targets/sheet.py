"""The year's targets as a spreadsheet: its columns, reading it without a database, the blank template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

from app.dates import last_day_written
from app.documents.workbooks import Column, RowError, RowRead, Sheet, read_table, write_template
from app.errors import UserError
from app.numbers import number_label, number_written
from app.people.rules import name_key, tidy_name
from app.people.sheet import one_of, yes_or_no
from app.targets.entries import (
    TASK_LIMIT,
    TITLE_LIMIT,
    UNIT_LIMIT,
    WHOLE_WEIGHT,
    TargetEntry,
    check_weight,
    weight_written,
)
from app.texts import clean
from app.vocabulary import TargetSource

SHEET_TITLE = "年度目标分解表"
ENTRY_KEYS = tuple(field.name for field in fields(TargetEntry))
TWICE = "表中有两行相同的目标任务，请合并。"
MONTH_KEYS = tuple(f"month{month}" for month in range(1, 13))
_SEPARATORS = re.compile("[、；;，,/\n]+")
_SOURCES = {
    "县级": TargetSource.COUNTY,
    "上级": TargetSource.COUNTY,
    "上级下达": TargetSource.COUNTY,
    "县委县政府": TargetSource.COUNTY,
    "自定": TargetSource.UNIT,
    "单位": TargetSource.UNIT,
    "本级": TargetSource.UNIT,
}
_CHINESE = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def names_of(text: str) -> tuple[str, ...]:
    """Read names separated by 、；，or a line end; a blank separates only where there is nothing else."""
    parts = _SEPARATORS.split(text)
    if len(parts) == 1 and all(len(part) > 1 for part in text.split()):
        parts = text.split()
    return tuple(dict.fromkeys(name for part in parts if (name := tidy_name(part))))


def _holders(text: str) -> tuple[str, ...]:
    names = names_of(text)
    if not names:
        raise UserError("没有认出姓名，请用“、”隔开。")
    return names


def _weight(text: str) -> Decimal | None:
    weight = weight_written(text)
    check_weight(weight)
    return weight


def _number(label: str) -> Callable[[str], object]:
    return lambda text: number_written(text, label, field="text")


def _text(label: str, limit: int) -> Callable[[str], str]:
    return lambda text: clean(text, label, limit, field="text", one_line=True)


COLUMNS = (
    Column(
        "title",
        "目标任务",
        ("工作任务", "任务", "目标", "任务名称", "年度目标", "目标名称", "工作目标"),
        required=True,
        parse=_text("目标任务", TITLE_LIMIT),
        example="农村危房改造42户（示例）",
    ),
    Column(
        "measure",
        "衡量标准",
        ("标准", "指标", "年度指标", "目标值", "工作标准", "完成标准"),
        parse=_text("衡量标准", TITLE_LIMIT),
        example="全年改造42户，年底前全部验收",
    ),
    Column(
        "source",
        "来源",
        ("任务来源", "目标来源"),
        parse=one_of(TargetSource, _SOURCES),
        example="县下达",
        note="县下达、单位自定",
    ),
    Column(
        "key_project", "重点项目", ("是否重点项目", "是否重点"), parse=yes_or_no, example="否", note="是、否"
    ),
    Column(
        "due",
        "完成时限",
        ("时限", "期限", "完成时间", "完成日期"),
        parse=last_day_written,
        example="2026-12-31",
        note="只写年月的，为该月最后一天",
    ),
    Column(
        "lead",
        "责任人",
        ("主办", "主办人", "责任领导", "牵头领导", "牵头人", "主要责任人"),
        parse=_holders,
        example="张三",
        note="须与人员名单中的姓名一致；多人用“、”或“；”隔开",
    ),
    Column(
        "assist",
        "协办",
        ("协办人", "配合领导", "配合人", "协助人"),
        parse=_holders,
        example="李四、王五",
        note="多人用“、”或“；”隔开",
    ),
    Column("weight", "权重（%）", ("权重", "分值"), parse=_weight, example="15", note="可不填"),
    Column(
        "amount_unit",
        "计量单位",
        ("数量单位",),
        parse=_text("计量单位", UNIT_LIMIT),
        example="户",
        note="有数量目标的填写",
    ),
    Column("amount_start", "起始数量", ("起始值", "基数"), parse=_number("起始数量"), note="不填为 0"),
    Column(
        "amount_goal",
        "目标数量",
        ("数量目标", "年度目标数量"),
        parse=_number("目标数量"),
        example="42",
        note="年底应达到的数量",
    ),
    *(
        Column(
            key,
            f"{month}月",
            (f"{month:02d}月", f"{chinese}月", f"{chinese}月份", f"{month}月份", f"{month}月任务"),
            parse=_text(f"{month}月", TASK_LIMIT),
            example="入户核实对象" if month == 1 else "",
        )
        for month, (key, chinese) in enumerate(zip(MONTH_KEYS, _CHINESE, strict=True), 1)
    ),
)


def read_targets(path: Path) -> Sheet:
    """Read a table of targets from an .xlsx or .csv file; asks no database.

    Raises `UserError` where the file is no such table; what is wrong in single cells, stands in two rows, or
    weighs more than the whole comes with the rows.
    """
    sheet = read_table(path, COLUMNS)
    titles = Counter(name_key(row.text("title")) for row in sheet.rows)
    rows = []
    weights = Decimal(0)
    for row in sheet.rows:
        wrong = list(row.errors)
        if row.text("title") and titles[name_key(row.text("title"))] > 1:
            wrong.append(RowError(row.number, "目标任务", TWICE))
        weight = row.values.get("weight")
        weights += weight or 0
        if weight and weights > WHOLE_WEIGHT:
            words = f"加到这一行共 {number_label(weights)}%，超过 {WHOLE_WEIGHT}%，请核对各行的权重。"
            wrong.append(RowError(row.number, "权重（%）", words))
        rows.append(replace(row, errors=tuple(wrong)))
    return replace(sheet, rows=tuple(rows))


def checked_targets(sheet: Sheet, year: int) -> Sheet:
    """Return the sheet with a sentence for each row that would be no target of the year if it were new."""
    return replace(sheet, rows=tuple(_checked(row, year) for row in sheet.rows))


def _checked(row: RowRead, year: int) -> RowRead:
    said = {key: row.values[key] for key in ENTRY_KEYS if row.values.get(key) is not None}
    try:
        if not row.errors:
            TargetEntry(**said).checked(year)
    except UserError as problem:
        column = next((one.title for one in COLUMNS if one.key == problem.field), "目标任务")
        return replace(row, errors=(RowError(row.number, column, str(problem)),))
    return row


def targets_template() -> bytes:
    """Return an .xlsx to fill in, with an example row and explanations."""
    return write_template(COLUMNS, SHEET_TITLE)
