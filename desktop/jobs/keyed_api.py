"""The API behind one key, which can be taken away while jobs hold it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from desktop.core.errors import NoKey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
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


class KeyedApi:
    """A `VideoApi` that ends with its key: once revoked, every new call raises NoKey.

    Calls under way end with the key they began with; the last of them closes the client, and
    nothing holds the key any more.
    """

    def __init__(self, account: str, client: VideoApi) -> None:
        self.account = account
        self._client: VideoApi | None = client
        self._calls = 0
        self._is_revoked = False

    async def revoke(self) -> None:
        """Take the key away."""
        self._is_revoked = True
        await self._close_when_idle()

    async def close(self) -> None:
        """End the client, whatever it is doing."""
        self._is_revoked = True
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    @contextlib.asynccontextmanager
    async def _call(self) -> AsyncIterator[VideoApi]:
        if self._is_revoked or self._client is None:
            raise NoKey(account=self.account)
        self._calls += 1
        try:
            yield self._client
        finally:
            self._calls -= 1
            await self._close_when_idle()

    async def _close_when_idle(self) -> None:
        if self._is_revoked and not self._calls:
            await self.close()

    async def upload(self, picture: Path) -> str:
        async with self._call() as client:
            return await client.upload(picture)

    async def has_image(self, image_id: str) -> bool:
        async with self._call() as client:
            return await client.has_image(image_id)

    async def submit(self, request: GenerationRequest, image_id: str) -> Submitted:
        async with self._call() as client:
            return await client.submit(request, image_id)

    async def generation(self, generation_id: str) -> Generation:
        async with self._call() as client:
            return await client.generation(generation_id)

    async def generations(
        self, user_id: str, *, offset: int = 0, limit: int = 10
    ) -> list[Generation]:
        async with self._call() as client:
            return await client.generations(user_id, offset=offset, limit=limit)

    async def me(self) -> Account:
        async with self._call() as client:
            return await client.me()

    async def delete(self, generation_id: str) -> None:
        async with self._call() as client:
            await client.delete(generation_id)

    async def download(
        self, url: str, part: Path, on_progress: OnProgress | None = None
    ) -> Downloaded:
        async with self._call() as client:
            return await client.download(url, part, on_progress)
