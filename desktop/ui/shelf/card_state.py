"""How a clip stands that is not there yet: a sign and words over its dimmed picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from desktop.ui import theme
from desktop.ui.icons import pixmap
from desktop.ui.shelf.card_layout import SPINNER, CardLayout
from desktop.ui.widgets.spinner import paint_spinner

if TYPE_CHECKING:
    from desktop.ui.models.shelf import ShelfEntry

_ICON = 16
_SIDE, _GAP = 6, 6
_CENTRED = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class CardState:
    """The words and the name of the icon above them; None where a spinner turns."""

    words: str
    icon: str | None
    has_undo: bool = False

    @classmethod
    def of(cls, entry: ShelfEntry, words: str, *, has_undo: bool) -> CardState:
        is_turning = entry.is_running and not entry.is_waiting and not entry.needs_attention
        return cls(words, None if is_turning else _icon_of(entry), has_undo)

    def paint(self, painter: QPainter, layout: CardLayout) -> QPoint:
        """All of it that stands still; the place of the spinner, which is painted over it."""
        area, tokens = layout.state_area(has_undo=self.has_undo), theme.current()
        room = QRect(0, 0, area.width() - 2 * _SIDE, 0)
        metrics = QFontMetrics(layout.state_font)
        needed = metrics.boundingRect(room, _CENTRED, self.words).height()
        room.setHeight(min(2 * metrics.height(), needed))
        top = area.center().y() - (SPINNER + _GAP + room.height()) // 2
        sign = QRect(area.center().x() - SPINNER // 2, top, SPINNER, SPINNER)
        if self.icon is not None:
            corner = sign.center() - QPoint(_ICON // 2 - 1, _ICON // 2 - 1)
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(corner, pixmap(self.icon, _ICON, tokens.colour("on_scrim"), ratio))
        room.moveTo(area.left() + _SIDE, sign.bottom() + _GAP)
        painter.setFont(layout.state_font)
        painter.setPen(tokens.colour("on_scrim"))
        painter.drawText(room, _CENTRED, self.words)
        return sign.topLeft()

    def paint_spinner(self, painter: QPainter, place: QPoint) -> None:
        """The spinner as it stands at this moment, where there is one."""
        if self.icon is None:
            sign = QRect(place.x(), place.y(), SPINNER, SPINNER)
            paint_spinner(painter, sign, theme.current().colour("scrim_accent"))


def _icon_of(entry: ShelfEntry) -> str:
    if entry.needs_attention:
        return "triangle-alert"
    if entry.is_waiting:
        return "hourglass"
    return "x" if entry.is_failed else "check"
