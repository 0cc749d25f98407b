"""Keeps the JSON files beside clips in step with the library, off the window's thread."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.core.errors import StorageProblem
from desktop.library import sidecars
from desktop.library.recipes import recipe_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip

logger = logging.getLogger(__name__)

_TASK = "recipes beside clips"


class Sidecars:
    """A clip with a title, notes or a mark gets one: else that would be in the database alone.

    With `are_wanted` each clip that is made or changed does. Whatever the disk refuses is only
    logged: the clip is as good without.
    """

    def __init__(self, tasks: TaskOwner, are_wanted: Callable[[], bool]) -> None:
        self._tasks = tasks
        self._are_wanted = are_wanted
        self._pending: dict[str, Clip] = {}
        self._turn = asyncio.Lock()

    def hear(self, _clip_id: str, clip: Clip | None) -> None:
        """Of a clip that has changed; what was written of one that is removed stays."""
        if clip is not None:
            self._pending[clip.id] = clip
            self._tasks.start(_TASK, self.flush())

    async def flush(self) -> None:
        """Write what is not written yet; what was heard of later is written later."""
        async with self._turn:
            while self._pending:
                clips, self._pending = list(self._pending.values()), {}
                writing = asyncio.to_thread(_write_all, clips, are_wanted=self._are_wanted())
                await asyncio.shield(writing)  # a thread cannot be cancelled

    @staticmethod
    async def remove(clip: Clip) -> None:
        """Take it away with a clip that was deleted. Raises StorageProblem."""
        await asyncio.to_thread(sidecars.remove, clip.video)


def _write_all(clips: Sequence[Clip], *, are_wanted: bool) -> None:
    for clip in clips:
        try:
            _write(clip, is_wanted=are_wanted)
        except StorageProblem as problem:
            logger.info("nothing is written beside %s: %s", clip.video.name, problem)


def _write(clip: Clip, *, is_wanted: bool) -> None:
    is_there = sidecars.path_of(clip.video).exists()
    if not (is_wanted or is_there or sidecars.has_words(clip)) or not clip.video.is_file():
        return
    from desktop.media import recipe

    sidecars.write(clip, recipe.read(clip.video) or recipe_of(clip))
