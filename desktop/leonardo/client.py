"""The API of Leonardo.AI, one method an endpoint: what keeps the promises of `VideoApi`."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from desktop.core.errors import NotFound, Problem, UploadExpired
from desktop.leonardo.address import Addresses
from desktop.leonardo.api import DEFAULT_URL
from desktop.leonardo.clients import ClientMaker, Timeouts
from desktop.leonardo.downloads import Downloads
from desktop.leonardo.order import Order
from desktop.leonardo.picture import Picture
from desktop.leonardo.progress import Progress
from desktop.leonardo.transfer import TransferThread
from desktop.leonardo.transport import REPEATS, Call, Request, Sleep, Transport, asked_s, backoff_s
from desktop.leonardo.upload import upload
from desktop.leonardo.wire import (
    Ticket,
    read_account,
    read_deleted,
    read_generation,
    read_generations,
    read_has_image,
    read_submitted,
    read_ticket,
    request_body,
)

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from desktop.core.request import GenerationRequest
    from desktop.leonardo.api import Account, Downloaded, Generation, OnProgress, Submitted

__all__ = ["LeonardoClient", "Timeouts"]


class LeonardoClient:
    """The API behind one key and one base address; implements `VideoApi`.

    Can be made in any thread and without a loop; everything else belongs to one loop. Opens
    itself at the first call; `close` ends its connections and its transfer thread.
    `downloads_apart` has videos fetched by a process of their own, which leaves a window beside
    them undisturbed. `transport` replaces the network in tests, in this process alone.
    """

    def __init__(
        self,
        key: str,
        *,
        base_url: str = DEFAULT_URL,
        timeouts: Timeouts | None = None,
        sleep: Sleep = asyncio.sleep,
        downloads_apart: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._addresses = Addresses(base_url)
        self._timeouts = timeouts or Timeouts()
        self._sleep = sleep
        maker = ClientMaker(is_local=self._addresses.is_local, transport=transport)
        self._api = Transport(key, self._addresses, maker, timeouts=self._timeouts, sleep=sleep)
        are_apart = downloads_apart and transport is None
        self._downloads = Downloads(are_apart=are_apart, sleep=sleep)
        self._transfers = TransferThread(maker, at_end=self._downloads.close)

    async def open(self) -> None:
        """Make the clients ahead of the first call, off this thread. Raises Offline."""
        await self._api.open()

    async def close(self) -> None:
        """End transfers, their thread and all connections; running transfers are cancelled."""
        await self._transfers.close()
        await self._api.close()

    async def upload(self, picture: Path) -> str:
        """POST /v1/init-image, then the presigned POST to storage; returns the image id.

        A ticket that has expired, and one whose upload was cut, is replaced by a new one: an
        unused image costs nothing. Raises UploadExpired when the last one expires as well.
        """
        content = await asyncio.to_thread(Picture.read, picture)
        repeat = REPEATS[Call.STORAGE]
        for attempt in range(repeat.tries):
            ticket = await self._ticket(content.extension)
            try:
                await self._transfers.run(partial(self._send, ticket, content))
            except Problem as problem:
                if attempt + 1 == repeat.tries or not repeat.may_follow(problem):
                    raise
                await self._wait_after(problem, attempt)
            else:
                return ticket.image_id
        raise AssertionError  # the last attempt has returned or raised

    async def _send(self, ticket: Ticket, picture: Picture, client: httpx.AsyncClient) -> None:
        await upload(client, ticket, picture, self._addresses, self._timeouts)

    async def _wait_after(self, problem: Problem, attempt: int) -> None:
        if not isinstance(problem, UploadExpired):
            await self._sleep(backoff_s(attempt, asked_s(problem)))

    async def _ticket(self, extension: str) -> Ticket:
        """POST /v1/init-image (reference/uploadinitimage)."""
        request = Request(Call.TICKET, "POST", "/v1/init-image", body={"extension": extension})
        return await self._api.ask(request, read_ticket)

    async def has_image(self, image_id: str) -> bool:
        """GET /v1/init-image/{id}: False where it is null, or the reply says "not found"."""
        request = Request(Call.READ, "GET", f"/v1/init-image/{_segment(image_id)}")
        try:
            return await self._api.ask(request, read_has_image)
        except NotFound:
            return False

    async def submit(self, request: GenerationRequest, image_id: str) -> Submitted:
        """POST /v2/generations (docs/grok-imagine-15), once, on a connection of its own.

        Offline: not a byte was written. ReplyLost: it may have been carried out (a timeout, a
        cut, a 5xx without a telling text, a success that cannot be read). Any other Problem
        is a refusal: nothing was created.
        """
        body = request_body(request, image_id)
        return await self._api.ask(
            Request(Call.SUBMIT, "POST", "/v2/generations", body=body), read_submitted
        )

    async def generation(self, generation_id: str) -> Generation:
        """GET /v1/generations/{id} (there is none under v2). Raises NotFound where it is null."""
        path = f"/v1/generations/{_segment(generation_id)}"
        return await self._api.ask(Request(Call.READ, "GET", path), read_generation)

    async def generations(
        self, user_id: str, *, offset: int = 0, limit: int = 10
    ) -> list[Generation]:
        """GET /v1/generations/user/{id}: one page, newest first within it."""
        path = f"/v1/generations/user/{_segment(user_id)}"
        params = {"offset": offset, "limit": limit}
        return await self._api.ask(Request(Call.READ, "GET", path, params), read_generations)

    async def me(self) -> Account:
        """GET /v1/me: the account behind the key. Costs nothing. Raises BadKey."""
        return await self._api.ask(Request(Call.READ, "GET", "/v1/me"), read_account)

    async def delete(self, generation_id: str) -> None:
        """DELETE /v1/generations/{id}. Raises NotFound where the reply is null."""
        path = f"/v1/generations/{_segment(generation_id)}"
        await self._api.ask(Request(Call.DELETE, "DELETE", path), read_deleted)

    async def download(
        self, url: str, part: Path, on_progress: OnProgress | None = None
    ) -> Downloaded:
        """Stream a video into `part`; see `Download`. Cancelling returns when `part` is at rest."""
        self._addresses.bulk(url)  # refused before a file is touched
        order = Order(url, part, str(self._addresses.base), self._timeouts)
        with Progress(on_progress) as progress:
            return await self._transfers.do(partial(self._downloads.fetch, order, progress))


def _segment(text: str) -> str:
    """An id as one segment of a path; ids are opaque, not UUIDs of a certain version."""
    if not text.strip():
        raise NotFound(reason="an empty id")
    return quote(text, safe="").replace(".", "%2E")
