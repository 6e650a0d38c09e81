"""呈阅汇总: what of a month is laid before the leaders, in whose words, and what they wrote on it (D38)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.drafts import drop_typing, keep_typing
from app.office import Reader
from app.progress import Progress
from app.review.digest_actions import cleaned, make_digest, next_edition, remove_remark
from app.review.digest_board import (
    DigestBoard,
    EditionCard,
    RemarkCard,
    digest_board,
    edition_pdf,
    kept_wording,
    typing_page,
)
from app.review.digest_candidates import Candidate, candidates
from app.review.digest_form import Wording, digest_form, paragraphs
from app.review.digest_paper import digest_paper
from app.review.digest_views import month_totals
from app.vocabulary import Month
from ui.review.digest_dialogs import LeaderRemark
from ui.review.digest_figures import FiguresPage
from ui.review.digest_tables import EDITIONS, OFFERED, REMARKS
from ui.shared.errands import Errands
from ui.shared.forms import ConfirmNames
from ui.shared.inputs import PlainText
from ui.shared.look import Tone
from ui.shared.panels import Columns
from ui.shared.paper_view import PaperDialog
from ui.shared.rights import runs_unit
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, label

HINT = "一行一条，写明单位。程序只列出可选的内容，选哪些、怎样写由人决定。"
TABS = {"figures": "数字和图表", "words": "突出事项、问题和批示"}


class DigestStage(Stage):
    """The tab: the month's numbers; what it offers, the words made of it, editions and remarks."""

    tables = frozenset(
        {"digest", "leader_remark", "report", "review", "evaluation", "posting", "unit", "finding_decision"}
        | {"cadre", "post", "exemption", "month_waiver", "rulebook_version"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._board: DigestBoard | None = None
        self._shown: Month | None = None
        self._units_of: dict[str, str] = {}
        """The unit of every paragraph that was offered or kept, by its text."""
        self.figures = FiguresPage(self)
        self.offered: Sheet[Candidate] = Sheet(
            OFFERED, lambda row: row.key, name="可选内容", filtering=True, wrap=True
        )
        self.take = Button("采用这一条 →", "Ctrl+J", self._take)
        self.notable, self.problems_text = PlainText(), PlainText()
        self.look = Button("预览", "Ctrl+P", self._preview)
        self.make = Button("生成一稿呈阅", "Ctrl+Return", self._make, kind="primary")
        self.editions: Sheet[EditionCard] = Sheet(EDITIONS, lambda row: row.id, name="已生成的稿")
        self.remarks: Sheet[RemarkCard] = Sheet(REMARKS, lambda row: row.id, name="领导批示", wrap=True)
        self.open_edition = Button("看这一稿", "Ctrl+O", self._open)
        self.remark = Button("登记批示…", "Ctrl+B", self._remark)
        self.correct = Button("更正批示…", "F2", self._correct)
        self.remove = Button("删除误登…", "F4", self._remove)
        self.tabs = {
            name: Button(words, f"Ctrl+{number}", partial(self.turn_to, name), kind="tab")
            for number, (name, words) in enumerate(TABS.items(), 1)
        }
        self.fields.add("notable", self.notable)
        self.fields.add("problems", self.problems_text)
        self._arrange()
        for sheet in (self.editions, self.remarks):
            sheet.chosen.connect(lambda _row: self._show_buttons())
        self.offered.opened.connect(lambda _row: self._take())

    def _arrange(self) -> None:
        left = Card("可选内容")
        left.column.addWidget(self.offered, 1)
        left.column.addWidget(self.take)
        middle = Card("突出事项和问题")
        middle.column.addWidget(label(HINT, "caption", wrap=True))
        for words, text in (("突出事项", self.notable), ("存在问题", self.problems_text)):
            text.setAccessibleName(words)
            text.setTabChangesFocus(True)
            middle.column.addWidget(label(words, "strong"))
            middle.column.addWidget(text, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.figures)
        self.pages.addWidget(Columns(left, middle, self._beside(), widths=(420, 0, 330)))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(_row(*self.tabs.values(), None))
        column.addWidget(self.pages, 1)
        column.addLayout(_row(None, self.look, self.make))
        self.set_content(whole)
        self.turn_to("figures")
        self._show_buttons()

    def _beside(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        editions, remarks = Card("已生成的稿"), Card("领导批示")
        editions.column.addWidget(self.editions, 1)
        editions.column.addLayout(_row(self.open_edition, self.remark))
        remarks.column.addWidget(self.remarks, 1)
        remarks.column.addLayout(_row(self.correct, self.remove))
        column.addWidget(editions, 1)
        column.addWidget(remarks, 2)
        return right

    def turn_to(self, name: str) -> None:
        """Bring a page to the front."""
        self.pages.setCurrentIndex(list(TABS).index(name))
        for word, button in self.tabs.items():
            button.setCheckable(True)
            button.setChecked(word == name)

    # hooks

    def open(self, record: object) -> None:
        """Show one leader's remark."""
        self.turn_to("words")
        self.remarks.go_to(record)

    def reload(self) -> None:
        """Load what the month offers, the words so far, editions and remarks."""
        if not runs_unit(self.office.login):
            return
        self.load(month_totals, self.month, then=self.figures.show_month, key="totals", beside=True)
        self.load(candidates, self.month, then=self._show_offered, key="candidates")
        self.load(digest_board, self.month, then=self._show_board, key="board")
        if self._shown != self.month:
            self.load(kept_wording, self.month, then=self._show_wording, key="wording")

    def save(self, changed: Mapping[str, object]) -> None:  # noqa: ARG002 - both texts are kept together
        """Keep what is typed until an edition is made of it."""
        self.perform("自动保存草稿", keep_typing, typing_page(self.month), _body(self._wording()))

    # showing

    def _show_offered(self, offered: tuple[Candidate, ...]) -> None:
        self._units_of |= {one.text: one.unit_id for one in offered}
        self.offered.set_rows(offered)

    def _show_wording(self, wording: Wording) -> None:
        self._shown = self.month
        self._units_of |= {one.text: one.unit_id for one in (*wording.notable, *wording.problems)}
        lines = {"notable": wording.notable, "problems": wording.problems}
        self.fields.show({name: "\n".join(one.text for one in part) for name, part in lines.items()})

    def _show_board(self, board: DigestBoard) -> None:
        self._board = board
        self.editions.set_rows(board.editions)
        self.remarks.set_rows(board.remarks)
        for sheet, rows in ((self.editions, board.editions), (self.remarks, board.remarks)):
            if rows and sheet.current() is None:
                sheet.go_to(rows[0].id)
        self._show_buttons()

    def _show_buttons(self) -> None:
        for button in (self.open_edition, self.remark):
            button.setEnabled(self.editions.current() is not None)
        for button in (self.correct, self.remove):
            button.setEnabled(self.remarks.current() is not None)

    # the words

    def _wording(self) -> Wording:
        units = self._board.units if self._board else ()
        texts = (self.notable.toPlainText(), self.problems_text.toPlainText())
        return Wording(*(paragraphs(text, units, self._units_of) for text in texts))

    def _take(self) -> None:
        row = self.offered.current()
        if row is None:
            return
        text = self.notable if row.notable else self.problems_text
        if row.text in text.toPlainText():
            self.problems.tell("这一条已经采用。", Tone.QUIET)
            return
        text.moveCursor(QTextCursor.MoveOperation.End)
        text.insertPlainText(("\n" if text.toPlainText().strip() else "") + row.text)

    def _preview(self) -> None:
        wording, month = self._wording(), self.month
        self._paper(f"{month.label}汇总表（预览）", lambda reader: _form_pdf(reader, month, wording))

    def _make(self) -> None:
        wording, month = cleaned(self._wording()), self.month
        self.settled(lambda: self._make_of(wording, month))

    def _make_of(self, wording: Wording, month: Month) -> None:
        office = self.office

        def job(progress: Progress) -> str:
            made = make_digest(office, month, wording, progress)
            with office.write("清除草稿") as work:
                drop_typing(work, typing_page(month))
            return made

        self.export("生成月度审核汇总表", job, self._made)

    def _made(self, digest_id: str) -> None:
        self.problems.tell("已生成一稿。打印呈阅后，把领导批示登记在这一稿上。", Tone.DONE)
        self._show_paper(digest_id, f"{self.month.label}汇总表")

    # editions and remarks

    def _open(self) -> None:
        row = self.editions.current()
        if row is not None:
            self._show_paper(row.id, f"{row.month.label}汇总表 第{row.edition}稿")

    def _show_paper(self, digest_id: str, name: str) -> None:
        self._paper(name, lambda reader: edition_pdf(reader, digest_id))

    def _paper(self, name: str, make: Callable[[Reader], bytes]) -> None:
        office = self.office

        def job(_progress: Progress) -> bytes:
            with office.read() as reader:
                return make(reader)

        self.export(f"生成{name}", job, lambda pdf: PaperDialog(self, self.errands, name, pdf).open())

    def _remark(self) -> None:
        row = self.editions.current()
        if row is not None and self._board is not None:
            LeaderRemark(self, self._board.units, digest_id=row.id).open()

    def _correct(self) -> None:
        row = self.remarks.current()
        if row is not None and self._board is not None:
            LeaderRemark(self, self._board.units, card=row).open()

    def _remove(self) -> None:
        row = self.remarks.current()
        if row is None:
            return
        ConfirmNames(
            self,
            "误登的批示删除后，下一次回执起各单位也不再看到。",
            {"删除批示": [f"{row.leader}：{row.text}"]},
            ok="删除批示",
            then=lambda: self.perform("删除误登批示", remove_remark, row.id, row.revision),
            danger=True,
        )


def _form_pdf(reader: Reader, month: Month, wording: Wording) -> bytes:
    return digest_paper(digest_form(reader, month, wording, next_edition(reader, month)))


def _body(wording: Wording) -> dict[str, list[dict[str, str]]]:
    parts = {"notable": wording.notable, "problems": wording.problems}
    return {
        name: [{"unit_id": one.unit_id, "text": one.text} for one in part] for name, part in parts.items()
    }


def _row(*buttons: Button | None) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        if button is None:
            row.addStretch(1)
        else:
            row.addWidget(button)
    return row
