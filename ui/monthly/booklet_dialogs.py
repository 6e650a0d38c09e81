"""Signing a bound booklet by certificate or noting that it was signed by hand; a check's result (D26)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.accounts.credentials import CredentialCard
from app.documents.verification import Verification
from app.errors import UserError
from app.monthly import booklets
from app.monthly.booklets import BookletCard
from app.progress import Progress
from ui.shared.files import SCANS, FilePicker
from ui.shared.forms import FormDialog
from ui.shared.inputs import ChoiceBox, DateBox, Line
from ui.shared.look import Tone, px
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Pill, label


def _whom(cards: Sequence[BookletCard]) -> str:
    return "\n".join(f"{card.copy.label}，编号 {card.code}" for card in cards)


def _signer(credential: CredentialCard) -> str:
    return f"{credential.title} {credential.holder}".strip()


class SignBooklet(FormDialog):
    """Signs the chosen booklet, and its twin if wanted, with a certificate of this installation."""

    def __init__(
        self, stage: Stage, cards: Sequence[BookletCard], credentials: Sequence[CredentialCard]
    ) -> None:
        """`cards`: the chosen booklet first, then the other copy if it can be signed as well."""
        order = "先由负责人签名，其他领导可以加签，再盖单位电子章；加签不影响前面的签名。"
        hint = f"{_whom(cards)}\n签名后内容不能再改。{order}"
        super().__init__(stage, stage.errands, "签署装订册", ok="签署", hint=hint)
        self._cards = cards
        self._credentials = {one.credential_id: one for one in credentials}
        words = [(one.credential_id, f"{one.kind.label}　{one.title} {one.holder}") for one in credentials]
        self.add("credential", "签名证书", ChoiceBox(words))
        self.fields.show({"credential": self._next().credential_id})
        passphrase = Line("证书的签名口令", 100)
        passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.add("passphrase", "签名口令", passphrase)
        self.both = QCheckBox("两份一起签")
        self.both.setChecked(len(cards) > 1)
        self.rows.addRow("", self.both)
        self.both.setVisible(len(cards) > 1)

    def _next(self) -> CredentialCard:
        """Return the first certificate whose holder has not signed the chosen booklet yet."""
        found = self._credentials.values()
        waiting = (one for one in found if _signer(one) not in self._cards[0].signers)
        return next(waiting, next(iter(found)))

    def save(self) -> None:
        """Sign outside any transaction, then keep the signed bytes."""
        values = self.fields.values()
        office, passphrase = self.errands.office, str(values["passphrase"])
        credential = self._credentials[str(values["credential"])]
        signer = _signer(credential)
        cards = self._cards if self.both.isChecked() else self._cards[:1]
        wanted = [card for card in cards if signer not in card.signers]
        if not wanted:
            raise UserError(f"{signer}已经签过。", field="credential", next_step="请换一张证书。")

        def job(progress: Progress) -> None:
            for number, card in enumerate(wanted):
                progress.step(number, len(wanted), f"正在签署{card.copy.label}")
                booklets.sign_booklet(office, card.id, credential.credential_id, passphrase)

        self._begin()
        self.errands.export(self, "签署装订册", job, lambda _: self._signed(), self.refuse)

    def _signed(self) -> None:
        self._end()
        self.fields.take()
        self.accept()
        self.saved.emit(None)


class MarkSigned(FormDialog):
    """Records that the printed booklet was signed by hand."""

    def __init__(self, stage: Stage, card: BookletCard) -> None:
        hint = f"{_whom([card])}\n打印后由负责人手写签名、单位盖章的，在这里登记。"
        super().__init__(stage, stage.errands, "登记手写签名", ok="登记", hint=hint)
        self._card = card
        self.add("signer", "签名人", Line("职务和姓名", 50))
        self.add("signed_on", "签名日期", DateBox(stage.office.clock.today()))
        self.add("scan", "签字扫描件", FilePicker("扫描件", SCANS))

    def save(self) -> None:
        """Record it."""
        values = self.fields.values()
        args = (self._card.id, values["signer"], values["signed_on"], values["scan"])
        self.perform("登记手写签名", booklets.mark_signed_by_hand, *args)


class VerifiedDialog(QDialog):
    """What a check of a signed file found; Esc closes."""

    def __init__(self, parent: QWidget, name: str, found: Verification) -> None:
        super().__init__(parent)
        self.setWindowTitle("验证结果")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label(name, "strong", wrap=True), 1)
        words, tone = ("有效", Tone.DONE) if found.good else ("不能采信", Tone.MISSING)
        head.addWidget(Pill(words, tone, self))
        column.addLayout(head)
        for sentence in found.sentences:
            column.addWidget(label(sentence, wrap=True))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button("关闭", on=self.accept))
        column.addLayout(foot)
