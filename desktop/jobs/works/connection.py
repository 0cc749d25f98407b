"""The connection: whether the API can be reached, heard from every call that is made."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from desktop.core.errors import ApiProblem, Offline
from desktop.core.observers import Observers

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.request import GenerationRequest
    from desktop.leonardo.api import (
        Account,
        Downloaded,
        Generation,
        OnProgress,
        Submitted,
        VideoApi,
    )

logger = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]
_LONGEST_WAIT_S = 15.0
_SLICE_S = 1.0


class Connection:
    """Knows whether the last call got through; who waits for the network waits here.

    Nothing asks on purpose: the jobs that wait try again by themselves, and the first that gets
    through wakes all the others.
    """

    def __init__(self) -> None:
        self.is_online = True
        self._returns = 0
        self._observers: Observers[[]] = Observers()

    def lost(self) -> None:
        """A call found nobody to speak to."""
        if self.is_online:
            logger.info("offline")
            self.is_online = False
            self._tell()

    def found(self) -> None:
        """A call was answered."""
        if not self.is_online:
            logger.info("online again")
            self.is_online = True
            self._returns += 1
            self._tell()

    async def wait(self, seconds: float, sleep: Sleep) -> None:
        """Wait this long, at most 15 s of it while offline; less when the connection is back."""
        if self.is_online:
            await sleep(seconds)
            return
        returns, left_s = self._returns, min(seconds, _LONGEST_WAIT_S)
        while left_s > 0 and returns == self._returns:
            await sleep(min(left_s, _SLICE_S))
            left_s -= _SLICE_S

    def subscribe(self, observer: Callable[[], None]) -> Callable[[], None]:
        """Have `observer()` called when the connection goes or comes back; returns the end."""
        return self._observers.subscribe(observer)

    def _tell(self) -> None:
        self._observers.tell_soon()

    @contextlib.asynccontextmanager
    async def listen(self) -> AsyncIterator[None]:
        """Around one call: what its outcome says about the connection."""
        try:
            yield
        except Offline:
            self.lost()
            raise
        except ApiProblem:
            self.found()
            raise
        else:
            self.found()


class HeardApi:
    """A `VideoApi` whose every call is heard by a connection."""

    def __init__(self, api: VideoApi, connection: Connection) -> None:
        self._api = api
        self._connection = connection

    async def upload(self, picture: Path) -> str:
        async with self._connection.listen():
            return await self._api.upload(picture)

    async def has_image(self, image_id: str) -> bool:
        async with self._connection.listen():
            return await self._api.has_image(image_id)

    async def submit(self, request: GenerationRequest, image_id: str) -> Submitted:
        async with self._connection.listen():
            return await self._api.submit(request, image_id)

    async def generation(self, generation_id: str) -> Generation:
        async with self._connection.listen():
            return await self._api.generation(generation_id)

    async def generations(
        self, user_id: str, *, offset: int = 0, limit: int = 10
    ) -> list[Generation]:
        async with self._connection.listen():
            return await self._api.generations(user_id, offset=offset, limit=limit)

    async def me(self) -> Account:
        async with self._connection.listen():
            return await self._api.me()

    async def delete(self, generation_id: str) -> None:
        async with self._connection.listen():
            await self._api.delete(generation_id)

    async def download(
        self, url: str, part: Path, on_progress: OnProgress | None = None
    ) -> Downloaded:
        async with self._connection.listen():
            return await self._api.download(url, part, on_progress)

    async def close(self) -> None:
        await self._api.close()
