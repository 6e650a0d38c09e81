"""Every table of the program, one module for each stage."""

from db.base import Base, Recorded
from db.tables import exchange, journal, monthly, notices, office, people, review, targets

RECORDED: dict[str, type[Recorded]] = {
    table.__tablename__: table
    for table in sorted(
        (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Recorded)),
        key=lambda table: table.__tablename__,
    )
}
"""The class of each journaled table, by table name."""

__all__ = [
    "RECORDED",
    "exchange",
    "journal",
    "monthly",
    "notices",
    "office",
    "people",
    "review",
    "targets",
]
