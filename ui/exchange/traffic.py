"""Traffic: what both sides do with files; out to a stick, in from a stick, papers before they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.exchange.arrivals import FileResult
from app.exchange.parcel import Written
from app.exchange.receiving import receive
from app.exchange.sources import Sources, gather
from app.office import Reader
from app.progress import Progress
from ui.exchange.files_dialog import FilesDialog
from ui.exchange.sticks import StickDialog
from ui.shared import problems
from ui.shared.look import Tone
from ui.shared.paper_view import PaperDialog

if TYPE_CHECKING:
    from ui.exchange.desk_stage import DeskStage

F = TypeVar("F")
Job = Callable[[Path, Progress], Iterable[Written]]
"""Writes files into a folder."""
PULL = "写完并核对无误，可以拔出 U 盘。"
WAIT = "看到“可以拔出”以前，请不要拔出 U 盘。"
MOST_NAMED = 3


class Traffic:
    """The way of files between this PC and a stick, told on the stage."""

    def __init__(self, stage: DeskStage) -> None:
        self._stage = stage

    def write(self, title: str, job: Job, after: str = "") -> None:
        """Ask for a stick and write files to it; `after` says what the clerk does next."""
        go_on = partial(self._write, title, job, after)
        StickDialog(self._stage, title, "写到这里", lambda places: go_on(places[0]), reading=False).open()

    def take(self) -> None:
        """Ask for a stick and look at what lies there for this PC."""
        StickDialog(self._stage, "从哪里导入", "查看文件", self.look_at, reading=True).open()

    def look_at(self, places: Sequence[Path]) -> None:
        """Say what the files (or those of the folders) would change, then take them in if wanted."""
        office = self._stage.office

        def job(progress: Progress) -> tuple[Sources, tuple[FileResult, ...]]:
            found = gather(office.station.id, places)
            return found, receive(office, found.files, progress, check=True)

        self._stage.tell("正在检查", Tone.STEP, "正在检查文件，还没有导入任何内容。")
        self._stage.busy(job_under_way=True)
        self._stage.export("检查文件", job, self._looked, self._failed)

    def paper(self, title: str, form: Callable[[Reader], F], draw: Callable[[F], bytes]) -> None:
        """Show a paper before it is printed."""
        stage = self._stage
        office = stage.office

        def job(_: Progress) -> bytes:
            with office.read() as reader:
                filled = form(reader)
            return draw(filled)

        stage.export(f"生成{title}", job, lambda pdf: PaperDialog(stage, stage.errands, title, pdf).open())

    # out

    def _write(self, title: str, job: Job, after: str, folder: Path) -> None:
        self._stage.tell("正在写", Tone.DUE, f"正在写到 {folder}…{WAIT}")
        self._stage.busy(job_under_way=True)
        self._stage.export(
            title,
            lambda progress: tuple(job(folder, progress)),
            partial(self._written, folder, after),
            self._failed,
        )

    def _written(self, folder: Path, after: str, files: tuple[Written, ...]) -> None:
        self._stage.busy(job_under_way=False)
        names = "、".join(one.path.name for one in files[:MOST_NAMED])
        more = f" 等 {len(files)} 个文件" if len(files) > MOST_NAMED else ""
        self._stage.tell("可以拔出", Tone.DONE, f"{PULL}位置：{folder}，{names}{more}。{after}")
        self._stage.refresh()

    def _failed(self, error: BaseException) -> None:
        self._stage.busy(job_under_way=False)
        self._stage.tell("没有完成", Tone.MISSING, "已录入的内容都在，可以再试一次。")
        self._stage.refresh()
        problems.show(self._stage, error)

    # in

    def _looked(self, looked: tuple[Sources, tuple[FileResult, ...]]) -> None:
        found, results = looked
        self._stage.busy(job_under_way=False)
        self._stage.tell("", Tone.QUIET, "")
        FilesDialog(self._stage, results, partial(self._take, found.files), found.others).open()

    def _take(self, files: Sequence[Path]) -> None:
        office = self._stage.office
        self._stage.tell("正在导入", Tone.DUE, f"正在导入 {len(files)} 个文件…{WAIT}")
        self._stage.busy(job_under_way=True)
        self._stage.export(
            "导入文件", lambda progress: receive(office, files, progress), self._taken, self._failed
        )

    def _taken(self, results: tuple[FileResult, ...]) -> None:
        self._stage.busy(job_under_way=False)
        taken = sum(one.welcome for one in results)
        left = f"，{len(results) - taken} 个没有导入，原因见“收到的文件”" if taken < len(results) else ""
        tone = Tone.DONE if taken == len(results) else Tone.DUE
        self._stage.tell("导入完成", tone, f"收到 {taken} 个文件{left}。可以拔出 U 盘。")
        self._stage.refresh()
        FilesDialog(self._stage, results, None).open()
