"""Panels: the columns of a stage, the scrolling column, the foldable notes beside the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from ui.shared.look import px
from ui.shared.widgets import Button, Card, label, line


class ScrollColumn(QScrollArea):
    """A column that scrolls when it is longer than the screen; put content into `column`."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "page")
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(page)

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """Show these from the top, in place of what was there."""
        while self.column.count():
            old = self.column.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for widget in widgets:
            self.column.addWidget(widget)
        self.column.addStretch(1)


class FittingColumn(ScrollColumn):
    """A column as high and wide as its content while the screen has room for it; beyond that it scrolls."""

    BESIDE = 180
    """Pixels of the screen left for what stands above and below it in its window."""

    def __init__(self, least: int = 0) -> None:
        """`least`: pixels that it is wide at least."""
        super().__init__()
        self._least = least
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def event(self, event: QEvent) -> bool:
        """Grow with the content."""
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.Resize}:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        page, screen = self.widget(), self.screen().availableGeometry()
        width = page.minimumSizeHint().width()
        flowing = self.column.totalHeightForWidth(max(self.viewport().width(), width))
        height = max(flowing, self.column.totalMinimumSize().height())
        room = screen.height() - px(self.BESIDE)
        self.setMinimumHeight(min(height, room))
        bar = self.verticalScrollBar().sizeHint().width() if height > room else 0
        self.setMinimumWidth(min(max(width + bar, self._least), screen.width() - px(60)))


@dataclass(frozen=True, slots=True)
class Note:
    """One paragraph of a side panel; role: caption, hint (amber), note (blue), fault."""

    text: str
    role: str = "caption"


class SidePanel(Card):
    """Notes beside the paper in titled sections; folds to a narrow strip (F9)."""

    folded = Signal(bool)

    def __init__(self, name: str = "参考") -> None:
        super().__init__()
        self._name = name
        self._by_hand = False
        self._fold = QPushButton()
        self._fold.setObjectName("sidePanelFold")
        self._fold.clicked.connect(self.toggle)
        self._keys = QShortcut(QKeySequence("F9"), self)
        self._keys.activated.connect(self.toggle)
        self._pages = ScrollColumn()
        self._pages.column.setContentsMargins(0, 0, px(8), 0)
        self._pages.column.setSpacing(8)
        self._linked = QWidget()
        self._links = QVBoxLayout(self._linked)
        self._links.setContentsMargins(0, 0, 0, 0)
        self._sections: dict[str, QWidget] = {}
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self._fold)
        self.column.addLayout(top)
        self.column.addWidget(self._pages, 1)
        self.column.addWidget(self._linked)
        self._arrange()

    def fill(self, sections: Sequence[tuple[str, Sequence[Note | QWidget]]]) -> None:
        """Show titled sections; empty ones are left out."""
        pieces: list[QWidget] = []
        for title, notes in sections:
            if not notes:
                continue
            if pieces:
                pieces.append(line())
            pieces.append(label(title, "title"))
            pieces += [label(n.text, n.role, wrap=True) if isinstance(n, Note) else n for n in notes]
        self._pages.fill(pieces)

    def add_link(self, button: Button) -> None:
        """Put a link under the notes, e.g. the history."""
        self._links.addWidget(button)

    def toggle(self) -> None:
        """Fold or unfold; from now on it stays as the person has it."""
        self._by_hand = True
        self._set_folded(folded=not self._pages.isHidden())

    def make_room(self, *, narrow: bool) -> None:
        """Fold where the columns are narrow, and unfold once they are not, unless the person did either."""
        if not self._by_hand and narrow != self._pages.isHidden():
            self._set_folded(folded=narrow)

    def _set_folded(self, *, folded: bool) -> None:
        self._pages.setHidden(folded)
        self._arrange()
        self.folded.emit(folded)

    def _arrange(self) -> None:
        away = self._pages.isHidden()
        self._linked.setHidden(away)
        self._fold.setText("\n".join(f"展开{self._name}") if away else f"收起{self._name} F9")
        self.setMaximumWidth(px(44) if away else 16_777_215)
        self.setMinimumWidth(px(44) if away else px(200))
        margin = 4 if away else 16
        self.column.setContentsMargins(margin, 8, margin, 14)
        self.column.setAlignment(self._pages, Qt.AlignmentFlag(0))


class Columns(QSplitter):
    """Who – what – beside: the middle grows, the sides keep their width; a narrow one folds the panel."""

    NARROW = 1000
    """Pixels under which there is no room for three columns."""

    def __init__(self, *columns: QWidget, widths: Sequence[int]) -> None:
        """`widths`: pixels per column; 0 for the one that grows."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(14)
        self.setChildrenCollapsible(False)
        for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
            self.addWidget(column)
            self.setStretchFactor(index, 0 if width else 1)
            if isinstance(column, SidePanel):
                column.folded.connect(lambda _folded: self._share())
        self._widths = tuple(widths)
        self._share()

    def _share(self) -> None:
        """Give the sides their width, the folded panel its strip, and the middle all the rest."""
        most = (self.widget(place).maximumWidth() for place in range(self.count()))
        wanted = (px(width) if width else 100_000 for width in self._widths)
        self.setSizes([min(pair) for pair in zip(wanted, most, strict=True)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the middle."""
        super().resizeEvent(event)
        for place in range(self.count()):
            panel = self.widget(place)
            if isinstance(panel, SidePanel):
                QTimer.singleShot(0, panel, partial(panel.make_room, narrow=self.width() < px(self.NARROW)))
