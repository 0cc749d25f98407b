"""The accounts clips are made with: Leonardo behind its key, and the sandbox."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.core import log
from desktop.core.errors import NoKey
from desktop.core.secrets import KEY_VARIABLE, find_key, tidy_key
from desktop.jobs.job import LEONARDO, SANDBOX
from desktop.jobs.pace import LEONARDO_PACE, LOOPBACK_PACE, Pace
from desktop.leonardo.api import DEFAULT_URL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.core.secrets import SecretStore
    from desktop.leonardo.api import Account, VideoApi

logger = logging.getLogger(__name__)

URL_VARIABLE = "LEONARDO_API_URL"
MakeClient = Callable[[str, str], "VideoApi"]
StartSandbox = Callable[[], Awaitable[tuple[str, str]]]
_CLOSE_LIMIT_S = 3.0


def leonardo_client(key: str, url: str, *, downloads_apart: bool = False) -> VideoApi:
    """The real client for this key at this base address; beside a window, downloads go apart."""
    from desktop.leonardo.client import LeonardoClient

    return LeonardoClient(key, base_url=url, downloads_apart=downloads_apart)


class Accounts:
    """Knows the key, builds one client an account, and says which account is in use.

    `make_client(key, base_url)` builds a client; `start_sandbox` gives the sandbox's base address
    and key, and is called when the sandbox is first used. All methods on one loop.
    """

    def __init__(
        self,
        *,
        secrets: SecretStore,
        environ: Mapping[str, str],
        make_client: MakeClient = leonardo_client,
        start_sandbox: StartSandbox | None = None,
        prefers_sandbox: bool = False,
    ) -> None:
        self._secrets = secrets
        self._environ = environ
        self._make_client = make_client
        self._start_sandbox = start_sandbox
        self._prefers_sandbox = prefers_sandbox
        self._key: str | None = None
        self._url = ""
        self._is_local = False
        self._clients: dict[str, VideoApi] = {}
        self._retired: list[VideoApi] = []
        self._building = asyncio.Lock()
        self._observers: list[Callable[[], None]] = []

    async def open(self) -> None:
        """Read address and key. Raises InvalidRequest for a LEONARDO_API_URL not allowed."""
        self._url, self._is_local = await asyncio.to_thread(_base_url, self._environ)
        self._key = await asyncio.to_thread(find_key, self._secrets, self._environ)

    async def close(self) -> None:
        """End all clients."""
        clients = [*self._clients.values(), *self._retired]
        self._clients.clear()
        self._retired.clear()
        for client in clients:
            try:
                async with asyncio.timeout(_CLOSE_LIMIT_S):
                    await client.close()
            except TimeoutError:
                logger.warning("a client did not close within %s s", _CLOSE_LIMIT_S)

    # ── which account ────────────────────────────────────────────────────────────────────────

    @property
    def active(self) -> str:
        """The account new clips are made with: "leonardo" once a key is known, else "sandbox"."""
        return LEONARDO if self.has_key and not self._prefers_sandbox else SANDBOX

    @property
    def has_key(self) -> bool:
        return self._key is not None

    @property
    def is_key_from_environment(self) -> bool:
        return bool(tidy_key(self._environ.get(KEY_VARIABLE, "")))

    @property
    def is_key_lasting(self) -> bool:
        """Whether a key kept now is still there after a restart."""
        return self._secrets.is_lasting

    def use(self, account: str) -> None:
        """Make new clips with this account; Leonardo needs a key all the same."""
        self._prefers_sandbox = account == SANDBOX
        self._tell()

    def pace(self, account: str) -> Pace:
        """How often to ask this account's API: more often when it is on this machine."""
        is_near = account == SANDBOX or self._is_local
        return LOOPBACK_PACE if is_near else LEONARDO_PACE

    # ── its API ──────────────────────────────────────────────────────────────────────────────

    async def api(self, account: str) -> VideoApi:
        """The account's API, made at the first call. Raises NoKey when there is no way to it."""
        async with self._building:
            known = self._clients.get(account)
            if known is None:
                known = self._clients[account] = await self._build(account)
            return known

    async def me(self, account: str) -> Account:
        """The account's name and balance. Raises NetworkProblem, ApiProblem."""
        return await (await self.api(account)).me()

    async def _build(self, account: str) -> VideoApi:
        if account == SANDBOX:
            if self._start_sandbox is None:
                raise NoKey(account=SANDBOX)
            url, key = await self._start_sandbox()
            log.redact_always(key)
        else:
            if self._key is None:
                raise NoKey(account=account)
            url, key = self._url, self._key
        return await asyncio.to_thread(self._make_client, key, url)

    # ── the key ──────────────────────────────────────────────────────────────────────────────

    async def check(self, key: str) -> Account:
        """Ask Leonardo who this key belongs to; the key is not kept.

        Raises BadKey, NetworkProblem, ApiProblem.
        """
        key = tidy_key(key)
        log.redact_always(key)
        client = await asyncio.to_thread(self._make_client, key, self._url)
        try:
            return await client.me()
        finally:
            await client.close()

    async def keep(self, key: str) -> bool:
        """Keep the key and use it from now on; False when it lasts for this session only.

        Calls under way end with the key they began with.
        """
        is_lasting = await asyncio.to_thread(self._secrets.write, tidy_key(key))
        self._prefers_sandbox = False
        await self._take_up_key()
        return is_lasting

    async def forget(self) -> None:
        """Remove the stored key; one in the environment stays in use."""
        await asyncio.to_thread(self._secrets.forget)
        await self._take_up_key()

    async def _take_up_key(self) -> None:
        self._key = await asyncio.to_thread(find_key, self._secrets, self._environ)
        old = self._clients.pop(LEONARDO, None)
        if old is not None:
            self._retired.append(old)
        self._tell()

    def subscribe(self, observer: Callable[[], None]) -> Callable[[], None]:
        """Have `observer()` called when the key or the account in use changes; returns the end."""
        self._observers.append(observer)

        def remove() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return remove

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()


def _base_url(environ: Mapping[str, str]) -> tuple[str, bool]:
    """The API's address and whether it is on this machine; the usual one needs no HTTP library."""
    given = environ.get(URL_VARIABLE, "").strip()
    if not given:
        return DEFAULT_URL, False
    from desktop.leonardo.address import check_base_url, is_loopback

    url = check_base_url(given)
    return url, is_loopback(urlsplit(url).hostname or "")
