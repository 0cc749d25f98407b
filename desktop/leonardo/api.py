"""What the API is to the rest of the house: its promises and the values it speaks in."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop.core.errors import Offline, RateLimited

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal
    from pathlib import Path

    from desktop.core.cost import Cost
    from desktop.core.request import GenerationRequest

DEFAULT_URL = "https://cloud.leonardo.ai/api/rest"
NOTHING_WAS_CREATED = (Offline, RateLimited)
"""After these alone a POST that costs money may be sent again, by whoever keeps the job's journal:
not a byte of its body was written (refused, no such name, no TLS, no tunnel), or the reply itself
says that nothing was created (429, queue full)."""
OnProgress = Callable[[int, int | None], None]
"""Told (bytes done, bytes in all or None), at most ten times a second, on the caller's loop."""


class GenerationStatus(enum.Enum):
    """Where a generation stands; anything the server says beyond these counts as PENDING."""

    PENDING = "PENDING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Submitted:
    """The reply to POST /v2/generations; `status` and `request_id` are for the timeline."""

    generation_id: str
    cost: Cost | None
    status: int | None = field(default=None, compare=False)
    request_id: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Generation:
    """A generation as GET /v1/generations/{id} tells it; everything but id and status may lack.

    `is_nsfw` is True when every image of a non-empty list is marked so; `classification` holds
    the moderation classes, e.g. ("NSFW",).
    """

    id: str
    status: GenerationStatus
    created_at: datetime.datetime | None = None
    prompt: str | None = None
    width: int | None = None
    height: int | None = None
    public: bool | None = None
    video_url: str | None = None
    poster_url: str | None = None
    has_images: bool = False
    is_nsfw: bool = False
    classification: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """The account as GET /v1/me tells it. `balance` in the API's own unit; None when not told."""

    user_id: str
    name: str | None
    balance: Decimal | None
    concurrency_slots: int | None


@dataclass(frozen=True)
class Downloaded:
    """A file received whole: `size_bytes` on disk equals what the server promised."""

    path: Path
    size_bytes: int


class VideoApi(Protocol):
    """The API as the runner uses it. Every method raises a `core.errors.Problem` when it fails."""

    async def upload(self, picture: Path) -> str:
        """Bring a prepared picture (.jpg .jpeg .png .webp) to storage; returns its image id.

        Asks for a presigned ticket right before; an expired ticket is replaced once or twice.
        """
        ...

    async def has_image(self, image_id: str) -> bool:
        """Whether the account still has a picture that was uploaded. Costs nothing."""
        ...

    async def submit(self, request: GenerationRequest, image_id: str) -> Submitted:
        """POST /v2/generations, once, never repeated here.

        Raises Offline only when not a byte was written, ReplyLost when it may have been carried
        out, RateLimited when the reply says that nothing was created.
        """
        ...

    async def generation(self, generation_id: str) -> Generation:
        """One reading of a generation. Raises NotFound when the account has none of this id."""
        ...

    async def generations(
        self, user_id: str, *, offset: int = 0, limit: int = 10
    ) -> list[Generation]:
        """The account's generations, newest first."""
        ...

    async def me(self) -> Account:
        """The account behind the key; also the free test of a key."""
        ...

    async def delete(self, generation_id: str) -> None:
        """Remove a generation at Leonardo. Raises NotFound."""
        ...

    async def download(
        self, url: str, part: Path, on_progress: OnProgress | None = None
    ) -> Downloaded:
        """Stream a video into `part`, going on from what is there when the server can.

        Without Authorization. Raises LinkExpired, BrokenVideo (wrong length), DiskFull, ...;
        what was received stays in `part`.
        """
        ...

    async def close(self) -> None: ...
