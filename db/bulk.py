"""Rows in their stored form, as an exchange file brings them: checked by column, written many at a time."""

from __future__ import annotations

import functools
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    String,
    TableClause,
    column,
    delete,
    insert,
    select,
    table,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.base import Base, Recorded, Stored, canonical
from db.journal import PlainRow

LONGEST_TEXT = 64 * 1024
DEEPEST = 8
LARGEST = 2**53
"""Whole numbers up to here are the same in every program that reads JSON."""
AT_ONCE = 500
Check = Callable[[Any], None]


class BadRow(ValueError):
    """A row that this program's tables cannot hold; `column` names the field."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def checked(kind: type[Recorded], values: PlainRow) -> PlainRow:
    """Return the row with every column, those that an older program did not know at their default.

    Raises `BadRow` on the first column whose value is not in its stored form, or that no table of ours has.
    """
    columns = _columns(kind)
    for name in values:
        if name not in columns:
            raise BadRow(name)
    row = {}
    for name, (check, default) in columns.items():
        value = values.get(name, default)
        try:
            check(value)
        except (ValueError, TypeError, RecursionError) as error:
            raise BadRow(name) from error
        row[name] = value
    return row


def digest_of(kind: type[Recorded], row: PlainRow) -> str:
    """Return the SHA-256 of a row's content: what stands at its default does not count.

    So a column that a newer program adds changes no digest.
    """
    columns = _columns(kind)
    said = {name: value for name, value in row.items() if value != columns[name][1] and name not in _IDENTITY}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


_IDENTITY = frozenset({"id", "revision"})


@functools.cache
def _columns(kind: type[Recorded]) -> dict[str, tuple[Check, Any]]:
    """Return for each journaled column how its stored form is checked, and its stored default."""
    columns = Base.metadata.tables[kind.__tablename__].columns
    return {col.name: (_check(col), _default(col)) for col in columns if col.name not in kind.secrets}


def _default(col: Column[Any]) -> Any:  # noqa: ANN401 - whatever the column holds
    if col.default is None:
        return None
    value = col.default.arg(None) if col.default.is_callable else col.default.arg  # type: ignore[attr-defined]
    return col.type.process_bind_param(value, None) if isinstance(col.type, TypeDecorator) else value  # type: ignore[arg-type]


def _check(col: Column[Any]) -> Check:
    one = _of_type(col.type)

    def check(value: object) -> None:
        if value is None:
            if not col.nullable:
                raise ValueError(value)
            return
        one(value)

    return check


def _of_type(kind: TypeEngine[Any]) -> Check:
    if isinstance(kind, Stored):
        return functools.partial(_check_stored, kind)
    if isinstance(kind, Boolean):
        return functools.partial(_check_exact, bool)
    if isinstance(kind, Integer):
        return _check_number
    return functools.partial(_check_text, getattr(kind, "length", None))


def _check_exact(kind: type, value: object) -> None:
    if type(value) is not kind:
        raise TypeError(value)


def _check_number(value: object) -> None:
    _check_exact(int, value)
    if not -LARGEST < value < LARGEST:  # type: ignore[operator]
        raise ValueError(value)


def _check_text(length: int | None, value: object) -> None:
    _check_exact(str, value)
    text = str(value)
    if len(text) > (length or LONGEST_TEXT) or "\x00" in text or not unicodedata.is_normalized("NFC", text):
        raise ValueError(text)
    text.encode()  # a lone surrogate is no text


def _check_stored(kind: Stored, value: object) -> None:
    """Take only the one spelling of a value that `kind` writes itself."""
    _check_text(None, value)
    if kind.read is json.loads:
        _check_document(str(value))
    elif kind.write(kind.read(str(value))) != value:
        raise ValueError(value)


def _check_document(text: str) -> None:
    value = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    _check_depth(value, DEEPEST)
    if canonical(value) != text:
        raise ValueError(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _check_depth(value: object, left: int) -> None:
    if not left:
        raise ValueError(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _check_depth(one, left - 1)


@functools.cache
def raw(name: str) -> TableClause:
    """Return the table with its columns as they are stored, without their Python values."""
    columns = Base.metadata.tables[name].columns
    return table(name, *(column(col.name, _stored_type(col.type)) for col in columns))


def _stored_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return String() if isinstance(kind, TypeDecorator) else kind


def put(connection: Connection, name: str, rows: Sequence[PlainRow]) -> None:
    """Insert the rows, or write them over those of the same id."""
    if rows:
        connection.execute(_putting(connection.dialect.name, name), rows)


@functools.cache
def _putting(dialect: str, name: str) -> Any:  # noqa: ANN401 - one of two dialects' inserts
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(raw(name))
    others = [col.name for col in Base.metadata.tables[name].columns if not col.primary_key]
    keys = [col.name for col in Base.metadata.tables[name].primary_key]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in others}
    )


def add(connection: Connection, name: str, rows: Sequence[PlainRow]) -> None:
    """Insert rows that are not there yet."""
    if rows:
        connection.execute(insert(raw(name)), rows)


def drop(connection: Connection, name: str, ids: Sequence[str]) -> None:
    """Delete the rows of these ids."""
    for start in range(0, len(ids), AT_ONCE):
        connection.execute(delete(raw(name)).where(raw(name).c.id.in_(ids[start : start + AT_ONCE])))


def stored_rows(connection: Connection, kind: type[Recorded], *conditions: Any) -> Iterable[PlainRow]:  # noqa: ANN401 - column expressions
    """Give the rows as the journal would write them."""
    source = raw(kind.__tablename__)
    names = list(_columns(kind))
    found = connection.execute(select(*(source.c[name] for name in names)).where(*conditions))
    return (dict(row) for row in found.mappings().yield_per(AT_ONCE))


def owners_first(names: Iterable[str]) -> list[str]:
    """Order tables so that each comes after those it refers to."""
    wanted = set(names)
    return [one.name for one in Base.metadata.sorted_tables if one.name in wanted]


def check_keys(connection: Connection) -> None:
    """Raise `IntegrityError` now for a reference that `defer_references` left to the commit."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    elif orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise IntegrityError("foreign_key_check", None, ValueError(orphan[0]))
