"""The real window on its own loop while photographs are dropped on it, one after the other."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.app import Startframe, event_loop, let_the_window_go_first
from desktop.ui.compose.start_frame import PREVIEW_SIDE
from desktop.ui.garbage import GarbageCollector
from desktop.ui.opening import open_window
from tests.bench.children import tell
from tests.bench.loaded_window import Culprits, Lateness

SETTLING_S = 2.0
PATIENCE_S = 30.0
PAUSE_S = 0.3


class Painted(QObject):
    """Tells when the start-frame area has been painted with a picture it did not have before."""

    def __init__(self, startframe: Startframe) -> None:
        super().__init__()
        self._area = startframe.window.compose.picture.area
        self._before: object = None
        self._wanted: asyncio.Future[float] | None = None
        self._area.installEventFilter(self)

    def next(self) -> asyncio.Future[float]:
        self._before = self._area.frame
        self._wanted = asyncio.get_running_loop().create_future()
        return self._wanted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and self._area.frame is not self._before:
            QTimer.singleShot(0, self._tell)  # once this paint is over and on the screen
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(time.perf_counter())


def bare(picture: Path) -> tuple[int, int]:
    """What it is compared with: Pillow decodes all of it and makes it as small as the preview."""
    with Image.open(picture) as image:
        scale = PREVIEW_SIDE / max(image.size)
        size = (round(image.width * scale), round(image.height * scale))
        return image.convert("RGB").resize(size).size


PLACE, ACTION = QPointF(200, 300), Qt.DropAction.CopyAction
BUTTON, KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(picture: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    return mime


def hover(startframe: Startframe, mime: QMimeData) -> None:
    """Come over the window, with a real event."""
    event = QDragEnterEvent(PLACE.toPoint(), ACTION, mime, BUTTON, KEYS)
    QApplication.sendEvent(startframe.window, event)


def drop(startframe: Startframe, mime: QMimeData) -> None:
    """Let go over the window, with a real event."""
    QApplication.sendEvent(startframe.window, QDropEvent(PLACE, ACTION, mime, BUTTON, KEYS))


async def measure(startframe: Startframe, pictures: list[Path], *, explains: bool) -> None:
    """Each picture bare, then dropped; tell how long it took, and how late the ticks were."""
    running = asyncio.ensure_future(startframe.run())
    lateness = Lateness()
    culprits = Culprits(lateness)
    rounds: list[dict[str, float]] = []
    late_ms: list[float] = []
    work_ms: list[float] = []
    try:
        async with asyncio.timeout(PATIENCE_S):
            while startframe.studio is None:
                await asyncio.sleep(0.05)
        await asyncio.sleep(SETTLING_S)
        painted = Painted(startframe)
        if explains:
            culprits.start()
        for picture in pictures:
            first = len(lateness.late_ms)
            rounds.append(await dropped(startframe, painted, lateness, picture))
            late, work = max(zip(lateness.late_ms[first:], lateness.work_ms[first:], strict=True))
            late_ms.append(late)
            work_ms.append(work)
            await asyncio.sleep(PAUSE_S)
        culprits.is_over = True
        lateness.start()
        await asyncio.sleep(SETTLING_S)
        lateness.stop()
        tell(
            rounds=rounds,
            late_ms=late_ms,
            work_ms=work_ms,
            idle_ms=max(lateness.late_ms[-round(SETTLING_S * 500) :]),
            culprits=culprits.seen.most_common(10),
        )
    finally:
        startframe.window.close()
        await running


async def dropped(
    startframe: Startframe, painted: Painted, lateness: Lateness, picture: Path
) -> dict[str, float]:
    """How long one picture took, in seconds: bare, to be seen, ready, and made into its copy."""
    from desktop.media.prepare import prepare

    bares = []
    for _ in range(3):
        begun = time.perf_counter()
        await asyncio.to_thread(bare, picture)
        bares.append(time.perf_counter() - begun)
    panel = startframe.window.compose
    mime = files(picture)
    hover(startframe, mime)
    await asyncio.sleep(PAUSE_S)
    lateness.start()
    seen = painted.next()
    begun = time.perf_counter()
    drop(startframe, mime)
    async with asyncio.timeout(PATIENCE_S):
        seen_at = await seen
        while panel.picture.is_loading:
            await asyncio.sleep(0)
    ready_at = time.perf_counter()
    await asyncio.sleep(PAUSE_S)
    lateness.stop()
    frame = panel.picture.frame
    assert frame is not None
    dimensions = panel.draft().dimensions
    copying = time.perf_counter()
    await asyncio.to_thread(prepare, frame.path, dimensions, Path("sent.jpg"))
    return {
        "bare": statistics.median(bares),
        "seen": seen_at - begun,
        "ready": ready_at - begun,
        "copy": time.perf_counter() - copying,
    }


def main() -> int:
    """Arguments: pictures, and `explain` for what held the GUI thread."""
    words = sys.argv[1:]
    pictures = [Path(word) for word in words if word != "explain"]
    opened = open_window()
    let_the_window_go_first()
    garbage = GarbageCollector(opened.qt_app)
    with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
        startframe = Startframe(opened, uses_sandbox=True, garbage=garbage)
        runner.run(measure(startframe, pictures, explains="explain" in words))
    return 0


if __name__ == "__main__":
    sys.exit(main())
