"""CellDelegate: how the cells of a sheet are painted and typed into."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QRegularExpression,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QRegularExpressionValidator,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.shared.columns import Column, Edit
from ui.shared.inputs import ChoiceBox, Line, PlainText
from ui.shared.look import ACCENT, ACCENT_TINT, FAINT, INK, LINE, Tone, font, px
from ui.shared.tables import Index, RowsModel

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
SAVE_OPEN_CELL_MS = 800
PAD = 6


def number_of(words: str) -> int | None:
    """Return the integer written, full-width figures, % and separators allowed; None when it is none."""
    text = unicodedata.normalize("NFKC", words).strip().removesuffix("%").replace(",", "")
    try:
        return int(text) if len(text) <= 12 else None
    except ValueError:
        return None


class CellDelegate(QStyledItemDelegate):
    """Paints cells, pills and placeholders; lends the editor and keeps what is typed."""

    def __init__(self, model: RowsModel[Any], view: QTableView, *, wrap: bool) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._wrap = wrap
        self._editor: QWidget | None = None
        self._place: QPersistentModelIndex | None = None
        self._save_later = QTimer(self, singleShot=True, interval=SAVE_OPEN_CELL_MS)
        self._save_later.timeout.connect(self._save_open)
        self.closeEditor.connect(lambda *_: self._save_later.stop())

    def finish(self) -> None:
        """Take what is typed and close the editor."""
        if self._editor is not None:
            self._close(self._editor)

    # Painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        box, state = _parts(option)
        column = self._column(index)
        painter.save()
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(ACCENT_TINT))
        elif isinstance(ground, QBrush):
            painter.fillRect(box, ground)
        painter.setPen(QPen(QColor(LINE)))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if column.pill:
            self._paint_pill(painter, box, index)
        else:
            self._paint_words(painter, box, index)
        if state & QStyle.StateFlag.State_HasFocus and self._model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped text."""
        least = px(36)
        if not self._wrap:
            return QSize(px(60), least)
        width = self._view.columnWidth(index.column()) - 2 * PAD
        height = _height(str(index.data() or ""), max(width, 20))
        return QSize(_parts(option)[0].width(), max(least, height + 2 * PAD))

    # Editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """Lend the input for a cell."""
        editor = self._make(parent, self._column(index))
        self._editor, self._place = editor, QPersistentModelIndex(index)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's value in its input."""
        value = self._model.value(self._model.row(index), self._column(index))
        match editor:
            case ChoiceBox():
                editor.set_value(value)
                QTimer.singleShot(0, editor, editor.showPopup)
            case QPlainTextEdit() if editor.toPlainText().strip() != (value or ""):
                editor.setPlainText(str(value or ""))
                editor.moveCursor(editor.textCursor().MoveOperation.End)
            case QLineEdit():
                editor.setText("" if value is None else str(value))

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed into the cell."""
        value: object = None
        match editor:
            case ChoiceBox():
                value = editor.value()
            case QPlainTextEdit():
                value = editor.toPlainText().strip()
            case QLineEdit():
                number = self._column(index).edit == Edit.NUMBER
                value = number_of(editor.text()) if number else editor.text().strip()
        self._model.type_in({(index.row(), index.column()): value})

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the input."""
        self._editor = self._place = None
        super().destroyEditor(editor, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Fill the cell; a text may hang over it to show at least three lines."""
        box = _parts(option)[0]
        if isinstance(editor, QPlainTextEdit):
            lines = max(3, editor.document().blockCount() + 1)
            box.setHeight(max(box.height(), QFontMetrics(font()).lineSpacing() * lines + 12))
            box.moveBottom(min(box.bottom(), max(self._view.viewport().height() - 2, box.height())))
        editor.setGeometry(box)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter takes the cell and goes down, Tab goes on, Alt+Enter breaks the line."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(editor, QWidget)
        ):
            if event.key() in ENTER:
                return self._enter(editor, event)
            if event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
                self._close(editor)
                self._step(1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
        return super().eventFilter(editor, event)

    # Private

    def _make(self, parent: QWidget, column: Column[Any]) -> QWidget:
        if column.edit == Edit.CHOICE:
            box = ChoiceBox(column.choices, parent)
            box.activated.connect(lambda _index: self._close(box))
            return box
        if column.edit == Edit.TEXT:
            text = PlainText(parent)
            text.setPlaceholderText(column.placeholder)
            text.textChanged.connect(self._save_later.start)
            return text
        line = Line(column.placeholder, parent=parent)
        if column.edit == Edit.NUMBER:
            line.setValidator(
                QRegularExpressionValidator(QRegularExpression("-?[0-9０-９]{0,9}[%％]?"), line)
            )
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        return line

    def _enter(self, editor: QWidget, event: QKeyEvent) -> bool:
        breaks = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        if isinstance(editor, QPlainTextEdit) and event.modifiers() & breaks:
            editor.insertPlainText("\n")
            return True
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        self._close(editor)
        down = getattr(self._view, "down", None)
        if down is not None:
            down()
        return True

    def _step(self, way: int) -> None:
        self._view.focusNextPrevChild(way > 0)

    def _close(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.NoHint)

    def _save_open(self) -> None:
        if self._editor is not None:
            self.commitData.emit(self._editor)

    def _column(self, index: Index) -> Column[Any]:
        return self._model.columns[index.column()]

    def _paint_words(self, painter: QPainter, box: QRect, index: Index) -> None:
        column = self._column(index)
        words, ink = str(index.data() or ""), index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(ink.color() if isinstance(ink, QBrush) else QColor(INK))
        if not words and column.placeholder and self._model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            words = column.placeholder
            painter.setPen(QColor(FAINT))
        inner = box.adjusted(PAD, 0, -PAD, 0)
        painter.setFont(font())
        if self._wrap:
            painter.drawText(QRectF(inner), words, _wrapping(column.align.value))
        else:
            flat = words.replace("\n", " ")
            shown = painter.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | column.align.value), shown)

    def _paint_pill(self, painter: QPainter, box: QRect, index: Index) -> None:
        words = str(index.data() or "")
        if not words:
            return
        column = self._column(index)
        tone = (column.tone(self._model.row(index)) if column.tone else None) or Tone.QUIET
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(12))
        width, height = painter.fontMetrics().horizontalAdvance(words) + px(20), px(20)
        pill = QRectF(0, 0, min(width, box.width() - 8), height)
        pill.moveCenter(QRectF(box).center())
        if column.align.value == Qt.AlignmentFlag.AlignLeft:
            pill.moveLeft(box.left() + PAD)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(tone.ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)


def _parts(option: QStyleOptionViewItem) -> tuple[QRect, QStyle.StateFlag]:
    return QRect(option.rect), option.state  # type: ignore[attr-defined]


def _wrapping(align: Qt.AlignmentFlag) -> QTextOption:
    """Break between characters as Chinese is broken; inside a word only when it is longer than the line."""
    option = QTextOption(Qt.AlignmentFlag.AlignVCenter | align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _height(words: str, width: int) -> int:
    """Return how high the wrapped words are."""
    layout = QTextLayout(words.replace("\n", "\u2028"), font())
    layout.setTextOption(_wrapping(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    lines = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines += 1
    layout.endLayout()
    return lines * QFontMetrics(font()).lineSpacing()
