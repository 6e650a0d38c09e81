"""What counts as an action of the program: a public function of `app` that begins with `work: Work`.

Or with `office: Office`, where it opens its own transactions.
"""

import importlib
import inspect
import pkgutil
from functools import cache

import app
from app import blobs, commands, paper_fonts, settings, workday_table
from app.accounts import actions as accounts
from app.accounts import credentials, entering
from app.database import dumping, moving
from app.exchange import (
    arrivals,
    certificates,
    conflicts,
    county_desk,
    enrolment,
    keys,
    outbox,
    people_requests,
    pushes,
    receiving,
    recovery,
    reference,
    rejoining,
    returns,
    snapshots,
    unit_desk,
)
from app.monthly import actions, records
from app.people import actions as people
from app.targets import actions as targets

PARTS = {
    arrivals.note_arrival: "the line of every file that comes in",
    commands.unit_named: "asks only, for the command line",
    certificates.ask_for_certificates: "part of taking a return file in, and of issuing a certificate",
    certificates.install_certificates: "part of taking a return file in",
    county_desk.freeze: "what `receive` does with a fork",
    county_desk.receipt: "the last step of taking a unit's file in",
    county_desk.sender_of: "asks only",
    county_desk.take_push: "what `receive` does with a unit's file",
    enrolment.take_application: "what `receive` does with an application",
    keys.make_keys: "part of open_exchange",
    people_requests.ask_county: "done by every transaction of a linked unit",
    people_requests.count_provisionally: "part of taking a unit's file in",
    pushes.raise_floor: "part of taking a unit's file in",
    pushes.note_dispatch: "the line of every file that goes out",
    reference.lay_over: "part of taking a return file in",
    rejoining.rejoin: "part of taking the county's snapshot in",
    snapshots.take_from_county: "what `receive` does with the county's snapshot",
    snapshots.take_from_unit: "what `receive` does with a unit's snapshot",
    unit_desk.check_from_county: "asks only",
    unit_desk.take_return: "what `receive` does with a return file",
    accounts.set_own_passphrase: "the second half of change_passphrase and of the recovery",
    blobs.keep: "keeps the bytes of an attachment for the action that attaches it",
    blobs.keep_picture: "likewise for pictures",
    blobs.keep_scan: "likewise for scans",
    dumping.dump: "needs a server: by every role in tests/database/test_dumping.py",
    moving.move_to_file: "needs a server: by every role in tests/database/test_moving.py",
    moving.move_to_server: "needs a server: by every role in tests/database/test_moving.py",
    credentials.found_authority: "once, within the first run",
    entering.check_passphrase_of: "asks for the passphrase after the idle lock; writes nothing",
    actions.is_editable: "asks only",
    actions.take_over_plan: "part of open_report and carry_over",
    paper_fonts.follow_font_setting: "follows a setting; writes nothing",
    people.name_of: "asks only",
    people.posts_of: "asks only",
    people.require_own_unit: "asks only",
    records.describe: "names the report in the journal for the action at work",
    records.move: "the step of every action on a report",
    settings.remember: "stores one value for change_settings and the first run",
    targets.kept_target: "asks only",
    workday_table.seed_years: "within the first run and change_day",
}
"""Public functions that take `work` but are no action of their own, and why."""


EXCHANGE = {
    certificates.issue_certificates,
    certificates.revoke_certificate,
    conflicts.settle_conflict,
    enrolment.admit,
    enrolment.begin_incarnation,
    enrolment.open_exchange,
    enrolment.revoke,
    enrolment.write_application,
    outbox.mark_lost,
    outbox.write_again,
    people_requests.decide_request,
    pushes.push,
    recovery.make_recovery,
    recovery.recover_county,
    receiving.receive,
    returns.write_return,
    returns.write_returns,
    snapshots.write_for_county,
    snapshots.write_for_unit,
    unit_desk.apply_again,
    unit_desk.confirm_county,
}
"""Actions that take two stations: tests/exchange/test_roles.py does them by everybody."""


@cache
def actions_of_the_program():
    """Every public function of `app` that begins with `work: Work` or `office: Office`."""
    found = []
    for module_card in pkgutil.walk_packages(app.__path__, "app."):
        if module_card.name.endswith("__main__"):
            continue
        module = importlib.import_module(module_card.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            door = first is not None and (first.name, first.annotation) in {
                ("work", "Work"),
                ("office", "Office"),
            }
            if door and function.__module__ == module.__name__ and not name.startswith("_"):
                found.append(function)
    return found


def called(action):
    return f"{action.__module__}.{action.__name__}"


def new_actions(known):
    """The names of the actions that are neither in `known` nor parts of others, nor exchange's own."""
    named = {called(action) for action in (*known, *PARTS, *EXCHANGE)}
    return sorted({called(action) for action in actions_of_the_program()} - named)
