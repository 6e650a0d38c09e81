"""The reportlab canvas of a paper, with nothing in it that is not the paper's: same paper, same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFInfo, PDFString
from reportlab.pdfgen.canvas import Canvas

from app.documents.embedding import EmbeddedFace
from app.documents.page import Page

rl_config.useA85 = 0  # ASCII armour of the streams costs a fifth of the time


class _Properties(PDFInfo):  # type: ignore[misc]  # reportlab has no types
    """Title, author and subject; no dates, which would differ from run to run."""

    def format(self, document: PDFDocument) -> bytes:
        entries = {
            "Title": self.title,
            "Author": self.author,
            "Subject": self.subject,
            "Creator": "实绩簿",
            "Producer": "实绩簿",
        }
        content: bytes = PDFDictionary(
            {key: PDFString(text) for key, text in entries.items() if text}
        ).format(document)
        return content


class PaperCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas without reportlab's standard font, which no paper may use because it is not embedded."""

    def __init__(self, title: str, author: str, subject: str) -> None:
        self.output = BytesIO()
        super().__init__(self.output, pageCompression=1, invariant=1, lang="zh-CN", pdfVersion=(1, 7))
        properties = self._doc.info = _Properties()
        properties.title, properties.author, properties.subject = title, author, subject

    def _make_preamble(self) -> None:
        self._preamble = ""

    def put(self, page: Page, bookmarks: Iterable[int]) -> None:
        """Write a finished page; each number in `bookmarks` becomes a target, b0, b1 and so on."""
        self.setPageSize((page.sheet.width, page.sheet.height))
        for number in bookmarks:
            self.bookmarkPage(f"b{number}")
        for operation in page.operations:
            if callable(operation):
                operation(self)
            else:
                self.addLiteral(operation)
        self.showPage()

    def embed(self, face: EmbeddedFace) -> None:
        """Have a face written when the canvas is saved."""
        self._doc.delayedFonts.append(face)
