"""A start frame from the web or out of a `data:` address, through the same checks as a file."""

from __future__ import annotations

import asyncio
import base64
import binascii
import importlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from desktop.core.errors import PictureTooLarge, Unreadable, WebPictureRefused
from desktop.ui.compose import drop, start_frame

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.leonardo.web_picture import WebPicture
    from desktop.ui.compose.drop import WebAddress
    from desktop.ui.compose.start_frame import StartFrame

    Fetch = Callable[[str, Callable[[bytes], None]], Awaitable[WebPicture]]


DATA_LIMIT_BYTES = 20 * 1024 * 1024


async def fetch(url: str, check_head: Callable[[bytes], None]) -> WebPicture:
    """Fetch it; the HTTP library is imported in a thread: it takes 60 ms the first time."""
    await asyncio.to_thread(importlib.import_module, "desktop.leonardo.web_picture")
    from desktop.leonardo import web_picture

    return await web_picture.fetch(url, check_head)


class WebFrames:
    """Makes start frames, kept in `frames`, of what is on the web; `fetch` is the way there.

    `told` is called with the host before anything is asked of it.
    """

    def __init__(self, frames: Path, data_name: str, fetch: Fetch = fetch) -> None:
        self._frames = frames
        self._data_name = data_name
        self._fetch = fetch

    async def bring_in(self, found: WebAddress, told: Callable[[str], None]) -> StartFrame:
        """Fetch or decode it, then as `start_frame.bring_in`.

        Raises MediaProblem, StorageProblem.
        """
        address = await asyncio.to_thread(drop.address_in, found)
        if not address:
            raise WebPictureRefused(reason="address")
        if address[:5].lower() == "data:":
            content, name = await asyncio.to_thread(decoded, address), self._data_name
        else:
            host = await asyncio.to_thread(checked_host, address)
            told(host)
            picture = await self._fetch(address, check_head(host))
            content, name = picture.content, picture.name
        return await self._keep(content, name)

    async def _keep(self, content: bytes, name: str) -> StartFrame:
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        try:
            file = Path(folder.name, "picture")
            await asyncio.to_thread(file.write_bytes, content)
            return await start_frame.bring_in(file, self._frames, name)
        finally:
            await asyncio.to_thread(folder.cleanup)


def checked_host(address: str) -> str:
    """The host of an address that may be fetched. Raises WebPictureRefused."""
    from desktop.leonardo.web_picture import checked

    return str(checked(address).host)


def check_head(host: str) -> Callable[[bytes], None]:
    """A check of what comes from `host`: its content counts, whatever a header says of it."""

    def check(head: bytes) -> None:
        from desktop.media.films import film_kind
        from desktop.media.kinds import kind_of

        if film_kind(head) is not None:
            raise WebPictureRefused(host=host, reason="film")
        if kind_of(head) == "HTML":
            raise WebPictureRefused(host=host, reason="page")

    return check


def decoded(address: str) -> bytes:
    """The bytes of a `data:` address (RFC 2397). Raises Unreadable, PictureTooLarge."""
    head, comma, data = address.partition(",")
    if not comma:
        raise Unreadable(detail="damaged")
    if len(data) > 4 * DATA_LIMIT_BYTES:  # percent signs make three characters of one
        raise PictureTooLarge(limit_bytes=DATA_LIMIT_BYTES)
    content = unquote_to_bytes(data)
    if head.lower().rstrip().endswith(";base64"):
        try:
            content = base64.b64decode(b"".join(content.split()))
        except (binascii.Error, ValueError) as error:
            raise Unreadable(detail="damaged") from error
    if len(content) > DATA_LIMIT_BYTES:
        raise PictureTooLarge(size_bytes=len(content), limit_bytes=DATA_LIMIT_BYTES)
    return content
