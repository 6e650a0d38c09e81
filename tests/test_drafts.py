"""Drafts: what is typed on a page stays with its account until it is stored or given up."""

import pytest

from app.drafts import MAX_CHARACTERS, drop_typing, keep_typing, kept_typing
from app.errors import NotAllowed, UserError
from app.vocabulary import Role
from tests.builders import TestOffice

PAGE = "meeting:u:2026-03"


@pytest.fixture
def office(tmp_path, both_engines):
    made = TestOffice(tmp_path)
    yield made
    made.close()


def test_typing_comes_back_on_its_page_and_for_its_account_only(office):
    mine = office.office.login
    office.do(keep_typing, PAGE, {"place": "三楼\u200b会议室", "present": ["a", "b"]})
    assert office.see(kept_typing, PAGE).body == {"place": "三楼会议室", "present": ["a", "b"]}
    assert office.see(kept_typing, PAGE).kept_at == office.clock.now()
    assert office.see(kept_typing, "meeting:u:2026-04") is None
    assert office.as_(Role.CLERK).see(kept_typing, PAGE) is None
    office.office.login = mine
    office.do(keep_typing, PAGE, {"place": "二楼"})
    assert office.see(kept_typing, PAGE).body == {"place": "二楼"}


def test_empty_typing_and_dropped_typing_leave_nothing(office):
    office.do(drop_typing, PAGE)
    for forget in (lambda: office.do(drop_typing, PAGE), lambda: office.do(keep_typing, PAGE, {})):
        office.do(keep_typing, PAGE, {"place": "二楼"})
        forget()
        assert office.see(kept_typing, PAGE) is None


def test_typing_of_another_shape_is_passed_over(office):
    from db.tables.office import Draft

    with office.office.write("旧稿") as work:
        key = f"{PAGE}:{work.login.account_id}"
        work.session.add(Draft(key=key, body=["old"], saved_at=work.now))
    assert office.see(kept_typing, PAGE) is None


def test_far_too_long_typing_is_refused_in_words(office):
    with pytest.raises(UserError, match="过长"):
        office.do(keep_typing, PAGE, {"minutes": "长" * MAX_CHARACTERS})


def test_an_administrator_has_no_business_here(office):
    with pytest.raises(NotAllowed):
        office.as_(Role.ADMIN).do(keep_typing, PAGE, {"place": "二楼"})
