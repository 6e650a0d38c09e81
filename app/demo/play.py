"""Plays the demonstration: three months of every unit, with all that can happen, and the papers of one."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from app.accounts.credentials import credentials, trusted_certificates
from app.demo import month as months
from app.demo.county import DemoUnit, county
from app.demo.town import SIGNING_PASSPHRASE, Town, found_town
from app.documents.files import file_name, save
from app.errors import EnvironmentProblem
from app.monthly import actions, booklets, handing_in
from app.monthly.forms import form_of, minutes_forms, month_file
from app.monthly.papers import minutes, registration_form
from app.monthly.views_sheet import report_sheet
from app.notices import actions as notice_actions
from app.notices.forms import posted_notice, record_form
from app.notices.papers import notice, posting_record
from app.notices.public_page import public_page
from app.notices.views import notice_board
from app.people.entries import ExemptionEntry
from app.people.exemptions import grant_exemption
from app.progress import SILENT, Progress
from app.vocabulary import Channel, CredentialKind, ExemptionKind, Month, PaperCopy

JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)
DUE = {JANUARY: date(2026, 1, 30), FEBRUARY: date(2026, 2, 28), MARCH: date(2026, 3, 30)}
MEETINGS = {JANUARY: date(2026, 2, 3), FEBRUARY: date(2026, 3, 4), MARCH: date(2026, 4, 1)}
POSTED = {JANUARY: date(2026, 2, 4), FEBRUARY: date(2026, 3, 5), MARCH: date(2026, 4, 2)}
LATE_DAY = {JANUARY: date(2026, 1, 31), FEBRUARY: date(2026, 3, 2), MARCH: date(2026, 3, 31)}
LAST_DAY = date(2026, 4, 9)
"""The day on which the demonstration stands when it is opened."""
STEPS = 5
"""Of one unit: founding, three months, papers."""
SILENT_ONE, LATE_ONE, EXEMPT_ONE, CORRECTED_ONE, DISPUTED_ONE = 5, 2, 7, 6, 3
"""Places in the first unit's board order of those to whom something happens."""


def play(out: Path, progress: Progress = SILENT, units: int | None = None) -> Iterator[Path]:
    """Play into the folder `out`, empty or absent, and give the path of each thing left there.

    The first thing of a unit is its data folder. One unit alone is played in this process, month by month.
    """
    if out.exists() and any(out.iterdir()):
        raise EnvironmentProblem(f"文件夹“{out.name}”不是空的。", next_step="请另选一个空文件夹。")
    chosen = county()[:units]
    if len(chosen) == 1:
        yield from _play_unit(out / chosen[0].slug, chosen[0], 0, progress)
        return
    with ProcessPoolExecutor(min(len(chosen), os.cpu_count() or 1), get_context("spawn")) as pool:
        played = [pool.submit(_play_unit, out / unit.slug, unit, place) for place, unit in enumerate(chosen)]
        for number, (unit, story) in enumerate(zip(chosen, played, strict=True)):
            progress.step(number, len(chosen), f"正在演示 {unit.name}")
            yield from story.result()
    progress.step(len(chosen), len(chosen), "演示完成")


def _play_unit(folder: Path, unit: DemoUnit, number: int, progress: Progress = SILENT) -> list[Path]:
    progress.step(0, STEPS, f"正在建立 {unit.name}")
    town = found_town(folder / "数据", unit, number)
    try:
        if number:
            _play_plain_story(town)
            return [folder / "数据"]
        _play_full_story(town, progress)
        progress.step(STEPS - 1, STEPS, "正在装订、签名")
        return [folder / "数据", *_write_papers(town, folder)]
    finally:
        town.office.close()


def _play_plain_story(town: Town) -> None:
    """Three ordinary months; every third unit has somebody late, every fifth somebody missing in March."""
    late = 1 if town.number % 3 == 0 else None
    missing = 2 if town.number % 5 == 0 else None
    for month in (JANUARY, FEBRUARY, MARCH):
        months.plan_month(town, month)
        for place in range(len(town.people)):
            if month is MARCH and place == missing:
                continue
            day = LATE_DAY[month] if place == late else DUE[month].replace(day=25 + place % 3)
            months.report(town, month, place, day)
        _judge_and_post(town, month)


def _judge_and_post(town: Town, month: Month, dissent: int | None = None) -> None:
    months.hold(town, month, MEETINGS[month], dissent)
    months.sign(town, month, MEETINGS[month])
    months.post(town, month, POSTED[month])
    if month is not MARCH:
        months.take_down_all(town, month)


def _play_full_story(town: Town, progress: Progress) -> None:
    """Let happen what the program is there for: late, missing twice, exempt, disputed, corrected, copied."""
    absence = ExemptionEntry(
        cadre_id=town.people[EXEMPT_ONE],
        first=FEBRUARY,
        last=FEBRUARY,
        kind=ExemptionKind.STUDY,
        reason="参加县委党校脱产培训",
        approved_by="县委组织部",
        approved_on=date(2026, 1, 28),
    )
    for done, month in enumerate((JANUARY, FEBRUARY, MARCH), 1):
        progress.step(done, STEPS, f"正在演示 {month.label}")
        months.plan_month(town, month)
        if month is FEBRUARY:
            town.do("批准免报", grant_exemption, town.unit_id, absence)
        for place in range(len(town.people)):
            if (place == SILENT_ONE and month is not JANUARY) or (place == EXEMPT_ONE and month is FEBRUARY):
                continue
            late = place == LATE_ONE and month is FEBRUARY
            day = LATE_DAY[month] if late else DUE[month].replace(day=25 + place % 3)
            months.report(town, month, place, day)
        _judge_and_post(town, month, DISPUTED_ONE if month is MARCH else None)
        if month is MARCH:
            _remark_and_correct(town)


def _remark_and_correct(town: Town) -> None:
    """Let a remark lead to a corrected form, which hangs anew for seven workdays."""
    posting = town.see(notice_board, town.unit_id, MARCH).postings[0]
    town.on(date(2026, 4, 7))
    content = "第一条写的开工户数与现场不符，请核实。"
    remark = town.do(
        "记录公示意见", notice_actions.add_remark, posting.id, date(2026, 4, 7), Channel.BOX, content
    )
    town.do("处理公示意见", notice_actions.answer_remark, remark, "经核实属笔误，已办理更正并重新公示。")
    report_id = posting.report_ids[CORRECTED_ONE - 1]
    town.on(date(2026, 4, 8))
    reason = "经群众反映核实，第一条开工户数有误。"
    corrected = town.do("更正已签定的报告", actions.correct_report, report_id, reason)
    text = town.see(report_sheet, corrected).text
    first = replace(text.clauses[0], result=f"{text.clauses[0].result}（更正：户数以现场核实为准）")
    town.do("提交月报告", handing_in.hand_in, corrected, replace(text, clauses=(first, *text.clauses[1:])))
    months.hold(town, MARCH, date(2026, 4, 8))
    months.sign(town, MARCH, date(2026, 4, 8))
    months.post(town, MARCH, LAST_DAY)


# The papers of the first unit


def _write_papers(town: Town, folder: Path) -> Iterator[Path]:
    town.on(LAST_DAY, hour=10)
    for copy in PaperCopy:
        booklet = booklets.bind_booklet(town.office, town.unit_id, MARCH, copy)
        for kind in (CredentialKind.PERSON, CredentialKind.STATION):
            card = next(one for one in town.see(credentials) if one.kind is kind and one.active)
            booklets.sign_booklet(town.office, booklet, card.credential_id, SIGNING_PASSPHRASE)
        name = file_name(MARCH.label, "装订册", copy.label, suffix=".pdf")
        yield save(folder / name, town.see(booklets.booklet_pdf, booklet))
    posting = town.see(notice_board, town.unit_id, MARCH).postings[0]
    here = (town.unit_id, MARCH, posting.id)
    form = town.see(posted_notice, *here)
    papers = {
        "公示.pdf": notice(form),
        "公示网页版.html": public_page(form),
        "公示情况记录.pdf": posting_record(town.see(record_form, *here)),
        "登记表.pdf": registration_form(town.see(form_of, town.unit_id, MARCH, town.people[CORRECTED_ONE])),
        "班子会议评价记录.pdf": minutes(minutes_forms(town.see(month_file, town.unit_id, MARCH))[0]),
    }
    for name, content in papers.items():
        yield save(
            folder / file_name(MARCH.label, name.rpartition(".")[0], suffix=Path(name).suffix), content
        )
    root = town.see(trusted_certificates)[0]
    yield save(folder / file_name("签发机构证书", suffix=".pem"), ssl.DER_cert_to_PEM_cert(root).encode())
