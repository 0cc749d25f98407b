"""Composition root: builds every object once, owns the qasync loop, closes in order."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import re
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

os.environ["QT_API"] = "pyside6"  # qasync would try other bindings first

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from qasync import QEventLoop

from desktop.core import log
from desktop.core.catalogue import default_model
from desktop.core.errors import Problem
from desktop.core.settings import SettingsFile
from desktop.core.tasks import TaskOwner
from desktop.ui.garbage import GarbageCollector
from desktop.ui.instance import Door
from desktop.ui.preferences import Preferences
from desktop.ui.stage.backend import HARMLESS_MESSAGES

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from desktop.jobs.studio import Studio
    from desktop.sandbox.server import Sandbox
    from desktop.ui.opening import Opened

logger = logging.getLogger(__name__)
qt_logger = logging.getLogger("qt")

_TURN_S = 0.001
_MOST_THREADS = 10
CLOSE_TIMEOUT_S = 8.0
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def main(opened: Opened, picture: Path | None = None, *, uses_sandbox: bool = False) -> int:
    """Fill the opened window and run until it is closed; returns the exit code."""
    log.start(opened.paths.logs)
    install_hooks()
    let_the_window_go_first()
    with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
        garbage = GarbageCollector(opened.qt_app)
        startframe = Startframe(
            opened, uses_sandbox=uses_sandbox, garbage=garbage, works_apart=True
        )
        runner.get_loop().set_exception_handler(startframe.on_loop_error)
        door = Door(opened.paths.data, startframe.window.receive, startframe.window.close_in_front)
        door.open()
        runner.run(startframe.run(picture))
        door.close()
    return 0


class Startframe:
    """One run of the app, from the first paint to the last row."""

    def __init__(
        self,
        opened: Opened,
        *,
        uses_sandbox: bool = False,
        sandbox: Sandbox | None = None,
        garbage: GarbageCollector | None = None,
        works_apart: bool = False,
    ) -> None:
        self.paths = opened.paths
        self.window = opened.window
        self.tasks = TaskOwner(on_error=self.on_task_error)
        file = SettingsFile(self.paths.settings_file)
        self.preferences = Preferences(file, opened.settings, self.tasks)
        self.window.build(
            default_model(), paths=self.paths, preferences=self.preferences, tasks=self.tasks
        )
        self.studio: Studio | None = None
        self._notices = opened.notices
        self._openings = opened.openings
        self._uses_sandbox = uses_sandbox
        self._sandbox = sandbox
        self._garbage = garbage
        self._works_apart = works_apart
        self._sandbox_start: asyncio.Future[object] | None = None
        self._closing = asyncio.Event()

    async def run(self, picture: Path | None = None) -> None:
        """Open the studio, wait for the end, close in order while the loop still runs."""
        self.window.close_agreed.connect(self._closing.set)
        self.window.restore_draft()
        for notice in self._notices:
            self.window.support.tell(notice)
        try:
            if picture is not None:
                self.window.compose.picture.load(picture)
            if self._openings is not None:
                self._openings.deliver_to(self.window.open_files)
            try:
                await self.open_studio()
            except Problem as problem:
                self.window.show_unable(problem)
            if self._garbage is not None:
                self._garbage.freeze()
            await self._closing.wait()
        finally:
            await self.close()

    async def open_studio(self) -> None:
        """Everything below the window. Raises StorageProblem, InvalidRequest (environment)."""
        # imported in a thread: Qt goes on drawing meanwhile
        await asyncio.to_thread(importlib.import_module, "desktop.jobs.studio")
        from desktop.jobs.accounts import leonardo_client
        from desktop.jobs.studio import Studio
        from desktop.media.workshop import Workshop

        self.studio = await Studio.open(
            self.paths,
            self.preferences.current,
            os.environ,
            start_sandbox=self._start_sandbox,
            is_patient=True,
            is_paused=self.preferences.current.is_queue_paused,
            prefers_sandbox=self._uses_sandbox,
            make_client=partial(leonardo_client, downloads_apart=self._works_apart),
            workshop=Workshop(is_apart=self._works_apart),
        )
        self.window.attach(self.studio)

    async def close(self) -> None:
        """Drafts and settings, then owners, queue, clients, database, sandbox; each in its time."""
        self.window.show_closing()
        if self._openings is not None:
            self._openings.close()
        for name, step in (
            ("draft", self.window.flush),
            ("settings", self.preferences.flush),
            ("tasks", self.tasks.close),
            ("studio", self._close_studio),
            ("sandbox", self._stop_sandbox),
        ):
            try:
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await step()
            except Exception:  # the next must be closed all the same
                logger.exception("closing: %s", name)
        self.window.finish_close()

    async def _close_studio(self) -> None:
        if self.studio is not None:
            await self.studio.close()

    async def _stop_sandbox(self) -> None:
        if self._sandbox_start is not None:
            await asyncio.wait([self._sandbox_start])  # nobody may wait for it any more; it goes on
        if self._sandbox is not None:
            await asyncio.to_thread(self._sandbox.stop)

    async def _start_sandbox(self) -> tuple[str, str]:
        from desktop.sandbox.account import PLAY_MONEY_USD
        from desktop.sandbox.rendering_time import rendering_time_s
        from desktop.sandbox.server import Sandbox

        if self._sandbox is None:
            self._sandbox = Sandbox(
                self.paths.sandbox,
                render_s=rendering_time_s(os.environ),
                balance_usd=PLAY_MONEY_USD,
            )
        start = self._sandbox_start
        if start is None or (start.done() and (start.cancelled() or start.exception())):
            # who waits for it may be cancelled, a clip taken back: the next waits for the same one
            loop = asyncio.get_running_loop()
            start = self._sandbox_start = loop.run_in_executor(None, self._sandbox.start)
        await asyncio.shield(start)
        return self._sandbox.url, self._sandbox.key

    def on_task_error(self, name: str, error: Exception) -> None:
        """A task of the window failed in a way nobody foresaw, or with a known problem."""
        logger.error("task %s failed", name, exc_info=error)
        self.window.report(error)

    def on_loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What asyncio could tell to nobody else."""
        logger.error("event loop: %s", context.get("message"), exc_info=context.get("exception"))


def event_loop(qt_app: QApplication) -> QEventLoop:
    """Qt's loop as asyncio's. Its threads begin when work waits for them, not ten at once:

    each that has worked keeps memory of its own.
    """
    loop = QEventLoop(qt_app)
    loop.set_default_executor(ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="startframe"))
    return loop


def let_the_window_go_first() -> None:
    """A thread that computes gives way after 1 ms, not 5: the window waits for it at every turn.

    With ten clips under way the GUI thread waited 21 ms at most instead of 62.
    """
    sys.setswitchinterval(_TURN_S)


def install_hooks() -> None:
    """Bring what nobody caught, and what Qt says, to the log."""
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda hook: _log_uncaught(
        hook.exc_type, hook.exc_value or hook.exc_type(), hook.exc_traceback
    )
    qInstallMessageHandler(_log_qt)


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.critical("uncaught", exc_info=(kind, error, trace))
    if sys.stderr is not None:  # there is none in a windowed build
        told = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(log.redact(told))


def _log_qt(level: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = context.category or "default"
    is_harmless = any(re.search(known, message) for known in HARMLESS_MESSAGES)
    number = logging.INFO if is_harmless else _QT_LEVELS.get(level, logging.WARNING)
    qt_logger.log(number, "%s: %s", category, message)
