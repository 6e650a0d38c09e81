"""What the tab prints and saves of a posting: the notice, its record, its page for a web site, its photo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app import blobs
from app.documents.files import file_name, save
from app.notices import forms
from app.notices.papers import NoticeForm, notice, posting_record
from app.notices.public_page import public_page
from app.office import Reader
from app.progress import Progress
from ui.shared.files import choose_file
from ui.shared.look import Tone
from ui.shared.paper_view import PaperDialog
from ui.shared.picture import PictureDialog

if TYPE_CHECKING:
    from ui.notices.stage import NoticesStage

NEW = "new"
"""Stands for the notice that is still to go up."""


class NoticePapers:
    """The papers of one posting, or of the notice as it would go up today."""

    def __init__(self, stage: NoticesStage) -> None:
        self._stage = stage

    def preview_notice(self, posting_id: str) -> None:
        """Show the notice as it hangs, or would hang."""
        form_of, office = self._form_of(posting_id), self._stage.office

        def job(_: Progress) -> bytes:
            with office.read() as reader:
                form = form_of(reader)
            return notice(form)

        self._stage.export("生成公示", job, partial(self._show, "工作实绩公示"))

    def preview_record(self, posting_id: str) -> None:
        """Show the record of one posting."""
        here, office = (self._stage.unit_id, self._stage.month, posting_id), self._stage.office

        def job(_: Progress) -> bytes:
            with office.read() as reader:
                form = forms.record_form(reader, *here)
            return posting_record(form)

        self._stage.export("生成公示记录", job, partial(self._show, "公示情况记录"))

    def export_page(self, posting_id: str) -> None:
        """Ask where to save the page for a web site (D83)."""
        name = file_name(self._stage.month.label, "工作实绩公示", suffix=".html")
        choose_file(self._stage, "导出网页版公示", name, partial(self._write_page, self._form_of(posting_id)))

    def show_photo(self, digest: str) -> None:
        """Show the photo of the board."""
        self._stage.load(blobs.content, digest, then=self._open_photo, beside=True)

    def _form_of(self, posting_id: str) -> Callable[[Reader], NoticeForm]:
        here = (self._stage.unit_id, self._stage.month)
        if posting_id == NEW:
            fresh = self._stage.fresh_ids()
            return lambda reader: forms.planned_notice(reader, *here, reader.today, fresh)
        return lambda reader: forms.posted_notice(reader, *here, posting_id)

    def _show(self, name: str, pdf: bytes) -> None:
        title = f"{self._stage.month.label}{name}"
        PaperDialog(self._stage, self._stage.errands, title, pdf).open()

    def _write_page(self, form_of: Callable[[Reader], NoticeForm], target: Path) -> None:
        office = self._stage.office

        def job(_: Progress) -> Path:
            with office.read() as reader:
                form = form_of(reader)
            return save(target, public_page(form))

        self._stage.export("导出网页版", job, self._written)

    def _written(self, target: Path) -> None:
        self._stage.problems.tell(f"已导出到 {target}", Tone.QUIET)

    def _open_photo(self, picture: bytes) -> None:
        PictureDialog(self._stage, "公示现场照片", picture).open()
