"""ChartView: a chart as on paper, as wide as there is room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.documents.charts import Area, Chart, Fill, Stroke, Words, hatching, outline
from ui.shared.look import CARD, font, px

SCALE = 1.35
"""Pixels a point at usual type size."""
Draw = Callable[[float], Chart]


class ChartView(QWidget):
    """Paints a chart; `draw(width in points)` makes it anew when there is more or less room."""

    def __init__(self) -> None:
        super().__init__()
        self._draw: Draw | None = None
        self._chart: Chart | None = None
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

    def _make(self) -> None:
        self._chart = self._draw(self.width() / self._scale()) if self._draw else None
        self.setAccessibleName(self._chart.sentence if self._chart else "")
        self.setToolTip(self._chart.sentence if self._chart else "")
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    @staticmethod
    def _scale() -> float:
        return SCALE * px(100) / 100


def _paint(painter: QPainter, mark: Area | Stroke | Words) -> None:
    if isinstance(mark, Words):
        face = font()
        face.setPixelSize(max(round(mark.size), 1))
        painter.setFont(face)
        painter.setPen(QColor(mark.colour))
        left = mark.x - mark.align.value * QFontMetricsF(face).horizontalAdvance(mark.text)
        painter.drawText(QPointF(left, mark.baseline), mark.text)
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
