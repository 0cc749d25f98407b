"""Favourites and rejects: one key for whatever clips are chosen."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import Problem

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.chosen import Chosen
    from desktop.ui.window import MainWindow


class Marks(QObject):
    """Of several, all get what the first has not; a favourite is not rejected, nor the other way.

    A rejected clip stays where it is on the shelf and leaves the library but for its filter.
    """

    def __init__(self, window: MainWindow, chosen: Chosen, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._tasks = tasks
        self._presses = count()
        self._studio: Studio | None = None
        actions = window.actions_.clips
        actions.favourite.triggered.connect(lambda: self._start(is_favour=True))
        actions.reject.triggered.connect(lambda: self._start(is_favour=False))
        chosen.changed.connect(self.refresh)
        self.refresh()

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio

    def refresh(self) -> None:
        """Check the actions as the clips are marked."""
        clips, actions = self._chosen.clips(), self._window.actions_.clips
        actions.favourite.setEnabled(bool(clips))
        actions.reject.setEnabled(bool(clips))
        actions.favourite.setChecked(bool(clips) and all(clip.is_favourite for clip in clips))
        actions.reject.setChecked(bool(clips) and all(clip.is_rejected for clip in clips))

    def _start(self, *, is_favour: bool) -> None:
        if self._studio is not None:
            name = f"mark clips {next(self._presses)}"  # each press counts, also a quick second
            self._tasks.start(name, self._mark(self._studio, is_favour=is_favour))
        self.refresh()  # the action has checked itself; the clips say what is true

    async def _mark(self, studio: Studio, *, is_favour: bool) -> None:
        try:
            clips = await self._chosen.all()
            if not clips:
                return
            wanted = not (clips[0].is_favourite if is_favour else clips[0].is_rejected)
            await studio.library.change([clip.id for clip in clips], **_mark(wanted, is_favour))
        except Problem as problem:
            self._window.notice.show_problem(problem)
        self.refresh()


def _mark(is_on: bool, is_favour: bool) -> dict[str, bool]:  # noqa: FBT001 - the mark
    """A favourite is not rejected, nor the other way; taking one away leaves the other."""
    mark, other = ("is_favourite", "is_rejected")[:: 1 if is_favour else -1]
    return {mark: True, other: False} if is_on else {mark: False}
