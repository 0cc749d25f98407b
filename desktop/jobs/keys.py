"""The keys of the accounts: read from the keychain or the environment, kept, and forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.core import log
from desktop.core.secrets import KEY_VARIABLE, find_key, tidy_key
from desktop.jobs.job import LEONARDO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.core.secrets import SecretStore


class Keys:
    """One key an account, in memory while it is known.

    `secrets` is where the first account's is kept. LEONARDO_API_KEY goes before the kept key of
    the first account, and of no other.
    """

    def __init__(self, secrets: SecretStore, environ: Mapping[str, str]) -> None:
        self._secrets = secrets
        self._environ = environ
        self._stores: dict[str, SecretStore] = {LEONARDO: secrets}
        self._known: dict[str, str] = {}

    @property
    def is_from_environment(self) -> bool:
        """Whether LEONARDO_API_KEY is set."""
        return bool(tidy_key(self._environ.get(KEY_VARIABLE, "")))

    def is_lasting(self, account: str) -> bool:
        """Whether this account's key is still there after a restart."""
        return self._store(account).is_lasting

    def get(self, account: str) -> str | None:
        return self._known.get(account)

    async def read(self, account: str) -> None:
        """Take up the account's key as it is kept; none if there is none."""
        environ = self._environ if account == LEONARDO else {}
        key = await asyncio.to_thread(find_key, self._store(account), environ)
        self._known.pop(account, None)
        if key is not None:
            self._known[account] = key

    async def write(self, account: str, key: str) -> bool:
        """Keep a key; False when it lasts for this session only."""
        key = tidy_key(key)
        log.redact_always(key)
        is_lasting = await asyncio.to_thread(self._store(account).write, key)
        await self.read(account)
        return is_lasting

    async def forget(self, account: str) -> None:
        """Drop the key from memory, then from the keychain; the environment's is found again."""
        self._known.pop(account, None)
        await asyncio.to_thread(self._store(account).forget)
        await self.read(account)

    def _store(self, account: str) -> SecretStore:
        if account not in self._stores:
            self._stores[account] = self._secrets.for_account(account)
        return self._stores[account]
