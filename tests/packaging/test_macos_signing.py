"""Signing for macOS: secrets stay where they are needed, and a refusal is not overlooked."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from macos import signing

NAME = "Developer ID Application: Someone (AB12)"
CERTIFICATE = {
    signing.CERTIFICATE: base64.b64encode(b"p12").decode(),
    signing.CERTIFICATE_PASSWORD: "secret",
}
NOTARY = signing.Notary("KEY", "ID", "ISSUER")


@pytest.fixture
def ran(monkeypatch):
    """The words of every tool, which answers as Apple's do."""
    words_of: list[list[str]] = []
    answers = {
        "list-keychains": '    "/Users/someone/login.keychain-db"\n',
        "find-identity": f'  1) 0123ABCD "{NAME}"\n     1 valid identities found\n',
        "submit": json.dumps({"id": "7", "status": "Accepted"}),
        "log": '{"issues": ["no hardened runtime"]}',
    }

    def run(words, **_named):
        words_of.append(list(words))
        known = [answers[word] for word in words[1:3] if word in answers]
        return subprocess.CompletedProcess(words, 0, stdout=(known or [""])[0], stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    return SimpleNamespace(words=words_of, answers=answers)


def test_secrets_are_taken_out_of_the_environment():
    environment = {**CERTIFICATE, "PATH": "/bin", signing.NOTARY[0]: ""}
    given = signing.taken_from(environment)
    assert environment == {"PATH": "/bin"}
    assert given[signing.CERTIFICATE] == CERTIFICATE[signing.CERTIFICATE]


@pytest.mark.parametrize("empty", [{}, {signing.CERTIFICATE: "", signing.IDENTITY: ""}])
def test_without_a_certificate_nothing_is_touched(ran, empty):
    with signing.identity(empty) as found:
        assert found is None
    assert ran.words == []


def test_a_certificate_of_the_users_keychain_is_used_as_it_is(ran):
    with signing.identity({signing.IDENTITY: "Someone", **CERTIFICATE}) as found:
        assert found == "Someone"
    assert ran.words == []


def test_a_given_certificate_lives_in_a_keychain_that_goes_with_the_build(ran):
    with contextlib.suppress(RuntimeError), signing.identity(CERTIFICATE) as found:
        assert found == NAME
        raise RuntimeError("a build that fails")
    verbs = [words[1] for words in ran.words]
    keychain = ran.words[1][-1]
    assert verbs[1] == "create-keychain"
    assert ran.words[-1] == ["security", "delete-keychain", keychain]
    restored = [
        "security",
        "list-keychains",
        "-d",
        "user",
        "-s",
        "/Users/someone/login.keychain-db",
    ]
    assert ran.words[-2] == restored
    assert not Path(keychain).parent.exists()


def test_a_certificate_of_another_kind_is_refused(ran):
    ran.answers["find-identity"] = '  1) 0123ABCD "Apple Development: Someone (AB12)"\n'
    with pytest.raises(signing.SigningError, match="Developer ID"), signing.identity(CERTIFICATE):
        pass
    assert ran.words[-1][1] == "delete-keychain"


def test_a_failure_is_told_without_the_secret(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="MAC verification failed\n")
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_n: failed)
    with pytest.raises(signing.SigningError) as told:
        signing.security("import", "-P", "secret")
    assert str(told.value) == "security import failed: MAC verification failed"


@pytest.mark.parametrize("missing", signing.NOTARY)
def test_half_a_notary_is_none(missing):
    whole = dict.fromkeys(signing.NOTARY, "given")
    assert signing.Notary.of(whole) == signing.Notary("given", "given", "given")
    assert signing.Notary.of({**whole, missing: ""}) is None


def test_the_notarys_key_is_a_file_only_while_it_is_needed(ran, tmp_path):
    NOTARY.accept(tmp_path / "a.zip")
    (words,) = ran.words
    assert "--wait" in words
    assert "KEY" not in words
    assert not Path(words[words.index("--key") + 1]).exists()


def test_what_the_notary_refuses_is_an_error_with_its_reasons(ran, tmp_path):
    """`notarytool submit --wait` ends with 0 whatever the verdict is."""
    ran.answers["submit"] = json.dumps({"id": "7", "status": "Invalid"})
    with pytest.raises(signing.SigningError, match=r"Invalid.*no hardened runtime"):
        NOTARY.accept(tmp_path / "a.zip")
    assert ran.words[-1][2:4] == ["log", "7"]
