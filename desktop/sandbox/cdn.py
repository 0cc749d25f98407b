"""The addresses clips and posters are fetched from: Range, ETag, and no key (section 8)."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from desktop.sandbox import bad_films, gate, replies
from desktop.sandbox.faults import Fault
from desktop.sandbox.uploads import MEDIA_TYPES

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from desktop.sandbox.backend import Backend

_CHUNK_BYTES = 64 * 1024
_SLOW_CHUNK_BYTES = 16 * 1024
_SLOW_CHUNK_S = 0.1
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_FILM = re.compile(r"[^/]+\.(mp4|jpg)", re.ASCII)


class Cdn:
    """Serves films and pictures by path; a request that carries a key is refused, so leaks show."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def generation(self, request: Request) -> Response:
        """A film or its poster, once the generation is rendered."""
        found = self._backend.generations.get(request.path_params["id"])
        kind = _FILM.fullmatch(request.path_params["name"])
        if found is None or kind is None or not found.fate.has_film:
            return self._serve(request, None, "")
        if kind[1] == "jpg":
            return self._serve(request, self._backend.generations.poster(found.id), "image/jpeg")
        path = self._backend.generations.video(found.id)
        ill = bad_films.in_place_of(path, self._backend, request) if path.is_file() else None
        if ill is not None:
            gate.note(self._backend, request)
            return ill
        return self._serve(request, path, "video/mp4")

    async def init_image(self, request: Request) -> Response:
        """An uploaded picture."""
        upload = self._backend.uploads.with_key(request.url.path.removeprefix("/cdn/"))
        if upload is None:
            return self._serve(request, None, "")
        path = self._backend.uploads.picture(upload)
        return self._serve(request, path, MEDIA_TYPES[upload.extension])

    def _serve(self, request: Request, path: Path | None, media_type: str) -> Response:
        gate.note(self._backend, request)
        if "authorization" in request.headers:
            return replies.s3_error(403, "AccessDenied", "Access Denied")
        if path is None or not path.is_file():
            return replies.s3_error(404, "NoSuchKey", "The specified key does not exist.")
        return FileReply(self._backend, request, path, media_type)


@dataclass(frozen=True)
class Span:
    """The bytes to send, `start` to before `end`, of a file of `size`."""

    start: int
    end: int
    size: int

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def read_range(header: str, size: int) -> Span | None:
    """The one range asked for; None for what a server ignores. Raises ValueError: 416."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:  # the last so many bytes
        start, end = max(0, size - int(match[2])), size
    else:
        start = int(match[1])
        end = min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= size:
        raise ValueError(header)
    return Span(start, end, size)


class FileReply(Response):
    """200, 206, 304 or 416 with the file's bytes, sent in pieces; faults spoil, cut or slow it."""

    def __init__(self, backend: Backend, request: Request, path: Path, media_type: str) -> None:
        super().__init__()
        self._backend, self._request, self._path = backend, request, path
        self._media_type = media_type
        facts = path.stat()
        self._size = facts.st_size
        if media_type == "video/mp4" and backend.faults.take(Fault.TRUNCATED_VIDEO):
            self._size //= 2
        self._etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer."""
        status, span = self._status()
        headers = self._head(status, span)
        if self._media_type == "video/mp4" and self._backend.faults.take(Fault.WRONG_TYPE):
            headers["content-type"] = "image/jpeg"
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        if span is not None and scope["method"] != "HEAD":
            await self._send(span, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _status(self) -> tuple[int, Span | None]:
        whole = Span(0, self._size, self._size)
        headers = self._request.headers
        if headers.get("if-none-match") == self._etag:
            return 304, None
        is_current = headers.get("if-range", self._etag) == self._etag
        if not (self._knows_ranges and is_current):
            return 200, whole
        try:
            span = read_range(headers.get("range", ""), self._size)
        except ValueError:
            return 416, None
        return (206, span) if span else (200, whole)

    def _head(self, status: int, span: Span | None) -> dict[str, str]:
        headers = {"etag": self._etag, "cache-control": "public, max-age=31536000"}
        if self._knows_ranges:
            headers["accept-ranges"] = "bytes"
        if status == 416:  # noqa: PLR2004 - the status itself
            headers["content-range"] = f"bytes */{self._size}"
            headers["content-length"] = "0"
        if span is not None:
            headers["content-type"] = self._media_type
            headers["content-length"] = str(span.end - span.start)
            if status == 206:  # noqa: PLR2004 - the status itself
                headers["content-range"] = span.content_range
        return headers

    async def _send(self, span: Span, send: Send) -> None:
        is_film = self._media_type == "video/mp4"
        is_cut = is_film and self._is_cut()
        is_slow = is_film and self._backend.faults.take(Fault.SLOW_NETWORK)
        end = span.start + (span.end - span.start) // 2 if is_cut else span.end
        step = _SLOW_CHUNK_BYTES if is_slow else _CHUNK_BYTES
        for start in range(span.start, end, step):
            body = self._read(start, min(start + step, end))
            self._backend.onlookers.tell("sending", self._path.name)
            await send({"type": "http.response.body", "body": body, "more_body": True})
            if is_slow:
                await asyncio.sleep(_SLOW_CHUNK_S)
        if is_cut:
            await self._backend.hang_up(self._request)

    def _is_cut(self) -> bool:
        faults = self._backend.faults
        return faults.take(Fault.CUT_DOWNLOAD) or faults.take(Fault.CUT_DOWNLOAD_NO_RANGE)

    def _read(self, start: int, end: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read(end - start)

    @property
    def _knows_ranges(self) -> bool:
        return not self._backend.faults.is_on(Fault.CUT_DOWNLOAD_NO_RANGE)
