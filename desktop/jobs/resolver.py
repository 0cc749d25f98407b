"""The resolver: what became of a submission whose reply was lost, looked up at Leonardo."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import ApiProblem, BadKey, NetworkProblem
from desktop.jobs.job import JobState
from desktop.jobs.journal import AlreadyAdopted
from desktop.jobs.life import Stalled
from desktop.leonardo.api import GenerationStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.request import GenerationRequest
    from desktop.jobs.job import Job
    from desktop.jobs.life import Life
    from desktop.leonardo.api import Generation, VideoApi

logger = logging.getLogger(__name__)

BEFORE = datetime.timedelta(minutes=2)
"""A generation may seem older than its submission by so much: no two clocks agree."""
AFTER = datetime.timedelta(minutes=10)
"""It may seem younger by so much: the POST may hang, and a server may queue."""
_PAGE = 20
_MOST_PAGES = 25
_SEARCHES = 9
_IMPATIENT_SEARCHES = 5
_RIVAL_STATES = frozenset({JobState.SUBMITTING, JobState.UNCONFIRMED})


@dataclass(frozen=True)
class Findings:
    """Generations that look like the job's; `exact` are the videos of the right time."""

    alike: tuple[Generation, ...] = ()
    exact: tuple[Generation, ...] = ()


def looks_alike(job: Job, generation: Generation) -> bool:
    """Whether prompt, size and privacy are the job's, as far as the generation tells them."""
    request, size = job.request, job.request.dimensions
    if generation.prompt is None or _words(generation.prompt) != _words(request.prompt):
        return False
    told = (generation.width, generation.height)
    is_size_right = size.is_auto or None in told or told == (size.width, size.height)
    return is_size_right and generation.public in {None, request.public}


def is_of_that_time(job: Job, generation: Generation) -> bool:
    """Whether it was created when the job was submitted."""
    if generation.created_at is None or job.submitted_at is None:
        return False
    return job.submitted_at - BEFORE <= generation.created_at <= job.submitted_at + AFTER


def is_picture(generation: Generation) -> bool:
    """Whether it is done and seems to be a picture: start frames are made with the same words."""
    is_done = generation.status is GenerationStatus.COMPLETE and generation.has_images
    return is_done and generation.video_url is None and not generation.is_nsfw


def is_rival(job: Job, other: Job) -> bool:
    """Whether a generation of `job` could as well be that of `other`.

    Two jobs that differ in what a generation does not tell (seconds, sound) are rivals too.
    """
    is_open = other.id != job.id and other.state in _RIVAL_STATES
    if not (is_open and other.account == job.account and _asks_alike(job.request, other.request)):
        return False
    if not (job.submitted_at and other.submitted_at):
        return False
    return abs(job.submitted_at - other.submitted_at) <= BEFORE + AFTER


def _asks_alike(one: GenerationRequest, other: GenerationRequest) -> bool:
    """Whether a generation of the one can look like one of the other: see `looks_alike`."""
    sizes = (one.dimensions, other.dimensions)
    is_size_alike = sizes[0] == sizes[1] or any(size.is_auto for size in sizes)
    return (
        is_size_alike and one.public == other.public and _words(one.prompt) == _words(other.prompt)
    )


async def find(api: VideoApi, job: Job) -> tuple[Generation, ...]:
    """The account's newest generations that look alike, until they are older than the job.

    Until a whole page is older: that the newest come first is not documented. The first page
    counts whatever its times are: with a clock set wrong, what was asked for is still on it.
    Raises NetworkProblem, ApiProblem.
    """
    user_id = (await api.me()).user_id
    found: dict[str, Generation] = {}
    seen: set[str] = set()
    for page in range(_MOST_PAGES):
        read = await api.generations(user_id, offset=page * _PAGE, limit=_PAGE)
        new = [generation for generation in read if generation.id not in seen]
        seen.update(generation.id for generation in new)
        found |= {one.id: one for one in new if looks_alike(job, one)}
        if not new or _is_past(job, new):
            break
    return tuple(found.values())


async def search(life: Life) -> Findings:
    """Look for the job's generation once. Raises NetworkProblem, ApiProblem, Stalled."""
    job = life.job
    alike = await find(await life.api(), job)
    taken = await life.tools.journal.taken([generation.id for generation in alike])
    free = tuple(generation for generation in alike if generation.id not in taken)
    exact = tuple(one for one in free if is_of_that_time(job, one) and not is_picture(one))
    return Findings(free, exact)


async def resolve(life: Life) -> None:
    """UNCONFIRMED: look for the generation, several times: lists may lag behind.

    One match is adopted. With none or several the job stays for the user to decide; `life`
    holds what was found. Never submits.
    """
    searches = _SEARCHES if life.tools.is_patient else _IMPATIENT_SEARCHES
    done = failures = 0
    while done < searches and not life.is_stopping:
        if done or failures:
            await life.back_off(failures or done, None)
        try:
            findings = await search(life)
        except (BadKey, Stalled) as reason:
            logger.info("job %s is not looked for: %s", life.job.id, reason)
            return
        except (NetworkProblem, ApiProblem) as problem:
            failures += 1
            logger.info("looking for job %s failed: %s", life.job.id, problem)
            if not life.tools.is_patient and failures >= _IMPATIENT_SEARCHES:
                return
            continue
        done, failures = done + 1, 0
        life.show_findings(findings.alike)
        if len(findings.exact) == 1 and await _adopt_one(life, findings.exact[0]):
            return


async def _adopt_one(life: Life, generation: Generation) -> bool:
    """Adopt it unless another open job could be its owner just as well."""
    jobs: Iterable[Job] = await life.tools.journal.all()
    if any(is_rival(life.job, other) for other in jobs):
        return False
    try:
        await life.advance(JobState.GENERATING, generation_id=generation.id)
    except AlreadyAdopted:
        return False
    logger.info("job %s is generation %s: found again", life.job.id, generation.id)
    return True


def _is_past(job: Job, page: list[Generation]) -> bool:
    if job.submitted_at is None:
        return True
    moments = [one.created_at for one in page if one.created_at is not None]
    return bool(moments) and max(moments) < job.submitted_at - BEFORE


def _words(text: str) -> str:
    return " ".join(text.split())
