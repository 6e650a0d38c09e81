"""备份与体检: the page in the menu of who may back up (exchange.md §8)."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent

from app.vocabulary import Month
from ui.shared.errands import Errands
from ui.shared.panels import Columns
from ui.shared.stage import Stage
from ui.upkeep.backups import BackupsCard, Restore
from ui.upkeep.examination import ExaminationCard


class UpkeepStage(Stage):
    """Left the backups, right the examination."""

    tables = frozenset({"setting"})

    def __init__(self, errands: Errands, month: Month, restore: Restore | None = None) -> None:
        """`restore`: leaves the work to take a backup back; not offered when None."""
        super().__init__(errands, month)
        self.backups = BackupsCard(self, restore)
        self.examination = ExaminationCard(self)
        self.set_content(Columns(self.backups, self.examination, widths=(0, 400)))

    def reload(self) -> None:
        """Look for the backups."""
        self.backups.reload()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again each time: sticks come and go without a word in the database."""
        super().showEvent(event)
        self.refresh()
