"""Binding the month: both copies of the booklet, signatures and seal, checking and saving (D25–D26)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.accounts.credentials import CredentialCard, credentials, trusted_certificates
from app.documents.files import file_name, save
from app.documents.verification import Verification, verify
from app.monthly import booklets
from app.monthly.booklets import BookletCard
from app.progress import Progress
from app.vocabulary import CredentialKind, PaperCopy, SignMethod
from ui.shared.columns import Align, Column
from ui.shared.files import choose_file, open_file
from ui.shared.forms import FormDialog
from ui.shared.inputs import ChoiceBox, DateBox, Line
from ui.shared.look import Tone
from ui.shared.paper_view import PaperDialog
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, Pill, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage


def _state_of(card: BookletCard) -> str:
    if card.outdated:
        return "须重新装订"
    return card.method.label if card.method else "待签名"


COLUMNS: tuple[Column[BookletCard], ...] = (
    Column("份别", lambda r: r.copy.label, width=170),
    Column("次序", lambda r: f"第 {r.edition} 次装订", 100, Align.CENTRE),
    Column("编号", lambda r: r.code, width=190),
    Column("页数", lambda r: r.pages, 60, Align.RIGHT),
    Column("签名", lambda r: "、".join(r.signers) or "未签名"),
    Column(
        "状态",
        _state_of,
        110,
        Align.CENTRE,
        pill=True,
        tone=lambda r: Tone.DUE if r.outdated else (Tone.DONE if r.method else Tone.STEP),
    ),
)


class SignBooklet(FormDialog):
    """Signs one booklet with a certificate of this installation."""

    def __init__(self, stage: MonthlyStage, card: BookletCard, cards: tuple[CredentialCard, ...]) -> None:
        hint = f"{card.copy.label}，编号 {card.code}。签名后内容不能再改；可先后由负责人签名、单位盖章。"
        super().__init__(stage, stage.errands, "签署装订册", ok="签署", hint=hint)
        self._stage = stage
        self._card = card
        choices = [(one.credential_id, f"{one.kind.label} {one.title} {one.holder}") for one in cards]
        self.add("credential", "签名证书", ChoiceBox(choices))
        passphrase = Line("", 100)
        passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.add("passphrase", "签名口令", passphrase)

    def save(self) -> None:
        """Sign outside any transaction, then keep the signed bytes."""
        values = self.fields.values()
        office, card = self._stage.office, self._card
        credential, passphrase = str(values["credential"]), str(values["passphrase"])

        def job(_: Progress) -> None:
            booklets.sign_booklet(office, card.id, credential, passphrase)

        self.errands.export(self, "签署装订册", job, lambda _: self._signed(), self.refuse)

    def _signed(self) -> None:
        self.fields.take()
        self.accept()


class MarkSigned(FormDialog):
    """Records that the printed booklet was signed by hand."""

    def __init__(self, stage: MonthlyStage, card: BookletCard) -> None:
        hint = f"{card.copy.label}，编号 {card.code}：打印后由负责人手写签名、单位盖章的，在这里登记。"
        super().__init__(stage, stage.errands, "登记手写签名", ok="登记", hint=hint)
        self._card = card
        today = stage.office.clock.today()
        self.add("signer", "签名人", Line("职务和姓名", 50))
        self.add("signed_on", "签名日期", DateBox(today))

    def save(self) -> None:
        """Record it."""
        values = self.fields.values()
        args = (self._card.id, values["signer"], values["signed_on"])
        self.perform("登记手写签名", booklets.mark_signed_by_hand, *args)


class BindingPage(Card):
    """The month's booklets, and what is missing in them."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__("装订成册")
        self.stage = stage
        self.pill = Pill()
        self.gaps = label("", "hint", wrap=True)
        self.list: Sheet[BookletCard] = Sheet(COLUMNS, name="装订册", sorting=False)
        self.sign = Button("签署或盖章…", "Ctrl+G", self._sign)
        self.by_hand = Button("登记手签…", on=self._mark)
        self.preview = Button("预览、打印", "Ctrl+P", self._preview)
        self.export = Button("另存 PDF", "Ctrl+E", self._save_as)
        self.check = Button("验证文件…", "Ctrl+Shift+V", self._verify)
        self.bind = Button("装订两份", "Ctrl+Return", self._bind, kind="primary")
        self._arrange()

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.pill)
        hint = "一式两份：一份单位留存公示，一份报县考核办备案。双面打印，每份登记表从右手页开始。"
        self.column.addWidget(label(hint, "caption", wrap=True))
        self.column.addWidget(self.gaps)
        self.column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        for button in (self.preview, self.export, self.sign, self.by_hand, self.check):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.bind)
        self.column.addLayout(foot)

    def reload(self) -> None:
        """Load the month's booklets and what is missing in them."""
        args = (self.stage.unit_id, self.stage.month)
        self.title.setText(f"{self.stage.month.label}实绩报告装订册")
        self.stage.load(booklets.booklets, *args, then=self._show)
        self.stage.load(booklets.gaps, *args, then=self._show_gaps)

    def _show(self, cards: tuple[BookletCard, ...]) -> None:
        self.list.set_rows(cards)
        if cards and self.list.current() is None:
            self.list.go_to(cards[0].id)
        for button in (self.sign, self.by_hand, self.preview, self.export):
            button.setEnabled(bool(cards))
        signed = [card for card in cards if card.method and not card.outdated]
        if len(signed) >= len(PaperCopy):
            self.pill.tell("两份已签", Tone.DONE)
        else:
            self.pill.tell("待签名" if cards else "未装订", Tone.STEP if cards else Tone.QUIET)

    def _show_gaps(self, gaps: tuple[str, ...]) -> None:
        self.gaps.setText("现在装订将缺：" + "；".join(gaps))
        self.gaps.setVisible(bool(gaps))

    # slots

    def _bind(self) -> None:
        office, unit_id, month = self.stage.office, self.stage.unit_id, self.stage.month

        def job(progress: Progress) -> None:
            for copy in PaperCopy:
                booklets.bind_booklet(office, unit_id, month, copy, progress)

        words = "两份装订册已生成。下一步：签署，打印。"
        self.stage.export("装订实绩报告册", job, lambda _: self.stage.problems.tell(words, Tone.QUIET))

    def _card(self) -> BookletCard | None:
        return self.list.current()

    def _sign(self) -> None:
        self.stage.load(credentials, then=self._choose_credential)

    def _choose_credential(self, cards: tuple[CredentialCard, ...]) -> None:
        usable = tuple(one for one in cards if one.active and one.kind is not CredentialKind.AUTHORITY)
        card = self._card()
        if not usable:
            words = "还没有签名证书。请系统管理员在“设置—签名证书”中签发，或打印后手写签名。"
            self.stage.problems.tell(words, Tone.DUE)
        elif card and card.method is SignMethod.HAND:
            self.stage.problems.tell("这一册已登记手写签名。", Tone.DUE)
        elif card:
            SignBooklet(self.stage, card, usable).open()

    def _mark(self) -> None:
        card = self._card()
        if card:
            MarkSigned(self.stage, card).open()

    def _preview(self) -> None:
        card = self._card()
        if card:
            self.stage.load(booklets.booklet_pdf, card.id, then=lambda pdf: self._show_paper(card, pdf))

    def _show_paper(self, card: BookletCard, pdf: bytes) -> None:
        PaperDialog(self.stage, self.stage.errands, _title(card), pdf).open()

    def _save_as(self) -> None:
        card = self._card()
        if card:
            name = file_name(_title(card), suffix=".pdf")
            choose_file(self.stage, "另存装订册", name, lambda path: self._write(card, path))

    def _write(self, card: BookletCard, path: Path) -> None:
        office = self.stage.office

        def job(_: Progress) -> Path:
            with office.read() as reader:
                pdf = booklets.booklet_pdf(reader, card.id)
            return save(path, pdf)

        self.stage.export(
            "保存装订册", job, lambda done: self.stage.problems.tell(f"已保存到 {done}", Tone.QUIET)
        )

    def _verify(self) -> None:
        open_file(self.stage, "选择要验证的装订册", "PDF 文件 (*.pdf)", self._verify_file)

    def _verify_file(self, path: Path) -> None:
        office = self.stage.office

        def job(_: Progress) -> Verification:
            with office.read() as reader:
                trusted = trusted_certificates(reader)
            return verify(path, trusted)

        self.stage.export("验证装订册", job, lambda found: self._tell_verified(path, found))

    def _tell_verified(self, path: Path, found: Verification) -> None:
        words = f"{path.name}：" + "\n".join(found.sentences)
        self.stage.problems.tell(words, Tone.DONE if found.good else Tone.MISSING)


def _title(card: BookletCard) -> str:
    return f"{card.month.label}实绩报告装订册（{card.copy.label}）"
