"""The three sample photographs, small, to try with one click."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.core.paths import resource
from desktop.ui import theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent

    from desktop.core.tasks import TaskOwner

THUMBNAIL = QSize(60, 40)
SHARPNESS = 3  # device pixels a thumbnail is made for
SUFFIXES = {".png", ".jpg"}


def sample_files() -> list[Path]:
    """The shipped photographs."""
    files = resource("samples").iterdir()
    return sorted(path for path in files if path.suffix in SUFFIXES)


def read_thumbnail(path: Path) -> QImage:
    """A shipped photograph, cut to the shape of a thumbnail. It blocks: call it in a thread."""
    reader = QImageReader(str(path))
    wanted = THUMBNAIL * SHARPNESS
    reader.setScaledSize(
        reader.size().scaled(wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    )
    image = reader.read()
    left, top = (image.width() - wanted.width()) // 2, (image.height() - wanted.height()) // 2
    return image.copy(left, top, wanted.width(), wanted.height())


class SampleButton(QAbstractButton):
    """One sample."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._picture: QPixmap | None = None
        words = self.tr("Try the sample “{name}”").format(name=path.stem)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, image: QImage) -> None:
        self._picture = QPixmap.fromImage(image)
        self.update()

    def sizeHint(self) -> QSize:
        return THUMBNAIL + QSize(6, 6)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(3, 3, THUMBNAIL.width(), THUMBNAIL.height())
        shape = QPainterPath()
        shape.addRoundedRect(place, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
        painter.fillPath(shape, tokens.colour("raised"))
        if self._picture is not None:
            painter.setClipPath(shape)
            painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
            painter.setClipping(False)
        self._paint_edge(painter, place)

    def _paint_edge(self, painter: QPainter, place: QRectF) -> None:
        tokens = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = theme.PICTURE_RADIUS
        if theme.shows_focus(self):
            painter.setPen(QPen(tokens.colour("accent"), theme.FOCUS_RING))
            painter.drawRoundedRect(place.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        elif self.underMouse():
            painter.setPen(QPen(tokens.colour("text"), 1.5))
            painter.drawRoundedRect(place, radius, radius)


class Samples(QWidget):
    """The row of samples; the thumbnails arrive once the row has been seen."""

    chosen = Signal(object)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._is_filled = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.buttons = [SampleButton(path, self) for path in sample_files()]
        for index, button in enumerate(self.buttons):
            button.setObjectName(f"sample_{index}")
            button.clicked.connect(partial(self._on_clicked, button))
            layout.addWidget(button)

    def _on_clicked(self, button: SampleButton) -> None:
        self.chosen.emit(button.path)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_filled:
            self._is_filled = self._tasks.start("sample thumbnails", self._fill())

    async def _fill(self) -> None:
        for button in self.buttons:
            button.show_picture(await asyncio.to_thread(read_thumbnail, button.path))
