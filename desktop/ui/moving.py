"""Moving the clips to the videos folder that is in use now, from wherever they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import Problem
from desktop.ui.dialogs import confirm

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.moving import Moved
    from desktop.jobs.studio import Studio
    from desktop.ui.window import MainWindow

_TASK = "move clips"


class Moving(QObject):
    """Asked once; told as it goes. What was left can be moved by the same verb another time."""

    def __init__(self, window: MainWindow, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._studio: Studio | None = None
        window.actions_.clips.move_here.setEnabled(False)
        window.actions_.clips.move_here.triggered.connect(self.start)

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio
        self._window.actions_.clips.move_here.setEnabled(True)

    def start(self, _is_on: bool = False, *, tells_none: bool = True) -> None:  # noqa: FBT001, FBT002 - a slot
        """Offer to move what lies elsewhere; without `tells_none` nothing is said of nothing."""
        if self._studio is not None:
            self._tasks.start(_TASK, self._offer(self._studio, tells_none=tells_none))

    async def _offer(self, studio: Studio, *, tells_none: bool) -> None:
        from desktop.jobs import moving

        target = studio.videos_folder()
        try:
            clips = await moving.outside(studio.library, target)
            if not clips:
                if tells_none:
                    title = self.tr("Every clip lies in the videos folder")
                    self._window.notice.say(title, str(target))
                return
            one, many = self.tr("Move 1 clip"), self.tr("Move {n} clips").format(n=len(clips))
            title = self.tr("{verb} to the videos folder?")
            why = self.tr("To {folder}. You can go on working; what is left can be moved later.")
            if await confirm(
                self._window,
                title.format(verb=one if len(clips) == 1 else many),
                why.format(folder=target),
                self.tr("Move"),
            ):
                self._window.release_films()
                self._tell_end(await moving.move(studio.library, clips, target, self._tell))
        except Problem as problem:
            self._window.notice.show_problem(problem)

    def _tell(self, done: int, total: int) -> None:
        title = self.tr("Moving clip {n} of {total}…").format(n=done + 1, total=total)
        self._window.notice.say(title)

    def _tell_end(self, moved: Moved) -> None:
        if moved.problem is not None:
            self._window.notice.show_problem(moved.problem)
            return
        one, many = self.tr("1 clip is moved"), self.tr("{n} clips are moved").format(n=moved.clips)
        why = self.tr("{n} have no file that could be moved.").format(n=moved.left)
        title = one if moved.clips == 1 else many
        self._window.notice.say(title, why if moved.left else "")
