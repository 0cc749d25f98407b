"""One card of the shelf: a job on its way, the clip it became, or both, told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.jobs.job import JobState
from desktop.ui.models.wording import job_words, problem_passes, state_words, undo_left_s

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from desktop.core.errors import Problem
    from desktop.core.request import GenerationRequest
    from desktop.jobs.job import Job
    from desktop.library.clips import Clip
    from desktop.ui.models.standing import Standing


_SENT = frozenset(
    {JobState.SUBMITTING, JobState.UNCONFIRMED, JobState.GENERATING, JobState.DOWNLOADING}
)


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
    def is_waiting(self) -> bool:
        """It waits for its turn; the order of those that do is the user's."""
        return self.state is JobState.QUEUED

    @property
    def is_timed(self) -> bool:
        """Its words change as time goes by."""
        if self.job is None or not self.is_running:
            return False
        is_counting = self.job.send_at is not None or self.problem is not None
        return is_counting if self.is_waiting else True

    @property
    def can_clear(self) -> bool:
        """It ended without a clip, and nothing that was paid for hangs on its card."""
        is_lost = self.state is JobState.EXPIRED and self.job and self.job.generation_id
        return self.is_failed and not is_lost

    @property
    def can_cancel(self) -> bool:
        return self.is_running

    @property
    def is_sent(self) -> bool:
        """Leonardo has it, or may have it: it can no longer be called back."""
        return self.state in _SENT

    def can_undo(self, now: datetime.datetime) -> bool:
        """Whether it can be taken back before it is sent, free of charge."""
        return self.job is not None and undo_left_s(self.job, now) > 0

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

    def state_text(self, now: datetime.datetime, standing: Standing) -> str:
        """The state in words, with what is truly known of how far it is."""
        if self.job is None or self.clip is not None:
            return state_words(self.state)
        return job_words(self.job, now, standing)

    def accessible_text(self, state_text: str) -> str:
        """What a screen reader says of the card."""
        size = self.size_text.replace("×", tr("by"))
        return tr("Video, {state}, {size}, {seconds} s, prompt {title}").format(
            state=state_text.lower(), size=size, seconds=self.seconds, title=self.title
        )
