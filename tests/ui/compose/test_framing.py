"""The framing editor, by mouse, wheel, keys, tools and menu; and what a size would cut."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QFileDialog

from desktop.core.catalogue import Dimensions
from desktop.media.framing import WHOLE, Bars, Fit, Framing
from desktop.ui.compose.effect_delegate import EFFECT
from tests.ui.compose.conftest import until

WIDE, TALL, AUTO = Dimensions(1280, 720), Dimensions(720, 1280), Dimensions(0, 0)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def area(bench):
    return bench.panel.picture.area


async def framed(bench, path, dimensions=TALL):
    """The picture loaded, a size chosen, the tools open."""
    await bench.load(path)
    bench.panel.sizes.choose(dimensions)
    QTest.mouseClick(bench.find("frame_button"), LEFT)
    assert bench.find("framing_bar").isVisible()


def drag(area, across: int, down: int, steps: int = 4):
    start = area.rect().center()
    QTest.mousePress(area, LEFT, pos=start)
    for step in range(1, steps + 1):
        way = QPoint(across * step // steps, down * step // steps)
        QTest.mouseMove(area, start + way)
        QApplication.processEvents() if False else None
    QTest.mouseRelease(area, LEFT, pos=start + QPoint(across, down))


def turn(widget, notches: int, at: QPoint) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event
