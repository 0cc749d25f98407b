"""A film brought in: one of ours restores what it was made of, of another a frame is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.compose import film_recipe

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.frame_picker import FramePicker

TASK = "look into film"


class FilmOpener(QObject):
    """One film at a time: a newer one, or `cancel`, ends what was asked about the last.

    `recipe_found` carries a draft and the film, `frame_chosen` the film and a frame's number.
    """

    recipe_found = Signal(object, object)
    frame_chosen = Signal(object, int)
    failed = Signal(object)

    def __init__(self, frames: Path, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self._frames = frames
        self._tasks = tasks
        self._parent = parent
        self._picker: FramePicker | None = None

    def open(self, film: Path) -> None:
        """Look for a recipe in the film; without one, ask for a frame."""
        self._tasks.start(TASK, self._look(film), replace=True)

    def pick(self, film: Path) -> None:
        """Ask for a frame of the film."""
        from desktop.ui.compose.frame_picker import FramePicker

        picker = self._picker = FramePicker(film, self._tasks, self._parent.window())
        picker.chosen.connect(lambda index: self.frame_chosen.emit(film, index))
        picker.failed.connect(self.failed)
        picker.finished.connect(self._on_picked)
        picker.open()

    def cancel(self) -> None:
        """Something else is brought in."""
        self._tasks.cancel(TASK)
        if self._picker is not None:
            self._picker.reject()

    async def _look(self, film: Path) -> None:
        draft = await film_recipe.read(film, self._frames)
        if draft is None:
            self.pick(film)
        else:
            self.recipe_found.emit(draft, film)

    def _on_picked(self) -> None:
        self._picker = None
