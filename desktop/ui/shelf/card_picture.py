"""The pictures of cards as they are painted: cut to shape, rounded, dimmed; each made once."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from desktop.ui import theme
from desktop.ui.widgets.fitting import covering

CAPACITY = 64
Key = tuple[int, int, int, float, str, str]


class CardPictures:
    """A bounded cache: a running card is painted twenty times a second, but scaled only once."""

    def __init__(self) -> None:
        self._made: OrderedDict[Key, QPixmap] = OrderedDict()

    def get(
        self, picture: QPixmap | None, size: QSize, ratio: float, veil: QColor | None
    ) -> QPixmap:
        """`picture` (None for an empty well) covering `size` at this pixel ratio, under `veil`."""
        well = theme.current().colour("well")
        shade = veil.name(QColor.NameFormat.HexArgb) if veil is not None else ""
        shown = picture.cacheKey() if picture is not None else 0
        key = (shown, size.width(), size.height(), ratio, well.name(), shade)
        if key not in self._made:
            self._made[key] = _make(picture, size, ratio, veil, well)
            while len(self._made) > CAPACITY:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]


def _make(
    picture: QPixmap | None, size: QSize, ratio: float, veil: QColor | None, well: QColor
) -> QPixmap:
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    area = QRectF(0, 0, size.width(), size.height())
    outline = QPainterPath()
    outline.addRoundedRect(area, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
    painter = QPainter(made)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.fillPath(outline, well)
    if picture is not None:
        painter.setClipPath(outline)
        painter.drawPixmap(area, picture, covering(picture.size(), area.size()))
        painter.setClipping(False)
    if veil is not None:
        painter.fillPath(outline, veil)
    painter.end()
    return made
