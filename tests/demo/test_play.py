import ssl
from datetime import datetime

import pytest

from app.accounts.entering import enter
from app.clock import SetClock
from app.demo.play import play
from app.demo.stories import FEBRUARY, LAST_DAY, MARCH
from app.demo.town import BEIJING, PASSPHRASE
from app.documents.verification import verify
from app.errors import EnvironmentProblem
from app.monthly.views import month_list
from app.monthly.views_findings import findings
from app.notices.views import notice_board
from app.vocabulary import FindingRule, Light


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The demonstration of the first unit: its paths by file name, and its open office."""
    out = tmp_path_factory.mktemp("demo") / "out"
    paths = {path.name: path for path in play(out, units=1)}
    clock = SetClock(datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 9, tzinfo=BEIJING))
    office = enter(paths["数据"], "clerk", PASSPHRASE, clock)
    yield paths, office
    office.close()


def see(office, view, *args):
    with office.read() as reader:
        return view(reader, *args)


def test_every_paper_of_the_first_unit_lies_where_it_was_said(played):
    paths, _ = played
    assert {
        "2026年3月-装订册-单位留存公示.pdf",
        "2026年3月-装订册-报县考核办备案.pdf",
        "2026年3月-公示.pdf",
        "2026年3月-公示网页版.html",
    } <= set(paths)
    assert all(path.exists() for path in paths.values())


def test_both_copies_are_signed_by_head_and_unit_and_hold(played):
    paths, _ = played
    trusted = [ssl.PEM_cert_to_DER_cert(paths["签发机构证书.pem"].read_text())]
    for name, path in paths.items():
        if "装订册" in name:
            found = verify(path, trusted)
            assert found.good, found.sentences
            assert len(found.signatures) == 2


def test_late_missing_exempt_and_corrected_reports_are_among_them(played):
    _, office = played
    unit = office.station.unit_id
    february = {line.light for line in see(office, month_list, unit, FEBRUARY).lines}
    assert {Light.LATE, Light.MISSING, Light.EXEMPT, Light.SIGNED} <= february
    assert any(line.version == 1 for line in see(office, month_list, unit, MARCH).lines)


def test_two_missed_months_wait_for_a_persons_decision(played):
    _, office = played
    rules = {finding.rule: finding for finding in see(office, findings, office.station.unit_id, MARCH)}
    assert rules[FindingRule.MISSED_TWICE].decision is None


def test_the_corrected_form_hangs_anew_beside_the_first_notice(played):
    _, office = played
    first, second = see(office, notice_board, office.station.unit_id, MARCH).postings
    assert first.remarks[0].handling
    assert second.names == ("演示䶮堃",)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "别的文件.txt").write_text("x", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="不是空的"):
        list(play(tmp_path))
