"""Alembic's entry: runs on the connection that `db/migrate.py` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from db.base import Base, Stored
from db.tables import RECORDED  # noqa: F401 - fills the metadata


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 - alembic's signature
    if kind != "type" or not isinstance(item, Stored):
        return False
    length = getattr(item.impl, "length", None)
    return f"sa.String({length or ''})"


def _compare(*parts: Any) -> bool | None:  # noqa: ANN401 - alembic's signature
    metadata_type = parts[4]
    return False if isinstance(metadata_type, Stored) else None


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=_render,
    compare_type=_compare,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
