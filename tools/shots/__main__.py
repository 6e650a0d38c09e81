"""Renders every tab, page, dialog and paper with demonstration data to PNG: `make shots`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from app.accounts.actions import AccountForm, create_account
from app.accounts.entering import enter
from app.accounts.views import bindable_cadres
from app.demo import month as months
from app.demo.county import county
from app.demo.play import play
from app.demo.stories import FEBRUARY, JANUARY, LAST_DAY
from app.demo.town import PASSPHRASE, Town, found_town
from app.vocabulary import Role
from tools.shots import doorstep, stages
from tools.shots.camera import Camera, clock_on
from tools.shots.county import take_county
from tools.shots.papers import take_papers
from ui import application


def main(folder: Path) -> None:
    """Play one demonstration unit and a small county, open them for each account, take every picture."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    camera = Camera(application.prepare(["shijibu"]), folder)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        made = list(play(place / "demo", units=1))
        data = made[0]
        _add_accounts(data)
        doorstep.take_all(camera, place, data)
        stages.take_accounts(camera, data)
        stages.take_empty(camera, data)
        _take_a_month_step_by_step(camera, place / "steps")
        take_papers(camera, [(paper.stem, paper) for paper in made if paper.suffix == ".pdf"])
        take_county(camera, place / "county")


def _add_accounts(data: Path) -> None:
    """Add a cadre's and the auditor's account."""
    office = enter(data, "admin", PASSPHRASE, clock_on(LAST_DAY))
    with office.read() as reader:
        cadre = bindable_cadres(reader)[3]
    forms = (
        AccountForm("cadre", cadre.name, frozenset({Role.CADRE}), cadre.cadre_id),
        AccountForm("auditor", "演示审计员", frozenset({Role.AUDITOR})),
    )
    for form in forms:
        with office.write("新建账户") as work:
            create_account(work, form, PASSPHRASE, one_time=False)
    office.close()


def _take_a_month_step_by_step(camera: Camera, folder: Path) -> None:
    """Take February while it is being worked on: reports, meeting, signature, notice."""
    town = found_town(folder / "数据", county()[0], 0)
    for month in (JANUARY, FEBRUARY):
        months.plan_month(town, month)
        for place in range(len(town.people) - 2 * (month is FEBRUARY)):
            months.report(town, month, place, month.first_day.replace(day=25))
        if month is JANUARY:
            months.hold(town, month, date(2026, 2, 3))
            months.sign(town, month, date(2026, 2, 3))
            months.post(town, month, date(2026, 2, 4))
    _look(camera, folder, town, "填报中", "clerk", date(2026, 2, 27))
    months.hold(town, FEBRUARY, date(2026, 3, 3))
    _look(camera, folder, town, "待签定", "head", date(2026, 3, 3))
    months.sign(town, FEBRUARY, date(2026, 3, 3))
    _look(camera, folder, town, "待公示", "clerk", date(2026, 3, 4))
    town.office.close()


def _look(camera: Camera, folder: Path, town: Town, words: str, account: str, day: date) -> None:
    """Copy the unit as it stands and take its pages."""
    town.office.close()
    copy = shutil.copytree(folder / "数据", folder / words)
    stages.take_pages(camera, copy, account, FEBRUARY, day, words)
    town.office = enter(folder / "数据", "clerk", PASSPHRASE, town.clock)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
