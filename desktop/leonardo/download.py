"""A video on its way into a file: streamed, resumed, measured, and made durable."""

from __future__ import annotations

import contextlib
import datetime
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

import httpx

from desktop.core.errors import (
    BadReply,
    BrokenVideo,
    LinkExpired,
    Problem,
    RateLimited,
    ServerFailed,
)
from desktop.leonardo.api import Downloaded
from desktop.leonardo.failures import NETWORK_ERRORS, network_problem, storage_problem
from desktop.leonardo.part import PartFile
from desktop.leonardo.reply import retry_after_s
from desktop.leonardo.transport import REPEATS, Call, asked_s, backoff_s

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from desktop.leonardo.address import Addresses
    from desktop.leonardo.clients import Timeouts
    from desktop.leonardo.progress import Progress
    from desktop.leonardo.transport import Sleep

logger = logging.getLogger(__name__)

LARGEST_BYTES = 1_000_000_000
OVERLAP_BYTES = 64 * 1024
"""A resumed download asks for this much of what it has again, and compares."""
TRIES_IN_ALL = 20
"""Also when each brings some bytes; `REPEATS` says how many in a row may bring none."""
MAX_REDIRECTS = 3

_GONE = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
}
_VIDEO_KINDS = {"", "application/octet-stream", "binary/octet-stream", "application/mp4"}
_NO_VIDEO_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8", b"<", b"{", b"[")


class Download:
    """One video, received into `part`; run once, on the loop that moves bytes.

    What lies in `part` is gone on with: its last 64 KiB are asked for again and compared, which
    needs no note of an ETag beside the file and also finds a tail that a crash left damaged.
    Another content, an answer without ranges or a range that fits nothing starts from zero.
    """

    def __init__(
        self,
        url: str,
        part: Path,
        addresses: Addresses,
        progress: Progress,
        *,
        timeouts: Timeouts,
        sleep: Sleep,
    ) -> None:
        self._url = url
        self._part = part
        self._addresses = addresses
        self._progress = progress
        self._timeout = timeouts.waiting(timeouts.stall_s)
        self._sleep = sleep
        self._size = 0  # the bytes that count; the file may hold others until it starts anew
        self._total: int | None = None
        self._etag: str | None = None

    async def run(self, client: httpx.AsyncClient) -> Downloaded:
        """Receive it whole and make it durable; what was received stays in `part` otherwise.

        Raises LinkExpired, BrokenVideo, DiskFull, FolderUnwritable, BadReply, ServerFailed,
        RateLimited or a NetworkProblem.
        """
        try:
            async with PartFile(self._part) as file:
                self._size = file.size
                await self._fetch_all(client, file)
                await file.sync()
        except OSError as error:
            raise storage_problem(error, self._part.parent) from error
        self._progress.tell(self._size, self._size)
        return Downloaded(path=self._part, size_bytes=self._size)

    async def _fetch_all(self, client: httpx.AsyncClient, file: PartFile) -> None:
        """Ask until the video is whole; gives up when several tries in a row bring nothing."""
        repeat = REPEATS[Call.VIDEO]
        in_vain, most = 0, self._size
        for tries_left in reversed(range(TRIES_IN_ALL)):
            try:
                return await self._fetch(client, file)
            except Problem as problem:
                in_vain = 0 if self._size > most else in_vain + 1
                most = max(most, self._size)
                is_final = in_vain >= repeat.tries or tries_left == 0 or "kind" in problem.facts
                if is_final or not repeat.may_follow(problem):
                    raise
                logger.info("download at %d of %s: %s", self._size, self._total, problem.code)
                least_s = asked_s(problem)
            await self._sleep(backoff_s(in_vain, least_s))
        raise AssertionError  # the last try has returned or raised

    async def _fetch(self, client: httpx.AsyncClient, file: PartFile) -> None:
        """One request for what is missing, its answer written. Raises when it is not whole."""
        begin = max(0, self._size - OVERLAP_BYTES)
        async with self._answer(client, begin) as response:
            begin = self._accept(response, begin)
            body = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
            async with contextlib.aclosing(body):
                await self._receive(body, file, begin)
        if self._total is not None and self._size != self._total:
            raise self._broken("length")
        if self._size == 0:
            raise self._broken("empty")

    @contextlib.asynccontextmanager
    async def _answer(
        self, client: httpx.AsyncClient, begin: int
    ) -> AsyncGenerator[httpx.Response, None]:
        """The answer, redirects followed by hand: every address on the way is checked."""
        url = self._addresses.bulk(self._url)
        headers = self._headers(begin)
        for _ in range(MAX_REDIRECTS + 1):
            try:
                async with client.stream(
                    "GET", url, headers=headers, timeout=self._timeout
                ) as response:
                    if not response.has_redirect_location:
                        yield response
                        return
                    url = self._addresses.bulk(_joined(url, response.headers["location"]))
            except NETWORK_ERRORS as error:
                raise self._lost(error, url.host) from error
        raise BadReply(reason="too many redirects", host=url.host)

    def _headers(self, begin: int) -> dict[str, str]:
        headers = {"accept": "video/mp4, */*;q=0.5", "accept-encoding": "identity"}
        if begin > 0:
            headers["range"] = f"bytes={begin}-"
            if self._etag is not None:
                headers["if-range"] = self._etag
        return headers

    def _accept(self, response: httpx.Response, begin: int) -> int:
        """Where the body of this answer belongs in the file. Raises what the answer means."""
        status = response.status_code
        if status == HTTPStatus.PARTIAL_CONTENT:
            first, self._total = _content_range(response.headers.get("content-range", ""))
            if first != begin:
                raise self._restart("range")
        elif status == HTTPStatus.OK:
            begin, self._total = 0, _number(response.headers.get("content-length"))
        elif status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise self._restart("range")
        else:
            raise _refused(response)
        self._check_kind(response)
        self._check_size(self._total or 0)
        etag = response.headers.get("etag", "")
        self._etag = etag if etag.startswith('"') else None  # a weak one proves nothing
        return begin

    async def _receive(self, body: AsyncGenerator[bytes, None], file: PartFile, begin: int) -> None:
        """Compare what is had already, write what is new."""
        expected = await file.tail(begin) if begin > 0 else b""
        is_first = begin == 0
        async for received in body:
            chunk = received
            if expected:
                if not _agree(chunk, expected):
                    raise self._restart("content")
                chunk, expected = chunk[len(expected) :], expected[len(chunk) :]
            if is_first:
                await self._begin(file, chunk)
                is_first = False
            self._check_size(self._size + len(chunk))  # before it is written
            await file.write(chunk)
            self._size += len(chunk)
            if self._progress.is_due():
                await file.write_early()
                self._progress.tell(self._size, self._total)
        if expected:
            raise self._restart("length")

    async def _begin(self, file: PartFile, chunk: bytes) -> None:
        """Start from zero, unless the first bytes are those of a page or a picture."""
        if chunk.startswith(_NO_VIDEO_STARTS):
            raise self._broken("content", kind="no video")
        await file.restart()
        self._size = 0

    def _check_kind(self, response: httpx.Response) -> None:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_video = kind in _VIDEO_KINDS or kind.startswith("video/")
        if not is_video or response.headers.get("content-encoding", "identity") != "identity":
            raise self._broken("content", kind=kind or "encoded")

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes > LARGEST_BYTES:
            raise self._broken("length", kind="too large", limit_bytes=LARGEST_BYTES)

    def _restart(self, detail: str) -> BrokenVideo:
        """Nothing in the file counts any more; the next try starts from zero."""
        self._size, self._etag = 0, None
        return self._broken(detail)

    def _broken(self, detail: str, **facts: object) -> BrokenVideo:
        return BrokenVideo(
            name=self._part.name,
            size_bytes=self._size,
            expected_bytes=self._total,
            detail=detail,
            **facts,
        )

    def _lost(self, error: Exception, host: str) -> Problem:
        """A connection cut within a body is a broken video, everything else the network's fault."""
        if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError) and self._total:
            return self._broken("cut")
        return network_problem(error, host)


def _agree(chunk: bytes, expected: bytes) -> bool:
    """Whether the shorter one is how the longer one begins."""
    return chunk.startswith(expected) or expected.startswith(chunk)


def _content_range(value: str) -> tuple[int | None, int | None]:
    """First byte and length of the whole from `bytes 5-9/10`; the length may be `*`."""
    found = re.fullmatch(r"bytes\s+([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15}|\*)", value.strip())
    if found is None:
        return None, None
    return int(found.group(1)), _number(found.group(2))


def _number(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"[0-9]{1,15}", value) else None


def _joined(url: httpx.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError):
        return ""


def _refused(response: httpx.Response) -> Problem:
    """The problem in an answer that brings no video. The address may be signed: only its host."""
    status = response.status_code
    facts = {"status": status, "host": response.url.host}
    if status in _GONE:
        return LinkExpired(**facts)
    now = datetime.datetime.now(datetime.UTC)
    told_s = retry_after_s(response.headers.get("retry-after"), now)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(**facts, retry_after_s=told_s)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerFailed(**facts, retry_after_s=told_s)
    return BadReply(**facts)
