from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.errors import Conflict, NotAllowed, UserError
from app.history.actions import undo
from app.history.views import LOOKED_THROUGH, record_history, redoable, undoable
from app.rulebook import publish_rulebook
from app.vocabulary import Channel, Grade, Month, ReportState, Role, SignerKind, SignMethod
from db.journal import broken_links, changes_of
from db.tables.journal import JournalEntry
from db.tables.monthly import Clause, Evaluation, Evidence, Meeting, Opinion, Report
from db.tables.notices import Posting, PostingState, Remark
from db.tables.office import Account, Setting
from db.tables.people import Cadre, Post
from db.tables.targets import Plan, PlanItem

MARCH = Month(2026, 3)


def change(office, action, kind, row_id, **values):
    with office.office.write(action) as work:
        row = work.session.get_one(kind, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        work.describe("演示乙")


def add(office, action, *rows):
    with office.office.write(action) as work:
        for row in rows:
            work.session.add(row)
            work.session.flush()
    return rows[0].id


def remove(office, action, kind, row_id):
    with office.office.write(action) as work:
        work.session.delete(work.session.get_one(kind, row_id))


def get(office, kind, row_id):
    return office.see(lambda reader: reader.session.get(kind, row_id))


def last_seq(office):
    query = select(JournalEntry.seq).order_by(JournalEntry.seq.desc())
    return office.see(lambda reader: reader.session.scalars(query).first())


def take_back(office, seq=None):
    with office.office.write("撤销") as work:
        undo(work, seq or last_seq(office))


def refusal(office, seq=None, problem=NotAllowed):
    before = last_seq(office)
    with pytest.raises(problem) as refused:
        take_back(office, seq or before)
    assert last_seq(office) == before
    return str(refused.value)


@pytest.fixture
def cadre_id(office):
    return office.add_cadre("演示乙")


@pytest.fixture
def report_id(office, cadre_id):
    return office.add_report(cadre_id, MARCH, ReportState.DRAFT)


@pytest.fixture
def clause_id(office, report_id):
    return office.see(lambda reader: reader.session.query(Clause.id).scalar())


def test_a_changed_row_gets_its_former_values_under_a_new_revision(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, name="演示·乙", note="更名")

    take_back(office)

    row = get(office, Cadre, cadre_id)
    assert (row.name, row.note, row.revision) == ("演示乙", "", 3)


def test_an_undoing_is_a_new_entry_that_names_what_it_undid(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    done = last_seq(office)

    take_back(office)

    newest, *_ = office.see(record_history, "cadre", cadre_id)
    assert (newest.seq, newest.action, newest.subject, newest.undoes) == (
        *(done + 1, "撤销", "修改人员（演示乙）"),
        done,
    )
    assert office.see(lambda reader: broken_links(reader.session)) == []


def test_added_rows_vanish_together(office):
    cadre_id = office.add_cadre("演示甲")

    take_back(office)

    assert get(office, Cadre, cadre_id) is None
    assert office.see(lambda reader: reader.session.query(Post).count()) == 0


def test_a_removed_row_comes_back_with_its_id_and_a_higher_revision(office, clause_id):
    change(office, "填写", Clause, clause_id, result="完工")
    remove(office, "删除", Clause, clause_id)

    take_back(office)

    row = get(office, Clause, clause_id)
    assert (row.result, row.task, row.revision) == ("完工", "农村危房改造 15 户", 4)


def test_a_row_goes_and_comes_back_again_and_again_without_repeating_a_revision(office):
    cadre_id = add(office, "新增人员", Cadre(name="演示甲"))
    revisions = [get(office, Cadre, cadre_id).revision]
    for _ in range(3):
        take_back(office)
        assert get(office, Cadre, cadre_id) is None
        take_back(office)
        revisions.append(get(office, Cadre, cadre_id).revision)

    history = office.see(
        lambda reader: [changes_of(e)[0] for e in reader.session.scalars(select(JournalEntry))]
    )
    mine = [change.revision for change in history if change.id == cadre_id]
    assert revisions == [1, 3, 5, 7]
    assert mine == [1, 2, 3, 4, 5, 6, 7]


def test_rows_replaced_by_others_with_the_same_unique_value_change_back(office, report_id):
    meeting = a_meeting(office, office.add_cadre("演示甲"))
    meeting_id = add(office, "会议", meeting)
    first = Evaluation(
        report_id=report_id, meeting_id=meeting_id, truthful=True, grade=Grade.FAIR, chair_id=meeting.chair_id
    )
    add(office, "评价", first)
    with office.office.write("重新评价") as work:
        work.session.delete(work.session.get_one(Evaluation, first.id))
        work.session.flush()
        work.session.add(
            Evaluation(
                report_id=report_id,
                meeting_id=meeting_id,
                truthful=True,
                grade=Grade.GOOD,
                chair_id=meeting.chair_id,
            )
        )

    take_back(office)

    assert office.see(lambda reader: reader.session.query(Evaluation.id, Evaluation.grade).all()) == [
        (first.id, Grade.FAIR)
    ]


def test_a_link_to_an_added_row_goes_with_it(office, cadre_id, clause_id):
    plan = Plan(cadre_id=cadre_id, unit_id=office.unit_id, month=MARCH)
    with office.office.write("列入计划") as work:
        work.session.add(plan)
        work.session.flush()
        item = PlanItem(plan_id=plan.id, position=1, source=a_clause_source(office, clause_id), task="x")
        work.session.add(item)
        work.session.flush()
        work.session.get_one(Clause, clause_id).plan_item_id = item.id

    take_back(office)

    assert get(office, Clause, clause_id).plan_item_id is None
    assert get(office, PlanItem, item.id) is None


def a_clause_source(office, clause_id):
    return get(office, Clause, clause_id).source


def a_meeting(office, chair_id, **values):
    return Meeting(
        unit_id=office.unit_id,
        month=MARCH,
        body="党委会",
        held_on=date(2026, 4, 1),
        place="会议室",
        chair_id=chair_id,
        recorder="演示丙",
        attendees=values.pop("attendees", []),
        **values,
    )


def test_undoing_the_undoing_does_the_action_again(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    take_back(office)

    take_back(office)

    row = get(office, Cadre, cadre_id)
    assert (row.note, row.revision) == ("更名", 4)


def test_an_entry_is_undone_once(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    done = last_seq(office)
    take_back(office, done)

    assert "已经撤销过" in refusal(office, done)


def test_an_entry_that_is_not_there_is_told(office):
    assert "没有这一条" in refusal(office, 99, UserError)


def test_what_was_changed_since_is_not_taken_back(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="一")
    done = last_seq(office)
    change(office, "修改人员", Cadre, cadre_id, note="二")

    assert "又有改动" in refusal(office, done, Conflict)
    assert get(office, Cadre, cadre_id).note == "二"


def test_a_removed_row_that_came_back_and_went_again_is_not_brought_back_twice(office):
    cadre_id = add(office, "新增人员", Cadre(name="演示甲"))
    remove(office, "删除人员", Cadre, cadre_id)
    removed = last_seq(office)
    take_back(office)
    remove(office, "删除人员", Cadre, cadre_id)

    assert "已经撤销过" in refusal(office, removed)


def test_a_clause_is_not_taken_back_once_its_report_has_moved_on(office, report_id, clause_id):
    change(office, "填写", Clause, clause_id, result="完工")
    filled = last_seq(office)
    change(office, "提交月报告", Report, report_id, state=ReportState.SUBMITTED)

    assert "又有改动" in refusal(office, filled, Conflict)
    take_back(office)
    assert get(office, Report, report_id).state is ReportState.DRAFT


def test_many_rows_of_one_import_are_taken_back_at_once(office):
    with office.office.write("导入人员") as work:
        work.session.add_all(Cadre(name=f"演示{number}") for number in range(1100))

    take_back(office)

    assert office.see(lambda reader: reader.session.query(Cadre).count()) == 0


def test_an_added_row_stays_while_others_refer_to_it(office):
    cadre_id = add(office, "新增人员", Cadre(name="演示甲"))
    added = last_seq(office)
    office.add_report(cadre_id, MARCH, ReportState.DRAFT)

    assert "被其他记录引用" in refusal(office, added, Conflict)


def test_an_added_row_stays_while_a_list_names_it(office, cadre_id):
    named = add(office, "新增人员", Cadre(name="演示甲"))
    added = last_seq(office)
    add(office, "会议", a_meeting(office, cadre_id, attendees=[named]))

    assert "被其他记录引用" in refusal(office, added, Conflict)


def test_a_removed_row_stays_away_when_what_it_refers_to_is_gone(office, report_id, clause_id):
    with office.office.write("添加佐证材料") as work:
        evidence = Evidence(clause_id=clause_id, name="x", media_type="x", size=1, digest="0")
        work.session.add(evidence)
    remove(office, "删除佐证材料", Evidence, evidence.id)
    removed = last_seq(office)
    remove(office, "删除", Clause, clause_id)

    assert "又有改动" in refusal(office, removed, Conflict)


def test_a_changed_link_is_not_restored_to_a_row_that_is_gone(office, cadre_id):
    exemption_holder = add(office, "新增人员", Cadre(name="演示甲"))
    post_id = office.see(lambda reader: reader.session.query(Post.id).scalar())
    change(office, "改正", Post, post_id, cadre_id=exemption_holder)
    remove(office, "改正", Post, post_id)
    removed = last_seq(office)
    remove(office, "删除人员", Cadre, exemption_holder)

    assert "已不存在" in refusal(office, removed, Conflict)


def test_a_unique_value_taken_meanwhile_is_told(office):
    unit_id = office.add_unit("西江镇")
    change(office, "改名", type(get_unit(office, unit_id)), unit_id, name="郎德镇")
    renamed = last_seq(office)
    office.add_unit("西江镇")

    assert "重复" in refusal(office, renamed, Conflict)


def get_unit(office, unit_id):
    from db.tables.people import Unit

    return get(office, Unit, unit_id)


@pytest.mark.parametrize("state", [ReportState.SIGNED, ReportState.SUPERSEDED])
def test_a_signed_report_locks_all_that_belongs_to_it(office, cadre_id, report_id, clause_id, state):
    plan = Plan(cadre_id=cadre_id, unit_id=office.unit_id, month=MARCH)
    meeting = a_meeting(office, cadre_id)
    entries = []
    for action, *rows in (
        ("填写", Evidence(clause_id=clause_id, name="x", media_type="x", size=1, digest="0")),
        (
            "计划",
            plan,
            PlanItem(plan_id=plan.id, position=1, source=a_clause_source(office, clause_id), task="x"),
        ),
        ("会议", meeting),
        (
            "评价",
            Evaluation(
                report_id=report_id, meeting_id=meeting.id, truthful=True, grade=Grade.FAIR, chair_id=cadre_id
            ),
        ),
    ):
        add(office, action, *rows)
        entries.append(last_seq(office))
    change(office, "填写", Clause, clause_id, result="完工")
    entries.append(last_seq(office))
    change(office, "签定", Report, report_id, state=state)
    entries.append(last_seq(office))

    for seq in entries:
        assert "已签定" in refusal(office, seq)


def test_a_plan_item_alone_is_locked_by_the_signed_report_of_its_month(
    office, cadre_id, report_id, clause_id
):
    plan = Plan(cadre_id=cadre_id, unit_id=office.unit_id, month=MARCH)
    add(office, "计划", plan)
    add(
        office,
        "计划",
        PlanItem(plan_id=plan.id, position=1, source=a_clause_source(office, clause_id), task="x"),
    )
    change(office, "签定", Report, report_id, state=ReportState.SIGNED)

    assert "已签定" in refusal(office, last_seq(office) - 1)


def a_posting(office, **values):
    return Posting(
        unit_id=office.unit_id,
        month=MARCH,
        report_ids=[],
        place="公示栏",
        posted_on=date(2026, 4, 1),
        posted_by="演示乙",
        days=7,
        count_first_day=False,
        first_day=date(2026, 4, 2),
        last_day=date(2026, 4, 10),
        rulebook_number=0,
        **values,
    )


def test_a_posting_is_taken_back_while_it_hangs_and_not_after(office):
    posting_id = add(office, "张贴", a_posting(office))
    assert office.see(undoable).title == "张贴"
    change(office, "撤下", Posting, posting_id, state=PostingState.TAKEN_DOWN)

    assert "撤下" in refusal(office)


def test_a_remark_is_taken_back_while_the_posting_hangs_and_not_after(office):
    posting_id = add(office, "张贴", a_posting(office))
    add(
        office,
        "登记意见",
        Remark(posting_id=posting_id, received_on=date(2026, 4, 2), channel=Channel.BOX, content="x"),
    )
    remarked = last_seq(office)
    assert office.see(undoable).seq == remarked
    change(office, "撤下", Posting, posting_id, state=PostingState.TAKEN_DOWN)

    assert "撤下" in refusal(office, remarked)


def test_signing_is_never_undone(office, report_id):
    opinion = Opinion(
        report_id=report_id,
        text="属实",
        signer="演示甲",
        signer_title="党委书记",
        signer_kind=SignerKind.HEAD,
        method=SignMethod.HAND,
        signed_on=date(2026, 4, 2),
    )
    add(office, "签定", opinion)

    assert "更正" in refusal(office)


def test_rules_and_settings_are_never_undone(office):
    office.do(publish_rulebook, {"due_day": 28}, effective_from=date(2026, 4, 1), reason="县里通知")
    assert "新版本" in refusal(office)
    add(office, "设置", Setting(key="idle_lock_minutes", value=10))
    assert "设置" in refusal(office)


def test_nobody_undoes_what_somebody_else_did_but_the_head(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    done = last_seq(office)

    office.as_(Role.CLERK, name="另一人")
    assert "自己的操作" in refusal(office, done)
    assert office.see(undoable) is None

    office.as_(Role.HEAD, name="演示甲")
    take_back(office, done)
    assert get(office, Cadre, cadre_id).note == ""


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_administrator_and_auditor_undo_nothing(office, cadre_id, role):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    office.as_(role)

    assert "自己的操作" in refusal(office)
    assert office.see(undoable) is None
    assert office.see(redoable) is None


def test_undo_walks_back_and_redo_walks_forward(office, cadre_id):
    for note in ("一", "二", "三"):
        change(office, f"记{note}", Cadre, cadre_id, note=note)

    def press(view, action):
        found = office.see(view)
        with office.office.write(action) as work:
            undo(work, found.seq)
        return found.title, get(office, Cadre, cadre_id).note

    assert office.see(redoable) is None
    assert [press(undoable, "撤销") for _ in range(3)] == [
        ("记三（演示乙）", "二"),
        ("记二（演示乙）", "一"),
        ("记一（演示乙）", ""),
    ]
    assert office.see(undoable).title == "新增人员"
    assert [press(redoable, "重做") for _ in range(2)] == [("记一（演示乙）", "一"), ("记二（演示乙）", "二")]
    assert press(undoable, "撤销") == ("记二（演示乙）", "一")
    assert press(redoable, "重做") == ("记二（演示乙）", "二")
    assert press(redoable, "重做") == ("记三（演示乙）", "三")
    assert office.see(redoable) is None


def test_a_new_action_ends_the_row_of_undoings(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="一")
    take_back(office)
    assert office.see(redoable) is not None
    office.add_cadre("演示甲")

    assert office.see(redoable) is None


def test_a_log_in_and_the_settings_of_the_pc_are_passed_over(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    add(office, "登录", Account(username="yan", name="演示", roles=[], passphrase_set_at=office.clock.now()))
    add(office, "设置", Setting(key="idle_lock_minutes", value=10))

    assert office.see(undoable).title == "修改人员（演示乙）"


def test_no_older_step_is_offered_in_place_of_one_that_stands_fast(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    office.do(publish_rulebook, {"due_day": 28}, effective_from=date(2026, 4, 1), reason="县里通知")

    assert office.see(undoable) is None


def test_a_step_of_another_day_is_not_offered(office, cadre_id):
    change(office, "修改人员", Cadre, cadre_id, note="更名")
    office.at(office.clock.today() + timedelta(1), 9)

    assert office.see(undoable) is None


def test_the_search_for_something_to_undo_has_an_end(office, cadre_id):
    with office.office.write("设置") as work:
        setting = Setting(key="idle_lock_minutes", value=0)
        work.session.add(setting)
    for number in range(LOOKED_THROUGH):
        change(office, "设置", Setting, setting.id, value=number + 1)

    assert office.see(undoable) is None


def test_a_cadre_and_the_post_come_back_together(office):
    cadre_id = office.add_cadre("演示甲")
    take_back(office)

    take_back(office)

    assert get(office, Cadre, cadre_id).revision == 3
    assert office.see(lambda reader: reader.session.query(Post.cadre_id).scalar()) == cadre_id


def test_a_submission_is_taken_back_and_made_again_with_the_real_actions(office, cadre_id):
    from app.monthly.actions import open_report, save_report, submit_report
    from app.monthly.text import ClauseText, ReportText
    from app.vocabulary import TaskSource

    def act(action, *args):
        with office.office.write(action.__name__) as work:
            return action(work, *args)

    report_id = act(open_report, office.unit_id, cadre_id, MARCH)
    clause = ClauseText(TaskSource.ANNUAL, "危房改造", "验收 16 户", 100)
    text = ReportText((clause,), next_month="收尾", self_appraisal="按期完成。", self_grade=Grade.GOOD)
    act(save_report, report_id, text)
    act(submit_report, report_id)
    submitted = get(office, Report, report_id)

    take_back(office, office.see(undoable).seq)
    report = get(office, Report, report_id)
    assert (report.state, report.submitted_on) == (ReportState.DRAFT, None)

    take_back(office, office.see(redoable).seq)
    report = get(office, Report, report_id)
    assert (report.state, report.submitted_on) == (ReportState.SUBMITTED, submitted.submitted_on)

    for _ in range(3):
        take_back(office, office.see(undoable).seq)
    assert get(office, Report, report_id) is None
    assert office.see(lambda reader: reader.session.query(Clause).count()) == 0
