"""Clips taken off the library, deleted at Leonardo, or fetched from there once more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import NotFound, Problem
from desktop.ui.dialogs import confirm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.library.clips import Clip
    from desktop.ui.chosen import Chosen
    from desktop.ui.clip_control import ClipControl
    from desktop.ui.window import MainWindow

_TASK = "remove clips"


class Removal(QObject):
    """Three things that are not the Trash, each asked by itself; none touches a file here."""

    def __init__(
        self, window: MainWindow, chosen: Chosen, clips: ClipControl, tasks: TaskOwner
    ) -> None:
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._clips = clips
        self._tasks = tasks
        self._studio: Studio | None = None
        actions = window.actions_.clips
        actions.fetch_again.triggered.connect(self._start_fetching)
        actions.remove.triggered.connect(lambda: tasks.start(_TASK, self._remove()))
        actions.delete_at_leonardo.triggered.connect(lambda: tasks.start(_TASK, self._delete()))
        chosen.changed.connect(self.refresh)
        self.refresh()

    def attach(self, studio: Studio) -> None:
        """From now on there are clips."""
        self._studio = studio

    def refresh(self) -> None:
        """What is not known at Leonardo can neither be deleted there nor fetched."""
        clips, actions = self._chosen.clips(), self._window.actions_.clips
        are_known = bool(clips) and all(clip.generation_id is not None for clip in clips)
        actions.remove.setEnabled(bool(clips))
        actions.delete_at_leonardo.setEnabled(are_known)
        actions.fetch_again.setEnabled(are_known and len(clips) == 1)

    # ── taken off the library ────────────────────────────────────────────────────────────────

    async def _remove(self) -> None:
        clips = await self._chosen.all()
        if not clips or self._studio is None:
            return
        one, many = self.tr("Remove the clip"), self.tr("Remove {n} clips")
        verb = one if len(clips) == 1 else many.format(n=len(clips))
        title = self.tr("{verb} from the library?").format(verb=verb)
        why = self.tr("The files stay where they are, and what Leonardo keeps as well.")
        if await confirm(self._window, title, why, self.tr("Remove")):
            await self._clips.take_off(clips)

    # ── deleted at Leonardo ──────────────────────────────────────────────────────────────────

    async def _delete(self) -> None:
        studio, clips = self._studio, await self._chosen.all()
        clips = [clip for clip in clips if clip.generation_id is not None]
        if not clips or studio is None:
            return
        lost = await asyncio.to_thread(_without_file, clips)
        one, many = self.tr("Delete the clip"), self.tr("Delete {n} clips")
        verb = one if len(clips) == 1 else many.format(n=len(clips))
        title = self.tr("{verb} at Leonardo?").format(verb=verb)
        if await confirm(
            self._window, title, self._consequence(lost), self.tr("Delete"), is_destructive=True
        ):
            await self._delete_all(studio, clips)

    def _consequence(self, lost: int) -> str:
        why = self.tr("This cannot be undone. The files here stay, and are then the only copy.")
        if lost:
            more = self.tr("{n} of them have no file here any more: these would be gone for good.")
            why = f"{why}\n\n{more.format(n=lost)}"
        return why

    async def _delete_all(self, studio: Studio, clips: Sequence[Clip]) -> None:
        gone = 0
        for clip in clips:
            try:
                await studio.delete_at_leonardo(clip)
            except NotFound:
                pass  # somebody was quicker: what is wanted is so
            except Problem as problem:
                self._window.notice.show_problem(problem)
                return
            gone += 1
        one, many = self.tr("Deleted at Leonardo"), self.tr("{n} clips are deleted at Leonardo")
        self._window.notice.say(one if gone == 1 else many.format(n=gone))

    # ── fetched again ────────────────────────────────────────────────────────────────────────

    def _start_fetching(self) -> None:
        clip = self._chosen.current()
        if clip is not None and self._studio is not None:
            self._tasks.start(f"fetch {clip.id}", self._fetch(self._studio, clip))

    async def _fetch(self, studio: Studio, clip: Clip) -> None:
        notice = self._window.notice
        if await asyncio.to_thread(clip.video.is_file):
            why = self.tr("{name} is where it belongs.").format(name=clip.video.name)
            notice.say(self.tr("The file of this clip is here"), why)
            return
        notice.say(self.tr("Fetching {name}…").format(name=clip.video.name))
        try:
            await studio.fetch_again(clip)
        except NotFound:
            title = self.tr("Leonardo has this clip no more")
            why = self.tr("Look in the Trash, or find the file where it was moved to.")
            notice.say(title, why, tone="warn")
        except Problem as problem:
            notice.show_problem(problem)
        else:
            notice.say(self.tr("{name} is here again").format(name=clip.video.name))


def _without_file(clips: Sequence[Clip]) -> int:
    return sum(not clip.video.is_file() for clip in clips)
