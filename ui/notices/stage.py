"""月公示: what hangs on the board, for how many workdays still, and what waits to go up (D28–D32)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.notices.rules import PostingMove
from app.notices.views import NoticeBoard, PostingCard, RemarkLine, notice_board
from app.vocabulary import Month
from ui.history.record import HistoryLink
from ui.notices.dialogs import AddRemark, AnswerRemark, Interrupt, PutUp, TakeDown
from ui.notices.ledger import ledger
from ui.notices.papers import NEW, NoticePapers
from ui.notices.posting_view import PostingView, day_words, fresh_reports, restartable, state_words
from ui.shared.columns import Shown
from ui.shared.errands import Errands
from ui.shared.files import copy_table
from ui.shared.foot import Foot
from ui.shared.look import Tone, restyle
from ui.shared.panels import Columns, Note, SidePanel
from ui.shared.people_list import Person, PersonList
from ui.shared.rights import runs_unit, sees_work
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, EmptyState, Pill


class NoticesStage(Stage):
    """The notice board of the unit for one month."""

    tables = frozenset(
        {"posting", "remark", "report", "evaluation", "opinion", "rulebook_version", "calendar_day", "unit"}
        | {"calendar_year", "cadre", "post", "exemption", "month_waiver"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self.runs_unit = runs_unit(self.office.login)
        self._board: NoticeBoard | None = None
        self._chosen = ""
        self.list = PersonList()
        self.card = Card("月公示")
        self.pill = Pill()
        self.view = PostingView(with_remarks=self.runs_unit)
        self.empty = EmptyState("", "")
        self.side = SidePanel("待办与提示")
        self.history = HistoryLink(self)
        self.papers = NoticePapers(self)
        self.buttons = self._make_buttons()
        self._arrange()
        self._connect()

    def _make_buttons(self) -> dict[str, Button]:
        return {
            "paper": Button("预览公示", "Ctrl+P", lambda: self.papers.preview_notice(self._chosen)),
            "record": Button(
                "预览公示记录", "Ctrl+Shift+P", lambda: self.papers.preview_record(self._chosen)
            ),
            "page": Button("导出网页版", "Ctrl+Shift+H", lambda: self.papers.export_page(self._chosen)),
            "remark": Button("记录意见…", "Ctrl+M", self._add_remark),
            "broken": Button("登记中断…", "Ctrl+Shift+D", self._interrupt),
            "again": Button("重新张贴", "Ctrl+Return", self._restart, kind="primary"),
            "take_down": Button("登记撤下", "Ctrl+Return", self._take_down, kind="primary"),
            "put_up": Button("登记张贴", "Ctrl+Return", self._put_up, kind="primary"),
        }

    def _arrange(self) -> None:
        self.card.head.insertWidget(1, self.pill)
        self.card.column.addWidget(self.view, 1)
        self.card.column.addWidget(self.empty, 1)
        foot = Foot()
        names = list(self.buttons)
        for name in names[:5]:
            foot.addWidget(self.buttons[name])
        foot.addStretch()
        for name in names[5:]:
            foot.addWidget(self.buttons[name])
        self.card.column.addLayout(foot)
        self.nothing = EmptyState("这个账户不办理公示", "请用经办人、主要负责人或领导干部的账户登录。")
        self.whole = QStackedWidget()
        self.whole.addWidget(Columns(self.list, self.card, self.side, widths=(238, 0, 258)))
        self.whole.addWidget(self.nothing)
        self.set_content(self.whole)
        if not self.runs_unit:
            self.side.hide()

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.view.answer_wanted.connect(self._answer_remark)
        self.view.photo_wanted.connect(self.papers.show_photo)
        if self.runs_unit:
            self.side.add_link(self.history)
            self.side.add_link(Button("导出公示台账 ›", "Ctrl+Shift+E", self._export_ledger, kind="link"))
            self.side.add_link(Button("导出意见 ›", "Ctrl+E", self._export_remarks, kind="link"))
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.list.view, self._copy_ledger)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    # hooks

    def reload(self) -> None:
        """Load the month's postings."""
        if sees_work(self.office.login):
            self.load(notice_board, self.unit_id, self.month, then=self._show_board)
        else:
            self.whole.setCurrentWidget(self.nothing)

    def open(self, record: object) -> None:
        """Choose one posting."""
        self._chosen = str(record)
        self.refresh()

    # showing

    def _show_board(self, board: NoticeBoard) -> None:
        if self._board is not None and board.month != self._board.month:
            known = {card.id for card in board.postings}
            self._chosen = self._chosen if self._chosen in known else ""
        self._board = board
        lines = [_line(card) for card in board.postings]
        fresh = fresh_reports(board)
        if fresh or not lines:
            state, tone = ("可张贴", Tone.STEP) if fresh else ("未到", Tone.QUIET)
            lines.append(Person(NEW, "新公示", f"{len(fresh)} 人待公示", state, tone))
        self.list.show_people(lines, f"{self.month.label} · {len(board.postings)} 次公示")
        if self._chosen not in {entry.id for entry in lines}:
            self._chosen = _most_urgent(board, lines)
        self.list.choose(self._chosen)
        self._show_chosen()
        self._show_side(board)

    def _choose(self, record: str) -> None:
        self._chosen = record
        self._show_chosen()

    def _card(self) -> PostingCard | None:
        cards = self._board.postings if self._board else ()
        return next((card for card in cards if card.id == self._chosen), None)

    def fresh_ids(self) -> tuple[str, ...]:
        """Return the reports of the notice that is still to go up."""
        return tuple(report.report_id for report in fresh_reports(self._board)) if self._board else ()

    def _show_chosen(self) -> None:
        card, board = self._card(), self._board
        if board is None:
            return
        moves = card.moves if card else frozenset()
        fresh = fresh_reports(board)
        paper = card is not None or bool(fresh)
        shown = {
            "paper": paper,
            "record": card is not None and self.runs_unit,
            "page": paper and self.runs_unit,
            "remark": PostingMove.REMARK in moves,
            "broken": PostingMove.INTERRUPT in moves,
            "again": PostingMove.RESTART in moves and card is not None and restartable(board, card),
            "take_down": PostingMove.TAKE_DOWN in moves,
            "put_up": card is None and bool(fresh) and self.runs_unit,
        }
        for name, visible in shown.items():
            self.buttons[name].setVisible(visible)
        full = card is not None and card.clock.complete
        restyle(self.buttons["take_down"], kind="primary" if full else "normal")
        self.view.setVisible(card is not None)
        self.empty.setVisible(card is None)
        self._show_history(card)
        if card:
            title, (words, tone) = _line(card).name, state_words(card)
            self.card.title.setText(f"{self.month.label}工作实绩公示 · {title}")
            self.pill.tell(words, tone)
            self.view.show_card(card, self.office.clock.today(), may_answer=PostingMove.REMARK in moves)
        else:
            self._show_plan(board)

    def _show_plan(self, board: NoticeBoard) -> None:
        self.card.title.setText(f"{self.month.label}工作实绩公示")
        self.pill.tell("", Tone.QUIET)
        by = f"请在 {day_words(board.post_by)}前张贴"
        fresh = fresh_reports(board)
        if not fresh:
            self.empty.tell("还没有待公示的登记表", f"负责人签定后在这里预览、张贴公示，{by}。")
            return
        period = board.period_today
        days = f"{day_words(period.first)}至 {day_words(period.last)}（{period.days} 个工作日）"
        names = "、".join(report.name for report in fresh)
        todo = f"先预览、打印（Ctrl+P），张贴后登记；{by}。" if self.runs_unit else ""
        words = f"{names}\n今天张贴，公示期为 {days}。\n{todo}"
        self.empty.tell(f"{len(fresh)} 份登记表已签定，可以公示", words)

    def _show_history(self, card: PostingCard | None) -> None:
        if self.runs_unit:
            title = f"{self.month.label}公示 {_line(card).name}" if card else ""
            self.history.show_record("posting", card.id if card else None, title)

    def _show_side(self, board: NoticeBoard) -> None:
        waiting = [Note(f"{report.name}：{report.reason}") for report in board.waiting]
        gaps = [Note("\n".join(board.gaps), "hint")] if board.gaps else []
        doubts = [Note(reason) for reason in board.period_today.reasons[1:]] if board.ready else []
        nothing = [] if waiting or gaps or doubts else [Note("没有待办。")]
        self.side.fill([("还不能公示", waiting), ("公示纸面", gaps), ("公示日期", doubts), ("待办", nothing)])

    # slots

    def _put_up(self) -> None:
        if self._board:
            self._ask_put_up(PutUp(self, self.unit_id, self._board, self.office.clock.today()))

    def _restart(self) -> None:
        card = self._card()
        if card and self._board:
            self._ask_put_up(PutUp(self, self.unit_id, self._board, self.office.clock.today(), card))

    def _ask_put_up(self, dialog: PutUp) -> None:
        dialog.saved.connect(self._put_up_done)
        dialog.open()

    def _put_up_done(self, posting_id: object) -> None:
        self._chosen = str(posting_id)
        self.problems.tell("已登记张贴。期满后在这里登记撤下。", Tone.QUIET)
        self.begin_work()

    def _take_down(self) -> None:
        self._with_card(lambda card: TakeDown(self, card, self.office.clock.today()).open())

    def _interrupt(self) -> None:
        self._with_card(lambda card: Interrupt(self, card, self.office.clock.today()).open())

    def _add_remark(self) -> None:
        self._with_card(lambda card: AddRemark(self, card, self.office.clock.today()).open())

    def _answer_remark(self, remark: RemarkLine) -> None:
        AnswerRemark(self, remark).open()

    def _with_card(self, then: Callable[[PostingCard], object]) -> None:
        card = self._card()
        if card:
            then(card)

    def _ledger(self) -> Shown:
        return ledger(self._board.postings if self._board else ())

    def _export_ledger(self) -> None:
        self.export_table(f"{self.month.label}公示台账", self._ledger())

    def _export_remarks(self) -> None:
        self.export_table(f"{self.month.label}公示意见", self.view.remarks.model.shown())

    def _copy_ledger(self) -> None:
        copy_table(self._ledger())


def _line(card: PostingCard) -> Person:
    words, tone = state_words(card)
    return Person(card.id, f"{day_words(card.posted_on)}张贴", f"{len(card.names)} 人", words, tone)


def _most_urgent(board: NoticeBoard, lines: list[Person]) -> str:
    """Return what to show first: a notice that can come down or must go up again, else the newest line."""
    for card in board.postings:
        if PostingMove.RESTART in card.moves or (PostingMove.TAKE_DOWN in card.moves and card.clock.complete):
            return card.id
    return lines[-1].id
