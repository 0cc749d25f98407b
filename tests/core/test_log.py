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


@pytest.mark.parametrize(
    "text",
    [
        f"fields: X-Amz-Signature={SIGNATURE}&X-Amz-Date=20261122T000000Z",
        f"X-Amz-Signature%3D{SIGNATURE}",
        f"x-amz-signature: {SIGNATURE}",
        f"(b'x-amz-signature', b'{SIGNATURE}')",
        f'{{"fields": "{{\\"X-Amz-Signature\\": \\"{SIGNATURE}\\"}}"}}',
        f"<X-Amz-Signature>{SIGNATURE}</X-Amz-Signature>",
        f"https:\\/\\/bucket.s3.amazonaws.com\\/a?X-Amz-Signature={SIGNATURE}",
        f"/a/b?X-Amz-Algorithm=A&X-Amz-Signature={SIGNATURE} HTTP/1.1",
        f"x_X-Amz-Signature = '{SIGNATURE}'",
    ],
)
def test_of_what_signs_not_even_the_name_is_written(text):
    redacted = log.redact(text)
    assert SIGNATURE not in redacted
    assert "x-amz-signature" not in redacted.lower()


@pytest.mark.parametrize(
    "text", ["2020 INFO fake", "a\nb", "\x1b[2J", "\r", "\u2028", "\u202e", "\0"]
)
def test_a_text_stays_on_its_line(text):
    assert len(log.printable(text).splitlines()) == 1
    assert log.printable(text).isprintable()


def test_what_came_from_the_network_cannot_pass_for_a_line_of_the_log(logged):
    hostile = (
        "id\r\n2026-11-22 18:00:00,000 ERROR MainThread desktop: forged\x1b]0;title\x07\u2029x"
    )
    logging.getLogger("desktop").info("generation %s", hostile)
    logging.getLogger("desktop").info("next")
    lines = logged().splitlines()
    assert len(lines) == 2
    assert "\\r\\n2026-11-22" in lines[0]
    assert "\x1b" not in lines[0]
    assert lines[1].endswith("next")


@pytest.mark.expects_log("went wrong")
def test_nor_as_the_text_of_an_exception(logged):
    def fail():
        raise ValueError(f"bad\n2026-11-22 ERROR forged\x1b[31m X-Amz-Signature={SIGNATURE}")

    try:
        fail()
    except ValueError:
        logging.getLogger("desktop").exception("went wrong")
    first, *rest = logged().splitlines()
    assert first.endswith("went wrong")
    assert all(line.startswith("  | ") for line in rest)
    assert any("forged" in line for line in rest)
    assert "\x1b" not in logged()
    assert SIGNATURE not in logged()


def test_a_huge_text_is_cut(logged):
    logging.getLogger("desktop").info("reply %s", "x" * 3_000_000)
    assert len(logged()) < 30_000
    assert "characters more" in logged()


def test_the_log_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "_MAX_BYTES", 5_000)
    log.start(tmp_path)
    for number in range(400):
        logging.getLogger("desktop").info("line %s %s", number, "x" * 100)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [
        log.FILE_NAME, *(f"{log.FILE_NAME}.{number}" for number in (1, 2, 3)),
    ]  # fmt: skip
    assert all(file.stat().st_size <= 5_000 for file in files)
    assert "line 399" in files[0].read_text(encoding="utf-8")


def test_a_disk_that_refuses_brings_nothing_to_the_terminal(tmp_path, capsys, monkeypatch):
    log.start(tmp_path)
    logging.getLogger("desktop").info("opened")

    def full(*_):
        raise OSError(28, "No space left on device")

    [handler] = [h for h in logging.getLogger().handlers if isinstance(h, log.LogFile)]
    monkeypatch.setattr(handler, "shouldRollover", full)
    logging.getLogger("desktop").info("Bearer %s", KEY)
    assert capsys.readouterr().err == ""
