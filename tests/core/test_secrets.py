"""The key: in the keychain, or for the session; a pasted one is tidied."""

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from desktop.core import log
from desktop.core.secrets import (
    ENTRY,
    SERVICE,
    KeychainSecrets,
    SessionSecrets,
    find_key,
    tidy_key,
)

KEY = "12345678-90ab-cdef-1234-567890abcdef"


@pytest.fixture
def no_keychain():
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def secrets_forgotten(monkeypatch):
    monkeypatch.setattr(log, "_secrets", set())


def test_the_keychain_keeps_the_key(keychain):
    assert KeychainSecrets().read() is None
    assert KeychainSecrets().write(KEY)
    assert keychain.entries == {(SERVICE, ENTRY): KEY}
    again = KeychainSecrets()
    assert again.read() == KEY
    assert again.is_lasting
    again.forget()
    again.forget()
    assert keychain.entries == {}


def test_each_account_has_an_entry_of_its_own(keychain):
    first = KeychainSecrets()
    first.write(KEY)
    first.for_account("account-1").write("the-second-key")
    assert keychain.entries == {
        (SERVICE, ENTRY): KEY,
        (SERVICE, f"{ENTRY}-account-1"): "the-second-key",
    }
    KeychainSecrets().for_account("account-1").forget()
    assert keychain.entries == {(SERVICE, ENTRY): KEY}


def test_without_a_keychain_the_key_lives_for_the_session(no_keychain, tmp_path):
    store = KeychainSecrets()
    assert store.read() is None
    assert not store.is_lasting
    assert not store.write(KEY)
    assert store.read() == KEY
    store.forget()
    assert store.read() is None
    assert KeychainSecrets().read() is None


def test_a_keychain_that_locks_itself_keeps_the_session_going(keychain):
    store = KeychainSecrets()
    keychain.trouble = KeyringLocked("locked")
    assert not store.write(KEY)
    assert store.read() == KEY
    assert not store.is_lasting
    keychain.trouble = None
    again = store.write(KEY), store.is_lasting, store.read()
    assert again == (True, True, KEY)
    assert keychain.entries == {(SERVICE, ENTRY): KEY}


def test_forgetting_with_a_locked_keychain_forgets_what_it_can(keychain):
    store = KeychainSecrets()
    store.write(KEY)
    keychain.trouble = KeyringLocked("locked")
    store.forget()
    assert store.read() is None


def test_the_session_store_says_it_does_not_last():
    store = SessionSecrets("a")
    assert not store.is_lasting
    assert store.read() == "a"
    assert not store.write("b")
    assert store.read() == "b"
    store.forget()
    assert store.read() is None


@pytest.mark.parametrize(
    "pasted",
    [
        KEY, f" {KEY}\n", f'"{KEY}"', f"'{KEY}'", f"Bearer {KEY}", f"bearer  {KEY}",
        f"Authorization: Bearer {KEY}", f"authorization:bearer {KEY}\r\n", f'"Bearer {KEY}"',
        f"\u00a0{KEY}\u00a0", f"\ufeff{KEY}", f"{KEY}\u200b",
    ],
)  # fmt: skip
def test_a_pasted_key_is_tidied(pasted):
    assert tidy_key(pasted) == KEY


@pytest.mark.parametrize("pasted", ["", "  ", '""', "\n"])
def test_nothing_pasted_is_no_key(pasted):
    assert tidy_key(pasted) == ""


def test_the_environment_goes_before_the_store():
    store = SessionSecrets("from-the-store")
    assert find_key(store, {"LEONARDO_API_KEY": f" Bearer {KEY} "}) == KEY
    assert find_key(store, {"LEONARDO_API_KEY": " "}) == "from-the-store"
    assert find_key(store, {}) == "from-the-store"
    assert find_key(SessionSecrets(), {}) is None


def test_a_found_key_is_redacted_from_then_on():
    assert KEY in log.redact(f"key {KEY}")
    find_key(SessionSecrets(KEY), {})
    assert KEY not in log.redact(f"key {KEY}")
