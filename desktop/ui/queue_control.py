"""The queue's verbs as the window offers them: asked for, confirmed where it may cost, told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.job import Job
    from desktop.jobs.studio import Studio
    from desktop.ui.compose.panel import Composition
    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow


class QueueControl(QObject):
    """Turns wishes into calls of the queue; a new job's card becomes the current one."""

    def __init__(
        self,
        window: MainWindow,
        model: ShelfModel,
        *,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._preferences = preferences
        self._tasks = tasks
        self._studio: Studio | None = None
        window.compose.generate_requested.connect(self._on_generate_requested)
        window.actions_.retry.triggered.connect(lambda: self.retry(window.shelf.current_id()))

    def attach(self, studio: Studio) -> None:
        """From now on there is a queue."""
        self._studio = studio

    def _start(self, name: str, work: Coroutine[object, object, None]) -> bool:
        return self._tasks.start(name, work)

    def _on_generate_requested(self, composition: Composition) -> None:
        self._start("submit", self._submit(composition))

    async def _submit(self, composition: Composition) -> None:
        if self._studio is None:
            return
        try:
            job = await self._studio.queue.submit(
                composition.request,
                account=self._studio.accounts.active,
                picture=composition.picture,
                picture_name=composition.picture_name,
            )
        except Problem as problem:
            self._window.notice.show_problem(problem)
            return
        self._select(job)

    def _select(self, job: Job) -> None:
        self._model.upsert_job(job)
        self._window.shelf.select(job.id)

    def retry(self, job_id: str | None) -> None:
        """Try the job again, or listen again for one that is paid for."""
        if job_id:
            self._start(f"retry {job_id}", self._retry(job_id))

    async def _retry(self, job_id: str) -> None:
        if self._studio is None:
            return
        try:
            self._select(await self._studio.queue.retry(job_id))
        except Problem as problem:
            self._window.notice.show_problem(problem)
