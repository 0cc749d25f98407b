"""The real window on its own loop, watched by a clock while films are downloaded beside it."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.app import Startframe, event_loop, let_the_window_go_first
from desktop.leonardo.client import LeonardoClient
from desktop.ui.garbage import GarbageCollector
from desktop.ui.opening import open_window
from tests.bench.children import tell

TICK_S = 0.001
IDLE_S = 3.0
SETTLING_S = 2.0
PATIENCE_S = 30.0


class Ticker(QObject):
    """Notes when it was called: every millisecond, unless something holds the GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self._times: list[float] = []
        self._timer = QTimer(self, interval=round(TICK_S * 1000))
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        self._times.append(time.perf_counter())

    def start(self) -> None:
        self._times = [time.perf_counter()]
        self._timer.start()

    def stop(self) -> list[float]:
        """Milliseconds each tick came late; the last one ends now."""
        self._timer.stop()
        self._tick()
        pairs = zip(self._times, self._times[1:], strict=False)
        return [max(0.0, after - before - TICK_S) * 1000 for before, after in pairs]


async def measure(startframe: Startframe, origin: str, films: int, size: int, rounds: int) -> None:
    """Tell each tick's lateness, idle and in every round; then close as a user does."""
    running = asyncio.ensure_future(startframe.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while startframe.studio is None:
                await asyncio.sleep(0.05)
        await asyncio.sleep(SETTLING_S)
        ticker = Ticker()
        ticker.start()
        await asyncio.sleep(IDLE_S)
        idle = ticker.stop()
        client = LeonardoClient("", base_url=origin, downloads_apart=True)
        url = f"{origin}/films/{size}"
        await download(client, f"{origin}/films/1000000", 1)  # starts the download process
        busy = []
        for _ in range(rounds):
            ticker.start()
            await download(client, url, films)
            busy.append(ticker.stop())
        await client.close()
        tell(idle=idle, busy=busy)
    finally:
        startframe.window.close()
        await running


async def download(client: LeonardoClient, url: str, films: int) -> None:
    """All at once, each told of its progress as the queue is."""
    paths = [Path(f"film-{number}.part") for number in range(films)]
    progress: dict[Path, int] = {}

    async def fetch(path: Path) -> None:
        await client.download(url, path, lambda done, _total: progress.update({path: done}))

    await asyncio.gather(*map(fetch, paths))
    for path in paths:
        await asyncio.to_thread(path.unlink)


def main() -> int:
    """Arguments: address, films, bytes of each, rounds."""
    origin, *numbers = sys.argv[1:]
    films, size, rounds = map(int, numbers)
    opened = open_window()
    let_the_window_go_first()
    garbage = GarbageCollector(opened.qt_app)
    with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
        startframe = Startframe(opened, uses_sandbox=True, garbage=garbage)
        runner.run(measure(startframe, origin, films, size, rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
