"""Beside the card: exemptions of the person shown, hints on the list, the unit's card."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.people import exemptions
from app.people.cards import CadreCard, ExemptionLine, PeoplePage
from ui.history.record import HistoryLink
from ui.people.dialogs import EditUnit, ExemptionDialog, exemption_words, new_exemption
from ui.shared.forms import ConfirmNames
from ui.shared.panels import Note, SidePanel
from ui.shared.rights import runs_unit
from ui.shared.widgets import Button, label

if TYPE_CHECKING:
    from ui.people.stage import PeopleStage


class PeopleSide(SidePanel):
    """The panel on the right, with what can be done from it."""

    def __init__(self, stage: PeopleStage) -> None:
        super().__init__("免报与机构")
        self._stage = stage
        self._page: PeoplePage | None = None
        self._card: CadreCard | None = None
        self._runs = runs_unit(stage.office.login)
        self.history = HistoryLink(stage)
        self.add_link(self.history)

    def _read_by_account(self, card: CadreCard | None) -> str | None:
        """Return whose history is offered: a cadre's account reads only the own."""
        own = card is not None and card.cadre_id == self._stage.office.login.cadre_id
        return card.cadre_id if card is not None and (self._runs or own) else None

    def show_page(self, page: PeoplePage, card: CadreCard | None) -> None:
        """Show the exemptions of `card`, or of the whole unit, the hints and the unit."""
        self._page, self._card = page, card
        name = card.entry.name if card else ""
        self.history.show_record("cadre", self._read_by_account(card), name)
        unit = page.unit
        granted = card.exemptions if card else page.exemptions
        self.fill(
            [
                (f"{name}的免报" if name else "免报", [*self._exemptions(granted), *self._granting()]),
                ("提示（不影响办理）", [Note(hint, "hint") for hint in page.hints]),
                (
                    "机构",
                    [
                        Note(f"{unit.name}（{unit.kind.label}）"),
                        Note(f"领导班子：{unit.body}"),
                        Note(f"公示地点：{unit.notice_place}"),
                        *([Button("编辑机构", on=self._edit_unit, kind="small")] if self._runs else []),
                    ],
                ),
            ]
        )

    def _exemptions(self, granted: tuple[ExemptionLine, ...]) -> list[QWidget]:
        return [self._exemption(found) for found in granted] or [label("没有登记免报。", "caption")]

    def _granting(self) -> list[QWidget]:
        return [Button("登记免报", "Ctrl+M", self._grant, kind="small")] if self._runs else []

    def _exemption(self, found: ExemptionLine) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(label(exemption_words(found), wrap=True))
        if not self._runs:
            return box
        row = QHBoxLayout()
        row.addWidget(Button("修改", on=partial(self._edit, found), kind="small"))
        row.addWidget(Button("撤销", on=partial(self._withdraw, found), kind="small"))
        row.addStretch(1)
        column.addLayout(row)
        return box

    def _people(self) -> list[tuple[str, str]]:
        people = self._page.people if self._page else ()
        return [(one.cadre_id, f"{one.name}（{one.title}）") for one in people]

    def _grant(self) -> None:
        whom = self._card.cadre_id if self._card else None
        entry = new_exemption(whom, self._stage.month, self._stage.office.clock.today())
        ExemptionDialog(self._stage, self._stage.unit_id, self._people(), entry).open()

    def _edit(self, found: ExemptionLine) -> None:
        people = self._people()
        ExemptionDialog(self._stage, self._stage.unit_id, people, found.entry, found.exemption_id).open()

    def _withdraw(self, found: ExemptionLine) -> None:
        action = exemptions.withdraw_exemption
        ConfirmNames(
            self._stage,
            "撤销免报后，这些月份恢复为应报；原登记留在修改记录中。",
            {"撤销": [exemption_words(found)]},
            ok="撤销免报",
            then=lambda: self._stage.perform("撤销免报", action, found.exemption_id),
            danger=True,
        )

    def _edit_unit(self) -> None:
        if self._page:
            EditUnit(self._stage, self._stage.unit_id, self._page.unit).open()
