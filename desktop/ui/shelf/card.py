"""One card of the shelf, painted: picture, state in words over it, prompt, size and seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import theme
from desktop.ui.icons import pixmap
from desktop.ui.models.shelf import Role, ShelfEntry
from desktop.ui.shelf.card_picture import CardPictures
from desktop.ui.widgets.spinner import paint_spinner

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex

    from desktop.ui.models.thumbnails import Thumbnails

GAP = 6
_INSET = 6  # from the ring to the picture
_RATIO = 16 / 9
_TEXT_GAP = 5  # from the picture to the prompt
_BOTTOM = 7
_SPINNER = 18
_VEIL = 0.66
_ATTENTION_ICON = 16
_UNDO_PADDING = 10
_BADGE = QSize(22, 14)
_MIN_PICTURE, _MAX_PICTURE = 48, 240


class CardDelegate(QStyledItemDelegate):
    """Paints cards as high as it is told; a card is as wide as its picture is at 16:9."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._pictures = CardPictures()
        self._height = 146
        self._exposed = QRect()
        self._line_heights: dict[str, int] = {}
        self._has_keyboard = False

    # ── measures ─────────────────────────────────────────────────────────────────────────────

    def set_height(self, height: int) -> None:
        """The height of a card with its ring."""
        self._height = height

    def set_exposed(self, exposed: QRect) -> None:
        """What is about to be painted: where only spinners turn, no word is laid out again."""
        self._exposed = exposed

    def set_has_keyboard(self, has_keyboard: bool) -> None:  # noqa: FBT001 - a setter
        """Whether the current card shows that keys act on it."""
        self._has_keyboard = has_keyboard

    def card_size(self, font: QFont) -> QSize:
        """A card with its ring, without the gap to the next."""
        picture = self._picture_height(font)
        return QSize(round(picture * _RATIO) + 2 * _INSET, self._height)

    def _picture_height(self, font: QFont) -> int:
        key = font.key()
        if key not in self._line_heights:
            lines = QFontMetrics(font).height() + QFontMetrics(_small(font)).height()
            self._line_heights[key] = lines
        room = self._height - _INSET - _TEXT_GAP - self._line_heights[key] - _BOTTOM
        return min(_MAX_PICTURE, max(_MIN_PICTURE, room))

    def picture_rect(self, rect: QRect, font: QFont) -> QRect:
        """Where a card's picture lies, given the card's place."""
        height = self._picture_height(font)
        corner = rect.topLeft() + QPoint(_INSET, _INSET)
        return QRect(corner, QSize(round(height * _RATIO), height))

    def undo_rect(self, rect: QRect, font: QFont) -> QRect:
        """Where the Undo of a card lies that is about to be sent."""
        picture, metrics = self.picture_rect(rect, font), QFontMetrics(_small(font))
        width = metrics.horizontalAdvance(self.tr("Undo")) + 2 * _UNDO_PADDING
        height = metrics.height() + 6
        left = picture.center().x() - width // 2
        return QRect(left, picture.bottom() - height - 5, width, height)

    def _paint_job(
        self,
        painter: QPainter,
        rect: QRect,
        font: QFont,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """How it stands; with an Undo under it while it can be taken back."""
        entry: ShelfEntry = index.data(Role.ENTRY)
        picture, words = self.picture_rect(rect, font), index.data(Role.STATE_TEXT)
        if not index.data(Role.CAN_UNDO):
            _paint_state(painter, picture, font, entry, words)
            return
        undo = self.undo_rect(rect, font)
        _paint_state(
            painter, picture.adjusted(0, 0, 0, undo.top() - picture.bottom()), font, entry, words
        )
        self._paint_undo(painter, undo, font)

    def _paint_undo(self, painter: QPainter, rect: QRect, font: QFont) -> None:
        tokens = theme.current()
        painter.setPen(QPen(tokens.colour("on_scrim"), 1))
        painter.setBrush(tokens.colour("scrim_hover"))
        painter.drawRoundedRect(QRectF(rect), 5, 5)
        painter.setFont(_small(font))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self.tr("Undo"))

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.card_size(option.font) + QSize(GAP, 0)

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: ShelfEntry = index.data(Role.ENTRY)
        rect = option.rect.adjusted(0, 0, -GAP, 0)
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        self._paint_ground(painter, rect, option)
        picture = self.picture_rect(rect, option.font)
        self._paint_picture(painter, picture, entry)
        if entry.clip is not None:
            _paint_badge(painter, picture)
        else:
            self._paint_job(painter, rect, option.font, index)
        if not self._exposed.isValid() or self._exposed.bottom() > picture.bottom():
            _paint_words(painter, picture, option.font, entry)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        tokens = theme.current()
        state = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if not is_selected and not state & QStyle.StateFlag.State_MouseOver:
            return
        ring = theme.FOCUS_RING
        area = QRectF(rect).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
        painter.setPen(QPen(tokens.colour("accent"), ring) if is_selected else Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("accent_wash" if is_selected else "raised"))
        painter.drawRoundedRect(area, theme.PANEL_RADIUS - 1, theme.PANEL_RADIUS - 1)
        if is_selected and self._has_keyboard:
            inner = area.adjusted(ring, ring, -ring, -ring)
            painter.setPen(QPen(tokens.colour("text"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, theme.PANEL_RADIUS - 3, theme.PANEL_RADIUS - 3)

    def _paint_picture(self, painter: QPainter, rect: QRect, entry: ShelfEntry) -> None:
        thumbnail = self._thumbnails.get(entry.pictures)
        ratio = painter.device().devicePixelRatioF()
        veil = None if entry.clip is not None else _veil()
        painter.drawPixmap(rect.topLeft(), self._pictures.get(thumbnail, rect.size(), ratio, veil))
        is_empty = thumbnail is None and entry.clip is not None
        if is_empty and self._thumbnails.is_missing(entry.pictures):
            _paint_icon(painter, rect, "film", "faint")


def _small(font: QFont) -> QFont:
    return theme.scaled(font, 0.86)


def _paint_icon(painter: QPainter, rect: QRect, name: str, role: str, size: int = 22) -> None:
    corner = rect.center() - QPoint(size // 2 - 1, size // 2 - 1)
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(corner, pixmap(name, size, theme.current().colour(role), ratio))


def _paint_badge(painter: QPainter, picture: QRect) -> None:
    """A small play sign in the corner: there is a film behind this picture."""
    corner = picture.bottomRight() - QPoint(_BADGE.width() + 4, _BADGE.height() + 4)
    badge = QRect(corner, _BADGE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().colour("scrim"))
    painter.drawRoundedRect(QRectF(badge), 4, 4)
    _paint_icon(painter, badge, "play", "on_scrim", 10)


def _veil() -> QColor:
    """What dims the picture of a clip that is not there yet."""
    veil = theme.current().colour("scrim")
    veil.setAlphaF(_VEIL)
    return veil


def _paint_state(
    painter: QPainter, picture: QRect, font: QFont, entry: ShelfEntry, words: str
) -> None:
    """The state over the dimmed picture: a sign and, under it, the words."""
    tokens = theme.current()
    made = QFont(theme.scaled(font, 0.94))
    made.setWeight(QFont.Weight.DemiBold)
    metrics, width = QFontMetrics(made), picture.width() - 12
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    room = QRect(0, 0, width, 2 * metrics.height())
    height = min(room.height(), metrics.boundingRect(room, int(flags), words).height())
    top = picture.center().y() - (_SPINNER + 6 + height) // 2
    sign = QRect(picture.center().x() - _SPINNER // 2, top, _SPINNER, _SPINNER)
    if entry.is_running and not entry.is_waiting and not entry.needs_attention:
        paint_spinner(painter, sign, tokens.colour("scrim_accent"))
    else:
        _paint_icon(painter, sign, _sign(entry), "on_scrim", _ATTENTION_ICON)
    painter.setFont(made)
    painter.setPen(tokens.colour("on_scrim"))
    area = QRect(picture.left() + 6, sign.bottom() + 6, width, height)
    painter.drawText(area, int(flags), words)


def _sign(entry: ShelfEntry) -> str:
    if entry.needs_attention:
        return "triangle-alert"
    if entry.is_waiting:
        return "hourglass"
    return "x" if entry.is_failed else "check"


def _paint_words(painter: QPainter, picture: QRect, font: QFont, entry: ShelfEntry) -> None:
    tokens = theme.current()
    top = picture.bottom() + 1 + _TEXT_GAP
    for made, text, role in (
        (font, entry.title, "text"),
        (_small(font), entry.meta_text, "muted"),
    ):
        metrics = QFontMetrics(made)
        area = QRect(picture.left() + 2, top, picture.width() - 4, metrics.height())
        painter.setFont(made)
        painter.setPen(tokens.colour(role))
        line = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
        top += metrics.height()
