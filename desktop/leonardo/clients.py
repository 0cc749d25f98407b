"""The HTTP clients: how each is made, and one that can be replaced when its pool is stuck."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import httpx

from desktop import __version__
from desktop.core.errors import Offline
from desktop.core.log import redact
from desktop.leonardo import certificates

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    Work = Callable[[httpx.AsyncClient], Awaitable["T"]]

T = TypeVar("T")

USER_AGENT = f"Startframe/{__version__}"
_CONNECTIONS = 10
_BULK_CONNECTIONS = 32


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait, by name. No timeout is documented for the API (reference/limits).

    `submit_s` between two bytes of the answer to POST /v2/generations, `read_s` of any other
    call, `upload_s` and `stall_s` of an upload and a download; `whole_s` for all of one call.
    """

    connect_s: float = 10
    pool_s: float = 10
    read_s: float = 20
    submit_s: float = 60
    upload_s: float = 60
    stall_s: float = 30
    whole_s: float = 120

    def waiting(self, read_s: float) -> httpx.Timeout:
        """The HTTP library's timeout with this patience for reading and writing."""
        return httpx.Timeout(
            connect=self.connect_s, pool=self.pool_s, read=read_s, write=max(read_s, 20)
        )


class ClientMaker:
    """Makes clients that may share a TLS context; it blocks up to 70 ms, so call it in a thread.

    Redirects are never followed by themselves. Proxies come from the environment and the
    system, but never for an API on this machine (`is_local`). `transport` replaces the network.
    """

    def __init__(
        self, *, is_local: bool, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._is_local = is_local
        self._transport = transport
        self._context: ssl.SSLContext | None = None
        self._lock = threading.Lock()

    def api(self) -> httpx.AsyncClient:
        """For short JSON calls."""
        return self._make(httpx.Limits(max_connections=_CONNECTIONS))

    def submit(self) -> httpx.AsyncClient:
        """For what may not be repeated: each request gets a connection of its own.

        A kept connection may be closed by the server in the same moment as it is used again:
        the reply would be lost for nothing.
        """
        return self._make(httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=0))

    def bulk(self) -> httpx.AsyncClient:
        """For pictures and videos."""
        return self._make(
            httpx.Limits(max_connections=_BULK_CONNECTIONS, max_keepalive_connections=4)
        )

    def _make(self, limits: httpx.Limits) -> httpx.AsyncClient:
        try:
            return httpx.AsyncClient(
                verify=self._tls(),
                limits=limits,
                headers={"user-agent": USER_AGENT},
                follow_redirects=False,
                trust_env=not self._is_local,
                transport=self._transport,
            )
        except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
            # a proxy of a kind the library does not know, or certificates that cannot be read
            raise Offline(detail=redact(f"proxy or certificate setting: {error}")) from error

    def _tls(self) -> ssl.SSLContext:
        """Where the system is asked, one context a client: asking one thread would stop another."""
        with self._lock:
            if self._context is None or certificates.ASKS_SYSTEM:
                self._context = certificates.tls_context(trust_env=not self._is_local)
            return self._context


class ClientSlot:
    """Holds one client, made in a thread at its first use, on the loop that uses it."""

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._client: httpx.AsyncClient | None = None
        self._retired: list[httpx.AsyncClient] = []
        self._is_closed = False
        self._lock = asyncio.Lock()

    async def client(self) -> httpx.AsyncClient:
        """The client. Raises Offline when it cannot be made, RuntimeError after `close`."""
        async with self._lock:
            if self._is_closed:
                raise RuntimeError("the clients are closed")
            if self._client is None:
                self._client = await asyncio.to_thread(self._make)
            return self._client

    async def use(self, work: Work[T]) -> T:
        """`work(client)`. Raises what the work raises; see `client` as well."""
        client = await self.client()
        try:
            return await work(client)
        except Offline as problem:
            if isinstance(problem.__cause__, httpx.PoolTimeout):
                self.replace(client)
            raise

    def replace(self, stuck: httpx.AsyncClient) -> None:
        """Take a new client from now on: a connection cancelled while connecting keeps its slot.

        https://github.com/encode/httpcore/pull/1099. What still runs on the old one may end.
        """
        if self._client is stuck:
            self._retired.append(stuck)
            self._client = None

    async def close(self) -> None:
        """Close every connection; `client` raises from now on."""
        async with self._lock:
            self._is_closed = True
            clients = [*self._retired, self._client]
            self._client = None
            self._retired = []
        for client in clients:
            if client is not None:
                await client.aclose()
