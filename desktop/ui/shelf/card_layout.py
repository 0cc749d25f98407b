"""Where the parts of a card lie: all measures follow from its height and the font."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics

from desktop.ui import theme

GAP = 6  # between two cards
SPINNER = 18
_INSET = 6  # from the ring to the picture
_RATIO = 16 / 9
_TEXT_GAP = 5  # from the picture to the prompt
_BOTTOM = 7
_UNDO_PADDING = 10
_BADGE = QSize(22, 14)
_MOST_LAYOUTS = 64  # one for each height while a splitter is dragged
_MIN_PICTURE, _MAX_PICTURE = 48, 240


def undo_label() -> str:
    return QCoreApplication.translate("CardDelegate", "Undo")


class CardLayout:
    """Rectangles on a card whose top left corner is at 0, 0."""

    def __init__(self, height: int, font: QFont) -> None:
        self.title_font, self.small_font = QFont(font), theme.scaled(font, 0.86)
        self.state_font = theme.scaled(font, 0.94)
        self.state_font.setWeight(QFont.Weight.DemiBold)
        title = QFontMetrics(self.title_font).height()
        small = QFontMetrics(self.small_font)
        room = height - _INSET - _TEXT_GAP - title - small.height() - _BOTTOM
        picture_height = min(_MAX_PICTURE, max(_MIN_PICTURE, room))
        picture_size = QSize(round(picture_height * _RATIO), picture_height)
        self.picture = QRect(QPoint(_INSET, _INSET), picture_size)
        self.size = QSize(picture_size.width() + 2 * _INSET, height)
        left, width = self.picture.left() + 2, picture_size.width() - 4
        self.title = QRect(left, self.picture.bottom() + 1 + _TEXT_GAP, width, title)
        self.meta = QRect(left, self.title.bottom() + 1, width, small.height())
        self.undo = self._undo(small)
        corner = self.picture.bottomRight() - QPoint(_BADGE.width() + 4, _BADGE.height() + 4)
        self.badge = QRect(corner, _BADGE)
        self.star = QRect(self.picture.topLeft() + QPoint(5, 5), _BADGE)
        spinner = self.picture.center().x() - SPINNER // 2
        self.spinner_column = QRect(spinner, self.picture.top(), SPINNER, picture_height)
        """Within what a spinner turns: its height depends on the words under it."""

    def _undo(self, metrics: QFontMetrics) -> QRect:
        width = metrics.horizontalAdvance(undo_label()) + 2 * _UNDO_PADDING
        height = metrics.height() + 6
        left = self.picture.center().x() - width // 2
        return QRect(left, self.picture.bottom() - height - 5, width, height)

    def state_area(self, *, has_undo: bool) -> QRect:
        """The state's part of the picture: all of it, less the Undo while there is one."""
        cut = self.picture.bottom() - self.undo.top() if has_undo else 0
        return self.picture.adjusted(0, 0, 0, -cut)


def height_for_width(width: int, font: QFont) -> int:
    """How high a card is that is so wide: its picture is 16:9."""
    lowest = card_layout(0, font)
    below = lowest.meta.bottom() + 1 + _BOTTOM - lowest.picture.bottom() - 1
    picture = min(_MAX_PICTURE, max(_MIN_PICTURE, round((width - 2 * _INSET) / _RATIO)))
    return _INSET + picture + below


_layouts: dict[tuple[int, str], CardLayout] = {}


def card_layout(height: int, font: QFont) -> CardLayout:
    """The layout for this height and font, made once: it is asked for at every painting.

    The font is not kept: that of a style option lies in memory of Qt's.
    """
    key = (height, font.key())
    if key not in _layouts:
        if len(_layouts) == _MOST_LAYOUTS:
            _layouts.clear()
        _layouts[key] = CardLayout(height, font)
    return _layouts[key]
