"""The last step: a downloaded part becomes a clip in the user's folder and a row in the library."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.core.errors import BrokenVideo, InvalidRequest, MediaProblem, StorageProblem
from desktop.jobs import leftovers
from desktop.jobs.job import JobState

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.jobs.job import Job
    from desktop.jobs.life import Life
    from desktop.library.clips import Clip
    from desktop.media.probe import VideoFacts

logger = logging.getLogger(__name__)


def part_path(job: Job, videos: Path) -> Path:
    """Where the download of this job goes: beside what it will be."""
    folder = job.output.parent if job.output is not None else videos
    return folder / f"{job.id}.mp4.part"


def is_placed(job: Job) -> bool:
    """Whether the video got its name already, just before an earlier end of the process.

    A part that is still there is removed, if the video is this job's: the same file, or one with
    its recipe inside.
    """
    if job.video is None or job.part is None or not job.video.is_file():
        return False
    if job.part.exists():
        if not job.part.samefile(job.video) and not _is_of(job, job.video):
            return False
        job.part.unlink()
    return job.video.stat().st_size == job.size_bytes


def _is_of(job: Job, video: Path) -> bool:
    from desktop.media import recipe

    found = recipe.read(video)
    return found is not None and found.get("id") == job.id


async def shelve(life: Life) -> None:
    """Check the part, write the recipe, place it, journal READY with the clip in one transaction.

    Name and size are journalled before the file gets them, so that a placed file is found again
    after a kill. Raises BrokenVideo, StorageProblem.
    """
    from desktop.media.probe import probe
    from desktop.media.workshop import WorkCrashed

    is_there = await asyncio.to_thread(is_placed, life.job)
    source = life.job.video if is_there else life.job.part
    assert source is not None
    try:
        facts = await life.tools.workshop.run(probe, source)
    except WorkCrashed as crash:
        raise BrokenVideo(name=source.name, detail="decoding it ends the program") from crash
    video = source
    if not is_there:
        ready, facts = await _with_recipe(life, source, facts)
        video = await _place(life, ready, facts.size_bytes)
        if ready != source:
            await asyncio.to_thread(source.unlink, missing_ok=True)
    poster = await _poster(life, video)
    clip = _clip(life.job, video, poster, facts)
    await life.advance(JobState.READY, clip=clip, video=video, size_bytes=facts.size_bytes)
    life.on_clip(clip)


async def _with_recipe(life: Life, part: Path, facts: VideoFacts) -> tuple[Path, VideoFacts]:
    """The film with its recipe inside, beside the part; the part itself where that fails."""
    from desktop.library.recipes import recipe_of
    from desktop.media import recipe
    from desktop.media.workshop import WorkCrashed

    job, ready = life.job, leftovers.ready_path(part)
    more = {"framing": job.framing.to_record(), "image_id": job.image_id}
    told = recipe_of(_clip(job, part, None, facts), **more)
    try:
        return ready, await life.tools.workshop.run(recipe.write, part, ready, told)
    except (MediaProblem, StorageProblem, WorkCrashed) as problem:
        logger.info("job %s is kept without its recipe: %s", job.id, problem)
        return part, facts


async def _place(life: Life, part: Path, size_bytes: int) -> Path:
    from desktop.library import folder

    wanted = _wanted(life.job, part.parent, life.tools.name_template())
    for number, name in enumerate(folder.names(wanted), 1):
        target = await asyncio.to_thread(_free, life.job, name, is_first=number == 1)
        if target is None:
            continue
        if (target, size_bytes) != (life.job.video, life.job.size_bytes):
            await life.note(video=target, size_bytes=size_bytes)
        try:
            return await asyncio.to_thread(folder.place_at, part, target)
        except InvalidRequest:
            logger.info("%s was taken meanwhile", target.name)
    raise AssertionError("the names do not end")


def _wanted(job: Job, videos: Path, template: str) -> Path:
    from desktop.library.folder import file_stem

    if job.output is not None:
        return videos / job.output.name
    stem = file_stem(job.request.prompt, job.created_at, job.frame_name, template, **_fields(job))
    return videos / f"{stem}.mp4"


def _free(job: Job, name: Path, *, is_first: bool) -> Path | None:
    """This name, unless a file has it; first of all the one journalled."""
    if is_first and job.video is not None and job.video.parent == name.parent:
        return job.video
    return None if name.exists() else name


def _fields(job: Job) -> dict[str, str]:
    """What a template can name beside date, time and prompt."""
    return {
        "size": str(job.request.dimensions),
        "seconds": str(job.request.duration_s),
        "id": job.id[:8],
    }


async def _poster(life: Life, video: Path) -> Path | None:
    """The first frame as a picture; a clip without one is still a clip."""
    from desktop.media.frames import poster
    from desktop.media.workshop import WorkCrashed

    target = life.tools.posters / f"{life.job.id}.jpg"
    try:
        await life.tools.workshop.run(poster, video, target)
    except (MediaProblem, StorageProblem, WorkCrashed) as problem:
        logger.info("no poster for job %s: %s", life.job.id, problem)
        return None
    return target


def _clip(job: Job, video: Path, poster: Path | None, facts: VideoFacts) -> Clip:
    from desktop.library.clips import Clip

    return Clip(
        id=job.id,
        account=job.account,
        request=job.request,
        created_at=job.created_at,
        video=video,
        poster=poster,
        frame=job.frame,
        frame_name=job.frame_name,
        width=facts.width,
        height=facts.height,
        duration_s=facts.duration_s,
        has_audio=facts.audio_codec is not None,
        size_bytes=facts.size_bytes,
        generation_id=job.generation_id,
        cost=job.cost,
        is_nsfw=job.is_nsfw,
        rendering_s=job.rendering_s,
        origin=job.origin,
    )
