"""One posting on the screen: how far its workdays are, its record, the remarks made on it (D30–D31)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.notices.rules import PostingMove
from app.notices.views import NoticeBoard, PostingCard, RemarkLine, WaitingReport
from app.vocabulary import PostingState
from ui.notices.day_strip import DayStrip
from ui.shared.columns import Align, Column
from ui.shared.look import Tone, px
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, label

REMARKS: tuple[Column[RemarkLine], ...] = (
    Column("收到日期", lambda r: r.received_on.isoformat(), 96),
    Column("方式", lambda r: r.channel.label, 72),
    Column("意见内容", lambda r: r.content),
    Column("处理情况", lambda r: r.handling, 230),
    Column(
        "状态",
        lambda r: "已处理" if r.handling else "待处理",
        80,
        Align.CENTRE,
        pill=True,
        tone=lambda r: Tone.DONE if r.handling else Tone.DUE,
    ),
)


def day_words(day: date) -> str:
    """Return `3 月 17 日`."""
    return f"{day.month} 月 {day.day} 日"


def state_words(card: PostingCard) -> tuple[str, Tone]:
    """Return the posting's pill."""
    if card.state is PostingState.POSTED:
        return ("可撤下", Tone.DUE) if card.clock.complete else (card.state.label, Tone.STEP)
    if card.state is PostingState.INTERRUPTED:
        return ("已重新张贴", Tone.QUIET) if card.restarted else ("已中断", Tone.MISSING)
    return ("未满期撤下", Tone.MISSING) if card.breach else ("已满期", Tone.DONE)


def sentence(card: PostingCard) -> str:
    """Return how far it is and what comes next."""
    if card.state is PostingState.POSTED:
        seen = "公示已期满。" if card.clock.complete else card.clock.sentence
        words = card.clock.sentence if PostingMove.TAKE_DOWN in card.moves else seen
        return f"公示到 {day_words(card.last_day)}（含当日）。{words}"
    ended = day_words(card.ended_on) if card.ended_on else ""
    if card.state is PostingState.INTERRUPTED:
        after = "已另行张贴。" if card.restarted else f"须重新张贴，从头公示 {card.days} 个工作日。"
        return f"{ended}中断。{after}"
    return f"{ended}撤下，{'未满期，已写明原因。' if card.breach else f'满 {card.days} 个工作日。'}"


def fresh_reports(board: NoticeBoard) -> tuple[WaitingReport, ...]:
    """Return what can go up under a new notice; what was interrupted goes up again as it was if it may."""
    torn = {one for card in board.postings if restartable(board, card) for one in card.report_ids}
    return tuple(report for report in board.ready if report.report_id not in torn)


def restartable(board: NoticeBoard, card: PostingCard) -> bool:
    """Tell whether an interrupted notice may hang again as it was: none of its forms was corrected since."""
    ready = {report.report_id for report in board.ready}
    torn = card.state is PostingState.INTERRUPTED and not card.restarted
    return torn and ready.issuperset(card.report_ids)


class PostingView(QWidget):
    """Strip of days, facts, remarks; remarks are opened by Enter or double click."""

    answer_wanted = Signal(object)
    """The RemarkLine to be answered."""
    photo_wanted = Signal(str)
    """Digest of the photo to be looked at."""

    def __init__(self, *, with_remarks: bool) -> None:
        super().__init__()
        self._with_remarks = with_remarks
        self.sentence = label("", "strong", wrap=True)
        self.strip = DayStrip()
        self.facts = QFormLayout()
        self.facts.setHorizontalSpacing(14)
        self.facts.setVerticalSpacing(6)
        self.tally = label("", "strong")
        self.answer = Button("写处理情况…", "Ctrl+Shift+M", self._answer, kind="small")
        self.remarks: Sheet[RemarkLine] = Sheet(REMARKS, name="公示意见", sorting=False, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addWidget(self.strip)
        column.addLayout(self.facts)
        heard = QHBoxLayout()
        heard.addWidget(self.tally)
        heard.addWidget(self.answer)
        heard.addStretch(1)
        column.addLayout(heard)
        column.addWidget(self.remarks, 1)
        column.addStretch(0)
        self.remarks.opened.connect(lambda _row: self.answer.click())

    def show_card(self, card: PostingCard, today: date, *, may_answer: bool) -> None:
        """Show a posting."""
        self.sentence.setText(sentence(card))
        self.strip.show_days(card.calendar, today)
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for name, value in _facts(card):
            caption = label(name, "caption")
            caption.setFixedWidth(px(72))
            self.facts.addRow(caption, label(value, wrap=True))
        if card.photo_digest:
            digest = card.photo_digest
            look = Button("看照片", on=lambda: self.photo_wanted.emit(digest), kind="link")
            self.facts.addRow(label("现场照片", "caption"), look)
        waiting = sum(not remark.handling for remark in card.remarks)
        tally = f"收到意见 {len(card.remarks)} 条" if card.remarks else "还没有收到意见"
        self.tally.setText(f"{tally}，{waiting} 条待处理" if waiting else tally)
        self.tally.setVisible(self._with_remarks)
        self.remarks.setVisible(self._with_remarks and bool(card.remarks))
        self.answer.setVisible(may_answer and bool(card.remarks))
        self.answer.setEnabled(may_answer)
        self.remarks.set_rows(card.remarks)
        if card.remarks and self.remarks.current() is None:
            self.remarks.go_to(card.remarks[0].id)

    def _answer(self) -> None:
        remark = self.remarks.current()
        if remark is not None:
            self.answer_wanted.emit(remark)


def _facts(card: PostingCard) -> list[tuple[str, str]]:
    counting = "张贴当日计入" if card.count_first_day else "自张贴次日起算"
    period = f"{card.first_day} 至 {card.last_day}，{card.days} 个工作日，{counting}"
    confirmed = f"节假日安排未公布，由 {card.calendar_confirmed} 核对" if card.calendar_confirmed else ""
    taken_down = card.state is PostingState.TAKEN_DOWN
    facts = (
        ("公示期", period),
        ("公示人员", f"{len(card.names)} 人：{'、'.join(card.names)}"),
        ("张贴", f"{card.posted_on}，{card.place}，经办 {card.posted_by}"),
        ("日期核对", confirmed),
        ("中断", f"{card.ended_on}，{card.interruption}" if card.interruption else ""),
        ("撤下", f"{card.ended_on}，经办 {card.ended_by}" if taken_down else ""),
        ("未满期原因", card.breach),
    )
    return [(name, value) for name, value in facts if value]
