"""The account's generations: records with the files rendered for them."""

from __future__ import annotations

import dataclasses
import datetime
import time
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from desktop.sandbox.shelf import Shelf

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from desktop.sandbox.order import Order

_GREGORIAN_TICKS = 0x01B2_1DD2_1381_4000  # 100 ns from 1582-10-15 to 1970-01-01


class Rendering(StrEnum):
    """How far the film is."""

    WAITING = "waiting"
    DONE = "done"
    BROKEN = "broken"


class Fate(StrEnum):
    """What was decided at submission about how a generation ends."""

    VIDEO = "video"
    NSFW_VIDEO = "nsfw-video"
    EMPTY = "empty"
    FAILED = "failed"
    MODERATED = "moderated"

    @property
    def has_film(self) -> bool:
        return self in {Fate.VIDEO, Fate.NSFW_VIDEO}


@dataclass(frozen=True)
class Generation:
    """One accepted order. `picture` names a file under the sandbox's folder; times are epoch."""

    id: str
    image_id: str
    prompt: str
    width: int
    height: int
    duration_s: int
    audio: bool
    public: bool
    picture: str
    cost_usd: str
    created_at: float
    fate: Fate = Fate.VIDEO
    rendering: Rendering = Rendering.WAITING

    @classmethod
    def accept(cls, order: Order, *, picture: str, cost_usd: Decimal, fate: Fate) -> Generation:
        """A new generation for an order."""
        return cls(
            id=str(time_ordered_uuid()),
            image_id=str(uuid.uuid4()),
            prompt=order.prompt,
            width=order.width,
            height=order.height,
            duration_s=order.duration_s,
            audio=order.audio,
            public=order.public,
            picture=picture,
            cost_usd=str(cost_usd),
            created_at=time.time(),
            fate=fate,
        )

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Generation:
        """The generation `dataclasses.asdict` wrote. Raises TypeError, ValueError, KeyError."""
        values = {**record, "fate": Fate(record["fate"])}
        return cls(**{**values, "rendering": Rendering(record["rendering"])})

    def status(self, render_s: float) -> str:
        """PENDING until `render_s` have passed and the film is there, then COMPLETE or FAILED."""
        is_awaited = self.fate.has_film and self.rendering is Rendering.WAITING
        if is_awaited or time.time() < self.created_at + render_s:
            return "PENDING"
        has_failed = self.rendering is Rendering.BROKEN or self.fate in {
            Fate.FAILED,
            Fate.MODERATED,
        }
        return "FAILED" if has_failed else "COMPLETE"


class Generations:
    """Every generation, newest first, with `<id>.mp4` and `<id>.jpg` beside its record."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder)

    def load(self) -> None:
        """Read what is there; where the film is gone it has to be rendered again."""
        self._shelf.load()
        for generation in self.all():
            is_gone = not self.video(generation.id).is_file()
            if generation.rendering is Rendering.DONE and is_gone:
                self.put(dataclasses.replace(generation, rendering=Rendering.WAITING))

    def all(self) -> list[Generation]:
        """Newest first."""
        found = [_generation(record) for record in self._shelf.all()]
        return sorted((g for g in found if g), key=lambda g: (g.created_at, g.id), reverse=True)

    def get(self, generation_id: str) -> Generation | None:
        record = self._shelf.get(generation_id)
        return _generation(record) if record else None

    def with_image(self, image_id: str) -> Generation | None:
        """The generation whose `generated_images[].id` this is."""
        return next((g for g in self.all() if g.image_id == image_id), None)

    def put(self, generation: Generation, *, only_known: bool = False) -> bool:
        """Keep a generation. Raises OSError."""
        record = dataclasses.asdict(generation)
        return self._shelf.put(generation.id, record, only_known=only_known)

    def remove(self, generation_id: str) -> bool:
        """Forget a generation and its files; False if there is none."""
        return self._shelf.remove(generation_id)

    def video(self, generation_id: str) -> Path:
        return self._shelf.folder / f"{generation_id}.mp4"

    def poster(self, generation_id: str) -> Path:
        return self._shelf.folder / f"{generation_id}.jpg"


def _generation(record: dict[str, Any]) -> Generation | None:
    try:
        return Generation.from_record(record)
    except (TypeError, ValueError, KeyError):
        return None


def time_ordered_uuid() -> uuid.UUID:
    """A UUID of version 6, as the API gives for generations (leonardo-api.md section 3.2)."""
    ticks = time.time_ns() // 100 + _GREGORIAN_TICKS
    high, low = ticks >> 12, ticks & 0xFFF
    tail = uuid.uuid4().int & (1 << 62) - 1
    return uuid.UUID(int=high << 80 | 0x6 << 76 | low << 64 | 0b10 << 62 | tail)


def timestamp(epoch_s: float) -> str:
    """A time as the API writes it: UTC, milliseconds, no zone."""
    moment = datetime.datetime.fromtimestamp(epoch_s, datetime.UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds")
