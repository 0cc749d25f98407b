"""From the video's address to the user's folder: downloaded, checked, placed under a plain name."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import (
    ApiProblem,
    BadKey,
    BadReply,
    BrokenVideo,
    LinkExpired,
    NetworkProblem,
    NotFound,
    Problem,
)
from desktop.jobs import leftovers, shelving
from desktop.jobs.job import JobState
from desktop.jobs.life import Stalled
from desktop.jobs.watch import video_address

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.jobs.life import Life

logger = logging.getLogger(__name__)

_BROKEN_VIDEOS = 3
_DEAD_LINKS = 5
_IMPATIENT_FAILURES = 8
_MISSING = 5


@dataclass
class _Counts:
    """What has gone wrong since the last byte arrived; broken videos are counted for good."""

    failures: int = 0
    broken: int = 0
    dead_links: int = 0
    missing: int = 0
    reached_bytes: int = 0

    def arrived(self, done: int) -> None:
        if done > self.reached_bytes:
            self.reached_bytes = done
            self.failures = self.dead_links = 0


async def deliver(life: Life) -> None:
    """DOWNLOADING: the video comes into `part`, then onto the shelf.

    Raises StorageProblem when the folder does not take it, Stalled when it cannot be had for
    now: what was paid for stays DOWNLOADING until it is there.
    """
    counts = _Counts()
    is_known = life.is_fresh  # after a restart the address may be another: read it again first
    life.is_fresh = False
    while life.job.state is JobState.DOWNLOADING and not life.is_stopping:
        if await asyncio.to_thread(shelving.is_placed, life.job):
            await shelving.shelve(life)
            return
        part = await _make_room(life)
        try:
            if not is_known:
                await _read_address(life)
                is_known = True
            await _fetch(life, part, counts)
            await shelving.shelve(life)
        except BrokenVideo as problem:
            if problem.facts.get("detail") == "cut":  # what came is good, more will follow
                await _bear(life, problem, counts)
            else:
                await _start_over(life, part, problem, counts)
        except LinkExpired as problem:
            is_known = False
            counts.dead_links += 1
            await _bear(life, problem, counts, is_last=counts.dead_links >= _DEAD_LINKS)
        except NotFound as problem:
            counts.missing += 1
            if counts.missing >= _MISSING:
                await life.advance(JobState.EXPIRED, problem=problem)
                return
            await _bear(life, problem, counts)
        except (NetworkProblem, ApiProblem) as problem:
            await _bear(life, problem, counts, is_last=isinstance(problem, BadKey))


async def _make_room(life: Life) -> Path:
    """Where the bytes go, once the folder is known to take them. Raises StorageProblem."""
    from desktop.library import folder

    job = life.job
    part = shelving.part_path(job, life.tools.videos())
    await asyncio.to_thread(folder.ensure_writable, part.parent)
    if job.part != part:
        if job.part is not None:  # another folder was chosen: what lay in the old one goes
            await asyncio.to_thread(leftovers.remove, leftovers.parts_of(job.part))
        await life.note(part=part, video=None)
    return part


async def _read_address(life: Life) -> None:
    api = await life.api()
    assert life.job.generation_id is not None
    generation = await api.generation(life.job.generation_id)
    address = video_address(generation)
    if address is None:
        raise LinkExpired(detail="the generation names no video any more")
    if address != life.job.video_url:
        await life.note(video_url=address)


async def _fetch(life: Life, part: Path, counts: _Counts) -> None:
    api = await life.api()
    job = life.job
    assert job.video_url is not None

    def tell(done: int, total: int | None) -> None:
        counts.arrived(done)
        life.on_progress(job.id, done, total)

    try:
        async with life.tools.downloads:
            downloaded = await api.download(job.video_url, part, tell)
    except BadReply as problem:  # refused, or it leads nowhere: only another address helps
        raise LinkExpired(**problem.facts) from problem
    await life.note(size_bytes=downloaded.size_bytes, problem=None)


async def _bear(life: Life, problem: Problem, counts: _Counts, *, is_last: bool = False) -> None:
    """Wait and try again with what is there; stop for now when that has been enough."""
    counts.failures += 1
    logger.info("download of job %s: %s", life.job.id, problem)
    is_enough = not life.tools.is_patient and counts.failures >= _IMPATIENT_FAILURES
    if is_last or is_enough:
        raise Stalled(problem)
    await life.note_problem(problem)
    await life.back_off(counts.failures, problem)


async def _start_over(life: Life, part: Path, problem: BrokenVideo, counts: _Counts) -> None:
    """Throw the part away and fetch it anew: bytes that are wrong do not get right by going on.

    The last one stays: it was paid for, and what we cannot read another program may.
    """
    counts.broken += 1
    counts.reached_bytes = 0
    is_last = counts.broken >= _BROKEN_VIDEOS
    if not is_last:
        await asyncio.to_thread(leftovers.remove, leftovers.parts_of(part))
    await _bear(life, problem, counts, is_last=is_last)
