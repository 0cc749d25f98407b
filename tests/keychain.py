"""A keychain in memory, in the place of the system's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """A keychain that works, until `trouble` is set."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.trouble: KeyringError | None = None

    def _check(self):
        if self.trouble is not None:
            raise self.trouble

    def get_password(self, service, username):
        self._check()
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self._check()
        self.entries[service, username] = password

    def delete_password(self, service, username):
        self._check()
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


@contextlib.contextmanager
def memory_keychain() -> Iterator[MemoryKeyring]:
    """In use until the end; then the one before is again."""
    before, ours = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ours)
    try:
        yield ours
    finally:
        keyring.set_keyring(before)
