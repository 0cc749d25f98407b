"""What the window does with the files of the clip that is shown: saved, shown, thrown away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import PictureMissing, Problem
from desktop.ui import clip_files
from desktop.ui.dialogs import choose_folder, choose_save_path

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.models.shelf import ShelfEntry, ShelfModel
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow


class ClipControl(QObject):
    """Acts on the current card of the window's shelf; nothing happens without a studio."""

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
        actions = window.actions_
        actions.save_as.triggered.connect(lambda: self._start("save copy", self._save_as()))
        actions.show_in_folder.triggered.connect(self._show_in_folder)
        actions.videos_folder.triggered.connect(self.choose_videos_folder)
        actions.search_folder.triggered.connect(self._search_folder)

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio

    def delete(self) -> None:
        """Move the clip to the Trash, or take an ended job off the shelf."""
        self._start("delete", self._delete())

    def choose_videos_folder(self) -> None:
        """Ask where clips go from now on; those that wait for a place go on."""
        self._start("choose folder", self._choose_videos_folder())

    def _search_folder(self) -> None:
        if self._studio is not None:
            self._start("search folder", self._studio.search_folder())

    def _start(self, name: str, work: Coroutine[object, object, None]) -> None:
        self._tasks.start(name, work)

    def _current(self) -> ShelfEntry | None:
        current = self._window.shelf.current_id()
        return self._model.entry(current) if current else None

    def _show_in_folder(self) -> None:
        entry = self._current()
        if entry is not None and entry.clip is not None:
            clip_files.show_in_folder(entry.clip.video)

    async def _save_as(self) -> None:
        entry = self._current()
        if entry is None or entry.clip is None:
            return
        folder = Path(self._preferences.current.last_save_folder or Path.home())
        target = await choose_save_path(self._window, folder, entry.clip.video.name)
        if target is None:
            return
        self._preferences.change(last_save_folder=str(target.parent))
        try:
            await clip_files.save_copy(entry.clip.video, target)
        except PictureMissing:
            title = self.tr("The file of this clip is gone")
            why = self.tr("It was moved or deleted outside Startframe.")
            self._window.notice.say(title, why, tone="error")
        except Problem as problem:
            self._window.notice.show_problem(problem)

    async def _delete(self) -> None:
        entry, studio = self._current(), self._studio
        if entry is None or studio is None or not entry.can_delete:
            return
        if entry.clip is not None:
            self._window.stage.release()  # Windows does not move an open file
            if not await clip_files.trash(entry.clip.video):
                title = self.tr("The clip could not be moved to the Trash")
                self._window.notice.say(title, self.tr("It stays on the shelf."), tone="error")
                self._window.stage.show_clip(entry.clip)
                return
            await studio.library.remove(entry.id)
        if studio.queue.get(entry.id) is not None:
            await studio.queue.forget(entry.id)
        self._model.remove(entry.id)

    async def _choose_videos_folder(self) -> None:
        studio = self._studio
        if studio is None:
            return
        folder = await choose_folder(self._window, studio.videos_folder())
        if folder is None:
            return
        self._preferences.change(videos_folder=str(folder))
        studio.use_videos_folder(folder)
        await studio.queue.resume_stalled()
