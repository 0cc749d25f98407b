"""The real window's stage: clips chosen, stepped through, played, opened and deleted."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import shutil
import sys
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtTest import QTest

from desktop.app import Startframe, event_loop, let_the_window_go_first
from desktop.core.catalogue import Dimensions, default_model
from desktop.core.request import GenerationRequest
from desktop.core.settings import Settings, dump
from desktop.jobs.studio import Studio
from desktop.library.clips import Clip
from desktop.ui.garbage import GarbageCollector
from desktop.ui.opening import open_window
from desktop.ui.stage.player import PlayerState
from tests.bench.children import tell
from tests.bench.loaded_window import go_through
from tests.bench.peak import now_mb

PATIENCE_S = 30.0
SETTLING_S = 2.0
CHOSEN, STEPS = 24, 80
BESIDE = 14
INTERVAL_MS = 1000 / 24
WARM_ROUNDS = 60


class Seen(QObject):
    """Frames of the player as they come, and when the stage was painted with the newest."""

    def __init__(self, startframe: Startframe) -> None:
        super().__init__()
        film = startframe.window.stage.film
        self.player, self._surface = film.player, film.surface
        self.frames: list[tuple[float, int]] = []
        self._is_new = False
        self.painted = 0
        self.player.frame_changed.connect(self._on_frame)
        self._surface.installEventFilter(self)

    def _on_frame(self, frame: QVideoFrame) -> None:
        self.frames.append((time.perf_counter(), frame.startTime()))
        self._is_new = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and self._is_new:
            self._surface.removeEventFilter(self)
            self._surface.event(event)
            self._surface.installEventFilter(self)
            self._is_new = False
            self.painted += 1
            return True
        return super().eventFilter(watched, event)

    async def next(self, begun: float) -> float:
        """Milliseconds from `begun` until another frame is painted."""
        before = self.painted
        async with asyncio.timeout(PATIENCE_S):
            while self.painted == before:
                await asyncio.sleep(0)
        return (time.perf_counter() - begun) * 1000


def clip_of(video: Path, number: int) -> Clip:
    request = GenerationRequest(
        default_model(), f"clip {number}", Dimensions(1280, 720), 6, audio=True, public=False
    )
    return Clip(
        id=str(uuid.uuid4()),
        account="sandbox",
        request=request,
        created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        video=video,
        poster=None,
        frame=None,
        frame_name="",
        width=1280,
        height=720,
        duration_s=6.0,
        has_audio=True,
        size_bytes=video.stat().st_size,
        generation_id=None,
        cost=None,
    )


async def measure(startframe: Startframe, films: list[Path], picture: Path, rounds: int) -> None:
    running = asyncio.ensure_future(startframe.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while startframe.studio is None:
                await asyncio.sleep(0.05)
        studio = startframe.studio
        for number, film in enumerate(films):
            await studio.library.add(clip_of(film, number))
        await asyncio.sleep(SETTLING_S)
        seen = Seen(startframe)
        chosen = await choosing(startframe, seen)
        steps = await stepping(startframe, seen)
        late = await playing(startframe, seen, studio, picture)
        leaks = await opening_and_deleting(startframe, films[0], rounds)
        tell(chosen_ms=chosen, step_ms=steps, late=late, **leaks)
    finally:
        startframe.window.close()
        await running


async def choosing(startframe: Startframe, seen: Seen) -> list[float]:
    """An arrow key on the shelf: until the first frame of the other clip is painted."""
    cards, found = startframe.window.shelf.cards, []
    cards.setFocus()
    startframe.window.shelf.select_first()
    seen.player.pause()  # no frame of an earlier clip is on its way
    await asyncio.sleep(SETTLING_S)
    for number in range(CHOSEN):
        key = Qt.Key.Key_Right if number // 5 % 2 == 0 else Qt.Key.Key_Left
        begun = time.perf_counter()
        QTest.keyClick(cards, key)
        found.append(await seen.next(begun))
        await asyncio.sleep(0.3)
    return found


async def stepping(startframe: Startframe, seen: Seen) -> list[float]:
    """Period and comma on the stage: until the frame is painted."""
    surface, found = startframe.window.stage.film.surface, []
    seen.player.pause()
    seen.player.seek_frame(30)
    await asyncio.sleep(SETTLING_S)
    for number in range(STEPS):
        key = Qt.Key.Key_Period if number % 8 < 5 else Qt.Key.Key_Comma
        begun = time.perf_counter()
        QTest.keyClick(surface, key)
        found.append(await seen.next(begun))
        await asyncio.sleep(0.05)
    return found


async def playing(
    startframe: Startframe, seen: Seen, studio: Studio, picture: Path
) -> dict[str, float]:
    """How late frames come while clips are uploaded, made and downloaded."""
    seen.player.seek_frame(0)
    seen.player.play()
    await asyncio.sleep(SETTLING_S)
    seen.frames.clear()
    await go_through(studio, picture, range(BESIDE))
    frames = list(seen.frames)
    gaps = [
        (later - sooner) * 1000
        for (sooner, at), (later, to) in pairwise(frames)
        if to > at  # not where it begins again
    ]
    seen.player.pause()
    return {
        "frames": len(frames),
        "late": sum(gap > 2 * INTERVAL_MS for gap in gaps),
        "most_ms": max(gaps) - INTERVAL_MS,
    }


async def opening_and_deleting(
    startframe: Startframe, film: Path, rounds: int
) -> dict[str, list[float]]:
    """Handles, threads and memory after some rounds, and after all of them."""
    assert startframe.studio is not None
    library, window, player = startframe.studio.library, startframe.window, None
    player = window.stage.film.player
    marks = []
    for number in range(rounds):
        copy = film.with_name(f"round {number}.mp4")
        shutil.copy(film, copy)
        clip = clip_of(copy, 1000 + number)
        await library.add(clip)
        window.shelf.select(clip.id)
        window.stage.play()
        async with asyncio.timeout(PATIENCE_S):
            while player.path != copy or player.state is not PlayerState.PLAYING:
                await asyncio.sleep(0.005)
            while not player.position_ms:
                await asyncio.sleep(0.005)
        window.presenter.desk.clips.delete()
        async with asyncio.timeout(PATIENCE_S):
            while copy.exists() or startframe.tasks.is_live("delete"):
                await asyncio.sleep(0.005)
        if number + 1 in {WARM_ROUNDS, rounds}:
            await asyncio.sleep(SETTLING_S)
            gc.collect()
            marks.append((handles(), threading.active_count(), threads(), now_mb()))
    names = ("handles", "python_threads", "threads", "memory_mb")
    return {name: [float(mark[at]) for mark in marks] for at, name in enumerate(names)}


def handles() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def threads() -> int:
    folder = Path("/proc/self/task")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def main() -> int:
    """Arguments: a picture, rounds, films."""
    picture, rounds, *films = sys.argv[1:]
    opened = open_window()
    let_the_window_go_first()
    settings = dataclasses.replace(Settings(), concurrency=4)
    opened.paths.settings_file.parent.mkdir(parents=True, exist_ok=True)
    opened.paths.settings_file.write_text(dump(settings))
    garbage = GarbageCollector(opened.qt_app)
    with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
        startframe = Startframe(opened, garbage=garbage, works_apart=True)
        runner.run(measure(startframe, [Path(film) for film in films], Path(picture), int(rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
