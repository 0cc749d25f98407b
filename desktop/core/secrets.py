"""The API keys: in the system's keychain, or in memory for the session; never in a file."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Protocol, Self

from desktop.core import log

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

KEY_VARIABLE = "LEONARDO_API_KEY"
SERVICE = "Startframe"
ENTRY = "leonardo-api-key"
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")  # web pages and mails put them into texts


class SecretStore(Protocol):
    """Where one key is kept. Calls may block for the system's dialog: run them in a thread."""

    def for_account(self, account: str) -> SecretStore:
        """The place of another account's key, of the same kind as this."""
        ...

    @property
    def is_lasting(self) -> bool:
        """Whether the key is still there after a restart."""
        ...

    def read(self) -> str | None: ...

    def write(self, key: str) -> bool:
        """Keep the key; False if it is kept for this session only."""
        ...

    def forget(self) -> None: ...


class SessionSecrets:
    """The key in memory, gone when the process ends."""

    is_lasting = False

    def __init__(self, key: str | None = None) -> None:
        self._key = key
        self._others: dict[str, SessionSecrets] = {}

    def for_account(self, account: str) -> SessionSecrets:
        return self._others.setdefault(account, SessionSecrets())

    def read(self) -> str | None:
        return self._key

    def write(self, key: str) -> bool:
        self._key = key
        return False

    def forget(self) -> None:
        self._key = None


class KeychainSecrets:
    """The key in the system's keychain; where that fails, in memory, and `write` says so.

    Each account has an entry of its own; the first account's is named without its id.
    """

    def __init__(self, entry: str = ENTRY) -> None:
        self._entry = entry
        self._session = SessionSecrets()
        self.is_lasting = True

    def for_account(self, account: str) -> Self:
        return type(self)(f"{ENTRY}-{account}")

    def read(self) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        if not self.is_lasting:
            return self._session.read()
        try:
            return keyring.get_password(SERVICE, self._entry)
        except KeyringError as error:
            self._fall_back(error)
            return self._session.read()

    def write(self, key: str) -> bool:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, self._entry, key)
        except KeyringError as error:
            self._fall_back(error)
            return self._session.write(key)
        self._session.forget()
        self.is_lasting = True
        return True

    def forget(self) -> None:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        self._session.forget()
        try:
            keyring.delete_password(SERVICE, self._entry)
        except PasswordDeleteError:
            pass  # there was none
        except KeyringError as error:
            self._fall_back(error)

    def is_forgotten(self) -> bool:
        """Whether the keychain holds no key here; one that cannot be asked may hold one."""
        import keyring
        from keyring.errors import KeyringError, NoKeyringError

        try:
            return keyring.get_password(SERVICE, self._entry) is None
        except NoKeyringError:
            return True
        except KeyringError:
            return False

    def _fall_back(self, error: Exception) -> None:
        logger.info("no keychain to use: %s", type(error).__name__)
        self.is_lasting = False


def tidy_key(pasted: str) -> str:
    """A pasted key without what comes along: white space, unseen characters, quotes, `Bearer `."""
    key = re.sub(r"\s+", " ", _UNSEEN.sub("", pasted)).strip().strip("\"'").strip()
    key = re.sub(r"^(authorization:\s*)?bearer\s+", "", key, flags=re.IGNORECASE)
    return key.strip()


def find_key(store: SecretStore, environ: Mapping[str, str]) -> str | None:
    """The key to use: LEONARDO_API_KEY, else the stored one. It is redacted in logs from now on."""
    key = tidy_key(environ.get(KEY_VARIABLE, "")) or store.read()
    if key:
        log.redact_always(key)
    return key or None
