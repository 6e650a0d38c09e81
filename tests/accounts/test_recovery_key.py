import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import recovery_key
from app.accounts.recovery_key import ALPHABET
from app.errors import UserError

SECRETS = st.binary(min_size=20, max_size=20)


@given(SECRETS)
def test_a_key_reads_as_it_was_spelled(secret):
    key = recovery_key.spelled(secret)
    assert recovery_key.read(key) == key
    assert [len(group) for group in key.split("-")] == [5] * 8


@given(SECRETS, SECRETS)
def test_two_secrets_never_share_a_spelling(one, other):
    assert (recovery_key.spelled(one) == recovery_key.spelled(other)) is (one == other)


@given(SECRETS, st.integers(0, 39), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_in_its_group(secret, place, mark):
    key = recovery_key.spelled(secret).replace("-", "")
    if key[place] != mark:
        with pytest.raises(UserError, match=f"第 {place // 5 + 1} 组"):
            recovery_key.read(key[:place] + mark + key[place + 1 :])


@given(SECRETS, st.integers(0, 38))
def test_two_neighbours_swapped_are_found(secret, place):
    key = recovery_key.spelled(secret).replace("-", "")
    swapped = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
    if key != swapped and (place + 1) % 5:
        with pytest.raises(UserError, match="抄写有误"):
            recovery_key.read(swapped)


@given(SECRETS, st.integers(0, 6))
def test_two_groups_swapped_are_found(secret, place):
    groups = recovery_key.spelled(secret).split("-")
    if groups[place] != groups[place + 1]:
        groups[place], groups[place + 1] = groups[place + 1], groups[place]
        with pytest.raises(UserError, match="抄写有误"):
            recovery_key.read("-".join(groups))


def test_blanks_case_width_and_lookalikes_do_not_matter():
    key = recovery_key.spelled(bytes(20))
    assert recovery_key.read(key.lower().replace("-", " ").replace("0", "o")) == key
    assert recovery_key.read("".join(chr(ord(mark) + 0xFEE0) if mark != "-" else "－" for mark in key)) == key


@pytest.mark.parametrize("typed", ["", "ABCDE", "密钥" * 20, "U" * 40, "0" * 10_000])
def test_anything_else_is_refused_on_its_field(typed):
    with pytest.raises(UserError) as problem:
        recovery_key.read(typed)
    assert problem.value.field == "recovery_key"


def test_every_key_is_new():
    assert len({recovery_key.new_recovery_key() for _ in range(50)}) == 50
