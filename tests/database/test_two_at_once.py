"""Two people at work on the same data: both versions are seen, no number is skipped, nothing is lost."""

from dataclasses import replace
from datetime import date
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.keyring import KeyRing
from app.errors import Conflict
from app.monthly import actions, actions_meeting
from app.notices import actions as notice_actions
from app.notices.actions import PostingForm
from app.office import Office
from app.people import actions as people_actions
from app.people.entries import CadreEntry
from app.settings import change_settings, local_settings
from app.targets import actions as target_actions
from app.targets import planning
from app.targets.entries import ItemEntry, TargetEntry
from app.vocabulary import Role
from db.engine import open_engine
from db.journal import broken_links
from db.server import is_server
from db.tables.journal import JournalEntry
from db.tables.monthly import Clause, Meeting, Report
from db.tables.notices import Posting
from db.tables.people import Cadre, Post
from db.tables.targets import PlanItem, Target
from tests.builders import KEY, login
from tests.monthly.builders import APRIL, FULL, MARCH, WATCH, meeting_form, met, written


@pytest.fixture
def other(town):
    """A second person's office on the same data, at another PC or in another window."""
    office = town.office
    engine = office.engine
    if not is_server(engine):
        engine = open_engine(town.path, KEY)
    second = Office(
        engine,
        office.station,
        login(Role.CLERK, Role.HEAD, name="演示另一人"),
        office.clock,
        KeyRing(town.path.parent, KEY),
    )
    yield second
    second.engine.dispose()


def number(office):
    with office.read() as reader:
        return reader.journal_number()


def do(office, action, *args, seen=None):
    with office.write(action.__name__, seen) as work:
        return action(work, *args)


def one(office, table, row_id, name):
    with office.read() as reader:
        return getattr(reader.session.get_one(table, row_id), name)


def the_form(town):
    report_id = written(town, "演示丙")
    with town.office.read() as reader:
        clause = reader.session.scalars(select(Clause.id).where(Clause.report_id == report_id)).one()

    def save(text):
        answer = replace(WATCH, id=clause, result=text)
        return actions.save_report, report_id, replace(FULL, clauses=(answer,))

    return save, (Clause, clause, "result"), "完成情况"


def the_meeting(town):
    meeting_id = met(town)

    def save(text):
        return actions_meeting.record_meeting, replace(meeting_form(town), minutes=text), meeting_id

    return save, (Meeting, meeting_id, "minutes"), "会议记录"


def the_plan(town):
    plan = town.do(planning.open_plan, town.unit_id, town.team["演示丙"], APRIL)
    item = town.do(planning.add_item, plan, ItemEntry("清明值守"))

    def save(text):
        return planning.edit_item, item, ItemEntry(text)

    return save, (PlanItem, item, "task"), "任务"


def the_target(town):
    target = town.do(target_actions.add_target, town.unit_id, 2026, TargetEntry("危房改造"), ())

    def save(text):
        return target_actions.edit_target, target, TargetEntry(text), ()

    return save, (Target, target, "title"), "目标任务"


def the_card(town):
    cadre = town.team["演示丁"]

    def save(text):
        return people_actions.edit_cadre, cadre, CadreEntry("演示丁", note=text)

    return save, (Cadre, cadre, "note"), "备注"


FORMS = [the_form, the_meeting, the_plan, the_target, the_card]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_second_to_save_sees_both_versions_and_nothing_is_written_over(town, other, form):
    save, place, label = form(town)
    seen = number(town.office)
    do(other, *save("对方写的"), seen=number(other))

    with pytest.raises(Conflict, match=r"演示另一人（yanshi） 在 09:41 修改了同一内容") as told:
        do(town.office, *save("我写的"), seen=seen)

    (version,) = [one for one in told.value.versions if one.theirs == "对方写的"]
    assert (version.mine, version.label) == ("我写的", label)
    assert one(town.office, *place) == "对方写的"

    do(town.office, *save("我写的"), seen=told.value.seen)  # having seen it, one may insist
    assert one(town.office, *place) == "我写的"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_same_words_or_ones_own_earlier_ones_are_no_conflict(town, other, form):
    save, place, _label = form(town)
    seen = number(town.office)
    do(town.office, *save("先写的"), seen=seen)
    do(town.office, *save("再写的"), seen=seen)
    do(other, *save("再写的"), seen=seen)
    assert one(other, *place) == "再写的"


def test_settings_of_two_people_do_not_write_over_each_other(town, other):
    town.as_(Role.CLERK)
    seen = number(town.office)
    do(other, change_settings, {"backup_copies": 30}, seen=seen)
    do(town.office, change_settings, {"two_hole_marks": True}, seen=seen)  # another setting: no matter
    with pytest.raises(Conflict):
        do(town.office, change_settings, {"backup_copies": 60}, seen=seen)
    with town.office.read() as reader:
        assert local_settings(reader).backup_copies == 30


def test_a_posting_that_the_other_has_interrupted_is_not_written_over(town, other):
    report = town.add_report(town.team["演示丙"], MARCH)
    form = PostingForm("镇政府公示栏", date(2026, 3, 27))
    posting = town.do(notice_actions.post_notice, town.unit_id, MARCH, [report], form)
    seen = number(town.office)
    do(other, notice_actions.interrupt, posting, date(2026, 3, 28), "被风雨损毁", seen=seen)
    with pytest.raises(Conflict) as told, town.office.write("改公示", seen) as work:
        work.session.get_one(Posting, posting).interruption = "别的原因"
    assert "被风雨损毁" in {version.theirs for version in told.value.versions}


def test_a_clause_that_the_other_has_added_is_not_dropped_unseen(town, other):
    report_id = written(town, "演示丙")
    seen = number(town.office)
    do(other, actions.add_adhoc, report_id, "对方添加的任务", seen=seen)
    with town.office.read() as reader:
        first = reader.session.scalars(select(Clause.id).order_by(Clause.position)).first()
    mine = replace(FULL, clauses=(replace(WATCH, id=first, result="改过"),))

    with pytest.raises(Conflict) as told:
        do(town.office, actions.save_report, report_id, mine, seen=seen)
    assert ("对方添加的任务", "（删除）") in {(one.theirs, one.mine) for one in told.value.versions}
    assert count(town, Clause) == 2


def test_what_the_other_changed_beside_it_stays(town, other):
    cadre = town.team["演示丁"]
    with town.office.read() as reader:
        post = reader.session.scalars(select(Post).where(Post.cadre_id == cadre)).one()
    seen = number(town.office)
    with other.write("改分管") as work:
        work.session.get_one(Post, post.id).portfolio = "工业"
    with town.office.write("改职务", seen) as work:
        work.session.get_one(Post, post.id).title = "党委委员"
    assert (one(town.office, Post, post.id, "portfolio"), one(town.office, Post, post.id, "title")) == (
        "工业",
        "党委委员",
    )


def test_nothing_is_asked_of_whoever_shows_nothing(town, other):
    save, place, _label = the_card(town)
    do(other, *save("对方写的"))
    do(town.office, *save("我写的"))
    assert one(town.office, *place) == "我写的"


def count(town, table):
    with town.office.read() as reader:
        return reader.session.scalar(select(func.count()).select_from(table))


def test_numbers_have_no_gap_when_two_write_at_once(town, other):
    before = number(town.office)

    def many(office, name):
        for index in range(25):
            with office.write("新增人员") as work:
                work.session.add(Cadre(name=f"{name}{index}"))

    threads = [Thread(target=many, args=pair) for pair in ((town.office, "演示我"), (other, "演示他"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with Session(town.office.engine) as session:
        numbers = session.scalars(select(JournalEntry.seq).order_by(JournalEntry.seq)).all()
        assert numbers == list(range(1, before + 51))
        assert broken_links(session) == []


def test_the_same_report_is_begun_once_by_two_people(town, other):
    begun = []

    def begin(office):
        begun.append(do(office, actions.open_report, town.unit_id, town.team["演示丙"], MARCH))

    threads = [Thread(target=begin, args=(office,)) for office in (town.office, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(begun)) == 1
    assert count(town, Report) == 1


def test_a_reader_sees_one_moment_while_another_writes(town, other):
    with town.office.read() as reader:
        before = reader.session.scalar(select(func.count()).select_from(Cadre))
        with other.write("新增人员") as work:
            work.session.add(Cadre(name="演示新"))
        assert reader.session.scalar(select(func.count()).select_from(Cadre)) == before
    assert count(town, Cadre) == before + 1


def test_what_the_other_pc_saves_is_announced_here_once(town, other):
    heard = []
    town.office.look_around()
    town.office.subscribe(heard.append)
    with other.write("新增人员") as work:
        work.session.add(Cadre(name="演示新"))
    town.office.look_around()
    town.office.look_around()
    assert heard == [frozenset({"cadre"})]


def test_what_one_saves_oneself_is_announced_once(town):
    heard = []
    town.office.look_around()
    town.office.subscribe(heard.append)
    town.add_cadre("演示新")
    town.office.look_around()
    assert heard == [frozenset({"cadre", "post"})]
