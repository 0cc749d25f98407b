"""`startframe --self-test`: the app as it is installed does its main job, a line for each check."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.paths import HOME_VARIABLE, resources_root
from desktop.core.secrets import KEY_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.app import Startframe
    from desktop.library.clips import Clip

PROMPT = "The rocket lifts off"
_TIMEOUT_S = 120.0
_PAUSE_S = 0.05
_LEAST_ICONS, _LEAST_GREYS = 20, 8


class CheckFailed(Exception):
    """What should have been so is not; the text says what was found."""


class Told:
    """The lines, to whoever reads them: a windowed build has no standard output."""

    def __init__(self, report: Path | None) -> None:
        self._report = report
        self.failed = 0
        if report is not None:
            report.write_text("", encoding="utf-8")

    def line(self, text: str) -> None:
        if sys.stdout is not None:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
        if self._report is not None:
            with self._report.open("a", encoding="utf-8") as file:
                file.write(f"{text}\n")

    async def check(self, name: str, work: Callable[[], Awaitable[str]]) -> None:
        """Run one check; whatever goes wrong in it, the next is run as well."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                found = await work()
        except Exception as error:  # a test reports whatever it finds
            logging.getLogger(__name__).info("self-test: %s", name, exc_info=error)
            self.failed += 1
            self.line(f"FAILED  {name}: {type(error).__name__}: {error}")
        else:
            self.line(f"ok      {name}: {found} ({time.monotonic() - started:.1f} s)")


def run(report: Path | None = None, *, is_on_screen: bool = False) -> int:
    """0 when every check holds; in a home of its own, so that nothing of the user's is touched."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        _settle_in(Path(home), is_on_screen=is_on_screen)
        told = Told(report)
        from desktop.app import Startframe, event_loop, install_hooks, let_the_window_go_first
        from desktop.core import log
        from desktop.ui.opening import open_window

        opened = open_window()
        log.start(opened.paths.logs)
        install_hooks()
        let_the_window_go_first()
        with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
            startframe = Startframe(opened, uses_sandbox=True, works_apart=True)
            runner.run(SelfTest(startframe, told).run())
        told.line("FAILED" if told.failed else "passed")
        logging.shutdown()
    return 1 if told.failed else 0


def _settle_in(home: Path, *, is_on_screen: bool) -> None:
    os.environ[HOME_VARIABLE] = str(home)
    os.environ["STARTFRAME_SANDBOX_SECONDS"] = "0"
    for name in (KEY_VARIABLE, "LEONARDO_API_URL"):
        os.environ.pop(name, None)
    if not is_on_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


class SelfTest:
    """The checks, in the order in which each needs the ones before it."""

    def __init__(self, startframe: Startframe, told: Told) -> None:
        self._startframe = startframe
        self._told = told
        self._clip: Clip | None = None

    async def run(self) -> None:
        """All of them, then the end of the app, which is one as well."""
        check = self._told.check
        async with asyncio.TaskGroup() as group:
            running = group.create_task(self._startframe.run())
            await check("resources", self._resources)
            await check("pictures", self._pictures)
            await check("window", self._window)
            await check("clip made on the sandbox", self._make_clip)
            await check("stage", self._stage)
            await check("exact frame", self._frame)
            await check("keychain", self._keychain)

            async def close() -> str:
                self._startframe.window.close_agreed.emit()
                await running
                return "everything was closed in order"

            await check("end", close)

    async def _resources(self) -> str:
        from desktop.core.catalogue import default_model

        icons = list((resources_root() / "icons").glob("*.svg"))
        if len(icons) < _LEAST_ICONS:
            raise CheckFailed(f"{len(icons)} icons in {resources_root()}")
        samples = await asyncio.to_thread(_read_samples)
        return f"{default_model().id}, {len(icons)} icons, {samples} samples"

    async def _pictures(self) -> str:
        return await asyncio.to_thread(_read_every_kind)

    async def _window(self) -> str:
        await self._until("the studio", lambda: self._startframe.studio is not None)
        window = self._startframe.window
        picture = window.grab()
        if _greys(picture.toImage()) < _LEAST_GREYS:
            raise CheckFailed("it is blank")
        from PySide6.QtGui import QGuiApplication

        return f"{picture.width()} x {picture.height()} on {QGuiApplication.platformName()}"

    async def _make_clip(self) -> str:
        from desktop.media.probe import probe
        from desktop.ui.models.cards import Role

        window = self._startframe.window
        model, compose = window.presenter.model, window.compose
        compose.picture.load(resources_root() / "samples" / "rocket.jpg")
        await self._until("the picture", lambda: compose.draft().picture is not None)
        compose.prompt.write(PROMPT)
        await self._until("Generate", window.actions_.generate.isEnabled)
        window.actions_.generate.trigger()

        def is_ready() -> bool:
            entry = model.index(0).data(Role.ENTRY) if model.rowCount() else None
            self._clip = None if entry is None else entry.clip
            return self._clip is not None

        await self._until("the clip", is_ready)
        facts = await asyncio.to_thread(probe, self._made.video)
        size = f"{facts.width} x {facts.height}"
        return f"{facts.video_codec} {size}, {facts.duration_s:.2f} s, {facts.audio_codec}"

    async def _stage(self) -> str:
        stage = self._startframe.window.stage
        await self._until("the film", lambda: stage.film.player.frame_count > 0)
        await self._until("a frame", lambda: stage.film.surface.has_picture)
        stage.play()
        await self._until("playing", lambda: stage.film.player.position_ms > 0)
        stage.pause()
        image = stage.film.surface.image()
        if _greys(image) < _LEAST_GREYS:
            raise CheckFailed("its frame is blank")
        return f"{image.width()} x {image.height()}, {stage.film.player.frame_count} frames"

    async def _frame(self) -> str:
        from desktop.media import film_frames

        def last() -> str:
            times = film_frames.timetable(self._made.video)
            found = film_frames.frame(self._made.video, times, times.count - 1)
            return f"number {found.index + 1} of {times.count}"

        return await asyncio.to_thread(last)

    async def _keychain(self) -> str:
        return await asyncio.to_thread(_use_keychain)

    @property
    def _made(self) -> Clip:
        if self._clip is None:
            raise CheckFailed("there is no clip")
        return self._clip

    async def _until(self, what: str, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + _TIMEOUT_S
        while not condition():
            if time.monotonic() > deadline:
                raise CheckFailed(f"{what} did not come")
            await asyncio.sleep(_PAUSE_S)


def _read_samples() -> int:
    """How many sample photographs Qt reads by itself, for the row of thumbnails."""
    from desktop.ui.compose.samples import read_thumbnail, sample_files

    files = sample_files()
    unread = [file.name for file in files if read_thumbnail(file).isNull()]
    if unread or not files:
        raise CheckFailed(f"samples that cannot be read: {', '.join(unread) or 'all'}")
    return len(files)


def _read_every_kind() -> str:
    """A picture of each kind that needs a library of its own, written and read."""
    from PIL import Image

    from desktop.media import intake

    read = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("HEIF", "AVIF", "WEBP", "TIFF"):
            path = Path(folder) / kind.lower()
            if kind == "HEIF":
                from pillow_heif import register_heif_opener

                register_heif_opener()
            Image.new("RGB", (64, 48), (200, 90, 20)).save(path, kind)
            found = intake.inspect(path)
            if (found.width, found.height) != (64, 48):
                raise CheckFailed(f"{kind} is read as {found.width} x {found.height}")
            read.append(kind)
    return ", ".join(read)


def _use_keychain() -> str:
    """An entry of its own: the user's key is neither read nor written."""
    import keyring
    from keyring.errors import KeyringError

    name = ("Startframe self-test", "entry")
    try:
        keyring.set_password(*name, "kept")
        found = keyring.get_password(*name)
        keyring.delete_password(*name)
    except KeyringError as error:
        return f"there is none here ({type(error).__name__})"
    if found != "kept":
        raise CheckFailed("what was written is not read")
    return str(getattr(keyring.get_keyring(), "name", "written, read and removed"))


def _greys(image: object) -> int:
    """How many greys a picture has, looked at coarsely: a blank one has one."""
    from PySide6.QtGui import QImage

    assert isinstance(image, QImage)
    small = image.scaled(32, 32).convertToFormat(QImage.Format.Format_Grayscale8)
    return len({small.pixelColor(x, y).red() for x in range(32) for y in range(32)})
