"""实绩信息库: find a cadre, see the years on one screen, print the record (D27, D77b)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.documents.files import file_name, save
from app.office import Reader
from app.progress import Progress
from app.record.papers import RecordForm, record_form, record_paper, record_workbook, scope
from app.record.rules import Mean
from app.record.search import Found, find_cadres
from app.record.views import CadreRecord, MonthLine, YearLine, cadre_record, yearly_means
from app.vocabulary import Month
from ui.record.sources import SourcesDialog, show_form
from ui.record.tables import FOUND, MONTHS
from ui.record.view import PICTURED, RecordView
from ui.shared.columns import Align, Column, Wanted
from ui.shared.errands import Errands
from ui.shared.files import choose_file
from ui.shared.look import Tone
from ui.shared.panels import Columns
from ui.shared.paper_view import PaperDialog
from ui.shared.rights import runs_unit, sees_work
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, EmptyState

RECKONED: tuple[Column[MonthLine], ...] = (
    *MONTHS[:6],
    Column("计分", lambda row: row.part.total if row.part.months else "不计", 60, Align.RIGHT, key="form"),
    Column("说明", lambda row: row.reason or ("未报计 0" if row.part.missed else ""), key="form"),
)


class RecordStage(Stage):
    """The tab: who on the left, the years in the middle; a cadre's account sees only the own record."""

    tables = frozenset(
        {"report", "evaluation", "review", "posting", "remark", "finding_decision", "exemption", "post"}
        | {"cadre", "unit", "rulebook_version", "month_waiver"}
    )

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self.runs_unit = runs_unit(self.office.login)
        self._cadre_id = "" if self.runs_unit else (self.office.login.cadre_id or "")
        self._record: CadreRecord | None = None
        self.found: Sheet[Found] = Sheet(
            FOUND, lambda row: row.cadre_id, name="干部", filtering=True, sorting=False
        )
        self.found.filter.setPlaceholderText("姓名、单位、职务…  Ctrl+F")
        self.card = Card("实绩信息库")
        self.view = RecordView(with_remarks=self.runs_unit)
        self.form = Button("看登记表", "Ctrl+Return", self._form)
        self.export_book = Button("导出 Excel", "Ctrl+E", self._export)
        self.print = Button("预览个人实绩档案", "Ctrl+P", self._preview, kind="primary")
        self.empty = EmptyState("还没有选定干部", "在左边按姓名、单位或职务查找，选中后在这里看历年实绩。")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.shown = QStackedWidget()
        self.shown.addWidget(self.empty)
        self.shown.addWidget(self.view)
        self.card.column.addWidget(self.shown, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.form)
        foot.addWidget(self.export_book)
        foot.addStretch(1)
        foot.addWidget(self.print)
        self.card.column.addLayout(foot)
        who = Card("干部")
        who.column.addWidget(self.found, 1)
        who.setVisible(self.runs_unit)
        self.nothing = EmptyState("这个账户不看实绩", "请用经办人、主要负责人或领导干部的账户登录。")
        self.whole = QStackedWidget()
        self.whole.addWidget(Columns(who, self.card, widths=(340, 0)))
        self.whole.addWidget(self.nothing)
        self.set_content(self.whole)
        self._ready(ready=False)

    def _connect(self) -> None:
        self.found.chosen.connect(lambda row: self._choose(row.cadre_id))
        self.view.form_wanted.connect(self._show_form)
        self.view.words_wanted.connect(self._show_words)
        self.view.mean_wanted.connect(self._show_reckoning)

    # hooks

    def reload(self) -> None:
        """Load the list and the chosen record."""
        if not sees_work(self.office.login):
            self.whole.setCurrentWidget(self.nothing)
            return
        if self.runs_unit:
            self.found.model.set_pages(self._fetch)
        if self._cadre_id:
            self._choose(self._cadre_id)

    def open(self, record: object) -> None:
        """Show one cadre's record."""
        self._choose(str(record))

    # showing

    def _fetch(self, wanted: Wanted, then: Callable[[Sequence[Found]], object]) -> None:
        args = (wanted.text, wanted.offset, wanted.limit)
        self.load(find_cadres, *args, then=then, key="found", beside=True)

    def _choose(self, cadre_id: str) -> None:
        self._cadre_id = cadre_id
        self.load(cadre_record, cadre_id, then=self._show_record, key="record")

    def _show_record(self, record: CadreRecord) -> None:
        if self._record is not None and self._record.card.cadre_id != record.card.cadre_id:
            self.view.turn_to("months")
        self._record = record
        now = record.card.posts[0] if record.card.posts else None
        self.card.title.setText(
            f"{record.card.entry.name}　{f'{now.unit} {now.entry.title}' if now else ''}".strip()
        )
        self.view.show_record(record)
        self.shown.setCurrentWidget(self.view)
        self._ready(ready=True)
        years = [year.year for year in record.years[:PICTURED]]
        who = record.card.cadre_id
        self.load(_comparison, years, then=partial(self._compare, who), key="means", beside=True)

    def _compare(self, cadre_id: str, found: tuple[dict[int, Mean], str]) -> None:
        if cadre_id == self._cadre_id:
            self.view.compare(*found)

    def _ready(self, *, ready: bool) -> None:
        for button in (self.form, self.export_book, self.print):
            button.setEnabled(ready)

    # slots

    def _form(self) -> None:
        line = self.view.months.current()
        if line is None:
            self.problems.tell("请先在“逐月实绩”里选一个月。", Tone.QUIET)
        else:
            self._show_form(line)

    def _show_form(self, line: MonthLine) -> None:
        if line.report_id is None:
            why = line.reason or f"{line.light.label}，没有登记表"
            self.problems.tell(f"{line.month.label}：{why.rstrip('。')}。", Tone.QUIET)
            return
        show_form(self, line.unit_id, line.month, self._cadre_id, line.report_id, self._name())

    def _show_words(self, line: MonthLine) -> None:
        note = "\n".join(
            f"{word.decided_on} {word.decided_by}：{word.verdict.label} {word.number}{word.opinion}"
            for word in line.words
        )
        self._show_lines(f"{self._name()}{line.month.label}县级审核", note, [line])

    def _show_reckoning(self, year: YearLine) -> None:
        note = (
            f"月均 ＝ 各月计分之和 ÷ 应报月数 ＝ {year.reckoning}。"
            "未报计 0，免报不计；已报尚未评定或被县里退回的为待定，暂不计。"
        )
        self._show_lines(f"{self._name()}{year.year}年月均", note, year.months)

    def _show_lines(self, title: str, note: str, lines: Sequence[MonthLine]) -> None:
        opened = ("看登记表", self._show_form)
        SourcesDialog(
            self, title, note, RECKONED, lines, opened, lambda line: line.report_id is not None
        ).open()

    def _name(self) -> str:
        return self._record.card.entry.name if self._record else ""

    def _preview(self) -> None:
        name = f"{self._name()}个人实绩档案"
        self.export(
            "生成个人实绩档案",
            self._job(record_paper),
            lambda pdf: PaperDialog(self, self.errands, name, pdf).open(),
        )

    def _export(self) -> None:
        name = file_name(f"{self._name()}个人实绩档案", suffix=".xlsx")
        choose_file(self, "导出个人实绩档案", name, self._write)

    def _write(self, target: Path) -> None:
        make = self._job(record_workbook)
        self.export("导出个人实绩档案", lambda progress: save(target, make(progress)), self._exported)

    def _job(self, render: Callable[[RecordForm], bytes]) -> Callable[[Progress], bytes]:
        office, cadre_id = self.office, self._cadre_id

        def job(_: Progress) -> bytes:
            with office.read() as reader:
                form = record_form(reader, cadre_id)
            return render(form)

        return job


def _comparison(reader: Reader, years: Sequence[int]) -> tuple[dict[int, Mean], str]:
    return yearly_means(reader, years), scope(reader)
