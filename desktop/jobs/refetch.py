"""A clip's film fetched once more from Leonardo, when its file is gone from the disk."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.core.errors import BrokenVideo, LinkExpired, MediaProblem, NotFound
from desktop.jobs import leftovers
from desktop.jobs.watch import video_address

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.leonardo.api import VideoApi
    from desktop.library.clips import Clip
    from desktop.media.workshop import Workshop

logger = logging.getLogger(__name__)


async def refetch(clip: Clip, api: VideoApi, workshop: Workshop) -> tuple[Path, int]:
    """Bring the film back to where it lay; where it lies now, and its bytes.

    A file that has its place meanwhile stays: the film gets a name beside it. Raises NotFound
    where Leonardo has it no more, BrokenVideo, StorageProblem, and as `VideoApi` does.
    """
    from desktop.library import folder

    if clip.generation_id is None:
        raise NotFound(detail="it is not known what it is at Leonardo")
    address = video_address(await api.generation(clip.generation_id))
    if address is None:
        raise LinkExpired(detail="the generation names no video any more")
    await asyncio.to_thread(folder.ensure_writable, clip.video.parent)
    part = clip.video.parent / f"{clip.id}.mp4.part"
    try:
        await api.download(address, part)
        ready, size_bytes = await _with_recipe(clip, part, workshop)
        placed = await asyncio.to_thread(folder.place_beside, ready, clip.video)
        return placed, size_bytes
    finally:
        await asyncio.to_thread(leftovers.remove, leftovers.parts_of(part))


async def _with_recipe(clip: Clip, part: Path, workshop: Workshop) -> tuple[Path, int]:
    """The film with its recipe inside; as it came where that fails. Raises BrokenVideo."""
    from desktop.library.recipes import recipe_of
    from desktop.media import recipe
    from desktop.media.probe import probe
    from desktop.media.workshop import WorkCrashed

    try:
        facts = await workshop.run(probe, part)
    except WorkCrashed as crash:
        raise BrokenVideo(name=part.name, detail="decoding it ends the program") from crash
    ready = leftovers.ready_path(part)
    try:
        written = await workshop.run(recipe.write, part, ready, recipe_of(clip))
    except (MediaProblem, WorkCrashed) as problem:
        logger.info("clip %s is kept without its recipe: %s", clip.id, problem)
        return part, facts.size_bytes
    return ready, written.size_bytes
