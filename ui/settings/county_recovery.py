"""The county's recovery file and sheet: made by the administrator, used on a PC that was set up anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog

from app.accounts.papers import OF_COUNTY, RecoverySheet, recovery_sheet
from app.blobs import read_file
from app.documents.files import save
from app.exchange.recovery import SUFFIX, make_recovery, recover_county
from app.office import Office
from ui.shared.files import choose_file, open_file
from ui.shared.forms import FormDialog
from ui.shared.inputs import Line
from ui.shared.look import Tone
from ui.shared.paper_view import PaperDialog
from ui.shared.stage import Stage
from ui.shared.widgets import label

NAME = f"县级恢复文件{SUFFIX}"
KIND = f"县级恢复文件 (*{SUFFIX})"


@dataclass(frozen=True, slots=True)
class Kept:
    """A recovery file that lies where it was wanted, and the sheet to print."""

    path: Path
    sheet: bytes


def make(stage: Stage) -> None:
    """Ask where to, write the file, show the sheet with the code; the code is kept nowhere."""
    choose_file(stage, "生成县级恢复文件", NAME, lambda target: write(stage, target))


def write(stage: Stage, target: Path) -> None:
    """Write a new recovery file and show its sheet."""
    office = stage.office

    def job(_progress: object) -> Kept:
        with office.write("生成县级恢复文件") as work:
            made = make_recovery(work)
        save(target, made.content)
        sheet = RecoverySheet(office.station.name, office.clock.today(), made.code, OF_COUNTY)
        return Kept(target, recovery_sheet(sheet))

    def show(kept: Kept) -> None:
        stage.problems.tell(f"恢复文件已存到 {kept.path}。请打印恢复单，与文件分开保管。", Tone.QUIET)
        PaperDialog(stage, stage.errands, "县级数据交换恢复单", kept.sheet).open()

    stage.export("生成县级恢复文件", job, show)


def use(stage: Stage) -> None:
    """Ask for the file, then for the code."""
    open_file(stage, "用恢复文件恢复县级身份", KIND, lambda path: UseRecovery(stage, path).open())


class UseRecovery(FormDialog):
    """Asks for the code on the sheet and lets this county go on as the one whose file it is."""

    def __init__(self, stage: Stage, path: Path) -> None:
        super().__init__(stage, stage.errands, "恢复县级身份", ok="恢复")
        self._stage = stage
        self._office: Office = stage.office
        self._path = path
        self.rows.addRow(label("恢复文件", "label"), label(path.name, wrap=True))
        self.add("code", "恢复码", Line("恢复单上的 8 组字符", 80))

    def save(self) -> None:
        """Open the file with the code; each unit then applies again and sends everything once more."""
        office, path, code = self._office, self._path, str(self.fields.values()["code"])

        def job(_progress: object) -> None:
            recover_county(office, read_file(path, "file"), code)

        self._begin()
        self.errands.export(self, "恢复县级身份", job, self._recovered, failed=self.refuse)

    def _recovered(self, _: object) -> None:
        self._end()
        self.done(QDialog.DialogCode.Accepted)
        self._stage.problems.tell("县级身份已恢复。请各单位重新导出登记申请，再报一次。", Tone.QUIET)
