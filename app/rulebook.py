"""The rule book: every number and wording the county may set, dated and versioned (architecture.md §5)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.texts import clean
from app.vocabulary import Grade, Role
from db.tables.office import RulebookVersion

if TYPE_CHECKING:
    from app.office import Reader, Work


def _setting(default: Any, label: str, *, low: int = 0, high: int = 10_000) -> Any:  # noqa: ANN401 - a dataclass field
    return field(default=default, metadata={"label": label, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class NamedGrade:
    """A grade with the name that the rule book of its report gives it (domain.md §2.10)."""

    grade: Grade
    label: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One version of the rules; `number` 0 is the defaults of domain.md §2."""

    number: int = 0
    effective_from: date = date(2000, 1, 1)

    county: str = _setting("雷山县", "县名")
    party_committee: str = _setting("中共雷山县委组织部", "受理单位")
    hotline: str = _setting("", "举报电话")
    mailbox: str = _setting("", "举报邮箱")
    address: str = _setting("", "通讯地址")
    postcode: str = _setting("", "邮政编码")
    reception_hours: str = _setting("上午8:30—12:00，下午1:00—5:00", "受理时间")
    basis: str = _setting("《关于开展科级领导干部工作实绩报告和公示试点工作的通知》", "公示依据")

    due_day: int = _setting(30, "月报告截止日（每月几日）", low=1, high=31)
    grace_days: int = _setting(0, "截止后宽限天数", high=31)
    plan_workdays: int = _setting(3, "月计划：月初第几个工作日前", low=1, high=20)
    meeting_workdays: int = _setting(3, "班子会议：截止后几个工作日内", low=1, high=20)
    first_report_day: int = _setting(15, "新任职当月报告：几日前到任", low=1, high=31)
    posting_days: int = _setting(7, "公示工作日数", low=1, high=60)
    count_first_day: bool = _setting(default=False, label="公示：张贴当日计入")
    posting_by_day: int = _setting(5, "公示：次月几日前张贴", low=1, high=31)

    grade_good: str = _setting("好", "第一等次名称")
    grade_fair: str = _setting("较好", "第二等次名称")
    grade_plain: str = _setting("一般", "第三等次名称")
    grade_poor: str = _setting("差", "第四等次名称")
    points_good: int = _setting(100, "第一等次分值", high=100)
    points_fair: int = _setting(80, "第二等次分值", high=100)
    points_plain: int = _setting(60, "第三等次分值", high=100)
    points_poor: int = _setting(40, "第四等次分值", high=100)

    digest_recipients: str = _setting("县委常委及县分管领导", "汇总表呈阅范围")
    digest_by_day: int = _setting(15, "汇总表：次月几日前呈阅", low=1, high=31)
    silent_days: int = _setting(10, "久未报送：几天没有收到单位的文件", low=1, high=365)

    alike_percent: int = _setting(80, "雷同提示：相似度百分比", low=50, high=100)
    thin_characters: int = _setting(10, "内容过短提示：少于几字", high=200)
    figure_track_percent: int = _setting(90, "数量目标：达到应完成进度百分之几为正常", low=1, high=100)
    figure_risk_percent: int = _setting(70, "数量目标：低于应完成进度百分之几为滞后", low=0, high=100)
    quorum_percent: int = _setting(50, "班子会议：最低到会百分比", high=100)

    filing_code: str = _setting("备", "县级备案号代字")
    reminder_days: int = _setting(5, "催报：限几日内补报", low=1, high=30)
    good_share_gap: int = _setting(30, "县级提示：第一等次占比高出全县几个百分点", low=1, high=100)
    hint_least_forms: int = _setting(4, "县级提示：一个单位至少几份才比较", low=2, high=100)
    same_grade_months: int = _setting(3, "县级提示：等次连续几个月相同", low=2, high=12)
    return_percent: int = _setting(30, "县级提示：本年退回、更正占百分之几", low=1, high=100)

    def grade_label(self, grade: Grade) -> str:
        """Return the grade's name of this version (domain.md §2.10)."""
        return str(getattr(self, f"grade_{grade.value}"))

    def name(self, grade: Grade) -> NamedGrade:
        """Return the grade with its name of this version."""
        return NamedGrade(grade, self.grade_label(grade))

    def named(self, grade: Grade | None) -> NamedGrade | None:
        """Return the grade with its name of this version; None stays None."""
        return None if grade is None else self.name(grade)

    def grades(self) -> tuple[NamedGrade, ...]:
        """Return the four grades with their names, best first."""
        return tuple(self.name(grade) for grade in Grade)

    def points(self, grade: Grade) -> int:
        """Return the grade's points of this version (domain.md §2.11)."""
        return int(getattr(self, f"points_{grade.value}"))


DEFAULTS = Rulebook()
NOT_SETTINGS = ("number", "effective_from")
LONGEST = 200
"""Characters of a text entry and of the reason for a change."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One editable entry of the rule book, for the settings dialog."""

    key: str
    label: str
    default: int | str | bool
    low: int
    high: int


def settings() -> tuple[Setting, ...]:
    """Return every entry in the order of the dialog."""
    return tuple(
        Setting(f.name, f.metadata["label"], f.default, f.metadata["low"], f.metadata["high"])  # type: ignore[arg-type]
        for f in fields(Rulebook)
        if f.name not in NOT_SETTINGS
    )


FIRST_OF_COUNTY = 1001
"""The county numbers its versions from here, so that they follow every one that a unit made for itself."""


def version_words(number: int) -> str:
    """Say which version it is: the county's have numbers of their own."""
    own = number - FIRST_OF_COUNTY + 1
    return f"县第 {own} 版" if own > 0 else f"第 {number} 版"


def from_version(version: RulebookVersion) -> Rulebook:
    """Build the rule book of one stored version; unknown keys of a newer program are left out."""
    known = {setting.key for setting in settings()}
    values = {key: value for key, value in version.values.items() if key in known}
    return replace(DEFAULTS, number=version.number, effective_from=version.effective_from, **values)


def in_force(versions: list[Rulebook], day: date) -> Rulebook:
    """Return the version in force on `day`: the newest published of those already effective."""
    return max((v for v in versions if v.effective_from <= day), key=lambda v: v.number, default=DEFAULTS)


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return what differs from the defaults; raises `UserError` naming the first that cannot be taken."""
    kept: dict[str, Any] = {}
    for setting in settings():
        value = _checked(setting, values.get(setting.key, setting.default))
        if value != setting.default:
            kept[setting.key] = value
    rulebook = replace(DEFAULTS, **kept)
    if len({rulebook.grade_label(grade) for grade in Grade}) < len(Grade):
        raise UserError("四个等次的名称不能相同。", field="grade_good", next_step="请分别填写。")
    points = [rulebook.points(grade) for grade in Grade]
    if sorted(points, reverse=True) != points:
        raise UserError("四个等次的分值应从高到低。", field="points_good", next_step="请检查分值。")
    if rulebook.figure_risk_percent > rulebook.figure_track_percent:
        raise UserError(
            "数量目标“滞后”的界限不能高于“正常”的界限。", field="figure_risk_percent", next_step="请检查。"
        )
    return kept


def _checked(setting: Setting, value: object) -> object:
    if type(value) is not type(setting.default):
        raise UserError(f"“{setting.label}”的内容格式不对。", field=setting.key, next_step="请重新填写。")
    if isinstance(value, str):
        required = bool(setting.default)
        return clean(value, setting.label, LONGEST, field=setting.key, required=required, one_line=True)
    if type(value) is int and not setting.low <= value <= setting.high:
        raise UserError(
            f"“{setting.label}”应在 {setting.low} 至 {setting.high} 之间。",
            field=setting.key,
            next_step="请修改。",
        )
    return value


def publish_rulebook(work: Work, values: dict[str, Any], *, effective_from: date, reason: str) -> Rulebook:
    """Add a version in force from a day on; what was stored with earlier versions keeps them."""
    work.require(Role.HEAD, Role.CLERK)
    work.require_own_rules()
    reason = clean(reason, "修改原因", LONGEST, field="reason", required=True)
    version = RulebookVersion(
        number=max((v.number for v in work.rulebooks()), default=0) + 1,
        effective_from=effective_from,
        values=checked(values),
        reason=reason,
        published_at=work.now,
        published_by=work.login.name,
    )
    work.session.add(version)
    work.describe(f"{version_words(version.number)}，自 {effective_from.isoformat()} 起")
    rulebook = from_version(version)
    work.rulebooks().append(rulebook)
    return rulebook


def current_values(reader: Reader) -> dict[str, Any]:
    """Return every entry of the version in force today, for the settings dialog."""
    values = asdict(reader.rulebook(reader.today))
    return {key: value for key, value in values.items() if key not in NOT_SETTINGS}
