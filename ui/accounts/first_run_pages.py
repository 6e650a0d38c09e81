"""The first run in three steps: the unit, the people who run and use the system, the recovery sheet."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel

from app.accounts.first_run import FirstRun, Founded, NewAccount
from app.accounts.papers import RecoverySheet, recovery_sheet
from app.accounts.rules import check_passphrase, one_spelling, username
from app.clock import Clock
from app.errors import UserError
from app.vocabulary import StationKind, UnitKind
from ui.accounts.entry_form import EntryForm, Secret
from ui.accounts.entry_pages import RULE
from ui.shared.errands import Errands
from ui.shared.inputs import ChoiceBox, Line
from ui.shared.look import px
from ui.shared.paper_view import PaperDialog
from ui.shared.widgets import Button, label

WIDTH = 560
BODIES = {UnitKind.TOWNSHIP: "党委", UnitKind.DEPARTMENT: "党组"}


class StationPage(EntryForm):
    """Step 1: what stands here; a subclass adds its name before the contacts and says what must be filled."""

    onward = Signal()
    back = Signal()
    station: ClassVar[StationKind]
    needed: ClassVar[tuple[str, ...]] = ("unit_name",)

    def submit(self) -> None:
        """Go on once all that is needed was filled in."""
        if self.check(*(partial(self.fill_in, name) for name in self.needed)):
            self.onward.emit()

    def end(self) -> None:
        """Add what every kind of station asks for last."""
        self.add("hotline", "举报电话", Line("县委组织部公开的电话，可后补", 40))
        self.add("mailbox", "举报邮箱", Line("县委组织部公开的邮箱，可后补", 80))
        self.foot.insertWidget(0, Button("上一步", "Esc", self.back.emit))

    @property
    def unit_kind(self) -> UnitKind:
        """The kind of unit; the county's office is a department."""
        return UnitKind.DEPARTMENT


class CountyPage(StationPage):
    """Step 1 at the county: what its office is called."""

    station = StationKind.COUNTY

    def __init__(self, errands: Errands) -> None:
        hint = "登记办公室，再建两个账户，约 3 分钟。单位以后凭其登记申请加入，不在这里录入。"
        super().__init__(errands, "首次设置：县考核办", hint, "下一步", width=WIDTH)
        self.add("unit_name", "办公室名称", Line("如：雷山县干部综合考核办公室", 40))
        self.end()


class UnitPage(StationPage):
    """Step 1 at a unit: whose month is run here."""

    station = StationKind.UNIT
    needed = ("unit_name", "body")

    def __init__(self, errands: Errands) -> None:
        hint = "先登记单位，再建两个账户，约 3 分钟。举报电话等可以以后在“设置”里补。"
        super().__init__(errands, "首次设置：单位", hint, "下一步", width=WIDTH)
        self.kind = ChoiceBox.of(UnitKind)
        self.body = Line("党委、党组、局务会等", 40)
        self.add("unit_name", "单位名称", Line("如：丹江镇", 40))
        self.add("unit_kind", "单位类别", self.kind)
        self.add("body", "评议班子", self.body)
        self.end()
        self.kind.set_value(UnitKind.TOWNSHIP)
        self.kind.currentIndexChanged.connect(self._suggest_body)
        self._suggest_body()

    def _suggest_body(self) -> None:
        if self.body.text() in {"", *BODIES.values()}:
            self.body.setText(BODIES[self.unit_kind])

    @property
    def unit_kind(self) -> UnitKind:
        """The kind chosen."""
        chosen = self.kind.value()
        return chosen if isinstance(chosen, UnitKind) else UnitKind.TOWNSHIP


class PeoplePage(EntryForm):
    """Step 2: the administrator and the clerk, each typing the own passphrase."""

    back = Signal()
    found_wanted = Signal()
    elsewhere = Signal(object)
    """UserError whose field stands on another page."""

    def __init__(self, errands: Errands) -> None:
        hint = (
            "系统管理员只管账户、证书和备份，看不到实绩内容；经办人做日常工作。请两人分别输入自己的口令。"
            f"口令{RULE}其他账户以后由系统管理员建立。"
        )
        super().__init__(errands, "首次设置：账户", hint, "建立数据", width=WIDTH)
        for prefix, role in (("admin", "系统管理员"), ("clerk", "经办人")):
            self.rows.addRow(label(role, "strong"))
            self.add(f"{prefix}_name", "姓名", Line("", 40))
            self.add(f"{prefix}_username", "用户名", Line("登录用，如姓名拼音", 40))
            self.add(f"{prefix}_passphrase", "口令", Secret())
            self.add(f"{prefix}_again", "再输一次", Secret())
        self.foot.insertWidget(0, Button("上一步", "Esc", self.back.emit))

    def submit(self) -> None:
        """Found the installation once every field of both can be taken."""
        filled = [partial(self.fill_in, name) for name in self.values()]
        if self.check(*filled, *(partial(self._check, one) for one in ("admin", "clerk")), self._check_names):
            self.found_wanted.emit()

    def _check(self, prefix: str) -> None:
        """Check what one of them typed by the rules that founding applies."""
        values = self.values()
        name, passphrase = f"{prefix}_username", f"{prefix}_passphrase"
        try:
            username(values[name])
        except UserError as error:
            error.field = name
            raise
        check_passphrase(values[passphrase], values[name], field=passphrase)
        self.same_twice(passphrase, f"{prefix}_again")

    def _check_names(self) -> None:
        values = self.values()
        if one_spelling(values["admin_username"]) == one_spelling(values["clerk_username"]):
            raise UserError("两个账户的用户名相同。", field="clerk_username", next_step="请改用别的用户名。")

    def refuse(self, error: BaseException) -> None:
        """Show a problem here, or hand it to the page whose field it concerns."""
        if isinstance(error, UserError) and error.field and not self.has_field(error.field):
            self.elsewhere.emit(error)
        else:
            super().refuse(error)

    def accounts(self) -> tuple[NewAccount, NewAccount]:
        """Return administrator and clerk; raises `UserError` where a passphrase was mistyped."""
        values = self.values()
        admin, clerk = (
            NewAccount(
                values[f"{prefix}_username"],
                values[f"{prefix}_name"],
                self.same_twice(f"{prefix}_passphrase", f"{prefix}_again"),
            )
            for prefix in ("admin", "clerk")
        )
        return admin, clerk


class SheetPage(EntryForm):
    """Step 3: the recovery key, shown this once, printed and locked away."""

    done = Signal()

    def __init__(self, errands: Errands, clock: Clock) -> None:
        hint = (
            "数据已加密建好。所有人都忘记口令时，只有凭恢复密钥才能打开；口令和恢复密钥都失去，数据无法恢复。"
            "恢复密钥只在这里出现一次，请现在打印两份，密封后分开保管，不要存成文件。"
        )
        super().__init__(errands, "首次设置：恢复单", hint, "完成，去登录", width=WIDTH)
        self._clock = clock
        self._founded: Founded | None = None
        self._groups = QGridLayout()
        self._groups.setSpacing(10)
        self.column.insertLayout(3, self._groups)
        self.kept = QCheckBox("恢复单已打印两份，并已密封保管")
        self.kept.toggled.connect(self.ok.setEnabled)
        self.column.insertWidget(4, self.kept)
        self.paper = Button("预览并打印恢复单", "Ctrl+P", self._preview)
        self.foot.insertWidget(0, self.paper)
        self.ok.setEnabled(False)

    def show_key(self, founded: Founded) -> None:
        """Show the groups."""
        self._founded = founded
        for place, group in enumerate(founded.recovery_key.split("-")):
            shown = QLabel(group)
            shown.setProperty("role", "figure")
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            shown.setMinimumWidth(px(110))
            self._groups.addWidget(shown, place // 4, place % 4)

    def submit(self) -> None:
        """Leave the wizard; nothing of the key is kept."""
        self._founded = None
        while self._groups.count():
            shown = self._groups.takeAt(0).widget()
            if shown is not None:
                shown.deleteLater()
        self.done.emit()

    def _preview(self) -> None:
        if self._founded is None:
            return
        unit = self._founded.office.station.name
        sheet = RecoverySheet(unit, self._clock.today(), self._founded.recovery_key)
        self.errands.export(self, "恢复单", lambda _progress: recovery_sheet(sheet), self._show_paper)

    def _show_paper(self, pdf: bytes) -> None:
        PaperDialog(self, self.errands, "恢复单", pdf).open()


def first_run(page: StationPage, people: PeoplePage) -> FirstRun:
    """Put together what the steps ask."""
    values = page.values()
    admin, clerk = people.accounts()
    rules = {key: values[key] for key in ("hotline", "mailbox") if values[key]}
    return FirstRun(
        values["unit_name"],
        page.unit_kind,
        values.get("body", ""),
        admin,
        clerk,
        kind=page.station,
        rulebook=rules,
    )
