"""One way through a chain as a film to look at: joined in the cache, as it would be exported."""

from __future__ import annotations

import asyncio
import contextlib
import os
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.core.tasks import in_thread
from desktop.ui.joining import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.library.clips import Clip
    from desktop.media.joining.plan import Plan


@dataclass(frozen=True)
class PathFilm:
    """`clip` stands for the film; `starts_ms` says when each of its clips begins in it."""

    clip: Clip
    starts_ms: tuple[float, ...]
    frames: int

    def part_at(self, position_ms: float) -> int:
        """Which of its clips is seen at this time."""
        return max(0, bisect_right(self.starts_ms, position_ms + 1) - 1)

    @property
    def seams_ms(self) -> tuple[float, ...]:
        return self.starts_ms[1:]


class PathFilms:
    """Makes them in one folder: the latest is there, what came before is removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    async def make(self, clips: Sequence[Clip], tell: Callable[[Plan], None]) -> PathFilm:
        """Join these; `tell` hears how, before it begins. Cancelled, it leaves nothing.

        A single clip is its own film. Raises Problem.
        """
        from desktop.media.joining.plan import plan

        made = await asyncio.to_thread(plan, pieces(clips))
        film = self._shown(clips[-1], made, clips[-1].video)
        if len(clips) == 1:
            return film
        tell(made)
        self._count += 1
        target = self._folder / f"{clips[0].id[:8]}-{os.getpid()}-{self._count}.mp4"
        await self._join(made, target)
        return self._shown(clips[-1], made, target)

    def _shown(self, last: Clip, made: Plan, video: Path) -> PathFilm:
        clip = replace(
            last,
            video=video,
            duration_s=float(made.duration_s),
            has_audio=made.has_sound,
            cost=None,
        )
        starts_ms = tuple(float(start_s) * 1000 for start_s in made.starts_s)
        return PathFilm(clip, starts_ms, made.frames)

    async def _join(self, made: Plan, target: Path) -> None:
        from desktop.media.joining.join import join

        def work(is_cancelled: Callable[[], bool]) -> None:
            with contextlib.suppress(OSError):  # told when it is written to
                target.parent.mkdir(parents=True, exist_ok=True)
            join(made, target, is_cancelled)

        await in_thread(work)

    def clear(self, but: Path | None = None) -> None:
        """Remove what was made; it blocks for a moment. What is still open stays until later."""
        for film in self._folder.glob("*.mp4"):
            if film != but:
                with contextlib.suppress(OSError):
                    film.unlink()
