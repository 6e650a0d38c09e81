"""What the views show of the texts that were stored, by record and field."""

from functools import partial

from sqlalchemy import select

from app import workday_table
from app.accounts.views import accounts as listed_accounts
from app.monthly import booklets
from app.monthly.cards import judged
from app.monthly.records import clause_rows, report_row, text_of
from app.monthly.views import versions
from app.monthly.views_findings import decisions
from app.monthly.views_meeting import meeting_sheet
from app.notices.views import notice_board
from app.people.cards import exemptions as listed_exemptions
from app.people.merging import known_people
from app.people.views import units
from app.targets.plan_views import plan_sheet
from app.targets.views import target_grid
from app.vocabulary import (
    Month,
)
from db.tables.monthly import Clause
from db.tables.notices import Posting
from db.tables.office import RulebookVersion
from db.tables.targets import Plan
from tests.every.fields import ABSENCE, FORM, MEETING, RULES, UNIT
from tests.every.rows import MARCH, TODAY, YEARS


def shown_people(reader, place, _):
    return {
        key: {
            "name": one.cadre.name,
            "party": one.cadre.party,
            "note": one.cadre.note,
            "remark": one.cadre.note.removeprefix(f"{TODAY.isoformat()} 免职："),
            "title": line.entry.title,
            "portfolio": line.entry.portfolio,
        }
        for one in known_people(reader, place.unit_id)
        for line in (one.post, *one.others)
        for key in (one.cadre_id, line.post_id)
    }


def shown_units(reader, *_):
    return {one.id: {name: getattr(one, name) for name in UNIT} for one in units(reader)}


def shown_absences(reader, place, _):
    return {
        one.exemption_id: {name: getattr(one.entry, name) for name in ABSENCE}
        for one in listed_exemptions(reader, place.unit_id)
    }


def shown_targets(reader, place, _):
    return {
        row.target_id: {
            "title": row.entry.title,
            "measure": row.entry.measure,
            "amount_unit": row.entry.amount_unit,
            "reason": row.dropped,
            "task": row.tasks[2],
            "month3": row.tasks[2],
        }
        for year in YEARS
        for row in target_grid(reader, place.unit_id, year).rows
    }


def shown_items(reader, place, _):
    rows = reader.session.execute(select(Plan.cadre_id, Plan.month)).all()
    return {
        item.item_id: {"task": item.entry.task, "standard": item.entry.standard}
        for cadre_id, month in rows
        for item in plan_sheet(reader, place.unit_id, cadre_id, month).items
    }


def shown_forms(reader, _, keys):
    seen = {}
    for key in set(keys):
        text = text_of(report_row(reader, key), clause_rows(reader, key))
        clause = text.clauses[-1]
        seen[key] = {
            **{name: getattr(text, name) for name in FORM},
            **{f"clauses.0.{name}": getattr(clause, name) for name in ("task", "result", "reason")},
        }
    return seen


def shown_tasks(reader, _, keys):
    rows = {clause.id: clause for clause in map(partial(reader.session.get, Clause), keys)}
    found = {key: clause_rows(reader, row.report_id) for key, row in rows.items()}
    return {key: {"task": next(one.task for one in found[key] if one.id == key)} for key in keys}


def shown_reasons(reader, _, keys):
    return {key: {"reason": report_row(reader, key).return_reason.removeprefix("撤回：")} for key in keys}


def shown_corrections(reader, place, keys):
    rows = {key: report_row(reader, key) for key in keys}
    return {
        key: {"reason": versions(reader, place.unit_id, row.cadre_id, row.month)[-1].correction_reason}
        for key, row in rows.items()
    }


def shown_nowhere(*_):
    return {}


def shown_meetings(reader, place, _):
    cards = meeting_sheet(reader, place.unit_id, MARCH).meetings
    return {card.id: {name: getattr(card, name) for name in MEETING} for card in cards}


def shown_judgements(reader, _, keys):
    return {
        key: {"dissent": one.evaluation.dissent, "facts": one.evaluation.facts}
        for key, one in judged(reader, keys).items()
    }


def shown_opinions(reader, _, keys):
    found = {key: one.opinion for key, one in judged(reader, keys).items()}
    return {
        key: {"opinion": one.text, "signer": one.signer, "signer_title": one.signer_title}
        for key, one in found.items()
    }


def shown_decisions(reader, place, keys):
    months = (Month.parse(key.rpartition(":")[2]) for key in keys)
    return {
        key: {"reason": row.reason, "statement": row.statement}
        for month in months
        for key, row in decisions(reader, place.unit_id, month).items()
    }


def shown_booklets(reader, place, _):
    cards = booklets.booklets(reader, place.unit_id, MARCH)
    return {card.id: {"signer": card.signers[0].removesuffix(f" {TODAY}")} for card in cards if card.signers}


def shown_postings(reader, place, _):
    cards = notice_board(reader, place.unit_id, MARCH).postings
    return {
        card.id: {"place": card.place, "breach": card.breach, "reason": card.interruption} for card in cards
    }


def shown_notices(reader, place, keys):
    months = {reader.session.get(Posting, key).month for key in keys}
    boards = (notice_board(reader, place.unit_id, month) for month in months)
    return {card.id: {"place": card.place} for board in boards for card in board.postings}


def shown_remarks(reader, place, _):
    (card,) = notice_board(reader, place.unit_id, MARCH).postings
    return {one.id: {"content": one.content, "handling": one.handling} for one in card.remarks}


def shown_rulebooks(reader, *_):
    reasons = {row.number: row.reason for row in reader.session.scalars(select(RulebookVersion))}
    return {
        str(one.number): {"reason": reasons[one.number]} | {name: getattr(one, name) for name in RULES}
        for one in reader.rulebooks()
    }


def shown_days(reader, *_):
    tables = (workday_table.year_table(reader, year) for year in (2030, 2031))
    return {one.day.isoformat(): {"label": one.label} for table in tables for one in table.days}


def shown_sources(reader, _, keys):
    return {key: {"source": workday_table.year_table(reader, int(key)).source} for key in keys}


def shown_accounts(reader, *_):
    return {one.account_id: {"name": one.name} for one in listed_accounts(reader)}
