"""Lights: the state of every person in every month, drawn from the same figures as on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.documents.light_pictures import (
    BLOCK,
    CORNER,
    DASH,
    DOT,
    LINE,
    PICTURES,
    RADIUS,
    SIGN,
    SIGN_ALONE,
    LightPicture,
    Shape,
)
from app.vocabulary import Light, Month, months_of
from ui.shared import look
from ui.shared.columns import Align, Column
from ui.shared.look import ACCENT, ACCENT_TINT, font, px
from ui.shared.tables import Fetch, Index, RowsModel

FIRST = 2
"""Column of January, after name and post; a grid of several units begins with the unit."""
LEGEND = (Light.SIGNED, Light.SUBMITTED, Light.DRAFT, Light.OPEN, Light.LATE, Light.MISSING, Light.EXEMPT)


@dataclass(frozen=True, slots=True)
class LightsRow:
    """One person's year: twelve lights, January first."""

    id: str
    name: str
    post: str
    lights: Sequence[Light]
    unit_id: str = ""
    unit: str = ""
    """Short name, shown where a grid holds several units."""


def paint_light(painter: QPainter, light: Light, cell: QRectF) -> None:
    """Draw a light into the square that fits the middle of `cell`."""
    picture = PICTURES[light]
    side = min(cell.width(), cell.height())
    middle = cell.center()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_shape(painter, picture, middle, side)
    if picture.sign:
        _paint_sign(painter, picture, middle, side)
    painter.restore()


def _paint_shape(painter: QPainter, picture: LightPicture, middle: QPointF, side: float) -> None:
    colour = QColor(picture.colour)
    pen = QPen(colour, LINE * side)
    disc = QRectF(
        middle.x() - RADIUS * side, middle.y() - RADIUS * side, 2 * RADIUS * side, 2 * RADIUS * side
    )
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match picture.shape:
        case Shape.DISC:
            painter.setBrush(colour)
            painter.drawEllipse(disc)
        case Shape.HALF:
            painter.drawEllipse(disc)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPie(disc, -90 * 16, 180 * 16)
        case Shape.RING:
            painter.drawEllipse(disc)
        case Shape.DASHED:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([part / LINE for part in DASH])
            painter.setPen(pen)
            painter.drawEllipse(disc)
        case Shape.BLOCK:
            half = BLOCK * side / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            block = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
            painter.drawRoundedRect(block, CORNER * side, CORNER * side)
        case Shape.DOT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(middle, DOT * side, DOT * side)
        case Shape.SIGN:
            pass


def _paint_sign(painter: QPainter, picture: LightPicture, middle: QPointF, side: float) -> None:
    alone = picture.shape is Shape.SIGN
    face = QFont(font(bold=not alone))
    face.setPixelSize(max(round((SIGN_ALONE if alone else SIGN) * side), 1))
    painter.setFont(face)
    painter.setPen(QColor(picture.colour if alone else look.CARD))
    box = QRectF(middle.x() - side, middle.y() - side, 2 * side, 2 * side)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, picture.sign)


class LightSign(QWidget):
    """One light by itself, e.g. in a list or a legend."""

    def __init__(self, light: Light, side: int = 18) -> None:
        super().__init__()
        self._light = light
        self.setFixedSize(px(side), px(side))
        self.setAccessibleName(light.label)
        self.setToolTip(light.label)

    def tell(self, light: Light) -> None:
        """Show another state."""
        self._light = light
        self.setAccessibleName(light.label)
        self.setToolTip(light.label)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the light."""
        with QPainter(self) as painter:
            paint_light(painter, self._light, QRectF(self.rect()))


class Legend(QWidget):
    """What the lights mean, in one line."""

    def __init__(self, lights: Sequence[Light] = LEGEND) -> None:
        super().__init__()
        self._lights = tuple(lights)
        self.setFixedHeight(px(20))
        self.setAccessibleName("图例：" + "、".join(light.label for light in lights))

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        metrics = self.fontMetrics()
        words = sum(metrics.horizontalAdvance(light.label) for light in self._lights)
        return QSize(words + len(self._lights) * px(34), px(20))

    def minimumSizeHint(self) -> QSize:
        """All of it."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw sign and word of each."""
        with QPainter(self) as painter:
            left = 0
            for light in self._lights:
                paint_light(painter, light, QRectF(left, 1, px(17), px(18)))
                painter.setPen(QColor(look.SECOND))
                width = self.fontMetrics().horizontalAdvance(light.label)
                box = QRect(left + px(21), 0, width + 2, px(20))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), light.label)
                left += width + px(34)


class LightsDelegate(QStyledItemDelegate):
    """Paints names, posts and lights; the present month stands on a tint."""

    def __init__(self, grid: LightsGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        box = QRect(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        number = index.column() - self._grid.first
        if state & QStyle.StateFlag.State_Selected or number + 1 == self._grid.month.month:
            painter.fillRect(box, QColor(ACCENT_TINT))
        painter.setPen(QPen(QColor(look.LINE)))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        row = self._grid.model_.row(index)
        if number >= 0:
            side = px(20)
            cell = QRectF(0, 0, side, side)
            cell.moveCenter(QRectF(box).center())
            paint_light(painter, row.lights[number], cell)
        else:
            column = self._grid.model_.columns[index.column()]
            self._paint_words(painter, box, str(column.value(row)), strong=number == -FIRST)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(ACCENT), 1.5))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -3), 5, 5)
        painter.restore()

    @staticmethod
    def _paint_words(painter: QPainter, box: QRect, words: str, *, strong: bool) -> None:
        painter.setFont(font() if strong else font(12))
        painter.setPen(QColor(look.INK if strong else look.SECOND))
        inner = box.adjusted(6, 0, -6, 0)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), shown)


class LightsGrid(QTableView):
    """Every person × twelve months. Arrow keys move, Enter or a click opens a light."""

    opened = Signal(object, object)
    """The LightsRow and the Month."""

    def __init__(self, month: Month, *, with_units: bool = False) -> None:
        super().__init__()
        self.month = month
        self.first = FIRST + with_units
        self.model_: RowsModel[LightsRow] = RowsModel(_columns(with_units=with_units), parent=self)
        self.setModel(self.model_)
        self.setItemDelegate(LightsDelegate(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAccessibleName("每人每月的状态")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(34))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(px(28))
        header.setStyleSheet("QHeaderView::section { padding-left: 2px; padding-right: 1px; }")
        for number in range(self.first + 12):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        for number, width in enumerate((96, 72, 100) if with_units else (72, 100)):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(number, px(width))
        self.clicked.connect(self._open)

    def show_rows(self, rows: Sequence[LightsRow], month: Month) -> None:
        """Show these people's lights of the month's year."""
        self.month = month
        here = self.currentIndex()
        self.model_.set_rows(rows)
        self.setCurrentIndex(self.model_.index(here.row(), here.column()))

    def show_pages(self, fetch: Fetch[LightsRow], month: Month) -> None:
        """Show people fetched page by page, for a whole county."""
        self.month = month
        self.model_.set_pages(fetch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            number = index.column() - self.first
            month = number + 1 if number >= 0 else self.month.month
            self.opened.emit(self.model_.row(index), Month(self.month.year, month))


def _columns(*, with_units: bool) -> tuple[Column[LightsRow], ...]:
    def of(number: int) -> Column[LightsRow]:
        return Column(
            f"{number + 1}月",
            lambda row: row.lights[number].label,
            align=Align.CENTRE,
            hint=lambda row: f"{row.name} {number + 1} 月：{row.lights[number].label}",
        )

    name: Column[LightsRow] = Column("姓名", lambda row: row.name, hint=lambda row: row.name)
    post: Column[LightsRow] = Column("职务", lambda row: row.post, hint=lambda row: row.post)
    unit: Column[LightsRow] = Column("单位", lambda row: row.unit, hint=lambda row: row.unit)
    units = (unit,) if with_units else ()
    return (*units, name, post, *(of(number) for number, _month in enumerate(months_of(2000))))
