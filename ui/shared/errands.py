"""Errands: everything that leaves the GUI thread; reads, writes and long jobs, with their way back."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from shiboken6 import isValid

from app.errors import Cancelled
from app.progress import Progress

if TYPE_CHECKING:
    from app.office import Office

T = TypeVar("T")
Then = Callable[[T], object] | None
Failed = Callable[[BaseException], object] | None
Show = Callable[[QObject | None, BaseException], object]


class ScreenProgress:
    """A progress that the status bar looks at; `cancel` is heeded at the next step."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.seen: tuple[int, int, str] | None = None

    def step(self, done: int, total: int, text: str) -> None:
        """Take note; raises `Cancelled` once the person has asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self.seen = (done, total, text)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()


@dataclass(slots=True, eq=False)
class Errand:
    """One piece of work on its way; `owner` is the widget that wants the result."""

    owner: QObject | None
    title: str
    work: Callable[[], object]
    then: Callable[[Any], object] | None
    failed: Failed
    writes: bool = False
    slot: tuple[int, str] | None = None
    ticket: int = 0
    progress: ScreenProgress | None = None
    seen: int | None = None
    """For a read: the journal's number of what was read."""
    since: float = field(default_factory=time.monotonic)
    value: object = None
    error: BaseException | None = None

    def let_go(self) -> None:
        """Hold no widget any more: the worker may be the last to hold the errand, and must destroy none."""
        self.owner = self.then = self.failed = self.error = self.value = None
        self.work = _nothing


class Errands(QObject):
    """The only way to the database and to long work; results come back on the GUI thread.

    Two reading threads, one writing thread, one for long jobs. Nothing here ever waits, except `close`.
    """

    changed = Signal(object)
    """frozenset[str]: tables changed by a commit."""
    underway_changed = Signal()
    """The list `underway` has grown or shrunk."""
    landed = Signal()
    """A write is on disk."""

    _arrived = Signal(object)
    _told = Signal(object)

    def __init__(self, office: Office, show: Show, parent: QObject | None = None) -> None:
        """`show(owner, error)` tells problems nobody else wants (`problems.show`)."""
        super().__init__(parent)
        self.office = office
        self.underway: list[Errand] = []
        self._show = show
        self._tickets = itertools.count(1)
        self._newest: dict[tuple[int, str], int] = {}
        self._idle: list[Callable[[], object]] = []
        self._closed = False
        self.delivering: int | None = None
        """While a load is handed over: the journal's number of what it read (see `perform`)."""
        self._readers = ThreadPoolExecutor(2, "read")
        self._writer = ThreadPoolExecutor(1, "write")
        self._longs = ThreadPoolExecutor(1, "long")
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = office.subscribe(self._told.emit)

    def load(
        self,
        owner: QObject,
        view: Callable[..., T],
        *args: object,
        then: Callable[[T], object],
        failed: Failed = None,
        key: str | None = None,
    ) -> None:
        """Run `view(reader, *args)`; a newer one of the same owner and key (or name) supersedes it."""

        def work(errand: Errand) -> T:
            with self.office.read() as reader:
                errand.seen = reader.journal_number()
                return view(reader, *args)

        self._look_up(owner, work, then, failed, key or _name_of(view))

    def compute(
        self,
        owner: QObject,
        job: Callable[[], T],
        then: Callable[[T], object],
        failed: Failed = None,
        key: str | None = None,
    ) -> None:
        """Run a short `job()` without the database off the GUI thread; superseded like `load`."""
        self._look_up(owner, lambda _errand: job(), then, failed, key or _name_of(job))

    def perform(
        self,
        owner: QObject,
        title: str,
        action: Callable[..., T],
        *args: object,
        then: Then[T] = None,
        failed: Failed = None,
        progress: bool = False,
        seen: int | None = None,
    ) -> None:
        """Run `action(work, *args)` in one transaction named `title`, writes strictly in the order asked for.

        `seen`: the journal's number of what the person looked at; where others have since changed the same,
        it fails with a `Conflict` that holds both versions. With `progress` the action is also given
        `progress=`, shown in the status bar.
        """
        watched = ScreenProgress() if progress else None
        extra = {"progress": watched} if watched else {}

        def work() -> T:
            with self.office.write(title, seen) as doing:
                return action(doing, *args, **extra)

        errand = Errand(owner, title, work, then, failed, writes=True, progress=watched)
        self._start(self._writer, errand)

    def export(
        self,
        owner: QObject,
        title: str,
        job: Callable[[Progress], T],
        then: Then[T] = None,
        failed: Failed = None,
    ) -> None:
        """Run the long `job(progress)` outside any transaction, with progress and cancel in the bar."""
        watched = ScreenProgress()
        errand = Errand(owner, title, lambda: job(watched), then, failed, progress=watched)
        self._start(self._longs, errand)

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call `then` once nothing that writes or exports is under way; at once when so already."""
        if self._quiet():
            then()
        else:
            self._idle.append(then)

    def cancel_exports(self) -> None:
        """Ask everything cancellable to stop at its next step."""
        for errand in self.underway:
            if errand.progress:
                errand.progress.cancel()

    def close(self) -> None:
        """Finish every accepted write, drop the reads, end the threads."""
        self._closed = True
        self._unsubscribe()
        self.cancel_exports()
        self._readers.shutdown(wait=False, cancel_futures=True)
        for pool in (self._writer, self._longs, self._readers):
            pool.shutdown(wait=True)

    def _look_up(
        self,
        owner: QObject,
        work: Callable[[Errand], T],
        then: Callable[[T], object],
        failed: Failed,
        key: str,
    ) -> None:
        slot = (id(owner), key)
        ticket = self._newest[slot] = next(self._tickets)
        errand = Errand(owner, "读取", lambda: work(errand), then, failed, slot=slot, ticket=ticket)
        self._start(self._readers, errand)

    def _start(self, pool: ThreadPoolExecutor, errand: Errand) -> None:
        if self._closed:
            return
        self.underway.append(errand)
        self.underway_changed.emit()
        pool.submit(self._run, errand, self._arrived)

    def _run(self, errand: Errand, arrived: SignalInstance) -> None:
        """On the worker thread."""
        try:
            if not self._superseded(errand):
                errand.value = errand.work()
        except BaseException as error:  # noqa: BLE001 - told on the GUI thread
            errand.error = error
        arrived.emit(errand)

    def _superseded(self, errand: Errand) -> bool:
        return errand.slot is not None and self._newest.get(errand.slot) != errand.ticket

    @Slot(object)
    def _deliver(self, errand: Errand) -> None:
        self.underway.remove(errand)
        self.underway_changed.emit()
        try:
            self._hand_over(errand)
        finally:
            errand.let_go()
            self._call_idle()

    def _hand_over(self, errand: Errand) -> None:
        superseded = self._superseded(errand)
        if errand.slot and not superseded:
            del self._newest[errand.slot]
        if errand.error is not None:
            self._tell(errand, errand.error, unwanted=superseded)
            return
        if errand.writes:
            self.landed.emit()
        if errand.then and not superseded and isValid(errand.owner):
            self.delivering = errand.seen
            errand.then(errand.value)
            self.delivering = None

    def _tell(self, errand: Errand, error: BaseException, *, unwanted: bool) -> None:
        if not isValid(errand.owner):
            if errand.writes:
                self._show(None, error)
        elif not unwanted:
            (errand.failed or (lambda told: self._show(errand.owner, told)))(error)

    def _quiet(self) -> bool:
        return all(errand.slot is not None for errand in self.underway)

    def _call_idle(self) -> None:
        if self._idle and self._quiet():
            waiting, self._idle = self._idle, []
            for then in waiting:
                then()


def _nothing() -> None:
    pass


def _name_of(job: Callable[..., object]) -> str:
    return str(getattr(job, "__qualname__", repr(job)))
