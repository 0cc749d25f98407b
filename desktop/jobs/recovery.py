"""What to do with each state found at start: one table, one rule a state."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from desktop.core.errors import ReplyLost, TimedOut
from desktop.jobs.job import JobState

if TYPE_CHECKING:
    import datetime

    from desktop.jobs.job import Job


class Rule(enum.Enum):
    """What happens at start to a job left in some state."""

    QUEUE_AGAIN = "nothing was paid for: from the queue, in its turn"
    UNCONFIRM = "it may have been paid for: looked for, never submitted again by itself"
    LOOK_FOR_IT = "it may have been paid for: the account's newest generations are searched"
    GO_ON = "it is paid for: taken up at once"
    POLL_AGAIN = "it is paid for and was only late: polled for another while"
    LEAVE = "nothing happens by itself"


RULES: dict[JobState, Rule] = {
    JobState.QUEUED: Rule.QUEUE_AGAIN,
    JobState.PREPARING: Rule.QUEUE_AGAIN,
    JobState.UPLOADING: Rule.QUEUE_AGAIN,
    JobState.SUBMITTING: Rule.UNCONFIRM,
    JobState.UNCONFIRMED: Rule.LOOK_FOR_IT,
    JobState.GENERATING: Rule.GO_ON,
    JobState.DOWNLOADING: Rule.GO_ON,
    JobState.READY: Rule.LEAVE,
    JobState.FAILED: Rule.LEAVE,
    JobState.CANCELLED: Rule.LEAVE,
    JobState.EXPIRED: Rule.POLL_AGAIN,
}


def recovered(job: Job, now: datetime.datetime) -> Job:
    """The job as it goes on from here: the same object when there is nothing to journal."""
    rule = RULES[job.state]
    if rule is Rule.UNCONFIRM:
        lost = ReplyLost(detail="Startframe ended before the reply came")
        return job.moved_to(JobState.UNCONFIRMED, now, problem=lost)
    if rule is Rule.POLL_AGAIN and job.generation_id and isinstance(job.problem, TimedOut):
        return job.moved_to(JobState.GENERATING, now)
    if rule is Rule.QUEUE_AGAIN:
        again = _undo_again(job, now)
        if job.state is not JobState.QUEUED:
            return job.moved_to(JobState.QUEUED, now, **again)
        return job.noted(now, **again) if again else job
    return job


def _undo_again(job: Job, now: datetime.datetime) -> dict[str, Any]:
    """The time to take it back begins anew for a job that was left within it."""
    if job.send_at is None or job.changed_at >= job.send_at:
        return {}
    return {"send_at": now + (job.send_at - job.created_at)}
