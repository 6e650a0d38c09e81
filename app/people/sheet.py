"""The list of people as a spreadsheet: its columns, reading it without a database, the blank template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from app.dates import day_written, month_written
from app.documents.workbooks import Column, Sheet, read_table, write_template
from app.errors import UserError
from app.people.entries import NAME_LIMIT, TITLE_LIMIT
from app.people.rules import check_name, name_key, tidy_name
from app.texts import clean
from app.vocabulary import PersonCategory, PostKind, Rank, Sex, Term

T = TypeVar("T", bound=Term)

SHEET_TITLE = "人员名单"
LARGEST_POSITION = 9999
_RANKS = {
    "正科级": Rank.SECTION_HEAD,
    "乡科级正职": Rank.SECTION_HEAD,
    "正科级实职": Rank.SECTION_HEAD,
    "副科级": Rank.SECTION_DEPUTY,
    "乡科级副职": Rank.SECTION_DEPUTY,
    "副科级实职": Rank.SECTION_DEPUTY,
    "股": Rank.SUBSECTION,
    "正股级": Rank.SUBSECTION,
    "副股级": Rank.SUBSECTION,
    "一般": Rank.GENERAL,
    "科员": Rank.GENERAL,
    "职员": Rank.GENERAL,
}
_CATEGORIES = {
    "行政": PersonCategory.CIVIL_SERVANT,
    "行政编": PersonCategory.CIVIL_SERVANT,
    "行政编制": PersonCategory.CIVIL_SERVANT,
    "参公管理": PersonCategory.REFERENCE,
    "参照公务员法管理": PersonCategory.REFERENCE,
    "参照管理": PersonCategory.REFERENCE,
    "事业编": PersonCategory.INSTITUTION,
    "事业编制": PersonCategory.INSTITUTION,
    "事业人员": PersonCategory.INSTITUTION,
    "事业单位": PersonCategory.INSTITUTION,
}
_KINDS = {"实职": PostKind.PRIMARY, "本单位任职": PostKind.PRIMARY, "派驻": PostKind.SECONDED}
_YES = {"是", "√", "✓", "对", "有", "1", "y", "yes", "true"}
_NO = {"否", "×", "✗", "不", "无", "0", "n", "no", "false", "-", "—"}


def one_of(terms: type[T], more: Mapping[str, T] | None = None) -> Callable[[str], T]:
    """Return a reader of a term by its label or one of the other ways to write it."""
    known = {name_key(term.label): term for term in terms} | {
        name_key(word): term for word, term in (more or {}).items()
    }

    def read(text: str) -> T:
        found = known.get(name_key(text))
        if found is None:
            raise UserError(f"“{text[:20]}”应为{'、'.join(term.label for term in terms)}之一。")
        return found

    return read


def yes_or_no(text: str) -> bool:
    """Read 是 or 否, a tick or a cross."""
    word = name_key(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise UserError(f"“{text[:20]}”请填“是”或“否”。")


def _name(text: str) -> str:
    name = tidy_name(clean(text, "姓名", NAME_LIMIT, field="name", required=True, one_line=True))
    check_name(name)
    return name


def _title(text: str) -> str:
    return clean(text, "职务", TITLE_LIMIT, field="title", required=True, one_line=True)


def _position(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= LARGEST_POSITION:
        raise UserError(f"“{text[:20]}”请填 1 至 {LARGEST_POSITION} 的整数。")
    return int(text)


def _kind(text: str) -> PostKind:
    kind = one_of(PostKind, _KINDS)(text)
    if kind is PostKind.CONCURRENT:
        raise UserError("兼职请在人员卡片中登记。")
    return kind


COLUMNS = (
    Column(
        "position", "排序", ("序号", "排名", "次序"), parse=_position, example="3", note="公示和表册中的次序"
    ),
    Column("unit", "单位", ("单位名称", "所在单位"), example="", note="可不填；填写时须为本单位"),
    Column(
        "name",
        "姓名",
        ("名字", "干部姓名", "领导姓名"),
        required=True,
        parse=_name,
        example="张三（示例）",
        note="少数民族姓名间隔点用“·”",
    ),
    Column("sex", "性别", (), parse=one_of(Sex, {"M": Sex.MALE, "F": Sex.FEMALE}), example="男"),
    Column(
        "born",
        "出生年月",
        ("出生日期", "出生时间", "生日"),
        parse=month_written,
        example="1980-05",
        note="1980-05、1980.05、198005、1980年5月均可；同名时用来区分",
    ),
    Column("party", "政治面貌", ("党派", "政治身份"), example="中共党员"),
    Column(
        "title",
        "职务",
        ("现任职务", "职务名称", "单位及职务", "现任职务名称"),
        required=True,
        parse=_title,
        example="副镇长",
    ),
    Column(
        "rank",
        "职级",
        ("级别", "职务层次", "职务级别"),
        parse=one_of(Rank, _RANKS),
        example="副科",
        note="正科、副科、股级、一般干部",
    ),
    Column(
        "category",
        "人员类别",
        ("身份", "编制", "人员身份", "编制类型", "编制性质"),
        parse=one_of(PersonCategory, _CATEGORIES),
        example="公务员",
        note="公务员、参公、事业",
    ),
    Column("portfolio", "分管工作", ("分工", "工作分工", "分管", "主要职责"), example="农业农村、乡村振兴"),
    Column(
        "since",
        "任现职时间",
        ("任职时间", "任现职年月", "任职日期", "到任时间"),
        parse=day_written,
        example="2021-03-15",
        note="新增人员必填；职务或分工改变时填新任职的日期，旧职务自动保留到前一日",
    ),
    Column(
        "kind",
        "任职方式",
        ("任职类型",),
        parse=_kind,
        example="任职",
        note="任职、挂职；兼职请在人员卡片中登记",
    ),
    Column(
        "heads_unit",
        "是否主要负责人",
        ("主要负责人", "单位主要负责人", "一把手", "是否一把手"),
        parse=yes_or_no,
        example="否",
        note="审核并签定报告的人；乡镇书记、镇长均填“是”",
    ),
    Column(
        "on_team",
        "是否班子成员",
        ("班子成员", "是否班子"),
        parse=yes_or_no,
        example="是",
        note="参加班子会议评价",
    ),
    Column(
        "reports",
        "是否报告",
        ("是否填报", "月报告", "是否月报"),
        parse=yes_or_no,
        example="是",
        note="是否每月报告实绩",
    ),
    Column("note", "备注", ("说明",), example=""),
)


def read_people(path: Path) -> Sheet:
    """Read a list of people from an .xlsx or .csv file; asks no database.

    Raises `UserError` where the file is no such list; what is wrong in single cells comes with the rows.
    """
    return read_table(path, COLUMNS)


def people_template() -> bytes:
    """Return an .xlsx to fill in, with an example row and explanations."""
    return write_template(COLUMNS, SHEET_TITLE)
