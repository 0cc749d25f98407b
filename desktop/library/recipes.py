"""What a clip's recipe says, and the clip it was told of: whatever a file claims is checked."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop.core.cost import Cost
from desktop.core.errors import InvalidRequest
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest
from desktop.library.clips import Clip

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.unshelved import VideoFacts

_ACCOUNT = re.compile(r"sandbox|leonardo|account-[0-9a-f]{12}")
_GENERATION = re.compile(r"[0-9A-Za-z-]{1,64}")
_KEPT_FRAME = re.compile(r"[0-9a-f]{64}\.[a-z]{3,4}")
_UNIT = re.compile(r"[A-Z]{1,16}")
_MOST_NAME_CHARS = 255
_LONGEST_S = 24 * 3600.0


def recipe_of(clip: Clip, **more: object) -> dict[str, Any]:
    """What goes into the clip's file: all that made it, nothing of where it lies.

    `more` are JSON values that only its maker knows, as its framing.
    """
    return {
        "id": clip.id,
        "account": clip.account,
        "request": clip.request.to_record(),
        "created_at": clip.created_at.astimezone(UTC).isoformat(),
        "frame": None if clip.frame is None else clip.frame.name,
        "frame_name": clip.frame_name,
        "generation_id": clip.generation_id,
        "cost": None if clip.cost is None else clip.cost.to_record(),
        "origin": None if clip.origin is None else clip.origin.to_record(),
        "is_nsfw": clip.is_nsfw,
        "rendering_s": clip.rendering_s,
    } | more


def clip_of(recipe: dict[str, Any], video: Path, facts: VideoFacts, frames: Path) -> Clip | None:
    """The clip that `video` is by its recipe, without a poster; None for a recipe that lies.

    `frames` is where start frames are kept: it has the clip's only if it is there still.
    """
    try:
        return Clip(
            id=str(uuid.UUID(recipe["id"])),
            account=_matching(_ACCOUNT, recipe["account"]),
            request=GenerationRequest.from_record(recipe["request"]),
            created_at=_moment(recipe["created_at"]),
            video=video,
            poster=None,
            frame=kept_frame(recipe, frames),
            frame_name=_name(recipe["frame_name"]),
            width=facts.width,
            height=facts.height,
            duration_s=facts.duration_s,
            has_audio=facts.audio_codec is not None,
            size_bytes=facts.size_bytes,
            generation_id=_optional(_GENERATION, recipe.get("generation_id")),
            cost=_cost(recipe.get("cost")),
            is_nsfw=recipe.get("is_nsfw") is True,
            rendering_s=_seconds(recipe.get("rendering_s")),
            origin=Origin.from_record(recipe.get("origin")),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, InvalidRequest):
        return None


def request_of(recipe: dict[str, Any]) -> GenerationRequest | None:
    """What was asked for; None where the recipe does not say it in a way the model takes."""
    try:
        return GenerationRequest.from_record(recipe["request"])
    except (KeyError, TypeError, ValueError, AttributeError, InvalidRequest):
        return None


def frame_name(recipe: dict[str, Any]) -> str:
    """What the start frame was called; empty where the recipe does not say it."""
    try:
        return _name(recipe.get("frame_name"))
    except ValueError:
        return ""


def kept_frame(recipe: dict[str, Any], frames: Path) -> Path | None:
    """Our copy of the start frame, if it is there still."""
    name = recipe.get("frame")
    if not isinstance(name, str) or not _KEPT_FRAME.fullmatch(name):
        return None
    frame = frames / name
    return frame if frame.is_file() else None


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _optional(pattern: re.Pattern[str], value: object) -> str | None:
    return None if value is None else _matching(pattern, value)


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


def _name(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MOST_NAME_CHARS:
        raise ValueError(value)
    return value


def _cost(record: object) -> Cost | None:
    if record is None:
        return None
    if not isinstance(record, dict):
        raise TypeError(record)
    cost = Cost.from_record({key: str(value)[:32] for key, value in record.items()})
    if not cost.amount.is_finite() or not _UNIT.fullmatch(cost.unit):
        raise ValueError(record)
    return cost


def _seconds(value: object) -> float | None:
    is_told = isinstance(value, int | float) and 0 <= value <= _LONGEST_S
    return float(value) if is_told and isinstance(value, int | float) else None
