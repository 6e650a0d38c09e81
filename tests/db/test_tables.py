import pytest

from db.base import Base
from db.tables import RECORDED
from db.vocabulary import Owner, Term

TABLES = Base.metadata.sorted_tables


def test_only_the_journal_files_and_typing_stay_out_of_the_journal():
    assert {table.name for table in TABLES} - set(RECORDED) == {
        *("journal", "journal_subject", "blob", "draft"),
        *("received_entry", "received_subject", "received_row"),
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_names_fit_the_journal_and_ids_fit_their_references(table):
    assert len(table.name) <= 32
    for column in table.columns:
        assert all(repr(column.type) == repr(key.column.type) for key in column.foreign_keys)


@pytest.mark.parametrize("table", RECORDED.values(), ids=lambda table: table.__tablename__)
def test_what_belongs_to_this_machine_alone_never_travels(table):
    assert table.travels is (table.owner is not Owner.STATION)


@pytest.mark.parametrize("term", Term.__subclasses__(), ids=lambda term: term.__name__)
def test_words_are_unambiguous_and_found_by_their_code(term):
    members = list(term)

    assert len({member.label for member in members}) == len(members)
    assert all(term(member.value) is member and len(member.value) <= 32 for member in members)
