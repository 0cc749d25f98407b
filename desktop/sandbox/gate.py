"""What every request to the API passes first: the record, the key, the body's form."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect

from desktop.sandbox import replies
from desktop.sandbox.arrivals import Arrival
from desktop.sandbox.books import Kind
from desktop.sandbox.faults import Fault
from desktop.sandbox.replies import Refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from desktop.sandbox.backend import Backend

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000
SLOW_REPLY_S = 0.5
_PREFIX = "bearer "
_SUBMISSION = "/v2/generations"
_SERVER_FAULT = 500


@dataclass(frozen=True)
class Call:
    """One admitted request: `body` is the JSON object sent, empty where none is expected.

    `submission` is its number in the books where it is one.
    """

    backend: Backend
    request: Request
    body: dict[str, Any]
    submission: int | None = None

    @property
    def id(self) -> str:
        """The id in the path."""
        return str(self.request.path_params["id"])

    @property
    def base_url(self) -> str:
        """Scheme, host and port the client came by, so that links work after a restart."""
        return str(self.request.base_url).rstrip("/")


Endpoint = Callable[[Call], Awaitable["Response"]]


def admit(backend: Backend, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint behind the checks; whatever happens ends in a documented reply."""

    @functools.wraps(endpoint)
    async def answer(request: Request) -> Response:
        submission = None
        try:
            raw = await _read(request)
            parsed = _parse(raw)
            note(backend, request, parsed)
            if request.method == "POST" and request.url.path.endswith(_SUBMISSION):
                submission = backend.books.note_submission(parsed)
            if backend.faults.take(Fault.SLOW_NETWORK):
                await asyncio.sleep(SLOW_REPLY_S)
            _check_key(backend, request)
            body = _json_object(request, raw) if request.method == "POST" else {}
            return await endpoint(Call(backend, request, body, submission))
        except Refused as refused:
            # a server's own fault says nothing about what was created
            if submission is not None and refused.response.status_code < _SERVER_FAULT:
                backend.books.note(Kind.REFUSAL, number=submission)
            return refused.response
        except ClientDisconnect:
            return replies.service_error()  # nobody is there to read it

    return answer


def note(backend: Backend, request: Request, body: object = None) -> None:
    """Record an arrival; of the authorization only whether there was one."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    is_authorized = headers.pop("authorization", None) is not None
    arrival = Arrival(
        method=request.method,
        path=request.url.path,
        query=request.url.query,
        headers=headers,
        is_authorized=is_authorized,
        body=body,
    )
    backend.arrivals.add(arrival)
    backend.onlookers.tell("arrival", f"{arrival.method} {arrival.path}")


async def _read(request: Request) -> bytes | None:
    """The body; None if it is too large, read to its end so that the refusal can be heard."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BODY_BYTES:
            chunks.append(chunk)
    return b"".join(chunks) if size <= MAX_BODY_BYTES else None


def _parse(raw: bytes | None) -> object:
    try:
        return json.loads(raw) if raw else None
    except (ValueError, RecursionError):
        return None


def _json_object(request: Request, raw: bytes | None) -> dict[str, Any]:
    if raw is None:
        raise Refused(replies.v1_error("Request body is too large", "bad-request", status=413))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(replies.v1_error("Content-Type must be application/json", "bad-request"))
    body = _parse(raw)
    if not isinstance(body, dict):
        raise Refused(replies.v1_error("Error in $: the body is no JSON object", "bad-request"))
    return body


def _check_key(backend: Backend, request: Request) -> None:
    """Source: leonardo-api.md section 1. Any UUID-shaped key is a good one."""
    header = request.headers.get("authorization", "")
    faults = backend.faults
    is_late = faults.is_on(Fault.BAD_KEY_LATER) and not faults.take(Fault.BAD_KEY_LATER)
    if not header or is_late or faults.take(Fault.BAD_KEY):
        raise Refused(replies.wrong_key())
    key = header[len(_PREFIX) :] if header.lower().startswith(_PREFIX) else ""
    if key != backend.key and not _is_uuid(key):
        raise Refused(replies.malformed_key())


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
