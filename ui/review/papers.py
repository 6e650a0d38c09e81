"""The county's letters on the screen: preview, print, save."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from app.documents.files import file_name
from app.office import Reader
from app.progress import Progress
from app.review import forms, papers
from ui.shared.paper_view import PaperDialog

if TYPE_CHECKING:
    from ui.review.stage import ReviewStage

T = TypeVar("T")


class ReviewPapers:
    """What the tab prints."""

    def __init__(self, stage: ReviewStage) -> None:
        self._stage = stage

    def returned(self, unit: str) -> None:
        """Show the 退回单 of the chosen unit's month."""
        here = (self._stage.unit_id, self._stage.month)
        self._make(
            self._named(unit, "退回单"),
            partial(forms.return_form, unit_id=here[0], month=here[1]),
            papers.return_letter,
        )

    def receipt(self, unit: str) -> None:
        """Show the 备案回执 of the chosen unit's month."""
        here = (self._stage.unit_id, self._stage.month)
        self._make(
            self._named(unit, "备案回执"),
            partial(forms.receipt_form, unit_id=here[0], month=here[1]),
            papers.filing_receipt,
        )

    def reminder(self, unit: str, reminder_id: str) -> None:
        """Show one 催报单."""
        self._make(
            self._named(unit, "催报单"),
            partial(forms.reminder_form, reminder_id=reminder_id),
            papers.reminder_letter,
        )

    def waiver(self, waiver_id: str) -> None:
        """Show the notice of a 免报月."""
        self._make(
            self._named("免报通知"), partial(forms.waiver_form, waiver_id=waiver_id), papers.waiver_letter
        )

    def _named(self, *parts: str) -> str:
        return file_name(self._stage.month.label, *parts)

    def _make(self, name: str, form_of: Callable[[Reader], T], paper: Callable[[T], bytes]) -> None:
        office = self._stage.office

        def job(_: Progress) -> bytes:
            with office.read() as reader:
                form = form_of(reader)
            return paper(form)

        self._stage.export(
            "生成文书", job, lambda pdf: PaperDialog(self._stage, self._stage.errands, name, pdf).open()
        )
