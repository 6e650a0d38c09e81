"""Whatever happens in whatever order: the journal, read from its beginning, yields the rows as they are."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.base import new_id
from db.journal import broken_links, changes_of, plain
from db.tables.journal import JournalEntry
from db.tables.people import Cadre

SLOTS = 3
NAMES = st.sampled_from(["甲", "乙", "丙"])
STEPS = st.one_of(
    st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, SLOTS - 1)),
    st.tuples(st.sampled_from(["rename", "rename_expired"]), st.integers(0, SLOTS - 1), NAMES),
    st.tuples(st.sampled_from(["flush", "savepoint", "release", "back_to_savepoint", "commit", "roll_back"])),
)


class Writer:
    """Plays steps on one session; a row is added once in its life."""

    def __init__(self, session):
        self.session = session
        self.ids = [new_id() for _ in range(SLOTS)]
        self.added = set()
        self.savepoints = []

    def row(self, slot):
        return self.session.get(Cadre, self.ids[slot])

    def add(self, slot):
        if slot not in self.added:
            self.added.add(slot)
            self.session.add(Cadre(id=self.ids[slot], name="新"))

    def rename(self, slot, name):
        if (row := self.row(slot)) is not None:
            row.name = name

    def rename_expired(self, slot, name):
        self.session.flush()
        if (row := self.row(slot)) is not None:
            self.session.expire(row)
            row.name = name

    def remove(self, slot):
        if (row := self.row(slot)) is not None:
            self.session.delete(row)

    def flush(self):
        self.session.flush()

    def savepoint(self):
        self.savepoints.append(self.session.begin_nested())

    def release(self):
        if self.savepoints:
            self.savepoints.pop().commit()

    def back_to_savepoint(self):
        if self.savepoints:
            self.savepoints.pop().rollback()

    def commit(self):
        while self.savepoints:
            self.release()
        self.session.commit()

    def roll_back(self):
        self.savepoints.clear()
        self.session.rollback()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=25))
def test_the_journal_read_from_its_beginning_yields_the_rows_as_they_are(book, steps):
    with book.write() as session:
        writer = Writer(session)
        for step in steps:
            getattr(writer, step[0])(*step[1:])
        writer.commit()

    with Session(book.engine) as session:
        replayed, revisions = {}, {}
        for entry in session.scalars(select(JournalEntry).order_by(JournalEntry.seq)):
            for change in changes_of(entry):
                assert replayed.get(change.id) == change.before
                assert change.revision > revisions.get(change.id, 0)
                replayed[change.id], revisions[change.id] = change.after, change.revision
        present = {row.id: plain(row) for row in session.scalars(select(Cadre))}
        assert {row_id: after for row_id, after in replayed.items() if after} == present
        assert broken_links(session) == []
