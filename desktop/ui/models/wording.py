"""How a job stands, in few words: what a card has room for."""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import Moderated, NetworkProblem, Offline, RateLimited
from desktop.jobs.job import JobState

if TYPE_CHECKING:
    from desktop.core.errors import Problem
    from desktop.jobs.job import Job
    from desktop.ui.models.standing import Progress, Standing

_BEFORE_SENDING = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})
_TEENS = range(11, 14)


def tr(text: str) -> str:
    """A sentence of this file in the user's language."""
    return QCoreApplication.translate("JobWording", text)


def job_words(job: Job, now: datetime.datetime, standing: Standing) -> str:
    """The state of a job that has no clip yet, with what is truly known of how far it is."""
    held_up = _held_up_words(job, now, standing)
    if held_up:
        return held_up
    words = state_words(job.state)
    if job.state is JobState.QUEUED:
        return with_place(words, standing.place)
    if job.state is JobState.UNCONFIRMED and standing.is_searching:
        return tr("Looking for it…")
    if job.state is JobState.FAILED and isinstance(job.problem, Moderated):
        return tr("Moderated")
    if job.state not in {JobState.GENERATING, JobState.DOWNLOADING}:
        return words
    known = None if job.state is JobState.GENERATING else percent(standing.progress)
    return f"{words} · {known or elapsed(started_at(job), now)}"


def _held_up_words(job: Job, now: datetime.datetime, standing: Standing) -> str:
    """Why it does not get on right now; empty where nothing holds it up."""
    if job.state is JobState.QUEUED and standing.is_paused:
        return with_place(tr("Paused"), standing.place)
    if job.state.is_running and job.problem is not None:
        return waiting_words(job, now)
    if job.state in _BEFORE_SENDING and standing.is_offline:
        return tr("Waits for the connection")
    left_s = undo_left_s(job, now)
    return tr("Sending in {n}…").format(n=left_s) if left_s else ""


def state_words(state: JobState) -> str:
    """Each state in one word."""
    return {
        JobState.QUEUED: tr("Waiting"),
        JobState.PREPARING: tr("Preparing"),
        JobState.UPLOADING: tr("Uploading"),
        JobState.SUBMITTING: tr("Sending"),
        JobState.UNCONFIRMED: tr("Unconfirmed"),
        JobState.GENERATING: tr("Generating"),
        JobState.DOWNLOADING: tr("Downloading"),
        JobState.READY: tr("Done"),
        JobState.FAILED: tr("Failed"),
        JobState.CANCELLED: tr("Cancelled"),
        JobState.EXPIRED: tr("Expired"),
    }[state]


def with_place(words: str, place: int | None) -> str:
    """`Waiting · 3rd`; the first is simply next."""
    if place is None:
        return words
    return f"{words} · {tr('next') if place == 1 else ordinal(place)}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = {1: tr("{n}st"), 2: tr("{n}nd"), 3: tr("{n}rd")}.get(number % 10, tr("{n}th"))
    if number % 100 in _TEENS:
        ending = tr("{n}th")
    return ending.format(n=number)


def problem_passes(problem: Problem) -> bool:
    """Whether a running job gets over it without the user."""
    return isinstance(problem, RateLimited | NetworkProblem) or (
        problem.can_retry and problem.code not in {"disk_full", "folder_unwritable", "storage"}
    )


def waiting_words(job: Job, now: datetime.datetime) -> str:
    """Why a running job does not get on."""
    problem = job.problem
    assert problem is not None, "it does get on"
    if isinstance(problem, RateLimited):
        left_s = slot_left_s(job, now)
        words = tr("Waiting for a free slot")
        return f"{words} · {tr('{n} s').format(n=left_s)}" if left_s else words
    if isinstance(problem, Offline):
        return tr("Offline, will go on")
    return tr("Trying again") if problem_passes(problem) else tr("Needs your help")


def slot_left_s(job: Job, now: datetime.datetime) -> int:
    """Seconds until Leonardo may be asked for a slot again; 0 where it is not known."""
    asked_s = job.problem.facts.get("retry_after_s") if job.problem else None
    if not isinstance(job.problem, RateLimited) or not isinstance(asked_s, int | float):
        return 0
    return _seconds_until(job.changed_at + datetime.timedelta(seconds=asked_s), now)


def undo_left_s(job: Job, now: datetime.datetime) -> int:
    """Seconds, begun ones as well, in which the job can be taken back; 0 when it cannot."""
    if job.state not in _BEFORE_SENDING or job.send_at is None:
        return 0
    return _seconds_until(job.send_at, now)


def _seconds_until(moment: datetime.datetime, now: datetime.datetime) -> int:
    return max(0, math.ceil((moment - now).total_seconds()))


def started_at(job: Job) -> datetime.datetime:
    """From when its time is counted: accepted by Leonardo, before that asked for."""
    return job.submitted_at or job.created_at


def percent(progress: Progress | None) -> str | None:
    """`42 %` of real bytes; None where the whole is not known."""
    if progress is None or not progress[1]:
        return None
    return f"{min(100, progress[0] * 100 // progress[1])} %"


def elapsed(since: datetime.datetime, now: datetime.datetime) -> str:
    """`0:41`, and `1:02:03` for what takes hours."""
    seconds = max(0, int((now - since).total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
