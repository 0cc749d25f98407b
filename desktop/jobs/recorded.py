"""An account's API as one job uses it: each call is told to the job's timeline."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from desktop.core.errors import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.request import GenerationRequest
    from desktop.jobs.timeline import Timeline
    from desktop.leonardo.api import (
        Account,
        Downloaded,
        Generation,
        OnProgress,
        Submitted,
        VideoApi,
    )


class RecordedApi:
    """Does what the API does and raises what it raises; only the timeline hears of it as well."""

    def __init__(self, api: VideoApi, timeline: Timeline, job_id: str) -> None:
        self._api = api
        self._timeline = timeline
        self._job_id = job_id

    async def upload(self, picture: Path) -> str:
        size = await asyncio.to_thread(_size_of, picture)
        self._timeline.note(self._job_id, "upload begins", bytes=size)
        started = time.monotonic()
        try:
            image_id = await self._api.upload(picture)
        except Problem as problem:
            self._fail("upload fails", problem, started)
            raise
        self._timeline.note(self._job_id, "upload ends", image_id=image_id, ms=_ms_since(started))
        return image_id

    async def has_image(self, image_id: str) -> bool:
        started = time.monotonic()
        try:
            is_there = await self._api.has_image(image_id)
        except Problem as problem:
            self._fail("upload not found", problem, started)
            raise
        kind = "upload reused" if is_there else "upload gone"
        self._timeline.note(self._job_id, kind, image_id=image_id, ms=_ms_since(started))
        return is_there

    async def submit(self, request: GenerationRequest, image_id: str) -> Submitted:
        self._timeline.note(self._job_id, "POST sent", image_id=image_id)
        started = time.monotonic()
        try:
            submitted = await self._api.submit(request, image_id)
        except Problem as problem:
            self._fail("POST fails", problem, started)
            raise
        self._timeline.note(
            self._job_id,
            "POST answered",
            status=submitted.status,
            request_id=submitted.request_id,
            generation_id=submitted.generation_id,
            ms=_ms_since(started),
        )
        return submitted

    async def generation(self, generation_id: str) -> Generation:
        try:
            found = await self._api.generation(generation_id)
        except Problem as problem:
            self._timeline.note_poll(self._job_id, problem.code, has_failed=True)
            raise
        self._timeline.note_poll(self._job_id, found.status.value)
        return found

    async def download(
        self, url: str, part: Path, on_progress: OnProgress | None = None
    ) -> Downloaded:
        there = await asyncio.to_thread(_size_of, part)
        self._timeline.note(self._job_id, "download begins", resumed_from=there)
        started = time.monotonic()
        try:
            downloaded = await self._api.download(url, part, on_progress)
        except Problem as problem:
            reached = await asyncio.to_thread(_size_of, part)
            self._fail("download fails", problem, started, bytes=reached)
            raise
        size, took_ms = downloaded.size_bytes, _ms_since(started)
        self._timeline.note(self._job_id, "download ends", bytes=size, ms=took_ms)
        return downloaded

    async def generations(
        self, user_id: str, *, offset: int = 0, limit: int = 10
    ) -> list[Generation]:
        started = time.monotonic()
        try:
            found = await self._api.generations(user_id, offset=offset, limit=limit)
        except Problem as problem:
            self._fail("search fails", problem, started)
            raise
        self._timeline.note(self._job_id, "searched", offset=offset, generations=len(found))
        return found

    async def me(self) -> Account:
        return await self._api.me()

    async def delete(self, generation_id: str) -> None:
        await self._api.delete(generation_id)

    async def close(self) -> None:
        await self._api.close()

    def _fail(self, kind: str, problem: Problem, started: float, **facts: int) -> None:
        took_ms = _ms_since(started)
        self._timeline.note_problem(self._job_id, kind, problem, ms=took_ms, **facts)


def _ms_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
