"""Everything on the month's 审核汇总表(呈阅), read from the database into plain data (domain.md §7.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.monthly.records import rules_of
from app.office import Reader
from app.review.digest_rules import Case, Measure, counts
from app.review.digest_views import MonthTotals, month_cases, rows_behind, totals_of
from app.rulebook import DEFAULTS
from app.vocabulary import Light, Month, ReportState


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of 突出事项 or 问题; `unit_id` is empty where it concerns no single unit."""

    unit_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The paragraphs of a digest, as a person chose and worded them."""

    notable: tuple[Paragraph, ...] = ()
    problems: tuple[Paragraph, ...] = ()


def paragraphs(
    text: str, units: Iterable[tuple[str, str]], known: Mapping[str, str]
) -> tuple[Paragraph, ...]:
    """Return the lines of a text with the unit that each concerns.

    `known`: the unit of a line as it was offered or kept. Any other line concerns the unit with whose name it
    begins, of several the longest; `units` are (id, name).
    """
    longest_first = sorted(units, key=lambda unit: -len(unit[1]))
    lines = (line.strip() for line in text.splitlines())
    return tuple(
        Paragraph(
            known.get(line) or next((unit for unit, name in longest_first if line.startswith(name)), ""),
            line,
        )
        for line in lines
        if line
    )


@dataclass(frozen=True, slots=True)
class CadreLine:
    """One cadre's line of the digest."""

    unit_id: str
    unit: str
    cadre_id: str
    report_id: str | None
    """The version in force."""
    name: str
    title: str
    light: Light
    self_grade: str
    grade: str
    """The meeting's; 待定 for a report that came while there is none or the county returned the form."""
    county: str
    """备案, 退回, 待审 or empty."""


@dataclass(frozen=True, slots=True)
class DigestForm:
    """The digest as it is printed."""

    county: str
    office: str
    """Who made it."""
    recipients: str
    month: Month
    edition: int
    made_on: date
    figures: MonthTotals
    wording: Wording
    cadres: tuple[CadreLine, ...]


def digest_form(reader: Reader, month: Month, wording: Wording, edition: int) -> DigestForm:
    """Return the digest as it would be printed now with these paragraphs."""
    rulebook = reader.rulebook(reader.today)
    cases = month_cases(reader, month)
    figures = totals_of(reader, month, cases)
    return DigestForm(
        county=rulebook.county,
        office=reader.station.name,
        recipients=rulebook.digest_recipients,
        month=month,
        edition=edition,
        made_on=reader.today,
        figures=figures,
        wording=wording,
        cadres=tuple(_line(reader, case) for case in cases),
    )


def lines_behind(
    reader: Reader, month: Month, measure: Measure, unit_id: str | None = None
) -> tuple[CadreLine, ...]:
    """Return whom a number of the digest counts, of one unit or of the whole county."""
    return tuple(_line(reader, case) for case in rows_behind(reader, month, measure, unit_id))


def _line(reader: Reader, case: Case) -> CadreLine:
    report = case.entry.report if case.entry.handed_in else None
    rules = rules_of(reader, report) if report else DEFAULTS
    open_ = Measure.OPEN.label if counts(case, Measure.OPEN) else ""
    return CadreLine(
        unit_id=case.unit_id,
        unit=case.unit,
        cadre_id=case.cadre_id,
        report_id=case.report_id,
        name=case.name,
        title=case.title,
        light=case.light,
        self_grade=rules.grade_label(report.self_grade) if report and report.self_grade else "",
        grade=rules.grade_label(case.grade) if case.grade else open_,
        county=standing_words(case),
    )


def standing_words(case: Case) -> str:
    """Say how far the county is with a form: its decision, or 待审 for a signed form without one."""
    if case.word is not None:
        return case.word.verdict.label
    report = case.entry.report
    return "待审" if report is not None and report.state is ReportState.SIGNED else ""
