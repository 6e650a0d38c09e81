"""签名证书: who may sign papers here, and the picture of the unit's seal (exchange.md §3)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from app.accounts.credentials import CredentialCard, credentials, deactivate_credential, trusted_pem
from app.accounts.views import BindableCadre, bindable_cadres
from app.blobs import MAX_BYTES
from app.documents.files import save
from app.errors import UserError
from app.office import Office
from app.settings import LocalSettings, local_settings, set_seal_picture
from app.vocabulary import CredentialKind, Month, Role, StationKind
from ui.settings import county_recovery
from ui.settings.dialogs import ChangeSigningPassphrase, IssueCredential
from ui.shared.columns import Align, Column
from ui.shared.errands import Errands
from ui.shared.files import choose_file, open_file
from ui.shared.forms import ConfirmNames
from ui.shared.look import Tone
from ui.shared.rights import runs_unit
from ui.shared.sheet import Sheet
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, label

HINT = (
    "个人证书用于主要负责人在装订册上电子签名，单位证书代表公章。签发机构是本单位自己的，县里接管后改由县签发。"
    "与对方核对身份时，念出 12 个字的指纹逐字比对。"
)


class CredentialsStage(Stage):
    """The certificates of this installation."""

    tables = frozenset({"credential", "setting", "cadre", "post"})

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._admin = Role.ADMIN in self.office.login.roles
        self._cadres: tuple[BindableCadre, ...] = ()
        self.list: Sheet[CredentialCard] = Sheet(COLUMNS, lambda card: card.credential_id, name="签名证书")
        self.seal = label("", "caption")
        self.new = Button("签发证书…", "Ctrl+N", self._issue, kind="primary")
        self.stop = Button("停用", "F4", self._stop)
        self.change = Button("修改签名口令…", "F2", self._change)
        self.picture = Button("公章图片…", "F6", self._choose_picture)
        self.no_picture = Button("去掉公章图片", on=lambda: self._set_picture(None))
        self.root = Button("导出签发机构证书", "Ctrl+E", self._export_root)
        self.recovery = Button("生成县级恢复文件…", on=lambda: county_recovery.make(self))
        self.recover = Button("用恢复文件恢复县级身份…", on=lambda: county_recovery.use(self))
        for button in (self.recovery, self.recover):
            button.setVisible(self._admin and self.office.station.kind is StationKind.COUNTY)
        for button in (self.new, self.stop):
            button.setVisible(self._admin)
        self.change.setVisible(not self._admin)
        self._may_picture = runs_unit(self.office.login)
        self.picture.setVisible(self._may_picture)
        self._arrange()
        self.list.chosen.connect(self._show_moves)

    def reload(self) -> None:
        """Load the certificates and whether there is a picture of the seal."""
        self.load(credentials, then=self._show_cards)
        self.load(local_settings, then=self._show_seal)
        if self._admin:
            self.load(bindable_cadres, then=self._keep_cadres, beside=True)

    def _arrange(self) -> None:
        card = Card("签名证书")
        foot = QHBoxLayout()
        for button in (self.change, self.stop, self.root, self.picture, self.no_picture):
            foot.addWidget(button)
        foot.addWidget(self.seal)
        for button in (self.recovery, self.recover):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.new)
        card.column.addWidget(label(HINT, "caption", wrap=True))
        card.column.addWidget(self.list, 1)
        card.column.addLayout(foot)
        self.set_content(card)

    # Showing

    def _show_cards(self, cards: tuple[CredentialCard, ...]) -> None:
        self.list.set_rows(cards)
        self._show_moves(self.list.current())

    def _show_seal(self, held: LocalSettings) -> None:
        self.no_picture.setVisible(self._may_picture and bool(held.seal_picture))
        self.seal.setText("已有公章图片" if held.seal_picture else "未设公章图片")

    def _show_moves(self, card: CredentialCard | None) -> None:
        signs = card is not None and card.active and card.kind is not CredentialKind.AUTHORITY
        self.stop.setEnabled(signs)
        self.change.setEnabled(signs)

    def _keep_cadres(self, cadres: tuple[BindableCadre, ...]) -> None:
        self._cadres = cadres

    # Doing

    def _issue(self) -> None:
        IssueCredential(self, self._cadres).open()

    def _change(self) -> None:
        card = self.list.current()
        if card is not None:
            ChangeSigningPassphrase(self, card).open()

    def _stop(self) -> None:
        card = self.list.current()
        if card is None:
            return
        ConfirmNames(
            self,
            "停用后不能再签名；已签的文件仍然有效。",
            {"停用证书": [f"{card.holder} {card.title}".strip()]},
            ok="停用证书",
            then=lambda: self.perform("停用证书", deactivate_credential, card.credential_id),
            danger=True,
        )

    def _choose_picture(self) -> None:
        open_file(self, "公章图片", "图片 (*.png *.jpg *.jpeg)", self.take_picture)

    def take_picture(self, file: Path) -> None:
        """Use a file as the picture of the seal."""
        self.errands.compute(self, lambda: _picture(file), self._set_picture)

    def _set_picture(self, picture: bytes | None) -> None:
        self.perform("公章图片", set_seal_picture, picture)

    def _export_root(self) -> None:
        choose_file(self, "导出签发机构证书", "签发机构.pem", self.write_root)

    def write_root(self, target: Path) -> None:
        """Write the trusted roots, for verifying papers on another PC."""
        office = self.office
        self.export("导出证书", lambda _progress: _write_root(office, target), self._written)

    def _written(self, target: Path) -> None:
        self.problems.tell(f"已导出：{target}", Tone.QUIET)


def _picture(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError("图片读不出来。", next_step="请重新选择文件。") from error


def _write_root(office: Office, target: Path) -> Path:
    with office.read() as reader:
        pem = trusted_pem(reader)
    return save(target, pem.encode())


COLUMNS: tuple[Column[CredentialCard], ...] = (
    Column("类别", lambda card: card.kind.label, width=90),
    Column("持有人", lambda card: card.holder, width=210),
    Column("职务", lambda card: card.title, width=120),
    Column("有效期至", lambda card: card.valid_until.date().isoformat(), width=110),
    Column("指纹", lambda card: card.fingerprint),
    Column(
        "状态",
        lambda card: "有效" if card.active else "已停用",
        width=90,
        align=Align.CENTRE,
        pill=True,
        tone=lambda card: Tone.DONE if card.active else Tone.QUIET,
    ),
)
