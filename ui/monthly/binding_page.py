"""装订成册: both copies of the booklet, signatures and seal, checking and saving (D25–D26)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.accounts.credentials import CredentialCard, revoked_certificates, trusted_certificates
from app.documents.files import file_name, save
from app.documents.verification import Verification, verify
from app.monthly import booklets
from app.monthly.booklets import BookletCard
from app.monthly.signature_places import signers
from app.monthly.views import month_list
from app.office import Reader
from app.progress import Progress
from app.vocabulary import Month, PaperCopy, SignMethod
from ui.monthly.booklet_dialogs import MarkSigned, SignBooklet, VerifiedDialog
from ui.monthly.scans import open_scan
from ui.shared.columns import Align, Column, Shown
from ui.shared.files import SCANS, choose_file, open_file
from ui.shared.foot import Foot
from ui.shared.forms import ConfirmNames, FormDialog
from ui.shared.look import Tone
from ui.shared.paper_view import PaperDialog
from ui.shared.sheet import Sheet
from ui.shared.widgets import Button, Card, EmptyState, Pill, label

if TYPE_CHECKING:
    from ui.monthly.stage import MonthlyStage

Found = tuple[tuple[BookletCard, ...], tuple[str, ...], int]


def _read(reader: Reader, unit_id: str, month: Month) -> Found:
    """Return the month's booklets, who would be missing in one bound now, and how many forms are signed."""
    return (
        booklets.booklets(reader, unit_id, month),
        booklets.gaps(reader, unit_id, month),
        month_list(reader, unit_id, month).counts.signed,
    )


def _state_of(card: BookletCard) -> str:
    if card.outdated:
        return "须重新装订"
    return card.method.label if card.method else "待签名"


COLUMNS: tuple[Column[BookletCard], ...] = (
    Column("份别", lambda r: r.copy.label, width=150),
    Column("次序", lambda r: f"第 {r.edition} 次装订", 100, Align.CENTRE),
    Column("编号", lambda r: r.code, width=190),
    Column("页数", lambda r: r.pages, 60, Align.RIGHT),
    Column("装订时间", lambda r: f"{r.made_at:%Y-%m-%d %H:%M}", 140, Align.CENTRE),
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


class BindingPage(Card):
    """The month's booklets, and what is missing in them."""

    def __init__(self, stage: MonthlyStage) -> None:
        super().__init__("装订成册")
        self.stage = stage
        self._cards: tuple[BookletCard, ...] = ()
        self._wished = ""
        self.pill = Pill()
        self.gaps = label("", "hint", wrap=True)
        self.list: Sheet[BookletCard] = Sheet(COLUMNS, name="装订册", sorting=False, wrap=True)
        self.empty = EmptyState("", "")
        self.preview = Button("预览、打印", "Ctrl+P", self._preview)
        self.copy = Button("另存 PDF…", "Ctrl+S", self._save_as)
        self.seal = Button("加签或盖章…", "Ctrl+G", self._sign)
        self.by_hand = Button("登记手签…", "Ctrl+M", self._mark)
        self.scan = Button("附签字扫描件…", "Ctrl+B", self._choose_scan)
        self.look = Button("看签字扫描件", "Ctrl+O", self._look)
        self.check = Button("验证文件…", "Ctrl+Shift+V", self._verify)
        self.again = Button("重新装订…", "Ctrl+Shift+B", self._bind_again)
        self.sign = Button("签署装订册", "Ctrl+Return", self._sign, kind="primary")
        self.bind = Button("装订两份", "Ctrl+Return", self._bind, kind="primary")
        self._arrange()
        self.list.opened.connect(lambda _card: self._preview())
        self.list.chosen.connect(lambda _card: self._show_buttons())

    def _arrange(self) -> None:
        self.head.insertWidget(1, self.pill)
        hint = "一式两份：一份单位留存公示，一份报县考核办备案。双面打印，每份登记表从右手页开始。"
        self.column.addWidget(label(hint, "caption", wrap=True))
        self.column.addWidget(self.gaps)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.empty, 1)
        foot = Foot()
        for button in (self.preview, self.copy, self.seal, self.by_hand, self.scan, self.look, self.check):
            foot.addWidget(button)
        foot.addStretch()
        for button in (self.again, self.sign, self.bind):
            foot.addWidget(button)
        self.column.addLayout(foot)

    # showing

    def reload(self) -> None:
        """Load the month's booklets and what is missing in them."""
        self.stage.load(_read, self.stage.unit_id, self.stage.month, then=self._show, key="binding")

    def table(self) -> tuple[str, Shown]:
        """Return the list of booklets."""
        return f"{self.stage.month.label}装订册", self.list.model.shown()

    def wish(self, booklet_id: str) -> None:
        """Choose one booklet as soon as the list is there."""
        self._wished = booklet_id

    def _show(self, found: Found) -> None:
        self._cards, gaps, signed = found
        self.title.setText(f"{self.stage.month.label}实绩报告装订册")
        self.list.set_rows(self._cards)
        if not self.list.go_to(self._wished) and self._cards and self.list.current() is None:
            self.list.go_to(self._cards[0].id)
        self._wished = ""
        when = "现在装订将缺" if self._due() else "册中缺"
        self.gaps.setText(f"{when}：{'；'.join(gaps)}")
        self.gaps.setVisible(bool(gaps) and bool(signed))
        self.list.setVisible(bool(self._cards))
        self.empty.setVisible(not self._cards)
        if signed:
            self.empty.tell(
                f"{signed} 份登记表已签定，可以装订", "装订后可预览、打印，由负责人签名、单位盖章。"
            )
        else:
            self.empty.tell("还没有已签定的登记表", "先完成“负责人签定”（Ctrl+3），再在这里装订两份。")
        self.bind.setEnabled(signed > 0)
        self._show_pill()
        self._show_buttons()

    def _newest(self) -> list[BookletCard]:
        """Return the newest booklet of each copy."""
        found: dict[PaperCopy, BookletCard] = {}
        for card in self._cards:
            found.setdefault(card.copy, card)
        return list(found.values())

    def _due(self) -> bool:
        """Tell whether booklets have to be bound: for the first time, or anew."""
        newest = self._newest()
        return len(newest) < len(PaperCopy) or any(one.outdated for one in newest)

    def _show_pill(self) -> None:
        newest = self._newest()
        if not newest:
            self.pill.tell("未装订", Tone.QUIET)
        elif any(card.outdated for card in newest):
            self.pill.tell("有更正，须重新装订", Tone.DUE)
        elif all(card.method for card in newest):
            self.pill.tell("两份已签", Tone.DONE)
        else:
            self.pill.tell("待签名", Tone.STEP)

    def _show_buttons(self) -> None:
        newest, card, due = self._newest(), self.list.current(), self._due()
        unsigned = any(one.method is None for one in newest)
        self.bind.setVisible(due)
        self.sign.setVisible(not due and unsigned)
        self.again.setVisible(not due)
        for button in (self.preview, self.copy):
            button.setVisible(card is not None)
        self.seal.setVisible(card is not None and card.method is SignMethod.DIGITAL and not card.outdated)
        self.by_hand.setVisible(card is not None and card.method is None and not card.outdated)
        scanned = card is not None and card.scan_digest is not None
        self.look.setVisible(scanned)
        self.scan.setVisible(card is not None and card.method is SignMethod.HAND and not scanned)

    # slots

    def _bind_again(self) -> None:
        signed = {one.copy.label: one.signers for one in self._newest() if one.method is not None}
        if not signed:
            self._bind()
            return
        what = "登记表没有变化，已签名的装订册仍然有效。重新装订后要重新签名、打印；原来的一册留存备查。"
        ConfirmNames(self.window(), what, signed, "仍然重新装订", self._bind, danger=True).open()

    def _bind(self) -> None:
        office, unit_id, month = self.stage.office, self.stage.unit_id, self.stage.month

        def job(progress: Progress) -> None:
            for copy in PaperCopy:
                booklets.bind_booklet(office, unit_id, month, copy, progress)

        words = "两份装订册已生成。下一步：签署，打印。"

        def bound(_: object) -> None:
            self.stage.problems.tell(words, Tone.QUIET)
            self.stage.begin_work()

        self.stage.export("装订实绩报告册", job, bound)

    def _sign(self) -> None:
        self.stage.load(signers, then=self._choose_credential, beside=True)

    def _choose_credential(self, usable: tuple[CredentialCard, ...]) -> None:
        card = self.list.current()
        open_ = [one for one in self._newest() if one.method is not SignMethod.HAND and not one.outdated]
        if not usable:
            words = "还没有签名证书。请系统管理员在“签名证书”页签发，或打印后手写签名，再“登记手签”。"
            self.stage.problems.tell(words, Tone.DUE)
        elif card is None or card not in open_:
            self.stage.problems.tell("这一册已登记手写签名，或已被新的装订册替换。", Tone.DUE)
        else:
            cards = [card, *(one for one in open_ if one.id != card.id)]
            self._open(SignBooklet(self.stage, cards, usable), "已签署。")

    def _mark(self) -> None:
        card = self.list.current()
        if card:
            self._open(MarkSigned(self.stage, card), "已登记手签。")

    def _choose_scan(self) -> None:
        card = self.list.current()
        if card:
            open_file(self.stage, "选择装订册签字页的扫描件", SCANS, lambda path: self._keep_scan(card, path))

    def _keep_scan(self, card: BookletCard, path: Path) -> None:
        self.stage.perform("附签字扫描件", booklets.keep_booklet_scan, card.id, path, by=self.scan)

    def _look(self) -> None:
        card = self.list.current()
        if card and card.scan_digest:
            open_scan(self.stage, f"{_title(card)}签字扫描件", card.scan_digest)

    def _open(self, dialog: FormDialog, done: str) -> None:
        words = f"{done}下一步：双面打印，一份留存公示，一份报县考核办备案。"
        dialog.saved.connect(lambda _: self.stage.problems.tell(words, Tone.QUIET))
        dialog.open()

    def _preview(self) -> None:
        card = self.list.current()
        if card:
            show = PaperDialog
            self.stage.load(
                booklets.booklet_pdf,
                card.id,
                then=lambda pdf: show(self.stage, self.stage.errands, _title(card), pdf).open(),
                beside=True,
            )

    def _save_as(self) -> None:
        card = self.list.current()
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
                trusted, revoked = trusted_certificates(reader), revoked_certificates(reader)
            return verify(path, trusted, revoked)

        self.stage.export("验证装订册", job, lambda found: self._tell_verified(path, found))

    def _tell_verified(self, path: Path, found: Verification) -> None:
        VerifiedDialog(self.stage, path.name, found).open()


def _title(card: BookletCard) -> str:
    return f"{card.month.label}实绩报告装订册（{card.copy.label}）"
