"""设置: the rule book, published by version, and the settings of this PC (architecture.md §5)."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QSpinBox, QWidget

from app import rulebook, settings
from app.documents.pc_fonts import PcFonts
from app.paper_fonts import pc_fonts
from app.rulebook import Setting, version_words
from app.settings import Entry, SettingsBoard, settings_board
from app.vocabulary import Month
from ui.settings.dialogs import PublishRules
from ui.shared.errands import Errands
from ui.shared.fields import Fields
from ui.shared.inputs import Line
from ui.shared.look import px
from ui.shared.panels import Columns, ScrollColumn
from ui.shared.stage import Stage
from ui.shared.widgets import Button, Card, label


class SettingsStage(Stage):
    """Left the rules, changed together and published with a reason; right this PC, saved as one types."""

    tables = frozenset({"setting", "rulebook_version"})

    def __init__(self, errands: Errands, month: Month) -> None:
        super().__init__(errands, month)
        self._board: SettingsBoard | None = None
        self.version = label("", "caption", wrap=True)
        self.rules = Fields(self._rules_touched, self)
        self.publish = Button("发布新规则…", "Ctrl+Return", self._publish, kind="primary")
        self.undo = Button("恢复原值", on=self._show_rules)
        self.changes = label("", "caption")
        self.local_card = Card("本机设置")
        self.fonts = label("", "caption", wrap=True)
        self.set_content(Columns(self._rules_card(), self._local(), widths=(0, 460)))

    # hooks

    def reload(self) -> None:
        """Load the rules in force and the local settings."""
        self.load(settings_board, then=self._show_board)
        self.load(pc_fonts, then=self._show_fonts, key="fonts")

    def save(self, changed: Mapping[str, object]) -> None:
        """Store what was typed under 本机设置."""
        self.perform("修改本机设置", settings.change_settings, dict(changed))

    def has_unsaved(self) -> bool:
        """Typed rules count too: a reload must not overwrite them."""
        return super().has_unsaved() or bool(self.rules.changed())

    # Showing

    def _show_board(self, board: SettingsBoard) -> None:
        self._board = board
        since = f"{board.rules_from.year}年{board.rules_from.month}月{board.rules_from.day}日"
        self.version.setText(
            f"现行{version_words(board.rulebook_number)}，自 {since}起。改动从生效日起执行，以前的结果不变。"
        )
        self._show_rules()
        values = {entry.key: getattr(board.local, entry.key) for entry in settings.entries()}
        self.fields.show(values)
        for entry in settings.entries():
            widget = self.local_card.findChild(QWidget, entry.key)
            if widget is not None:
                widget.setEnabled(entry.key in board.changeable)

    def _show_fonts(self, fonts: PcFonts) -> None:
        found = "、".join(file.name for file in fonts.found.values())
        missing = "、".join(fonts.missing)
        words = [f"本机有：{found}。" if found else "本机没有找到公文字体。", *fonts.refused]
        if found and missing:
            words.append(f"没有找到{missing}，用自带字体代替。")
        self.fonts.setText("\n".join(words))

    def _show_rules(self) -> None:
        if self._board is not None:
            self.rules.show(self._board.rules)
            self._rules_touched()

    def _rules_touched(self) -> None:
        changed = self.rules.changed()
        may = self._board is not None and self._board.may_publish
        self.publish.setEnabled(bool(changed) and may)
        self.undo.setEnabled(bool(changed))
        self.changes.setText(f"改动 {len(changed)} 项，尚未发布" if changed else "")

    # Doing

    def _publish(self) -> None:
        if self._board is not None:
            dialog = PublishRules(self, self._board.rules, self.rules.values())
            dialog.saved.connect(self._published)
            dialog.open()

    def _published(self, _rulebook: object) -> None:
        self.rules.take()
        self._rules_touched()
        self.refresh()

    # Arranging

    def _rules_card(self) -> Card:
        card = Card("规则")
        scroll = ScrollColumn()
        page = QWidget()
        rows = _form(page)
        for setting in rulebook.settings():
            self.rules.add(setting.key, _add(rows, setting))
        scroll.fill([page])
        foot = QHBoxLayout()
        foot.addWidget(self.undo)
        foot.addStretch(1)
        foot.addWidget(self.changes)
        foot.addWidget(self.publish)
        card.column.addWidget(self.version)
        card.column.addWidget(scroll, 1)
        card.column.addLayout(foot)
        return card

    def _local(self) -> Card:
        page = QWidget()
        rows = _form(page)
        for entry in settings.entries():
            self.fields.add(entry.key, _add(rows, entry))
        whose = "全单位的电脑共用" if self.office.shared else "只管这台电脑"
        hint = f"{whose}，改后即存。灰色的项目由系统管理员修改。"
        self.local_card.column.addWidget(label(hint, "caption", wrap=True))
        self.local_card.column.addWidget(page)
        self.local_card.column.addWidget(self.fonts)
        self.local_card.column.addStretch(1)
        return self.local_card


def _form(page: QWidget) -> QFormLayout:
    rows = QFormLayout(page)
    rows.setContentsMargins(0, 0, 8, 0)
    rows.setHorizontalSpacing(14)
    rows.setVerticalSpacing(8)
    return rows


def _add(rows: QFormLayout, entry: Setting | Entry) -> QWidget:
    """Add an input with its words before it; a box has them beside it."""
    widget = _input(entry)
    widget.setAccessibleName(entry.label)
    if isinstance(widget, QCheckBox):
        rows.addRow("", widget)
        return widget
    caption = label(entry.label, "caption", wrap=True)
    caption.setFixedWidth(px(200))
    caption.setBuddy(widget)
    rows.addRow(caption, widget)
    return widget


def _input(entry: Setting | Entry) -> QWidget:
    """Return the input that fits the default's type."""
    if isinstance(entry.default, bool):
        return QCheckBox(entry.label)
    if isinstance(entry.default, int):
        number = QSpinBox()
        number.setRange(entry.low, entry.high)
        number.setMaximumWidth(px(110))
        return number
    return Line("", 400)
