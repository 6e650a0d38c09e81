"""Rows in their stored form, as an exchange file brings them: checked by column, written many at a time."""

from __future__ import annotations

import functools
import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Dialect,
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
_EMPTY = ("[]", "{}")
_HEX = frozenset("0123456789abcdef")
Check = Callable[[Any], None]
ColumnCheck = tuple[str, Check, bool]
"""Name of a column, what raises an error unless given a value in its stored form, whether it may be empty."""


class BadRow(ValueError):
    """A row that this program's tables cannot hold; `column` names the field."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def checked(kind: type[Recorded], values: PlainRow) -> PlainRow:
    """Return the row with every column, those that an older program did not know at their default.

    Raises `BadRow` on the first column whose value is not in its stored form, or that no table of ours has.
    """
    defaults = _defaults(kind)
    for name in values.keys() - defaults.keys():
        raise BadRow(name)
    row = defaults | values
    check_all(_checks(kind), row)
    return row


def check_all(checks: Iterable[ColumnCheck], row: PlainRow) -> None:
    """Raise `BadRow` on the first column whose value is not in its stored form."""
    name = ""
    try:
        for name, check, nullable in checks:
            value = row[name]
            if value is not None or not nullable:
                check(value)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadRow(name) from error


def digest_of(kind: type[Recorded], row: PlainRow) -> str:
    """Return the SHA-256 of a row's content: what stands at its default does not count.

    So a column that a newer program adds changes no digest.
    """
    defaults = _defaults(kind)
    said = {name: value for name, value in row.items() if value != defaults[name] and name not in _IDENTITY}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


_IDENTITY = frozenset({"id", "revision"})


def _columns(kind: type[Recorded]) -> list[Column[Any]]:
    """Return the journaled columns."""
    columns = Base.metadata.tables[kind.__tablename__].columns
    return [col for col in columns if col.name not in kind.secrets]


@functools.cache
def _defaults(kind: type[Recorded]) -> PlainRow:
    """Return the stored default of each column."""
    return {col.name: _default(col) for col in _columns(kind)}


@functools.cache
def _checks(kind: type[Recorded]) -> tuple[ColumnCheck, ...]:
    return tuple(map(check_of, _columns(kind)))


def _default(col: Column[Any]) -> Any:  # noqa: ANN401 - whatever the column holds
    if col.default is None:
        return None
    value = col.default.arg(None) if col.default.is_callable else col.default.arg  # type: ignore[attr-defined]
    return col.type.process_bind_param(value, None) if isinstance(col.type, TypeDecorator) else value  # type: ignore[arg-type]


def check_of(col: Column[Any]) -> ColumnCheck:
    """Return how a column's stored form is checked."""
    return col.name, _of_column(col), bool(col.nullable)


def _of_column(col: Column[Any]) -> Check:
    kind = col.type
    if isinstance(kind, Stored):
        return _check_document if kind.read is json.loads else _of_stored(kind)
    if isinstance(kind, Boolean):
        return _check_flag
    if isinstance(kind, Integer):
        return check_number
    if col.primary_key or col.foreign_keys:
        return check_identity
    if isinstance(kind, Hexadecimal):
        return functools.partial(check_digits, kind.length)
    return functools.partial(check_text, getattr(kind, "length", None))


def _check_flag(value: object) -> None:
    if type(value) is not bool:
        raise TypeError(value)


def check_number(value: object) -> None:
    """Raise `TypeError` or `ValueError` for what is no whole number that every program reads the same."""
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
    if text in _EMPTY:
        return
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
            check_number(value)


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
        _write(connection, _adding(name), rows)


@functools.cache
def _adding(name: str) -> Insert:
    return insert(raw(name))


def _write(connection: Connection, statement: Insert, rows: Sequence[PlainRow]) -> None:
    """Hand the rows to the driver as they are: stored values need no more preparing."""
    text, names = _compiled(statement, connection.dialect, tuple(rows[0]))
    whole = list(map(itemgetter(*names), rows)) if names else list(rows)
    connection.exec_driver_sql(text, whole)


@functools.lru_cache(256)
def _compiled(statement: Insert, dialect: Dialect, columns: tuple[str, ...]) -> tuple[str, Sequence[str]]:
    """Return the statement's text, and the order of its values where the driver takes them by place."""
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    return str(compiled), compiled.positiontup or () if compiled.positional else ()


def drop(connection: Connection, name: str, ids: Sequence[str]) -> None:
    """Delete the rows of these ids."""
    for start in range(0, len(ids), AT_ONCE):
        connection.execute(delete(raw(name)).where(raw(name).c.id.in_(ids[start : start + AT_ONCE])))


def stored_rows(connection: Connection, kind: type[Recorded], *conditions: Any) -> Iterable[PlainRow]:  # noqa: ANN401 - column expressions
    """Give the rows as the journal would write them."""
    source = raw(kind.__tablename__)
    names = list(_defaults(kind))
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
