"""From the queue to the POST: the picture is prepared and uploaded, the request sent once."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from typing import TYPE_CHECKING, Any

from desktop.core.errors import (
    ApiProblem,
    BadKey,
    NetworkProblem,
    NoKey,
    NotFound,
    Offline,
    OutOfCredits,
    Problem,
    RateLimited,
    Rejected,
    ReplyLost,
    StorageProblem,
    Unreadable,
)
from desktop.core.errors import Moderated as ModeratedContent
from desktop.jobs import leftovers
from desktop.jobs.job import JobState
from desktop.jobs.journal import Superseded
from desktop.leonardo.api import NOTHING_WAS_CREATED

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.jobs.life import Life
    from desktop.leonardo.api import Submitted, VideoApi

logger = logging.getLogger(__name__)

_REFUSALS = (BadKey, NoKey, OutOfCredits, ModeratedContent, Rejected, NotFound)
_REQUEST_TIMEOUT_STATUS = 408
LONGEST_UNDO_S = 30.0
_TRIES = 5
_IMPATIENT_TRIES = 3
_IMPATIENT_TRIES_FOR_A_SLOT = 10


async def start(life: Life) -> None:
    """QUEUED: on to the picture, or straight to the POST when that is uploaded already."""
    if life.job.image_id is not None:
        await _submit(life, life.job.image_id)
    else:
        await life.advance(JobState.PREPARING)


async def prepare(life: Life) -> None:
    """PREPARING: make the copy that is sent. Raises MediaProblem, StorageProblem."""
    from desktop.media.prepare import prepare as prepare_picture
    from desktop.media.workshop import WorkCrashed

    job = life.job
    try:
        prepared = await life.tools.workshop.run(
            prepare_picture,
            job.frame,
            job.request.dimensions,
            leftovers.sent_copy(life.tools.frames, job.id),
            job.framing,
        )
    except WorkCrashed as crash:
        raise Unreadable(name=job.frame_name, detail="damaged") from crash
    await life.advance(JobState.UPLOADING, prepared=prepared)


async def upload(life: Life) -> None:
    """UPLOADING: bring the copy to storage, then submit. Nothing is paid for until the POST.

    The same bytes go there once an account, as long as the account still has them.
    """
    api = await life.api()
    try:
        image_id = await _image_of(life, api)
    except (NetworkProblem, ApiProblem) as problem:
        if not problem.can_retry:
            raise
        await _again(life, problem)
    else:
        await _submit(life, image_id)


async def _image_of(life: Life, api: VideoApi) -> str:
    """The id of the copy at the account: the one it has there, else that of an upload now."""
    copy, account, uploads = life.job.prepared, life.job.account, life.tools.uploads
    assert copy is not None
    digest = await asyncio.to_thread(_digest, copy)
    if digest is None:
        return await api.upload(copy)
    async with uploads.turn(account, digest):
        known = await _known_image(life, digest)
        if known is not None:
            if await _is_there(api, known):
                return known
            uploads.forget(account, known)
        image_id = await api.upload(copy)
        uploads.keep(account, digest, image_id)
    return image_id


async def _known_image(life: Life, digest: str) -> str | None:
    """What is remembered of these bytes; a memory that fails costs one more upload."""
    try:
        return await life.tools.uploads.find(life.job.account, digest)
    except StorageProblem as problem:
        logger.info("the uploads cannot be looked into: %s", problem)
        return None


async def _is_there(api: VideoApi, image_id: str) -> bool:
    """Whether the account can still say so; one that only refuses to answer is no obstacle."""
    try:
        return await api.has_image(image_id)
    except ApiProblem as problem:
        logger.info("image %s cannot be looked for: %s", image_id, problem.code)
        return False


def _digest(copy: Path) -> str | None:
    """SHA-256 of the copy; None when it cannot be read, which the upload tells of. Blocks."""
    try:
        with copy.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


async def confirm_nothing(life: Life) -> None:
    """SUBMITTING, but not by this runner: whoever sent it has not told what came of it."""
    lost = ReplyLost(detail="the process that submitted it ended before the reply came")
    await life.advance(JobState.UNCONFIRMED, problem=lost)


async def _submit(life: Life, image_id: str) -> None:
    """The POST, once. Until its outcome is journalled the runner is not to be cancelled."""
    api = await life.api()
    await _leave_time_to_undo(life)
    if life.is_stopping or not await _is_answered(life, api, image_id):
        return
    life.is_submitting = True
    try:
        await life.advance(JobState.SUBMITTING, image_id=image_id, submitted_at=life.tools.now())
        try:
            submitted = await api.submit(life.job.request, image_id)
        except Problem as problem:
            await _not_submitted(life, problem)
        else:
            await keep_reply(life, submitted)
    finally:
        life.is_submitting = False


async def _is_answered(life: Life, api: VideoApi, image_id: str) -> bool:
    """Whether somebody is there: asked for free when the last call found nobody.

    Every POST that is tried is journalled first, and a kill in that moment leaves a doubt.
    """
    if life.tools.connection.is_online:
        return True
    try:
        await api.me()
    except NetworkProblem as problem:
        await _again(life, problem, image_id=image_id)
        return False
    except ApiProblem as problem:
        logger.info("job %s: the API answers: %s", life.job.id, problem.code)
    return True


async def _leave_time_to_undo(life: Life) -> None:
    """The only cancel that costs nothing is the one before the POST."""
    if life.job.send_at is not None:
        left_s = (life.job.send_at - life.tools.now()).total_seconds()
        if left_s > 0:
            await life.tools.sleep(min(left_s, LONGEST_UNDO_S))  # a clock may be set back


async def keep_reply(life: Life, submitted: Submitted) -> None:
    """Journal the generation id. It is never dropped, whatever became of the row meanwhile."""
    # also in the log: should the disk refuse the row until the end, it is to be found there
    logger.info("job %s is generation %s", life.job.id, submitted.generation_id)
    kept = await life.insist(
        JobState.GENERATING, generation_id=submitted.generation_id, cost=submitted.cost
    )
    if kept:
        life.is_fresh = True
    elif life.job.generation_id != submitted.generation_id:
        await life.bring_back(generation_id=submitted.generation_id, cost=submitted.cost)


async def _not_submitted(life: Life, problem: Problem) -> None:
    if isinstance(problem, NOTHING_WAS_CREATED):
        try:
            await _again(life, problem)
        except Superseded:  # called unconfirmed by another process; nothing was created
            await life.insist(JobState.FAILED, problem=problem)
    elif is_refusal(problem):
        if _is_about_the_image(problem) and life.job.image_id is not None:
            life.tools.uploads.forget(life.job.account, life.job.image_id)  # a retry uploads
        await life.insist(JobState.FAILED, problem=problem)
    else:
        await life.insist(JobState.UNCONFIRMED, problem=problem)


def _is_about_the_image(problem: Problem) -> bool:
    """Source: docs/api-error-messages, "invalid init image id", "couldn't access image"."""
    told = f"{problem.facts.get('reason')} {problem.facts.get('raw')}".lower()
    return isinstance(problem, (Rejected, NotFound)) and "image" in told


def is_refusal(problem: Problem) -> bool:
    """Whether the reply to the POST says that nothing was created.

    A server's own fault (5xx) says no such thing, nor does a reply that makes no sense, unless
    its status is one of refusal (4xx, as in the HTML pages of a gateway).
    """
    if isinstance(problem, _REFUSALS):
        return True
    status = problem.facts.get("status")
    is_client_error = isinstance(status, int) and 400 <= status < 500  # noqa: PLR2004 - HTTP's own
    return isinstance(problem, ApiProblem) and is_client_error and status != _REQUEST_TIMEOUT_STATUS


async def _again(life: Life, problem: Problem, **values: Any) -> None:
    """Back to the queue's head for another try, after a pause; or FAILED when that is enough."""
    life.failures += 1
    tries = _tries(problem, is_patient=life.tools.is_patient)
    if tries is not None and life.failures >= tries:
        await life.advance(JobState.FAILED, problem=problem)
        return
    if life.job.state is JobState.QUEUED:
        await life.note_problem(problem)
    else:
        await life.advance(JobState.QUEUED, problem=problem, **values)
    life.is_submitting = False
    await life.back_off(life.failures, problem)


def _tries(problem: Problem, *, is_patient: bool) -> int | None:
    """How many tries before the POST; None for as long as it takes."""
    if isinstance(problem, RateLimited):
        return None if is_patient else _IMPATIENT_TRIES_FOR_A_SLOT
    if isinstance(problem, Offline):
        return None if is_patient else _IMPATIENT_TRIES
    return _TRIES if is_patient else _IMPATIENT_TRIES
