"""The words of the field: enumerations with their official Chinese labels (GLOSSARY.md)."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A stored code with the Chinese word that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from its stored code and its Chinese label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class StationKind(Term):
    """What an installation is."""

    UNIT = "unit", "单位"
    COUNTY = "county", "县干部综合考核办公室"


class Owner(Term):
    """Which kind of station writes a table's rows (exchange.md §1)."""

    UNIT = "unit", "单位"
    COUNTY = "county", "县"
    STATION = "station", "本机"


class Role(Term):
    """What an account may do (domain.md §1k)."""

    CLERK = "clerk", "经办人"
    CADRE = "cadre", "领导干部"
    HEAD = "head", "主要负责人"
    ADMIN = "admin", "系统管理员"
    AUDITOR = "auditor", "审计员"


class UnitKind(Term):
    """Township or county department (D7)."""

    TOWNSHIP = "township", "乡镇"
    DEPARTMENT = "department", "县直部门"


class Sex(Term):
    """As on the registration form."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class PersonCategory(Term):
    """Decides between 不称职 and 不合格 (domain.md §2.8)."""

    CIVIL_SERVANT = "civil_servant", "公务员"
    REFERENCE = "reference", "参公"
    INSTITUTION = "institution", "事业"


class Rank(Term):
    """Rank of a post, from section head to ordinary staff (D81)."""

    SECTION_HEAD = "section_head", "正科"
    SECTION_DEPUTY = "section_deputy", "副科"
    SUBSECTION = "subsection", "股级"
    GENERAL = "general", "一般干部"


class PostKind(Term):
    """How a cadre holds a post (domain.md §2.17–2.19)."""

    PRIMARY = "primary", "任职"
    CONCURRENT = "concurrent", "兼职"
    SECONDED = "seconded", "挂职"


class PostEnd(Term):
    """Why a post ended (domain.md §2.18, §2.21)."""

    TRANSFER = "transfer", "调任"
    REMOVED = "removed", "免职"
    RETIRED = "retired", "退休"
    DIED = "died", "去世"
    CHANGED = "changed", "职务变动"
    SECONDMENT_OVER = "secondment_over", "挂职期满"


class ExemptionKind(Term):
    """Approved reason for which a month is not due (domain.md §2.6, §2.41)."""

    LEAVE = "leave", "请假"
    SICK = "sick", "病假"
    MATERNITY = "maternity", "产假"
    STUDY = "study", "脱产学习"
    DISPATCHED = "dispatched", "抽调"
    COUNTY_WIDE = "county_wide", "全县免报"
    OTHER = "other", "其他"


class Grade(Term):
    """Four grades of a month and a quarter (D45); the labels on paper come from the rule book."""

    GOOD = "good", "好"
    FAIR = "fair", "较好"
    PLAIN = "plain", "一般"
    POOR = "poor", "差"

    @property
    def height(self) -> int:
        """4 for the best grade down to 1: for comparing, never for scoring."""
        return 4 - list(Grade).index(self)


class TargetSource(Term):
    """Who set an annual target."""

    COUNTY = "county", "县下达"
    UNIT = "unit", "单位自定"


class TaskSource(Term):
    """Where an item of a month's plan comes from (D13)."""

    ANNUAL = "annual", "年度"
    COUNTY = "county", "县交"
    ADHOC = "adhoc", "临时"
    CARRIED = "carried", "结转"


class Part(Term):
    """A cadre's part in a shared result (D61, domain.md §2.9)."""

    LEAD = "lead", "主办"
    ASSIST = "assist", "协办"


class ReportState(Term):
    """State of one version of a monthly report (domain.md §2b)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回修改"
    EVALUATED = "evaluated", "班子已评"
    SIGNED = "signed", "已签定"
    SUPERSEDED = "superseded", "已更正"


class ReportMove(Term):
    """What a person can do with a report; see the table in `app/monthly/rules.py`."""

    EDIT = "edit", "填写"
    SUBMIT = "submit", "提交"
    WITHDRAW = "withdraw", "撤回"
    RETURN = "return", "退回修改"
    REDATE = "redate", "改提交日期"
    EVALUATE = "evaluate", "班子会议评价"
    REOPEN = "reopen", "重新评价"
    SIGN = "sign", "签定"
    CORRECT = "correct", "更正"


class Light(Term):
    """What the light of one cadre in one month shows."""

    SIGNED = "signed", "已签定"
    SUBMITTED = "submitted", "已提交"
    DRAFT = "draft", "草稿"
    OPEN = "open", "待报"
    LATE = "late", "迟报"
    MISSING = "missing", "未报"
    EXEMPT = "exempt", "免报"
    FUTURE = "future", "未到"
    ABSENT = "absent", "不在岗"


class SignerKind(Term):
    """Who signed the head's opinion (domain.md §2.14–2.15)."""

    HEAD = "head", "主要负责人"
    NEXT_RANK = "next_rank", "排名次位的班子成员"
    COUNTY_LEADER = "county_leader", "县分管领导"


class SignMethod(Term):
    """How a paper was signed."""

    DIGITAL = "digital", "电子签名"
    HAND = "hand", "手写签名"


class PaperCopy(Term):
    """Which of the two copies (D18, D26)."""

    UNIT = "unit", "单位留存公示"
    COUNTY = "county", "报县考核办备案"


class CredentialKind(Term):
    """Whose certificate it is."""

    AUTHORITY = "authority", "签发机构"
    PERSON = "person", "个人"
    STATION = "station", "单位"


class PostingKind(Term):
    """What hangs on the notice board."""

    MONTHLY = "monthly", "月实绩公示"


class PostingState(Term):
    """State of one posting (D30, domain.md §2.4)."""

    POSTED = "posted", "公示中"
    INTERRUPTED = "interrupted", "已中断"
    TAKEN_DOWN = "taken_down", "已撤下"


class Channel(Term):
    """How a remark reached the unit (D32, D85)."""

    BOOK = "book", "意见簿"
    BOX = "box", "举报箱"
    PHONE = "phone", "电话"
    LETTER = "letter", "信函"
    EMAIL = "email", "电子邮件"
    VISIT = "visit", "来访"


class FindingRule(Term):
    """What the program noticed (D60, domain.md §2.6–2.7, §2c); it never sets a grade."""

    MISSING = "missing", "应报未报"
    LATE = "late", "迟报"
    MISSED_TWICE = "missed_twice", "连续两次未上报"
    THIN = "thin", "内容可能空洞"
    COPIED_MONTH = "copied_month", "与上月雷同"
    COPIED_COLLEAGUE = "copied_colleague", "与他人雷同"
    SELF_ABOVE = "self_above", "自评高于评定"
    ALL_GOOD = "all_good", "评定全部为“好”"


class Verdict(Term):
    """A person's decision on a finding."""

    UPHELD = "upheld", "认定成立"
    EXCUSED = "excused", "理由正当"
    DISMISSED = "dismissed", "不成立"
    NOTED = "noted", "已阅知"


class ParcelKind(Term):
    """What an exchange file carries (exchange.md §2)."""

    ENROL = "enrol", "登记申请"
    PUSH = "push", "上报"
    RETURN = "return", "回执"
    SNAPSHOT = "snapshot", "全量"


class EnrolmentState(Term):
    """Standing of an enrolled station at the county (exchange.md §3, §8)."""

    ACTIVE = "active", "在用"
    REPLACED = "replaced", "已更换"
    REVOKED = "revoked", "已吊销"
    BLOCKED = "blocked", "已冻结"


class ArrivalState(Term):
    """What became of a file that came in (exchange.md §4)."""

    APPLIED = "applied", "已入库"
    HELD = "held", "待补"
    QUARANTINED = "quarantined", "已隔离"
    REFUSED = "refused", "已拒收"
    NEWER = "newer", "待升级"


class DispatchState(Term):
    """What is known of a file that went out (exchange.md §5)."""

    WRITTEN = "written", "已导出未回执"
    ACKNOWLEDGED = "acknowledged", "县已收"
    LOST = "lost", "U盘遗失，待重新导出"


class RequestVerdict(Term):
    """The county's answer to a change of the list of people (exchange.md §1)."""

    CONFIRMED = "confirmed", "已确认"
    CORRECTED = "corrected", "已更正"
    REFUSED = "refused", "不同意"


class ReviewVerdict(Term):
    """What the county decided on a signed form (D26)."""

    FILED = "filed", "已备案"
    RETURNED = "returned", "已退回"


class CreditVerdict(Term):
    """A person's decision on a result that several claim (D61, domain.md §2.9)."""

    SHARED = "shared", "共同完成"
    ONE_OWNER = "one_owner", "归一人"
    DIFFERENT = "different", "不是同一实绩"


class ReviewState(Term):
    """Where one cadre's form of a month stands at the county (D26, exchange.md §1)."""

    NOT_DUE = "not_due", "不应报"
    EXEMPT = "exempt", "免报"
    NOT_YET = "not_yet", "未到"
    WAITING = "waiting", "待审"
    CORRECTED = "corrected", "更正待审"
    OUTDATED = "outdated", "针对旧版本"
    FILED = "filed", "已备案"
    RETURNED = "returned", "已退回"


class ReviewMove(Term):
    """What the county can do with a form; see the table in `app/review/rules.py`."""

    FILE = "file", "备案"
    RETURN = "return", "退回"
    WITHDRAW = "withdraw", "撤回审核"


class HintRule(Term):
    """What the county's program noticed across units (domain.md §2c); it never sets a grade."""

    GOOD_SHARE = "good_share", "“好”占比偏高"
    SAME_GRADE = "same_grade", "等次连月不变"
    RETURN_RATE = "return_rate", "退回、更正偏多"
    ALIKE = "alike", "实绩雷同"


class HintVerdict(Term):
    """What a person at the county did about a hint (domain.md §2c)."""

    NOTED = "noted", "已了解"
    HANDLED = "handled", "已处理"
