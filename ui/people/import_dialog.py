"""The last look before a spreadsheet is taken over: what every row means and what to do with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from app.people.imports import SKIP, RowState
from ui.shared.columns import Align, Column
from ui.shared.inputs import ChoiceBox
from ui.shared.look import Tone, fit, px
from ui.shared.problems import ProblemBar, show
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, label

TONES = {
    RowState.NEW: Tone.STEP,
    RowState.CHANGED: Tone.DUE,
    RowState.SAME: Tone.QUIET,
    RowState.UNSURE: Tone.MISSING,
    RowState.WRONG: Tone.MISSING,
}


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One row of the file: what it means in words, what may be done with it, what is decided (None: open)."""

    id: int
    name: str
    state: RowState
    words: str
    choices: tuple[tuple[str, str], ...]
    decision: str | None

    @property
    def decided(self) -> str:
        """The decision in words."""
        return dict(self.choices).get(self.decision or "", "请选择")


class Decidable(Protocol):
    """A preview in which rows can be decided one by one."""

    def decided(self, number: int, decision: str) -> Self:
        """Return the preview with a decision for the row of that number."""


class Written(Protocol):
    """How an import ended."""

    @property
    def added(self) -> int:
        """Rows that were new."""

    @property
    def updated(self) -> int:
        """Rows that changed something."""

    @property
    def left_out(self) -> int:
        """Rows not taken."""


P = TypeVar("P", bound=Decidable)


class ImportDialog(QDialog, Generic[P]):
    """A table of the file's rows; the chosen row's decision below. Nothing is written before the button."""

    written = Signal(str)
    """One sentence on how it ended."""

    def __init__(
        self,
        stage: Stage,
        title: str,
        preview: P,
        lines: Callable[[P], Sequence[ImportLine]],
        action: Callable[..., Written],
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(stage)
        self._stage = stage
        self._title = title
        self._preview = preview
        self._lines = lines
        self._action = action
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 980, 600)
        self.problems = ProblemBar()
        self.tally = label("", "strong")
        self.sheet: Sheet[ImportLine] = Sheet(_COLUMNS, name="导入预览", sorting=False, wrap=True)
        self.choice = ChoiceBox()
        self.ok = Button("导入", "Ctrl+Return", self._import, kind="primary")
        self.away = Button("取消", on=self.reject)
        self._arrange(notes)
        self.sheet.chosen.connect(self._show_choice)
        self.choice.currentIndexChanged.connect(lambda _index: self._decide())
        self._show()
        self.sheet.view.setCurrentIndex(self.sheet.model.index(0, 0))

    def _arrange(self, notes: Sequence[str]) -> None:
        foot = QHBoxLayout()
        foot.addWidget(label("选中的这一行：", "label"))
        foot.addWidget(self.choice, 1)
        foot.addStretch(1)
        foot.addWidget(self.away)
        foot.addWidget(self.ok)
        self.choice.setAccessibleName("选中行的处理")
        self.choice.setMinimumWidth(px(320))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.problems)
        column.addWidget(self.tally)
        for note in notes:
            column.addWidget(label(note, "caption", wrap=True))
        column.addWidget(self.sheet, 1)
        column.addLayout(foot)

    def _show(self) -> None:
        lines = self._lines(self._preview)
        counts = Counter(line.state for line in lines)
        parts = [f"{state.label} {counts[state]} 行" for state in RowState if counts[state]]
        self.tally.setText("  ·  ".join(parts) or "文件里没有可导入的行")
        self.sheet.set_rows(lines)
        taken = sum(line.decision not in (None, SKIP) for line in lines)
        self.ok.setText(f"导入 {taken} 行（Ctrl+Enter）")
        self.ok.setEnabled(taken > 0)

    def _show_choice(self, line: ImportLine) -> None:
        self.choice.blockSignals(True)  # noqa: FBT003
        self.choice.set_choices(line.choices)
        self.choice.set_value(line.decision)
        self.choice.blockSignals(False)  # noqa: FBT003
        self.choice.setEnabled(len(line.choices) > 1)

    def _decide(self) -> None:
        line, decision = self.sheet.current(), self.choice.value()
        if line is not None and isinstance(decision, str):
            self._preview = self._preview.decided(line.id, decision)
            self._show()

    def _import(self) -> None:
        self.ok.setEnabled(False)
        errands = self._stage.errands
        errands.perform(
            self, self._title, self._action, self._preview, then=self._landed, failed=self._missed
        )

    def _landed(self, done: Written) -> None:
        self.accept()
        self.written.emit(f"新增 {done.added}，更新 {done.updated}，未导入 {done.left_out}。")

    def _missed(self, error: BaseException) -> None:
        self.ok.setEnabled(True)
        show(self, error)


_COLUMNS: tuple[Column[ImportLine], ...] = (
    Column("行", lambda line: line.id, width=44, align=Align.RIGHT),
    Column("名称", lambda line: line.name, width=200),
    Column(
        "状态",
        lambda line: line.state.label,
        width=84,
        align=Align.CENTRE,
        pill=True,
        tone=lambda line: TONES[line.state],
    ),
    Column(
        "内容",
        lambda line: line.words,
        tone=lambda line: Tone.MISSING if line.state is RowState.WRONG else None,
    ),
    Column(
        "处理",
        lambda line: line.decided,
        width=150,
        tone=lambda line: Tone.MISSING if line.decision is None else None,
    ),
)
