"""Where a start frame was taken from: the clip that another one goes on from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Origin:
    """A frame of a clip: the clip's id, and the frame's presentation time in it, in seconds.

    Joined with what goes on from it, the clip ends with this frame.
    """

    clip_id: str
    at_s: float

    def to_record(self) -> dict[str, Any]:
        """The origin as a JSON object."""
        return {"clip_id": self.clip_id, "at_s": self.at_s}

    @classmethod
    def from_record(cls, record: object) -> Self | None:
        """The origin `to_record` wrote; None for anything else: a clip without one is whole."""
        if not isinstance(record, dict):
            return None
        clip_id, at_s = record.get("clip_id"), record.get("at_s")
        if not isinstance(clip_id, str) or not isinstance(at_s, int | float):
            return None
        return cls(clip_id, float(at_s)) if clip_id and math.isfinite(at_s) and at_s >= 0 else None
