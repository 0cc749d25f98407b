"""What the window tells beside the work: notices, timelines in details, diagnostics to copy."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import StorageProblem
from desktop.ui.dialogs import ask
from desktop.ui.notices import NoticeTeller

if TYPE_CHECKING:
    from desktop.core.notices import Notice
    from desktop.core.paths import AppPaths
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.window import MainWindow


class Support(QObject):
    """Serves who wants to know more; works without a studio as well, as far as it goes."""

    def __init__(self, window: MainWindow, *, tasks: TaskOwner, paths: AppPaths) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._paths = paths
        self._studio: Studio | None = None
        self._teller = NoticeTeller(window.notice)
        window.actions_.copy_diagnostics.triggered.connect(self._on_diagnostics_asked)
        window.stage.job_view.details_opened.connect(self._on_details_opened)

    def attach(self, studio: Studio) -> None:
        """Say what has been noticed, and what will be."""
        self._studio = studio
        for notice in studio.notices.all():
            self.tell(notice)
        studio.notices.subscribe(self.tell)

    def tell(self, notice: Notice) -> None:
        """Say what happened without the user."""
        self._teller.tell(notice)

    def _on_diagnostics_asked(self) -> None:
        self._tasks.start("diagnostics", self._show_diagnostics())

    async def _show_diagnostics(self) -> None:
        # in a thread, all of it: it looks through the whole database
        text = await asyncio.to_thread(self._diagnostics, has_key=self._has_key())
        from desktop.ui.diagnostics import DiagnosticsDialog

        await ask(DiagnosticsDialog(text, self._window))

    def _diagnostics(self, *, has_key: bool) -> str:
        from desktop.jobs import diagnosis

        return diagnosis.text(diagnosis.diagnose(self._paths, has_key=has_key))

    def _has_key(self) -> bool:
        return self._studio is not None and self._studio.accounts.has_key

    def _on_details_opened(self, job_id: str) -> None:
        self._tasks.start("timeline", self._add_timeline(job_id), replace=True)

    async def _add_timeline(self, job_id: str) -> None:
        from desktop.jobs import timeline

        if self._studio is None:
            return
        try:
            events = await self._studio.timeline.of(job_id)
        except StorageProblem:
            return  # the database tells of itself elsewhere
        if events:
            self._window.stage.job_view.add_details(job_id, "\n".join(timeline.lines(events)))
