"""The rendering times of the library: what each account's pace follows from."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from desktop.jobs.job import SANDBOX
from desktop.jobs.rendering import LATEST_OF_ALL, Rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.jobs.pace import Pace
    from desktop.library.clips import Clip


class Experience:
    """Called with an account it gives that account's pace, with all that is known by then.

    One server renders for all keys, so what one account's clips took tells of the others'.
    The sandbox's clips tell nothing of it, and are left out.
    """

    def __init__(self, base: Callable[[str], Pace]) -> None:
        self._base = base
        self._past: list[Rendered] = []

    def __call__(self, account: str) -> Pace:
        pace = self._base(account)
        return dataclasses.replace(pace, past=tuple(self._past)) if pace.is_learning else pace

    def remember(self, clips: Iterable[Clip]) -> None:
        """Learn from all clips there are; their order does not matter."""
        for clip in sorted(clips, key=lambda clip: clip.created_at):
            self.hear(clip.id, clip)

    def hear(self, _clip_id: str, clip: Clip | None) -> None:
        """Learn from a clip that has arrived; an observer of the library."""
        if clip is None or clip.account == SANDBOX:
            return
        rendered = Rendered.of(clip)
        if rendered is not None:
            self._past = [*self._past, rendered][-LATEST_OF_ALL:]
