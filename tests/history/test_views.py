from datetime import date

import pytest

from app.errors import Conflict, NotAllowed
from app.history import views
from app.history.views import (
    JournalFilter,
    journal_entry,
    journal_index,
    journal_lines,
    journal_page,
    record_history,
)
from app.history.wording import ChangeKind
from app.rulebook import publish_rulebook
from app.vocabulary import CredentialKind, Grade, Month, ReportState, Role, TargetSource
from db.tables.monthly import Clause, Evidence, Report
from db.tables.office import Credential, Setting
from db.tables.people import Cadre
from db.tables.targets import Target, TargetHolder

MARCH = Month(2026, 3)


def change(office, action, kind, row_id, **values):
    with office.office.write(action) as work:
        row = work.session.get_one(kind, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def clause_of(office, report_id):
    return office.see(lambda reader: reader.session.query(Clause).filter_by(report_id=report_id).one().id)


def sentences(line):
    return [field.sentence for row in line.changes for field in row.fields]


def test_the_history_of_a_row_tells_who_when_and_from_what_to_what(office):
    cadre_id = office.add_cadre("演示甲")
    office.at(date(2026, 4, 1), 15).as_(Role.HEAD, name="演示乙")
    change(office, "修改人员", Cadre, cadre_id, name="演示·甲", note="更名")

    newest, oldest = office.see(record_history, "cadre", cadre_id)
    assert (newest.actor, newest.roles, newest.action, newest.at.isoformat()) == (
        *("演示乙（yanshi）", ("主要负责人",), "修改人员"),
        "2026-04-01T15:41:00+08:00",
    )
    assert sentences(newest) == ["姓名：演示甲 → 演示·甲", "备注：空 → 更名"]
    assert oldest.action == "新增人员"
    assert [row.kind for row in oldest.changes] == [ChangeKind.ADDED, ChangeKind.ADDED]
    assert "单位：空 → 丹江镇（演示）" in sentences(oldest)


def test_the_history_of_a_report_shows_its_clauses_and_their_evidence(office):
    cadre_id = office.add_cadre("演示甲")
    report_id = office.add_report(cadre_id, MARCH, ReportState.DRAFT)
    clause_id = clause_of(office, report_id)
    change(office, "填写月报告", Clause, clause_id, result="验收 16 户", percent=110)
    with office.office.write("添加佐证材料") as work:
        work.session.add(
            Evidence(clause_id=clause_id, name="验收单.pdf", media_type="application/pdf", size=9, digest="0")
        )

    lines = office.see(record_history, "report", report_id)
    assert [line.action for line in lines] == ["添加佐证材料", "填写月报告", "新增报告"]
    assert "文件名：空 → 验收单.pdf" in sentences(lines[0])
    assert lines[1].changes[0].title == "工作实绩第 1 条"
    assert "完成率（%）：107 → 110" in sentences(lines[1])


def test_a_clause_that_was_deleted_still_shows_in_its_reports_history(office):
    report_id = office.add_report(office.add_cadre("演示甲"), MARCH, ReportState.DRAFT)
    clause_id = clause_of(office, report_id)
    with office.office.write("填写月报告") as work:
        work.session.delete(work.session.get_one(Clause, clause_id))

    newest = office.see(record_history, "report", report_id)[0]
    assert newest.changes[0].kind is ChangeKind.REMOVED
    assert "任务：农村危房改造 15 户 → 空" in sentences(newest)


def test_other_rows_of_the_same_entry_stay_out_of_a_history(office):
    with office.office.write("导入人员") as work:
        one, other = Cadre(name="演示甲"), Cadre(name="演示乙")
        work.session.add_all([one, other])

    (line,) = office.see(record_history, "cadre", one.id)
    assert "姓名：空 → 演示甲" in sentences(line)
    assert len(line.changes) == 1


def test_people_and_targets_are_called_by_their_names_even_when_gone(office):
    cadre_id = office.add_cadre("演示甲")
    with office.office.write("登记目标") as work:
        target = Target(unit_id=office.unit_id, year=2026, title="危房改造", source=TargetSource.UNIT)
        work.session.add(target)
        work.session.flush()
        holder = TargetHolder(target_id=target.id, cadre_id=cadre_id)
        work.session.add(holder)
    report_id = office.add_report(cadre_id, MARCH, ReportState.DRAFT)
    change(
        office, "填写月报告", Clause, clause_of(office, report_id), target_id=target.id, partners=["0" * 32]
    )

    assert "责任人：空 → 演示甲" in sentences(office.see(record_history, "target", target.id)[0])
    newest = office.see(record_history, "report", report_id)[0]
    assert sentences(newest) == ["共同完成人：空 → （已删除）", "对应年度目标：空 → 危房改造"]


def test_reports_named_in_a_list_are_called_by_their_authors(office):
    from app.notices.actions import PostingForm, post_notice

    office.as_(Role.CLERK).at(date(2026, 4, 2))
    report_id = office.add_report(office.add_cadre("演示甲"), MARCH)
    form = PostingForm("政府大院公示栏", date(2026, 4, 2), dates_confirmed=True)
    posting_id = office.do(post_notice, office.unit_id, MARCH, [report_id], form)

    (line,) = office.see(record_history, "posting", posting_id)
    assert "公示的报告：空 → 演示甲" in sentences(line)


def test_a_report_that_is_gone_is_called_deleted(office):
    from app.history.names import KnownNames

    assert office.see(lambda reader: KnownNames(reader, reader.today).of("report", "x")) == "（已删除）"


def test_a_grade_has_the_name_that_the_rule_book_of_the_day_gave_it(office):
    report_id = office.add_report(office.add_cadre("演示甲"), MARCH, ReportState.DRAFT)
    office.do(publish_rulebook, {"grade_poor": "较差"}, effective_from=date(2026, 4, 1), reason="统一名称")
    change(office, "填写月报告", Report, report_id, self_grade=Grade.POOR)
    office.at(date(2026, 4, 1))
    change(office, "填写月报告", Report, report_id, self_grade=Grade.GOOD)

    later, earlier, _ = office.see(record_history, "report", report_id)
    assert sentences(earlier) == ["自评等次：较好 → 差"]
    assert sentences(later) == ["自评等次：较差 → 好"]


def test_a_history_never_shows_a_key(office):
    with office.office.write("签发证书") as work:
        row = Credential(
            kind=CredentialKind.PERSON,
            holder="演示甲",
            certificate="CANARY",
            chain=["CANARY"],
            encrypted_key="CANARY",
        )
        work.session.add(row)

    lines = office.as_(Role.AUDITOR).see(record_history, "credential", row.id)
    assert "CANARY" not in str(lines)
    assert "持有人：空 → 演示甲" in sentences(lines[0])


@pytest.mark.parametrize(
    ("table", "readers"),
    [
        ("cadre", {Role.CLERK, Role.HEAD, Role.AUDITOR}),
        ("report", {Role.CLERK, Role.CADRE, Role.HEAD, Role.AUDITOR}),
        ("account", {Role.ADMIN, Role.AUDITOR}),
        ("setting", {Role.ADMIN, Role.AUDITOR}),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_the_business_reads_its_own_history_and_the_administrator_the_offices(office, table, readers, role):
    office.as_(role)

    if role in readers:
        assert office.see(record_history, table, "0" * 32) == ()
    else:
        with pytest.raises(NotAllowed):
            office.see(record_history, table, "0" * 32)


def test_the_auditor_pages_through_the_journal_from_the_newest_entry_back(office):
    for name in ("演示甲", "演示乙", "演示丙"):
        office.add_cadre(name)
    office.as_(Role.AUDITOR)

    page = office.see(journal_page, 1, 2)
    assert (page.total, [line.seq for line in page.lines]) == (5, [4, 3])
    assert (page.lines[0].action, page.lines[0].actor, page.lines[0].roles, page.lines[0].tables) == (
        *("新增人员", "演示经办人（yanshi）", ("经办人",)),
        ("干部", "职务"),
    )
    assert office.see(journal_page, 99).lines == ()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (JournalFilter(), 5),
        (JournalFilter(text="新增人员"), 2),
        (JournalFilter(text="演示乙（"), 1),
        (JournalFilter(text="更正%"), 0),
        (JournalFilter(table="cadre"), 3),
        (JournalFilter(first=date(2026, 4, 1)), 1),
        (JournalFilter(last=date(2026, 3, 28)), 4),
        (JournalFilter(first=date(2026, 3, 28), last=date(2026, 4, 1), table="cadre", text="修改"), 1),
    ],
)
def test_the_auditor_looks_for_words_tables_and_days(office, wanted, found):
    office.add_cadre("演示甲")
    cadre_id = office.add_cadre("演示乙")
    office.at(date(2026, 4, 1)).as_(Role.CLERK, name="演示乙")
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    office.as_(Role.AUDITOR)

    page = office.see(journal_page, 0, 100, wanted)
    assert page.total == len(page.lines) == found


@pytest.mark.parametrize("role", [Role.CLERK, Role.CADRE, Role.HEAD])
def test_the_journal_is_for_auditor_and_administrator(office, role):
    office.as_(role)

    with pytest.raises(NotAllowed):
        office.see(journal_page)
    with pytest.raises(NotAllowed):
        office.see(journal_entry, 1)


def test_the_auditor_opens_an_entry_whole_and_the_administrator_only_the_offices_part(office):
    with office.office.write("混合") as work:
        work.session.add(Cadre(name="演示甲"))
        work.session.add(Setting(key="idle_lock_minutes", value=10))

    auditor = office.as_(Role.AUDITOR).see(journal_entry, 3)
    assert [row.title for row in auditor.changes] == ["干部", "本机设置"]
    administrator = office.as_(Role.ADMIN).see(journal_entry, 3)
    assert [row.title for row in administrator.changes] == ["本机设置"]


def test_an_entry_that_is_not_there_is_told(office):
    office.as_(Role.AUDITOR)

    with pytest.raises(Conflict):
        office.see(journal_entry, 99)


def test_the_auditor_narrows_the_journal_to_one_person(office):
    office.add_cadre("演示甲")
    office.at(date(2026, 4, 1)).as_(Role.HEAD, name="演示乙").add_cadre("演示丙")
    office.as_(Role.AUDITOR)

    index = office.see(journal_index)
    assert index.actors == ("演示乙（yanshi）", "演示经办人（yanshi）")
    assert index.first_day == date(2026, 3, 28)
    page = office.see(journal_page, 0, 9, JournalFilter(actor="演示乙（yanshi）"))
    assert [line.action for line in page.lines] == ["新增人员"]


def test_all_that_passes_the_filter_is_listed_and_tells_how_far_it_is(office, monkeypatch):
    monkeypatch.setattr(views, "LISTED_AT_ONCE", 2)
    for name in ("演示甲", "演示乙", "演示丙"):
        office.add_cadre(name)
    told = []

    class Telling:
        def step(self, done, total, text):
            told.append((done, total, text))

    office.as_(Role.AUDITOR)
    lines = office.see(lambda reader: list(journal_lines(reader, JournalFilter(text="新增人员"), Telling())))
    assert [line.seq for line in lines] == [5, 4, 3]
    assert told == [(2, 3, "读取操作记录"), (3, 3, "读取操作记录")]
    assert office.see(lambda reader: list(journal_lines(reader, JournalFilter(text="没有")))) == []
