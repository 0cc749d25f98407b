"""Clips that the account has and this computer has not: counted, agreed to, fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import Problem
from desktop.ui.dialogs import confirm

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.window import MainWindow

_TASK = "bring in clips"


class BringingIn(QObject):
    """Nothing is charged for it: what is fetched was paid for when it was made."""

    def __init__(self, window: MainWindow, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._studio: Studio | None = None
        window.actions_.bring_in.setEnabled(False)
        window.actions_.bring_in.triggered.connect(self._start)

    def attach(self, studio: Studio) -> None:
        """From now on there are accounts."""
        self._studio = studio
        self._window.actions_.bring_in.setEnabled(True)

    def _start(self) -> None:
        if self._studio is not None:
            self._tasks.start(_TASK, self._bring_in(self._studio))

    async def _bring_in(self, studio: Studio) -> None:
        self._window.notice.say(self.tr("Looking what the account has…"))
        try:
            missing = await studio.missing()
            self._window.notice.dismiss()
            if not missing:
                why = self.tr("Clips you deleted here stay deleted.")
                self._window.notice.say(self.tr("Everything of the account is here"), why)
                return
            one = self.tr("1 clip of the account is not here")
            many = self.tr("{n} clips of the account are not here").format(n=len(missing))
            title = one if len(missing) == 1 else many
            text = self.tr("Fetch them into the videos folder? They are paid for already.")
            if await confirm(self._window, title, text, self.tr("Fetch")):
                await studio.bring_in(missing)
        except Problem as problem:
            self._window.notice.show_problem(problem)
