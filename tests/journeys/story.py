"""A unit in a story: everybody acts and looks through the same doors as the window."""

from dataclasses import replace
from datetime import date

import pypdfium2

from app.errors import ShijibuError
from app.monthly import actions, actions_meeting, booklets, handing_in
from app.monthly.actions_meeting import MeetingForm, OpinionForm, Signature
from app.monthly.forms import form_of
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.papers import registration_form
from app.monthly.text import ClauseText
from app.monthly.views import month_list
from app.monthly.views_findings import findings
from app.monthly.views_meeting import meeting_sheet
from app.monthly.views_sheet import cadre_sheet
from app.notices import actions as notice_actions
from app.notices.actions import PostingForm
from app.notices.forms import posted_notice
from app.notices.views import notice_board
from app.overview.views import today
from app.people.actions import add_cadre
from app.people.entries import CadreEntry, PostEntry
from app.rulebook import publish_rulebook
from app.vocabulary import PaperCopy, ReportMove, Role, SignerKind, SignMethod, TaskSource
from app.workday_table import seed_years
from tests.builders import TestOffice
from tests.journeys.words import grade

PLACE = "镇政府一楼公示栏"
COUNTY_LEADER = Signer(SignerKind.COUNTY_LEADER, name="演示县领导", title="县委常委")
AGREED = "同意班子会议评价意见，望继续抓好落实。"
RESULTS = {
    "演示甲": "主持召开党建联席会议2次，确定南屏村等3个示范点，落实帮建单位6家",
    "演示乙": "组织入库财政收入80万元，审计整改问题4项，清理往来账款12笔",
    "演示丙": "农村危房改造开工16户，其中封顶5户，兑付补助21万元",
    "演示丁": "完成民兵编组登记86人，组织应急演练1次，检查器材库2处",
    "演示戊": "受理群众来访9批次，调处山林纠纷2起，回访信访户15户",
}
"""What each reports in an ordinary month: none reads like another's."""


class Story:
    """One township; `refusal` is what the program said to the last attempt."""

    def __init__(self, folder, started):
        self.town = TestOffice(folder, today=started)
        self.people = {}
        self.refusal = None
        self.as_clerk()
        self.do(seed_years, range(started.year - 1, 2028))
        contacts = {"hotline": "0855-0000000", "mailbox": "jubao@example.invalid", "address": "雷山县丹江镇"}
        self.do(publish_rulebook, contacts, effective_from=date(2010, 9, 1), reason="首次设置")

    # Who acts

    def as_clerk(self):
        self.town.as_(Role.CLERK)
        return self

    def as_head(self, name):
        self.town.as_(Role.HEAD, cadre_id=self.people[name], name=name)
        return self

    def as_cadre(self, name):
        self.town.as_(Role.CADRE, cadre_id=self.people[name], name=name)
        return self

    @property
    def here(self):
        return self.town.unit_id

    @property
    def today(self):
        return self.town.clock.today()

    def do(self, action, *args, **kwargs):
        return self.town.do(action, *args, **kwargs)

    def see(self, view, *args):
        return self.town.see(view, *args)

    def look_as(self, name, view, *args):
        """Run a view as the cadre of that name; who is at work stays at work."""
        at_work = self.town.office.login
        try:
            return self.as_cadre(name).see(view, *args)
        finally:
            self.town.office.login = at_work

    def attempt(self, action, *args, **kwargs):
        """Try what the program should refuse."""
        self.refusal = None
        try:
            self.do(action, *args, **kwargs)
        except ShijibuError as refusal:
            self.refusal = refusal

    # People

    def add(self, name, title, since=date(2024, 1, 1), **post):
        self.people[name] = self.as_clerk().do(
            add_cadre, self.here, CadreEntry(name, party="中共党员"), PostEntry(title, since, **post)
        )

    def name_of(self, cadre_id):
        return next(name for name, known in self.people.items() if known == cadre_id)

    # The month's report

    def sheet(self, name, month):
        """What the cadre concerned sees, whoever is at work."""
        return self.look_as(name, cadre_sheet, self.here, self.people[name], month)

    def lines(self, month):
        return {line.name: line for line in self.see(month_list, self.here, month).lines}

    def line(self, name, month):
        return self.lines(month)[name]

    def opened(self, name, month):
        return self.as_cadre(name).do(actions.open_report, self.here, self.people[name], month)

    def hand_in(self, name, month, answers, appraisal="本月任务按计划推进。", label="较好"):
        """Fill in and hand in the form with these clauses; what is not planned comes as an ad-hoc task."""
        report_id = self.opened(name, month)
        text = self.sheet(name, month).text
        planned = {clause.task: clause for clause in text.clauses}
        clauses = tuple(_answered(planned.get(answer.task, answer), answer) for answer in answers)
        full = replace(text, clauses=clauses, self_appraisal=appraisal, self_grade=grade(label))
        self.do(handing_in.hand_in, report_id, full)
        return report_id

    def hand_in_as_usual(self, name, month):
        """Report on every planned task and on the usual one."""
        planned = self.sheet(name, month).text.clauses
        tasks = [clause.task for clause in planned] or ["分管工作"]
        first, *others = tasks
        self.hand_in(
            name,
            month,
            [
                ClauseText(TaskSource.ADHOC, first, f"{month.month}月{RESULTS[name]}", 100),
                *(ClauseText(TaskSource.ADHOC, task, f"{task}，{name}已办结", 100) for task in others),
            ],
        )

    def newest(self, name, month):
        return self.line(name, month).report_id

    def form_text(self, name, month):
        """What the registration form says."""
        form = self.look_as(name, form_of, self.here, month, self.people[name])
        return "".join(pages(registration_form(form)))

    # Meeting and signature

    def hold(self, chair, month, judgements):
        """Record the meeting of everybody in post and what it found: `Judgement` by name."""
        sheet = self.as_clerk().see(meeting_sheet, self.here, month)
        ids = {item.name: item.report_id for item in sheet.items if ReportMove.EVALUATE in item.moves}
        form = MeetingForm(
            unit_id=self.here,
            month=month,
            body=f"{sheet.body}会议",
            held_on=self.today,
            place="三楼会议室",
            chair_id=self.people[chair],
            recorder="演示经办人",
            attendees=tuple(line.cadre_id for line in sheet.team),
            minutes="逐一听取汇报，对照计划和现场情况评价。",
        )
        found = [replace(judgement, report_id=ids[name]) for name, judgement in judgements.items()]
        return self.do(handing_in.hold_meeting, form, None, found)

    def judge_all(self, chair, month, label="较好"):
        """Let the meeting find everything true and agree on one grade."""
        items = self.as_clerk().see(meeting_sheet, self.here, month).items
        waiting = [item.name for item in items if ReportMove.EVALUATE in item.moves]
        self.hold(chair, month, {name: Judgement("", truthful=True, grade=grade(label)) for name in waiting})

    def sign(self, head, month):
        """Let the head sign everything that is the head's to sign; the county leader the head's own."""
        items = self.as_head(head).see(meeting_sheet, self.here, month).items
        mine = [item for item in items if ReportMove.SIGN in item.moves and self._signs(head, item.signers)]
        if mine:
            opinions = [OpinionForm(item.report_id, AGREED) for item in mine]
            signer = Signer(SignerKind.HEAD, self.people[head])
            self.do(actions_meeting.sign_reports, opinions, Signature(signer, SignMethod.HAND, self.today))

    def _signs(self, head, signers):
        return (signers[0].kind, signers[0].cadre_id) == (SignerKind.HEAD, self.people[head])

    def sign_by_county(self, name, month):
        """Record that the county leader in charge signed on paper."""
        opinion = OpinionForm(self.newest(name, month), AGREED)
        signature = Signature(COUNTY_LEADER, SignMethod.HAND, self.today)
        self.as_clerk().do(actions_meeting.sign_reports, [opinion], signature)

    def finish(self, month, head="演示甲"):
        """Bring everything handed in to the end: meeting, head, county leader."""
        self.judge_all(head, month)
        self.sign(head, month)
        line = self.line(head, month)
        if line.report_id and line.state is not None and line.state.label == "班子已评":
            self.sign_by_county(head, month)

    def findings(self, month, name=None):
        found = self.as_clerk().see(findings, self.here, month)
        return [one for one in found if name is None or one.cadre_id == self.people[name]]

    def todo(self):
        """The lines of 总览, as one text each."""
        return [f"{line.title}：{line.why}" for line in self.see(today, self.here).lines]

    # Booklets and notices

    def bind(self, month):
        for copy in PaperCopy:
            booklets.bind_booklet(self.as_clerk().town.office, self.here, month, copy)

    def booklet(self, month, copy):
        """The newest edition of a copy: its card and its text."""
        card = next(card for card in self.see(booklets.booklets, self.here, month) if card.copy is copy)
        return card, pages(self.see(booklets.booklet_pdf, card.id))

    def board(self, month):
        return self.see(notice_board, self.here, month)

    def post(self, month, *, confirmed=False):
        ready = [line.report_id for line in self.as_clerk().board(month).ready]
        form = PostingForm(PLACE, self.today, dates_confirmed=confirmed)
        return self.do(notice_actions.post_notice, self.here, month, ready, form)

    def posting(self, month):
        return self.board(month).postings[-1]

    def notice_form(self, month):
        return self.see(posted_notice, self.here, month, self.posting(month).id)

    def close(self):
        self.town.close()


def _answered(clause, answer):
    return replace(clause, result=answer.result, percent=answer.percent, reason=answer.reason)


def pages(pdf):
    """The text of a paper, page after page, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def same_words(text):
    """The text without blanks, as papers are compared."""
    return "".join(text.split())


def assert_says(text, datatable):
    """Every line of the table stands in the paper, whatever the line breaks."""
    missing = [line for (line,) in datatable if same_words(line) not in same_words(text)]
    assert not missing, (missing, text)
