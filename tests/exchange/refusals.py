"""A file that the county refuses leaves nothing behind but the note of it."""

from sqlalchemy import func, select

from app.vocabulary import ArrivalState
from db.tables.exchange import ReceivedEntry
from db.tables.monthly import Clause, Report


def refused(world, path, *words):
    """The county refuses the file with these words, notes it, and holds what it held before."""
    before = counted(world)
    (result,) = world.county.take(path)
    assert result.state is ArrivalState.REFUSED, result.sentence
    assert all(word in result.sentence for word in words), result.sentence
    assert counted(world) == before
    return result


def counted(world):
    with world.county.office.read() as reader:
        return [
            reader.session.scalar(select(func.count()).select_from(kind))
            for kind in (Report, Clause, ReceivedEntry)
        ]
