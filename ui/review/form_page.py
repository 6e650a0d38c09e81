"""One form beside last month's, to be judged: file, return with remarks, take a decision back (D26, D36)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.documents.files import save
from app.monthly.actions_evidence import EvidenceFile, evidence_file
from app.monthly.cards import EvidenceLine
from app.monthly.text import ClauseText
from app.review.actions import file_report
from app.review.views_form import FormSheet, form_sheet
from app.vocabulary import ReportState, ReviewMove
from ui.monthly.side import percent_words
from ui.review.dialogs import ReturnForm, WithdrawReview
from ui.review.words import TONES
from ui.shared.files import choose_file
from ui.shared.look import Tone
from ui.shared.panels import ScrollColumn
from ui.shared.paper_view import PaperDialog
from ui.shared.picture import PictureDialog
from ui.shared.widgets import Button, Card, Pill, label, line

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage

TOP = Qt.AlignmentFlag.AlignTop


class FormPage(Card):
    """The form in the middle; `left` wants the list back, `step` the next or former form."""

    left = Signal()
    step = Signal(int)
    shown = Signal(object)
    """FormSheet: what is shown now."""
    filed = Signal(str)
    """The 备案号 just given."""

    def __init__(self, stage: ReviewStage) -> None:
        super().__init__("登记表")
        self.stage = stage
        self.found: FormSheet | None = None
        self._wanted = ""
        self.pill = Pill()
        self.paper = ScrollColumn()
        self.back = Button("返回名单", "Esc", self.left.emit)
        self.former = Button("上一份", "Alt+Up", lambda: self.step.emit(-1))
        self.following = Button("下一份", "Alt+Down", lambda: self.step.emit(1))
        self.withdraw = Button("撤回审核…", "Ctrl+Shift+D", self._withdraw)
        self.give_back = Button("退回…", "Ctrl+R", self._return)
        self.file = Button("备案", "Ctrl+Return", self._file, kind="primary")
        self.head.insertWidget(1, self.pill)
        self.column.addWidget(self.paper, 1)
        foot = QHBoxLayout()
        for button in (self.back, self.former, self.following):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.withdraw, self.give_back, self.file):
            foot.addWidget(button)
        self.column.addLayout(foot)

    def show_form(self, report_id: str) -> None:
        """Load a form and show it."""
        self._wanted, self.found = report_id, None
        self.paper.fill([])
        for button in (self.file, self.give_back, self.withdraw):
            button.hide()
        self.reload()

    def reload(self) -> None:
        """Load the form shown anew."""
        if self._wanted:
            self.stage.load(form_sheet, self._wanted, then=self._show, key="form")

    @property
    def report_id(self) -> str:
        """The form wanted."""
        return self._wanted

    def _show(self, found: FormSheet) -> None:
        if found.report_id != self._wanted:
            return
        self.found = found
        sheet, person = found.sheet, found.sheet.person
        version = sheet.report.label if sheet.report else ""
        who = f"{found.unit} · {person.name} · {person.title}"
        self.title.setText(f"{who} · {sheet.month.label} {version}".rstrip())
        if sheet.report and sheet.report.state is not ReportState.SIGNED:
            self.pill.tell(sheet.report.state.label, Tone.QUIET)
        else:
            self.pill.tell(found.state.label, TONES[found.state])
        self.paper.fill([self._grid(found)])
        self.file.setVisible(ReviewMove.FILE in found.moves)
        self.give_back.setVisible(ReviewMove.RETURN in found.moves)
        self.withdraw.setVisible(ReviewMove.WITHDRAW in found.moves)
        self.shown.emit(found)

    def _grid(self, found: FormSheet) -> QWidget:
        sheet, last = found.sheet, found.sheet.last_month
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        grid.addWidget(label(f"{sheet.month.label}（本份）", "strong"), 0, 0)
        grid.addWidget(label(f"{sheet.month.previous.label}（上月）", "strong"), 0, 1)
        former = last.clauses if last else ()
        rows = max(len(sheet.text.clauses), len(former), 1)
        for place in range(rows):
            grid.addWidget(line(), 2 * place + 1, 0, 1, 2)
            if place < len(sheet.text.clauses):
                grid.addLayout(self._clause(found, place), 2 * place + 2, 0, TOP)
            if place < len(former):
                grid.addWidget(label(_clause_words(place, former[place]), wrap=True), 2 * place + 2, 1, TOP)
        if not sheet.text.clauses:
            grid.addWidget(label(f"本月无应报告事项：{sheet.text.nothing_reason}", wrap=True), 2, 0)
        if last is None:
            grid.addWidget(label("上月没有登记表。", "caption"), 2, 1, TOP)
        self._texts(grid, found, 2 * rows + 2)
        return page

    def _clause(self, found: FormSheet, place: int) -> QGridLayout:
        clause = found.sheet.text.clauses[place]
        box = QGridLayout()
        box.setVerticalSpacing(2)
        box.addWidget(label(_clause_words(place, clause), wrap=True), 0, 0)
        remark = found.decision.on(clause.id) if found.decision and clause.id else ""
        if remark:
            box.addWidget(label(f"审核意见：{remark}", "hint", wrap=True), 1, 0)
        files = [one for one in found.sheet.evidence if one.clause_id == clause.id]
        for row, file in enumerate(files, 2):
            box.addWidget(self._file_link(file), row, 0)
        return box

    def _file_link(self, file: EvidenceLine) -> Button:
        return Button(f"佐证：{file.name} ›", on=lambda: self._look_at(file.id), kind="link")

    def _texts(self, grid: QGridLayout, found: FormSheet, row: int) -> None:
        text, last = found.sheet.text, found.sheet.last_month
        own = text.self_grade.label if text.self_grade else "未填"
        given = found.sheet.evaluation
        pairs = (
            ("未完成及原因", text.unfinished),
            ("下月打算", text.next_month),
            ("自我鉴定", text.self_appraisal),
            ("自评等次", own),
            ("班子会议评定", given.grade.label if given else "尚未评定"),
        )
        words = "\n".join(f"{name}：{value}" for name, value in pairs if value)
        grid.addWidget(line(), row, 0, 1, 2)
        grid.addWidget(label(words, wrap=True), row + 1, 0, TOP)
        if last:
            grades = f"自评“{last.self_grade.label}”，" if last.self_grade else ""
            judged = f"评定“{last.grade.label}”" if last.grade else "尚未评定"
            plans = f"\n上月打算：{last.next_month}" if last.next_month else ""
            grid.addWidget(label(f"{grades}{judged}{plans}", wrap=True), row + 1, 1, TOP)

    # slots

    def _file(self) -> None:
        if self.found:
            args = (self.found.report_id, self.found.revision)
            self.stage.decide("备案", file_report, *args, then=self.filed.emit, by=self.file)

    def _return(self) -> None:
        if self.found:
            ReturnForm(self.stage, self.found).open()

    def _withdraw(self) -> None:
        if self.found and self.found.decision:
            WithdrawReview(self.stage, self.found.decision).open()

    def _look_at(self, evidence_id: str) -> None:
        self.stage.load(evidence_file, evidence_id, then=self._open_file, beside=True)

    def _open_file(self, file: EvidenceFile) -> None:
        if file.media_type == "application/pdf":
            PaperDialog(self.stage, self.stage.errands, file.name, file.content).open()
        elif file.media_type.startswith("image/"):
            PictureDialog(self.stage, file.name, file.content).open()
        else:
            choose_file(self.stage, "另存佐证材料", file.name, lambda path: self._save(file, path))

    def _save(self, file: EvidenceFile, path: Path) -> None:
        self.stage.export("保存佐证材料", lambda _progress: save(path, file.content), self._saved)

    def _saved(self, path: Path) -> None:
        self.stage.problems.tell(f"已保存到 {path}", Tone.QUIET)


def _clause_words(place: int, clause: ClauseText) -> str:
    reason = f"\n未完成原因：{clause.reason}" if clause.reason else ""
    shared = f"（{clause.part.label}）" if clause.partners else ""
    return f"{place + 1}. {clause.task}{shared}\n{clause.result}{percent_words(clause)}{reason}"
