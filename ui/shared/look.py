"""The look: colours, type and style sheet of the whole window (look/README.md)."""

from __future__ import annotations

from enum import Enum
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app import paths

INK = "#1f2329"
SECOND = "#646a73"
FAINT = "#8a9099"
LINE = "#e3e6ea"
EDGE = "#c9ced6"
GROUND = "#f4f5f7"
CARD = "#ffffff"
ACCENT = "#24558f"
ACCENT_DARK = "#1b4373"
ACCENT_TINT = "#e8eff8"
TO_FILL = "#fff9e6"

FAMILY = "Noto Sans SC"
BASE_PX = 13


class Tone(Enum):
    """What a colour says of a state: its ink, its tint and the plain colour of its sign."""

    DONE = ("#236640", "#e3f2e8", "#2e7d4f")
    STEP = (ACCENT, ACCENT_TINT, ACCENT)
    DUE = ("#8a5200", "#fdf0d5", "#b26a00")
    MISSING = ("#a93226", "#fde6e3", "#c0392b")
    QUIET = ("#5a6069", "#eef0f3", "#8a9099")

    def __init__(self, ink: str, tint: str, sign: str) -> None:
        self.ink = ink
        self.tint = tint
        self.sign = sign


def scale() -> float:
    """How much larger than usual the person reads: 1.0 at 13 px."""
    return QApplication.font().pixelSize() / BASE_PX if QApplication.font().pixelSize() > 0 else 1.0


def px(size: int) -> int:
    """Return a length given for 13 px type, scaled to the person's type size."""
    return round(size * scale())


def fit(widget: QWidget, width: int, height: int) -> None:
    """Give a window its size for 13 px type, as far as the screen reaches."""
    screen = widget.screen().availableGeometry()
    widget.resize(min(px(width), screen.width()), min(px(height), screen.height()))


def font(size: int = BASE_PX, *, bold: bool = False) -> QFont:
    """Return the window's face at `size` px (of 13 px type)."""
    face = QFont(QApplication.font())
    face.setPixelSize(px(size))
    face.setBold(bold)
    return face


def dress(application: QApplication, *, enlarge: float = 1.0) -> None:
    """Give the application its fonts, palette and style sheet; the system font stands in for absent files."""
    base = _base_px(application) * enlarge
    for file in sorted(paths.fonts().glob("NotoSansSC-*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    face = QFont(application.font())
    if FAMILY in QFontDatabase.families():
        face.setFamilies([FAMILY])
    face.setPixelSize(round(base))
    face.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    application.setStyle("Fusion")
    application.styleHints().setColorScheme(Qt.ColorScheme.Light)
    application.setFont(face)
    application.setPalette(_palette())
    application.setStyleSheet(_style_sheet())


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet look at the widget again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _base_px(application: QApplication) -> float:
    """13 px, larger where the system's own text is set larger than usual (12 px on Windows, 13 elsewhere)."""
    system = QFontInfo(application.font()).pixelSize()
    return min(max(BASE_PX, BASE_PX * system / 13), 22) if system < 40 else BASE_PX


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: GROUND,
        role.WindowText: INK,
        role.Base: CARD,
        role.AlternateBase: CARD,
        role.Text: INK,
        role.Button: CARD,
        role.ButtonText: INK,
        role.PlaceholderText: FAINT,
        role.Highlight: ACCENT,
        role.HighlightedText: CARD,
        role.ToolTipBase: INK,
        role.ToolTipText: CARD,
        role.Link: ACCENT,
        role.LinkVisited: ACCENT,
    }.items():
        palette.setColor(where, QColor(colour))
    for disabled in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, disabled, QColor(FAINT))
    return palette


def _style_sheet() -> str:
    folder = paths.resources() / "look"
    words = {
        name.lower(): value for name, value in globals().items() if name.isupper() and isinstance(value, str)
    }
    for tone in Tone:
        words |= {f"{tone.name.lower()}_{part}": getattr(tone, part) for part in ("ink", "tint", "sign")}
    words |= {f"px{size}": f"{px(size)}px" for size in range(4, 41)}
    return Template((folder / "window.qss").read_text(encoding="utf-8")).substitute(
        words, folder=folder.as_posix()
    )
