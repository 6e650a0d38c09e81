"""数据交换 at a unit: 导出 → 送县 → 导回执, on one screen (exchange.md §4–5)."""

from __future__ import annotations

from functools import partial

from app.exchange import conflicts, enrolment, outbox, pushes, snapshots, unit_desk
from app.exchange.arrivals import FileResult
from app.exchange.certificates import CertificateLine, certificate_lines
from app.exchange.conflicts import ConflictLine
from app.exchange.lines import ArrivedLine, SentLine, ToldRequest, told_requests
from app.exchange.views_unit import Tie, UnitDesk
from app.exchange.views_unit import unit_desk as view
from app.office import Work
from app.vocabulary import DispatchState, Month
from ui.exchange import columns
from ui.exchange.desk_stage import DeskStage
from ui.exchange.dialogs import ExportSince
from ui.exchange.list_page import ListPage
from ui.exchange.spelled import CompareCounty
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.panels import Note
from ui.shared.widgets import Button

STEPS = ("导出", "送县", "导回执")
TONES = {
    Tie.NOT_APPLIED: Tone.QUIET,
    Tie.AWAITING: Tone.DUE,
    Tie.TO_COMPARE: Tone.DUE,
    Tie.CONNECTED: Tone.DONE,
    Tie.APPLY_AGAIN: Tone.MISSING,
    Tie.SNAPSHOT_DUE: Tone.DUE,
}
CARRY = "请送到县考核办，并带回回执。"
NOTES = (
    Note("县里准入前，会打电话请您念出上面的 12 个字。请逐字念，不要用聊天软件发照片代替。"),
    Note("收到县里第一份回执时，本机会显示县里的 12 个字，请同样打电话核对后再连接。"),
)


class UnitStage(DeskStage):
    """What has not gone, what is on its way, what came back."""

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month, STEPS)
        self._desk: UnitDesk | None = None
        self.export_again = Button("再导出一次…", "F6", self._push)
        self.apply_again = Button("重新登记本机…", "F8", self._ask_apply_again)
        for button in (self.export_again, self.apply_again):
            self.tools.addWidget(button)
        self.sent = self._sent_page()
        self.arrived = ListPage[ArrivedLine](
            "收到的文件",
            columns.ARRIVED,
            lambda line: line.arrival_id,
            "还没有收到文件。",
            lambda line: line.advice,
        )
        self.requests = ListPage[ToldRequest](
            "人员变动申请",
            columns.request_columns(county=False),
            lambda told: told.id,
            "没有人员变动申请。与县里连接后，改动人员名册会自动作为申请报县。",
            lambda told: told.line.reason or told.words,
        )
        self.certificates = ListPage[CertificateLine](
            "县签发证书",
            columns.certificate_columns(county=False),
            lambda line: line.request_id,
            "没有证书申请。签发签名证书后，会自动向县里申请。",
            lambda line: f"{line.holder}：{columns.certificate_state(line)}",
        )
        self.conflicts = self._conflicts_page()
        for key in ("sent", "arrived", "requests", "certificates", "conflicts"):
            self.add_page(key, getattr(self, key))

    def reload(self) -> None:
        """Load where the unit stands, and the lists."""
        self.load(view, then=self._show_desk, beside=True)
        self.load(told_requests, then=self._show_requests, beside=True)
        self.load(certificate_lines, then=self.certificates.show_rows, beside=True)

    # pages

    def _sent_page(self) -> ListPage[SentLine]:
        page = ListPage[SentLine](
            "导出的文件",
            columns.sent_columns(county=False),
            lambda line: line.dispatch_id,
            "还没有导出文件。",
            lambda line: line.file_name,
        )
        self.lost = Button("U 盘丢了…", "F4", self._ask_lost)
        self.again = Button("再写一份…", "F7", self._write_again)
        self.since = Button("从较早的编号导出…", on=self._ask_since)
        self.whole = Button("导出全量…", on=self._whole)
        page.offer(self.lost, lambda line: line.state is DispatchState.WRITTEN and line.last_seq is not None)
        page.offer(self.again, lambda line: line.state is not DispatchState.ACKNOWLEDGED)
        page.end()
        for button in (self.since, self.whole):
            page.offer(button)
        return page

    def _conflicts_page(self) -> ListPage[ConflictLine]:
        page = ListPage[ConflictLine](
            "两种内容",
            columns.CONFLICTS,
            lambda line: line.conflict_id,
            "没有两种内容。恢复备份后又继续工作时，县里已收的和本机现有的可能不同，会列在这里，两种都保留。",
            lambda line: f"核对人：{line.settled_by}" if line.settled_by else "请核对以哪一种为准。",
        )
        self.ours = Button("保留本机的内容", "F10", partial(self._decide, theirs=False))
        self.theirs = Button("改用县里的内容…", "F11", self._ask_theirs)
        for button in (self.ours, self.theirs):
            page.offer(button, lambda line: not line.settled_by)
        page.end()
        return page

    # showing

    def _show_requests(self, told: tuple[ToldRequest, ...]) -> None:
        self.requests.show_rows(told)
        self.count("requests", sum(one.line.verdict is None for one in told))

    def _show_desk(self, desk: UnitDesk) -> None:
        self._desk = desk
        self.pill.tell(desk.tie.label, TONES[desk.tie])
        self.show_own("本机的 12 个字", desk.fingerprint, NOTES)
        self.sent.show_rows(desk.sent)
        self.arrived.show_rows(desk.arrived)
        self.conflicts.show_rows(desk.conflicts)
        self.count("conflicts", sum(not line.settled_by for line in desk.conflicts))
        connected = desk.tie is Tie.CONNECTED
        for button in (self.since, self.whole):
            button.setVisible(connected)
        self.export_again.setVisible(connected and desk.waiting > 0 and desk.unsent == 0)
        self.apply_again.setVisible(connected)
        self._show_next(desk)

    def _show_next(self, desk: UnitDesk) -> None:
        match desk.tie:
            case Tie.NOT_APPLIED:
                self._next(0, "还没有与县里连接。不连接也能照常使用和打印，需要向县里报送数据时再办理。")
                self.next_thing("导出登记申请…", self._apply)
            case Tie.AWAITING:
                self._next(
                    1, "登记申请已导出。请送到县考核办，电话核对本机的 12 个字，准入后带回县里的回执。"
                )
                self.next_thing("导入县里的回执…", self.traffic.take)
            case Tie.TO_COMPARE:
                self._next(2, "已收到县里的第一份回执，核对县里的 12 个字以后生效。")
                self.next_thing("核对县里的 12 个字…", self._compare)
            case Tie.APPLY_AGAIN:
                trouble = desk.trouble or "本机恢复过备份，县里还不认识。"
                self._next(0, f"{trouble}重新登记以前不能上报，已录入的内容都在。")
                self.next_thing("重新登记本机…", self._apply_again)
            case Tie.SNAPSHOT_DUE:
                self._next(2, "县里有本机没有的内容。请向县考核办要本单位的“全量”文件，导入后再上报。")
                self.next_thing("导入全量文件…", self.traffic.take)
            case Tie.CONNECTED:
                self._show_connected(desk)

    def _show_connected(self, desk: UnitDesk) -> None:
        received = _received(desk)
        if desk.unsent:
            self._next(0, f"有 {desk.unsent} 项内容还没有导出。{received}")
            self.next_thing("导出上报文件…", self._push, f"{desk.unsent} 项未导出")
        elif desk.waiting:
            self._next(1, f"已导出 {desk.waiting} 项，还没有县里的回执。{CARRY}{received}")
            self.next_thing("导入县里的回执…", self.traffic.take, "待回执")
        else:
            self._next(3, f"县里已收到全部内容。{received}")
            self.next_thing("导入县里的文件…", self.traffic.take)

    def _next(self, step: int, sentence: str) -> None:
        self.steps.tell(step)
        self.sentence.setText(sentence)

    # doing

    def _apply(self) -> None:
        office = self.office
        self.traffic.write(
            "导出登记申请",
            lambda folder, _progress: (enrolment.write_application(office, folder),),
            "请送到县考核办，并请对方电话核对本机的 12 个字。",
        )

    def _apply_again(self) -> None:
        office = self.office
        self.traffic.write(
            "重新登记本机",
            lambda folder, _progress: (unit_desk.apply_again(office, folder),),
            "请送到县考核办重新核对 12 个字，准入后带回回执。",
        )

    def _ask_apply_again(self) -> None:
        ConfirmNames(
            self,
            "只在县里说“数据分叉”“已冻结”，或确认数据被复制到两台电脑、恢复过旧数据时办理。"
            "办理后要等县里重新准入，才能继续上报；已录入的内容都保留。请先确定只用这一台电脑。",
            {"重新登记": [self.office.station.name]},
            ok="重新登记本机",
            then=self._apply_again,
            danger=True,
        )

    def _compare(self) -> None:
        if self._desk is not None and self._desk.waiting_county is not None:
            county = self._desk.waiting_county
            CompareCounty(self, county, partial(self._confirm, county.arrival_id)).open()

    def _confirm(self, arrival_id: str) -> None:
        office = self.office
        self.export(
            "核对并连接县考核办", lambda _progress: unit_desk.confirm_county(office, arrival_id), self._tied
        )

    def _tied(self, result: FileResult) -> None:
        self.tell("已连接", Tone.DONE, f"已与“{result.sender}”连接。现在可以导出上报文件。")
        self.refresh()

    def _push(self, since: int | None = None) -> None:
        office = self.office
        self.traffic.write(
            "导出上报文件",
            lambda folder, progress: pushes.push(office, folder, progress, since=since).files,
            CARRY,
        )

    def _ask_since(self) -> None:
        if self._desk is not None:
            ExportSince(self, self._desk.acknowledged, self._push).open()

    def _whole(self) -> None:
        office = self.office
        self.traffic.write(
            "导出全量文件", lambda folder, _progress: snapshots.write_for_county(office, folder), CARRY
        )

    def _write_again(self) -> None:
        line, office = self.sent.current(), self.office
        if line is not None:
            self.traffic.write(
                "再写一份", lambda folder, _progress: (outbox.write_again(office, line.dispatch_id, folder),)
            )

    def _ask_lost(self) -> None:
        line = self.sent.current()
        if line is None:
            return
        ConfirmNames(
            self,
            "文件是加密的，捡到的人打不开。标为遗失后，下一次导出会自动带上这些内容，不需要重新录入。",
            {"标为遗失": [line.file_name]},
            ok="标为遗失",
            then=lambda: self.perform("标为U盘遗失", outbox.mark_lost, line.dispatch_id, by=self.lost),
        )

    def _decide(self, *, theirs: bool) -> None:
        line = self.conflicts.current()
        if line is not None:
            self.perform("核对两种内容", _settle, line.conflict_id, theirs)

    def _ask_theirs(self) -> None:
        line = self.conflicts.current()
        if line is not None:
            ConfirmNames(
                self,
                "本机现有的内容将被县里的内容替换，修改记录里仍可查到。",
                {line.what: [field.sentence for field in line.fields]},
                ok="改用县里的内容",
                then=partial(self._decide, theirs=True),
                danger=True,
            )


def _settle(work: Work, conflict_id: str, theirs: bool) -> None:
    conflicts.settle_conflict(work, conflict_id, take_theirs=theirs)


def _received(desk: UnitDesk) -> str:
    if desk.last_receipt is None:
        return ""
    newest = desk.last_receipt
    old = "县里的回执已超过 60 天，请向县考核办要新的回执。" if desk.stale else ""
    return f"最近回执：第 {newest.number} 号，{newest.day.isoformat()}。{old}"
