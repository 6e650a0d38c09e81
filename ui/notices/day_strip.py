"""The days of a posting as a strip: the counted workdays numbered, days off narrow, today framed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.notices.views import PostingDay
from ui.shared.look import ACCENT, EDGE, FAINT, INK, Tone, font, px

WEEKDAYS = "一二三四五六日"


class DayStrip(QWidget):
    """Paints the days from posting to the last; what is over is filled, what is to come is open."""

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[PostingDay, ...] = ()
        self._today: date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_days(self, days: tuple[PostingDay, ...], today: date) -> None:
        """Show these days, today framed."""
        self._days = days
        self._today = today
        counted = [day for day in days if day.number]
        done = sum(day.over for day in counted)
        self.setAccessibleName(f"公示进度：{len(counted)} 个工作日，已过 {done} 个")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one row of days."""
        return QSize(px(560), px(64))

    def minimumSizeHint(self) -> QSize:
        """Stay readable when the column is narrow."""
        return QSize(px(320), px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the days left to right."""
        del event
        if not self._days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        weights = [3 if day.number else 1 for day in self._days]
        unit = min((self.width() - px(4)) / sum(weights), px(26))
        left = 1.0
        for day, weight in zip(self._days, weights, strict=True):
            self._paint_day(painter, day, QRectF(left, px(2), weight * unit - px(3), px(38)))
            left += weight * unit
        painter.end()

    def _paint_day(self, painter: QPainter, day: PostingDay, box: QRectF) -> None:
        filled = bool(day.number) and day.over
        here = day.day == self._today
        edge = QPen(QColor(ACCENT), 2.2) if here else QPen(QColor(Tone.DONE.sign if filled else EDGE), 1.2)
        painter.setPen(edge)
        painter.setBrush(QColor(Tone.DONE.tint) if filled else Qt.BrushStyle.NoBrush)
        if day.number:
            painter.drawRoundedRect(box, px(5), px(5))
            painter.setFont(font(15, bold=True))
            painter.setPen(QColor(Tone.DONE.ink if filled else FAINT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.number))
            painter.setFont(font(12))
            painter.setPen(QColor(ACCENT if here else INK))
            words = "今天" if here else f"{day.day.month}/{day.day.day}"
        else:
            painter.setFont(font(12))
            painter.setPen(QColor(FAINT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "·")
            words = WEEKDAYS[day.day.weekday()]
        below = QRectF(box.left() - px(10), box.bottom() + px(2), box.width() + px(20), px(18))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
