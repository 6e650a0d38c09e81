"""数据交换 at the county: 收 → 审 → 发回执, on one screen (exchange.md §4–5)."""

from __future__ import annotations

from functools import partial

from app.exchange import certificates, enrolment, papers, people_requests, returns, snapshots
from app.exchange.certificates import CertificateLine, certificate_lines
from app.exchange.lines import ArrivedLine, SentLine, ToldRequest, told_requests
from app.exchange.views_county import Applicant, CountyDesk, UnitRow, county_desk
from app.vocabulary import ArrivalState, Month, RequestVerdict
from ui.exchange import columns
from ui.exchange.desk_stage import DeskStage
from ui.exchange.dialogs import AnswerRequest, ReasonDialog
from ui.exchange.list_page import ListPage
from ui.exchange.spelled import AdmitStation
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.panels import Note
from ui.shared.widgets import Button

STEPS = ("收文件", "审核", "发回执")
NOTES = (
    Note("单位第一次导入回执时会打电话来核对，请照上面的 12 个字或“核对单”逐字念出。"),
    Note("单位来登记时，请对方念出其电脑的 12 个字，与“登记申请”里显示的逐字核对。"),
)


class CountyStage(DeskStage):
    """Who has sent what, what is missing, who waits for what."""

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month, STEPS)
        self._desk: CountyDesk | None = None
        self._unissued: tuple[CertificateLine, ...] = ()
        self.all_returns = Button("给全部单位导出回执…", "F6", self._return_all)
        self.standing = Button("交换情况表", "F8", self._print_standing)
        for button in (self.all_returns, self.standing):
            self.tools.addWidget(button)
        self.units = self._units_page()
        self.applicants = self._applicants_page()
        self.arrived = ListPage[ArrivedLine](
            "收到的文件",
            columns.ARRIVED,
            lambda line: line.arrival_id,
            "还没有收到文件。",
            lambda line: line.advice,
        )
        self.sent = ListPage[SentLine](
            "导出的文件",
            columns.sent_columns(county=True),
            lambda line: line.dispatch_id,
            "还没有导出文件。",
            lambda line: f"{line.file_name}。遗失了不要紧：每份回执都带全部内容，重新导出即可。",
        )
        self.requests = self._requests_page()
        self.certificates = self._certificates_page()
        for key in ("units", "applicants", "arrived", "sent", "requests", "certificates"):
            self.add_page(key, getattr(self, key))

    def reload(self) -> None:
        """Load who stands where, and the lists."""
        self.load(county_desk, then=self._show_desk, beside=True)
        self.load(told_requests, then=self._show_requests, beside=True)
        self.load(certificate_lines, then=self._show_certificates, beside=True)

    # pages

    def _units_page(self) -> ListPage[UnitRow]:
        page = ListPage[UnitRow](
            "单位",
            columns.UNITS,
            lambda row: row.unit_id,
            "还没有单位登记。请单位在其电脑的“数据交换”里导出登记申请，带来后按“导入…”。",
            _told,
        )
        self.one_return = Button("给这个单位导出回执…", "F7", self._return_one)
        self.snapshot = Button("给全量文件…", "F10", self._snapshot)
        self.receipts = Button("打印回执单", "Ctrl+R", self._print_receipts)
        self.revoke = Button("吊销这台电脑…", on=self._ask_revoke)
        for button in (self.one_return, self.snapshot, self.receipts):
            page.offer(button, lambda row: row.exchanging)
        page.end()
        page.offer(self.revoke, lambda row: row.exchanging)
        return page

    def _applicants_page(self) -> ListPage[Applicant]:
        page = ListPage[Applicant](
            "登记申请",
            columns.APPLICANTS,
            lambda line: line.arrival_id,
            "没有等待准入的申请。",
            lambda line: f"请与“{line.unit}”电话核对 12 个字，完全一致才准入。",
        )
        self.admit = Button("核对并准入…", "F4", self._admit)
        page.offer(self.admit, lambda _line: True)
        page.end()
        return page

    def _requests_page(self) -> ListPage[ToldRequest]:
        page = ListPage[ToldRequest](
            "人员变动申请",
            columns.request_columns(county=True),
            lambda told: told.id,
            "没有人员变动申请。",
            lambda told: f"{told.line.made_by}　{told.words}　{told.line.reason}",
        )
        self.confirm = Button("确认这一项", "F4", self._confirm_request)
        self.answer = Button("答复…", "F2", self._answer)
        for button in (self.confirm, self.answer):
            page.offer(button, lambda told: told.line.verdict is None)
        page.end()
        return page

    def _certificates_page(self) -> ListPage[CertificateLine]:
        page = ListPage[CertificateLine](
            "签名证书",
            columns.certificate_columns(county=True),
            lambda line: line.request_id,
            "没有证书申请。",
            lambda line: f"{line.unit}　{line.holder}　{line.fingerprint}",
        )
        self.issue = Button("签发全部待签发的…", "F4", self._ask_issue)
        self.revoke_certificate = Button("吊销证书…", on=self._ask_revoke_certificate)
        page.offer(self.issue)
        page.end()
        page.offer(
            self.revoke_certificate,
            lambda line: line.issued_on is not None and line.revoked_on is None,
        )
        return page

    # showing

    def _show_desk(self, desk: CountyDesk) -> None:
        self._desk = desk
        self.pill.tell(f"{len(desk.exchanging)} 个单位已连接", Tone.DONE if desk.exchanging else Tone.QUIET)
        self.show_own("县里的 12 个字", desk.fingerprint, NOTES)
        self.units.show_rows(desk.units)
        self.applicants.show_rows(desk.applicants)
        self.arrived.show_rows(desk.arrived)
        self.sent.show_rows(desk.sent)
        self.count("applicants", len(desk.applicants))
        self.all_returns.setVisible(bool(desk.exchanging) and (bool(desk.applicants) or not desk.due))
        self._show_next(desk)

    def _show_next(self, desk: CountyDesk) -> None:
        forked = [row.name for row in desk.units if _forked(row)]
        told = [
            f"{'、'.join(forked)} 的数据分叉，已隔离，请先处理。" if forked else "",
            f"{len(desk.silent)} 个单位超过 {desk.silent_after} 天没有送来文件。" if desk.silent else "",
            f"{len(desk.due)} 个单位待给新的回执。" if desk.due else "",
        ]
        if desk.applicants:
            self.steps.tell(0)
            self.next_thing("核对并准入…", self._first_applicant, f"{len(desk.applicants)} 份登记申请")
        elif desk.due:
            self.steps.tell(2)
            self.next_thing("给全部单位导出回执…", self._return_all, f"{len(desk.due)} 个单位待给回执")
        else:
            self.steps.tell(0)
            self.next_thing("导入单位文件…", self.traffic.take)
        usual = "各单位的文件都已收到，回执都已给出。" if desk.exchanging else "还没有单位与县里连接。"
        self.sentence.setText("".join(told) or usual)

    def _show_requests(self, told: tuple[ToldRequest, ...]) -> None:
        self.requests.show_rows(told)
        self.count("requests", sum(one.line.verdict is None for one in told))

    def _show_certificates(self, lines: tuple[CertificateLine, ...]) -> None:
        self._unissued = tuple(line for line in lines if line.issued_on is None)
        self.certificates.show_rows(lines)
        self.count("certificates", len(self._unissued))
        self.issue.setEnabled(bool(self._unissued))

    # what can be done with a unit

    def _first_applicant(self) -> None:
        self.turn_to("applicants")
        self._admit()

    def _admit(self) -> None:
        asked = self.applicants.current()
        if asked is not None and self._desk is not None:
            dialog = AdmitStation(self, asked, self._desk.units)
            dialog.saved.connect(lambda _nothing: self._admitted(asked.unit))
            dialog.open()

    def _admitted(self, unit: str) -> None:
        self.turn_to("units")
        self.tell(
            "已准入", Tone.DONE, f"“{unit}”已准入。请给该单位导出回执，带回后由单位核对县里的 12 个字。"
        )

    def _return_all(self) -> None:
        office = self.office
        self.traffic.write(
            "给全部单位导出回执", lambda folder, progress: returns.write_returns(office, folder, progress)
        )

    def _return_one(self) -> None:
        row, office = self.units.current(), self.office
        if row is not None:
            self.traffic.write(
                f"给{row.name}导出回执",
                lambda folder, _progress: (returns.write_return(office, row.unit_id, folder),),
            )

    def _snapshot(self) -> None:
        row, office = self.units.current(), self.office
        if row is not None:
            self.traffic.write(
                f"给{row.name}导出全量文件",
                lambda folder, _progress: snapshots.write_for_unit(office, row.unit_id, folder),
                "单位导入后，本机没有的内容会补齐。",
            )

    def _ask_revoke(self) -> None:
        row = self.units.current()
        if row is not None:
            hint = f"吊销后，“{row.name}”这台电脑导出的文件不再接收；已收到的内容仍然有效。单位可以重新登记。"
            ReasonDialog(
                self, f"吊销{row.name}的电脑", "吊销", hint, enrolment.revoke, row.enrolled_id
            ).open()

    # what can be printed

    def _print_standing(self) -> None:
        self.traffic.paper("各单位数据交换情况表", papers.standing_form, papers.standing_sheet)

    def _print_receipts(self) -> None:
        row = self.units.current()
        if row is not None:
            form = partial(papers.receipt_form, unit_id=row.unit_id)
            self.traffic.paper(f"{row.name}数据接收回执单", form, papers.receipt_sheet)

    # what is answered

    def _confirm_request(self) -> None:
        told = self.requests.current()
        if told is not None:
            self.perform(
                "答复人员变动",
                people_requests.decide_request,
                told.id,
                RequestVerdict.CONFIRMED,
                by=self.confirm,
            )

    def _answer(self) -> None:
        told = self.requests.current()
        if told is not None:
            AnswerRequest(self, told).open()

    def _ask_issue(self) -> None:
        lines = self._unissued
        names: dict[str, list[str]] = {}
        for line in lines:
            names.setdefault(line.unit, []).append(f"{line.holder} {line.title}".strip())
        ids = [line.request_id for line in lines]
        ConfirmNames(
            self,
            "签发后，下一份回执会把证书带到单位。请确认这些人确实任职、这些单位的公章确实启用。",
            names,
            ok=f"签发 {len(ids)} 张",
            then=lambda: self.perform("签发县级证书", certificates.issue_certificates, ids, by=self.issue),
        )

    def _ask_revoke_certificate(self) -> None:
        line = self.certificates.current()
        if line is not None:
            hint = f"吊销后“{line.holder}”不能再用它签名；以前签的文件仍然有效。"
            ReasonDialog(
                self,
                f"吊销{line.holder}的证书",
                "吊销",
                hint,
                certificates.revoke_certificate,
                line.request_id,
            ).open()


def _forked(row: UnitRow) -> bool:
    return any(state is ArrivalState.QUARANTINED for state, _ in row.waiting_files)


def _told(row: UnitRow) -> str:
    if row.reason:
        return f"{row.name}：{row.reason}"
    if not row.exchanging:
        return f"{row.name}还没有在用的交换电脑。"
    people = "人员名册已移交县里" if row.handed_over else "人员名册还没有移交，单位第一次报送后移交"
    return f"{row.name}：{row.enrolled_on} 登记，{people}。"
