"""月公示: what hangs on the board, for how many workdays still, and what waits to go up (D28–D32)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.documents.files import file_name, save
from app.notices import forms
from app.notices.papers import NoticeForm, notice, posting_record
from app.notices.public_page import public_page
from app.notices.rules import PostingMove
from app.notices.views import NoticeBoard, PostingCard, RemarkLine, notice_board
from app.office import Reader
from app.progress import Progress
from app.vocabulary import Month, PostingState
from ui.notices.day_strip import DayStrip
from ui.notices.dialogs import AddRemark, AnswerRemark, Interrupt, PutUp, TakeDown
from ui.shared.errands import Errands
from ui.shared.look import Tone
from ui.shared.panels import Columns, Note, ScrollColumn, SidePanel
from ui.shared.paper_view import PaperDialog, choose_file
from ui.shared.people_list import Person, PersonList
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, EmptyState, Pill, label, line

NEW = "new"
"""The list's entry for the notice that is still to go up."""


class NoticesStage(Stage):
    """The notice board of the unit for one month."""

    tables = frozenset(
        {"posting", "remark", "report", "evaluation", "rulebook_version", "calendar_day", "unit"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._board: NoticeBoard | None = None
        self._chosen = ""
        self.list = PersonList()
        self.card = Card("月公示")
        self.pill = Pill()
        self.strip = DayStrip()
        self.sentence = label("", "strong", wrap=True)
        self.facts = ScrollColumn()
        self.facts.column.setSpacing(6)
        self.empty = EmptyState("", "")
        self.side = SidePanel("待办与提示")
        self.put_up = Button("登记张贴", "Ctrl+Return", self._put_up, kind="primary")
        self.take_down = Button("登记撤下", "Ctrl+Return", self._take_down, kind="primary")
        self.again = Button("重新张贴", "Ctrl+Return", self._restart, kind="primary")
        self.broken = Button("登记中断", "Ctrl+Shift+D", self._interrupt)
        self.remark = Button("记录意见", "Ctrl+M", self._add_remark)
        self.paper = Button("预览公示", "Ctrl+P", self._preview_notice)
        self.record = Button("预览公示记录", "Ctrl+Shift+P", self._preview_record)
        self.page = Button("导出网页版", "Ctrl+E", self._export_page)
        self._arrange()
        self.list.chosen.connect(self._choose)

    def _arrange(self) -> None:
        self.card.head.insertWidget(1, self.pill)
        for piece in (self.sentence, self.strip, self.facts, self.empty):
            self.card.column.addWidget(piece)
        foot = QHBoxLayout()
        for button in (self.paper, self.record, self.page, self.remark, self.broken):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.again, self.take_down, self.put_up):
            foot.addWidget(button)
        self.card.column.addLayout(foot)
        self.set_content(Columns(self.list, self.card, self.side, widths=(238, 0, 258)))

    @property
    def unit_id(self) -> str:
        """The unit of this installation."""
        return self.office.station.unit_id or ""

    # hooks

    def reload(self) -> None:
        """Load the month's postings."""
        self.load(notice_board, self.unit_id, self.month, then=self._show_board)

    def open(self, record: object) -> None:
        """Choose one posting."""
        self._chosen = str(record)
        self.refresh()

    # showing

    def _show_board(self, board: NoticeBoard) -> None:
        self._board = board
        lines = [self._line(card) for card in board.postings]
        if board.ready or not lines:
            state, tone = ("可张贴", Tone.STEP) if board.ready else ("未到", Tone.QUIET)
            lines.append(Person(NEW, "新公示", f"{len(board.ready)} 人待公示", state, tone))
        self.list.show_people(lines, f"{self.month.label} · {len(board.postings)} 次公示")
        known = {entry.id for entry in lines}
        self._chosen = self._chosen if self._chosen in known else lines[-1].id
        self.list.choose(self._chosen)
        self._show_chosen()
        self._show_side(board)

    def _line(self, card: PostingCard) -> Person:
        state, tone = card.state.label, Tone.QUIET
        if card.state is PostingState.POSTED:
            state, tone = ("可撤下", Tone.DUE) if card.clock.complete else (card.state.label, Tone.STEP)
        elif card.state is PostingState.INTERRUPTED and not card.restarted:
            tone = Tone.MISSING
        elif card.breach:
            state, tone = "未满期", Tone.MISSING
        elif card.state is PostingState.TAKEN_DOWN:
            state, tone = "已满期", Tone.DONE
        title = f"{card.posted_on.month} 月 {card.posted_on.day} 日张贴"
        return Person(card.id, title, f"{len(card.names)} 人", state, tone)

    def _choose(self, record: str) -> None:
        self._chosen = record
        self._show_chosen()

    def _card(self) -> PostingCard | None:
        cards = self._board.postings if self._board else ()
        return next((card for card in cards if card.id == self._chosen), None)

    def _show_chosen(self) -> None:
        card, board = self._card(), self._board
        moves = card.moves if card else frozenset()
        self.put_up.setVisible(card is None and bool(board and board.ready))
        self.take_down.setVisible(PostingMove.TAKE_DOWN in moves)
        self.again.setVisible(PostingMove.RESTART in moves)
        self.broken.setVisible(PostingMove.INTERRUPT in moves)
        self.remark.setVisible(PostingMove.REMARK in moves)
        self.record.setVisible(card is not None)
        self.paper.setVisible(card is not None or bool(board and board.ready))
        self.page.setVisible(self.paper.isVisibleTo(self.card))
        for piece in (self.strip, self.facts):
            piece.setVisible(card is not None)
        self.empty.setVisible(card is None)
        if card:
            self._show_card(card)
        elif board:
            self._show_plan(board)

    def _show_plan(self, board: NoticeBoard) -> None:
        self.card.title.setText(f"{self.month.label}工作实绩公示")
        self.pill.tell("", Tone.QUIET)
        self.sentence.setText("")
        period = board.period_today
        if board.ready:
            names = "、".join(report.name for report in board.ready)
            days = (
                f"{period.first.month} 月 {period.first.day} 日至 {period.last.month} 月 {period.last.day} 日"
            )
            plan = f"今天张贴，公示期为 {days}（{period.days} 个工作日）。先预览、打印，张贴后登记。"
            self.empty.tell(f"{len(board.ready)} 份登记表已签定，可以公示", f"{names}\n{plan}")
        else:
            by = f"{board.post_by.month} 月 {board.post_by.day} 日"
            self.empty.tell("还没有待公示的登记表", f"负责人签定后在这里张贴公示，请在 {by}前完成。")

    def _show_card(self, card: PostingCard) -> None:
        line_ = self._line(card)
        self.card.title.setText(f"{self.month.label}工作实绩公示 · {line_.name}")
        self.pill.tell(line_.state, line_.tone)
        self.sentence.setText(card.clock.sentence if card.state is PostingState.POSTED else "")
        self.strip.show_days(card.calendar)
        counting = "张贴当日计入" if card.count_first_day else "自张贴次日起算"
        facts = [
            ("公示期", f"{card.first_day} 至 {card.last_day}，{card.days} 个工作日，{counting}"),
            ("公示人员", "、".join(card.names)),
            ("张贴", f"{card.posted_on}，{card.place}，经办 {card.posted_by}"),
            (
                "日期核对",
                f"节假日安排未公布，由 {card.calendar_confirmed} 核对" if card.calendar_confirmed else "",
            ),
            ("中断", f"{card.ended_on}，{card.interruption}" if card.interruption else ""),
            (
                "撤下",
                f"{card.ended_on}，经办 {card.ended_by}" if card.state is PostingState.TAKEN_DOWN else "",
            ),
            ("未满期原因", card.breach),
            ("现场照片", "已附" if card.photo_digest else ""),
        ]
        pieces: list[QWidget] = [_fact(name, value) for name, value in facts if value]
        pieces += [line(), label(f"收到意见 {len(card.remarks)} 条", "strong")]
        pieces += [self._remark_line(remark) for remark in card.remarks]
        self.facts.fill(pieces)

    def _remark_line(self, remark: RemarkLine) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 2, 0, 2)
        words = QVBoxLayout()
        words.addWidget(label(f"{remark.received_on} {remark.channel.label}：{remark.content}", wrap=True))
        words.addWidget(label(remark.handling or "尚未处理", "caption", wrap=True))
        layout.addLayout(words, 1)
        layout.addWidget(Button("写处理情况", on=lambda: AnswerRemark(self, remark).open(), kind="small"))
        return row

    def _show_side(self, board: NoticeBoard) -> None:
        waiting = [Note(f"{report.name}：{report.reason}") for report in board.waiting]
        gaps = [Note(gap, "hint") for gap in board.gaps]
        doubts = [Note(reason, "hint") for reason in board.period_today.reasons[1:]]
        self.side.fill([("还不能公示", waiting), ("公示纸面", gaps), ("工作日", doubts)])

    # slots

    def _put_up(self) -> None:
        if self._board:
            PutUp(self, self.unit_id, self._board, self.office.clock.today()).open()

    def _restart(self) -> None:
        card = self._card()
        if card and self._board:
            PutUp(self, self.unit_id, self._board, self.office.clock.today(), card.id).open()

    def _take_down(self) -> None:
        self._with_card(lambda card: TakeDown(self, card, self.office.clock.today()).open())

    def _interrupt(self) -> None:
        self._with_card(lambda card: Interrupt(self, card, self.office.clock.today()).open())

    def _add_remark(self) -> None:
        self._with_card(lambda card: AddRemark(self, card, self.office.clock.today()).open())

    def _with_card(self, then: Callable[[PostingCard], object]) -> None:
        card = self._card()
        if card:
            then(card)

    def _form(self, reader: Reader) -> NoticeForm:
        if self._chosen == NEW:
            return forms.planned_notice(reader, self.unit_id, self.month, reader.today)
        return forms.posted_notice(reader, self.unit_id, self.month, self._chosen)

    def _preview_notice(self) -> None:
        def job(_: Progress) -> bytes:
            with self.office.read() as reader:
                form = self._form(reader)
            return notice(form)

        name = f"{self.month.label}工作实绩公示"
        self.export("生成公示", job, lambda pdf: PaperDialog(self, self.errands, name, pdf).open())

    def _preview_record(self) -> None:
        chosen = self._chosen

        def job(_: Progress) -> bytes:
            with self.office.read() as reader:
                form = forms.record_form(reader, self.unit_id, self.month, chosen)
            return posting_record(form)

        name = f"{self.month.label}公示情况记录"
        self.export("生成公示记录", job, lambda pdf: PaperDialog(self, self.errands, name, pdf).open())

    def _export_page(self) -> None:
        name = file_name(self.month.label, "工作实绩公示", suffix=".html")
        choose_file(self, "导出网页版公示", name, self._write_page)

    def _write_page(self, target: Path) -> None:
        def job(_: Progress) -> Path:
            with self.office.read() as reader:
                form = self._form(reader)
            return save(target, public_page(form))

        self.export("导出网页版", job, lambda done: self.problems.tell(f"已导出：{done}", Tone.QUIET))


def _fact(name: str, value: str) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    caption = label(name, "caption")
    caption.setFixedWidth(84)
    layout.addWidget(caption)
    layout.addWidget(label(value, wrap=True), 1)
    return row
