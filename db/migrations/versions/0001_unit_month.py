"""A unit's month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSE = "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
KEEPERS = (
    f"CREATE TRIGGER journal_keeps_UPDATE BEFORE UPDATE ON journal {REFUSE}",
    f"CREATE TRIGGER journal_keeps_DELETE BEFORE DELETE ON journal {REFUSE}",
    "CREATE TRIGGER journal_keeps_REPLACE BEFORE INSERT ON journal WHEN NEW.seq <= (SELECT max(seq) FROM journal) "
    f"OR EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) {REFUSE}",
    f"CREATE TRIGGER journal_subject_keeps_UPDATE BEFORE UPDATE ON journal_subject {REFUSE}",
    f"CREATE TRIGGER journal_subject_keeps_DELETE BEFORE DELETE ON journal_subject {REFUSE}",
)

SERVER_KEEPERS = (
    "CREATE FUNCTION journal_keeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
    "'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE FUNCTION journal_keeps_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF NEW.seq <= (SELECT max(seq) FROM journal) OR EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) THEN "
    "RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER journal_keeps_order BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_keeps_order()",
    *(
        f"CREATE TRIGGER {table}_keeps_{moves[0]} BEFORE {' OR '.join(moves)} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION journal_keeps()"
        for table in ("journal", "journal_subject")
        for moves, each in ((("update", "delete"), "ROW"), (("truncate",), "STATEMENT"))
    ),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "blob",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_blob")),
    )
    op.create_table(
        "cadre",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sex", sa.String(32), nullable=True),
        sa.Column("born", sa.String(7), nullable=True),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadre")),
    )
    with op.batch_alter_table("cadre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cadre_name"), ["name"], unique=False)

    op.create_table(
        "calendar_day",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_year_year")),
    )
    op.create_table(
        "draft",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index("ix_draft_saved_at", ["saved_at"], unique=False)

    op.create_table(
        "journal",
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
        sa.Column("staying", sa.LargeBinary(), nullable=False),
        sa.Column("travelling_digest", sa.String(length=64), nullable=False),
        sa.Column("staying_digest", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("id", name=op.f("uq_journal_id")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_undoes"), ["undoes"], unique=False)

    op.create_table(
        "rulebook_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.String(10), nullable=False),
        sa.Column("values", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("published_at", sa.String(32), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_version")),
        sa.UniqueConstraint("number", name=op.f("uq_rulebook_version_number")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", name=op.f("uq_setting_key")),
    )
    op.create_table(
        "unit",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("notice_place", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "account",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("cadre_id", sa.String(length=32), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("passphrase_set_at", sa.String(32), nullable=True),
        sa.Column("last_login_at", sa.String(32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_account_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "booklet",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("copy", sa.String(32), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("report_ids", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("method", sa.String(32), nullable=True),
        sa.Column("signers", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_booklet_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booklet")),
        sa.UniqueConstraint("code", name=op.f("uq_booklet_code")),
    )
    with op.batch_alter_table("booklet", schema=None) as batch_op:
        batch_op.create_index("ix_booklet_unit_month", ["unit_id", "month"], unique=False)

    op.create_table(
        "credential",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("cadre_id", sa.String(length=32), nullable=True),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("encrypted_key", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_credential_cadre_id_cadre")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
    )
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credential_cadre_id"), ["cadre_id"], unique=False)

    op.create_table(
        "exemption",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("cadre_id", sa.String(length=32), nullable=True),
        sa.Column("first", sa.String(7), nullable=False),
        sa.Column("last", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("approved_on", sa.String(10), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_exemption_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_exemption_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
    )
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemption_cadre_id"), ["cadre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemption_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "finding_decision",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("cadre_id", sa.String(length=32), nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.String(10), nullable=False),
        sa.Column("rulebook_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_finding_decision_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_finding_decision_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_decision")),
        sa.UniqueConstraint("key", name=op.f("uq_finding_decision_key")),
    )
    with op.batch_alter_table("finding_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_decision_cadre_id"), ["cadre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_decision_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "journal_subject",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_journal_subject_seq_journal")),
        sa.PrimaryKeyConstraint("seq", "table", "row_id", name=op.f("pk_journal_subject")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("journal_subject", schema=None) as batch_op:
        batch_op.create_index("ix_journal_subject_row", ["table", "row_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("held_on", sa.String(10), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("chair_id", sa.String(length=32), nullable=False),
        sa.Column("recorder", sa.String(), nullable=False),
        sa.Column("attendees", sa.String(), nullable=False),
        sa.Column("absentees", sa.String(), nullable=False),
        sa.Column("observers", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chair_id"], ["cadre.id"], name=op.f("fk_meeting_chair_id_cadre")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meeting_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_unit_month", ["unit_id", "month"], unique=False)

    op.create_table(
        "plan",
        sa.Column("cadre_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("settled_on", sa.String(10), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_plan_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("cadre_id", "unit_id", "month", name=op.f("uq_plan_cadre_id")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_month"), ["month"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("cadre_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rank", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("heads_unit", sa.Boolean(), nullable=False),
        sa.Column("on_team", sa.Boolean(), nullable=False),
        sa.Column("reports", sa.Boolean(), nullable=False),
        sa.Column("portfolio", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10), nullable=True),
        sa.Column("ended", sa.String(32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_post_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_post_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index("ix_post_board", ["unit_id", "position", "since", "cadre_id"], unique=False)
        batch_op.create_index("ix_post_cadre", ["cadre_id", "unit_id", "since"], unique=False)

    op.create_table(
        "posting",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("report_ids", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("posted_on", sa.String(10), nullable=False),
        sa.Column("posted_by", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("count_first_day", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("calendar_confirmed", sa.String(), nullable=False),
        sa.Column("photo_digest", sa.String(length=64), nullable=True),
        sa.Column("ended_on", sa.String(10), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("breach", sa.String(), nullable=False),
        sa.Column("interruption", sa.String(), nullable=False),
        sa.Column("restarts_id", sa.String(length=32), nullable=True),
        sa.Column("rulebook_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["restarts_id"], ["posting.id"], name=op.f("fk_posting_restarts_id_posting")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_posting_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_unit_month", ["unit_id", "month"], unique=False)

    op.create_table(
        "report",
        sa.Column("cadre_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.String(length=32), nullable=True),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("submitted_on", sa.String(10), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.Column("post_title", sa.String(), nullable=False),
        sa.Column("portfolio", sa.String(), nullable=False),
        sa.Column("unfinished", sa.String(), nullable=False),
        sa.Column("next_month", sa.String(), nullable=False),
        sa.Column("self_appraisal", sa.String(), nullable=False),
        sa.Column("self_grade", sa.String(32), nullable=True),
        sa.Column("nothing_to_report", sa.Boolean(), nullable=False),
        sa.Column("nothing_reason", sa.String(), nullable=False),
        sa.Column("rulebook_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_report_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["corrects_id"], ["report.id"], name=op.f("fk_report_corrects_id_report")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("cadre_id", "unit_id", "month", "version", name=op.f("uq_report_cadre_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_unit_month", ["unit_id", "month"], unique=False)

    op.create_table(
        "station",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("incarnation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_station_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
    )
    op.create_table(
        "target",
        sa.Column("unit_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("key_project", sa.Boolean(), nullable=False),
        sa.Column("due", sa.String(10), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("truthful", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.String(32), nullable=False),
        sa.Column("unanimous", sa.Boolean(), nullable=False),
        sa.Column("dissent", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("chair_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chair_id"], ["cadre.id"], name=op.f("fk_evaluation_chair_id_cadre")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_evaluation_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_evaluation_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("report_id", name=op.f("uq_evaluation_report_id")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("signer_title", sa.String(), nullable=False),
        sa.Column("signer_kind", sa.String(32), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("signed_on", sa.String(10), nullable=False),
        sa.Column("scan_digest", sa.String(length=64), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_opinion_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("report_id", name=op.f("uq_opinion_report_id")),
    )
    op.create_table(
        "plan_item",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("due", sa.String(10), nullable=True),
        sa.Column("part", sa.String(32), nullable=False),
        sa.Column("partners", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(length=32), nullable=True),
        sa.Column("carried_from", sa.String(length=32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_item_plan_id_plan")),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_plan_item_target_id_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
    )
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_item_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "remark",
        sa.Column("posting_id", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("handling", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_remark_posting_id_posting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remark_posting_id"), ["posting_id"], unique=False)

    op.create_table(
        "target_holder",
        sa.Column("target_id", sa.String(length=32), nullable=False),
        sa.Column("cadre_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_target_holder_cadre_id_cadre")),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_target_holder_target_id_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_holder")),
        sa.UniqueConstraint("target_id", "cadre_id", name=op.f("uq_target_holder_target_id")),
    )
    with op.batch_alter_table("target_holder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_holder_cadre_id"), ["cadre_id"], unique=False)

    op.create_table(
        "target_slice",
        sa.Column("target_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_target_slice_target_id_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_slice")),
        sa.UniqueConstraint("target_id", "month", name=op.f("uq_target_slice_target_id")),
    )
    with op.batch_alter_table("target_slice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_slice_month"), ["month"], unique=False)

    op.create_table(
        "clause",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.Column("partners", sa.String(), nullable=False),
        sa.Column("plan_item_id", sa.String(length=32), nullable=True),
        sa.Column("target_id", sa.String(length=32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_item_id"], ["plan_item.id"], name=op.f("fk_clause_plan_item_id_plan_item")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_clause_report_id_report")),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_clause_target_id_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause")),
    )
    with op.batch_alter_table("clause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clause_report_id"), ["report_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("clause_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_evidence_clause_id_clause")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_clause_id"), ["clause_id"], unique=False)

    for statement in KEEPERS if op.get_bind().dialect.name == "sqlite" else SERVER_KEEPERS:
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_clause_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clause_report_id"))

    op.drop_table("clause")
    with op.batch_alter_table("target_slice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_slice_month"))

    op.drop_table("target_slice")
    with op.batch_alter_table("target_holder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_holder_cadre_id"))

    op.drop_table("target_holder")
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remark_posting_id"))

    op.drop_table("remark")
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_item_plan_id"))

    op.drop_table("plan_item")
    op.drop_table("opinion")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_meeting_id"))

    op.drop_table("evaluation")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_unit_id"))

    op.drop_table("target")
    op.drop_table("station")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_unit_month")

    op.drop_table("report")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index("ix_posting_unit_month")

    op.drop_table("posting")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("ix_post_cadre")
        batch_op.drop_index("ix_post_board")

    op.drop_table("post")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_unit_id"))
        batch_op.drop_index(batch_op.f("ix_plan_month"))

    op.drop_table("plan")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_unit_month")

    op.drop_table("meeting")
    with op.batch_alter_table("journal_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_subject_row")

    op.drop_table("journal_subject")
    with op.batch_alter_table("finding_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_decision_unit_id"))
        batch_op.drop_index(batch_op.f("ix_finding_decision_cadre_id"))

    op.drop_table("finding_decision")
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemption_unit_id"))
        batch_op.drop_index(batch_op.f("ix_exemption_cadre_id"))

    op.drop_table("exemption")
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_cadre_id"))

    op.drop_table("credential")
    with op.batch_alter_table("booklet", schema=None) as batch_op:
        batch_op.drop_index("ix_booklet_unit_month")

    op.drop_table("booklet")
    op.drop_table("account")
    op.drop_table("unit")
    op.drop_table("setting")
    op.drop_table("rulebook_version")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_undoes"))

    op.drop_table("journal")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_saved_at")

    op.drop_table("draft")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    with op.batch_alter_table("cadre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cadre_name"))

    op.drop_table("cadre")
    op.drop_table("blob")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_keeps(), journal_keeps_order()")
