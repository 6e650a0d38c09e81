"""What the county did about its hints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "hint_decision",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.String(10), nullable=False),
        sa.Column("rulebook_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hint_decision_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hint_decision")),
        sa.UniqueConstraint("key", name=op.f("uq_hint_decision_key")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("hint_decision")
