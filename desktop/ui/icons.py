"""Line icons by name: Lucide outlines in the colours of the theme in use.

An icon asks for its colour when it is painted, so it follows a change of theme by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.core.paths import resource
from desktop.ui import theme

STROKE = 1.75


@lru_cache(maxsize=256)
def _outline(name: str) -> str:
    """The SVG of an icon. Raises FileNotFoundError for a name that is not shipped."""
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return re.sub(r'stroke-width="[\d.]+"', f'stroke-width="{STROKE}"', text)


@lru_cache(maxsize=512)
def _render(name: str, width: int, height: int, rgba: int) -> QPixmap:
    colour = QColor.fromRgba(rgba)
    svg = _outline(name).replace("currentColor", colour.name())
    made = QPixmap(width, height)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(colour.alphaF())
    side = min(width, height)
    target = QRectF((width - side) / 2, (height - side) / 2, side, side)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, target)
    painter.end()
    return made


def pixmap(name: str, size: int, colour: QColor, ratio: float | None = None) -> QPixmap:
    """The icon, `size` logical pixels square, sharp at the device's pixel ratio."""
    if ratio is None:
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    side = max(1, round(size * ratio))
    made = QPixmap(_render(name, side, side, colour.rgba()))
    made.setDevicePixelRatio(ratio)
    return made


class _OutlineEngine(QIconEngine):
    """Paints one icon in one role of the theme; disabled icons are faint."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def _colour(self, mode: QIcon.Mode) -> QColor:
        is_disabled = mode == QIcon.Mode.Disabled
        return theme.current().colour("faint" if is_disabled else self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        made = self.scaledPixmap(rect.size(), mode, state, ratio)
        painter.drawPixmap(rect, made)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return QPixmap(_render(self._name, size.width(), size.height(), self._colour(mode).rgba()))

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        made = self.pixmap(size * scale, mode, state)
        made.setDevicePixelRatio(scale)
        return made

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        return size

    def isNull(self) -> bool:
        return False

    def clone(self) -> QIconEngine:
        made = _OutlineEngine(self._name, self._role)
        _clones.append(made)
        return made


# Qt owns a clone without telling Python, which would free it at once.
_clones: list[_OutlineEngine] = []

_icons: dict[tuple[str, str], tuple[QIcon, _OutlineEngine]] = {}


def icon(name: str, role: str = "text") -> QIcon:
    """A line icon in a role of the theme: "text", "muted", "accent", "on_accent", "on_scrim"."""
    key = (name, role)
    if key not in _icons:
        _outline(name)  # a wrong name fails here, not while painting
        engine = _OutlineEngine(name, role)
        _icons[key] = (QIcon(engine), engine)
    return _icons[key][0]
