"""No key and no signed address is ever written to the log."""

import logging
import urllib.parse

import pytest

from desktop.core import log

KEY = "12345678-90ab-cdef-1234-567890abcdef"
SIGNATURE = "b8f1c2d3e4signature"


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    """The process's logging as it was, and no secrets known from other tests."""
    monkeypatch.setattr(log, "_secrets", set())
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    named = {
        n: logging.getLogger(n).level
        for n in ("httpx", "httpcore", "qasync", "PIL", "libav", "asyncio")
    }
    yield
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    for name, value in named.items():
        logging.getLogger(name).setLevel(value)


@pytest.fixture
def logged(tmp_path):
    log.start(tmp_path / "logs")
    return lambda: (tmp_path / "logs" / log.FILE_NAME).read_text(encoding="utf-8")


def test_a_known_key_is_not_written(logged):
    log.redact_always(KEY)
    logging.getLogger("desktop").info("trying %s", KEY)
    assert KEY not in logged()
    assert "trying [redacted]" in logged()


@pytest.mark.expects_log("went wrong")
def test_not_in_tracebacks_either(logged):
    log.redact_always(KEY)

    def fail():
        try:
            int(KEY)
        except ValueError as error:
            raise ValueError(f"bad header: Bearer {KEY}") from error

    try:
        fail()
    except ValueError:
        logging.getLogger("desktop").exception("went wrong")
    assert KEY not in logged()
    assert "Traceback" in logged()
    assert "ValueError" in logged()


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {KEY}",
        f"authorization: bearer {KEY}",
        f"{{'Authorization': 'Bearer {KEY}'}}",
        f'{{"authorization": "Bearer {KEY}"}}',
        f"headers=[(b'authorization', b'Bearer {KEY}')]",
        f"Authorization={KEY}",
        f"authorization: Basic {KEY}",
    ],
)
def test_an_unknown_key_is_known_by_its_place(text):
    assert KEY not in log.redact(text)


@pytest.mark.parametrize(
    "text",
    [
        f"GET https://bucket.s3.amazonaws.com/a/b.mp4?X-Amz-Signature={SIGNATURE}&Expires=1",
        f"https://cdn.example.com/x?token={SIGNATURE}",
        f"{{'X-Amz-Signature': '{SIGNATURE}'}}",
        f'"X-Amz-Credential": "{SIGNATURE}"',
        f"policy={SIGNATURE}",
        f"x-amz-security-token: {SIGNATURE}",
    ],
)
def test_signatures_are_not_written_and_paths_are(text):
    redacted = log.redact(text)
    assert SIGNATURE not in redacted
    if "b.mp4" in text:
        assert "https://bucket.s3.amazonaws.com/a/b.mp4?" in redacted


def test_a_key_is_found_in_an_address_too():
    log.redact_always("key with space/and+more")
    quoted = urllib.parse.quote("key with space/and+more", safe="")
    assert "space" not in log.redact(f"https://x.example/?k={quoted}")


def test_one_secret_inside_another_leaves_nothing():
    log.redact_always("abcdefgh")
    log.redact_always("abcdefgh-and-the-rest")
    assert "rest" not in log.redact("key abcdefgh-and-the-rest")


def test_short_texts_are_not_blotted_out():
    log.redact_always("app")
    log.redact_always("")
    assert log.redact("the app is happy") == "the app is happy"


def test_ordinary_lines_stay_as_they_are():
    text = "clip 7 is ready: 1280x720, 6 s, /home/me/Videos/Startframe/2026 rocket.mp4"
    assert log.redact(text) == text


def test_where_no_file_can_be_written_it_goes_to_standard_error(tmp_path, capsys):
    (tmp_path / "file").touch()
    log.start(tmp_path / "file" / "logs")
    log.redact_always(KEY)
    logging.getLogger("desktop").info("hello %s", KEY)
    written = capsys.readouterr().err
    assert "hello [redacted]" in written
