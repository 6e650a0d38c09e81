"""Every table of the program, one module for each stage."""

from db.base import Base, Recorded
from db.tables import journal, monthly, notices, office, people, targets

RECORDED: dict[str, type[Recorded]] = {
    mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Recorded)
}
"""The class of each journaled table, by table name."""

__all__ = ["RECORDED", "journal", "monthly", "notices", "office", "people", "targets"]
