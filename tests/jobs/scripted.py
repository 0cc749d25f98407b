"""An API that answers by script, and a clock that is turned instead of waited for."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.core.cost import Cost
from desktop.leonardo.api import Account, Downloaded, Generation, GenerationStatus, Submitted

GENERATION_ID = "1f197fd2-30f6-6e90-a026-b7ffcf2cba29"
VIDEO_URL = "https://cdn.leonardo.ai/clip.mp4"
POSTER_URL = "https://cdn.leonardo.ai/users/1/clip-0.jpg?x=1"
COST = Cost.from_record({"amount": "1.4352", "unit": "DOLLARS"})
PENDING = Generation(GENERATION_ID, GenerationStatus.PENDING)
COMPLETE = Generation(
    GENERATION_ID, GenerationStatus.COMPLETE, video_url=VIDEO_URL, has_images=True
)


class Clock:
    """Sleeping turns it; nothing waits."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime.datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += datetime.timedelta(seconds=seconds)
        await asyncio.sleep(0)


class ScriptedVideoApi:
    """Each call takes its next answer: a value, a Problem to raise, or a function to call.

    The last answer of a call is given for ever. `calls` are the names of the calls in order.
    """

    def __init__(self, video: bytes, **answers: list[Any]) -> None:
        self.video = video
        self.calls: list[str] = []
        self.urls: list[str] = []
        self.is_closed = False
        usual: dict[str, list[Any]] = {
            "upload": ["image-1"],
            "has_image": [True],
            "submit": [Submitted(GENERATION_ID, COST)],
            "generation": [PENDING, COMPLETE],
            "download": [video],
            "generations": [[]],
            "me": [Account("user-1", "name", None, 10)],
        }
        self.answers = usual | answers

    def count(self, call: str) -> int:
        return self.calls.count(call)

    async def _next(self, call: str) -> Any:
        self.calls.append(call)
        await asyncio.sleep(0)
        script = self.answers[call]
        answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, Callable):  # type: ignore[arg-type]  # a runtime check of a protocol
            answer = answer()
            if asyncio.iscoroutine(answer):
                answer = await answer
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def upload(self, picture):
        assert await asyncio.to_thread(picture.is_file)
        return await self._next("upload")

    async def has_image(self, image_id):
        assert image_id
        return await self._next("has_image")

    async def submit(self, request, image_id):
        return await self._next("submit")

    async def generation(self, generation_id):
        assert generation_id
        return await self._next("generation")

    async def generations(self, user_id: str, *, offset: int = 0, limit: int = 10):
        assert user_id == "user-1"
        listed = await self._next("generations")
        return listed[offset : offset + limit]

    async def me(self):
        return await self._next("me")

    async def delete(self, generation_id: str) -> None: ...

    async def download(self, url: str, part: Path, on_progress=None) -> Downloaded:
        self.urls.append(url)
        content = await self._next("download")
        await asyncio.to_thread(part.write_bytes, content)
        if on_progress is not None:
            on_progress(len(content), len(content))
        return Downloaded(part, len(content))

    async def close(self) -> None:
        self.is_closed = True
