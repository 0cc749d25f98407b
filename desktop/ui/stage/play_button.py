"""The round button that plays and pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.ui import theme
from desktop.ui.icons import pixmap

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_SIDE = 38  # the disc and its focus ring
_DISC = 34
_ICON = 18


class PlayButton(QAbstractButton):
    """A disc in the colour of the text; says what a press will do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_playing = False
        self.setObjectName("play_button")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_SIDE, _SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_playing(False)

    def set_playing(self, is_playing: bool) -> None:  # noqa: FBT001 - a setter
        self._is_playing = is_playing
        words = self.tr("Pause") if is_playing else self.tr("Play")
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {self.tr('Space')}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(_SIDE / 2, _SIDE / 2)
        is_hovered = self.underMouse() and self.isEnabled() and not self.isDown()
        radius = _DISC / 2 - (0 if is_hovered else 0.5) - (1 if self.isDown() else 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("text" if self.isEnabled() else "line"))
        painter.drawEllipse(centre, radius, radius)
        name, colour = "pause" if self._is_playing else "play", tokens.colour("panel")
        nudge = 0 if self._is_playing else 1  # a triangle looks centred a little to the right
        corner = QPointF((_SIDE - _ICON) / 2 + nudge, (_SIDE - _ICON) / 2)
        painter.drawPixmap(corner, pixmap(name, _ICON, colour, self.devicePixelRatioF()))
        if theme.shows_focus(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.colour("accent"), theme.FOCUS_RING))
            painter.drawEllipse(centre, _SIDE / 2 - 1, _SIDE / 2 - 1)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)
