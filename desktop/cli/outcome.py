"""What came of a command: its exit code, its sentence, its JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.sentences import sentence
from desktop.core import errors
from desktop.jobs.job import Job, JobState

if TYPE_CHECKING:
    from desktop.core.errors import Problem
    from desktop.library.clips import Clip

READY = 0
BUG = 1
BAD_INPUT = 2
REFUSED = 3
KEY_OR_CREDIT = 4
NETWORK_OR_SERVER = 5
UNCONFIRMED = 6
INTERRUPTED = 130
WORST_FIRST = (
    INTERRUPTED,
    UNCONFIRMED,
    BUG,
    KEY_OR_CREDIT,
    NETWORK_OR_SERVER,
    REFUSED,
    BAD_INPUT,
    READY,
)

# The first row whose class fits decides.
_EXIT_CODES: tuple[tuple[type[Problem], int], ...] = (
    (errors.BadKey, KEY_OR_CREDIT),
    (errors.NoKey, KEY_OR_CREDIT),
    (errors.OutOfCredits, KEY_OR_CREDIT),
    (errors.OverBudget, KEY_OR_CREDIT),
    (errors.Moderated, REFUSED),
    (errors.Rejected, REFUSED),
    (errors.GenerationFailed, REFUSED),
    (errors.NotFound, REFUSED),
    (errors.BrokenVideo, NETWORK_OR_SERVER),
    (errors.ApiProblem, NETWORK_OR_SERVER),
    (errors.NetworkProblem, NETWORK_OR_SERVER),
    (errors.StorageProblem, NETWORK_OR_SERVER),
    (errors.MediaProblem, BAD_INPUT),
    (errors.RequestProblem, BAD_INPUT),
)

_RESUMABLE = "startframe resume goes on with it."
_UNCONFIRMED = (
    "It was sent, but what came of it is not known: it may have been paid for."
    " It is not sent again by itself; look at the account's newest clips."
)


def exit_code(problem: Problem, *, was_sent: bool = True) -> int:
    """The code for a problem. A disk that refuses before anything was sent is bad input."""
    if not was_sent and isinstance(problem, errors.StorageProblem):
        return BAD_INPUT
    return next((code for known, code in _EXIT_CODES if isinstance(problem, known)), BUG)


def exit_code_of(job: Job) -> int:
    """The code for what became of a job."""
    if job.state is JobState.READY:
        return READY
    if job.state is JobState.UNCONFIRMED:
        return UNCONFIRMED
    if job.problem is None:
        return INTERRUPTED
    return exit_code(job.problem, was_sent=job.submitted_at is not None)


def sentence_of(job: Job) -> str:
    """What to say of a job that did not become a clip."""
    if job.state is JobState.UNCONFIRMED:
        return _UNCONFIRMED
    said = sentence(job.problem) if job.problem else "Not finished yet."
    return said if job.state.is_finished else f"{said} {_RESUMABLE}"


def ready(job: Job, clip: Clip) -> dict[str, Any]:
    """The outcome of a job that became a clip."""
    outcome = {
        "state": "ready",
        "picture": job.frame_name,
        "generation_id": job.generation_id,
        "video": str(clip.video),
        "cost": clip.cost.to_record() if clip.cost else None,
        "width": clip.width,
        "height": clip.height,
        "duration_s": round(clip.duration_s, 3),
    }
    return outcome | ({"nsfw": True} if clip.is_nsfw else {})


def unready(job: Job) -> dict[str, Any]:
    """The outcome of a job that did not, or not yet."""
    outcome = {
        "state": job.state.value,
        "picture": job.frame_name,
        "problem": job.problem.code if job.problem else job.state.value,
        "message": sentence_of(job),
        "job": job.id,
    }
    return outcome | ({"generation_id": job.generation_id} if job.generation_id else {})


def refused(
    problem: Problem, *, picture: str | None = None, line: int | None = None
) -> dict[str, Any]:
    """The outcome when there was no job at all; `line` is that of a table."""
    outcome = {"state": "failed", "problem": problem.code, "message": sentence(problem)}
    known: dict[str, Any] = {"picture": picture, "line": line}
    return outcome | {name: value for name, value in known.items() if value is not None}
