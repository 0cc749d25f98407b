"""The real window on its own loop while hundreds of clips go through its queue."""

from __future__ import annotations

import asyncio
import faulthandler
import re
import sys
import tempfile
import threading
import time
from array import array
from collections import Counter
from pathlib import Path
from typing import IO

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.app import Startframe, event_loop, let_the_window_go_first
from desktop.core.catalogue import default_model
from desktop.core.request import GenerationRequest
from desktop.core.settings import Settings, dump
from desktop.jobs.job import LEONARDO
from desktop.jobs.studio import Studio
from desktop.ui.garbage import GarbageCollector
from desktop.ui.opening import open_window
from tests.bench.children import tell
from tests.bench.peak import now_mb

TICK_S = 0.001
SETTLING_S = 2.0
PATIENCE_S = 30.0
WARM_CLIPS = 10
CONCURRENCY = 10
LOOK_AFTER_S = 0.012
LATEST_SHOWN = 6


class Lateness(QObject):
    """Notes how late each tick of a precise 1 ms timer came, and what this thread did meanwhile.

    `work_ms` is the processor's time: what remains of a tick's lateness, others had.
    """

    def __init__(self) -> None:
        super().__init__()
        self.late_ms = array("d")
        self.work_ms = array("d")
        self.due = time.perf_counter()
        self._worked = 0.0
        self._timer = QTimer(self, interval=round(TICK_S * 1000))
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.due = time.perf_counter() + TICK_S
        self._worked = time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, now - self.due) * 1000)
        self.due = now + TICK_S
        worked = time.thread_time()
        self.work_ms.append((worked - self._worked) * 1000)
        self._worked = worked


class Culprits(threading.Thread):
    """What the GUI thread is at whenever a tick is overdue; only on request, as it costs time.

    Told by `faulthandler`, which makes no frame objects: looking at those of a running thread
    has ended processes.
    """

    def __init__(self, lateness: Lateness) -> None:
        super().__init__(daemon=True)
        self._lateness = lateness
        self._main = f"0x{threading.main_thread().ident:016x} "
        self.seen: Counter[str] = Counter()
        self.is_over = False

    def run(self) -> None:
        with tempfile.TemporaryFile("w+") as file:
            while not self.is_over:
                time.sleep(TICK_S)
                if time.perf_counter() - self._lateness.due > LOOK_AFTER_S:
                    self.seen[self._look(file)] += 1

    def _look(self, file: IO[str]) -> str:
        """The innermost lines of the main thread."""
        file.seek(0)
        file.truncate()
        faulthandler.dump_traceback(file, all_threads=True)
        file.seek(0)
        threads = file.read().split("\n\n")
        lines = next((one for one in threads if self._main in one), "").splitlines()[1:]
        return " < ".join(
            re.sub(r'.*/([^/]+)", line', r"\1", line) for line in lines[:LATEST_SHOWN]
        )


async def measure(startframe: Startframe, picture: Path, clips: int, *, explains: bool) -> None:
    """Some clips to warm up, then all the others at once; tell holds, memory and outcomes."""
    running = asyncio.ensure_future(startframe.run())
    lateness = Lateness()
    culprits = Culprits(lateness)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while startframe.studio is None:
                await asyncio.sleep(0.05)
        await asyncio.sleep(SETTLING_S)
        started_mb = now_mb()
        studio = startframe.studio
        await go_through(studio, picture, range(WARM_CLIPS))
        await asyncio.sleep(SETTLING_S)
        warm_mb, begun = now_mb(), time.perf_counter()
        lateness.start()
        if explains:
            culprits.start()
        await go_through(studio, picture, range(WARM_CLIPS, clips))
        took_s = time.perf_counter() - begun
        lateness.stop()
        culprits.is_over = True
        await asyncio.sleep(SETTLING_S)
        jobs = {job.request.prompt: _outcome(job) for job in studio.queue.jobs()}
        tell(
            late_ms=[round(late, 2) for late in lateness.late_ms],
            work_ms=[round(work, 2) for work in lateness.work_ms],
            started_mb=started_mb,
            warm_mb=warm_mb,
            ended_mb=now_mb(),
            took_s=took_s,
            jobs=jobs,
            culprits=culprits.seen.most_common(25),
        )
    finally:
        startframe.window.close()
        await running


def _outcome(job) -> tuple[str, str | None, str | None]:
    problem = job.problem.code if job.problem else None
    return job.state.value, problem, job.generation_id


async def go_through(studio: Studio, picture: Path, numbers: range) -> None:
    """Order so many clips as fast as the studio takes them, and wait for the end of each."""
    model = default_model()
    small = {"width": 400, "height": 736, "duration_s": 3, "audio": False}
    jobs = []
    for number in numbers:
        record = GenerationRequest.default(model, f"clip {number}").to_record()
        request = GenerationRequest.from_record(record | small)
        job = await studio.queue.submit(
            request, account=LEONARDO, picture=picture, picture_name=picture.name
        )
        jobs.append(job)
    for job in jobs:
        await studio.queue.wait(job.id)


def main() -> int:
    """Arguments: picture, clips, and `explain` for what held the GUI thread."""
    picture, clips, *more = sys.argv[1:]
    opened = open_window()
    let_the_window_go_first()
    opened.paths.settings_file.parent.mkdir(parents=True, exist_ok=True)
    opened.paths.settings_file.write_text(dump(Settings(concurrency=CONCURRENCY)))
    garbage = GarbageCollector(opened.qt_app)
    with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
        startframe = Startframe(opened, garbage=garbage, works_apart=True)
        runner.run(measure(startframe, Path(picture), int(clips), explains="explain" in more))
    return 0


if __name__ == "__main__":
    sys.exit(main())
