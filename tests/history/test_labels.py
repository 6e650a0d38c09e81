import pytest

from app.history.labels import FIELDS, TABLES
from db.tables import RECORDED

ALWAYS_HIDDEN = {"id", "revision"}
HIDDEN = {
    "arrival": {"digest", "sender_station", "sender_incarnation"},
    "booklet": {"digest"},
    "certificate_request": {"cadre_id", "public_key"},
    "clause": {"report_id", "plan_item_id"},
    "county_link": {
        "county_station",
        "root",
        "recipients",
        "acknowledged_hash",
        "station_list",
        "incarnation",
    },
    "credential": {"certificate", "chain", "encrypted_key"},
    "credit_decision": {"key", "clause_ids"},
    "digest": {"paper_digest"},
    "dispatch": {"recipient_station", "last_hash", "digest"},
    "enrolled_station": {"station_id", "incarnation", "certificate", "recipient", "base_hash"},
    "evaluation": {"report_id", "meeting_id"},
    "evidence": {"clause_id", "media_type", "digest"},
    "exchange_conflict": {"row_id"},
    "exchange_key": {"identity", "signing_key", "certificate", "recovery_recipient"},
    "finding_decision": {"key", "rulebook_number"},
    "handover": {"county_station"},
    "hint_decision": {"key", "rulebook_number"},
    "issued_certificate": {"request_id", "certificate"},
    "leader_remark": {"digest_id"},
    "opinion": {"report_id"},
    "person_decision": {"request_id"},
    "person_request": {"row_id"},
    "plan_item": {"plan_id", "carried_from"},
    "posting": {"restarts_id", "rulebook_number"},
    "receipt": {"enrolled_id", "package_digest", "last_hash", "state_root"},
    "remark": {"posting_id"},
    "report": {"corrects_id"},
    "review": {"report_id", "report_revision"},
    "review_remark": {"review_id", "clause_id"},
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
