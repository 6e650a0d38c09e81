"""What counts as an action of the program: a public function of `app` that begins with `work: Work`.

Or with `office: Office`, where it opens its own transactions.
"""

import importlib
import inspect
import pkgutil
from functools import cache

import app
from app import blobs, settings, workday_table
from app.accounts import actions as accounts
from app.accounts import credentials, entering
from app.database import dumping, moving
from app.monthly import actions, records
from app.people import actions as people
from app.targets import actions as targets

PARTS = {
    accounts.set_own_passphrase: "the second half of change_passphrase and of the recovery",
    blobs.keep: "keeps the bytes of an attachment for the action that attaches it",
    blobs.keep_picture: "likewise for pictures",
    dumping.dump: "needs a server: by every role in tests/database/test_dumping.py",
    moving.move_to_file: "needs a server: by every role in tests/database/test_moving.py",
    moving.move_to_server: "needs a server: by every role in tests/database/test_moving.py",
    credentials.found_authority: "once, within the first run",
    entering.check_passphrase_of: "asks for the passphrase after the idle lock; writes nothing",
    actions.is_editable: "asks only",
    actions.take_over_plan: "part of open_report and carry_over",
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
    """The names of the actions that are neither in `known` nor parts of others."""
    named = {called(action) for action in (*known, *PARTS)}
    return sorted({called(action) for action in actions_of_the_program()} - named)
