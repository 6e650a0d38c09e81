"""The month's form, 实绩报告登记表 (D17–D24), from plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.faces import Font, Role, Size
from app.documents.letter import official_date
from app.documents.page import FORM, Align
from app.documents.paper import Numbering, Paper
from app.documents.table import Cell, Row, Style, Table, draw_table, label, under
from app.vocabulary import Month

BY_HAND = "签名：　　　　　　　　　年　　月　　日"
COLUMNS = (6.5, 4.5, 12, 7, 9, 13, 13, 13, 12)
EVIDENCE = Font(Role.FANGSONG, Size.SMALL_FIVE)


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One numbered result as it is printed."""

    source: str
    task: str
    result: str
    percent: str
    part: str
    """`主办`, `协办（主办：演示甲）` or empty when nobody shares the result."""
    evidence: tuple[str, ...] = ()
    """Names of the files that support it (§7.1)."""


@dataclass(frozen=True, slots=True)
class EvaluationLines:
    """What the leadership meeting found (D23)."""

    body: str
    held_on: date
    present: int
    truthful: str
    grade: str
    agreement: str
    facts: str
    chair: str


@dataclass(frozen=True, slots=True)
class OpinionLines:
    """The signed opinion (D24); the space for the hand's signature stays empty."""

    text: str
    signer: str
    signed_on: date
    by_hand: bool


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """Everything on one cadre's form; texts are printed as they are, absent parts leave room for the hand."""

    county: str
    unit: str
    month: Month
    name: str
    sex: str
    born: str
    party: str
    title: str
    since: str
    category: str
    portfolio: str
    clauses: tuple[ClauseLine, ...]
    nothing: str
    unfinished: str
    next_month: str
    self_appraisal: str
    self_grade: str
    submitted_on: date | None
    evaluation: EvaluationLines | None
    opinion: OpinionLines | None
    posting: str
    correction: str = ""
    """`更正1：reason` on a corrected form."""
    mark: str = ""
    """Which copy this is (D18)."""


def registration_form(form: RegistrationForm) -> bytes:
    """Return the form alone: A4 portrait, two pages for a normal month, as many as a long one needs."""
    paper = Paper(
        f"{form.name}{form.month.label}实绩报告登记表", form.unit, sheet=FORM, numbering=Numbering.OF_TOTAL
    )
    draw_registration_form(paper, form)
    return paper.finish()


def draw_registration_form(paper: Paper, form: RegistrationForm) -> None:
    """Draw the form from the top of the paper's current page."""
    paper.part = f"{form.name}{form.month.label}实绩报告登记表"
    top = draw_head(paper, f"{form.county}科级领导干部实绩报告登记表", form.mark)
    page = paper.page
    small = Font(Role.SONG, Size.FIVE)
    page.text(page.frame.left, top + 12, f"单位：{form.unit}", small)
    page.text(page.frame.right, top + 12, form.month.label, small, align=Align.RIGHT)
    rows = (*_person(form), *_clauses(form), *_texts(form), *_judgements(form))
    draw_table(paper, Table(COLUMNS, rows, title=f"{form.name}实绩报告登记表"), top + 18)


def draw_head(paper: Paper, title: str, mark: str) -> float:
    """Draw the title, and above it which copy this is; return the y below."""
    page = paper.page
    if mark:
        page.text(
            page.frame.right, page.frame.top - 6, f"（{mark}）", Font(Role.KAI, Size.FIVE), align=Align.RIGHT
        )
    font = Font(Role.TITLE, Size.SMALL_TWO)
    middle = (page.frame.left + page.frame.right) / 2
    page.text(middle, page.frame.top + font.size, title, font, align=Align.CENTRE)
    return page.frame.top + font.size * 1.4


def _person(form: RegistrationForm) -> tuple[Row, ...]:
    return (
        Row(
            (
                label("姓名", columns=2),
                Cell(form.name, Style.NAME),
                label("性别"),
                Cell(form.sex),
                label("出生年月"),
                Cell(form.born),
                label("政治面貌"),
                Cell(form.party),
            ),
            height=26,
        ),
        Row(
            (
                label("职务", columns=2),
                Cell(form.title, columns=3),
                label("任现职时间"),
                Cell(form.since),
                label("人员类别"),
                Cell(form.category),
            ),
            height=26,
        ),
        _field("分管工作", Cell(form.portfolio, Style.ENTRY, columns=7), 26),
    )


def _clauses(form: RegistrationForm) -> tuple[Row, ...]:
    head = Row(
        (
            label("序号"),
            label("工作任务", columns=3),
            label("完成情况", columns=3),
            label("完成率"),
            label("佐证"),
        ),
        height=22,
    )
    if form.nothing:
        return (
            head,
            Row((label("—"), Cell(f"本月无应报告事项：{form.nothing}", Style.TEXT, columns=8)), height=40),
        )
    return under(head, (_clause(number, clause) for number, clause in enumerate(form.clauses, 1)))


def _clause(number: int, clause: ClauseLine) -> Row:
    rate = "\n".join(part for part in (clause.percent, clause.part) if part)
    return Row(
        (
            Cell(str(number)),
            Cell(f"〔{clause.source}〕{clause.task}", Style.ENTRY, columns=3),
            Cell(clause.result, Style.ENTRY, columns=3),
            Cell(rate),
            Cell("\n".join(clause.evidence), font=EVIDENCE),
        ),
        height=34,
    )


def _texts(form: RegistrationForm) -> tuple[Row, ...]:
    day = official_date(form.submitted_on) if form.submitted_on else "　　　　年　　月　　日"
    foot = f"自评等次：{form.self_grade or '　　　'}　　　签名：　　　　　　　　{day}"
    rows = [
        _field("未完成及原因", Cell(form.unfinished or "无", Style.TEXT, columns=7), 34),
        _field("下月打算", Cell(form.next_month, Style.TEXT, columns=7), 34),
        _field("自我鉴定", Cell(form.self_appraisal, Style.TEXT, columns=7, foot=foot), 70),
    ]
    if form.correction:
        rows.append(_field("更正说明", Cell(form.correction, Style.TEXT, columns=7), 34))
    return tuple(rows)


def _field(name: str, value: Cell, height: float) -> Row:
    """Return a row of one field over the whole width of the form."""
    return Row((label(name, columns=2), value), height=height)


def _judgements(form: RegistrationForm) -> tuple[Row, ...]:
    sections = (
        ("班子会议评价", *_evaluation(form.evaluation)),
        ("单位主要\n负责人\n意见", *_opinion(form.opinion)),
        ("县考核办审核意见", "", "（盖章）　　　　年　　月　　日"),
    )
    rows = tuple(
        _field(name, Cell(text, Style.TEXT, columns=7, foot=foot), 74) for name, text, foot in sections
    )
    return (*rows, _field("公示起止", Cell(form.posting, Style.ENTRY, columns=7), 26))


def _evaluation(found: EvaluationLines | None) -> tuple[str, str]:
    if found is None:
        return "报告实绩是否属实：　　　　　　工作完成评定等次：", "主持人" + BY_HAND
    meeting = f"{official_date(found.held_on)}{found.body.removesuffix('会议')}会议"
    lines = [
        f"{meeting}评价，到会 {found.present} 人，{found.agreement}。",
        f"报告实绩是否属实：{found.truthful}。工作完成评定等次：{found.grade}。",
    ]
    if found.facts:
        lines.append(found.facts)
    return "\n".join(lines), f"主持人：{found.chair}　　{BY_HAND}"


def _opinion(opinion: OpinionLines | None) -> tuple[str, str]:
    if opinion is None:
        return "", f"（盖章）　{BY_HAND}"
    if opinion.by_hand:
        return (
            opinion.text,
            f"（盖章）　{opinion.signer}　签名：　　　　　　{official_date(opinion.signed_on)}",
        )
    return opinion.text, f"{opinion.signer}（电子签名见装订册封面）　{official_date(opinion.signed_on)}"
