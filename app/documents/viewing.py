"""Looking at a finished PDF: its pages' sizes, and a page as a picture (pypdfium2, one at a time)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.errors import EnvironmentProblem

MOST_BYTES = 300_000_000
MOST_PAGES = 5_000
MOST_PIXELS = 40_000_000
LARGEST_SIDE = 14_400
"""Points: the largest page a PDF may have."""

PDFIUM = threading.Lock()
"""PDFium must not be used by two threads at once: whoever calls it holds this."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A rendered page: 4 bytes a pixel (blue, green, red, unused), `stride` bytes a line."""

    width: int
    height: int
    stride: int
    pixels: bytes


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """Lend the PDF as a `PdfDocument`, alone; raises `EnvironmentProblem` for what is no readable PDF."""
    import pypdfium2  # noqa: PLC0415 - only when something is looked at

    if len(pdf) > MOST_BYTES:
        raise EnvironmentProblem("这个 PDF 超过 300 MB，不能在这里显示。", next_step="请用别的阅读器打开。")
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise _unreadable(str(error)) from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise _unreadable(str(error)) from error
        finally:
            document.close()


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Return width and height of every page in points, turned as it is read."""
    with opened(pdf) as document:
        count = len(document)
        if count > MOST_PAGES:
            raise EnvironmentProblem(f"这个 PDF 有 {count} 页，太长，不能在这里显示。")
        if count == 0:
            raise _unreadable("")
        return tuple(_size(document.get_page_size(number)) for number in range(count))


def page_picture(pdf: bytes, number: int, scale: float) -> PagePicture:
    """Render page `number` (0-based) at `scale` pixels a point, less where it would exceed 40 megapixels."""
    with opened(pdf) as document:
        document.init_forms()  # the stamps of signatures are form fields
        page = document[number]
        width, height = _size(page.get_size())
        fitting = min(scale, (MOST_PIXELS / (width * height)) ** 0.5)
        bitmap = page.render(scale=fitting, prefer_bgrx=True)
        picture = PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        bitmap.close()
        page.close()
        return picture


def _size(size: tuple[float, float]) -> tuple[float, float]:
    width, height = size
    if not (1 <= width <= LARGEST_SIDE and 1 <= height <= LARGEST_SIDE):
        raise _unreadable("")
    return width, height


def _unreadable(reason: str) -> EnvironmentProblem:
    if "password" in reason.lower():
        return EnvironmentProblem("这个 PDF 设了打开密码，不能显示。", next_step="请去掉密码后重试。")
    return EnvironmentProblem("这个文件已损坏，或不是 PDF。", next_step="请重新生成，或再要一份。")
