"""A shown panel with its tasks, and what tests do with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.catalogue import default_model
from desktop.core.tasks import TaskOwner
from desktop.jobs.composition import Composition
from desktop.leonardo.web_picture import WebPicture, checked
from desktop.ui import theme
from desktop.ui.compose.drop_target import DropTarget
from desktop.ui.compose.panel import ComposePanel

Until = Callable[..., object]


async def until(claim: Callable[[], object], within_s: float = 5.0) -> None:
    """Wait without a nested loop until `claim` holds."""
    deadline = time.monotonic() + within_s
    while not claim():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        await asyncio.sleep(0.01)


class Bench:
    """A panel in a window that takes drops, and everything it has said."""

    def __init__(self, panel: ComposePanel, tasks: TaskOwner, frames: Path) -> None:
        self.panel, self.tasks, self.frames = panel, tasks, frames
        self.window = panel.window()
        self.target = DropTarget(self.window, panel, tasks)
        self.asked: list[Composition] = []
        self.errors: list[tuple[str, Exception]] = []
        panel.generate_requested.connect(self.asked.extend)

    @property
    def frame(self):
        return self.panel.picture.area.frame

    def find(self, name: str):
        found = self.window.findChild(QWidget, name)
        assert found is not None, name
        return found

    def drop(self, mime: QMimeData) -> QDropEvent:
        """Hover and let go over the window, with real events."""
        place, actions = QPointF(20, 20), Qt.DropAction.CopyAction
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(
            self.window, QDragEnterEvent(place.toPoint(), actions, mime, button, keys)
        )
        event = QDropEvent(place, actions, mime, button, keys)
        QApplication.sendEvent(self.window, event)
        return event

    def drop_file(self, *paths: Path) -> QDropEvent:
        return self.drop(files(*paths))

    async def load(self, path: Path) -> None:
        self.panel.picture.load(path)
        await self.settled()

    async def settled(self) -> None:
        await until(lambda: not self.tasks.is_live("start frame"))

    def serve(self, content: bytes, name: str = "flower.png") -> list[str]:
        """Let every address on the web hold this; returns the addresses that are asked for."""
        asked: list[str] = []

        async def fetch(url: str, check_head: Callable[[bytes], None]) -> WebPicture:
            asked.append(url)
            check_head(content[:4096])
            return WebPicture(content, str(checked(url).host), name)

        self.panel.picture._web._fetch = fetch
        return asked


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


@pytest_asyncio.fixture
async def bench(qapp, tmp_path):
    theme.apply(qapp, "dark")
    errors: list[tuple[str, Exception]] = []
    tasks = TaskOwner(lambda name, error: errors.append((name, error)))
    window = QWidget()
    panel = ComposePanel(default_model(), frames=tmp_path / "frames", tasks=tasks, parent=window)
    panel.setGeometry(8, 8, 368, 770)
    window.resize(384, 786)
    window.show()
    samples = panel.picture.area.samples  # their pictures come with the first paint
    await until(lambda: samples._is_filled and not tasks.is_live("sample thumbnails"))
    made = Bench(panel, tasks, tmp_path / "frames")
    made.errors = errors
    yield made
    await tasks.close()
    window.close()
    window.deleteLater()
    assert not errors


@pytest.fixture
def rocket(samples: Path) -> Path:
    return samples / "rocket.jpg"
