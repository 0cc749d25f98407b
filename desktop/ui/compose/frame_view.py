"""The start frame painted whole, with what the chosen size would cut off dimmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from desktop.media.framing import crop_for, loss
from desktop.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Framing
    from desktop.ui.compose.start_frame import StartFrame

DIMMED = 168  # of 255: what is cut stays recognisable, and clearly does not count
CHIP_PADDING = 8
CHIP_MARGIN = 8
LINE_GAP = 2


def kept(frame: StartFrame, dimensions: Dimensions, framing: Framing, place: QRectF) -> QRectF:
    """The part of `place` that is sent."""
    crop = crop_for(frame.width, frame.height, dimensions, framing)
    across, down = place.width() / frame.width, place.height() / frame.height
    return QRectF(
        place.left() + crop.left * across,
        place.top() + crop.top * down,
        crop.width * across,
        crop.height * down,
    )


def paint_picture(painter: QPainter, pixmap: QPixmap, place: QRectF, sent: QRectF) -> None:
    """The picture with round corners, a veil over what is not sent and a line along the cut."""
    corners = QPainterPath()
    corners.addRoundedRect(place, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
    painter.save()
    painter.setClipPath(corners)
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
    cut = QPainterPath()
    cut.addRect(place)
    inner = QPainterPath()
    inner.addRect(sent)
    veil = QColor(Qt.GlobalColor.black)
    veil.setAlpha(DIMMED)
    painter.fillPath(cut.subtracted(inner), veil)
    if place.width() - sent.width() > 1 or place.height() - sent.height() > 1:
        line = theme.current().colour("on_scrim")
        line.setAlpha(110)
        painter.setPen(QPen(line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(sent)
    painter.restore()


def label_lines(
    frame: StartFrame, dimensions: Dimensions, framing: Framing, words: tuple[str, str]
) -> list[str]:
    """What is written on the picture; `words` are for Auto and for "crops {n} %".

    The first entry is the name, which gives way where there is no room.
    """
    follows, crops = words
    lines = [frame.name, f"{frame.width} × {frame.height}"]
    percent = round(100 * loss(frame.width, frame.height, dimensions, framing))
    if dimensions.is_auto:
        lines.append(follows)
    elif percent:
        lines.append(crops.format(n=percent))
    return lines


def paint_label(painter: QPainter, parts: list[str], area: QRectF) -> None:
    """A dark chip at the foot of `area`: one line where it fits, two where it does not."""
    metrics = painter.fontMetrics()
    room = int(area.width()) - 2 * (CHIP_MARGIN + CHIP_PADDING)
    lines = [" · ".join(parts)]
    if metrics.horizontalAdvance(lines[0]) > room and len(parts) > 2:  # noqa: PLR2004 name, size, more
        lines = [_named(parts[:2], metrics, room), parts[2]]
    elif metrics.horizontalAdvance(lines[0]) > room:
        lines = [_named(parts, metrics, room)]
    width = max(metrics.horizontalAdvance(line) for line in lines)
    height = len(lines) * metrics.height() + (len(lines) - 1) * LINE_GAP
    chip = QRectF(0, 0, width + 2 * CHIP_PADDING, height + CHIP_PADDING)
    chip.moveBottomLeft(area.bottomLeft())
    chip.translate(CHIP_MARGIN, -CHIP_MARGIN)
    _paint_chip(painter, lines, chip)


def _named(parts: list[str], metrics: QFontMetrics, room: int) -> str:
    rest = "".join(f" · {part}" for part in parts[1:])
    left = room - metrics.horizontalAdvance(rest)
    return metrics.elidedText(parts[0], Qt.TextElideMode.ElideMiddle, left) + rest


def _paint_chip(painter: QPainter, lines: list[str], chip: QRectF) -> None:
    tokens = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.colour("scrim"))
    painter.drawRoundedRect(chip, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
    painter.setPen(tokens.colour("on_scrim"))
    line_height = painter.fontMetrics().height()
    top = chip.top() + CHIP_PADDING / 2
    for line in lines:
        place = QRectF(chip.left() + CHIP_PADDING, top, chip.width(), line_height)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)
        top += line_height + LINE_GAP
