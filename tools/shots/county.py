"""Pictures of the county's tabs, of the exchange on both sides, and of the county's papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from app.accounts.entering import enter
from app.accounts.papers import OF_COUNTY, RecoverySheet, recovery_sheet
from app.accounts.recovery_key import new_recovery_key
from app.demo.county import county
from app.demo.play import play
from app.demo.round_trip import COUNTY, STICK
from app.demo.stories import LAST_DAY, MARCH
from app.demo.town import DATA, PASSPHRASE, found_town, open_town
from app.exchange import enrolment, papers, pushes, receiving
from app.office import Office
from app.people import actions as people_actions
from app.people.cards import cadre_card
from app.people.views import units
from app.record.papers import record_form, record_paper
from app.review.actions import withdraw_review
from app.review.views import FormLine, unit_month
from app.review.views_form import form_sheet
from app.review.wanted import FormOf
from tools.shots.camera import Camera, Desk, clock_on, signed_in
from tools.shots.papers import take_papers
from tools.shots.stages import take_parts
from ui.exchange import sticks
from ui.exchange.sticks import Drive

UNITS = 3
GIB = 1 << 30
REMINDED = date(2026, 4, 22)
"""A day on which the demonstration's reminders are past due."""


def take_county(camera: Camera, place: Path) -> None:
    """Play a small county and take its pages, both sides of the exchange, and the papers."""
    made = list(play(place, units=UNITS))
    sticks.drives = lambda: (Drive(Path("E:/"), "演示 U 盘", 16 * GIB),)
    take_pages(camera, place)
    own = [paper for paper in made if paper.suffix == ".pdf" and paper.parent.name == COUNTY]
    take_papers(camera, [*((paper.stem, paper) for paper in own), *_papers(place / COUNTY / DATA)])


def take_pages(camera: Camera, place: Path) -> None:
    """Let something of everything wait in a played county, and take the pages of both sides."""
    data = place / COUNTY / DATA
    _let_things_wait(place)
    with signed_in(camera, data, "clerk", MARCH, LAST_DAY) as desk:
        for word in desk.window._entries:  # noqa: SLF001 - the camera opens what stands in the menu
            desk.go(word, None, MARCH)
            desk.take(f"县-{word}")
            take_parts(desk, f"县-{word}")
        _take_form(desk)
        _take_record(desk)
    with signed_in(camera, data, "clerk", MARCH.next, REMINDED) as desk:
        desk.take("县-总览-催报单过期")
    with signed_in(camera, data, "admin", MARCH, LAST_DAY) as desk:
        desk.go("credentials")
        desk.take("县管理员-签名证书")
    _take_units(camera, place)


def _let_things_wait(place: Path) -> None:
    """Take a unit's decisions back, let a unit ask for a change of its people, and a new one apply."""
    office = enter(place / COUNTY / DATA, "clerk", PASSPHRASE, clock_on(LAST_DAY))
    with office.read() as reader:
        unit_id = units(reader)[1].id
        lines = unit_month(reader, unit_id, MARCH).lines
    for line in lines:
        _take_back(office, line)
    town = open_town(place / county()[0].slug / DATA, county()[0], 0)
    town.on(LAST_DAY)
    entry = town.see(cadre_card, town.people[2]).entry
    town.do("修改人员", people_actions.edit_cadre, town.people[2], replace(entry, party="群众"))
    asked = [one.path for one in pushes.push(town.office, place / STICK).files]
    town.office.close()
    new = found_town(place / "new" / DATA, county()[UNITS], UNITS)
    asked.append(enrolment.write_application(new.office, place / STICK).path)
    new.office.close()
    receiving.receive(office, asked)
    office.close()


def _take_back(office: Office, line: FormLine) -> None:
    if line.report_id:
        with office.read() as reader:
            decision = form_sheet(reader, line.report_id).decision
        if decision:
            with office.write("撤回审核") as work:
                withdraw_review(work, decision.id, decision.revision, "再核对一次数量")


def _take_form(desk: Desk) -> None:
    """Take one form beside last month's, with what is asked before it is returned or taken back."""
    with desk.errands.office.read() as reader:
        cards = units(reader)
        people = {card.id: unit_month(reader, card.id, MARCH).lines for card in cards}
    for card in cards[:2]:
        line = next(line for line in people[card.id] if line.report_id)
        desk.go("review", FormOf(card.id, line.cadre_id), MARCH)
        desk.take("县-登记表")
        _ask_on_form(desk)


def _ask_on_form(desk: Desk) -> None:
    """Press what asks before it does anything on an open form."""
    form = desk.stage.form  # type: ignore[attr-defined]
    for button in (form.give_back, form.withdraw):
        if button.isVisible():
            button.click()
            desk.take_dialogs("县-登记表")


def _take_record(desk: Desk) -> None:
    with desk.errands.office.read() as reader:
        line = unit_month(reader, units(reader)[0].id, MARCH).lines[0]
    desk.go("record", line.cadre_id, MARCH)
    desk.take("县-实绩信息库-一人")
    take_parts(desk, "县-实绩信息库-一人")


def _take_units(camera: Camera, place: Path) -> None:
    """Take the lists and the exchange of a unit that is tied and was reminded, and of one that waits."""
    for slug, words in ((county()[0].slug, "已连接"), ("new", "待准入")):
        with signed_in(camera, place / slug / DATA, "clerk", MARCH, LAST_DAY) as desk:
            desk.take(f"单位{words}-总览")
            desk.go("exchange")
            desk.take(f"单位{words}-数据交换")
            take_parts(desk, f"单位{words}-数据交换")


def _papers(data: Path) -> list[tuple[str, bytes]]:
    """Return what the county prints besides what the demonstration leaves: record, enrolment, recovery."""
    office = enter(data, "clerk", PASSPHRASE, clock_on(LAST_DAY))
    with office.read() as reader:
        card = units(reader)[0]
        cadre_id = unit_month(reader, card.id, MARCH).lines[0].cadre_id
        made = [
            ("个人实绩档案", record_paper(record_form(reader, cadre_id))),
            ("核对单", papers.compare_sheet(papers.compare_form(reader))),
            ("回执单", papers.receipt_sheet(papers.receipt_form(reader, card.id))),
            ("交换情况表", papers.standing_sheet(papers.standing_form(reader))),
        ]
        sheet = RecoverySheet(reader.station.name, reader.today, new_recovery_key(), OF_COUNTY)
    office.close()
    return [*made, ("县级恢复单", recovery_sheet(sheet))]
