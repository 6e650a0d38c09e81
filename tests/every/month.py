"""A founded township with a month in which something of everything lies, built once and copied for each test.

Everything in it was done through the same actions as in the window.
"""

import functools
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app.accounts import actions as account_actions
from app.accounts import keyring
from app.accounts.actions import AccountForm
from app.accounts.credentials import issue_credential
from app.accounts.entering import DATABASE, office_of
from app.accounts.keyring import KeyRing
from app.accounts.views import accounts
from app.clock import SetClock
from app.documents.workbooks import RowRead, Sheet
from app.monthly import actions, actions_evidence, actions_meeting, booklets, handing_in
from app.monthly.actions_meeting import MeetingForm, OpinionForm, Signature
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.text import ClauseText, ReportText
from app.monthly.views_findings import findings
from app.notices import actions as notice_actions
from app.notices.actions import PostingForm
from app.office import Login
from app.people import actions as people_actions
from app.people import exemptions
from app.people.cards import cadre_card
from app.people.entries import CadreEntry, ExemptionEntry, PostEntry, UnitEntry
from app.people.imports import preview_import
from app.review import actions as review_actions
from app.review.actions_reminding import declare_waiver
from app.review.digest_actions import RemarkEntry, make_digest, record_remark
from app.review.digest_form import Wording, digest_form
from app.review.targets import set_county_target
from app.targets import actions as target_actions
from app.targets import planning
from app.targets.entries import Holder, ItemEntry, TargetEntry
from app.targets.imports import preview_targets
from app.vocabulary import (
    Channel,
    CredentialKind,
    ExemptionKind,
    FindingRule,
    Grade,
    Month,
    PaperCopy,
    Role,
    SignerKind,
    SignMethod,
    StationKind,
    TaskSource,
    UnitKind,
)
from db.copying import copy_rows
from db.engine import open_engine, writing
from db.server import open_server
from db.tables.journal import JournalEntry
from db.tables.monthly import Clause, Report
from db.tables.review import Review
from tests import postgres
from tests.builders import moment
from tests.installations import QUICK, install

JANUARY, FEBRUARY, MARCH, APRIL = (Month(2026, number) for number in range(1, 5))
TODAY = date(2026, 4, 2)
PASSPHRASE = "Zhanghu-2026"
SIGNING = "Qianming-2026"
PDF = b"%PDF-1.7\n%\xe2\xe3"
SINCE = date(2024, 1, 1)
TITLES = {
    "演示甲": "党委书记",
    "演示乙": "镇长",
    "演示丙": "副镇长",
    "演示丁": "武装部长",
    "演示戊": "党委委员",
    "演示己": "纪委书记",
    "演示庚": "人大主席",
    "演示辛": "党委副书记",
    "演示壬": "组织委员",
    "演示癸": "宣传委员",
    "演示子": "统战委员",
}
UNIT = UnitEntry("丹江镇（演示）", "丹江镇", UnitKind.TOWNSHIP, "党委")


class Place:
    """An open copy of the month; `ids` names what lies in it, `as_` says who is at work."""

    def __init__(self, folder, key, ids, engine=None):
        self.folder = folder
        self.ids = ids
        engine = engine or open_engine(folder / DATABASE, key)
        self.clock = SetClock(moment(TODAY))
        self.office = office_of(engine, KeyRing(folder, key), "guanli", self.clock)
        self.unit_id = self.office.station.unit_id

    def as_(self, role, cadre_id=None):
        """Let the account of that role be at work; a cadre's account stands for the given cadre."""
        username = {Role.ADMIN: "guanli", Role.CLERK: "jingban", Role.HEAD: "shuji"}.get(role, role.value)
        account_id = self.ids.accounts[username]
        self.office.login = Login(account_id, username, role.label, frozenset({role}), None, cadre_id)
        return self

    def do(self, action, *args, **kwargs):
        """Run one action in one transaction, under its own name."""
        with self.office.write(action.__name__) as work:
            return action(work, *args, **kwargs)

    def see(self, view, *args, **kwargs):
        """Run one view."""
        with self.office.read() as reader:
            return view(reader, *args, **kwargs)

    def entries(self):
        """How many entries the journal has."""
        with self.office.read() as reader:
            return reader.session.scalar(select(func.count()).select_from(JournalEntry))

    def last_entry(self):
        """The journal's last entry."""
        with self.office.read() as reader:
            return reader.session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()


def copied(folder, server=False):
    """An open copy in `folder`, its data on a server if so wished; the caller closes its office."""
    files, key, ids = _built()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    engine = open_server(_on_server().copy()) if server else None
    place = Place(folder, key, ids, engine)
    place.clock.moment = moment(TODAY, 15)
    return place


@functools.cache
def _on_server():
    """The month on a server, to be copied."""
    files, key, _ids = _built()
    filled = postgres.Filled()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / DATABASE
        path.write_bytes(files[DATABASE])
        source, target = open_engine(path, key), open_server(filled.template)
        with source.connect() as rows, writing(target).begin() as places:
            copy_rows(rows, places, lambda _done, _total: None)
        source.dispose()
        target.dispose()
    return filled


@functools.cache
def _built():
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyring, "COST", QUICK)
        folder = Path(name)
        key = install(folder).keyring.key
        place = Place(folder, key, SimpleNamespace(accounts={}))
        _fill(place)
        place.office.close()
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "in-use.lock"}
    return files, key, place.ids


def _fill(place):
    ids = place.ids
    _accounts(place)
    place.as_(Role.CLERK)
    place.do(people_actions.edit_unit, place.unit_id, UNIT)
    ids.cadres = {name: _cadre(place, name) for name in TITLES}
    ids.posts = {
        name: place.see(cadre_card, cadre_id).posts[0].post_id for name, cadre_id in ids.cadres.items()
    }
    _targets(place)
    _plans(place)
    _reports(place)
    _meeting(place)
    _notices(place)
    _offices_things(place)
    _county_things(place)
    _previews(place)


def _accounts(place):
    ids = place.ids.accounts
    ids.update({account.username: account.account_id for account in place.see(accounts)})
    place.as_(Role.ADMIN)
    for role in (Role.CADRE, Role.AUDITOR):  # a cadre's account needs its person, who comes later
        form = AccountForm(role.value, role.label, frozenset({Role.AUDITOR}))
        ids[role.value] = place.do(account_actions.create_account, form, PASSPHRASE)
    for username in ("linshi", "tingyong"):
        form = AccountForm(username, "演示临时", frozenset({Role.CLERK}))
        ids[username] = place.do(account_actions.create_account, form, PASSPHRASE)
    place.do(account_actions.deactivate_account, ids["tingyong"])


def _cadre(place, name):
    head = name in {"演示甲", "演示乙"}
    post = PostEntry(TITLES[name], SINCE, heads_unit=head, portfolio="农业农村")
    return place.do(people_actions.add_cadre, place.unit_id, CadreEntry(name, party="中共党员"), post)


def _targets(place):
    ids = place.ids
    entries = {"危房": "农村危房改造42户", "道路": "通组路硬化12公里", "误录": "误录的目标"}
    holders = {"危房": (Holder(ids.cadres["演示丙"]),), "道路": (Holder(ids.cadres["演示丙"]),), "误录": ()}
    ids.targets = {
        key: place.do(target_actions.add_target, place.unit_id, 2026, TargetEntry(title), holders[key])
        for key, title in entries.items()
    }
    cells = {
        (ids.targets["危房"], MARCH): "开工15户",
        (ids.targets["危房"], APRIL): "开工10户",
        (ids.targets["道路"], FEBRUARY): "完成路基3公里",
    }
    place.do(target_actions.split_by_month, cells)
    place.do(target_actions.drop_target, ids.targets["道路"], "县里另行安排")


def _plans(place):
    ids = place.ids
    ids.plans, ids.items = {}, {}
    for name in ("演示丙", "演示丁"):
        plan = place.do(planning.open_plan, place.unit_id, ids.cadres[name], APRIL)
        ids.plans[name] = plan
        ids.items[name] = place.do(planning.add_item, plan, ItemEntry("清明期间森林防火值守"))
        place.do(planning.add_item, plan, ItemEntry("走访联系户"))
    place.do(planning.settle_plan, ids.plans["演示丁"])


def _reports(place):
    """March, by name: a draft, two handed in, one judged, three signed, one not begun."""
    ids = place.ids
    ids.reports, ids.clauses = {}, {}
    carried = answer("通村公路养护", "完成清沟 2 公里", 60, "雨天停工")
    _handed_in(place, "演示癸", JANUARY, answer("走访联系户", "走访 15 户", 100))
    _handed_in(place, "演示癸", FEBRUARY, carried)
    del ids.reports["演示癸"], ids.clauses["演示癸"]
    place.do(actions.open_report, place.unit_id, ids.cadres["演示丙"], MARCH)
    ids.reports["演示丙"] = place.do(actions.open_report, place.unit_id, ids.cadres["演示丙"], MARCH)
    place.do(actions.save_report, ids.reports["演示丙"], filled(answer("防汛值守", "值守 12 人次", 100)))
    ids.clauses["演示丙"] = _first_clause(place, "演示丙")
    ids.evidence = place.do(actions_evidence.attach_evidence, ids.clauses["演示丙"], "验收单.pdf", PDF + b"1")
    results = ("检查器材库 2 处", "受理来访 9 批次", "约谈 3 人", "视察 2 次", "调研 4 村", "评议党员 38 名")
    names = ("演示丁", "演示戊", "演示己", "演示庚", "演示辛", "演示壬")
    for name, result in zip(names, results, strict=True):
        _handed_in(place, name, MARCH, answer("分管工作", result, 100))


def answer(task, result, percent, reason=""):
    """One clause as a cadre answers it."""
    return ClauseText(TaskSource.ADHOC, task, result, percent, reason)


def filled(*clauses):
    """A complete form."""
    return ReportText(clauses, self_appraisal="本月任务按期推进。", self_grade=Grade.FAIR)


def _handed_in(place, name, month, *clauses):
    ids = place.ids
    ids.reports[name] = place.do(actions.open_report, place.unit_id, ids.cadres[name], month)
    place.do(handing_in.hand_in, ids.reports[name], filled(*clauses))
    ids.clauses[name] = _first_clause(place, name)


def _first_clause(place, name):
    query = select(Clause.id).where(Clause.report_id == place.ids.reports[name]).order_by(Clause.position)
    with place.office.read() as reader:
        return reader.session.scalars(query).first()


def meeting_form(place, month=MARCH):
    """The record of a meeting of everybody."""
    return MeetingForm(
        unit_id=place.unit_id,
        month=month,
        body="党委会议",
        held_on=TODAY,
        place="三楼会议室",
        chair_id=place.ids.cadres["演示甲"],
        recorder="演示记录员",
        attendees=tuple(place.ids.cadres.values()),
    )


def judgement(place, name):
    """What the meeting found on somebody's report."""
    return Judgement(place.ids.reports[name], truthful=True, grade=Grade.FAIR)


def signature(place):
    """The head's signature."""
    return Signature(Signer(SignerKind.HEAD, place.ids.cadres["演示甲"]), SignMethod.HAND, TODAY)


def _meeting(place):
    ids = place.ids
    ids.meeting = place.do(actions_meeting.record_meeting, meeting_form(place)).id
    names = ("演示己", "演示庚", "演示辛", "演示壬")
    place.do(actions_meeting.evaluate, ids.meeting, [judgement(place, name) for name in names])
    ids.open_meeting = place.do(actions_meeting.record_meeting, meeting_form(place)).id
    opinions = [OpinionForm(ids.reports[name], "同意。") for name in names[1:]]
    place.do(actions_meeting.sign_reports, opinions, signature(place))


def _notices(place):
    ids = place.ids
    ids.postings = {}
    for name in ("演示辛", "演示壬"):
        form = PostingForm("镇政府公示栏", TODAY)
        ids.postings[name] = place.do(
            notice_actions.post_notice, place.unit_id, MARCH, [ids.reports[name]], form
        )
    place.do(notice_actions.interrupt, ids.postings["演示壬"], TODAY, "被风雨损毁")
    ids.remark = place.do(
        notice_actions.add_remark, ids.postings["演示辛"], TODAY, Channel.BOX, "请核实调研的村。"
    )


def _offices_things(place):
    ids = place.ids
    ids.hand_signed = booklets.bind_booklet(place.office, place.unit_id, MARCH, PaperCopy.UNIT)
    place.do(booklets.mark_signed_by_hand, ids.hand_signed, "演示甲", TODAY)
    ids.booklet = booklets.bind_booklet(place.office, place.unit_id, MARCH, PaperCopy.UNIT)
    ids.booklet_form = place.see(booklets.booklet_form, place.unit_id, MARCH, PaperCopy.COUNTY, TODAY)
    ids.booklet_pdf = place.see(booklets.booklet_pdf, ids.booklet)
    absence = ExemptionEntry(
        ids.cadres["演示子"], FEBRUARY, FEBRUARY, ExemptionKind.STUDY, "党校学习", "县委组织部", SINCE
    )
    ids.absence = absence
    ids.exemption = place.do(exemptions.grant_exemption, place.unit_id, absence)
    ids.finding = next(
        one.key
        for one in place.see(findings, place.unit_id, FEBRUARY)
        if one.rule is FindingRule.MISSED_TWICE and one.name == "演示丁"
    )
    place.as_(Role.ADMIN)
    ids.credential = place.do(issue_credential, CredentialKind.PERSON, SIGNING, ids.cadres["演示甲"])
    bound = AccountForm("cadre", "演示丙", frozenset({Role.CADRE}), ids.cadres["演示丙"])
    place.do(account_actions.edit_account, ids.accounts["cadre"], bound)
    place.as_(Role.CLERK)


def _county_things(place):
    """What the county decided, as the return file brings it."""
    station, ids = place.office.station, place.ids
    place.office.station = replace(station, kind=StationKind.COUNTY, unit_id=None)
    with place.office.read() as reader:
        ids.revision = reader.session.get(Report, ids.reports["演示辛"]).revision
    place.do(review_actions.file_report, ids.reports["演示辛"], ids.revision)
    with place.office.read() as reader:
        ids.review = reader.session.scalars(select(Review.id)).one()
    ids.waiver = place.do(declare_waiver, Month(2025, 10), "防汛救灾")
    (ids.county_target,) = place.do(set_county_target, [place.unit_id], 2026, TargetEntry("改善人居环境"))
    ids.digest = make_digest(place.office, MARCH, Wording((), ()))
    ids.digest_form = place.see(digest_form, MARCH, Wording((), ()), 2)
    remark = RemarkEntry("演示县领导", "县委常委", "请各单位抓好整改。", TODAY)
    ids.leader_remark = place.do(record_remark, ids.digest, remark)
    place.office.station = station


def _previews(place):
    ids = place.ids
    person = RowRead(2, {"name": "演示丑", "title": "副镇长", "since": SINCE})
    ids.people_preview = place.see(preview_import, place.unit_id, Sheet("", (), (), (person,)))
    target = RowRead(2, {"title": "新增目标"})
    sheet = Sheet("", ("title",), (), (target,))
    ids.targets_preview = place.see(preview_targets, place.unit_id, 2026, sheet)
    place.do(people_actions.edit_unit, place.unit_id, replace(UNIT, notice_place="镇政府一楼公示栏"))
    ids.undoable = place.last_entry().seq
