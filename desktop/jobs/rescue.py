"""A rebuilt database, filled again: from the folder of clips, then from the account."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import logging
import uuid
from typing import TYPE_CHECKING

from desktop.core.catalogue import default_model
from desktop.core.errors import (
    DatabaseDamaged,
    MediaProblem,
    Problem,
    ReplyLost,
    StorageProblem,
)
from desktop.core.notices import DatabaseRebuilt, FolderSearched, GenerationsReclaimed
from desktop.core.request import GenerationRequest
from desktop.jobs.job import Job, JobState
from desktop.jobs.journal import AlreadyAdopted
from desktop.jobs.resolver import BEFORE, looks_alike
from desktop.jobs.tools import utc_now
from desktop.leonardo.api import GenerationStatus
from desktop.library import rebuild
from desktop.library.database import Database
from desktop.library.folder import file_stem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from desktop.jobs.journal import Journal
    from desktop.leonardo.api import Generation, VideoApi
    from desktop.library.clips import Clip, ClipLibrary
    from desktop.library.collections import Collections
    from desktop.library.rebuild import Accident

    Apis = Callable[[str], Awaitable[VideoApi]]
    TakeIn = Callable[[Job], Awaitable[object]]

logger = logging.getLogger(__name__)

WITHOUT_BACKUP = datetime.timedelta(days=7)
"""So far back the account is searched when there was no backup to begin with."""
_PAGE = 20
_MOST_PAGES = 5_000  # a bound for a server that repeats itself, far beyond any account
_EVER = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_NAMESPACE = uuid.UUID("0d1c7f0e-4a63-4d26-8f0b-7d5a2f6c9e30")
_NOT_SENT = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})
_UNFINISHED = frozenset({JobState.UNCONFIRMED, JobState.GENERATING, JobState.DOWNLOADING})
_AGAIN_S, _AGAIN_AT_MOST_S = 30.0, 600.0


async def open_database(path: Path, now: Callable[[], datetime.datetime] = utc_now) -> Database:
    """The database, open; one that is damaged or gone is rebuilt from its newest good backup.

    Raises DatabaseDamaged when it is of a newer version or in use elsewhere, StorageProblem.
    """
    await asyncio.to_thread(rebuild.replace_missing, path, now())
    try:
        return await _opened(path)
    except DatabaseDamaged as damage:
        if "version" in damage.facts:
            raise
        logger.info("the database is looked into: %s", damage)
        await asyncio.to_thread(rebuild.begin, path, now())
        return await _opened(path)


async def _opened(path: Path) -> Database:
    database = Database(path)
    try:
        await database.open()
    except BaseException:
        await database.close()
        raise
    return database


_UNTOLD = frozenset({JobState.SUBMITTING, JobState.UNCONFIRMED})
"""Jobs that may have a generation at Leonardo which their row does not name yet."""


class Rescue:
    """What is left to do after an accident; nothing when there was none."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        library: ClipLibrary,
        collections: Collections,
        *,
        posters: Path,
        frames: Path,
        now: Callable[[], datetime.datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._journal = journal
        self._library = library
        self._collections = collections
        self._posters = posters
        self._frames = frames
        self._now = now
        self._sleep = sleep
        self._accident: Accident | None = None

    async def search_folder(self, videos: Path, account: str) -> DatabaseRebuilt | None:
        """Shelve what lies in the folder and is unknown, before anything is sent or polled.

        `account` is the one they count as made with. Jobs that the backup has as not sent may
        have been sent since: they become unconfirmed.
        What happened, or None when there was no accident or this was done. Raises StorageProblem.
        """
        self._accident = await asyncio.to_thread(rebuild.begun, self._database.path)
        accident = self._accident
        if accident is None or accident.is_folder_searched:
            return None
        uncertain = await self._doubt_unsent(accident)
        found = await self.search_again(videos, account)
        self._accident = dataclasses.replace(accident, is_folder_searched=True)
        await asyncio.to_thread(rebuild.note, self._database.path, self._accident)
        return DatabaseRebuilt(
            accident.kept, accident.backup_at, found.clips, uncertain, found.ignored
        )

    async def reclaim(self, apis: Apis, accounts: list[str], take_in: TakeIn) -> int:
        """Let `take_in` fetch the accounts' generations of which nothing is known any more.

        How many there were. Raises ApiProblem, NetworkProblem, StorageProblem: it is to be done
        again then.
        """
        accident, count = self._accident, 0
        if accident is None or not accounts:
            return 0
        since = (accident.backup_at or accident.found_at - WITHOUT_BACKUP) - BEFORE
        for account in accounts:
            newer = await _newer(await apis(account), since)
            for generation in await self._unknown(newer):
                with contextlib.suppress(AlreadyAdopted):  # it came to its job meanwhile
                    await take_in(self._job_of(generation, account))
                count += 1
        await asyncio.to_thread(rebuild.finish, self._database.path)
        self._accident = None
        logger.info("%s generations are fetched that the rebuilt database did not know", count)
        return count

    async def missing(self, api: VideoApi, account: str) -> list[Job]:
        """What the account ever made and is not here, as jobs to be taken in; nothing is begun.

        A clip that was deleted here stays so. Raises ApiProblem, NetworkProblem, StorageProblem.
        """
        everything = await _newer(api, _EVER)
        return [self._job_of(one, account) for one in await self._unknown(everything)]

    async def reclaim_in_time(
        self, apis: Apis, accounts: Callable[[], list[str]], take_in: TakeIn
    ) -> GenerationsReclaimed | None:
        """`reclaim`, again and again until the accounts could be asked."""
        delay_s = _AGAIN_S
        while self._accident is not None:
            asked = accounts()
            try:
                count = await self.reclaim(apis, asked, take_in)
            except Problem as problem:
                logger.info("the account cannot be asked for lost clips: %s", problem)
                await self._sleep(delay_s)
                delay_s = min(2 * delay_s, _AGAIN_AT_MOST_S)
            else:
                if asked:
                    return GenerationsReclaimed(count) if count else None
                await self._sleep(_AGAIN_S)  # until there is a key
        return None

    # ── the journal ──────────────────────────────────────────────────────────────────────────

    async def _doubt_unsent(self, accident: Accident) -> int:
        jobs = [job for job in await self._journal.all() if job.state in _NOT_SENT]
        lost = ReplyLost(detail="the database was rebuilt: it may have been sent since its backup")
        for job in jobs:
            doubted = dataclasses.replace(
                job,
                state=JobState.UNCONFIRMED,
                submitted_at=job.submitted_at or accident.backup_at or job.created_at,
                changed_at=self._now(),
                revision=job.revision + 1,
                problem=lost,
            )
            await self._journal.advance(job, doubted)
        return len(jobs)

    # ── the folder ───────────────────────────────────────────────────────────────────────────

    async def search_again(self, videos: Path, account: str) -> FolderSearched:
        """Shelve the clips in the folder that are unknown; what else lies there is left alone.

        Ours are those with a recipe inside, and those with a name such as clips get.
        """
        from desktop.library import unshelved

        known = await self._database.read(unshelved.known_videos)
        ids = await self._database.read(unshelved.known_ids)
        try:
            files = await asyncio.to_thread(unshelved.unknown_videos, videos, known)
        except StorageProblem as problem:
            logger.info("the folder of clips cannot be searched: %s", problem)
            return FolderSearched(0, 0)
        jobs = [job for job in await self._journal.all() if job.state in _UNFINISHED]
        clips = ignored = 0
        for file in files:
            clip = await asyncio.to_thread(_clip_in, file, account, self._posters, self._frames)
            if clip is None:
                ignored += 1
            elif not ids & {clip.id, clip.generation_id}:  # a copy of one that is there is no other
                ids |= {clip.id, clip.generation_id or clip.id}
                await self._shelve(clip, _job_for(jobs, clip))
                clips += 1
        return FolderSearched(clips, ignored)

    async def _shelve(self, clip: Clip, job: Job | None) -> None:
        """As a clip of its own, or as that of a job which came this far after the backup."""
        from desktop.library import sidecars

        names = await asyncio.to_thread(sidecars.told_collections, clip.video, clip.id)
        if job is None:
            await self._library.add(clip, names)
            self._collections.announce([clip.id] if names else [])
            return
        ready = dataclasses.replace(
            job,
            state=JobState.READY,
            video=clip.video,
            size_bytes=clip.size_bytes,
            changed_at=self._now(),
            revision=job.revision + 1,
            problem=None,
        )
        told_by_job = dataclasses.replace(
            clip,
            id=job.id,
            account=job.account,
            request=job.request,
            created_at=job.created_at,
            frame=job.frame,
            frame_name=job.frame_name,
            generation_id=job.generation_id,
            cost=job.cost,
        )
        await self._journal.advance(job, ready, clip=told_by_job)
        for name in names:
            await self._collections.put(await self._collections.make(name), [job.id])

    # ── the account ──────────────────────────────────────────────────────────────────────────

    async def _unknown(self, generations: list[Generation]) -> list[Generation]:
        """Those that are no job, no clip, and not what an unconfirmed job waits to be told.

        Such a job waits for one of them only: the first that was made, since it was sent first.
        """
        from desktop.library import unshelved

        taken = await self._journal.taken([generation.id for generation in generations])
        jobs = await self._journal.all()
        open_jobs = [job for job in jobs if job.state in _UNTOLD]
        clips = await self._library.without_generation()
        unknown = []
        for generation in reversed(generations):
            if generation.id in taken or _is_awaited(generation, open_jobs):
                continue
            await asyncio.sleep(0)  # with a large folder each takes some milliseconds
            clip = unshelved.same_clip(
                clips,
                prompt=generation.prompt,
                created_at=generation.created_at,
                size=(generation.width, generation.height),
            )
            if clip is None:
                unknown.append(generation)
            else:
                clips.remove(clip)
                await self._library.change([clip.id], generation_id=generation.id)
        return unknown[::-1]

    def _job_of(self, generation: Generation, account: str) -> Job:
        """A job at Leonardo. Its start frame is not known: a path where nothing lies."""
        request = GenerationRequest.closest(
            default_model(),
            prompt=generation.prompt or "",
            width=generation.width,
            height=generation.height,
            public=generation.public,
        )
        job_id = str(uuid.uuid5(_NAMESPACE, generation.id))
        created_at = generation.created_at or self._now()
        return Job(
            id=job_id,
            account=account,
            request=request,
            state=JobState.GENERATING,
            created_at=created_at,
            changed_at=self._now(),
            frame=self._posters.parent / "unknown-frames" / f"{job_id}.png",
            frame_name="",
            submitted_at=created_at,
            generation_id=generation.id,
            place=created_at.timestamp(),
        )


def _is_awaited(generation: Generation, open_jobs: list[Job]) -> bool:
    """Whether one of the unconfirmed jobs waits for it, which is then waiting no more."""
    job = next((job for job in open_jobs if looks_alike(job, generation)), None)
    if job is not None:
        open_jobs.remove(job)
    return job is not None


async def _newer(api: VideoApi, since: datetime.datetime) -> list[Generation]:
    """The account's videos created after `since`, newest first."""
    user_id = (await api.me()).user_id
    found: dict[str, Generation] = {}
    for page in range(_MOST_PAGES):
        read = await api.generations(user_id, offset=page * _PAGE, limit=_PAGE)
        new = [one for one in read if one.id not in found]
        found |= {one.id: one for one in new}
        if not new or all(one.created_at and one.created_at < since for one in new):
            break
    return [one for one in found.values() if _is_wanted(one, since)]


def _is_wanted(generation: Generation, since: datetime.datetime) -> bool:
    """A video, or what may become one; pictures made with other programs are not."""
    if generation.created_at is None or generation.created_at < since:
        return False
    is_pending = generation.status is GenerationStatus.PENDING
    return is_pending or generation.video_url is not None


def _clip_in(file: Path, account: str, posters: Path, frames: Path) -> Clip | None:
    """The clip a file holds; None for what is no whole video, or not ours. Blocks."""
    from desktop.library import recipes, sidecars, unshelved
    from desktop.media import recipe
    from desktop.media.frames import poster
    from desktop.media.probe import probe

    beside = sidecars.read(file)
    told = recipe.read(file) or beside
    if told is not None and told.get(recipe.DERIVED):
        return None  # a part of a clip, or a clip without its sound: the clip is another file
    if told is None and not unshelved.is_named(file):
        return None
    try:
        facts = probe(file)
        clip = None if told is None else recipes.clip_of(told, file, facts, frames)
        clip = clip or unshelved.clip_of(file, facts, account)
    except (MediaProblem, OSError) as problem:
        logger.info("%s is no clip: %s", file.name, problem)
        return None
    if beside is not None and beside.get("id") == clip.id:
        clip = dataclasses.replace(clip, **sidecars.told_words(beside))
    target = posters / f"{clip.id}.jpg"
    try:
        poster(file, target)
    except (MediaProblem, StorageProblem) as problem:
        logger.info("no poster for %s: %s", file.name, problem)
        return clip
    return dataclasses.replace(clip, poster=target)


def _job_for(jobs: list[Job], clip: Clip) -> Job | None:
    """The unfinished job that this is the clip of, by its recipe, else by its name; each once."""
    from desktop.library import unshelved

    stem = unshelved.stem_of(clip.video)
    for job in jobs:
        named = file_stem(job.request.prompt, job.created_at, job.frame_name)
        if job.id == clip.id or named == stem:
            jobs.remove(job)
            return job
    return None
