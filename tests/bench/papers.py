"""The booklet against the limit (raw drawing of pre-broken lines) and against an office program."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from unittest import mock

import pypdfium2

from app import paths
from app.documents.page import Page
from app.monthly.booklet_paper import booklet
from app.monthly.papers import RegistrationForm
from tests.bench.rows import Row
from tests.monthly.forms import booklet_form

PEOPLE = 60
PEOPLE_OF_500_PAGES = 250
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """One pre-broken line as the booklet draws it."""

    page: int
    x: float
    y: float
    text: str
    size: float


def rows() -> Iterator[Row]:
    """Measure the papers."""
    form = booklet_form(PEOPLE)
    booklet(booklet_form(2))
    ours, pdf = _timed(lambda: booklet(form))
    pages = len(pypdfium2.PdfDocument(pdf))
    shown = _recorded(form)
    _raw(shown[:100])
    limit, _ = _timed(lambda: _raw(shown))
    yield Row(
        f"booklet of {pages} pages ({pages / ours:.0f} pages/s) : raw canvas", ours / limit, "at most 1.3"
    )
    yield from _against_office(form.forms, ours / pages)
    yield _memory()


def _timed(job: object) -> tuple[float, bytes]:
    best, result = 1e9, b""
    for _ in range(3):
        start = time.perf_counter()
        result = job()  # type: ignore[operator]
        best = min(best, time.perf_counter() - start)
    return best, result


def _recorded(form: object) -> list[Shown]:
    """Return every line that the booklet draws, where it draws it."""
    shown: list[Shown] = []
    drawing = Page._show

    def record(page: Page, x: float, y: float, line: str, font: object, *rest: object) -> None:
        shown.append(Shown(page.leaf, x, page.sheet.height - y, line, font.size))  # type: ignore[attr-defined]
        drawing(page, x, y, line, font, *rest)  # type: ignore[arg-type]

    with mock.patch.object(Page, "_show", record):
        booklet(form)  # type: ignore[arg-type]
    return shown


def _raw(shown: list[Shown]) -> bytes:
    """Draw the same lines with nothing but a canvas and one font."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont("raw", paths.fonts() / "NotoSerifSC-Regular.ttf"))
    out = io.BytesIO()
    canvas = Canvas(out)
    page = 1
    for line in shown:
        while page < line.page:
            canvas.showPage()
            page += 1
        canvas.setFont("raw", line.size)
        canvas.drawString(line.x, line.y, line.text)
    canvas.save()
    return out.getvalue()


def _against_office(forms: tuple[RegistrationForm, ...], ours: float) -> Iterator[Row]:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        yield Row("LibreOffice : booklet, seconds a page", None, "at least 10 (LibreOffice is not installed)")
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "forms.html"
        source.write_text(_as_html(forms), encoding="utf-8")
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        convert = [
            *command,
            "--infilter=HTML (StarWriter)",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        subprocess.run(convert, check=True, capture_output=True, timeout=600)
        start = time.perf_counter()
        subprocess.run(convert, check=True, capture_output=True, timeout=600)
        taken = time.perf_counter() - start
        pages = len(pypdfium2.PdfDocument(source.with_suffix(".pdf")))
    yield Row(
        f"LibreOffice ({pages / taken:.0f} pages/s) : booklet, seconds a page",
        taken / pages / ours,
        "at least 10",
    )


def _as_html(forms: tuple[RegistrationForm, ...]) -> str:
    """Return the same forms as tables, one after the other, each on a new page."""
    return "<meta charset=utf-8>" + "".join(
        f'<h2 style="page-break-before:always">{form.county}科级领导干部实绩报告登记表</h2><table border=1>'
        f"<tr><td>{form.name}<td>{form.sex}<td>{form.born}<td>{form.party}<tr><td colspan=4>{form.portfolio}"
        + "".join(
            f"<tr><td>{number}<td>{escape(clause.task)}<td>{escape(clause.result)}<td>{clause.percent}"
            for number, clause in enumerate(form.clauses, 1)
        )
        + f"<tr><td colspan=4>{form.next_month}<tr><td colspan=4>{form.self_appraisal}</table>"
        for form in forms
    )


def _memory() -> Row:
    """Measure what making a booklet of some 500 pages takes above its own size."""
    form = booklet_form(PEOPLE_OF_500_PAGES)
    tracemalloc.start()
    pdf = booklet(form)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    pages = len(pypdfium2.PdfDocument(pdf))
    name = f"peak memory of a booklet of {pages} pages ({peak / MEGABYTE:.0f} MB) : the file"
    return Row(name, peak / len(pdf), "told")
