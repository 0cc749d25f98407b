"""What faults send in place of a film."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import Response

from desktop.sandbox import replies
from desktop.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from desktop.sandbox.backend import Backend

HUGE_BYTES = 5_000_000_000
_PIECE_BYTES = 256 * 1024
_VIDEO = (b"content-type", b"video/mp4")


def in_place_of(film: Path, backend: Backend, request: Request) -> Response | None:
    """The bad answer that is due, if any."""
    size = film.stat().st_size
    ways: tuple[tuple[Fault, Callable[[], Response]], ...] = (
        (Fault.GONE_VIDEO, lambda: replies.s3_error(404, "NoSuchKey", "There is no such key.")),
        (Fault.RATE_LIMIT_VIDEO, replies.rate_limited),
        (Fault.SERVER_ERROR_VIDEO, lambda: replies.s3_error(503, "SlowDown", "Ask less often.")),
        (Fault.HTML_VIDEO, lambda: replies.page("text/html")),
        (Fault.DISGUISED_VIDEO, lambda: replies.page("video/mp4")),
        (Fault.SILENT_VIDEO, lambda: bad(size, 0)),
        (Fault.HUGE_VIDEO, lambda: bad(HUGE_BYTES, 1)),
        (Fault.ENDLESS_VIDEO, lambda: bad(None, HUGE_BYTES // _PIECE_BYTES)),
    )

    def bad(length: int | None, pieces: int) -> Response:
        return _BadFilm(film, backend, request, length=length, pieces=pieces)

    return next((make() for fault, make in ways if backend.faults.take(fault)), None)


class _BadFilm(Response):
    """The film's beginning over and over, so many `pieces`; then silence, or a cut."""

    def __init__(
        self, film: Path, backend: Backend, request: Request, *, length: int | None, pieces: int
    ) -> None:
        super().__init__()
        self._piece = film.read_bytes()[:_PIECE_BYTES]
        self._backend, self._request = backend, request
        self._length, self._pieces = length, pieces

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer."""
        headers = [_VIDEO]
        if self._length is not None:
            headers.append((b"content-length", str(self._length).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if self._pieces == 0:
            await self._backend.keep_silent(self._request)
            return
        for _ in range(self._pieces):
            await send({"type": "http.response.body", "body": self._piece, "more_body": True})
            await asyncio.sleep(0)
            if await self._request.is_disconnected():
                return
        await self._backend.hang_up(self._request)
