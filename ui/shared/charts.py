"""ChartView: a chart as on paper, as wide as there is room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.documents.charts import Area, Chart, Fill, Lead, Stroke, Words, hatching, outline
from ui.shared.look import ACCENT, CARD, font, px

SCALE = 1.35
"""Pixels a point at usual type size."""
ROOM = 2.0
"""Points around a mark in which a click still means it."""
FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
Draw = Callable[[float], Chart]


class ChartView(QWidget):
    """Paints a chart; `draw(width in points)` makes it anew when there is more or less room.

    A click on a mark that leads somewhere opens it; so do the arrow keys and Enter.
    """

    opened = Signal(object)
    """The target of the mark chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._draw: Draw | None = None
        self._chart: Chart | None = None
        self._leads: tuple[tuple[QRectF, Lead], ...] = ()
        self._at = 0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, draw: Draw | None) -> None:
        """Show another chart, or none."""
        self._draw = draw
        self._make()

    def sizeHint(self) -> QSize:
        """As high as the chart."""
        return QSize(px(320), round(self._chart.height * self._scale()) if self._chart else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw it for the room there is."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._make()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the marks."""
        if self._chart is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._scale(), self._scale())
            for mark in self._chart.marks:
                _paint(painter, mark)
            if self.hasFocus() and self._leads:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(ACCENT), 1.2))
                whole = QRectF(0, 0, self._chart.width, self._chart.height).adjusted(1, 1, -1, -1)
                painter.drawRect(self._leads[self._at][0].intersected(whole))

    def event(self, event: QEvent) -> bool:
        """Say of the mark under the pointer what it stands for, elsewhere what the chart says."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            lead = self._lead_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), lead.words if lead else self.accessibleName(), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer what can be opened."""
        lead = self._lead_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if lead else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked on."""
        lead = self._lead_at(event.position())
        if lead is not None:
            self.opened.emit(lead.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from mark to mark, and open one."""
        if not self._leads or event.key() not in {*FORWARD, *BACK, *OPENS}:
            super().keyPressEvent(event)
        elif event.key() in OPENS:
            self.opened.emit(self._leads[self._at][1].target)
        else:
            self._at = (self._at + (1 if event.key() in FORWARD else -1)) % len(self._leads)
            self.setAccessibleDescription(self._leads[self._at][1].words)
            self.update()

    def _lead_at(self, place: QPointF) -> Lead | None:
        spot = QPointF(place.x() / self._scale(), place.y() / self._scale())
        return next((lead for box, lead in self._leads if box.contains(spot)), None)

    def _make(self) -> None:
        self._chart = self._draw(self.width() / self._scale()) if self._draw else None
        self.setAccessibleName(self._chart.sentence if self._chart else "")
        marks = self._chart.marks if self._chart else ()
        leading = [mark for mark in marks if not isinstance(mark, Stroke) and mark.lead]
        self._leads = tuple((_box(mark), mark.lead) for mark in leading if mark.lead)
        self._at = min(self._at, max(len(self._leads) - 1, 0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._leads else Qt.FocusPolicy.NoFocus)
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    @staticmethod
    def _scale() -> float:
        return SCALE * px(100) / 100


def _face(mark: Words) -> QFont:
    face = font()
    face.setPixelSize(max(round(mark.size), 1))
    return face


def _left(mark: Words) -> float:
    return mark.x - mark.align.value * QFontMetricsF(_face(mark)).horizontalAdvance(mark.text)


def _box(mark: Area | Words) -> QRectF:
    """Return where a click means this mark."""
    if isinstance(mark, Area):
        return QRectF(mark.x, mark.y, mark.width, mark.height)
    width = QFontMetricsF(_face(mark)).horizontalAdvance(mark.text)
    return QRectF(_left(mark), mark.baseline - mark.size, width, mark.size).adjusted(-ROOM, 0, ROOM, ROOM)


def _paint(painter: QPainter, mark: Area | Stroke | Words) -> None:
    if isinstance(mark, Words):
        painter.setFont(_face(mark))
        painter.setPen(QColor(ACCENT if mark.lead else mark.colour))
        painter.drawText(QPointF(_left(mark), mark.baseline), mark.text)
    elif isinstance(mark, Stroke):
        _line(painter, mark)
    else:
        colour = QColor(mark.colour if mark.fill is Fill.SOLID else CARD)
        painter.fillRect(QRectF(mark.x, mark.y, mark.width, mark.height), colour)
        for stroke in (*hatching(mark), *outline(mark)):
            _line(painter, stroke)


def _line(painter: QPainter, stroke: Stroke) -> None:
    pen = QPen(QColor(stroke.colour), stroke.thickness)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QLineF(stroke.x1, stroke.y1, stroke.x2, stroke.y2))
