"""The real window with a library of so many clips: opened, scrolled, searched as one types."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from contextlib import closing
from sqlite3 import connect

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest

from desktop.app import Startframe, event_loop, let_the_window_go_first
from desktop.core.paths import app_paths
from desktop.library.database import Database
from desktop.ui.garbage import GarbageCollector
from desktop.ui.library.panel import LibraryPanel
from desktop.ui.models.cards import Role
from desktop.ui.opening import open_window
from tests.bench import children
from tests.bench.children import tell
from tests.bench.peak import now_mb

PATIENCE_S = 60.0
SETTLING_S = 2.0
PAGES = 300
TYPED = ("rocket lifts", "café", "猫が", "고양", "the slow camera", "in", "zz", "дождь над")


class Paints(QObject):
    """When the grid was painted last, and whether every card in view had its clip by then."""

    def __init__(self, panel: LibraryPanel) -> None:
        super().__init__()
        self._grid = panel.grid
        self.is_whole = False
        self.count = 0
        self._grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self._grid.viewport().removeEventFilter(self)
            self._grid.viewport().event(event)
            self._grid.viewport().installEventFilter(self)
            self.count += 1
            rows = self._grid.rows_in(self._grid.viewport().rect())
            model = self._grid.model()
            entries = [model.index(row, 0).data(Role.ENTRY) for row in rows]
            self.is_whole = all(entry is not None for entry in entries)
            return True
        return super().eventFilter(watched, event)

    async def whole(self, begun: float, also: object = None) -> float:
        """Wait for a paint after now with every clip in it; milliseconds since `begun`."""
        before = self.count
        async with asyncio.timeout(PATIENCE_S):
            while not (self.count > before and self.is_whole and (also is None or also())):  # type: ignore[operator]
                await asyncio.sleep(0)
        return (time.perf_counter() - begun) * 1000


async def opened_ms() -> float:
    """A database of this size opened on its own, as at a start."""
    database = Database(app_paths().database)
    begun = time.perf_counter()
    await database.open()
    took = (time.perf_counter() - begun) * 1000
    await database.close()
    return took


async def measure(startframe: Startframe, opens: list[float]) -> None:
    running = asyncio.ensure_future(startframe.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while startframe.studio is None:
                await asyncio.sleep(0.05)
        await asyncio.sleep(SETTLING_S)
        idle_mb = now_mb()
        library = startframe.window.presenter.desk.library
        begun = time.perf_counter()
        library.open()
        panel = library.panel
        assert panel is not None
        paints = Paints(panel)
        first_ms = await paints.whole(begun)
        await asyncio.sleep(SETTLING_S)
        scrolls, reads = await scrolled(panel, paints)
        typed = await searched(panel, paints)
        tell(
            opens_ms=opens,
            first_ms=first_ms,
            scroll_ms=scrolls,
            read_ms=reads,
            typed_ms=typed,
            idle_mb=idle_mb,
            ended_mb=now_mb(),
        )
    finally:
        startframe.window.close()
        await running


async def scrolled(panel: LibraryPanel, paints: Paints) -> tuple[list[float], list[float]]:
    """Pages down and leaps: how long the paint of each took, and until its clips were read."""
    bar, viewport = panel.grid.verticalScrollBar(), panel.grid.viewport()
    dice = random.Random(3)
    held, read = [], []
    for number in range(PAGES):
        leap = number % 10 == 0
        begun = time.perf_counter()
        bar.setValue(dice.randint(0, bar.maximum()) if leap else bar.value() + bar.pageStep())
        viewport.repaint()
        held.append((time.perf_counter() - begun) * 1000)
        if not paints.is_whole:
            read.append(await paints.whole(begun))
        await asyncio.sleep(0.01)
    return held, read


async def searched(panel: LibraryPanel, paints: Paints) -> list[float]:
    """Typed letter by letter: from each key press to the first page of what it finds, painted."""
    model, found = panel._model, []
    for words in TYPED:
        panel.search_edit.clear()
        await asyncio.sleep(0.3)
        for letter in words:
            begun = time.perf_counter()
            if letter.isascii():
                QTest.keyClicks(panel.search_edit, letter)
            else:
                panel.search_edit.insert(letter)
            wanted = model.search
            async with asyncio.timeout(PATIENCE_S):
                while model.shown != wanted:
                    await asyncio.sleep(0)
            if model.rowCount():
                panel.grid.viewport().update()
                await paints.whole(begun)
            found.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(0.15)
    return found


def main() -> int:
    """Argument: how many clips."""
    subprocess.run(children.command("library_maker", sys.argv[1]), check=True)
    with closing(connect(app_paths().database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    opens = [asyncio.run(opened_ms()) for _ in range(5)]
    opened = open_window()
    let_the_window_go_first()
    garbage = GarbageCollector(opened.qt_app)
    with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
        startframe = Startframe(opened, uses_sandbox=True, garbage=garbage)
        runner.run(measure(startframe, opens))
    return 0


if __name__ == "__main__":
    sys.exit(main())
