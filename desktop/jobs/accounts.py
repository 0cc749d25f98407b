"""The accounts clips are made with: Leonardo's behind their keys, and the sandbox."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.core import log
from desktop.core.errors import InvalidRequest, NoKey
from desktop.core.observers import Observers
from desktop.core.secrets import tidy_key
from desktop.core.settings import MAX_ACCOUNTS, NamedAccount, tidy_name
from desktop.jobs.job import LEONARDO, SANDBOX
from desktop.jobs.keyed_api import KeyedApi
from desktop.jobs.keys import Keys
from desktop.jobs.pace import LEONARDO_PACE, LOOPBACK_PACE, Pace
from desktop.leonardo.api import DEFAULT_URL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    """Knows the accounts and their keys, builds one client each, and says which is in use.

    `make_client(key, base_url)` builds a client; `start_sandbox` gives the sandbox's base address
    and key, and is called when the sandbox is first used. `named` are the accounts as the
    settings know them, `chosen` the one in use outside the sandbox. All methods on one loop.

    A replaced key disturbs nothing: whoever holds the client of the earlier key goes on with it,
    and `api` gives the new one. A forgotten key is gone at once: calls under way end with it,
    every later one raises NoKey, so that jobs which wait at Leonardo stop until there is a key
    again; what they have been paid for stays in the journal.
    """

    def __init__(
        self,
        *,
        secrets: SecretStore,
        environ: Mapping[str, str],
        make_client: MakeClient = leonardo_client,
        start_sandbox: StartSandbox | None = None,
        prefers_sandbox: bool = False,
        named: Sequence[NamedAccount] = (),
        chosen: str = LEONARDO,
    ) -> None:
        self._keys = Keys(secrets, environ)
        self._environ = environ
        self._make_client = make_client
        self._start_sandbox = start_sandbox
        self._prefers_sandbox = prefers_sandbox
        self._names = {LEONARDO: ""} | {account.id: account.name for account in named}
        self._chosen = chosen if chosen in self._names else LEONARDO
        self._url = ""
        self._is_local = False
        self._apis: dict[str, KeyedApi] = {}
        self._replaced: list[KeyedApi] = []
        self._building = asyncio.Lock()
        self._observers: Observers[[]] = Observers()

    async def open(self) -> None:
        """Read address and keys. Raises InvalidRequest for a LEONARDO_API_URL not allowed."""
        self._url, self._is_local = await asyncio.to_thread(_base_url, self._environ)
        for account in self._names:
            await self._keys.read(account)
        if self._keys.is_from_environment:
            self._chosen = LEONARDO

    async def close(self) -> None:
        """End all clients."""
        apis = [*self._apis.values(), *self._replaced]
        self._apis.clear()
        self._replaced.clear()
        for api in apis:
            try:
                async with asyncio.timeout(_CLOSE_LIMIT_S):
                    await api.close()
            except TimeoutError:
                logger.warning("a client did not close within %s s", _CLOSE_LIMIT_S)

    # ── which account ────────────────────────────────────────────────────────────────────────

    @property
    def active(self) -> str:
        """What new clips are made with: the chosen account if its key is known, else "sandbox"."""
        return self._chosen if self.has_key and not self._prefers_sandbox else SANDBOX

    @property
    def is_play(self) -> bool:
        """Whether new clips are made on this machine: in the sandbox, or by an API found here."""
        return self.active == SANDBOX or self._is_local

    @property
    def chosen(self) -> str:
        """The account in use outside the sandbox, whether its key is known or not."""
        return self._chosen

    @property
    def named(self) -> tuple[NamedAccount, ...]:
        """Every account but the sandbox, the first one first."""
        return tuple(NamedAccount(account, name) for account, name in self._names.items())

    def name(self, account: str) -> str:
        """What the user calls it; empty for one without a name, or no longer known."""
        return self._names.get(account, "")

    @property
    def has_key(self) -> bool:
        return self.has_key_of(self._chosen)

    def has_key_of(self, account: str) -> bool:
        """Whether clips can be made with this account."""
        return self._keys.get(account) is not None

    @property
    def is_key_from_environment(self) -> bool:
        """Whether LEONARDO_API_KEY stands in for the key of the first account."""
        return self._keys.is_from_environment

    @property
    def is_key_lasting(self) -> bool:
        """Whether a key kept now is still there after a restart."""
        return self._keys.is_lasting(self._chosen)

    def use(self, account: str) -> None:
        """Make new clips with this account; one of Leonardo's needs a key all the same."""
        self._prefers_sandbox = account == SANDBOX
        if account != SANDBOX:
            self._chosen = account if account in self._names else LEONARDO
        self._tell()

    def add(self, name: str) -> str:
        """Another account, without a key yet; its id. Raises InvalidRequest for one too many."""
        if len(self._names) >= MAX_ACCOUNTS:
            allowed = [f"up to {MAX_ACCOUNTS} accounts"]
            raise InvalidRequest(field="account", value="one more account", allowed=allowed)
        account = f"account-{uuid.uuid4().hex[:12]}"  # never a number: ids stay with their clips
        self._names[account] = tidy_name(name)
        self._tell()
        return account

    def rename(self, account: str, name: str) -> None:
        """Call an account something else."""
        if account in self._names and self._names[account] != tidy_name(name):
            self._names[account] = tidy_name(name)
            self._tell()

    def pace(self, account: str) -> Pace:
        """How often to ask this account's API: more often when it is on this machine."""
        is_near = account == SANDBOX or self._is_local
        return LOOPBACK_PACE if is_near else LEONARDO_PACE

    # ── its API ──────────────────────────────────────────────────────────────────────────────

    def is_open(self, account: str) -> bool:
        """Whether its API has been used already: asking it starts nothing."""
        return account in self._apis

    async def api(self, account: str) -> VideoApi:
        """The account's API, made at the first call. Raises NoKey when there is no way to it."""
        async with self._building:
            known = self._apis.get(account)
            if known is None:
                known = self._apis[account] = KeyedApi(account, await self._build(account))
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
            found = self._keys.get(account)
            if found is None:
                raise NoKey(account=account)
            url, key = self._url, found
        return await asyncio.to_thread(self._make_client, key, url)

    # ── the keys ─────────────────────────────────────────────────────────────────────────────

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

    async def keep(self, key: str, account: str | None = None) -> bool:
        """Keep the key and use its account from now on; False when it lasts for this session only.

        Jobs under way go on with the key they began with.
        """
        account = account or self._chosen
        async with self._building:
            is_lasting = await self._keys.write(account, key)
            replaced = self._apis.pop(account, None)
            if replaced is not None:
                self._replaced.append(replaced)
        self.use(account)
        return is_lasting

    async def forget(self, account: str | None = None) -> None:
        """Forget the account's key, wherever it is held; one in the environment stays in use."""
        account = account or self._chosen
        async with self._building:
            held = [api for api in self._replaced if api.account == account]
            if account in self._apis:
                held.append(self._apis.pop(account))
            self._replaced = [api for api in self._replaced if api.account != account]
            await self._keys.forget(account)
            for api in held:
                await api.revoke()
        self._tell()

    def remove(self, account: str) -> None:
        """Take an account without a key off the list; the first one stays."""
        if account != LEONARDO and not self.has_key_of(account):
            self._names.pop(account, None)
            self._chosen = LEONARDO if self._chosen == account else self._chosen
            self._tell()

    def subscribe(self, observer: Callable[[], None]) -> Callable[[], None]:
        """Have `observer()` called when a key, a name or the account in use changes.

        Returns the end.
        """
        return self._observers.subscribe(observer)

    def _tell(self) -> None:
        self._observers.tell()


def _base_url(environ: Mapping[str, str]) -> tuple[str, bool]:
    """The API's address and whether it is on this machine; the usual one needs no HTTP library."""
    given = environ.get(URL_VARIABLE, "").strip()
    if not given:
        return DEFAULT_URL, False
    from desktop.leonardo.address import check_base_url, is_loopback

    url = check_base_url(given)
    return url, is_loopback(urlsplit(url).hostname or "")
