"""Every action with the least it takes to do it, and who may."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image

from app import backup, drafts, rulebook, settings, workday_table
from app.accounts import actions as accounts
from app.accounts import credentials
from app.accounts.actions import AccountForm
from app.history import actions as history
from app.monthly import (
    actions,
    actions_drafts,
    actions_evidence,
    actions_findings,
    actions_meeting,
    actions_sharing,
    booklets,
    handing_in,
)
from app.monthly.actions_meeting import OpinionForm
from app.notices import actions as notices
from app.notices.actions import PostingForm
from app.people import actions as people
from app.people import exemptions, imports
from app.people.entries import CadreEntry, PostEntry
from app.targets import actions as targets
from app.targets import cells, planning
from app.targets import imports as target_imports
from app.targets.entries import Holder, ItemEntry, TargetEntry
from app.vocabulary import (
    Channel,
    CredentialKind,
    PaperCopy,
    PostEnd,
    PostKind,
    Role,
    Verdict,
)
from app.workdays import DayKind, SpecialDay
from tests.every.month import (
    APRIL,
    MARCH,
    PASSPHRASE,
    PDF,
    SIGNING,
    SINCE,
    TODAY,
    UNIT,
    answer,
    filled,
    judgement,
    meeting_form,
    signature,
)
from tests.installations import ADMIN, CLERK, HEAD

KEEPERS = frozenset({Role.CLERK, Role.HEAD})
WRITERS = frozenset({Role.CLERK, Role.CADRE})
KEEPERS_AND_OWN = KEEPERS | WRITERS
BUSINESS = KEEPERS_AND_OWN
ADMINS = frozenset({Role.ADMIN})
EVERYBODY = frozenset(Role)
OWN_PASSPHRASES = {
    Role.ADMIN: ADMIN.passphrase,
    Role.CLERK: CLERK.passphrase,
    Role.HEAD: HEAD.passphrase,
    Role.CADRE: PASSPHRASE,
    Role.AUDITOR: PASSPHRASE,
}
POST = PostEntry("副镇长", SINCE)
LATER = PostEntry("党委副书记", date(2026, 4, 1))
TARGET = TargetEntry("改善人居环境")
NEWCOMER = AccountForm("xinren", "演示新人", frozenset({Role.CLERK}))
DAY_OFF = SpecialDay(date(2027, 1, 1), DayKind.OFF, "元旦")


@dataclass(frozen=True)
class Case:
    """Who may do it and the least it takes, given the place and who is at work.

    `own` names whose report it is about: a cadre does it for that one alone. `entries` is how many entries
    the journal gets; typing that stays on this machine and files beside the database leave none.
    """

    by: frozenset[Role]
    call: Callable[..., Any]
    own: str = "演示丙"
    entries: int = 1
    at_county: bool = False


TABLE = {
    # People
    people.add_unit: Case(KEEPERS | ADMINS, lambda p, _: (replace(UNIT, name="西江镇"),), at_county=True),
    people.edit_unit: Case(KEEPERS, lambda p, _: (p.unit_id, replace(UNIT, body="党委会"))),
    people.add_cadre: Case(KEEPERS, lambda p, _: (p.unit_id, CadreEntry("演示丑"), POST)),
    people.edit_cadre: Case(KEEPERS, lambda p, _: (p.ids.cadres["演示丙"], CadreEntry("演示丙丙"))),
    people.remove_cadre: Case(KEEPERS, lambda p, _: (p.ids.cadres["演示子"],)),
    people.add_post: Case(
        KEEPERS,
        lambda p, _: (p.ids.cadres["演示丙"], p.unit_id, replace(POST, kind=PostKind.CONCURRENT)),
    ),
    people.edit_post: Case(KEEPERS, lambda p, _: (p.ids.posts["演示丙"], replace(POST, portfolio="水利"))),
    people.change_post: Case(KEEPERS, lambda p, _: (p.ids.posts["演示丙"], LATER)),
    people.end_post: Case(
        KEEPERS, lambda p, _: (p.ids.posts["演示丙"], TODAY, PostEnd.TRANSFER, "调西江镇任职")
    ),
    people.reorder_board: Case(KEEPERS, lambda p, _: (p.unit_id, [p.ids.cadres["演示丁"]])),
    exemptions.grant_exemption: Case(
        KEEPERS, lambda p, _: (p.unit_id, replace(p.ids.absence, first=APRIL, last=APRIL))
    ),
    exemptions.edit_exemption: Case(
        KEEPERS, lambda p, _: (p.ids.exemption, replace(p.ids.absence, reason="轮训"))
    ),
    exemptions.withdraw_exemption: Case(KEEPERS, lambda p, _: (p.ids.exemption,)),
    imports.import_people: Case(KEEPERS, lambda p, _: (p.ids.people_preview,)),
    # Targets and plans
    targets.add_target: Case(KEEPERS, lambda p, _: (p.unit_id, 2026, TARGET)),
    targets.edit_target: Case(KEEPERS, lambda p, _: (p.ids.targets["危房"], TARGET)),
    targets.drop_target: Case(KEEPERS, lambda p, _: (p.ids.targets["危房"], "县里调整")),
    targets.restore_target: Case(KEEPERS, lambda p, _: (p.ids.targets["道路"],)),
    targets.remove_target: Case(KEEPERS, lambda p, _: (p.ids.targets["误录"],)),
    targets.reorder_targets: Case(KEEPERS, lambda p, _: (p.unit_id, 2026, [p.ids.targets["误录"]])),
    targets.set_holders: Case(
        KEEPERS, lambda p, _: (p.ids.targets["危房"], [Holder(p.ids.cadres["演示丁"])])
    ),
    targets.weigh_holding: Case(
        KEEPERS, lambda p, _: (p.ids.targets["危房"], p.ids.cadres["演示丙"], Decimal(15))
    ),
    targets.assign_holders: Case(
        KEEPERS, lambda p, _: ([p.ids.targets["误录"]], [Holder(p.ids.cadres["演示丁"])])
    ),
    targets.split_by_month: Case(KEEPERS, lambda p, _: ({(p.ids.targets["危房"], MARCH): "开工16户"},)),
    targets.repeat_slice: Case(KEEPERS, lambda p, _: (p.ids.targets["误录"], "按月推进", [5, 6])),
    targets.copy_targets: Case(KEEPERS, lambda p, _: (p.unit_id, 2027)),
    target_imports.import_targets: Case(KEEPERS, lambda p, _: (p.ids.targets_preview,)),
    cells.fill_targets: Case(
        KEEPERS, lambda p, _: (p.unit_id, 2026, [(p.ids.targets["危房"], "measure", "年底前验收")])
    ),
    cells.fill_plan: Case(KEEPERS_AND_OWN, lambda p, _: ([(p.ids.items["演示丙"], "task", "防汛值守")],)),
    planning.open_plan: Case(KEEPERS_AND_OWN, lambda p, _: (p.unit_id, p.ids.cadres["演示丙"], MARCH)),
    planning.open_plans: Case(KEEPERS, lambda p, _: (p.unit_id, APRIL)),
    planning.assign_task: Case(
        KEEPERS_AND_OWN,
        lambda p, _: (p.unit_id, APRIL, [p.ids.cadres["演示丙"]], ItemEntry("普法"), p.ids.cadres["演示丙"]),
    ),
    planning.add_item: Case(KEEPERS_AND_OWN, lambda p, _: (p.ids.plans["演示丙"], ItemEntry("普法"))),
    planning.edit_item: Case(KEEPERS_AND_OWN, lambda p, _: (p.ids.items["演示丙"], ItemEntry("普法"))),
    planning.remove_item: Case(KEEPERS_AND_OWN, lambda p, _: (p.ids.items["演示丙"],)),
    planning.move_item: Case(KEEPERS_AND_OWN, lambda p, _: (p.ids.items["演示丙"], 3)),
    planning.settle_plan: Case(KEEPERS_AND_OWN, lambda p, _: (p.ids.plans["演示丙"],)),
    planning.settle_plans: Case(KEEPERS, lambda p, _: (p.unit_id, APRIL)),
    planning.reopen_plan: Case(KEEPERS_AND_OWN, lambda p, _: (p.ids.plans["演示丁"],), own="演示丁"),
    # The month's report
    actions.open_report: Case(WRITERS, lambda p, _: (p.unit_id, p.ids.cadres["演示癸"], MARCH), own="演示癸"),
    actions.save_report: Case(
        WRITERS, lambda p, _: (p.ids.reports["演示丙"], filled(answer("防汛", "值守 9 人次", 100)))
    ),
    actions.add_adhoc: Case(WRITERS, lambda p, _: (p.ids.reports["演示丙"], "普法")),
    actions.submit_report: Case(WRITERS, lambda p, _: (p.ids.reports["演示丙"],)),
    actions.withdraw_report: Case(
        WRITERS, lambda p, _: (p.ids.reports["演示丁"], "有一处写错"), own="演示丁"
    ),
    actions.redate_report: Case(
        frozenset({Role.CLERK}), lambda p, _: (p.ids.reports["演示丁"], MARCH.first_day, "纸质报告早已收到")
    ),
    actions.return_report: Case(KEEPERS, lambda p, _: (p.ids.reports["演示丁"], "请写明户数")),
    actions.correct_report: Case(KEEPERS, lambda p, _: (p.ids.reports["演示庚"], "户数有误")),
    actions_drafts.keep_draft: Case(WRITERS, lambda p, _: (p.ids.reports["演示丙"], filled()), entries=0),
    actions_drafts.drop_draft: Case(EVERYBODY, lambda p, _: (p.ids.reports["演示丙"],), entries=0),
    drafts.keep_typing: Case(BUSINESS, lambda p, _: ("meeting", {"minutes": "听取汇报"}), own="", entries=0),
    drafts.drop_typing: Case(EVERYBODY, lambda p, _: ("meeting",), entries=0),
    actions_evidence.attach_evidence: Case(
        WRITERS, lambda p, _: (p.ids.clauses["演示丙"], "照片.pdf", PDF + b"2")
    ),
    actions_evidence.attach_file: Case(WRITERS, lambda p, _: (p.ids.clauses["演示丙"], pdf_file(p))),
    actions_evidence.remove_evidence: Case(WRITERS, lambda p, _: (p.ids.evidence,)),
    actions_sharing.carry_over: Case(
        WRITERS, lambda p, _: (p.unit_id, p.ids.cadres["演示癸"], MARCH), own="演示癸"
    ),
    actions_sharing.share_result: Case(
        frozenset({Role.CLERK}), lambda p, _: (p.ids.clauses["演示丁"], [p.ids.clauses["演示戊"]])
    ),
    handing_in.begin_carrying: Case(
        WRITERS, lambda p, _: (p.unit_id, p.ids.cadres["演示癸"], MARCH), own="演示癸"
    ),
    handing_in.hand_in: Case(
        WRITERS, lambda p, _: (p.ids.reports["演示丙"], filled(answer("防汛", "值守 9 人次", 100)))
    ),
    # Meeting, head, findings
    actions_meeting.record_meeting: Case(KEEPERS, lambda p, _: (meeting_form(p),)),
    handing_in.hold_meeting: Case(KEEPERS, lambda p, _: (meeting_form(p), None, [judgement(p, "演示丁")])),
    actions_meeting.evaluate: Case(KEEPERS, lambda p, _: (p.ids.open_meeting, [judgement(p, "演示丁")])),
    actions_meeting.reopen_evaluation: Case(KEEPERS, lambda p, _: (p.ids.reports["演示己"], "漏听一人意见")),
    actions_meeting.sign_reports: Case(
        KEEPERS, lambda p, _: ([OpinionForm(p.ids.reports["演示己"], "同意。")], signature(p))
    ),
    actions_findings.decide_finding: Case(
        KEEPERS, lambda p, _: (p.ids.finding, Verdict.EXCUSED, "住院治疗", "本人住院，附证明")
    ),
    # Booklets and notices
    booklets.bind_booklet: Case(KEEPERS, lambda p, _: (p.unit_id, MARCH, PaperCopy.COUNTY)),
    booklets.standing_booklet: Case(KEEPERS, lambda p, _: (p.unit_id, MARCH, PaperCopy.COUNTY)),
    booklets.keep_booklet: Case(
        KEEPERS, lambda p, _: (p.unit_id, p.ids.booklet_form, p.ids.booklet_pdf, [p.ids.reports["演示庚"]])
    ),
    booklets.sign_booklet: Case(KEEPERS, lambda p, _: (p.ids.booklet, p.ids.credential, SIGNING)),
    booklets.keep_booklet_scan: Case(KEEPERS, lambda p, _: (p.ids.hand_signed, picture_file(p))),
    booklets.mark_signed_by_hand: Case(KEEPERS, lambda p, _: (p.ids.booklet, "演示甲", TODAY)),
    notices.post_notice: Case(
        KEEPERS, lambda p, _: (p.unit_id, MARCH, [p.ids.reports["演示庚"]], PostingForm("公示栏", TODAY))
    ),
    notices.take_down: Case(KEEPERS, lambda p, _: (p.ids.postings["演示辛"], TODAY, "公示栏搬迁")),
    notices.interrupt: Case(KEEPERS, lambda p, _: (p.ids.postings["演示辛"], TODAY, "被风雨损毁")),
    notices.restart: Case(KEEPERS, lambda p, _: (p.ids.postings["演示壬"], PostingForm("公示栏", TODAY))),
    notices.add_remark: Case(
        KEEPERS, lambda p, _: (p.ids.postings["演示辛"], TODAY, Channel.BOOK, "请公布名单")
    ),
    notices.answer_remark: Case(KEEPERS, lambda p, _: (p.ids.remark, "已核实，属实")),
    # Rules, settings, calendar
    rulebook.publish_rulebook: Case(
        KEEPERS, lambda p, _: ({"hotline": "0855-1111111"}, {"effective_from": TODAY, "reason": "换号"})
    ),
    settings.change_settings: Case(KEEPERS | ADMINS, lambda p, _: ({"two_hole_marks": True},)),
    settings.set_seal_picture: Case(KEEPERS, lambda p, _: (picture(p),)),
    workday_table.take_over_days: Case(
        KEEPERS, lambda p, _: (2027, [DAY_OFF], {"source": "国办发明电〔2026〕9号", "official": True})
    ),
    workday_table.change_day: Case(KEEPERS, lambda p, _: (date(2027, 3, 3), DayKind.OFF, "县庆")),
    workday_table.confirm_year: Case(KEEPERS, lambda p, _: (2027, "国办发明电〔2026〕9号")),
    # Accounts and certificates
    accounts.create_account: Case(ADMINS, lambda p, _: (NEWCOMER, PASSPHRASE)),
    accounts.edit_account: Case(ADMINS, lambda p, _: (p.ids.accounts["linshi"], NEWCOMER)),
    accounts.deactivate_account: Case(ADMINS, lambda p, _: (p.ids.accounts["linshi"],)),
    accounts.activate_account: Case(ADMINS, lambda p, _: (p.ids.accounts["tingyong"], "Qiyong-2026")),
    accounts.reset_passphrase: Case(ADMINS, lambda p, _: (p.ids.accounts["linshi"], "Chongshe-2026")),
    accounts.change_passphrase: Case(EVERYBODY, lambda p, role: (OWN_PASSPHRASES[role], "Xinkouling-2026")),
    accounts.renew_recovery_key: Case(ADMINS, lambda p, _: ()),
    credentials.issue_credential: Case(ADMINS, lambda p, _: (CredentialKind.STATION, SIGNING)),
    credentials.deactivate_credential: Case(ADMINS, lambda p, _: (p.ids.credential,)),
    credentials.change_signing_passphrase: Case(
        BUSINESS, lambda p, _: (p.ids.credential, SIGNING, "Xinqianming-2026"), own=""
    ),
    # Going back, backups
    history.undo: Case(KEEPERS, lambda p, _: (p.ids.undoable,)),
    backup.back_up: Case(KEEPERS | ADMINS, lambda p, _: (), entries=0),
    backup.back_up_daily: Case(EVERYBODY, lambda p, _: (), entries=0),
}


def pdf_file(place):
    path = place.folder / "验收单.pdf"
    path.write_bytes(PDF + b"3")
    return path


def picture_file(place):
    path = place.folder / "章.png"
    Image.new("RGB", (40, 40), "white").save(path)
    return path


def picture(place):
    return picture_file(place).read_bytes()


NEED_NO_RECORD = {
    people.add_unit,
    people.edit_unit,
    people.add_cadre,
    people.reorder_board,
    exemptions.grant_exemption,
    imports.import_people,
    targets.add_target,
    targets.reorder_targets,
    targets.copy_targets,
    target_imports.import_targets,
    planning.open_plans,
    planning.settle_plans,
    actions_drafts.drop_draft,
    actions_sharing.carry_over,
    drafts.keep_typing,
    drafts.drop_typing,
    booklets.keep_booklet,
    rulebook.publish_rulebook,
    settings.change_settings,
    settings.set_seal_picture,
    workday_table.take_over_days,
    workday_table.change_day,
    workday_table.confirm_year,
    accounts.create_account,
    accounts.change_passphrase,
    accounts.renew_recovery_key,
    credentials.issue_credential,
    history.undo,
}
"""What makes a record, or works on the unit and what it finds there."""
