"""Whose turn it is: the line of those that wait, and how many may be under way at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.jobs.journal import Superseded
from desktop.jobs.works.line import WaitingLine

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from desktop.jobs.tools import Tools
    from desktop.jobs.works.board import Board
    from desktop.jobs.works.crew import Crew


class Turns:
    """Starts the first in line whenever a slot is free; the line's order is in the journal."""

    def __init__(self, tools: Tools, board: Board, crew: Crew, *, concurrency: int) -> None:
        self._tools = tools
        self._board = board
        self._crew = crew
        self._line = WaitingLine()
        self._concurrency = concurrency
        self._is_closed = False
        self.is_paused = False
        crew.on_free = self.fill

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._line

    @property
    def concurrency(self) -> int:
        """How many jobs may be under way at once."""
        return self._concurrency

    @concurrency.setter
    def concurrency(self, jobs: int) -> None:
        self._concurrency = max(1, jobs)
        self.fill()

    def add(self, job: Job) -> None:
        """Let a job wait for its turn, which may be now."""
        self._line.add(job.id, job.place)
        self.fill()

    def place_for_new(self) -> float:
        """Behind all that wait, also of a clock that was set back."""
        return max(self._tools.now().timestamp(), self._line.last_place + 1)

    def remove(self, job_id: str) -> None:
        """Let a job wait no longer."""
        self._line.remove(job_id)

    def fill(self) -> None:
        """Start those whose turn it is. A job taken up after its POST counts, but never waits."""
        while self._line and self._crew.slots_taken < self._concurrency:
            if self.is_paused or self._is_closed:
                return
            self._crew.run(self._board[self._line.pop()])

    def close(self) -> None:
        """Start nothing any more."""
        self._is_closed = True
        self._line.clear()

    # ── the user's verbs ─────────────────────────────────────────────────────────────────────

    def pause(self) -> None:
        """Start nothing new; what is under way goes on."""
        self.is_paused = True

    def go_on(self) -> None:
        """End a pause."""
        self.is_paused = False
        self.fill()

    def waiting(self) -> list[str]:
        """The ids of those that wait for their turn, in order."""
        return list(self._line)

    async def move_up(self, job_id: str) -> None:
        await self._move(job_id, -1)

    async def move_down(self, job_id: str) -> None:
        await self._move(job_id, 1)

    async def move_first(self, job_id: str) -> None:
        await self._move(job_id, -len(self._line))

    async def move_before(self, job_id: str, other_id: str | None) -> None:
        """Let a waiting job stand right before another one, or last; nothing for any other job."""
        is_known = other_id is None or other_id in self._line
        if job_id not in self._line or job_id == other_id or not is_known:
            return
        place = self._line.place_before(job_id, other_id)
        self._line.add(job_id, place)
        old = self._board[job_id]
        new = old.noted(self._tools.now(), place=place)
        try:
            await self._tools.journal.advance(old, new)
        except Superseded:  # its turn came meanwhile
            return
        if self._board.get(job_id) is old:
            self._board.show(new)

    async def _move(self, job_id: str, steps: int) -> None:
        if job_id in self._line:
            await self.move_before(job_id, self._line.neighbour(job_id, steps))
