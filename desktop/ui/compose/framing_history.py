"""The framings there were before, to go back to: a drag or a turn of the wheel is one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.media.framing import Framing

LONGEST = 100


class FramingHistory:
    """Of one picture. Changes of the same `run`, "drag", are one step until the run is closed."""

    def __init__(self) -> None:
        self._steps: list[Framing] = []
        self._run = ""
        self.count = 0
        """Steps ever taken: whether one was taken since can be told by it."""

    def __bool__(self) -> bool:
        return bool(self._steps)

    def note(self, before: Framing, run: str = "") -> None:
        """A change is made to `before`."""
        if run and run == self._run:
            return
        self._run = run
        self._steps.append(before)
        self.count += 1
        del self._steps[:-LONGEST]

    def close_run(self) -> None:
        """What comes next is a step of its own."""
        self._run = ""

    def back(self) -> Framing | None:
        """The framing before the last step, which is forgotten; None where there is none."""
        self._run = ""
        return self._steps.pop() if self._steps else None

    def clear(self) -> None:
        """Another picture: none of the steps is its."""
        self._run = ""
        self._steps.clear()
