import pytest

from app.history.labels import FIELDS, TABLES
from db.tables import RECORDED

ALWAYS_HIDDEN = {"id", "revision"}
HIDDEN = {
    "booklet": {"digest"},
    "clause": {"report_id", "plan_item_id"},
    "credential": {"certificate", "chain", "encrypted_key"},
    "evaluation": {"report_id", "meeting_id"},
    "evidence": {"clause_id", "media_type", "digest"},
    "finding_decision": {"key", "rulebook_number"},
    "opinion": {"report_id"},
    "plan_item": {"plan_id", "carried_from"},
    "posting": {"restarts_id", "rulebook_number"},
    "remark": {"posting_id"},
    "report": {"corrects_id"},
    "station": {"incarnation"},
    "target_holder": {"target_id"},
    "target_slice": {"target_id"},
}
"""Links between rows, names of files' bytes, keys: never shown to anybody."""


def test_every_journaled_table_has_a_chinese_name():
    assert set(TABLES) == set(FIELDS) == set(RECORDED)
    assert len(set(TABLES.values())) == len(TABLES)


@pytest.mark.parametrize("table", RECORDED)
def test_every_column_has_a_chinese_name_or_stays_hidden_on_purpose(table):
    columns = set(RECORDED[table].__table__.columns.keys())
    named, hidden = set(FIELDS[table]), HIDDEN.get(table, set()) | ALWAYS_HIDDEN

    assert named | hidden == columns
    assert not named & hidden
    assert len(set(FIELDS[table].values())) == len(named)


@pytest.mark.parametrize("table", RECORDED)
def test_no_secret_has_a_name_that_could_be_shown(table):
    assert not RECORDED[table].secrets & set(FIELDS[table])
