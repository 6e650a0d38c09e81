from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts import actions, keyring, views
from app.accounts.actions import AccountForm
from app.accounts.keyring import TooSoon, WrongPassphrase
from app.errors import NotAllowed, UserError
from app.people.views import roster
from app.settings import local_settings
from app.vocabulary import Month, Role
from db.tables.journal import JournalEntry
from db.tables.office import Account
from tests.builders import TestOffice

ONE_TIME = "Einmal-2026"
FORM = AccountForm("jingban", "演示经", frozenset({Role.CLERK}))
ADMIN_FORM = AccountForm("guanli", "演示管", frozenset({Role.ADMIN}))


@pytest.fixture
def office(tmp_path, both_engines):
    keyring.found(tmp_path)
    made = TestOffice(tmp_path).as_(Role.ADMIN, name="演示管")
    yield made
    made.close()


def unlock(office, username, passphrase):
    return keyring.unlock(office.path.parent, username, passphrase, office.clock.now())


def cards(office):
    return {card.username: card for card in office.see(views.accounts)}


def test_a_new_account_comes_in_with_its_one_time_passphrase(office):
    office.do(actions.create_account, FORM, ONE_TIME)
    assert unlock(office, "jingban", ONE_TIME).must_change
    card = cards(office)["jingban"]
    assert (card.name, card.roles, card.active, card.must_change) == (
        "演示经",
        frozenset({Role.CLERK}),
        True,
        True,
    )


def test_a_username_is_used_once_however_it_is_typed(office):
    office.do(actions.create_account, FORM, ONE_TIME)
    with pytest.raises(UserError, match="已经有人使用") as problem:
        office.do(actions.create_account, AccountForm(" JingBan", "演示乙", FORM.roles), ONE_TIME)
    assert problem.value.field == "username"


@pytest.mark.parametrize(
    ("form", "passphrase", "field"),
    [
        (AccountForm("a", "演示乙", FORM.roles), ONE_TIME, "username"),
        (AccountForm("yi", " ", FORM.roles), ONE_TIME, "name"),
        (AccountForm("yi", "乙" * 41, FORM.roles), ONE_TIME, "name"),
        (AccountForm("yi", "演示乙", frozenset()), ONE_TIME, "roles"),
        (AccountForm("yi", "演示乙", frozenset({Role.CADRE})), ONE_TIME, "cadre_id"),
        (AccountForm("yi", "演示乙", frozenset({Role.CADRE}), "0" * 32), ONE_TIME, "cadre_id"),
        (AccountForm("yiyi", "演示乙", FORM.roles), "schwach", "new_passphrase"),
    ],
)
def test_what_cannot_be_taken_leaves_neither_account_nor_wrap(office, form, passphrase, field):
    with pytest.raises(UserError) as problem:
        office.do(actions.create_account, form, passphrase)
    assert problem.value.field == field
    assert cards(office) == {}
    assert office.office.keyring.names() == {}


def test_a_cadres_account_stands_for_one_cadre(office):
    cadre_id = office.add_cadre("演示丙")
    office.do(
        actions.create_account, AccountForm("bing", "演示丙", frozenset({Role.CADRE}), cadre_id), ONE_TIME
    )
    card = cards(office)["bing"]
    assert (card.cadre_id, card.cadre_name) == (cadre_id, "演示丙")


def test_the_administrator_sees_of_cadres_only_name_and_present_post(office):
    office.add_cadre("演示丙", "副镇长", position=2)
    office.add_cadre("演示乙", "镇长", position=1)
    office.add_cadre("演示丁", until=date(2025, 1, 1))
    seen = office.see(views.bindable_cadres)
    assert [(cadre.name, cadre.title) for cadre in seen] == [("演示乙", "镇长"), ("演示丙", "副镇长")]


def test_roles_and_name_change_and_the_username_stays(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME)
    form = AccountForm("other", "演示经办", frozenset({Role.CLERK, Role.HEAD}))
    office.do(actions.edit_account, account_id, form)
    card = cards(office)["jingban"]
    assert (card.name, card.roles) == ("演示经办", form.roles)


def test_a_deactivated_account_is_shut_out_at_once_and_keeps_its_name(office):
    office.do(actions.create_account, ADMIN_FORM, ONE_TIME)
    account_id = office.do(actions.create_account, FORM, ONE_TIME)
    office.do(actions.deactivate_account, account_id)
    with pytest.raises(WrongPassphrase):
        unlock(office, "jingban", ONE_TIME)
    card = cards(office)["jingban"]
    assert (card.name, card.active, card.locked_out) == ("演示经", False, False)


def test_a_deactivation_that_fails_takes_nothing_away(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME)

    def deactivate_and_fail(work):
        actions.deactivate_account(work, account_id)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        office.do(deactivate_and_fail)
    assert cards(office)["jingban"].active
    assert unlock(office, "jingban", ONE_TIME)


def test_an_account_comes_back_with_a_new_one_time_passphrase(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME)
    office.do(actions.deactivate_account, account_id)
    office.do(actions.activate_account, account_id, "Wieder-2026")
    assert unlock(office, "jingban", "Wieder-2026").must_change
    assert cards(office)["jingban"].active


def test_a_reset_passphrase_is_a_one_time_one_and_is_journaled_each_time(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME)
    for number in (1, 2):
        office.clock.moment += timedelta(minutes=1)
        office.do(actions.reset_passphrase, account_id, f"Einmal-202{number}x")
    assert unlock(office, "jingban", "Einmal-2022x").must_change
    with office.office.read() as reader:
        actions_done = list(reader.session.scalars(select(JournalEntry.action)))
    assert actions_done.count("reset_passphrase") == 2


def test_a_deactivated_account_gets_no_new_passphrase(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME)
    office.do(actions.deactivate_account, account_id)
    with pytest.raises(UserError, match="已停用"):
        office.do(actions.reset_passphrase, account_id, "Wieder-2026")
    assert office.office.keyring.names() == {}


@pytest.mark.parametrize("move", ["deactivate", "edit"])
def test_the_last_active_administrator_stays(office, move):
    first = office.do(actions.create_account, ADMIN_FORM, ONE_TIME)
    second = office.do(
        actions.create_account, AccountForm("zwei", "演示二", frozenset({Role.ADMIN})), ONE_TIME
    )

    def leave(account_id):
        if move == "deactivate":
            office.do(actions.deactivate_account, account_id)
        else:
            office.do(actions.edit_account, account_id, FORM)

    leave(first)
    with pytest.raises(UserError, match="至少要保留一名"):
        leave(second)
    assert cards(office)["zwei"].roles == frozenset({Role.ADMIN})


def own(office, passphrase, new):
    office.do(actions.change_passphrase, passphrase, new)


def test_ones_own_passphrase_changes_by_the_old_one(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME, one_time=False)
    office.office.login = office_login(office, account_id)
    with pytest.raises(WrongPassphrase):
        own(office, "Falsch-2026", "Eigenes-2026")
    with pytest.raises(TooSoon):
        own(office, ONE_TIME, "Eigenes-2026")
    office.clock.moment += timedelta(seconds=1)
    with pytest.raises(UserError, match="最近 5 次"):
        own(office, ONE_TIME, ONE_TIME)
    own(office, ONE_TIME, "Eigenes-2026")
    assert not unlock(office, "jingban", "Eigenes-2026").must_change


def office_login(office, account_id):
    with office.office.read() as reader:
        account = reader.session.get_one(Account, account_id)
        roles = frozenset(Role(role) for role in account.roles)
    return type(office.office.login)(account.id, account.username, account.name, roles)


def test_an_old_passphrase_is_reminded_of_and_hinders_nothing(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME, one_time=False)
    office.office.login = office_login(office, account_id)
    assert office.see(views.own_account).reminder == ""
    office.clock.moment += timedelta(days=90)
    seen = office.see(views.own_account)
    assert "90 天" in seen.reminder
    assert (seen.username, seen.name, seen.roles) == ("jingban", "演示经", FORM.roles)


def test_a_renewed_recovery_key_opens_and_its_day_is_kept(office):
    key = office.do(actions.renew_recovery_key)
    assert keyring.unlock_with_recovery(office.path.parent, key) == office.office.keyring
    assert office.see(local_settings).recovery_key_made_at.startswith("2026-03-28")


def test_no_passphrase_stands_in_the_journal(office):
    account_id = office.do(actions.create_account, FORM, ONE_TIME)
    office.do(actions.reset_passphrase, account_id, "Zweites-2026")
    key = office.do(actions.renew_recovery_key)
    from db.journal import changes_of

    with office.office.read() as reader:
        told = repr([(e.subject, changes_of(e)) for e in reader.session.scalars(select(JournalEntry))])
    for secret in (ONE_TIME, "Zweites-2026", key):
        assert secret not in told


CALLS = {
    actions.create_account: (FORM, ONE_TIME),
    actions.edit_account: ("x", FORM),
    actions.deactivate_account: ("x",),
    actions.activate_account: ("x", ONE_TIME),
    actions.reset_passphrase: ("x", ONE_TIME),
    actions.renew_recovery_key: (),
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize("action", CALLS, ids=lambda action: action.__name__)
def test_only_the_administrator_keeps_accounts(office, role, action):
    office.as_(role, cadre_id="0" * 32)
    with pytest.raises(NotAllowed):
        office.do(action, *CALLS[action])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize("view", [views.accounts, views.bindable_cadres], ids=lambda view: view.__name__)
def test_only_the_administrator_sees_accounts(office, role, view):
    with pytest.raises(NotAllowed):
        office.as_(role).see(view)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_administrator_and_auditor_see_nothing_of_the_business(office, role):
    with pytest.raises(NotAllowed):
        office.as_(role).see(roster, office.unit_id, Month(2026, 3))
