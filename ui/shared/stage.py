"""Stage: the base of every tab; it loads, performs, and never loses typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from app.documents.files import file_name
from app.errors import Conflict
from app.progress import Progress
from app.vocabulary import Month
from ui.shared import problems
from ui.shared.columns import CellEdit, Shown
from ui.shared.errands import Errands, Failed, Then
from ui.shared.fields import Fields
from ui.shared.files import choose_file, save_table
from ui.shared.look import Tone
from ui.shared.problems import ProblemBar
from ui.shared.sheet import Sheet

if TYPE_CHECKING:
    from app.office import Office

T = TypeVar("T")
SAVE_AFTER_MS = 800


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the window: a stage or page by its word, a record in it, a month."""

    word: str
    record: object = None
    month: Month | None = None


class Source(Protocol):
    """Inputs whose typing a stage saves: its fields, its sheets."""

    def changed(self) -> object:
        """Tell what is typed and not handed over (true when anything is)."""

    def take(self) -> Any:  # noqa: ANN401 - goes to the save function that came with this source
        """Hand it over."""

    def give_back(self, taken: Any, _sentence: str, _field: str | None) -> None:  # noqa: ANN401
        """Take it back, because saving failed."""

    def forget(self) -> None:
        """Give it up."""


class Stage(QWidget):
    """One tab. A subclass builds its widgets, says which `tables` it shows, and writes `reload`.

    For typing it adds its inputs to `self.fields` and writes `save`; everything else follows from that.
    """

    tables: ClassVar[frozenset[str]] = frozenset()
    """Tables whose change makes this stage reload."""

    go = Signal(object)
    """Place: the person wants to go there."""

    def __init__(self, errands: Errands, month: Month, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.errands = errands
        self.month = month
        self.problems = ProblemBar()
        self.fields = Fields(self.touched, self)
        self._stale = True
        self._seen: dict[str, int] = {}
        self._asked: set[str] = set()
        self._pending = 0
        self._saving = 0
        self._record_wanted: object = None
        self._work_wanted = False
        self._sources: list[tuple[Source, Callable[[Any], object]]] = [(self.fields, self.save)]
        self._handing: tuple[Source, Any] | None = None
        self._waiting: list[Callable[[], object]] = []
        self._save_later = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._save_later.timeout.connect(self.flush)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(8)
        self._column.addWidget(self.problems)
        errands.changed.connect(self._tables_changed)
        errands.underway_changed.connect(self._loads_changed)

    # What a subclass writes

    def reload(self) -> None:
        """Load what is shown for `self.month`; called on first show, month change and table change."""

    def save(self, changed: Mapping[str, object]) -> None:
        """Perform the saving of the typed fields; given back to the form should it fail."""

    def open(self, record: object) -> None:
        """Show one record (from the search or another stage); called when the loads of `reload` are shown."""

    def focus_work(self) -> None:
        """Put the keyboard where the work begins: by default into the first list or table."""
        tables = self.findChildren(QAbstractItemView)
        first = next((view for view in tables if view.isVisible() and view.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_unsaved(self) -> bool:
        """Tell whether something typed has not been handed to the writer."""
        return any(source.changed() for source, _save in self._sources)

    # What a subclass uses

    @property
    def office(self) -> Office:
        """The open installation, for jobs of `export`."""
        return self.errands.office

    def set_content(self, content: QWidget) -> None:
        """Put the stage's content under the problem bar."""
        self._column.addWidget(content, 1)

    def add_sheet(self, sheet: Sheet[T], save: Callable[[tuple[CellEdit[T], ...]], object]) -> None:
        """Let `save(edits)` perform the saving of cells; cells that fail stay marked with what was typed."""
        self._sources.append((sheet, save))
        sheet.edited.connect(lambda edits: self._hand(sheet, edits, save))
        sheet.rested.connect(lambda: QTimer.singleShot(0, self, self._reload_if_due))

    def load(
        self,
        view: Callable[..., T],
        *args: object,
        then: Callable[[T], object],
        failed: Failed = None,
        key: str | None = None,
        beside: bool = False,
    ) -> None:
        """Run `view(reader, *args)` and show it by `then`, but never over typing that is not saved yet.

        `beside`: the result does not touch the inputs, so it is shown in any case.
        """
        name = key or view.__qualname__
        if not beside:
            self._asked.add(name)
        show = then if beside else partial(self._show, then, name)
        self.errands.load(self, view, *args, then=show, failed=failed, key=key)

    def perform(
        self,
        title: str,
        action: Callable[..., T],
        *args: object,
        then: Then[T] = None,
        failed: Failed = None,
        by: QWidget | None = None,
        progress: bool = False,
    ) -> None:
        """Run `action(work, *args)` as the transaction `title`; `by` (a button) rests until it is done.

        Where others have changed the same since it was shown here, both versions are shown instead.
        """
        self.problems.clear()
        again = partial(
            self.perform, title, action, *args, then=then, failed=failed, by=by, progress=progress
        )
        self._pending += 1
        self._saving += self._handing is not None
        if by is not None:
            by.setEnabled(False)
        self.errands.perform(
            self,
            title,
            action,
            *args,
            then=partial(self._landed, then, by, self._handing),
            failed=partial(self._missed, failed, by, self._handing, again),
            progress=progress,
            seen=self.seen(),
        )

    def seen(self) -> int | None:
        """Return the journal's number of the oldest part of what is shown; None where nothing is."""
        return min((self._seen[name] for name in self._asked & self._seen.keys()), default=None)

    def export(
        self, title: str, job: Callable[[Progress], T], then: Then[T] = None, failed: Failed = None
    ) -> None:
        """Run the long `job(progress)` outside any transaction."""
        self.problems.clear()
        self.errands.export(self, title, job, then, failed)

    def export_table(self, name: str, shown: Shown) -> None:
        """Save a table as it stands on the screen as an Excel file; for `Sheet.export_wanted`."""

        def write(target: Path) -> None:
            self.export(f"导出{name}", lambda _progress: save_table(target, name, shown), self._exported)

        choose_file(self, f"导出{name}", file_name(name, suffix=".xlsx"), write)

    def touched(self) -> None:
        """Note that something was typed: it is saved a moment later."""
        self._save_later.start()

    def settled(self, then: Callable[[], object]) -> None:
        """Save what was typed, then call `then`; if saving fails, stay here with the problem shown."""
        self.flush()
        if self._saving:
            self._waiting.append(then)
        else:
            then()

    # What the window calls

    def flush(self) -> None:
        """Hand everything typed to the writer."""
        self._save_later.stop()
        for source, save in self._sources:
            self._hand(source, source.take(), save)

    def discard(self) -> None:
        """Give up what could not be saved and show what is on disk."""
        for source, _save in self._sources:
            source.forget()
        self.problems.clear()
        self.refresh()

    def set_month(self, month: Month) -> None:
        """Show another month (the window has called `settled` before)."""
        if month != self.month:
            self.month = month
            self.problems.clear()
            self.refresh()

    def show_record(self, record: object) -> None:
        """Open a record as soon as nothing is being loaded that could take its place."""
        self._record_wanted = record
        self._loads_changed()

    def begin_work(self) -> None:
        """Put the keyboard where the work begins as soon as that is shown."""
        self._work_wanted = True
        self._loads_changed()

    def refresh(self) -> None:
        """Reload when visible, otherwise when shown next."""
        self._stale = True
        self._reload_if_due()

    def showEvent(self, event: QShowEvent) -> None:
        """Reload what has become stale while hidden."""
        super().showEvent(event)
        self._reload_if_due()

    # Private

    def _hand(self, source: Source, taken: Any, save: Callable[[Any], object]) -> None:  # noqa: ANN401
        if taken:
            self._handing = (source, taken)
            save(taken)
            self._handing = None

    def _loads_changed(self) -> None:
        if self._record_wanted is not None or self._work_wanted:
            QTimer.singleShot(0, self, self._do_wanted)

    def _do_wanted(self) -> None:
        if any(errand.owner is self and errand.slot for errand in self.errands.underway):
            return
        if self._record_wanted is not None:
            record, self._record_wanted = self._record_wanted, None
            self.open(record)
        elif self._work_wanted:
            self._work_wanted = False
            self.focus_work()

    def _exported(self, target: Path) -> None:
        self.problems.tell(f"已导出到 {target}", Tone.QUIET)

    def _tables_changed(self, changed: frozenset[str]) -> None:
        if not self.tables.isdisjoint(changed):
            self.refresh()

    def _reload_if_due(self) -> None:
        if self._stale and self.isVisible() and not self._busy():
            self._stale = False
            self._asked.clear()
            self.reload()

    def _busy(self) -> bool:
        return self._pending > 0 or self.has_unsaved()

    def _show(self, then: Callable[[T], object], name: str, value: T) -> None:
        if self._busy():
            self._stale = True
        else:
            if self.errands.delivering is not None:
                self._seen[name] = self.errands.delivering
            then(value)

    def _landed(self, then: Then[T], by: QWidget | None, handed: tuple[Source, Any] | None, value: T) -> None:
        self._pending -= 1
        self._saving -= handed is not None
        if by is not None:
            by.setEnabled(True)
        if then:
            then(value)
        self._settle()

    def _missed(
        self,
        failed: Failed,
        by: QWidget | None,
        handed: tuple[Source, Any] | None,
        again: Callable[[], object],
        error: BaseException,
    ) -> None:
        self._pending -= 1
        if by is not None:
            by.setEnabled(True)
        if handed:
            self._saving -= 1
            self._waiting.clear()
            handed[0].give_back(handed[1], str(error), getattr(error, "field", None))
        if isinstance(error, Conflict) and error.versions:
            mine = partial(self._insist, error, self.flush if handed else again)
            problems.compare(self, error, mine, self.discard)
            return
        (failed or partial(problems.show, self))(error)
        if handed:
            self.problems.offer("放弃这些修改", self.discard)

    def _insist(self, conflict: Conflict, again: Callable[[], object]) -> None:
        """Write one's own version over the other, which was shown."""
        if conflict.seen is not None:
            self._seen = {name: max(seen, conflict.seen) for name, seen in self._seen.items()}
        again()

    def _settle(self) -> None:
        if self._saving:
            return
        if self._waiting and self.has_unsaved():
            self.flush()
        elif self._waiting:
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()
        self._reload_if_due()
