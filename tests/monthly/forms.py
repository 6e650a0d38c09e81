"""Sample forms of a month for the tests of its papers."""

from datetime import date

from app.monthly.booklet_paper import AbsentLine, BookletForm, CorrectionLine
from app.monthly.minutes_paper import MeetingLine, MinutesForm
from app.monthly.papers import (
    ClauseLine,
    EvaluationLines,
    OpinionLines,
    RegistrationForm,
)
from app.notices.papers import RecordForm
from app.vocabulary import Month, PaperCopy

UNIT = "丹江镇（演示）"
MARCH = Month(2026, 3)
CLAUSES = (
    ClauseLine(
        "年度", "农村危房改造 42 户：3 月开工 15 户", "开工 16 户，其中陶尧村 6 户；验收 2 户", "107%", ""
    ),
    ClauseLine(
        "年度", "南屏村“一事一议”通组路硬化 1.8 公里", "完成路基 1.2 公里，顺延至 4 月 10 日", "67%", "主办"
    ),
    ClauseLine("县交", "县城南入口拆迁协议 5 户", "签订 5 户，无信访", "100%", ""),
    ClauseLine("临时", "清明期间森林防火值守", "排班 12 人次，劝返野外用火 9 起", "100%", ""),
    ClauseLine("临时", "迎接省级卫生镇复审", "完成材料 3 册，整改问题 11 个", "100%", ""),
    ClauseLine("结转", "垃圾清运体系覆盖 9 个村", "新增 3 个村，累计 7 个村", "78%", "协办（与演示甲）"),
)


def registration(
    name: str = "演示庚", clauses: tuple[ClauseLine, ...] = CLAUSES, **changes: object
) -> RegistrationForm:
    """A complete form of March."""
    values: dict[str, object] = {
        "county": "雷山县",
        "unit": UNIT,
        "month": MARCH,
        "name": name,
        "sex": "男",
        "born": "1980年5月",
        "party": "中共党员",
        "title": "副镇长",
        "since": "2023年6月",
        "category": "公务员",
        "portfolio": "城建、危房改造、环境卫生",
        "clauses": clauses,
        "nothing": "",
        "unfinished": "第2项：连续降雨，水泥进场推迟。",
        "next_month": "完成通组路硬化。",
        "self_appraisal": "本月重点任务总体按期推进，一事一议项目需加快。",
        "self_grade": "较好",
        "submitted_on": date(2026, 3, 29),
        "evaluation": EvaluationLines(
            "党委", date(2026, 3, 31), 7, "属实", "较好", "形成一致意见", "", "演示甲"
        ),
        "opinion": OpinionLines("同意班子会议评价。", "党委书记 演示甲", date(2026, 3, 31), by_hand=False),
        "posting": "2026年4月2日至2026年4月13日（7个工作日）",
    }
    return RegistrationForm(**(values | changes))  # type: ignore[arg-type]


def minutes() -> MinutesForm:
    """The record of March's meeting."""
    return MinutesForm(
        unit=UNIT,
        month=MARCH,
        body="党委",
        held_on=date(2026, 3, 31),
        place="镇三楼会议室",
        chair="演示甲",
        recorder="演示经办人",
        attendees=("演示甲", "演示乙", "演示丙"),
        absentees="演示丁（出差）",
        observers="",
        lines=(MeetingLine("演示庚", "副镇长", "较好", "属实", "较好", "形成一致意见"),),
        minutes="会议逐一听取汇报。",
    )


def record() -> RecordForm:
    """The record of March's posting."""
    return RecordForm(
        unit=UNIT,
        month=MARCH,
        place="镇政府一楼公示栏",
        posted_on=date(2026, 4, 1),
        posted_by="演示经办人",
        period="2026年4月2日至2026年4月13日（7个工作日）",
        names=("演示庚",),
        ended="",
        breach="",
        interruption="",
        remarks=(),
    )


def booklet_form(people: int = 3, copy: PaperCopy = PaperCopy.UNIT) -> BookletForm:
    """A booklet of March with so many forms, one cadre missing and one correction."""
    return BookletForm(
        county="雷山县",
        unit=UNIT,
        month=MARCH,
        copy=copy,
        edition=2,
        code="SJB-202603-7K2QXM3A",
        bound_on=date(2026, 4, 1),
        forms=tuple(registration(f"演示{number}", mark=copy.label) for number in range(1, people + 1)),
        absent=(AbsentLine("演示己", "副镇长（农业）", "未报"),),
        corrections=(CorrectionLine("演示1", 1, "第二条公里数有误。", date(2026, 4, 5)),),
        meetings=(minutes(),),
        postings=(record(),),
        marks=True,
    )
