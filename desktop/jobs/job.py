"""A clip on its way: the frozen Job, its states, and the transitions that are allowed."""

from __future__ import annotations

import dataclasses
import enum
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.media.framing import WHOLE, Framing

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from desktop.core.cost import Cost
    from desktop.core.errors import Problem
    from desktop.core.origin import Origin
    from desktop.core.request import GenerationRequest


class JobState(enum.Enum):
    """Where a clip stands in its life (DESIGN.md section 3). A draft is not a job yet."""

    QUEUED = "queued"
    PREPARING = "preparing"
    UPLOADING = "uploading"
    SUBMITTING = "submitting"
    UNCONFIRMED = "unconfirmed"
    GENERATING = "generating"
    DOWNLOADING = "downloading"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_finished(self) -> bool:
        """Nothing more happens by itself, and nothing is owed to the user."""
        return self in _FINISHED

    @property
    def is_running(self) -> bool:
        """A runner works on it, or takes it up at the next start."""
        return not self.is_finished and self is not JobState.UNCONFIRMED

    @property
    def is_paid_for(self) -> bool:
        """Leonardo has accepted it, and its clip is not here yet."""
        return self in {JobState.GENERATING, JobState.DOWNLOADING}


WITHOUT_CLIP = frozenset({JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED})
_FINISHED = WITHOUT_CLIP | {JobState.READY}

TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    # straight to SUBMITTING when its picture is uploaded already and only a free slot was lacking
    JobState.QUEUED: frozenset(
        {JobState.PREPARING, JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED}
    ),
    JobState.PREPARING: frozenset(
        {JobState.UPLOADING, JobState.QUEUED, JobState.FAILED, JobState.CANCELLED}
    ),
    JobState.UPLOADING: frozenset(
        {JobState.SUBMITTING, JobState.QUEUED, JobState.FAILED, JobState.CANCELLED}
    ),
    # back to QUEUED only when the reply, or its certain absence, says that nothing was created
    JobState.SUBMITTING: frozenset(
        {JobState.GENERATING, JobState.UNCONFIRMED, JobState.QUEUED, JobState.FAILED}
    ),
    JobState.UNCONFIRMED: frozenset({JobState.GENERATING, JobState.CANCELLED, JobState.FAILED}),
    # cancelled after the POST: nobody listens any more, the generation id is kept all the same
    JobState.GENERATING: frozenset(
        {JobState.DOWNLOADING, JobState.FAILED, JobState.EXPIRED, JobState.CANCELLED}
    ),
    JobState.DOWNLOADING: frozenset(
        {
            JobState.READY,
            JobState.GENERATING,
            JobState.FAILED,
            JobState.EXPIRED,
            JobState.CANCELLED,
        }
    ),
    JobState.READY: frozenset(),
    # given up by somebody while the reply was on its way: a generation id is never dropped
    JobState.FAILED: frozenset({JobState.GENERATING}),
    JobState.CANCELLED: frozenset({JobState.GENERATING}),
    # the server may still have it: polling may be taken up again
    JobState.EXPIRED: frozenset({JobState.GENERATING}),
}

SANDBOX = "sandbox"
LEONARDO = "leonardo"


@dataclass(frozen=True)
class Job:
    """One clip's life so far. Changed only by `moved_to` and `noted`, and journalled each time.

    `revision` counts the journalled changes: two processes cannot make the same step twice.
    `frame` is our own copy of the picture as brought in, `framing` how it is laid into the clip's
    shape, `prepared` the copy that is sent.
    `problem` on a running job is why it waits; on a finished one, why it failed. `place` orders
    those that wait, the lowest first; until `send_at` the user may take it back before it is sent.
    `rendering_s` is how long Leonardo took, as far as the polls could tell. `origin` is the frame
    of another clip that it goes on from.
    """

    id: str
    account: str
    request: GenerationRequest
    state: JobState
    created_at: datetime.datetime
    changed_at: datetime.datetime
    frame: Path
    frame_name: str
    framing: Framing = WHOLE
    revision: int = 0
    prepared: Path | None = None
    image_id: str | None = None
    submitted_at: datetime.datetime | None = None
    generation_id: str | None = None
    cost: Cost | None = None
    video_url: str | None = None
    part: Path | None = None
    size_bytes: int = 0
    is_nsfw: bool = False
    output: Path | None = None
    video: Path | None = None
    problem: Problem | None = None
    retry_of: str | None = None
    place: float = 0.0
    send_at: datetime.datetime | None = None
    rendering_s: float | None = None
    origin: Origin | None = None

    @property
    def is_fetchable(self) -> bool:
        """Whether it ended without a clip that Leonardo may still have."""
        is_open = self.state in {JobState.EXPIRED, JobState.CANCELLED}
        return is_open and self.generation_id is not None

    @classmethod
    def new(
        cls,
        request: GenerationRequest,
        *,
        account: str,
        frame: Path,
        frame_name: str,
        now: datetime.datetime,
        framing: Framing = WHOLE,
        output: Path | None = None,
        retry_of: str | None = None,
        place: float = 0.0,
        send_at: datetime.datetime | None = None,
        origin: Origin | None = None,
    ) -> Job:
        """A queued job; `frame` is a file that stays where it is until the job is forgotten."""
        return cls(
            id=str(uuid.uuid4()),
            account=account,
            request=request,
            state=JobState.QUEUED,
            created_at=now,
            changed_at=now,
            frame=frame,
            frame_name=frame_name,
            framing=framing,
            output=output,
            retry_of=retry_of,
            place=place,
            send_at=send_at,
            origin=origin,
        )

    def moved_to(self, state: JobState, now: datetime.datetime, **values: Any) -> Job:
        """The job in another state. Raises ValueError for a step the table does not allow."""
        if state not in TRANSITIONS[self.state]:
            raise ValueError(f"{self.state.value} → {state.value} is not a step of a clip's life")
        values.setdefault("problem", None)
        return dataclasses.replace(
            self, state=state, changed_at=now, revision=self.revision + 1, **values
        )

    def noted(self, now: datetime.datetime, **values: Any) -> Job:
        """The job in the same state with more known about it."""
        return dataclasses.replace(self, changed_at=now, revision=self.revision + 1, **values)
