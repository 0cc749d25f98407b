"""The start frame painted: what is sent lies bright in its frame, what is cut dimmed around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from desktop.media.framing import WHOLE, Fit, crop_for
from desktop.ui import theme
from desktop.ui.widgets.fitting import fitted

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Framing
    from desktop.ui.compose.start_frame import StartFrame

DIMMED = 168  # of 255: what is cut stays recognisable, and clearly does not count
SURROUNDINGS = 14  # pixels of what is cut that are seen beside the frame at least
LEAST_SHARE = 0.6  # below this a frame is shown larger, though not all that is cut is seen then
CHIP_PADDING = 8
CHIP_MARGIN = 8
LINE_GAP = 2
GAP = 8


def frame_place(
    frame: StartFrame, dimensions: Dimensions, framing: Framing, area: QRectF
) -> QRectF:
    """Where in `area` the frame lies that is sent; zooming and moving leave it where it is.

    So large that all of the picture is seen beside it, where that leaves it large enough.
    """
    whole = fitted(QSizeF(frame.width, frame.height), area)
    if dimensions.is_auto:
        return whole
    shape = QSizeF(dimensions.width, dimensions.height)
    if framing.fit is Fit.FIT:
        return fitted(shape, area)
    crop = crop_for(frame.width, frame.height, dimensions, WHOLE)
    is_free = framing.fit is Fit.FREE
    beside = SURROUNDINGS if is_free or crop.width < frame.width else 0
    above = SURROUNDINGS if is_free or crop.height < frame.height else 0
    largest = fitted(shape, area.adjusted(beside, above, -beside, -above))
    seen = fitted(shape, QRectF(0, 0, *_size_within(whole, frame, crop.width, crop.height)))
    if seen.width() >= LEAST_SHARE * largest.width():
        seen.moveCenter(area.center())
        seen.moveTo(round(seen.left()), round(seen.top()))
        return seen
    return largest


def _size_within(whole: QRectF, frame: StartFrame, width: int, height: int) -> tuple[float, float]:
    """How large this part of the picture is where all of it is shown at `whole`."""
    return width * whole.width() / frame.width, height * whole.height() / frame.height


def picture_place(
    frame: StartFrame, dimensions: Dimensions, framing: Framing, sent: QRectF
) -> QRectF:
    """Where all of the picture lies while the part that is sent lies at `sent`."""
    crop = crop_for(frame.width, frame.height, dimensions, framing)
    across, down = sent.width() / crop.width, sent.height() / crop.height
    return QRectF(
        sent.left() - crop.left * across,
        sent.top() - crop.top * down,
        frame.width * across,
        frame.height * down,
    )


def paint_picture(
    painter: QPainter, pixmap: QPixmap, place: QRectF, sent: QRectF, seen: QRectF
) -> None:
    """All of the picture that lies in `seen`, with a veil over what is not sent."""
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
    cut, inner = QPainterPath(), QPainterPath()
    cut.addRect(place.intersected(seen))
    inner.addRect(sent)
    veil = QColor(Qt.GlobalColor.black)
    veil.setAlpha(DIMMED)
    painter.fillPath(cut.subtracted(inner), veil)


def paint_sent(
    painter: QPainter, pixmap: QPixmap, place: QRectF, sent: QRectF, bars: QPixmap | None
) -> None:
    """The frame's inside as far as it is known: the bars of a moment ago, the picture as it is."""
    painter.save()
    painter.setClipRect(sent, Qt.ClipOperation.IntersectClip)
    if bars is not None:
        painter.drawPixmap(sent, bars, QRectF(bars.rect()))
    painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
    painter.restore()


def paint_edge(painter: QPainter, sent: QRectF, *, has_thirds: bool) -> None:
    """A line along the frame; lines at its thirds while it is being moved."""
    line = theme.current().colour("on_scrim")
    line.setAlpha(110)
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(sent.adjusted(0.5, 0.5, -0.5, -0.5))
    if has_thirds:
        for third in (1, 2):
            x = round(sent.left() + third * sent.width() / 3) + 0.5
            y = round(sent.top() + third * sent.height() / 3) + 0.5
            painter.drawLine(QLineF(x, sent.top(), x, sent.bottom()))
            painter.drawLine(QLineF(sent.left(), y, sent.right(), y))


def paint_words(painter: QPainter, area: QRectF, sign: QPixmap, words: str, role: str) -> None:
    """A sign with words under it, both in the middle of `area`."""
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    bounds = painter.boundingRect(area, flags, words)
    side = sign.deviceIndependentSize().height()
    top = area.center().y() - (side + GAP + bounds.height()) / 2
    painter.drawPixmap(round(area.center().x() - side / 2), round(top), sign)
    painter.setPen(theme.current().colour(role if role != "accent" else "text"))
    place = QRectF(area.left(), top + side + GAP, area.width(), bounds.height() + 2)
    painter.drawText(place, flags, words)


def label_lines(
    frame: StartFrame, dimensions: Dimensions, framing: Framing, words: tuple[str, str, str]
) -> list[str]:
    """What is written on the picture; `words` are for Auto, "crops {n} %" and "bars {n} %".

    The first entry is the name, which gives way where there is no room.
    """
    lines = [frame.name, f"{frame.width} × {frame.height}"]
    told = words[0]
    if not dimensions.is_auto:
        told = effect(frame.width, frame.height, dimensions, framing, words[1:])
    return [*lines, told] if told else lines


def effect(
    width: int, height: int, dimensions: Dimensions, framing: Framing, words: tuple[str, str]
) -> str:
    """What a size does to a picture: "crops 12 %", "bars 20 %", both, or nothing at all."""
    if dimensions.is_auto:
        return ""
    crop = crop_for(width, height, dimensions, framing)
    shares = crop.loss(width, height), crop.bars(width, height)
    told = [
        text.format(n=round(100 * share))
        for text, share in zip(words, shares, strict=True)
        if round(100 * share)
    ]
    return " · ".join(told)


def paint_label(painter: QPainter, parts: list[str], area: QRectF) -> None:
    """A dark chip at the foot of `area`: one line where it fits, two where it does not."""
    metrics = painter.fontMetrics()
    room = int(area.width()) - 2 * (CHIP_MARGIN + CHIP_PADDING)
    lines = [" · ".join(parts)]
    if metrics.horizontalAdvance(lines[0]) > room and len(parts) > 2:  # noqa: PLR2004 name, size, more
        lines = [_named(parts[:2], metrics, room), parts[2]]
    elif metrics.horizontalAdvance(lines[0]) > room and len(parts) > 1:
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
