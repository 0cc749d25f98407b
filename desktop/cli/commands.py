"""The commands: `generate` makes one clip, `resume` finishes all that are unfinished."""

from __future__ import annotations

import asyncio
import functools
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import outcome, request, sentences
from desktop.cli.arguments import GenerateOptions
from desktop.cli.interrupt import run_interruptible
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
    from desktop.cli.arguments import ResumeOptions
    from desktop.core.paths import AppPaths
    from desktop.core.settings import Settings
    from desktop.jobs.job import Job
    from desktop.sandbox.server import Sandbox

_TAKEN_BACK = "It was taken off the list in the window."
_SUMMARY = "{jobs} unfinished: {ready} ready, {others} not."


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
        self._job: Job | None = None

    async def generate(self, options: GenerateOptions) -> int:
        """Make one clip. Raises Problem when there is no job to tell of it."""
        chosen = self._settings.videos_folder
        videos = Path(chosen) if chosen else self._paths.videos
        rendering_time_s(os.environ)
        order = await asyncio.to_thread(request.checked, options, videos)
        studio = await self._open()
        try:
            if not (options.uses_sandbox or studio.accounts.has_key):
                raise NoKey
            self._job = await studio.orders.place(
                order.request,
                account=SANDBOX if options.uses_sandbox else studio.accounts.chosen,
                picture=order.picture,
                picture_name=order.picture.name,
                output=order.output,
            )
            ended = await self._finish(studio, self._job.id)
            return self._say_taken_back() if ended is None else outcome.exit_code_of(ended[0])
        finally:
            await self._close(studio)

    async def resume(self) -> int:
        """Finish what is unfinished, of every account. Raises Problem when nothing can be read."""
        rendering_time_s(os.environ)
        studio = await self._open()
        try:
            await studio.reclaim()
            ids = await studio.queue.start()
            ended = [await self._finish(studio, job_id) for job_id in ids]
        finally:
            await self._close(studio)
        return self._sum_up([one for one in ended if one is not None])

    def say_interrupted(self) -> int:
        """Say that nothing is lost. Returns the exit code."""
        said = "Interrupted. What was begun is kept: startframe resume goes on with it."
        told: dict[str, Any] = {"state": "interrupted", "problem": "interrupted", "message": said}
        if self._job is not None:
            told["job"] = self._job.id
        self._report.outcome(told, f"startframe: {said}")
        return outcome.INTERRUPTED

    def _say_taken_back(self) -> int:
        """Say that the window has taken the job back. Returns the exit code."""
        assert self._job is not None
        told = {"state": "cancelled", "problem": "cancelled", "message": _TAKEN_BACK}
        self._report.outcome(told | {"job": self._job.id}, f"startframe: {_TAKEN_BACK}")
        return outcome.INTERRUPTED

    async def _finish(self, studio: Studio, job_id: str) -> tuple[Job, dict[str, Any]] | None:
        """Tell of a job at its end; None for one that a window took off the list meanwhile."""
        try:
            job = await studio.queue.wait(job_id)
        except KeyError:
            return None
        is_ready = job.state is JobState.READY
        clip = await studio.library.get(job_id) if is_ready else None
        return job, self._report.job(job, clip)

    def _sum_up(self, ended: list[tuple[Job, dict[str, Any]]]) -> int:
        """The last line is the worst outcome, with the numbers."""
        codes = [outcome.exit_code_of(job) for job, _ in ended]
        worst = min(codes, key=outcome.WORST_FIRST.index, default=outcome.READY)
        states = Counter(job.state for job, _ in ended)
        ready = states[JobState.READY]
        told = ended[codes.index(worst)][1] if ended else {"state": "ready"}
        sentence = _SUMMARY.format(jobs=len(ended), ready=ready, others=len(ended) - ready)
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
