"""MonthSwitch: ‹ 2026 年 3 月 ›, by click, by Alt+← and Alt+→, or from a list of months."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.vocabulary import Month, months_of
from ui.shared.widgets import Button


class MonthSwitch(QWidget):
    """The month at work. It only asks: the window calls `show_month` once the way is free."""

    wanted = Signal(object)
    """Month."""

    def __init__(self, month: Month) -> None:
        super().__init__()
        self._month = month
        self.back = Button("‹", "Alt+Left", lambda: self.wanted.emit(self._month.previous), kind="small")
        self.on = Button("›", "Alt+Right", lambda: self.wanted.emit(self._month.next), kind="small")
        self.back.setAccessibleName("上一个月")
        self.on.setAccessibleName("下一个月")
        self.back.setToolTip("上一个月  Alt+←")
        self.on.setToolTip("下一个月  Alt+→")
        for button in (self.back, self.on):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.label = QToolButton()
        self.label.setObjectName("monthLabel")
        self.label.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.label.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.label.setToolTip("选择月份")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.label.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for piece in (self.back, self.label, self.on):
            row.addWidget(piece)
        self.show_month(month)

    def show_month(self, month: Month) -> None:
        """Show the month the window is at."""
        self._month = month
        self.label.setText(words(month))
        self.label.setAccessibleName(f"当前月份 {words(month)}")

    def _fill_menu(self) -> None:
        self._menu.clear()
        year = self._month.year
        self._add_year(self._menu.addMenu(f"{year - 1} 年"), year - 1)
        self._menu.addSeparator()
        self._add_year(self._menu, year)
        self._menu.addSeparator()
        self._add_year(self._menu.addMenu(f"{year + 1} 年"), year + 1)

    def _add_year(self, menu: QMenu, year: int) -> None:
        for month in months_of(year):
            action = menu.addAction(words(month))
            action.setEnabled(month != self._month)
            action.triggered.connect(lambda _checked, month=month: self.wanted.emit(month))


def words(month: Month) -> str:
    """Return the month as the window writes it, `2026 年 3 月`."""
    return f"{month.year} 年 {month.month} 月"
