"""Calls of the API: the key for its host alone, patience by name, repeats of what is safe."""

from __future__ import annotations

import asyncio
import datetime
import enum
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from desktop.core.errors import (
    BadKey,
    BadReply,
    BrokenVideo,
    NetworkProblem,
    NoKey,
    Problem,
    RateLimited,
    ServerFailed,
    UploadExpired,
)
from desktop.core.log import redact_always
from desktop.leonardo.clients import ClientMaker, ClientSlot, Timeouts
from desktop.leonardo.failures import NETWORK_ERRORS, network_problem
from desktop.leonardo.reply import Reply, printable, retry_after_s

if TYPE_CHECKING:
    from desktop.leonardo.address import Addresses

logger = logging.getLogger(__name__)

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

MAX_REPLY_BYTES = 4_000_000
_ID_CHARS = 100
LONGEST_WAIT_S = 20.0
"""A longer Retry-After is not waited for here; the problem says how long."""


class Call(enum.Enum):
    """The kinds of calls, by what they do to the account."""

    READ = enum.auto()
    TICKET = enum.auto()
    STORAGE = enum.auto()
    VIDEO = enum.auto()
    DELETE = enum.auto()
    SUBMIT = enum.auto()


@dataclass(frozen=True)
class Repeat:
    """How often a call is tried in all, and the problems after which it is tried again.

    Between two tries `backoff_s` is waited. A Retry-After is obeyed, up to `LONGEST_WAIT_S`:
    told to wait longer, the call ends with the problem, which says how long.
    """

    tries: int
    after: tuple[type[Problem], ...] = ()

    def may_follow(self, problem: Problem) -> bool:
        """Whether this problem is one to try again after, were there tries left."""
        return isinstance(problem, self.after) and asked_s(problem) <= LONGEST_WAIT_S


_PASSING = (NetworkProblem, ServerFailed, RateLimited, BadReply)

REPEATS: dict[Call, Repeat] = {
    Call.READ: Repeat(3, _PASSING),
    # an unused ticket costs nothing
    Call.TICKET: Repeat(3, _PASSING),
    # each time with a new ticket: the old one's two minutes may be over
    Call.STORAGE: Repeat(3, (UploadExpired, NetworkProblem, ServerFailed)),
    # so many in a row that bring nothing; what was received stays
    Call.VIDEO: Repeat(4, (NetworkProblem, ServerFailed, RateLimited, BrokenVideo)),
    # a repeat would answer "no such generation"
    Call.DELETE: Repeat(1),
    # costs money: never here. The job's runner may, after `api.NOTHING_WAS_CREATED` alone, once
    # that is in its journal; whatever else is no refusal leaves the job unconfirmed
    Call.SUBMIT: Repeat(1),
}
"""What is repeated within one call of `VideoApi`."""


@dataclass(frozen=True)
class Request:
    """One call: `path` from the API's base, beginning with a slash."""

    call: Call
    method: str
    path: str
    params: dict[str, int] | None = None
    body: dict[str, Any] | None = None


class KeyForApi(httpx.Auth):
    """Puts the key on requests to the API's scheme, host and port, and on no other."""

    def __init__(self, key: str, addresses: Addresses) -> None:
        self._key = key
        self._addresses = addresses

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Called by the HTTP library for every request it is about to send."""
        if self._addresses.is_api(request.url):
            request.headers["authorization"] = f"Bearer {self._key}"
        yield request


def asked_s(problem: Problem) -> float:
    """How long the reply asked to wait; 0 where it did not."""
    return float(problem.facts.get("retry_after_s") or 0.0)


def backoff_s(attempt: int, least_s: float = 0.0) -> float:
    """How long to wait after failure number `attempt` (0 first): 0.5 s doubling ± half, or more."""
    grown_s = 0.5 * 2.0**attempt * random.uniform(0.5, 1.5)  # noqa: S311 - no secret is made of it
    return max(least_s, grown_s)


class Transport:
    """Carries requests to the API and replies back; every failure leaves as a Problem.

    Made anywhere; its clients are made in a thread at first use, on the caller's loop.
    """

    def __init__(
        self,
        key: str,
        addresses: Addresses,
        maker: ClientMaker,
        *,
        timeouts: Timeouts,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._key = key.strip()
        redact_always(self._key)
        self._addresses = addresses
        self._auth = KeyForApi(self._key, addresses)
        self._timeouts = timeouts
        self._sleep = sleep
        self._calls = ClientSlot(maker.api)
        self._submits = ClientSlot(maker.submit)

    async def open(self) -> None:
        """Make the clients ahead of their first use. Raises Offline."""
        await self._calls.client()
        await self._submits.client()

    async def close(self) -> None:
        await self._calls.close()
        await self._submits.close()

    async def ask(self, request: Request, read: Callable[[Reply], T]) -> T:
        """Send, have the reply read, and repeat what `REPEATS` allows."""
        repeat = REPEATS[request.call]
        for attempt in range(repeat.tries):
            try:
                return read(await self._send(request))
            except Problem as problem:
                if attempt + 1 == repeat.tries or not repeat.may_follow(problem):
                    raise
                logger.info("%s %s again after %s", request.method, request.path, problem.code)
                await self._sleep(backoff_s(attempt, asked_s(problem)))
        raise AssertionError  # the last attempt has returned or raised

    async def _send(self, request: Request) -> Reply:
        self._check_key()
        is_submit = request.call is Call.SUBMIT
        slot = self._submits if is_submit else self._calls
        client = await slot.client()
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._timeouts.whole_s):
                reply = await self._exchange(client, request)
        except NETWORK_ERRORS as error:
            if isinstance(error, httpx.PoolTimeout):
                slot.replace(client)
            host = self._addresses.base.host
            raise network_problem(error, host, may_be_done=is_submit) from error
        took_ms = round((time.monotonic() - started) * 1000)
        shown = (request.method, request.path, reply.status, took_ms, reply.request_id)
        logger.info("%s %s: %d in %d ms, request %s", *shown)
        return reply

    async def _exchange(self, client: httpx.AsyncClient, request: Request) -> Reply:
        content = None if request.body is None else json.dumps(request.body).encode()
        headers = {"accept": "application/json"}
        if content is not None:
            headers["content-type"] = "application/json"
        read_s = self._timeouts.submit_s if request.call is Call.SUBMIT else self._timeouts.read_s
        async with client.stream(
            request.method,
            self._addresses.api(request.path),
            params=request.params,
            content=content,
            headers=headers,
            auth=self._auth,
            timeout=self._timeouts.waiting(read_s),
        ) as response:
            return await _read(response)

    def _check_key(self) -> None:
        if not self._key:
            raise NoKey
        if not (self._key.isascii() and self._key.isprintable() and " " not in self._key):
            raise BadKey(reason="a key has no spaces and no special characters")


async def _read(response: httpx.Response) -> Reply:
    """The reply, at most `MAX_REPLY_BYTES` of it: longer ones are marked as cut."""
    received = bytearray()
    async for chunk in response.aiter_bytes():
        received += chunk
        if len(received) > MAX_REPLY_BYTES:
            break
    now = datetime.datetime.now(datetime.UTC)
    return Reply(
        status=response.status_code,
        host=response.url.host,
        text=received[:MAX_REPLY_BYTES].decode("utf-8-sig", errors="replace"),
        request_id=printable(response.headers.get("x-request-id", ""), _ID_CHARS) or None,
        retry_after_s=retry_after_s(response.headers.get("retry-after"), now),
        is_cut=len(received) > MAX_REPLY_BYTES,
    )
