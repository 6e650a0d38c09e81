"""PersonList: the people of a stage with their posts and states; up and down moves, the stage follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.shared.look import ACCENT, ACCENT_TINT, CARD, INK, LINE, SECOND, Tone, font, px
from ui.shared.widgets import Card, label

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list; `id` is what `chosen` tells."""

    id: str
    name: str
    post: str
    state: str = ""
    tone: Tone = Tone.QUIET


class PeopleModel(QAbstractListModel):
    """The people as a list model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.people: tuple[Person, ...] = ()

    def show(self, people: Sequence[Person]) -> None:
        """Replace the people."""
        self.beginResetModel()
        self.people = tuple(people)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many people."""
        return 0 if parent.isValid() else len(self.people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name for display, the whole line for accessibility."""
        person = self.people[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return person.name
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return "，".join(part for part in (person.name, person.post, person.state) if part)
        return None


class PersonDelegate(QStyledItemDelegate):
    """Paints name over post, the state pill at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Two lines."""
        return QSize(px(140), px(50))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one person."""
        model = index.model()
        if not isinstance(model, PeopleModel):
            return
        person = model.people[index.row()]
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if chosen:
            painter.fillRect(box, QColor(ACCENT_TINT))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(ACCENT))
        painter.setPen(QPen(QColor(LINE)))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        pill_left = _draw_pill(painter, box, person, chosen=chosen) if person.state else box.right() - 10
        words = QRectF(box.left() + 14, box.top() + 6, pill_left - box.left() - 20, box.height() - 12)
        _draw_line(painter, words, person.name, INK, Qt.AlignmentFlag.AlignTop, bold=True)
        _draw_line(painter, words, person.post, SECOND, Qt.AlignmentFlag.AlignBottom, bold=False)
        painter.restore()


class PersonList(Card):
    """Who: a heading with the tally, then the people. Keeps the chosen person over refreshes."""

    chosen = Signal(str)
    """The id of the person now wanted, by click or arrow key."""

    def __init__(self) -> None:
        super().__init__()
        self.column.setContentsMargins(1, 8, 1, 8)
        self.column.setSpacing(4)
        self._tally = label("", "caption")
        self._tally.setContentsMargins(13, 4, 13, 2)
        self._model = PeopleModel(self)
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(PersonDelegate(self.view))
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName("人员名单")
        self.setMinimumWidth(px(180))
        self.column.addWidget(self._tally)
        self.column.addWidget(self.view, 1)
        self._quiet = False
        self.view.selectionModel().currentChanged.connect(self._current_changed)

    def show_people(self, people: Sequence[Person], tally: str = "") -> None:
        """Replace the list; the chosen person stays chosen without `chosen` being told again."""
        kept = self.current()
        self._tally.setText(tally)
        self._tally.setVisible(bool(tally))
        self._quiet = True
        self._model.show(people)
        self._quiet = False
        if kept is not None:
            self.choose(kept)

    def current(self) -> str | None:
        """Return the id of the chosen person."""
        row = self.view.currentIndex().row()
        return self._model.people[row].id if 0 <= row < len(self._model.people) else None

    def choose(self, person_id: str) -> bool:
        """Choose without telling `chosen`; False when the person is not listed."""
        for row, person in enumerate(self._model.people):
            if person.id == person_id:
                self._quiet = True
                self.view.setCurrentIndex(self._model.index(row))
                self._quiet = False
                return True
        return False

    def choose_first(self) -> None:
        """Choose the first person if none is chosen, and tell it."""
        if self.current() is None and self._model.people:
            self.view.setCurrentIndex(self._model.index(0))

    def _current_changed(self, index: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self.chosen.emit(self._model.people[index.row()].id)


def _draw_pill(painter: QPainter, box: QRectF, person: Person, *, chosen: bool) -> float:
    """Draw the state and return where it begins."""
    painter.setFont(font(12))
    width = QFontMetrics(painter.font()).horizontalAdvance(person.state) + px(22)
    height = px(20)
    pill = QRectF(box.right() - width - 12, box.center().y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(CARD if chosen else person.tone.tint))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(QColor(person.tone.ink))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, person.state)
    return pill.left()


def _draw_line(
    painter: QPainter, box: QRectF, text: str, colour: str, where: Qt.AlignmentFlag, *, bold: bool
) -> None:
    painter.setFont(font(13 if bold else 12, bold=bold))
    painter.setPen(QColor(colour))
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | where, shown)
