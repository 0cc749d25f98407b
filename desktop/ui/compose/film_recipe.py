"""What a film of ours says it was made of: a draft to go on from."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.core import wildcards
from desktop.core.origin import Origin
from desktop.media.framing import WHOLE, Framing
from desktop.ui.compose.draft import Draft

if TYPE_CHECKING:
    from pathlib import Path


async def read(film: Path, frames: Path) -> Draft | None:
    """The choices in the film's recipe, checked; None for a film without one that we understand.

    Its picture is our copy in `frames`; without one it was made on another computer.
    """
    return await asyncio.to_thread(_read, film, frames)


def _read(film: Path, frames: Path) -> Draft | None:
    from desktop.library.recipes import frame_name, kept_frame, request_of
    from desktop.media import recipe

    found = recipe.read(film)
    request = None if found is None else request_of(found)
    if found is None or request is None:
        return None
    picture = kept_frame(found, frames)
    return Draft(
        prompt=wildcards.escaped(request.prompt),
        picture=picture,
        picture_name=frame_name(found),
        dimensions=request.dimensions,
        duration_s=request.duration_s,
        audio=request.audio,
        public=request.public,
        origin=Origin.from_record(found.get("origin")),
        framing=WHOLE if picture is None else _framing(found.get("framing")),
    )


def _framing(record: object) -> Framing:
    try:
        return Framing.from_record(record if isinstance(record, dict) else None)
    except (KeyError, TypeError, ValueError):
        return WHOLE
