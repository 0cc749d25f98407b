"""Keeps the attempts in step with the queue; begins again with one, forgets others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.core.errors import Problem
from desktop.jobs.attempts import KEPT_STATES, searched
from desktop.ui.account.money import account_name
from desktop.ui.compose.draft import Draft
from desktop.ui.dialogs import confirm

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.job import Job
    from desktop.jobs.studio import Studio
    from desktop.ui.library.panel import LibraryPanel
    from desktop.ui.window import MainWindow

_READ, _USE, _REMOVE = "read attempts", "use attempt again", "forget attempts"
_SOON_MS = 50


class AttemptsControl(QObject):
    """They are those on the shelf and those that were taken off it: read while looked at only."""

    def __init__(
        self, window: MainWindow, panel: LibraryPanel, studio: Studio, tasks: TaskOwner
    ) -> None:
        super().__init__(panel)
        self._window = window
        self._panel = panel
        page = self._page = panel.attempts
        self._studio = studio
        self._tasks = tasks
        page.set_account_names(lambda account: account_name(studio.accounts, account))
        page.use_wanted.connect(lambda job: self._start(_USE, self._use(job)))
        page.remove_wanted.connect(lambda jobs: self._start(_REMOVE, self._remove(jobs)))
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(lambda: tasks.start(_READ, self._read(), replace=True))
        panel.attempts_wanted.connect(self._soon.start)
        studio.queue.subscribe(self._on_job)
        studio.queue.subscribe_removed(lambda _id: self._refresh())

    def _refresh(self) -> None:
        """Look again, once for all that changes together."""
        if self._panel.shows_attempts:
            self._soon.start()

    def _start(self, name: str, work: Coroutine[object, object, None]) -> None:
        self._tasks.start(name, self._told(work))

    async def _told(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Problem as problem:
            self._window.notice.show_problem(problem)

    def _on_job(self, job: Job) -> None:
        is_listed = any(job.id == other.id for other in self._page.model.shown)
        if job.state in KEPT_STATES or is_listed:
            self._refresh()

    async def _read(self) -> None:
        kept = await self._studio.attempts.all()
        on_shelf = [job for job in self._studio.queue.jobs() if job.state in KEPT_STATES]
        known = {job.id for job in on_shelf}
        jobs = [*on_shelf, *(job for job in kept if job.id not in known)]
        self._page.model.set_attempts(await asyncio.to_thread(searched, jobs))

    async def _use(self, job: Job) -> None:
        draft = Draft.of_job(job)
        frame = draft.picture
        if frame is not None and not await asyncio.to_thread(frame.is_file):
            draft = replace(draft, picture=None)
        self._window.compose.picture.use_attempt(draft)
        self._window.compose.focus_prompt()

    async def _remove(self, jobs: Sequence[Job]) -> None:
        title = self.tr("Forget this attempt?")
        if len(jobs) > 1:
            title = self.tr("Forget {n} attempts?").format(n=len(jobs))
        why = self.tr(
            "Its reason and what it was made of are forgotten. Nothing changes at Leonardo."
        )
        if not await confirm(self._window, title, why, self.tr("Forget"), is_destructive=True):
            return
        gone = []
        for job in jobs:
            now = self._studio.queue.get(job.id)
            if now is not None and (now.is_fetchable or now.state not in KEPT_STATES):
                continue  # it may be had yet, or is being tried again
            if now is not None:
                await self._studio.queue.wait(job.id)  # its last step may not be over yet
                await self._studio.queue.forget(job.id)
            gone.append(job.id)
        await self._studio.attempts.remove(gone)
        if len(gone) < len(jobs):
            title = self.tr("What may still be had is kept")
            why = self.tr("Leonardo may have made it: Retry on the shelf fetches it at no cost.")
            self._window.notice.say(title, why)
        self._refresh()
