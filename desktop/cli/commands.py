"""The commands: `generate` makes clips, `resume` finishes all that are unfinished."""

from __future__ import annotations

import asyncio
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import outcome, request, sentences
from desktop.cli.interrupt import run_interruptible
from desktop.cli.options import GenerateOptions
from desktop.cli.report import Report
from desktop.core import log
from desktop.core.errors import NoKey, Problem
from desktop.core.paths import app_paths
from desktop.core.settings import SettingsFile
from desktop.jobs.job import SANDBOX, JobState
from desktop.jobs.studio import Studio
from desktop.sandbox.account import PLAY_MONEY_USD
from desktop.sandbox.rendering_time import rendering_time_s

if TYPE_CHECKING:
    from desktop.cli.options import ResumeOptions
    from desktop.core.paths import AppPaths
    from desktop.core.settings import Settings
    from desktop.jobs.composition import Placed
    from desktop.jobs.job import Job
    from desktop.sandbox.server import Sandbox

_TAKEN_BACK = "It was taken off the list in the window."
_SUMMARY = "{jobs} unfinished: {ready} ready, {others} not."
_BATCH_SUMMARY = "{jobs} clips: {ready} ready, {others} not."
_BAD_ROWS = "{bad} of {jobs} clips cannot be made as they stand. Nothing was sent."
Ended = tuple[int, dict[str, Any]]
"""The exit code of one clip and the object that tells of it."""


def run(options: GenerateOptions | ResumeOptions) -> int:
    """Carry a command out; returns the exit code."""
    paths = app_paths()
    log.start(paths.logs)
    report = Report(uses_json=options.uses_json)
    file = SettingsFile(paths.settings_file)
    command = _Command(paths, file.load(), report)
    report.notice(file.reset)
    if isinstance(options, GenerateOptions):
        work = functools.partial(command.generate, options)
    else:
        work = functools.partial(command.resume)
    try:
        code = run_interruptible(work)
    except Problem as problem:
        return refuse(report, problem)
    return command.say_interrupted() if code is None else code


def refuse(report: Report, problem: Problem) -> int:
    """End with a problem that came before there was a job: nothing was sent."""
    report.outcome(outcome.refused(problem), f"startframe: {sentences.sentence(problem)}")
    return outcome.exit_code(problem, was_sent=False)


class _Command:
    """One command: opens what it needs, closes it in order, whatever happens."""

    def __init__(self, paths: AppPaths, settings: Settings, report: Report) -> None:
        self._paths = paths
        self._settings = settings
        self._report = report
        self._sandbox: Sandbox | None = None
        self._jobs: tuple[Job, ...] = ()

    async def generate(self, options: GenerateOptions) -> int:
        """Make clips. Raises Problem when there is no job to tell of it."""
        chosen = self._settings.videos_folder
        videos = Path(chosen) if chosen else self._paths.videos
        rendering_time_s(os.environ)
        self._report.names_pictures = options.batch is not None or len(options.pictures) > 1
        try:
            order = await asyncio.to_thread(request.checked, options, videos)
        except request.BadRows as found:
            return self._say_bad(found)
        for note in order.notes:
            self._report.say(note)
        studio = await self._open()
        try:
            if not (options.uses_sandbox or studio.accounts.has_key):
                raise NoKey
            account = SANDBOX if options.uses_sandbox else studio.accounts.chosen
            placed = await studio.orders.place_all(order.compositions, account=account)
            self._jobs = placed.jobs
            ended = await self._end(studio, placed)
        finally:
            await self._close(studio)
        if not self._report.names_pictures:
            return ended[0][0]
        return self._sum_up(ended, _BATCH_SUMMARY)

    async def _end(self, studio: Studio, placed: Placed) -> list[Ended]:
        """Tell of each clip at its end. One alone that is no job raises its problem."""
        if placed.refused and not self._report.names_pictures:
            raise placed.refused[0][1]
        refused = [
            (
                outcome.exit_code(problem, was_sent=False),
                self._report.refused(problem, one.picture_name),
            )
            for one, problem in placed.refused
        ]
        finishes = (self._finish(studio, job.id) for job in placed.jobs)
        ended = zip(placed.jobs, await asyncio.gather(*finishes), strict=True)
        return [one or self._say_taken_back(job) for job, one in ended] + refused

    async def resume(self) -> int:
        """Finish what is unfinished, of every account. Raises Problem when nothing can be read."""
        rendering_time_s(os.environ)
        studio = await self._open()
        try:
            await studio.reclaim()
            ids = await studio.queue.start()
            self._report.names_pictures = len(ids) > 1
            ended = [await self._finish(studio, job_id) for job_id in ids]
        finally:
            await self._close(studio)
        return self._sum_up([one for one in ended if one is not None], _SUMMARY)

    def say_interrupted(self) -> int:
        """Say that nothing is lost. Returns the exit code."""
        said = "Interrupted. What was begun is kept: startframe resume goes on with it."
        told: dict[str, Any] = {"state": "interrupted", "problem": "interrupted", "message": said}
        if self._jobs:
            told |= {"job": self._jobs[0].id, "jobs": len(self._jobs)}
        self._report.outcome(told, f"startframe: {said}")
        return outcome.INTERRUPTED

    def _say_bad(self, found: request.BadRows) -> int:
        """Name each row that cannot be sent, then that nothing was. Returns the exit code."""
        told = [self._report.refused(problem, name, line) for name, line, problem in found.rows]
        sentence = _BAD_ROWS.format(bad=len(told), jobs=len(told) + found.good)
        self._report.outcome(told[0] | {"jobs": 0, "ready": 0}, f"startframe: {sentence}")
        return outcome.BAD_INPUT

    def _say_taken_back(self, job: Job) -> Ended:
        """Say that the window has taken the job back."""
        told = {"state": "cancelled", "problem": "cancelled", "message": _TAKEN_BACK}
        told |= {"picture": job.frame_name, "job": job.id}
        self._report.outcome(told, f"startframe: {_TAKEN_BACK}")
        return outcome.INTERRUPTED, told

    async def _finish(self, studio: Studio, job_id: str) -> Ended | None:
        """Tell of a job at its end; None for one that a window took off the list meanwhile."""
        try:
            job = await studio.queue.wait(job_id)
        except KeyError:
            return None
        is_ready = job.state is JobState.READY
        clip = await studio.library.get(job_id) if is_ready else None
        return outcome.exit_code_of(job), self._report.job(job, clip)

    def _sum_up(self, ended: list[Ended], summary: str) -> int:
        """The last line is the worst outcome, with the numbers."""
        codes = [code for code, _ in ended]
        worst = min(codes, key=outcome.WORST_FIRST.index, default=outcome.READY)
        ready = codes.count(outcome.READY)
        told = ended[codes.index(worst)][1] if ended else {"state": "ready"}
        sentence = summary.format(jobs=len(ended), ready=ready, others=len(ended) - ready)
        self._report.outcome(told | {"jobs": len(ended), "ready": ready}, sentence)
        return worst

    async def _open(self) -> Studio:
        studio = await Studio.open(
            self._paths,
            self._settings,
            os.environ,
            start_sandbox=self._start_sandbox,
            is_patient=False,
            resumes=False,
        )
        studio.queue.subscribe(self._report.progress)
        for notice in studio.notices.all():
            self._report.notice(notice)
        studio.notices.subscribe(self._report.notice)
        return studio

    async def _start_sandbox(self) -> tuple[str, str]:
        from desktop.sandbox.server import Sandbox

        seconds = rendering_time_s(os.environ)
        sandbox = self._sandbox = Sandbox(
            self._paths.sandbox, render_s=seconds, balance_usd=PLAY_MONEY_USD
        )
        await asyncio.to_thread(sandbox.start)
        return sandbox.url, sandbox.key

    async def _close(self, studio: Studio) -> None:
        await studio.close()
        if self._sandbox is not None:
            await asyncio.to_thread(self._sandbox.stop)
