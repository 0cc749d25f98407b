"""Apple's signature: the certificate while it is needed, and the word of the notary service."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import secrets
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from macos.bundle import entitlements
from macos.property_lists import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

IDENTITY = "STARTFRAME_SIGNING_IDENTITY"
CERTIFICATE, CERTIFICATE_PASSWORD = "MACOS_CERTIFICATE", "MACOS_CERTIFICATE_PASSWORD"
NOTARY = ("MACOS_NOTARY_KEY", "MACOS_NOTARY_KEY_ID", "MACOS_NOTARY_ISSUER")
SECRET = (CERTIFICATE, CERTIFICATE_PASSWORD, *NOTARY)
_DEVELOPER_ID = re.compile(r'"(Developer ID Application: [^"]+)"')


class SigningError(Exception):
    """A signature or a ticket that should be there is not; the text says why."""


def spec_options(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What PyInstaller's EXE is told about signing, and hands on to everything it collects."""
    identity = environment.get(IDENTITY)
    if not identity:
        return {}
    file = write(dict(entitlements()), folder / "entitlements.plist")
    return {"codesign_identity": identity, "entitlements_file": str(file)}


def taken_from(environment: MutableMapping[str, str]) -> dict[str, str]:
    """What is given for signing; no program that is started from now on sees a secret."""
    names = {*SECRET} & {*environment}
    given = {name: environment.pop(name) for name in names}
    return {**given, IDENTITY: environment.get(IDENTITY, "")}


@contextlib.contextmanager
def identity(environment: Mapping[str, str]) -> Iterator[str | None]:
    """The certificate's name: one of the keychain, or the given one in a keychain of its own."""
    if environment.get(IDENTITY):
        yield environment[IDENTITY]
    elif environment.get(CERTIFICATE):
        with tempfile.TemporaryDirectory() as folder:
            yield from _imported(Path(folder), environment)
    else:
        yield None


def _imported(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """A keychain that goes with the build; the user's own stay where they are."""
    keychain, password = str(folder / "signing.keychain-db"), secrets.token_hex(16)
    file = folder / "certificate.p12"
    file.write_bytes(base64.b64decode(environment[CERTIFICATE]))
    others = re.findall(r'"([^"]+)"', security("list-keychains", "-d", "user"))
    try:
        security("create-keychain", "-p", password, keychain)
        security("set-keychain-settings", keychain)  # no locking by itself: notaries take hours
        security("unlock-keychain", "-p", password, keychain)
        secret = environment.get(CERTIFICATE_PASSWORD, "")
        security("import", str(file), "-k", keychain, "-P", secret, "-T", "/usr/bin/codesign")
        security("set-key-partition-list", "-S", "apple-tool:,apple:", "-k", password, keychain)
        security("list-keychains", "-d", "user", "-s", keychain, *others)
        yield _developer_id(security("find-identity", "-v", "-p", "codesigning", keychain))
    finally:
        security("list-keychains", "-d", "user", "-s", *others)
        subprocess.run(["security", "delete-keychain", keychain], check=False)


def _developer_id(listing: str) -> str:
    found = _DEVELOPER_ID.search(listing)
    if found is None:
        raise SigningError(f"{CERTIFICATE} holds no valid Developer ID Application certificate")
    return found.group(1)


def security(*words: str) -> str:
    """Apple's tool for keychains; what goes wrong is told without the words, which hold secrets."""
    done = subprocess.run(["security", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SigningError(f"security {words[0]} failed: {done.stderr.strip()}")
    return done.stdout


class Notary(NamedTuple):
    """A key to Apple's notary service, of App Store Connect."""

    key: str
    key_id: str
    issuer: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Notary | None:
        """The one of the environment, or None where a part of it is missing."""
        values = [environment.get(name, "") for name in NOTARY]
        return cls(*values) if all(values) else None

    def accept(self, file: Path) -> None:
        """Send a .zip or .dmg and wait; the tool ends with 0 for what was refused, too."""
        with tempfile.TemporaryDirectory() as folder:
            key = Path(folder) / "notary.p8"
            key.touch(mode=0o600)
            key.write_text(self.key, encoding="utf-8")
            login = ["--key", str(key), "--key-id", self.key_id, "--issuer", self.issuer]
            answer = _notarytool("submit", str(file), *login, "--wait", "--output-format", "json")
            found = json.loads(answer)
            if found.get("status") != "Accepted":
                log = _notarytool("log", str(found.get("id")), *login)
                raise SigningError(f"{file.name} is {found.get('status')} at the notary: {log}")


def _notarytool(*words: str) -> str:
    done = subprocess.run(
        ["xcrun", "notarytool", *words], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SigningError(f"notarytool {words[0]} failed: {done.stderr.strip()}")
    return done.stdout


def staple(file: Path) -> None:
    """The notary's ticket goes along, so that the first start needs no network."""
    for verb in ("staple", "validate"):
        subprocess.run(["xcrun", "stapler", verb, str(file)], check=True)


def sign(image: Path, name: str) -> None:
    """Sign a disk image; the app in it was signed by PyInstaller."""
    subprocess.run(["codesign", "--sign", name, "--timestamp", str(image)], check=True)


def verify(app: Path) -> None:
    """Every part of it is signed and as it was when it was."""
    words = ["codesign", "--verify", "--all-architectures", "--deep", "--strict", str(app)]
    subprocess.run(words, check=True)
