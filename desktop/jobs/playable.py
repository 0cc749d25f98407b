"""Copies of films for a player that cannot decode the films themselves: made once, kept a while."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
from typing import TYPE_CHECKING

from desktop.core.errors import Problem
from desktop.media.workshop import WorkCrashed

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.media.workshop import Workshop

logger = logging.getLogger(__name__)

_KEPT = 3


class PlayableCopies:
    """The latest few are kept while the app runs; what an earlier run left is removed.

    They are made in a workshop of their own: paid work does not wait for them.
    """

    def __init__(self, folder: Path, workshop: Workshop) -> None:
        self._folder = folder
        self._workshop = workshop.another()
        self._made: dict[Path, Path] = {}
        self._numbers = itertools.count(1)
        self._has_begun = False

    async def of(self, video: Path) -> Path | None:
        """A copy of this film that any player shows, or None where it cannot be made."""
        from desktop.media import playable_copy

        known = self._made.pop(video, None)
        if known is not None and await asyncio.to_thread(known.is_file):
            self._made[video] = known
            return known
        await self._begin()
        name = f"{os.getpid()}-{next(self._numbers)}{playable_copy.ENDING}"
        target = self._folder / name
        try:
            await self._workshop.run(playable_copy.make, video, target)
        except WorkCrashed:
            logger.info("a film ends the program that decodes it: %s", video.name)
            return None
        except Problem as problem:
            logger.info("%s cannot be decoded here either: %s", video.name, problem)
            return None
        self._made[video] = target
        gone = [self._made.pop(next(iter(self._made))) for _ in range(len(self._made) - _KEPT)]
        await asyncio.to_thread(_remove, gone)
        return target

    def close(self) -> None:
        """End what is being made."""
        self._workshop.close()

    async def _begin(self) -> None:
        """Once: what an earlier run left is removed."""
        if not self._has_begun:
            self._has_begun = True
            left = await asyncio.to_thread(lambda: list(self._folder.glob("*")))
            await asyncio.to_thread(_remove, left)


def _remove(copies: list[Path]) -> None:
    """What a player still holds open is removed another time."""
    for copy in copies:
        with contextlib.suppress(OSError):
            copy.unlink()
