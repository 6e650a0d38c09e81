import pytest

from app.errors import NotAllowed
from app.history.chain import ChainCheck, check_chain
from app.vocabulary import Role
from tests.db.conftest import Book


def test_a_journal_as_it_was_written_is_said_to_be_whole(office):
    office.add_cadre("演示甲")

    found = office.as_(Role.AUDITOR).see(check_chain)
    assert found == ChainCheck(3, ())
    assert found.sentence == "共 3 条操作记录，前后相连，没有被改动。"


def test_an_entry_that_was_rewritten_is_named(office):
    office.add_cadre("演示甲")
    Book(office.office.engine).tamper(("UPDATE journal SET actor = '别人' WHERE seq = 2",))

    found = office.as_(Role.ADMIN).see(check_chain)
    assert found.broken == (2,)
    assert found.sentence.startswith("第 2 条对不上，可能被改动过。请联系")


def test_of_many_broken_entries_the_first_are_named():
    assert ChainCheck(9, (1, 2, 3, 4, 5, 6)).sentence.startswith("第 1、2、3、4、5 等 6 条对不上")


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.CADRE])
def test_the_business_does_not_check_the_journal(office, role):
    with pytest.raises(NotAllowed):
        office.as_(role).see(check_chain)
