"""人员与机构: who belongs to the unit, in which posts over time, and who is exempt when."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.people import actions, cards, imports
from app.people.cards import CadreCard, PeoplePage, PersonLine, Standing
from app.people.entries import PostEntry
from app.people.sheet import people_template
from app.people.views import UnitCard, units
from app.vocabulary import Month, PostKind, StationKind
from ui.people.card_view import PersonCard
from ui.people.dialogs import AddCadre, AddPost, ChangePost, CorrectPost, EditCadre, EndPost
from ui.people.lists import ListFiles, ListKind
from ui.people.preview_lines import import_lines, import_notes
from ui.people.side import PeopleSide
from ui.shared.errands import Errands
from ui.shared.foot import Foot
from ui.shared.forms import ConfirmNames
from ui.shared.inputs import ChoiceBox, Line
from ui.shared.look import Tone
from ui.shared.panels import Columns
from ui.shared.people_list import Person, PersonList
from ui.shared.rights import runs_unit
from ui.shared.stage import Stage
from ui.shared.widgets import Button

PRESENT, GONE, EVERYBODY = "present", "gone", "everybody"
SCOPES = {
    PRESENT: (Standing.IN_POST, Standing.COMING),
    GONE: (Standing.LEFT,),
    EVERYBODY: tuple(Standing),
}
ON_PERSON = ("edit", "change", "post", "end", "correct", "remove")


class PeopleStage(Stage):
    """The page: the list in board order, one person's card, exemptions and hints."""

    tables = frozenset({"cadre", "post", "exemption", "month_waiver", "unit"})

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._page: PeoplePage | None = None
        self.unit_id = self.office.station.unit_id or ""
        self.unit = ChoiceBox()
        self.scope = ChoiceBox([(PRESENT, "在任、待任"), (GONE, "已离任"), (EVERYBODY, "全部人员")])
        self.scope.set_value(PRESENT)
        self.search = Line("姓名、职务、分管  Ctrl+F", 40)
        self.list = PersonList()
        self.card = PersonCard()
        self.side = PeopleSide(self)
        self.files = ListFiles(self, self._list_kind())
        self.buttons = self._make_buttons()
        self._runs = runs_unit(self.office.login)
        self._arrange()
        self.list.chosen.connect(self._show_person)
        self.unit.currentIndexChanged.connect(lambda _index: self._turn_to_unit())
        self.scope.currentIndexChanged.connect(lambda _index: self._show_list())
        self.search.textChanged.connect(lambda _text: self._show_list())

    def _make_buttons(self) -> dict[str, Button]:
        return {
            "up": Button("上移", "Ctrl+Up", lambda: self._move(-1), kind="small"),
            "down": Button("下移", "Ctrl+Down", lambda: self._move(1), kind="small"),
            "edit": Button("编辑资料", "F4", self._edit),
            "change": Button("职务变动", "F5", self._change),
            "post": Button("加任职务", "F6", self._add_post),
            "end": Button("办理离任", "F7", self._end),
            "correct": Button("更正任职", "F8", self._correct),
            "remove": Button("删除误录", "Ctrl+Shift+D", self._remove),
            "add": Button("新增人员", "Ctrl+N", self._add, kind="primary"),
        }

    def _list_kind(self) -> ListKind[imports.Preview]:
        return ListKind(
            what="人员名单",
            name=lambda: f"{self.unit.currentText() or self.office.station.name}人员名单",
            preview=lambda reader, path: imports.preview_people_file(reader, self.unit_id, path),
            lines=import_lines,
            notes=import_notes,
            write=imports.import_people,
            export=lambda reader: imports.export_people(reader, self.unit_id),
            template=people_template,
        )

    def _arrange(self) -> None:
        foot = Foot()
        for name in ON_PERSON:
            foot.addWidget(self.buttons[name])
        foot.addStretch()
        foot.addWidget(self.buttons["add"])
        self.card.column.addLayout(foot)
        self.set_content(Columns(self._left(), self.card, self.side, widths=(238, 0, 258)))
        for piece in (self.files, *(self.buttons[name] for name in ("up", "down", "add"))):
            piece.setVisible(self._runs)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.unit.setAccessibleName("单位")
        self.unit.setToolTip("选择单位（Ctrl+U）")
        self.unit.setVisible(self.office.station.kind is StationKind.COUNTY)
        QShortcut(QKeySequence("Ctrl+U"), self.unit, self.unit.setFocus)
        self.scope.setAccessibleName("名单范围")
        self.search.setClearButtonEnabled(True)
        QShortcut(QKeySequence("Ctrl+F"), self, self.search.setFocus)
        order = QHBoxLayout()
        order.addWidget(self.buttons["up"], 1)
        order.addWidget(self.buttons["down"], 1)
        for piece in (self.unit, self.scope, self.search):
            column.addWidget(piece)
        column.addWidget(self.list, 1)
        column.addLayout(order)
        column.addWidget(self.files)
        return left

    # hooks

    def reload(self) -> None:
        """Load the list, the exemptions, the hints and the unit's card; at the county also the units."""
        if self.office.station.kind is StationKind.COUNTY:
            self.load(units, then=self._show_units, beside=True)
        if self.unit_id:
            self.load(cards.people_page, self.unit_id, then=self._show_page)
        self.buttons["add"].setEnabled(bool(self.unit_id))

    def open(self, record: object) -> None:
        """Show one person, whatever the list was narrowed to."""
        self._widen()
        self._show_person(str(record))

    # showing

    def _show_units(self, found: tuple[UnitCard, ...]) -> None:
        self.unit.set_choices([(card.id, card.name) for card in found])
        if self.unit.value() is None and found:
            self.unit.set_value(found[0].id)

    def _turn_to_unit(self) -> None:
        self.unit_id = str(self.unit.value() or "")
        self.refresh()

    def _show_page(self, page: PeoplePage) -> None:
        self._page = page
        self._show_list()

    def _show_list(self) -> None:
        shown = self._matching()
        self.list.show_people([_person(one) for one in shown], f"{len(shown)} 人，按公示次序")
        if self.list.current() is None and shown:
            self.list.choose(shown[0].cadre_id)
        chosen = self.list.current()
        if chosen:
            self._show_person(chosen)
        else:
            self._show_card(None)

    def _matching(self) -> list[PersonLine]:
        standings, text = SCOPES[str(self.scope.value())], self.search.text().strip()
        people = self._page.people if self._page else ()
        return [
            one
            for one in people
            if one.standing in standings and text in f"{one.name} {one.title} {one.portfolio}"
        ]

    def _show_person(self, cadre_id: str) -> None:
        self.list.choose(cadre_id)
        self.load(cards.cadre_card, cadre_id, then=self._show_card)

    def _show_card(self, card: CadreCard | None) -> None:
        page = self._page
        if page is None:
            return
        wanted = card.cadre_id if card else None
        self.card.show_card(card, next((one for one in page.people if one.cadre_id == wanted), None))
        self.side.show_page(page, card)
        for name in ON_PERSON:
            self.buttons[name].setVisible(card is not None and self._runs)
        for name in ("change", "end"):
            self.buttons[name].setEnabled(self.card.open_post() is not None)

    def _widen(self) -> None:
        self.scope.set_value(EVERYBODY)
        self.search.clear()
        self._show_list()

    # slots

    def _add(self) -> None:
        dialog = AddCadre(self, self.unit_id, self.office.clock.today())
        dialog.saved.connect(self.show_record)
        dialog.open()

    def _edit(self) -> None:
        card = self.card.shown
        if card:
            EditCadre(self, card.cadre_id, card.entry).open()

    def _change(self) -> None:
        card, post = self.card.shown, self.card.open_post()
        if card and post:
            ChangePost(self, card.entry.name, post, self.office.clock.today()).open()

    def _add_post(self) -> None:
        card = self.card.shown
        if card:
            kind = PostKind.CONCURRENT if self.card.open_post() else PostKind.PRIMARY
            entry = PostEntry("", self.office.clock.today(), kind=kind, reports=kind is PostKind.PRIMARY)
            AddPost(self, card.cadre_id, self.unit_id, card.entry.name, entry).open()

    def _end(self) -> None:
        card, post = self.card.shown, self.card.open_post()
        if card and post:
            EndPost(self, card.entry.name, post, self.office.clock.today()).open()

    def _correct(self) -> None:
        card, post = self.card.shown, self.card.chosen_post()
        if card and post:
            CorrectPost(self, card.entry.name, post).open()

    def _remove(self) -> None:
        card = self.card.shown
        if card:
            ConfirmNames(
                self,
                "删除误录的人员，其任职和免报登记一并删除。已离开本单位的人请用“办理离任”。",
                {"删除": [card.entry.name]},
                ok="删除 1 人",
                then=lambda: self.perform("删除误录人员", actions.remove_cadre, card.cadre_id),
                danger=True,
            )

    def _move(self, way: int) -> None:
        people = self._page.people if self._page else ()
        order = [one.cadre_id for one in people if one.standing is not Standing.LEFT]
        chosen = self.list.current()
        if chosen not in order:
            return
        here = order.index(chosen)
        there = here + way
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
            self.perform("调整公示次序", actions.reorder_board, self.unit_id, order)


def _person(one: PersonLine) -> Person:
    if one.standing is not Standing.IN_POST:
        state, tone = (one.ended or one.standing).label, Tone.QUIET
    elif one.exempt is not None:
        state, tone = one.exempt.label, Tone.DUE
    else:
        state, tone = ("负责人" if one.heads_unit else ""), Tone.STEP
    return Person(one.cadre_id, one.name, one.title, state, tone)
