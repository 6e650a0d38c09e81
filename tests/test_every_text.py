"""Texts that break programs, through every text field of every action: kept whole or refused by name."""

import re
import unicodedata
from contextlib import nullcontext

import pytest
from sqlalchemy import select

from app import backup, drafts, settings
from app.accounts import actions as accounts
from app.accounts import credentials, keyring
from app.accounts.actions import AccountForm
from app.accounts.views import accounts as listed_accounts
from app.errors import UserError
from app.history.actions import undo
from app.history.views import JournalFilter, journal_page, record_history
from app.monthly import (
    actions,
    actions_drafts,
    actions_evidence,
    actions_sharing,
    booklets,
    handing_in,
)
from app.monthly.text import ClauseText, ReportText
from app.monthly.views_sheet import report_sheet
from app.notices import actions as notices
from app.overview.search import MOST, search
from app.people import actions as people
from app.people import exemptions, imports
from app.people.entries import CadreEntry
from app.people.merging import known_people
from app.review import actions as review_actions
from app.review import digest_actions
from app.review.actions_reminding import issue_reminder
from app.review.targets import take_over_county_targets
from app.targets import actions as targets
from app.targets import imports as target_imports
from app.targets import planning
from app.texts import plain_text
from app.vocabulary import ReportState, Role, TaskSource
from db.journal import broken_links
from db.tables import RECORDED
from db.tables.monthly import Clause
from tests.every.discovery import new_actions
from tests.every.fields import NAME, Line
from tests.every.hostile import HOSTILE, is_clean, lumps, texts
from tests.every.month import PDF
from tests.every.rows import cadres, desk, reports
from tests.every.ways import prepared
from tests.every.ways_review import EVERY_WAY
from tests.installations import QUICK

ALONE = {people.add_cadre, targets.add_target, planning.add_item, actions.save_report, notices.add_remark}
"""Actions whose fields get every text by itself; the others get the same texts several at a time."""


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch):
    monkeypatch.setattr(keyring, "COST", QUICK)


@pytest.fixture
def place(tmp_path):
    opened = desk(tmp_path / "shijibu")
    yield opened
    opened.office.close()


def stored(work, way, place, row, given, instead):
    """Call the action with a text in every field, with a plain one `instead` in those that were refused.

    Returns the record's key and the refused fields.
    """
    given, refused = dict(given), set()
    doubtful = way.taken or any(field.kept(given[name]) is None for name, field in way.fields.items())
    while True:
        try:
            with work.session.begin_nested() if doubtful else nullcontext():
                return way.store(work, place, row, given), refused
        except UserError as problem:
            check_refusal(problem, way.fields.keys() - refused)
            refused.add(problem.field)
            given[problem.field] = instead


def rows_at_hand(work):
    """Every row at once: as long as they are held, none is loaded again for each text."""
    return [work.session.scalars(select(table)).all() for table in RECORDED.values()]


def check_refusal(problem, fields):
    """One sentence about one of the fields, not about rights or the record's state."""
    assert type(problem) is UserError, problem
    assert problem.field in fields, (problem.field, problem)
    assert "\n" not in str(problem), problem


def rounds_of(way):
    """What each field is given, round by round: every text alone, or several where that has been done."""
    sequences = {name: texts() if way.action in ALONE else lumps(field) for name, field in way.fields.items()}
    count = max(map(len, sequences.values()))
    return [
        {
            name: sequence[number] if number < len(sequence) else plain(number)
            for name, sequence in sequences.items()
        }
        for number in range(count)
    ]


def plain(number):
    """A text that every field takes, unlike the others."""
    return f"照常{number}"


@pytest.mark.parametrize("way", EVERY_WAY, ids=lambda way: way.action.__name__)
def test_every_text_is_kept_as_it_is_or_refused_by_its_field(place, way):
    rounds = rounds_of(way)
    rows = prepared(place, way, len(rounds))
    with place.office.write(way.action.__name__) as work:
        held = rows_at_hand(work)
        results = [
            stored(work, way, place, row, given, plain(number))
            for number, (row, given) in enumerate(zip(rows, rounds, strict=True))
        ]
    assert held
    shown = place.see(way.shown, place, [key for key, _ in results])
    for (key, refused), given in zip(results, rounds, strict=True):
        wanted = {name: field.kept(given[name]) for name, field in way.fields.items()}
        too_much = {name for name, kept in wanted.items() if kept is None}
        assert too_much <= refused <= too_much | {way.taken}, given
        for name in wanted.keys() - refused if shown else ():
            assert shown[key][name] == wanted[name], (name, given[name])
            assert is_clean(shown[key][name].replace("\t", " ")), (name, given[name])


# Texts that are no field of a form


def test_typing_that_is_not_saved_comes_back_whole(place):
    (report_id,) = reports(ReportState.DRAFT, place, 1)
    typed = ReportText(tuple(ClauseText(TaskSource.ADHOC, text, text, reason=text) for text in texts()))
    place.do(actions_drafts.keep_draft, report_id, typed)
    clauses = place.see(report_sheet, report_id).text.clauses
    assert [one.task for one in clauses] == [one.reason for one in clauses] == [*map(plain_text, texts())]
    place.do(drafts.keep_typing, "meeting", {"minutes": texts(), "names": {text: text for text in HOSTILE}})
    body = place.see(drafts.kept_typing, "meeting").body
    assert body["minutes"] == [*map(plain_text, texts())]


def test_every_name_of_a_file_becomes_one_that_every_system_takes(place):
    """A file name may end in a dot, hold a folder or be called CON: what is attached can always be saved."""
    reports(ReportState.DRAFT, place, len(texts()) // 10 + 1)
    with place.office.write("添加佐证") as work:
        clauses = [row.id for row in work.session.scalars(select(Clause))]
        made = []
        for number, text in enumerate(texts()):
            clause_id, content = clauses[number % len(clauses)], PDF + str(number).encode()
            try:
                made.append(actions_evidence.attach_evidence(work, clause_id, f"{text}.pdf", content))
            except UserError as problem:
                check_refusal(problem, {"file"})
    assert len(made) > 500
    with place.office.read() as reader:
        names = [actions_evidence.evidence_file(reader, evidence_id).name for evidence_id in made]
    for name in names:
        assert name.endswith(".pdf"), name
        assert len(name) <= 100, name
        assert not set(name) & set('\\/:*?"<>|'), name
        assert is_clean(name), name
        assert name.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}, name


def test_every_local_setting_keeps_its_text(place):
    field = Line(settings.LONGEST_TEXT)
    with place.office.write("修改设置") as work:
        for text in texts():
            if field.kept(text) is None:
                with pytest.raises(UserError) as refusal:
                    settings.change_settings(work, {"backup_folder": text})
                assert refusal.value.field == "backup_folder"
            else:
                settings.change_settings(work, {"backup_folder": text})
                assert settings.local_settings(work).backup_folder == field.kept(text)


def test_a_username_is_one_of_few_signs_or_refused(place):
    place.as_(Role.ADMIN)
    spelled = {}
    for text in texts():
        form = AccountForm(text, "演示", frozenset({Role.CLERK}))
        try:
            spelled[place.do(accounts.create_account, form, "Yanshi-2026")] = text
        except UserError as problem:
            check_refusal(problem, {"username", "new_passphrase"})
    listed = {one.account_id: one.username for one in place.see(listed_accounts)}
    assert len(spelled) > 50
    for account_id, text in spelled.items():
        assert listed[account_id] == unicodedata.normalize("NFKC", text).strip().casefold()
        assert re.fullmatch(r"[\w.·-]{2,32}", listed[account_id])


def test_the_journal_and_the_history_tell_every_text(place):
    (cadre_id,) = cadres(place, 1)
    names = [kept for text in texts() if (kept := NAME.kept(text))][::3]
    for name in names:
        place.do(people.edit_cadre, cadre_id, CadreEntry(name, note=f"曾用名：{name}"))
    with place.office.read() as reader:
        assert broken_links(reader.session) == []
    told = [line.subject for line in place.see(record_history, "cadre", cadre_id)][::-1]
    assert told == [name for name, before in zip(names, ["", *names], strict=False) if name != before]
    place.do(undo, place.last_entry().seq)
    assert place.see(known_people, place.unit_id)[0].cadre.name == told[-2]


def test_every_text_can_be_looked_for(place):
    wanted = [*texts()[::4], *HOSTILE]
    named = dict(zip(cadres(place, len(wanted)), wanted, strict=True))
    with place.office.write("改名") as work:
        for cadre_id, text in named.items():
            people.edit_cadre(work, cadre_id, CadreEntry(NAME.kept(text) or "照常"))
    with place.office.read() as reader:
        listed = {one.cadre_id: one.cadre.name for one in known_people(reader, place.unit_id)}
        for cadre_id, text in named.items():
            hits = search(reader, text)
            if NAME.kept(text) == text and len(hits) < MOST:
                assert listed[cadre_id] in {hit.label for hit in hits}, text
    place.as_(Role.ADMIN)
    for text in HOSTILE:
        place.see(journal_page, wanted=JournalFilter(text=text))


NOWHERE = {
    # one action made of others
    handing_in.begin_carrying,
    handing_in.hand_in,
    handing_in.hold_meeting,
    actions_evidence.attach_file,
    # above
    actions_drafts.keep_draft,
    drafts.keep_typing,
    actions_evidence.attach_evidence,
    settings.change_settings,
    accounts.create_account,
    # beside what they import: people/test_hostile, targets/test_imports
    imports.import_people,
    target_imports.import_targets,
    # no text of a person's
    people.remove_cadre,
    people.reorder_board,
    exemptions.withdraw_exemption,
    targets.restore_target,
    targets.remove_target,
    targets.reorder_targets,
    targets.set_holders,
    targets.assign_holders,
    targets.weigh_holding,
    targets.copy_targets,
    planning.open_plan,
    planning.open_plans,
    planning.remove_item,
    planning.move_item,
    planning.settle_plan,
    planning.settle_plans,
    planning.reopen_plan,
    actions.open_report,
    actions.submit_report,
    actions_drafts.drop_draft,
    drafts.drop_typing,
    actions_evidence.remove_evidence,
    actions_sharing.carry_over,
    actions_sharing.share_result,
    booklets.bind_booklet,
    booklets.standing_booklet,
    booklets.keep_booklet,
    booklets.sign_booklet,
    booklets.keep_booklet_scan,
    review_actions.file_month,
    digest_actions.keep_digest,
    digest_actions.make_digest,
    digest_actions.remove_remark,
    issue_reminder,
    take_over_county_targets,
    settings.set_seal_picture,
    accounts.deactivate_account,
    accounts.activate_account,
    accounts.reset_passphrase,
    accounts.change_passphrase,
    accounts.renew_recovery_key,
    credentials.issue_credential,
    credentials.deactivate_credential,
    credentials.change_signing_passphrase,
    undo,
    backup.back_up,
    backup.back_up_daily,
}


def test_every_action_that_stores_text_is_tried():
    new = new_actions({way.action for way in EVERY_WAY} | NOWHERE)
    assert not new, f"give these actions a Way, or say in NOWHERE that they store no text: {', '.join(new)}"
