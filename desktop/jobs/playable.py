"""Copies of films for a player that cannot decode the films themselves: made once, kept a while."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from typing import TYPE_CHECKING

from desktop.core.errors import Problem
from desktop.media.workshop import WorkCrashed

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.media.workshop import Workshop

logger = logging.getLogger(__name__)

_KEPT = 3


class PlayableCopies:
    """The latest few are kept while the app runs; what an earlier run left is removed."""

    def __init__(self, folder: Path, workshop: Workshop) -> None:
        self._folder = folder
        self._workshop = workshop
        self._made: dict[Path, Path] = {}
        self._numbers = itertools.count(1)

    async def of(self, video: Path) -> Path | None:
        """A copy of this film that any player shows, or None where it cannot be made."""
        from desktop.media import playable_copy

        known = self._made.pop(video, None)
        if known is not None and await asyncio.to_thread(known.is_file):
            self._made[video] = known
            return known
        target = self._folder / f"{next(self._numbers)}{playable_copy.ENDING}"
        try:
            await self._workshop.run(playable_copy.make, video, target)
        except WorkCrashed:
            logger.info("a film ends the program that decodes it: %s", video.name)
            return None
        except (Problem, OSError) as problem:
            logger.info("%s cannot be decoded here either: %s", video.name, problem)
            return None
        self._made[video] = target
        while len(self._made) > _KEPT:
            del self._made[next(iter(self._made))]
        await asyncio.to_thread(self._sweep, frozenset(self._made.values()))
        return target

    def _sweep(self, kept: frozenset[Path]) -> None:
        """What a player still holds open is removed another time."""
        for copy in self._folder.iterdir():
            if copy not in kept:
                with contextlib.suppress(OSError):
                    copy.unlink()
