"""An office with a team, and the targets a test needs."""

from types import SimpleNamespace

import pytest

from app.targets import actions, views
from app.targets.entries import Holder, TargetEntry
from app.vocabulary import Month, Part, ReportState, TaskSource
from db.tables.monthly import Clause, Report
from tests.builders import TestOffice

MARCH = Month(2026, 3)


@pytest.fixture
def office(tmp_path, both_engines):
    built = TestOffice(tmp_path)
    yield built
    built.close()


@pytest.fixture
def team(office):
    return office.add_team()


@pytest.fixture
def add_target(office):
    """Add a target: title, {month: task}, lead, assists."""

    def add(title, tasks=None, lead=None, *assists, **entry):
        holders = [Holder(lead)] if lead else []
        holders += [Holder(cadre_id, Part.ASSIST) for cadre_id in assists]
        target_id = office.do(actions.add_target, office.unit_id, 2026, TargetEntry(title, **entry), holders)
        cells = {(target_id, Month(2026, month)): task for month, task in (tasks or {}).items()}
        office.do(actions.split_by_month, cells)
        return target_id

    return add


@pytest.fixture
def grid(office):
    return lambda *arguments: office.see(views.target_grid, office.unit_id, *(arguments or (2026,)))


@pytest.fixture
def report(office):
    """Store a report of one clause as the monthly stage would."""

    def store(cadre_id, month, task, percent, state=ReportState.SUBMITTED, **more):
        with office.office.write("月报告") as work:
            row = Report(
                cadre_id=cadre_id,
                unit_id=office.unit_id,
                month=month,
                state=state,
                post_title="副镇长",
                rulebook_number=0,
                next_month=more.pop("next_month", ""),
                version=more.pop("version", 0),
            )
            work.session.add(row)
            work.session.flush()
            clause = Clause(
                report_id=row.id,
                position=1,
                source=TaskSource.ANNUAL,
                task=task,
                percent=percent,
                result="已办",
                **more,
            )
            work.session.add(clause)
        return SimpleNamespace(id=row.id, clause_id=clause.id)

    return store
