"""Who signs, when and how: one signer at a time (D24; domain.md §2.14–2.15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.monthly.actions_meeting import Signature
from app.monthly.meeting_rules import Signer
from app.monthly.views_meeting import MeetingItem
from app.vocabulary import SignerKind, SignMethod
from ui.monthly.opinion_table import signer_words
from ui.shared.fields import Fields, read, write
from ui.shared.inputs import ChoiceBox, DateBox, Line
from ui.shared.widgets import label

METHODS = (
    (SignMethod.HAND, "手写签名（打印登记表签字）"),
    (SignMethod.DIGITAL, "电子签名（在装订册封面签）"),
)

LEADER = {"signer": "签字人姓名", "signer_title": "签字人职务"}


class SignatureBox(QWidget):
    """The inputs over the table of opinions."""

    typed = Signal()
    """A county leader's name or post was typed."""
    chosen = Signal()
    """Another signer was chosen."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.signer = ChoiceBox()
        self.signed_on = DateBox(today)
        self.method = ChoiceBox(METHODS)
        self.name = Line("县分管领导姓名", 40)
        self.post = Line("职务，例如：县委常委", 60)
        self.method.set_value(SignMethod.HAND)
        self.fields = Fields(self.typed.emit, self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        inputs: tuple[tuple[str, str, QWidget], ...] = (
            ("signer_choice", "签字人", self.signer),
            ("signed_on", "签定日期", self.signed_on),
            ("method", "方式", self.method),
        )
        for place, (name, words, widget) in enumerate(inputs):
            grid.addWidget(label(words, "label"), 0, 2 * place)
            grid.addWidget(widget, 0, 2 * place + 1)
            widget.setAccessibleName(words)
            widget.setObjectName(name)
            grid.setColumnStretch(2 * place + 1, 1 if place else 2)
        leader = QHBoxLayout()
        leader.setSpacing(8)
        self._caption = label("县领导", "label")
        for (name, words), line in zip(LEADER.items(), (self.name, self.post), strict=True):
            leader.addWidget(line)
            line.setAccessibleName(words)
            self.fields.add(name, line)
        grid.addWidget(self._caption, 1, 0)
        grid.addLayout(leader, 1, 1, 1, 5)
        self.signer.currentIndexChanged.connect(lambda _index: self._choose())

    def begin(self, today: date) -> None:
        """Start another month."""
        self.fields.show({"signer": "", "signer_title": ""})
        write(self.signed_on, today)

    def offer(self, waiting: Sequence[MeetingItem]) -> None:
        """Offer who may sign these reports, first who usually signs most of them."""
        before = self.signer.value()
        usual = [item.signers[0] for item in waiting if item.signers]
        choices = list(dict.fromkeys(signer for item in waiting for signer in item.signers))
        choices.sort(key=lambda signer: -usual.count(signer))
        self.signer.set_choices([(one, signer_words(one, usual=one in usual)) for one in choices])
        if choices:
            self.signer.set_value(before if before in choices else choices[0])
        self._choose()

    def choice(self) -> Signer | None:
        """Return the signer as the reports name him, without a typed name."""
        signer = self.signer.value()
        return signer if isinstance(signer, Signer) else None

    def lack(self) -> tuple[Line, str] | None:
        """Return the first input of a county leader still to be filled, and what it asks for."""
        signer = self.choice()
        if signer is None or signer.kind is not SignerKind.COUNTY_LEADER:
            return None
        lines = ((self.name, LEADER["signer"]), (self.post, LEADER["signer_title"]))
        return next(((line, words) for line, words in lines if not line.text().strip()), None)

    def signature(self) -> Signature | None:
        """Return who signs, how and when, a county leader with the typed name."""
        signer, day = self.choice(), read(self.signed_on)
        if signer is None or not isinstance(day, date):
            return None
        if signer.kind is SignerKind.COUNTY_LEADER:
            signer = replace(signer, name=self.name.text().strip(), title=self.post.text().strip())
        return Signature(signer, SignMethod(str(self.method.value())), day)

    def typing(self) -> dict[str, object]:
        """Return what is typed of a county leader."""
        return self.fields.changed()

    def put(self, body: Mapping[str, str]) -> None:
        """Fill in what `typing` told."""
        for name, line in (("signer", self.name), ("signer_title", self.post)):
            if name in body:
                line.setText(body[name])

    def _choose(self) -> None:
        signer = self.choice()
        outside = signer is not None and signer.kind is SignerKind.COUNTY_LEADER
        for piece in (self._caption, self.name, self.post):
            piece.setVisible(outside)
        covers = signer is None or signer.kind is SignerKind.HEAD
        self.method.setEnabled(covers)
        if not covers:  # nobody but the head signs on the booklet's cover
            self.method.set_value(SignMethod.HAND)
        self.chosen.emit()
