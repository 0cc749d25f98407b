"""The faces of cards, painted once for as long as they look the same."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from desktop.ui import theme
from desktop.ui.icons import pixmap
from desktop.ui.shelf.card_layout import CardLayout, undo_label
from desktop.ui.shelf.card_picture import CardPictures

if TYPE_CHECKING:
    from collections.abc import Hashable

    from desktop.ui.shelf.card_state import CardState

CAPACITY = 48
_VEIL = 0.66


@dataclass(frozen=True)
class Look:
    """Everything a card's face depends on beside layout and theme; `state` None: a clip."""

    title: str
    meta: str
    state: CardState | None
    is_favourite: bool
    is_missing: bool
    is_selected: bool
    is_hovered: bool
    has_keyboard: bool


@dataclass(frozen=True)
class Face:
    """A card as it looks, and where a spinner is to be painted over it."""

    pixmap: QPixmap
    spinner: QPoint


class CardFaces:
    """A bounded cache. A running card is painted twenty times a second.

    Laid out anew each time, its text alone took the GUI thread a hundred calls of Qt, and each
    of them gives other threads a turn.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._pictures = CardPictures()
        self._made: OrderedDict[Hashable, Face] = OrderedDict()

    def get(self, look: Look, layout: CardLayout, picture: QPixmap | None, ratio: float) -> Face:
        """The face of a card that looks like this now."""
        shown = picture.cacheKey() if picture is not None else 0
        key = (look, layout, shown, ratio, theme.current().accent)  # each theme has its own
        face = self._made.get(key)
        if face is None:
            face = self._made[key] = self._make(look, layout, picture, ratio)
            while len(self._made) > self._capacity:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(key)
        return face

    def _make(self, look: Look, layout: CardLayout, picture: QPixmap | None, ratio: float) -> Face:
        made = QPixmap(layout.size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        _paint_ground(painter, QRect(QPoint(0, 0), layout.size), look)
        veil = None if look.state is None else _veil()
        cut = self._pictures.get(picture, layout.picture.size(), ratio, veil)
        painter.drawPixmap(layout.picture.topLeft(), cut)
        spinner = QPoint()
        if look.state is None:
            _paint_clip_signs(painter, layout, look)
        else:
            spinner = look.state.paint(painter, layout)
            if look.state.has_undo:
                _paint_undo(painter, layout)
        _paint_line(painter, layout.title, layout.title_font, look.title, "text")
        _paint_line(painter, layout.meta, layout.small_font, look.meta, "muted")
        painter.end()
        return Face(made, spinner)


def _veil() -> QColor:
    """What dims the picture of a clip that is not there yet."""
    veil = theme.current().colour("scrim")
    veil.setAlphaF(_VEIL)
    return veil


def _paint_ground(painter: QPainter, rect: QRect, look: Look) -> None:
    if not look.is_selected and not look.is_hovered:
        return
    tokens, ring = theme.current(), theme.FOCUS_RING
    area = QRectF(rect).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
    painter.setPen(QPen(tokens.colour("accent"), ring) if look.is_selected else Qt.PenStyle.NoPen)
    painter.setBrush(tokens.colour("accent_wash" if look.is_selected else "raised"))
    painter.drawRoundedRect(area, theme.PANEL_RADIUS - 1, theme.PANEL_RADIUS - 1)
    if look.is_selected and look.has_keyboard:
        inner = area.adjusted(ring, ring, -ring, -ring)
        painter.setPen(QPen(tokens.colour("text"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner, theme.PANEL_RADIUS - 3, theme.PANEL_RADIUS - 3)


def paint_well(painter: QPainter, area: QRect) -> None:
    """An empty place where a picture will be."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().colour("well"))
    painter.drawRoundedRect(QRectF(area), theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)


def _paint_clip_signs(painter: QPainter, layout: CardLayout, look: Look) -> None:
    """A small play sign in the corner: there is a film behind this picture. A star over it."""
    if look.is_missing:
        _paint_icon(painter, layout.picture, "film", "faint", 22)
    signs = [(layout.badge, "play", "on_scrim")]
    if look.is_favourite:
        signs.append((layout.star, "star", "scrim_accent"))
    for place, name, role in signs:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("scrim"))
        painter.drawRoundedRect(QRectF(place), 4, 4)
        _paint_icon(painter, place, name, role, 10)


def _paint_icon(painter: QPainter, rect: QRect, name: str, role: str, size: int) -> None:
    corner = rect.center() - QPoint(size // 2 - 1, size // 2 - 1)
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(corner, pixmap(name, size, theme.current().colour(role), ratio))


def _paint_undo(painter: QPainter, layout: CardLayout) -> None:
    tokens = theme.current()
    painter.setPen(QPen(tokens.colour("on_scrim"), 1))
    painter.setBrush(tokens.colour("scrim_hover"))
    painter.drawRoundedRect(QRectF(layout.undo), 5, 5)
    painter.setFont(layout.small_font)
    painter.drawText(layout.undo, int(Qt.AlignmentFlag.AlignCenter), undo_label())


def _paint_line(painter: QPainter, area: QRect, font: QFont, text: str, role: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.current().colour(role))
    line = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
