"""Pages: a PDF on the screen; pages are rendered off the GUI thread as they come into sight."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from app.documents.viewing import PagePicture, page_picture
from ui.shared.errands import Errands
from ui.shared.look import CARD, EDGE, px

GAP = 14
KEPT_PAGES = 12
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
POINT = 96 / 72
"""Pixels a point at 100 %."""

Sizes = tuple[tuple[float, float], ...]


class Pages(QAbstractScrollArea):
    """The pages below each other; only those in sight are rendered, off the GUI thread."""

    page_changed = Signal(int)
    """The number (0-based) of the page now in the middle."""

    def __init__(self, errands: Errands) -> None:
        super().__init__()
        self.setObjectName("paperPage")
        self.setAccessibleName("打印预览")
        self._errands = errands
        self._pdf = b""
        self._sizes: Sizes = ()
        self._tops: list[int] = []
        self._zoom = 0.0
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._page = -1
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def count(self) -> int:
        """How many pages."""
        return len(self._sizes)

    def show_pdf(self, pdf: bytes, sizes: Sizes) -> None:
        """Show a paper from its first page."""
        self._pdf, self._sizes = pdf, sizes
        self._pictures.clear()
        self._asked.clear()
        self._page = -1
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._scrolled()

    def zoom(self, way: int) -> None:
        """Larger (1), smaller (-1), or as wide as the window (0)."""
        now = self._scale() / POINT
        larger = [zoom for zoom in ZOOMS if zoom > now + 0.01]
        smaller = [zoom for zoom in ZOOMS if zoom < now - 0.01]
        wanted = (larger or ZOOMS[-1:])[0] if way > 0 else (smaller or ZOOMS[:1])[-1]
        self._zoom = wanted if way else 0.0
        self._lay_out()

    def go_to(self, page: int) -> None:
        """Bring a page to the top."""
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[max(0, min(page, self.count - 1))] - GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pages in sight and ask for those not rendered yet."""
        with QPainter(self.viewport()) as painter:
            for page in self._in_sight():
                box = self._box(page)
                painter.fillRect(box, QColor(CARD))
                picture = self._picture(page)
                if picture is not None:
                    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                    painter.drawImage(box, picture)
                painter.setPen(QColor(EDGE))
                painter.drawRect(box.adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page's width to the window's."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Render anew for another screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._pictures.clear()
            self.viewport().update()

    def _scale(self) -> float:
        """Pixels a point."""
        if self._zoom:
            return self._zoom * POINT
        widest = max((width for width, _height in self._sizes), default=595.0)
        return min(max(self.viewport().width() - 2 * GAP, 80) / widest, 2.0)

    def _lay_out(self) -> None:
        scale, top = self._scale(), GAP
        self._tops = []
        for _width, height in self._sizes:
            self._tops.append(top)
            top += round(height * scale) + GAP
        view = self.viewport()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, top - view.height()))
        down.setPageStep(view.height())
        down.setSingleStep(px(40))
        widest = round(max((width for width, _height in self._sizes), default=0) * scale) + 2 * GAP
        across.setRange(0, max(0, widest - view.width()))
        across.setPageStep(view.width())
        view.update()

    def _box(self, page: int) -> QRect:
        scale = self._scale()
        width, height = (round(side * scale) for side in self._sizes[page])
        left = max(GAP, (self.viewport().width() - width) // 2) - self.horizontalScrollBar().value()
        return QRect(left, self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        first = max(bisect_right(self._tops, top) - 1, 0)
        return range(first, bisect_right(self._tops, top + self.viewport().height()))

    def _picture(self, page: int) -> QImage | None:
        """Return the page's picture, an older one of another size meanwhile, and ask for the right one."""
        wanted = self._scale() * self.devicePixelRatioF()
        key = (page, round(wanted * 1000))
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if key not in self._asked:
            self._asked.add(key)
            job = partial(page_picture, self._pdf, page, wanted)
            self._errands.compute(self, job, partial(self._came, key, self._pdf), key=f"page {key}")
        return next((kept for (number, _), kept in reversed(self._pictures.items()) if number == page), None)

    def _came(self, key: tuple[int, int], pdf: bytes, picture: PagePicture) -> None:
        self._asked.discard(key)
        if pdf is self._pdf:
            self._pictures[key] = image_of(picture)
            while len(self._pictures) > KEPT_PAGES:
                self._pictures.popitem(last=False)
            self.viewport().update()

    def _scrolled(self) -> None:
        self.viewport().update()
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = max(bisect_right(self._tops, middle) - 1, 0)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)


def image_of(picture: PagePicture) -> QImage:
    """Return a rendered page as Qt's image."""
    kind = QImage.Format.Format_RGB32
    return QImage(picture.pixels, picture.width, picture.height, picture.stride, kind).copy()
