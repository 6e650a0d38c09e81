"""The month board of 92 and of 100,000 cadres: time to its first rows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select

from app.overview.board import month_board
from app.vocabulary import Month, PersonCategory, PostKind, Rank, ReportState
from db.base import new_id
from db.engine import writing
from db.tables.monthly import Report
from db.tables.people import Cadre, Post
from tests.bench.rows import Row
from tests.builders import TestOffice

MANY = 100_000
COUNTY = 92
FIRST = 200
BATCH = 5_000


def rows() -> Iterator[Row]:
    """Measure the first page of the board against the bare SELECT of as many people."""
    small, _ = _measured(COUNTY)
    large, bare = _measured(MANY)
    name = f"first rows of the board, {MANY} cadres ({large * 1000:.0f} ms) : {COUNTY} cadres"
    yield Row(name, large / small, "under 200 ms")
    yield Row(f"first rows of the board of {MANY} : bare SELECT of {FIRST} people", large / bare, "told")


def _measured(count: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        town = TestOffice(Path(folder), today=date(2026, 3, 28))
        _fill(town, count)
        best = min(_first_rows(town) for _ in range(5))
        bare = min(_bare(town) for _ in range(5))
        town.close()
    return best, bare


def _first_rows(town: TestOffice) -> float:
    start = time.perf_counter()
    town.see(month_board, None, 2026, 0, FIRST)
    return time.perf_counter() - start


def _bare(town: TestOffice) -> float:
    start = time.perf_counter()
    town.see(lambda reader: reader.session.execute(select(Cadre.id, Cadre.name).limit(FIRST)).all())
    return time.perf_counter() - start


def _fill(town: TestOffice, count: int) -> None:
    """Insert cadres with posts and three reports each, past the journal: only the reading is measured."""
    with writing(town.office.engine).begin() as connection:
        for start in range(0, count, BATCH):
            ids = [(new_id(), new_id()) for _ in range(min(BATCH, count - start))]
            connection.execute(insert(Cadre), [_cadre(cadre, start + n) for n, (cadre, _) in enumerate(ids)])
            connection.execute(insert(Post), [_post(town, *pair, start + n) for n, pair in enumerate(ids)])
            connection.execute(
                insert(Report),
                [_report(town, cadre, Month(2026, month)) for cadre, _ in ids for month in (1, 2, 3)],
            )


def _cadre(cadre_id: str, number: int) -> dict[str, object]:
    category = PersonCategory.CIVIL_SERVANT
    return {
        "id": cadre_id,
        "revision": 1,
        "name": f"演示{number}",
        "party": "",
        "category": category,
        "note": "",
    }


def _post(town: TestOffice, cadre_id: str, post_id: str, number: int) -> dict[str, object]:
    return {
        "id": post_id,
        "revision": 1,
        "cadre_id": cadre_id,
        "unit_id": town.unit_id,
        "title": "副镇长",
        "rank": Rank.SECTION_DEPUTY,
        "kind": PostKind.PRIMARY,
        "heads_unit": False,
        "on_team": True,
        "reports": True,
        "portfolio": "",
        "position": number,
        "since": date(2024, 1, 1),
    }


def _report(town: TestOffice, cadre_id: str, month: Month) -> dict[str, object]:
    return {
        "id": new_id(),
        "revision": 1,
        "cadre_id": cadre_id,
        "unit_id": town.unit_id,
        "month": month,
        "version": 0,
        "correction_reason": "",
        "state": ReportState.SIGNED,
        "submitted_on": month.last_day,
        "return_reason": "",
        "post_title": "副镇长",
        "portfolio": "",
        "unfinished": "",
        "next_month": "",
        "self_appraisal": "",
        "nothing_to_report": False,
        "nothing_reason": "",
        "rulebook_number": 0,
    }
