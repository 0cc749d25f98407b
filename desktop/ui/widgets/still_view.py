"""One picture, whole, in the middle of a well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.widgets.fitting import fitted

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent

_INSET = 8


class StillView(QWidget):
    """Shows a picture as large as there is room; or words instead."""

    def __init__(self, least: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QPixmap | None = None
        self._words = ""
        self.setMinimumSize(least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def has_picture(self) -> bool:
        return self._picture is not None

    def show_picture(self, image: QImage) -> None:
        """Show this; the words go."""
        self._picture, self._words = QPixmap.fromImage(image), ""
        self.update()

    def show_words(self, words: str) -> None:
        """Show words in place of a picture."""
        self._picture, self._words = None, words
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, area = theme.current(), QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        well = QPainterPath()
        well.addRoundedRect(area, theme.FIELD_RADIUS, theme.FIELD_RADIUS)
        painter.fillPath(well, tokens.colour("well"))
        room = area.adjusted(_INSET, _INSET, -_INSET, -_INSET)
        if self._picture is None:
            painter.setPen(tokens.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, self._words)
            return
        place = fitted(QSizeF(self._picture.size()), room)
        corners = QPainterPath()
        corners.addRoundedRect(place, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
        painter.setClipPath(corners)
        painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
