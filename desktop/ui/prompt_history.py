"""The history of prompts between the database and the box: read, shown, forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import StorageProblem

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.window import MainWindow


class PromptHistory(QObject):
    """Keeps what the box shows up to date; works without a studio, with nothing to show."""

    def __init__(self, window: MainWindow, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._prompt = window.compose.prompt
        self._notice = window.notice
        self._tasks = tasks
        self._studio: Studio | None = None
        self._prompt.forget_requested.connect(self._on_removed)
        window.actions_.prompt_history.triggered.connect(self._prompt.open_history)

    def attach(self, studio: Studio) -> None:
        """From now on there is a history."""
        self._studio = studio
        studio.prompts.subscribe(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self._tasks.start("read prompts", self._read(), replace=True)

    async def _read(self) -> None:
        if self._studio is None:
            return
        try:
            self._prompt.show_history(await self._studio.prompts.all())
        except StorageProblem:
            return  # the database tells of itself where it matters

    def _on_removed(self, text: str) -> None:
        self._tasks.start(f"forget prompt {hash(text)}", self._remove(text))

    async def _remove(self, text: str) -> None:
        if self._studio is None:
            return
        try:
            await self._studio.prompts.remove(text)
        except StorageProblem as problem:
            self._notice.show_problem(problem)
