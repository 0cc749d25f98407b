"""Arrivals: new jobs, their pictures kept and their rows written before anything is done."""

from __future__ import annotations

import asyncio
import datetime
from typing import TYPE_CHECKING

from desktop.core.errors import Problem
from desktop.jobs.composition import Composition, Placed
from desktop.jobs.job import Job
from desktop.jobs.submission import LONGEST_UNDO_S
from desktop.media.framing import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.core.request import GenerationRequest
    from desktop.jobs.tools import Tools
    from desktop.jobs.works.board import Board
    from desktop.jobs.works.turns import Turns
    from desktop.media.framing import Framing


class Arrivals:
    """Journals new jobs and hands them to `take_up`; shows them only when all is closing."""

    def __init__(
        self,
        tools: Tools,
        board: Board,
        turns: Turns,
        *,
        take_up: Callable[[Job], None],
        is_closing: Callable[[], bool],
    ) -> None:
        self._tools = tools
        self._board = board
        self._turns = turns
        self._take_up = take_up
        self._is_closing = is_closing

    async def submit(
        self,
        request: GenerationRequest,
        *,
        account: str,
        picture: Path,
        picture_name: str,
        framing: Framing = WHOLE,
        output: Path | None = None,
        undo_s: float = 0,
    ) -> Job:
        """Keep the picture, journal a QUEUED job, run it when its turn comes.

        For `undo_s` seconds it is not sent: `cancel` takes it back. Raises MediaProblem for the
        picture, StorageProblem; then there is no job.
        """
        composition = Composition(request, picture, picture_name, framing, output)
        frame = await self._keep(composition)
        [job] = self._new([(composition, frame)], account, undo_s)
        return await self.add(job)

    async def submit_all(
        self, compositions: Sequence[Composition], *, account: str, undo_s: float = 0
    ) -> Placed:
        """Submit each whose picture can be kept; those are journalled together, or none is.

        The time to take them back begins when all pictures are kept, and is the same for all.
        Raises StorageProblem; then there is no job.
        """
        refused: list[tuple[Composition, Problem]] = []
        kept: list[tuple[Composition, Path]] = []
        for composition in compositions:
            try:
                kept.append((composition, await self._keep(composition)))
            except Problem as problem:
                refused.append((composition, problem))
        jobs = self._new(kept, account, undo_s)
        await self._journal(jobs)
        ordered = (composition for composition, _frame in kept)
        return Placed(tuple(zip(ordered, jobs, strict=True)), tuple(refused))

    async def make_anew(self, old: Job) -> Job:
        """The same job once more, as a new one."""
        job = Job.new(
            old.request,
            account=old.account,
            frame=old.frame,
            frame_name=old.frame_name,
            framing=old.framing,
            now=self._tools.now(),
            output=old.output,
            retry_of=old.id,
            origin=old.origin,
            place=self._turns.place_for_new(),
        )
        return await self.add(job)

    async def add(self, job: Job) -> Job:
        """Journal a new job, in whichever state, and go on with it."""
        await self._journal([job])
        return self._board[job.id]

    async def _journal(self, jobs: Sequence[Job]) -> None:
        await self._tools.journal.add(*jobs, owner=self._tools.lease.name)
        for job in jobs:
            if self._is_closing():
                self._board.show(job)
            else:
                self._take_up(job)

    async def _keep(self, composition: Composition) -> Path:
        from desktop.media import intake

        kept = await asyncio.to_thread(intake.keep, composition.picture, self._tools.frames)
        return kept.path

    def _new(
        self, kept: Sequence[tuple[Composition, Path]], account: str, undo_s: float
    ) -> list[Job]:
        now, first = self._tools.now(), self._turns.place_for_new()
        wait_s = min(max(undo_s, 0), LONGEST_UNDO_S)
        return [
            Job.new(
                composition.request,
                account=account,
                frame=frame,
                frame_name=composition.picture_name,
                framing=composition.framing,
                now=now,
                output=composition.output,
                place=first + number,
                send_at=now + datetime.timedelta(seconds=wait_s) if wait_s else None,
                origin=composition.origin,
            )
            for number, (composition, frame) in enumerate(kept)
        ]
