"""What every table shares: identity, revision, owner, and storage types whose stored form is plain text."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, NoReturn

from sqlalchemy import MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from db.months import Month
from db.vocabulary import Owner, Term

JsonValue = Any
"""What a `Document` column holds: dicts, lists, strings, integers, booleans and None."""


class Stored(TypeDecorator[Any]):
    """A value type stored as text; `write` and `read` are each other's inverse."""

    impl = String
    cache_ok = True

    def __init__(
        self, write: Callable[[Any], str], read: Callable[[str], Any], length: int | None = None
    ) -> None:
        super().__init__(length)
        self.write = write
        self.read = read

    def process_bind_param(self, value: object, dialect: Dialect | None) -> str | None:  # noqa: ARG002
        """Store the text form."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> object:  # noqa: ARG002
        """Read the value back."""
        return None if value is None else self.read(value)


class Hexadecimal(String):
    """Text of exactly `length` hexadecimal digits, where there is any."""


Identity = Hexadecimal(32)
"""A row's id, where it is no reference that the database checks."""
Sha256 = Hexadecimal(64)
"""Of bytes that are kept or sent, or of an entry."""


def _code(term: Term) -> str:
    return term.value


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def _plain_number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def canonical(value: JsonValue) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, real characters."""
    return _ENCODER.encode(value)


def strict_json(text: str | bytes) -> JsonValue:
    """Read a JSON value without floating-point numbers; raises `ValueError` for anything else."""
    return _DECODER.decode(text if isinstance(text, str) else text.decode())


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


MonthType = Stored(str, Month.parse, 7)
DayType = Stored(date.isoformat, date.fromisoformat, 10)
NumberType = Stored(_plain_number, Decimal, 32)
"""An exact decimal: `1.50` is stored as `1.5`."""
MomentType = Stored(_moment, datetime.fromisoformat, 32)
Document = Stored(canonical, json.loads)
"""A small JSON value, stored as canonical text; replace it whole, never change it in place."""


def new_id() -> str:
    """Return a fresh row identity: 32 hexadecimal characters."""
    return uuid.uuid4().hex


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Month: MonthType,
        date: DayType,
        datetime: MomentType,
        Decimal: NumberType,
        **{term: Stored(_code, term, 32) for term in Term.__subclasses__()},
    }


class Recorded(Base):
    """A row whose every change is journaled (architecture.md §4); `revision` counts its versions from 1."""

    __abstract__ = True

    owner: ClassVar[Owner] = Owner.UNIT
    travels: ClassVar[bool] = True
    secrets: ClassVar[frozenset[str]] = frozenset()
    """Columns that never enter the journal."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    revision: Mapped[int] = mapped_column()

    def __init__(self, **values: object) -> None:
        super().__init__(**{"id": new_id(), **values})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's directive takes the class
        return {"version_id_col": cls.revision}
