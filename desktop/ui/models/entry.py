"""One card of the shelf: a job on its way, the clip it became, or both, told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import Moderated, NetworkProblem, Offline, RateLimited
from desktop.jobs.job import JobState

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from desktop.core.errors import Problem
    from desktop.core.request import GenerationRequest
    from desktop.jobs.job import Job
    from desktop.library.clips import Clip

Progress = tuple[int, int | None]
"""Bytes that are there, and bytes in all where they are known."""


def tr(text: str) -> str:
    """A sentence of this file in the user's language."""
    return QCoreApplication.translate("ShelfEntry", text)


@dataclass(frozen=True)
class ShelfEntry:
    """A job, a clip, or a clip with the job that made it; `id` is the same for both."""

    id: str
    job: Job | None = None
    clip: Clip | None = None

    @classmethod
    def of_job(cls, job: Job, clip: Clip | None = None) -> ShelfEntry:
        return cls(id=job.id, job=job, clip=clip)

    @classmethod
    def of_clip(cls, clip: Clip, job: Job | None = None) -> ShelfEntry:
        return cls(id=clip.id, job=job, clip=clip)

    # ── what it is ───────────────────────────────────────────────────────────────────────────

    @property
    def _source(self) -> Job | Clip:
        source = self.clip or self.job
        assert source is not None, "an entry is made of a job or a clip"
        return source

    @property
    def request(self) -> GenerationRequest:
        return self._source.request

    @property
    def created_at(self) -> datetime.datetime:
        """When the user asked for it: the order of the shelf."""
        return self.job.created_at if self.job else self._source.created_at

    @property
    def title(self) -> str:
        """The prompt on one line; the picture's name where there is none."""
        return " ".join(self.request.prompt.split()) or self._source.frame_name

    @property
    def size_text(self) -> str:
        """`1280 × 720`; "Auto" until the clip is there to be measured."""
        if self.clip is not None:
            return f"{self.clip.width} × {self.clip.height}"
        size = self.request.dimensions
        return tr("Auto") if size.is_auto else f"{size.width} × {size.height}"

    @property
    def seconds(self) -> int:
        """How long the clip is, or was asked to be."""
        return round(self.clip.duration_s) if self.clip else self.request.duration_s

    @property
    def meta_text(self) -> str:
        """`1280 × 720 · 6 s`."""
        return tr("{size} · {seconds} s").format(size=self.size_text, seconds=self.seconds)

    @property
    def pictures(self) -> tuple[Path, ...]:
        """Files that show it, the best first."""
        clip, job = self.clip, self.job
        found = [clip.poster, clip.frame] if clip else []
        found += [job.frame] if job else []
        return tuple(path for path in found if path is not None)

    # ── how it stands ────────────────────────────────────────────────────────────────────────

    @property
    def state(self) -> JobState:
        """READY as soon as there is a clip, whatever its job still says."""
        return self.job.state if self.job and not self.clip else JobState.READY

    @property
    def is_running(self) -> bool:
        return self.state.is_running

    @property
    def is_failed(self) -> bool:
        """It ended without a clip: failed, moderated, expired or cancelled."""
        return self.state.is_finished and self.state is not JobState.READY

    @property
    def needs_attention(self) -> bool:
        """Something went wrong that the user should look at."""
        waits_for_user = self.is_running and self._waits_for_user
        is_bad = self.state in {JobState.FAILED, JobState.EXPIRED, JobState.UNCONFIRMED}
        return is_bad or waits_for_user

    @property
    def can_retry(self) -> bool:
        """Whether the same clip may be asked for again without losing one already paid for."""
        return self.job is not None and self.is_failed

    @property
    def can_delete(self) -> bool:
        return self.state.is_finished

    @property
    def problem(self) -> Problem | None:
        return self.job.problem if self.job and not self.clip else None

    @property
    def _waits_for_user(self) -> bool:
        problem = self.problem
        return problem is not None and not problem_passes(problem)

    @property
    def started_at(self) -> datetime.datetime:
        """From when its time is counted: accepted by Leonardo, before that asked for."""
        return (self.job and self.job.submitted_at) or self.created_at

    def state_text(self, now: datetime.datetime, progress: Progress | None = None) -> str:
        """The state in words, with what is truly known of how far it is."""
        if self.is_running and self.problem is not None:
            return waiting_words(self.problem)
        if self.state is JobState.FAILED and isinstance(self.problem, Moderated):
            return tr("Moderated")
        words = state_words(self.state)
        if self.state not in {JobState.GENERATING, JobState.DOWNLOADING}:
            return words
        known = None if self.state is JobState.GENERATING else percent(progress)
        return f"{words} · {known or elapsed(self.started_at, now)}"

    def accessible_text(self, state_text: str) -> str:
        """What a screen reader says of the card."""
        size = self.size_text.replace("×", tr("by"))
        return tr("Video, {state}, {size}, {seconds} s, prompt {title}").format(
            state=state_text.lower(), size=size, seconds=self.seconds, title=self.title
        )


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


def problem_passes(problem: Problem) -> bool:
    """Whether a running job gets over it without the user."""
    return isinstance(problem, RateLimited | NetworkProblem) or (
        problem.can_retry and problem.code not in {"disk_full", "folder_unwritable", "storage"}
    )


def waiting_words(problem: Problem) -> str:
    """Why a running job does not get on."""
    if isinstance(problem, RateLimited):
        return tr("Waiting for a free slot")
    if isinstance(problem, Offline):
        return tr("Offline, will go on")
    return tr("Trying again") if problem_passes(problem) else tr("Needs your help")


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
