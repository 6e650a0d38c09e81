"""Exchange between units and county, and the county's review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSE = "BEGIN SELECT RAISE(ABORT, 'received entries are append-only'); END"
KEEPERS = tuple(
    f"CREATE TRIGGER {table}_keeps_{way} BEFORE {way} ON {table} {REFUSE}"
    for table in ("received_entry", "received_subject")
    for way in ("UPDATE", "DELETE")
)


SERVER_KEEPERS = tuple(
    f"CREATE TRIGGER {table}_keeps_{moves[0]} BEFORE {' OR '.join(moves)} ON {table} "
    f"FOR EACH {each} EXECUTE FUNCTION journal_keeps()"
    for table in ("received_entry", "received_subject")
    for moves, each in ((("update", "delete"), "ROW"), (("truncate",), "STATEMENT"))
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "arrival",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=True),
        sa.Column("sender_station", sa.String(), nullable=False),
        sa.Column("sender_incarnation", sa.String(), nullable=False),
        sa.Column("package_number", sa.Integer(), nullable=True),
        sa.Column("first_seq", sa.Integer(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("digest", name=op.f("uq_arrival_digest")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrival_sender_station"), ["sender_station"], unique=False)

    op.create_table(
        "county_link",
        sa.Column("county_station", sa.String(length=32), nullable=False),
        sa.Column("county_name", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("recipients", sa.String(), nullable=False),
        sa.Column("incarnation", sa.String(length=32), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_on", sa.String(10), nullable=False),
        sa.Column("acknowledged_seq", sa.Integer(), nullable=False),
        sa.Column("acknowledged_hash", sa.String(length=64), nullable=False),
        sa.Column("return_number", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.String(32), nullable=True),
        sa.Column("list_version", sa.Integer(), nullable=False),
        sa.Column("station_list", sa.String(), nullable=False),
        sa.Column("snapshot_due", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_link")),
    )
    op.create_table(
        "credit_decision",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("clause_ids", sa.String(), nullable=False),
        sa.Column("unit_ids", sa.String(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("lead_cadre_id", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.String(10), nullable=False),
        sa.Column("rulebook_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_decision")),
        sa.UniqueConstraint("key", name=op.f("uq_credit_decision_key")),
    )
    op.create_table(
        "digest",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("notable", sa.String(), nullable=False),
        sa.Column("problems", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("paper_digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("month", "edition", name=op.f("uq_digest_month")),
    )
    op.create_table(
        "exchange_conflict",
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("found_at", sa.String(32), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", sa.String(32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_conflict")),
    )
    with op.batch_alter_table("exchange_conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_conflict_row_id"), ["row_id"], unique=False)

    op.create_table(
        "exchange_key",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("signing_key", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("recovery_recipient", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_key")),
    )
    op.create_table(
        "leader_remark",
        sa.Column("digest_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_on", sa.String(10), nullable=False),
        sa.Column("unit_ids", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_remark")),
    )
    with op.batch_alter_table("leader_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leader_remark_digest_id"), ["digest_id"], unique=False)

    op.create_table(
        "month_waiver",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("declared_by", sa.String(), nullable=False),
        sa.Column("declared_on", sa.String(10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_waiver")),
        sa.UniqueConstraint("month", name=op.f("uq_month_waiver_month")),
    )
    op.create_table(
        "received_row",
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("table", "row_id", name=op.f("pk_received_row")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("received_row", schema=None) as batch_op:
        batch_op.create_index("ix_received_row_unit_id", ["unit_id"], unique=False)

    op.create_table(
        "received_subject",
        sa.Column("enrolled_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("enrolled_id", "seq", "table", "row_id", name=op.f("pk_received_subject")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("received_subject", schema=None) as batch_op:
        batch_op.create_index("ix_received_subject_row", ["table", "row_id"], unique=False)

    op.create_table(
        "certificate_request",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("cadre_id", sa.String(length=32), nullable=True),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("asked_on", sa.String(10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_certificate_request_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_request")),
    )
    with op.batch_alter_table("certificate_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_request_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "county_target",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("key_project", sa.Boolean(), nullable=False),
        sa.Column("due", sa.String(10), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_county_target_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_target")),
    )
    with op.batch_alter_table("county_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_county_target_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "dispatch",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("recipient_station", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("first_seq", sa.Integer(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=True),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dispatch_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("number", name=op.f("uq_dispatch_number")),
    )
    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatch_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "enrolled_station",
        sa.Column("station_id", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("enrolled_on", sa.String(10), nullable=False),
        sa.Column("enrolled_by", sa.String(), nullable=False),
        sa.Column("base_seq", sa.Integer(), nullable=False),
        sa.Column("base_hash", sa.String(length=64), nullable=False),
        sa.Column("revoked_at_seq", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_enrolled_station_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolled_station")),
        sa.UniqueConstraint("station_id", "incarnation", name=op.f("uq_enrolled_station_station_id")),
    )
    with op.batch_alter_table("enrolled_station", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolled_station_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("county_station", sa.String(length=32), nullable=False),
        sa.Column("handed_on", sa.String(10), nullable=False),
        sa.Column("handed_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_handover_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_handover_unit_id")),
    )
    op.create_table(
        "person_request",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_on", sa.String(10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_request_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_request")),
    )
    with op.batch_alter_table("person_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_request_row_id"), ["row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_request_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cadre_ids", sa.String(), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_on", sa.String(10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reminder_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_unit_month", ["unit_id", "month"], unique=False)

    op.create_table(
        "issued_certificate",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_on", sa.String(10), nullable=False),
        sa.Column("revoked_on", sa.String(10), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["certificate_request.id"],
            name=op.f("fk_issued_certificate_request_id_certificate_request"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_issued_certificate_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_certificate")),
        sa.UniqueConstraint("request_id", name=op.f("uq_issued_certificate_request_id")),
    )
    with op.batch_alter_table("issued_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_certificate_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "person_decision",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.String(10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["person_request.id"], name=op.f("fk_person_decision_request_id_person_request")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_decision_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_decision")),
        sa.UniqueConstraint("request_id", name=op.f("uq_person_decision_request_id")),
    )
    with op.batch_alter_table("person_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_decision_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("enrolled_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("package_number", sa.Integer(), nullable=False),
        sa.Column("package_digest", sa.String(length=64), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("state_root", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.String(32), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolled_id"], ["enrolled_station.id"], name=op.f("fk_receipt_enrolled_id_enrolled_station")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_receipt_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_enrolled_id"), ["enrolled_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "received_entry",
        sa.Column("enrolled_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("travelling", sa.LargeBinary(), nullable=False),
        sa.Column("travelling_digest", sa.String(length=64), nullable=False),
        sa.Column("staying_digest", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolled_id"],
            ["enrolled_station.id"],
            name=op.f("fk_received_entry_enrolled_id_enrolled_station"),
        ),
        sa.PrimaryKeyConstraint("enrolled_id", "seq", name=op.f("pk_received_entry")),
    )
    op.create_table(
        "review",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("report_revision", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.String(10), nullable=False),
        sa.Column("withdrawn", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_review_report_id_report")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_review_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_report_id"), ["report_id"], unique=False)
        batch_op.create_index("ix_review_unit_month", ["unit_id", "month"], unique=False)

    op.create_table(
        "review_remark",
        sa.Column("review_id", sa.String(length=32), nullable=False),
        sa.Column("clause_id", sa.String(length=32), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_remark_review_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remark")),
    )
    with op.batch_alter_table("review_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_remark_review_id"), ["review_id"], unique=False)

    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.add_column(sa.Column("county_target_id", sa.String(length=32), nullable=True))
    for keeper in KEEPERS if op.get_bind().dialect.name == "sqlite" else SERVER_KEEPERS:
        op.execute(keeper)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_column("county_target_id")

    with op.batch_alter_table("review_remark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_remark_review_id"))

    op.drop_table("review_remark")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("ix_review_unit_month")
        batch_op.drop_index(batch_op.f("ix_review_report_id"))

    op.drop_table("review")
    op.drop_table("received_entry")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_unit_id"))
        batch_op.drop_index(batch_op.f("ix_receipt_enrolled_id"))

    op.drop_table("receipt")
    with op.batch_alter_table("person_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_decision_unit_id"))

    op.drop_table("person_decision")
    with op.batch_alter_table("issued_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issued_certificate_unit_id"))

    op.drop_table("issued_certificate")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_unit_month")

    op.drop_table("reminder")
    with op.batch_alter_table("person_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_request_unit_id"))
        batch_op.drop_index(batch_op.f("ix_person_request_row_id"))

    op.drop_table("person_request")
    op.drop_table("handover")
    with op.batch_alter_table("enrolled_station", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolled_station_unit_id"))

    op.drop_table("enrolled_station")
    with op.batch_alter_table("dispatch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispatch_unit_id"))

    op.drop_table("dispatch")
    with op.batch_alter_table("county_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_county_target_unit_id"))

    op.drop_table("county_target")
    with op.batch_alter_table("certificate_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_request_unit_id"))

    op.drop_table("certificate_request")
    with op.batch_alter_table("received_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_received_subject_row")

    op.drop_table("received_subject")
    with op.batch_alter_table("received_row", schema=None) as batch_op:
        batch_op.drop_index("ix_received_row_unit_id")

    op.drop_table("received_row")
    op.drop_table("month_waiver")
    with op.batch_alter_table("leader_remark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leader_remark_digest_id"))

    op.drop_table("leader_remark")
    op.drop_table("exchange_key")
    with op.batch_alter_table("exchange_conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_conflict_row_id"))

    op.drop_table("exchange_conflict")
    op.drop_table("digest")
    op.drop_table("credit_decision")
    op.drop_table("county_link")
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrival_sender_station"))

    op.drop_table("arrival")
