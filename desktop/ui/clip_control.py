"""What the window does with the files of the clip that is shown: saved, shown, thrown away."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop.core.errors import PictureMissing, Problem, StorageProblem
from desktop.ui import clip_files
from desktop.ui.dialogs import choose_film, choose_folder
from desktop.ui.save_place import SavePlace

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from pathlib import Path

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.library.clips import Clip
    from desktop.ui.chosen import Chosen
    from desktop.ui.models.shelf import ShelfModel
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow

_SAME_LENGTH_S = 0.05


class ClipControl(QObject):
    """Acts on the clips that are chosen; nothing happens without a studio.

    `deleted_changed` tells that others, or none, can be taken out of the Trash again,
    `folder_changed` that clips go to another folder from now on.
    """

    deleted_changed = Signal()
    folder_changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        model: ShelfModel,
        chosen: Chosen,
        *,
        preferences: Preferences,
        tasks: TaskOwner,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._chosen = chosen
        self._preferences = preferences
        self._save_place = SavePlace(preferences)
        self._tasks = tasks
        self._studio: Studio | None = None
        self._deleted: list[tuple[Clip, clip_files.Trashed | None]] = []  # None: its file stayed
        actions = window.actions_
        actions.save_as.triggered.connect(lambda: self._start("save copy", self._save_as()))
        actions.show_in_folder.triggered.connect(self._show_in_folder)
        actions.clips.open_file.triggered.connect(self._open_file)
        actions.clips.copy_file.triggered.connect(
            lambda: self._start("copy file", self._copy_files())
        )
        actions.clips.copy_path.triggered.connect(
            lambda: self._start("copy path", self._copy_paths())
        )
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

    def find_file(self, clip: Clip) -> None:
        """Ask where a clip lies whose file was moved, and have it known from now on."""
        self._start("find file", self._find_file(clip))

    async def _find_file(self, clip: Clip) -> None:
        title = self.tr("Where is {name}?").format(name=clip.video.name)
        path = await choose_film(self._window, clip.video.parent, title)
        if path is None or self._studio is None:
            return
        size_bytes = await asyncio.to_thread(_size_of, clip, path)
        if size_bytes is None:
            said = self.tr("This is another film")
            why = self.tr("{name} is neither of the clip's length nor has its recipe inside.")
            self._window.notice.say(said, why.format(name=path.name), tone="warn")
            return
        await self._studio.library.change([clip.id], video=path, size_bytes=size_bytes)

    def _search_folder(self) -> None:
        if self._studio is not None:
            self._start("search folder", self._studio.search_folder())

    def _start(self, name: str, work: Coroutine[object, object, None]) -> None:
        self._tasks.start(name, work)

    def _show_in_folder(self) -> None:
        clip = self._chosen.current()
        if clip is not None:
            clip_files.show_in_folder(clip.video)

    def _open_file(self) -> None:
        clip = self._chosen.current()
        if clip is not None:
            clip_files.open_in_system_player(clip.video)

    async def _copy_files(self) -> None:
        """As files: pasted into a folder or a chat they are there; into a text, their paths."""
        clips = await self._chosen.all()
        if clips:
            mime = clip_files.mime_of([clip.video for clip in clips])
            QGuiApplication.clipboard().setMimeData(mime)
            self._tell_copied(len(clips))

    async def _copy_paths(self) -> None:
        clips = await self._chosen.all()
        if clips:
            QGuiApplication.clipboard().setText("\n".join(str(clip.video) for clip in clips))

    def _tell_copied(self, count: int) -> None:
        one, many = (
            self.tr("The file is in the clipboard"),
            self.tr("{n} files are in the clipboard"),
        )
        self._window.notice.say(one if count == 1 else many.format(n=count))

    async def _save_as(self) -> None:
        clip = self._chosen.current()
        if clip is None:
            return
        target = await self._save_place.choose(self._window, clip.video.name)
        if target is None:
            return
        try:
            await clip_files.save_copy(clip.video, target)
        except PictureMissing:
            title = self.tr("The file of this clip is gone")
            why = self.tr("It was moved or deleted outside Startframe.")
            self._window.notice.say(title, why, tone="error")
        except Problem as problem:
            self._window.notice.show_problem(problem)

    async def _delete(self) -> None:
        entry, studio = self._chosen.entry(), self._studio
        if studio is None:
            return
        if entry is not None and entry.clip is None and entry.can_delete:
            await self._forget(studio, entry.id)
            return
        self._deleted = []
        try:
            for clip in await self._chosen.all():
                if not await self._delete_clip(studio, clip):
                    break
        except Problem as problem:
            self._window.notice.show_problem(problem)
        finally:
            self.deleted_changed.emit()  # what is in the Trash already can be taken back

    @property
    def deleted(self) -> int:
        """How many clips went to the Trash, or off the library, last and can be taken back."""
        return len(self._deleted)

    @property
    def is_removal(self) -> bool:
        """Whether these were taken off the library only, their files untouched."""
        return all(trashed is None for _clip, trashed in self._deleted)

    def undo_delete(self) -> None:
        """Take what was deleted last out of the Trash, or to the library again."""
        self._start("undelete", self._undelete())

    async def _undelete(self) -> None:
        deleted, self._deleted = self._deleted, []
        self.deleted_changed.emit()
        while deleted:
            clip, trashed = deleted.pop(0)
            is_back = trashed is None or await clip_files.untrash(trashed)
            if self._studio is None or not is_back:
                title = self.tr("{name} could not be taken out of the Trash")
                why = self.tr("It may have been emptied, or another file is in its place.")
                self._window.notice.say(title.format(name=clip.video.name), why, tone="error")
                continue
            try:
                await self._studio.library.restore(clip)
            except Problem as problem:  # its file is back: the rest, and it, another time
                self._window.notice.show_problem(problem)
                self._deleted = [(clip, None), *deleted]
                self.deleted_changed.emit()
                return
            self._model.upsert_clip(clip)
            self._window.shelf.select(clip.id)

    async def take_off(self, clips: Sequence[Clip]) -> None:
        """Remove clips from the library; their files stay, and `undo_delete` brings them back."""
        if self._studio is None:
            return
        self._deleted = []
        try:
            for clip in clips:
                await self._studio.library.remove(clip.id)
                self._deleted.append((clip, None))
                await self._forget(self._studio, clip.id)
        except Problem as problem:
            self._window.notice.show_problem(problem)
        finally:
            self.deleted_changed.emit()

    async def _delete_clip(self, studio: Studio, clip: Clip) -> bool:
        self._window.release_films()
        trashed = await clip_files.trash(clip.video)
        if trashed is None:
            title = self.tr("The clip could not be moved to the Trash")
            self._window.notice.say(title, self.tr("It stays on the shelf."), tone="error")
            if self._chosen.is_stage:
                self._window.stage.show_clip(clip)
            return False
        if trashed.place is not None:
            self._deleted.append((clip, trashed))
        await studio.library.remove(clip.id)
        with contextlib.suppress(StorageProblem):  # a leftover beside a clip that is gone
            await studio.sidecars.remove(clip)
        await self._forget(studio, clip.id)
        return True

    async def _forget(self, studio: Studio, job_id: str) -> None:
        if studio.queue.get(job_id) is not None:
            await studio.queue.forget(job_id)
        self._model.remove(job_id)

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
        self.folder_changed.emit()


def _size_of(clip: Clip, path: Path) -> int | None:
    """The bytes of the film if it is that clip, else None. Blocks."""
    try:
        return path.stat().st_size if _is_of(clip, path) else None
    except OSError:
        return None


def _is_of(clip: Clip, path: Path) -> bool:
    """Whether the film is that clip: by its recipe, else by its size and length. Blocks."""
    from desktop.core.errors import BrokenVideo
    from desktop.media import recipe
    from desktop.media.probe import probe

    told = recipe.read(path)
    if told is not None:
        return told.get("id") == clip.id and not told.get(recipe.DERIVED)
    try:
        facts = probe(path)
    except BrokenVideo:
        return False
    is_as_long = abs(facts.duration_s - clip.duration_s) < _SAME_LENGTH_S
    return is_as_long and (facts.width, facts.height) == (clip.width, clip.height)
