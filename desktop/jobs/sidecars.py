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
    from desktop.library.clips import Clip, ClipLibrary
    from desktop.library.collections import Collections

logger = logging.getLogger(__name__)

_TASK = "recipes beside clips"


class Sidecars:
    """A clip with a title, notes, a mark or a collection gets one: else the database alone knew.

    With `are_wanted` each clip that is made or changed does. Whatever the disk refuses is only
    logged: the clip is as good without.
    """

    def __init__(
        self,
        tasks: TaskOwner,
        library: ClipLibrary,
        collections: Collections,
        are_wanted: Callable[[], bool],
    ) -> None:
        self._tasks = tasks
        self._library = library
        self._collections = collections
        self._are_wanted = are_wanted
        self._pending: dict[str, Clip] = {}
        self._collected: dict[str, None] = {}
        self._turn = asyncio.Lock()
        library.subscribe(self._on_clip)
        collections.subscribe(self._on_collected)

    def _on_clip(self, _clip_id: str, clip: Clip | None) -> None:
        """Of a clip that has changed; what was written of one that is removed stays."""
        if clip is not None:
            self._pending[clip.id] = clip
            self._tasks.start(_TASK, self.flush())

    def _on_collected(self, clip_ids: Sequence[str]) -> None:
        """Of clips that were put into a collection or taken out of one."""
        if clip_ids:
            self._collected |= dict.fromkeys(clip_ids)
            self._tasks.start(_TASK, self.flush())

    async def flush(self) -> None:
        """Write what is not written yet; what was heard of later is written later."""
        async with self._turn:
            while self._pending or self._collected:
                try:
                    clips, names = await self._changed()
                except StorageProblem as problem:
                    logger.info("nothing is written beside clips for now: %s", problem)
                    return
                are_wanted = self._are_wanted()
                writing = asyncio.to_thread(_write_all, clips, names, are_wanted=are_wanted)
                await asyncio.shield(writing)  # a thread cannot be cancelled

    async def _changed(self) -> tuple[list[Clip], dict[str, list[str]]]:
        """The clips that were heard of, and the names of the collections they are in."""
        heard, self._pending = self._pending, {}
        collected, self._collected = self._collected, {}
        try:
            for clip_id in collected.keys() - heard.keys():
                clip = await self._library.get(clip_id)
                if clip is not None:
                    heard[clip_id] = clip
            return list(heard.values()), await self._collections.names_of(list(heard))
        except StorageProblem:  # another time; what was heard of meanwhile is newer
            self._pending = heard | self._pending
            self._collected = collected | self._collected
            raise

    @staticmethod
    async def remove(clip: Clip) -> None:
        """Take it away with a clip that was deleted. Raises StorageProblem."""
        await asyncio.to_thread(sidecars.remove, clip.video)


def _write_all(clips: Sequence[Clip], names: dict[str, list[str]], *, are_wanted: bool) -> None:
    for clip in clips:
        try:
            _write(clip, names.get(clip.id, []), is_wanted=are_wanted)
        except StorageProblem as problem:
            logger.info("nothing is written beside %s: %s", clip.video.name, problem)


def _write(clip: Clip, collections: list[str], *, is_wanted: bool) -> None:
    is_there = sidecars.path_of(clip.video).exists()
    has_words = sidecars.has_words(clip) or bool(collections)
    if not (is_wanted or is_there or has_words) or not clip.video.is_file():
        return
    from desktop.media import recipe

    sidecars.write(clip, recipe.read(clip.video) or recipe_of(clip), collections)
