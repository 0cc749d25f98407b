"""A file made of clips: where to is asked, what goes on is said, and it can be ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import Problem
from desktop.core.tasks import in_thread
from desktop.ui import clip_files
from desktop.ui.save_place import SavePlace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

    Write = Callable[[Path, Callable[[], bool]], str | None]
    """To the target, until it is cancelled; what it returns is said at the end. It blocks."""


class FilmWriting(QObject):
    """No clip is written over by what is made of it; a wait that is cancelled leaves nothing."""

    def __init__(self, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._save_place = SavePlace(preferences)

    async def run(
        self, name: str, clips: Sequence[Path], write: Write, doing: str | None = None
    ) -> None:
        """Ask where to put `name`, and have it written of these; `doing` is said meanwhile."""
        target = await self._save_place.choose(self._window, name)
        if target is None:
            return
        if await clip_files.is_one_of(target, clips):
            title = self.tr("A clip cannot take its own place")
            self._window.notice.say(title, self.tr("Choose another name."), tone="warn")
            return
        exporting = self.tr("Exporting {name}…").format(name=target.name)
        self._window.notice.say(doing or exporting)
        await self._write(target, write)

    async def _write(self, target: Path, write: Write) -> None:
        from desktop.media.film_file import Cancelled

        try:
            said = await in_thread(lambda is_cancelled: write(target, is_cancelled))
        except Cancelled:
            return
        except Problem as problem:
            self._window.notice.show_problem(problem)
        else:
            title = self.tr("{name} is ready").format(name=target.name)
            self._window.notice.say(title, said or "")
