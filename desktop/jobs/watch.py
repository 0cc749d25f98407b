"""Waiting at Leonardo: a generation is read again and again until it is a video or has failed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from desktop.core.errors import (
    ApiProblem,
    BadKey,
    GenerationFailed,
    Moderated,
    NetworkProblem,
    NoKey,
    NotFound,
    Problem,
    TimedOut,
)
from desktop.jobs.job import JobState
from desktop.jobs.life import Stalled
from desktop.jobs.pace import is_over
from desktop.leonardo.api import Generation, GenerationStatus

if TYPE_CHECKING:
    import datetime

    from desktop.jobs.life import Life
    from desktop.jobs.schedule import Schedule

logger = logging.getLogger(__name__)

_MISSING_POLLS = 5
_KEY_REFUSALS = 3
_IMPATIENT_FAILURES = 8
_POLLS_WITHOUT_VIDEO = 5
_GAP_S = 120.0
_UNSEEN_S = 45.0
"""Not looked at for longer than this, nobody knows when it became complete."""


@dataclass
class _Counts:
    """What has happened in a row; `pending_since` is the first reading of an unbroken row.

    `pending_age_s` and `rendering_s` are ages of the generation: the last one at which it was
    certainly PENDING, and the one at which it must have become COMPLETE, None if nobody can tell.
    """

    failures: int = 0
    missing: int = 0
    refused: int = 0
    without_video: int = 0
    pending_since: datetime.datetime | None = None
    read_at: datetime.datetime | None = None
    pending_age_s: float = 0.0
    rendering_s: float | None = None
    is_complete: bool = False

    def note_complete(self, age_s: float) -> None:
        """It is COMPLETE at this age: since when is known as well as the polls were dense."""
        unseen_s = age_s - self.pending_age_s
        if not self.is_complete and 0 <= unseen_s <= _UNSEEN_S:
            self.rendering_s = age_s - unseen_s / 2
        self.is_complete = True

    def pending_s(self, now: datetime.datetime) -> float:
        """Seconds of PENDING, read without a gap: an outage or a sleep begins it anew."""
        has_gap = self.read_at is None or (now - self.read_at).total_seconds() > _GAP_S
        if self.pending_since is None or has_gap:
            self.pending_since = now
        self.read_at = now
        return (now - self.pending_since).total_seconds()


async def watch(life: Life) -> None:
    """GENERATING: poll until COMPLETE or FAILED; trouble on the way is waited out.

    Raises Stalled when the key is refused, or, without patience, after some failures in a row.
    After half an hour of PENDING the job is EXPIRED: it can be taken up again.
    """
    counts = _Counts()
    schedule = life.pace.schedule(life.job.request)
    await life.tools.sleep(schedule.first_delay_s(_elapsed_s(life)))
    while life.job.state is JobState.GENERATING and not life.is_stopping:
        generation = await _poll(life, counts)
        if generation is not None:
            await _judge(life, generation, counts)
        if life.job.state is JobState.GENERATING:
            await _pause(life, schedule, counts)


async def _pause(life: Life, schedule: Schedule, counts: _Counts) -> None:
    if counts.failures:
        await life.back_off(counts.failures, life.job.problem)
    else:
        jitter = life.tools.jitter()
        await life.tools.sleep(schedule.delay_s(_elapsed_s(life), jitter=jitter))


async def _poll(life: Life, counts: _Counts) -> Generation | None:
    api = await life.api()
    assert life.job.generation_id is not None
    try:
        generation = await api.generation(life.job.generation_id)
    except NotFound as problem:
        counts.missing += 1
        if counts.missing >= _MISSING_POLLS:
            await life.advance(JobState.EXPIRED, problem=problem)
        return None
    except (NetworkProblem, ApiProblem) as problem:
        await _bear(life, problem, counts)
        return None
    counts.failures = counts.missing = counts.refused = 0
    await life.note_problem(None)
    return generation


async def _bear(life: Life, problem: Problem, counts: _Counts) -> None:
    """A poll that failed says nothing about the generation: count it, say so, go on."""
    counts.failures += 1
    if isinstance(problem, BadKey | NoKey):
        counts.refused += 1
        life.take_newest_key()
    logger.info("poll of %s failed: %s", life.job.generation_id, problem)
    is_enough = not life.tools.is_patient and counts.failures >= _IMPATIENT_FAILURES
    if is_enough or counts.refused >= _KEY_REFUSALS:
        raise Stalled(problem)
    await life.note_problem(problem)


async def _judge(life: Life, generation: Generation, counts: _Counts) -> None:
    if generation.status is GenerationStatus.FAILED:
        await _fail(life, generation)
    elif generation.status is GenerationStatus.COMPLETE:
        if life.pace.is_learning:
            counts.note_complete(_elapsed_s(life))
        await _complete(life, generation, counts)
    elif is_over(counts.pending_s(life.tools.now()), life.pace):
        late = TimedOut(timeout_s=life.pace.stop_after_s)
        await life.advance(JobState.EXPIRED, problem=late)
    else:
        counts.pending_age_s = max(0.0, _elapsed_s(life))


async def _complete(life: Life, generation: Generation, counts: _Counts) -> None:
    """The video's address may come some polls after COMPLETE, as the server's rows fill up."""
    address = generation.video_url
    if address is None:
        counts.without_video += 1
        if counts.without_video < _POLLS_WITHOUT_VIDEO:
            return
        address = video_address(generation)
    if address is None:
        await _fail(life, generation)
        return
    known: dict[str, Any] = {"video_url": address, "is_nsfw": generation.is_nsfw}
    if counts.rendering_s is not None:
        known["rendering_s"] = round(counts.rendering_s, 1)
    await life.advance(JobState.DOWNLOADING, **known)


def video_address(generation: Generation) -> str | None:
    """Where the video is: as told, or as a last resort beside the poster of a clean clip."""
    if generation.video_url is not None:
        return generation.video_url
    if generation.poster_url is None or generation.is_nsfw:
        return None
    try:
        parts = urlsplit(generation.poster_url)
    except ValueError:
        return None
    path = PurePosixPath(parts.path)
    if not path.suffix:
        return None
    return urlunsplit(parts._replace(path=parts.path.removesuffix(path.suffix) + ".mp4"))


async def _fail(life: Life, generation: Generation) -> None:
    """No video will come. Its picture may be the cause: another try uploads it anew.

    Uploads are looked at after they were taken, and one that is refused then never becomes
    usable, though the account still lists it.
    """
    if life.job.image_id is not None:
        life.tools.uploads.forget(life.job.account, life.job.image_id)
    await life.advance(JobState.FAILED, problem=failure(generation))


def failure(generation: Generation) -> Problem:
    """Why there will be no video: moderation shows as classes, as nsfw, or as no image at all."""
    is_empty = generation.status is GenerationStatus.COMPLETE and not generation.has_images
    if generation.classification or generation.is_nsfw or is_empty:
        classes = list(generation.classification) or None
        return Moderated(classification=classes, generation_id=generation.id)
    return GenerationFailed(generation_id=generation.id)


def _elapsed_s(life: Life) -> float:
    """Seconds by the wall clock since the POST; it goes on while the machine sleeps."""
    since = life.job.submitted_at or life.job.created_at
    return (life.tools.now() - since).total_seconds()
