"""A kept picture in a window of its own: the photo of a notice, the scan of a signed sheet."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImageReader, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from ui.shared.look import px
from ui.shared.widgets import label


class PictureDialog(QDialog):
    """Shows a JPEG or PNG picture as large as the screen allows; Esc closes."""

    def __init__(self, parent: QWidget, title: str, picture: bytes) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        shown = _pixmap(picture)
        if shown.isNull():
            column.addWidget(label("图片无法显示。"))
            return
        self.picture = QLabel()
        self.picture.setPixmap(shown)
        self.picture.setAccessibleName(title)
        column.addWidget(self.picture)


def _pixmap(picture: bytes) -> QPixmap:
    buffer = QBuffer()
    buffer.setData(QByteArray(picture))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    room = (QGuiApplication.primaryScreen().availableSize() * 0.8).boundedTo(QSize(px(1000), px(700)))
    if reader.size().boundedTo(room) != reader.size():
        reader.setScaledSize(reader.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImage(reader.read())
