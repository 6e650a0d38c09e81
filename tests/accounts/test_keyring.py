import json
import stat
from datetime import timedelta

import pytest

from app.accounts import keyring, keyring_file
from app.accounts.keyring import TooSoon, WrongPassphrase
from app.accounts.keyring_file import FILE, TWIN, Cost, DamagedKeyRing
from app.errors import EnvironmentProblem, UserError

GOOD = "Clerk-2026"
SHIPPED = keyring.COST


@pytest.fixture
def ring(tmp_path):
    made, _ = keyring.found(tmp_path)
    made.give("jingban", GOOD, one_time=False)
    return made


def wrong(folder, clock, passphrase="Falsch-2026", username="jingban"):  # noqa: S107
    with pytest.raises(WrongPassphrase) as problem:
        keyring.unlock(folder, username, passphrase, clock.now())
    return str(problem.value)


def test_the_right_passphrase_gives_the_database_key(ring, tmp_path, clock):
    unlocked = keyring.unlock(tmp_path, " JingBan", GOOD, clock.now())
    assert unlocked.ring == ring
    assert (unlocked.must_change, unlocked.failures) == (False, 0)


def test_full_width_typing_opens_as_well(ring, tmp_path, clock):
    typed = "".join(chr(ord(mark) + 0xFEE0) for mark in GOOD)
    assert keyring.unlock(tmp_path, "jingban", typed, clock.now()).ring.key == ring.key


def test_the_key_is_random_and_stands_nowhere_in_the_file(ring, tmp_path):
    other, _ = keyring.found(tmp_path / "..")
    written = (tmp_path / FILE).read_bytes()
    assert ring.key != other.key
    assert len(ring.key) == 32
    assert ring.key.hex() not in written.decode()
    assert GOOD.encode() not in written
    assert ring.key.hex() not in repr(ring)


def test_only_the_owner_may_read_the_files(ring, tmp_path):
    for name in (FILE, TWIN):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_unknown_user_and_wrong_passphrase_read_the_same(ring, tmp_path, clock):
    assert wrong(tmp_path, clock) == wrong(tmp_path, clock, username="niemand")


def test_each_wrong_passphrase_doubles_the_pause_up_to_a_minute(ring, tmp_path, clock):
    for pause in (1, 2, 4, 8, 16, 32, 60, 60, 60):
        wrong(tmp_path, clock)
        clock.go_on(pause - 0.5)
        with pytest.raises(TooSoon):
            keyring.unlock(tmp_path, "jingban", GOOD, clock.now())
        clock.go_on(0.5)
    assert keyring.unlock(tmp_path, "jingban", GOOD, clock.now()).failures == 9


def test_a_try_during_the_pause_is_not_counted_and_says_how_long(ring, tmp_path, clock):
    for pause in (1, 2, 4):
        wrong(tmp_path, clock)
        clock.go_on(pause)
    wrong(tmp_path, clock)
    for _ in range(5):
        with pytest.raises(TooSoon, match="8 秒") as problem:
            keyring.unlock(tmp_path, "jingban", "x", clock.now())
        assert problem.value.seconds == 8


def test_a_right_passphrase_ends_the_counting(ring, tmp_path, clock):
    wrong(tmp_path, clock)
    clock.go_on(1)
    assert keyring.unlock(tmp_path, "jingban", GOOD, clock.now()).failures == 1
    wrong(tmp_path, clock)
    clock.go_on(1)
    assert keyring.unlock(tmp_path, "jingban", GOOD, clock.now()).failures == 1


def test_the_pause_of_one_account_does_not_hold_up_another(ring, tmp_path, clock):
    ring.give("guanli", "Admin-2026", one_time=False)
    wrong(tmp_path, clock)
    assert keyring.unlock(tmp_path, "guanli", "Admin-2026", clock.now()).ring == ring


def test_guessing_unknown_names_is_slowed_as_well_and_stores_no_typed_name(ring, tmp_path, clock):
    wrong(tmp_path, clock, username="Geheim-im-Namensfeld")
    with pytest.raises(TooSoon):
        keyring.unlock(tmp_path, "noch-einer", "x", clock.now())
    assert "geheim" not in (tmp_path / FILE).read_text("utf-8").casefold()


def test_a_clock_set_back_by_years_keeps_nobody_out(ring, tmp_path, clock):
    for _ in range(7):
        wrong(tmp_path, clock)
        clock.go_on(60)
    wrong(tmp_path, clock)
    clock.moment -= timedelta(days=3650)
    with pytest.raises(TooSoon) as problem:
        keyring.unlock(tmp_path, "jingban", GOOD, clock.now())
    clock.go_on(problem.value.seconds)
    assert keyring.unlock(tmp_path, "jingban", GOOD, clock.now()).ring == ring


def test_a_wrap_moved_to_another_name_opens_nothing(ring, tmp_path, clock):
    stored = keyring_file.load(tmp_path)
    keyring_file.save(tmp_path, keyring_file.Ring({"guanli": stored.holders["jingban"]}, stored.recovery, {}))
    wrong(tmp_path, clock, GOOD, "guanli")


def test_the_recovery_wrap_is_no_account(tmp_path, clock):
    _, key = keyring.found(tmp_path)
    wrong(tmp_path, clock, key, "")


def test_a_one_time_passphrase_says_so_until_it_is_replaced(ring, tmp_path, clock):
    ring.give("xinren", "Einmal-2026", one_time=True)
    assert keyring.unlock(tmp_path, "xinren", "Einmal-2026", clock.now()).must_change
    ring.give("xinren", "Eigenes-2026", one_time=False)
    assert not keyring.unlock(tmp_path, "xinren", "Eigenes-2026", clock.now()).must_change
    assert ring.names() == {"jingban": False, "xinren": False}


def test_the_last_five_passphrases_are_not_taken_again(ring):
    for number in range(1, 5):
        ring.give("jingban", f"Clerk-202{number}x", one_time=False)
    for used in (GOOD, "Clerk-2021x", "Clerk-2024x"):
        with pytest.raises(UserError, match="最近 5 次") as problem:
            ring.give("jingban", used, one_time=False)
        assert problem.value.field == "new_passphrase"
    ring.give("jingban", "Clerk-2025x", one_time=False)
    ring.give("jingban", GOOD, one_time=False)


def test_another_account_may_happen_to_use_the_same_passphrase(ring):
    ring.give("guanli", GOOD, one_time=False)


def test_a_new_passphrase_ends_the_old_one_in_both_files(ring, tmp_path, clock):
    ring.give("jingban", "Clerk-2027", one_time=False)
    wrong(tmp_path, clock, GOOD)
    assert (tmp_path / FILE).read_bytes() == (tmp_path / TWIN).read_bytes()


def test_what_is_taken_away_opens_nothing_any_more(ring, tmp_path, clock):
    ring.give("guanli", "Admin-2026", one_time=False)
    ring.take("guanli", "niemand")
    wrong(tmp_path, clock, "Admin-2026", "guanli")
    assert "guanli" not in (tmp_path / TWIN).read_text("utf-8")


def test_the_recovery_key_opens_and_a_renewed_one_closes_the_old(tmp_path):
    made, old = keyring.found(tmp_path)
    assert keyring.unlock_with_recovery(tmp_path, old.lower()) == made
    new = made.renew_recovery()
    assert keyring.unlock_with_recovery(tmp_path, new) == made
    with pytest.raises(UserError, match="不属于") as problem:
        keyring.unlock_with_recovery(tmp_path, old)
    assert problem.value.field == "recovery_key"


def test_a_secret_belongs_to_its_purpose_and_its_key(ring, tmp_path):
    other, _ = keyring.found(tmp_path)
    assert ring.secret("authority") == ring.secret("authority")
    assert len({ring.secret("authority"), ring.secret("other"), other.secret("authority")}) == 3


def test_wraps_of_an_older_cost_still_open(ring, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(keyring, "COST", Cost(2, 16, 1))
    assert keyring.unlock(tmp_path, "jingban", GOOD, clock.now()).ring == ring


def test_every_shortened_file_is_told_to_be_damaged(ring, tmp_path):
    whole = (tmp_path / FILE).read_bytes()
    for length in range(len(whole)):
        (tmp_path / FILE).write_bytes(whole[:length])
        with pytest.raises(DamagedKeyRing, match="已损坏"):
            keyring_file.load(tmp_path)


def test_every_flipped_bit_is_told_to_be_damage(ring, tmp_path):
    whole = (tmp_path / FILE).read_bytes()
    places = range(3, len(whole) * 8, 7)
    for place in places:
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        (tmp_path / FILE).write_bytes(flipped)
        with pytest.raises(DamagedKeyRing):
            keyring_file.load(tmp_path)


def forge(folder, change):
    """Write what `change` makes of the body, under a check that fits."""
    body = json.loads((folder / FILE).read_bytes())["body"]
    change(body)
    text = json.dumps(
        {"body": body, "check": keyring_file._check(body)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    (folder / FILE).write_bytes(text.encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(format="other"),
        lambda body: body.update(version=2),
        lambda body: body.update(holders=[]),
        lambda body: body.update(recovery=None),
        lambda body: body["recovery"].update(cost=[1, 1 << 40, 1]),
        lambda body: body["recovery"].update(cost=[10**9, 8, 1]),
        lambda body: body["recovery"].update(cost=[1, 8, 4]),
        lambda body: body["recovery"].update(cost=[1, 8]),
        lambda body: body["recovery"].update(salt="AA=="),
        lambda body: body["recovery"].update(sealed="!"),
        lambda body: body["attempts"].update(jingban={"failures": 1, "at": "2026-03-28T09:00:00"}),
        lambda body: body["attempts"].update(jingban={"failures": "x", "at": "2026-03-28T09:00:00+08:00"}),
    ],
)
def test_a_forged_file_stops_neither_program_nor_pc(ring, tmp_path, change):
    forge(tmp_path, change)
    with pytest.raises(DamagedKeyRing):
        keyring_file.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"null", b"\xff\xfe", b"0" * 2_000_000])
def test_any_other_content_is_damage_too(ring, tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(DamagedKeyRing):
        keyring_file.load(tmp_path)


def test_a_damaged_ring_names_its_twin_and_is_mended_by_it(ring, tmp_path, clock):
    (tmp_path / FILE).write_bytes(b"nonsense")
    with pytest.raises(DamagedKeyRing, match=r"keyring\.json\.bak"):
        keyring.unlock(tmp_path, "jingban", GOOD, clock.now())
    keyring_file.mend(tmp_path)
    assert keyring.unlock(tmp_path, "jingban", GOOD, clock.now()).ring == ring
    assert (tmp_path / f"{FILE}.damaged").read_bytes() == b"nonsense"


def test_a_missing_ring_is_mended_as_well(ring, tmp_path, clock):
    (tmp_path / FILE).unlink()
    keyring_file.mend(tmp_path)
    assert keyring.unlock(tmp_path, "jingban", GOOD, clock.now()).ring == ring


def test_when_both_are_damaged_only_the_backup_helps(ring, tmp_path):
    for name in (FILE, TWIN):
        (tmp_path / name).write_bytes(b"nonsense")
    with pytest.raises(DamagedKeyRing, match="从备份恢复"):
        keyring_file.load(tmp_path)
    with pytest.raises(DamagedKeyRing, match="从备份恢复"):
        keyring_file.mend(tmp_path)


def test_a_ring_that_cannot_be_read_is_the_environments_problem(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(EnvironmentProblem, match="读不出来"):
        keyring_file.load(tmp_path)


def test_what_ships_costs_a_guesser_sixty_four_megabytes_a_try():
    assert SHIPPED.kibibytes >= 64 * 1024
    assert SHIPPED.passes >= 3
