"""Rows in their stored form, as an exchange file brings them: checked by column, written many at a time."""

from __future__ import annotations

import functools
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Insert,
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

from db.base import Base, Hexadecimal, Recorded, Stored, canonical, strict_json
from db.journal import PlainRow

LONGEST_TEXT = 64 * 1024
DEEPEST = 8
LARGEST = 2**31
"""Whole numbers below it are held by every database, the office's server too."""
AT_ONCE = 500
REMEMBERED = 4096
_HEX = frozenset("0123456789abcdef")
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
    for name in values.keys() - columns.keys():
        raise BadRow(name)
    row = {}
    for name, (check, default) in columns.items():
        value = values.get(name, default)
        try:
            check(value)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
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
    checks = checks_of(kind.__tablename__)
    return {col.name: (checks[col.name], _default(col)) for col in columns if col.name not in kind.secrets}


def _default(col: Column[Any]) -> Any:  # noqa: ANN401 - whatever the column holds
    if col.default is None:
        return None
    value = col.default.arg(None) if col.default.is_callable else col.default.arg  # type: ignore[attr-defined]
    return col.type.process_bind_param(value, None) if isinstance(col.type, TypeDecorator) else value  # type: ignore[arg-type]


def checks_of(name: str) -> dict[str, Check]:
    """Return for each column of a table what raises an error unless given a value in its stored form."""
    return {col.name: _check_of(col) for col in Base.metadata.tables[name].columns}


def _check_of(col: Column[Any]) -> Check:
    one = _of_column(col)

    def check(value: object) -> None:
        if value is not None:
            one(value)
        elif not col.nullable:
            raise ValueError(value)

    return check


def _of_column(col: Column[Any]) -> Check:
    kind = col.type
    if isinstance(kind, Stored):
        return _check_document if kind.read is json.loads else _of_stored(kind)
    if isinstance(kind, Boolean):
        return _check_flag
    if isinstance(kind, Integer):
        return _check_number
    if col.primary_key or col.foreign_keys:
        return check_identity
    if isinstance(kind, Hexadecimal):
        return functools.partial(check_digits, kind.length)
    return functools.partial(check_text, getattr(kind, "length", None))


def _check_flag(value: object) -> None:
    if type(value) is not bool:
        raise TypeError(value)


def _check_number(value: object) -> None:
    if type(value) is not int:
        raise TypeError(value)
    if not -LARGEST < value < LARGEST:
        raise ValueError(value)


def check_identity(value: object) -> None:
    """Raise `ValueError` for what is no row's id: 32 hexadecimal characters."""
    check_digits(32, value)


def check_digits(length: int | None, value: object) -> None:
    """Raise `ValueError` for what is not exactly `length` hexadecimal digits."""
    if type(value) is not str or len(value) != length or not _HEX.issuperset(value):
        raise ValueError(value)


def check_text(length: int | None, value: object) -> None:
    """Raise `TypeError` or `ValueError` for what is no text in NFC, or too long a one."""
    if type(value) is not str:
        raise TypeError(value)
    if len(value) > (length or LONGEST_TEXT) or "\x00" in value:
        raise ValueError(value)
    if not value.isascii():
        value.encode()  # a lone surrogate is no text
        if not unicodedata.is_normalized("NFC", value):
            raise ValueError(value)


def _of_stored(kind: Stored) -> Check:
    """Take only the one spelling of a value that `kind` writes itself; moments say their zone."""

    @functools.lru_cache(REMEMBERED)
    def right(text: str) -> bool:
        check_text(None, text)
        value = kind.read(text)
        if isinstance(value, datetime) and value.tzinfo is None:
            return False
        return kind.write(value) == text

    def check(value: object) -> None:
        if type(value) is not str or not right(value):
            raise ValueError(value)

    return check


def _check_document(text: object) -> None:
    check_text(None, text)
    value = strict_json(str(text))
    _check_value(value, DEEPEST)
    if canonical(value) != text:
        raise ValueError(text)


def _check_value(value: object, left: int) -> None:
    """Take texts, whole numbers, flags, None, and lists and mappings of them up to `left` deep."""
    if not left:
        raise ValueError(value)
    match value:
        case dict():
            for one in (*value.keys(), *value.values()):
                _check_value(one, left - 1)
        case list():
            for one in value:
                _check_value(one, left - 1)
        case str():
            check_text(None, value)
        case int() if type(value) is int:
            _check_number(value)


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
        _write(connection, _putting(connection.dialect.name, name), rows)


@functools.cache
def _putting(dialect: str, name: str) -> Insert:
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
        _write(connection, insert(raw(name)), rows)


def _write(connection: Connection, statement: Insert, rows: Sequence[PlainRow]) -> None:
    """Hand the rows to the driver as they are: stored values need no more preparing."""
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    if compiled.positional:
        names = compiled.positiontup or ()
        connection.exec_driver_sql(str(compiled), [tuple(row[name] for name in names) for row in rows])
    else:
        connection.exec_driver_sql(str(compiled), list(rows))


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
