"""When the newest version is asked for, and what the window says of it."""

from __future__ import annotations

import asyncio
import importlib
import logging
import time
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.core import release
from desktop.core.errors import VersionUnknown
from desktop.core.tasks import has_loop
from desktop.ui import problems
from desktop.ui.updates.note import UpdateNote

if TYPE_CHECKING:
    from desktop.core.release import Release, Version
    from desktop.core.settings import Settings
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.models.standing import Standings
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

logger = logging.getLogger(__name__)

TASK = "newest version"
DAY_S = 24 * 3600
FIRST_LOOK_MS = 20_000
LOOK_EVERY_MS = 15 * 60_000
"""How often it is looked whether a day has passed; that asks nobody."""


async def ask() -> Release | None:
    """Ask the release page; the HTTP library is imported in a thread. Raises VersionUnknown."""
    await asyncio.to_thread(importlib.import_module, "desktop.leonardo.releases")
    from desktop.leonardo import releases

    return await releases.newest()


def is_due(asked_at: int, now: float) -> bool:
    """Whether a day has passed; a time to come is a clock that was wrong."""
    return not 0 <= now - asked_at < DAY_S


class UpdateControl(QObject):
    """Asks once a day while nothing is made, and at once when the user wants to know.

    By itself it asks nobody in the sandbox, for an API on this machine, or when the settings say
    so, and a question that fails says nothing.
    """

    def __init__(self, window: MainWindow, *, preferences: Preferences, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._tasks = tasks
        self._model: ShelfModel = window.presenter.model
        self._standings: Standings = window.presenter.standings
        self._studio: Studio | None = None
        self._wants_word = False
        self._is_put_off = False
        self._is_wanted = preferences.current.tells_of_versions
        self.note = UpdateNote(window)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        self._connect()

    def _connect(self) -> None:
        chain = [self._window.header.balance_pill, *self.note.controls]
        for one, other in pairwise(chain):  # it stands between the header and all else
            QWidget.setTabOrder(one, other)
        self.note.page_wanted.connect(lambda page: QDesktopServices.openUrl(QUrl(page)))
        self.note.skipped.connect(
            lambda version: self._preferences.change(skipped_version=str(version))
        )
        self._window.actions_.check_versions.triggered.connect(self.check_now)
        self._model.counts_changed.connect(self._go_on)
        self._standings.changed.connect(self._go_on)
        self._preferences.changed.connect(self._follow)

    def attach(self, studio: Studio) -> None:
        """From now on it looks by itself, after a while: the window comes first."""
        self._studio = studio
        self._timer.start(FIRST_LOOK_MS)

    def check_now(self) -> None:
        """The user wants to know: ask whatever the day, and say what came of it."""
        self._wants_word = True
        self._window.notice.say(self._asking)
        self._tasks.start(TASK, self._ask())

    # ── by itself ────────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        """Ask, if a day has passed; while clips are made, put it off until they are done."""
        self._timer.start(LOOK_EVERY_MS)
        self._is_put_off = False
        if not (self._may_ask() and has_loop()):
            return
        if self._is_busy():
            self._is_put_off = True
        else:
            self._tasks.start(TASK, self._ask())

    def _go_on(self) -> None:
        if self._is_put_off and not self._is_busy():
            self._look()

    def _may_ask(self) -> bool:
        settings = self._preferences.current
        if self._studio is None or self._studio.accounts.is_play:
            return False
        return settings.tells_of_versions and is_due(settings.versions_asked_at, time.time())

    def _is_busy(self) -> bool:
        counts, standings = self._model.counts(), self._standings
        return counts.running > 0 or (counts.waiting > 0 and not standings.is_paused)

    def _follow(self, settings: Settings) -> None:
        was_wanted, self._is_wanted = self._is_wanted, settings.tells_of_versions
        if was_wanted and not self._is_wanted:
            self.note.hide()

    # ── the question ─────────────────────────────────────────────────────────────────────────

    async def _ask(self) -> None:
        self._preferences.change(versions_asked_at=int(time.time()))
        try:
            found = await ask()
        except VersionUnknown as problem:
            logger.info("the newest version is not known: %s", problem)
            if self._wants_word:
                said = problems.explain(problem)
                self._window.notice.say(said.title, said.reason, tone="warn")
        else:
            self._tell(found)
        finally:
            self._wants_word = False

    def _tell(self, found: Release | None) -> None:
        if found is not None and found.version > release.running():
            if self._wants_word or self._is_to_tell(found.version):
                self.note.tell(found)
            if self._window.notice.title == self._asking:
                self._window.notice.dismiss()
        elif self._wants_word:
            words = self.tr("Startframe {version}").format(version=release.running())
            self._window.notice.say(self.tr("This is the newest version"), words)

    def _is_to_tell(self, version: Version) -> bool:
        settings = self._preferences.current
        skipped = release.parse(settings.skipped_version)
        return settings.tells_of_versions and (skipped is None or version > skipped)

    @property
    def _asking(self) -> str:
        return self.tr("Asking for the newest version…")
