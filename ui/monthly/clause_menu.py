"""What is done with one clause: shared, supported by files, moved, taken out (D19, D61)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.monthly.views_sheet import ReportSheet, cadre_sheet
from ui.monthly.dialogs import ShareResult
from ui.monthly.evidence import EvidenceDialog
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.widgets import Button, key_name

if TYPE_CHECKING:
    from ui.monthly.form_page import FormPage


class ClauseMenu:
    """The button “本条” and the table's context menu; every entry has its key."""

    def __init__(self, page: FormPage) -> None:
        self._page = page
        self._table = page.paper.table
        self.menu = QMenu(page)
        self.button = Button("本条 ▾", "Ctrl+Shift+M", self._pop_up)
        self._changing = [
            self._add("共同完成…", "Ctrl+G", self._share),
            self._add("上移", "Alt+Up", lambda: self._move(-1)),
            self._add("下移", "Alt+Down", lambda: self._move(1)),
            self._add("删除本条", "Ctrl+Shift+D", self._delete),
        ]
        self._add("佐证材料…", "Ctrl+B", self._evidence)
        self.menu.addSeparator()
        self.menu.addAction("复制\tCtrl+C", self._table.view.copy)
        self._table.opened.connect(lambda _row: self._evidence())
        self._table.view.customContextMenuRequested.disconnect()
        self._table.view.customContextMenuRequested.connect(self._context)

    def show_rights(self, *, may_edit: bool) -> None:
        """Offer changes only where the form may be changed."""
        for action in self._changing:
            action.setEnabled(may_edit)
            action.setVisible(may_edit)

    def _add(self, words: str, keys: str, run: Callable[[], object]) -> QAction:
        action = self.menu.addAction(f"{words}\t{key_name(keys).replace('Up', '↑').replace('Down', '↓')}")
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked: run())
        self._page.addAction(action)
        return action

    def _pop_up(self) -> None:
        self.menu.popup(self.button.mapToGlobal(QPoint(0, -self.menu.sizeHint().height())))

    def _context(self, place: QPoint) -> None:
        self.menu.popup(self._table.view.viewport().mapToGlobal(place))

    def _chosen(self) -> int | None:
        place = self._table.current_place()
        if place is None:
            self._page.stage.problems.tell("请先点选一条条款。", Tone.DUE)
        return place

    def _move(self, way: int) -> None:
        place = self._chosen()
        if place is not None:
            self._table.shift(place, way)

    def _delete(self) -> None:
        place = self._chosen()
        if place is None:
            return
        self._table.finish()
        clause = self._table.clauses[place]
        if clause.planned:
            words = f"第 {place + 1} 条来自月计划，不能删除；没有做的请填 0% 并说明原因。"
            self._page.stage.problems.tell(words, Tone.DUE)
        elif not (clause.task or clause.result or clause.id):
            self._table.delete(place)
        else:
            names = {"工作任务": [clause.task], "完成情况": [clause.result]}
            what = f"删除第 {place + 1} 条？它的佐证材料一并移除。"
            ConfirmNames(
                self._page.stage, what, names, "删除本条", lambda: self._table.delete(place), danger=True
            )

    def _share(self) -> None:
        place = self._chosen()
        if place is not None:
            self._table.finish()
            stage = self._page.stage
            ShareResult(stage, self._table, place, stage.colleagues(self._page.cadre_id)).open()

    def _evidence(self) -> None:
        place = self._chosen()
        if place is not None:
            self._page.stored(lambda: self._load_evidence(place))

    def _load_evidence(self, place: int) -> None:
        stage, sheet = self._page.stage, self._page.sheet
        if sheet is None or sheet.report is None:
            return
        if not self._page.paper.may_edit:
            self._open_evidence(sheet, place)
            return
        args = (stage.unit_id, self._page.cadre_id, stage.month)
        stage.load(
            cadre_sheet,
            *args,
            then=lambda found: self._open_evidence(found, place),
            key="evidence",
            beside=True,
        )

    def _open_evidence(self, sheet: ReportSheet, place: int) -> None:
        if place < len(sheet.saved.clauses):
            EvidenceDialog(self._page.stage, sheet, place, may_edit=self._page.paper.may_edit).open()
