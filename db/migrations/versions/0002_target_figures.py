"""Weights and numeric goals of targets, what each month adds to them; the scan of a hand-signed booklet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("target") as table:
        table.add_column(sa.Column("weight", sa.String(32), nullable=True))
        table.add_column(sa.Column("amount_unit", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("amount_start", sa.String(32), nullable=True))
        table.add_column(sa.Column("amount_goal", sa.String(32), nullable=True))
    with op.batch_alter_table("target_holder") as table:
        table.add_column(sa.Column("weight", sa.String(32), nullable=True))
    with op.batch_alter_table("clause") as table:
        table.add_column(sa.Column("amount", sa.String(32), nullable=True))
    with op.batch_alter_table("booklet") as table:
        table.add_column(sa.Column("scan_digest", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("booklet") as table:
        table.drop_column("scan_digest")
    with op.batch_alter_table("clause") as table:
        table.drop_column("amount")
    with op.batch_alter_table("target_holder") as table:
        table.drop_column("weight")
    with op.batch_alter_table("target") as table:
        for name in ("amount_goal", "amount_start", "amount_unit", "weight"):
            table.drop_column(name)
