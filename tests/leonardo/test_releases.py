"""The release page, asked without a trace; whatever it answers, nothing of it is trusted."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from desktop.core.errors import VersionUnknown
from desktop.core.release import Version
from desktop.leonardo import releases
from desktop.leonardo.releases import LIMIT_BYTES, MOST_CHARS, PAGES, newest, read
from tests.leonardo.server import LOST, Answer, Server

PATH = "/repos/startframe/startframe/releases/latest"
PAGE = f"{PAGES}tag/v1.2.3"
REPLY = {
    "tag_name": "v1.2.3",
    "html_url": PAGE,
    "body": "## Better\r\n\r\n  * Clips are made of <b>dreams</b>\r\n",
    "draft": False,
    "prerelease": False,
}


def reply(**changes):
    return json.dumps(REPLY | changes).encode()


def told(content):
    found = read(content)
    assert found is not None
    return found


def refused(content):
    with pytest.raises(VersionUnknown) as raised:
        read(content)
    assert raised.value.facts["reason"] == "reply"
    assert raised.value.facts["host"] == "api.github.com"


# ── what it says ─────────────────────────────────────────────────────────────────────────────


def test_a_release_is_read():
    found = told(reply())
    assert (found.version, found.page) == (Version(1, 2, 3), PAGE)
    assert found.notes == "Better\n• Clips are made of <b>dreams</b>"


@pytest.mark.parametrize("changes", [{"draft": True}, {"prerelease": True}, {"draft": None}])
def test_drafts_and_trials_are_nothing(changes):
    assert read(reply(**changes)) is None


def test_what_does_not_say_that_it_is_none_is_nothing():
    assert read(b"{}") is None


@pytest.mark.parametrize("tag", ["1.2", "v1.2.3rc1", "<b>1.2.3</b>", "", None, 3, ["1.2.3"], {}])
def test_a_tag_that_is_no_version_is_refused(tag):
    refused(reply(tag_name=tag))


@pytest.mark.parametrize(
    "page",
    [
        None,
        7,
        "",
        "http://github.com/startframe/startframe/releases/tag/v1.2.3",
        "https://github.com/startframe/startframe/releases",
        PAGES,
        "https://github.com.evil.example/startframe/startframe/releases/tag/v1.2.3",
        "https://evil.example/https://github.com/startframe/startframe/releases/tag/v1.2.3",
        "https://github.com@evil.example/startframe/startframe/releases/tag/v1.2.3",
        "https://GitHub.com/startframe/startframe/releases/tag/v1.2.3",
        "https://github.com/other/startframe/releases/tag/v1.2.3",
        "javascript:alert(1)",
        "file:///etc/passwd",
        f"{PAGES}../../../evil/evil",
        f"{PAGES}tag/..",
        f"{PAGES}tag/%2e%2e/x",
        f"{PAGES}tag//x",
        f"{PAGES}tag/v1?x=1",
        f"{PAGES}tag/v1#x",
        f"{PAGES}tag/v1\\..\\x",
        f"{PAGES}tag/v1\n",
        f"{PAGES}tag/ｖ1",
        f"{PAGES}{'x' * 300}",
    ],
)
def test_a_page_elsewhere_is_refused(page):
    refused(reply(html_url=page))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html>",
        b"null",
        b"[]",
        b'"1.2.3"',
        b"{",
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"draft": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_object_is_refused(content):
    refused(content)


@pytest.mark.parametrize("body", [None, 5, [], {}, "", " \n\t\n"])
def test_without_notes_there_are_none(body):
    assert told(reply(body=body)).notes == ""


def test_long_notes_are_shortened():
    notes = told(reply(body="word " * 100_000)).notes
    assert len(notes) <= MOST_CHARS
    assert notes.endswith("…")
    many = told(reply(body="line\n\n" * 100)).notes.splitlines()
    assert many == ["line"] * 8 + ["…"]


def test_notes_hold_nothing_that_hides_or_turns_text():
    notes = told(reply(body="a\u202eb\u2066c\x00d\x1b[31me\u200bf\u0085g\ud800h")).notes
    assert notes == "abcd[31mef\ngh"


# ── over the wire ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def page(server: Server, monkeypatch) -> Server:
    """The release page on loopback."""
    monkeypatch.setattr(releases, "LATEST", server.url(PATH))
    return server


async def reason():
    with pytest.raises(VersionUnknown) as raised:
        await newest()
    return raised.value.facts["reason"]


async def test_nothing_goes_along_that_tells_who_asks(page, monkeypatch):
    monkeypatch.setenv("LEONARDO_API_KEY", "0f9c1d52-5e31-4a7e-9d7b-7c1f2f7b9a10")
    page.on("GET", PATH, Answer.json(REPLY, Set_Cookie="who=you; Path=/"))
    for _ in range(2):
        assert await newest() == read(reply())
    for request in page.requests:
        names = sorted(name.lower() for name, _ in request.headers)
        assert names == ["accept", "accept-encoding", "host", "user-agent"]
        assert request.header("user-agent") == "Startframe"
        assert (request.body, request.target) == (b"", PATH)


async def test_a_redirect_on_its_host_is_followed_without_a_cookie(page):
    moved = Answer(301, headers={"location": "/repositories/1", "set-cookie": "who=you; Path=/"})
    page.on("GET", PATH, moved)
    page.on("GET", "/repositories/1", Answer.json(REPLY))
    assert await newest() == read(reply())
    [request] = page.requests_to("GET", "/repositories/1")
    assert request.header("cookie") is None


@pytest.mark.parametrize("location", ["http://localhost:1/x", "//[::1]/x", "http://u:p@127.0.0.1/"])
async def test_a_redirect_elsewhere_is_not_followed(page, location):
    page.on("GET", PATH, Answer(302, headers={"location": location}))
    assert await reason() == "redirect"
    assert len(page.requests) == 1


async def test_another_port_is_elsewhere(page):
    with Server() as other:
        page.on("GET", PATH, Answer(302, headers={"location": other.url("/x")}))
        assert await reason() == "redirect"
        assert other.requests == []


async def test_redirects_in_a_circle_end(page):
    page.on("GET", PATH, Answer(302, headers={"location": PATH}))
    assert await reason() == "redirect"
    assert len(page.requests) == 3


@pytest.mark.parametrize("status", [204, 304, 403, 404, 429, 500])
async def test_another_status_is_told(page, status):
    page.on("GET", PATH, Answer(status))
    with pytest.raises(VersionUnknown) as raised:
        await newest()
    assert raised.value.facts["status"] == status


async def test_a_reply_too_long_is_not_read_to_its_end(page):
    page.on("GET", PATH, Answer(body=b" " * (LIMIT_BYTES + 1)))
    assert await reason() == "reply"


async def test_what_was_packed_all_the_same_is_not_unpacked(page):
    import gzip

    headers = {"content-encoding": "gzip"}
    page.on("GET", PATH, Answer(body=gzip.compress(reply()), headers=headers))
    assert await reason() == "reply"


@pytest.mark.parametrize("answer", [LOST, Answer.json(REPLY).but(cut_at=10), Answer(raw=b"hm\r\n")])
async def test_a_broken_reply_is_told(page, answer):
    page.on("GET", PATH, answer)
    assert await reason() == "timed_out"


async def test_no_answer_in_time_is_told(page, monkeypatch):
    monkeypatch.setattr(releases, "TIMEOUT_S", 0.1)
    held = threading.Event()
    page.on("GET", PATH, Answer.json(REPLY).but(hold=held))
    assert await reason() == "timed_out"
    held.set()


async def test_nobody_there_is_offline(page, monkeypatch):
    monkeypatch.setattr(releases, "LATEST", "http://127.0.0.1:1/")
    assert await reason() == "offline"


async def test_a_proxy_that_is_none_is_offline(page, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "gopher://nowhere")
    assert await reason() == "offline"


async def test_the_proxy_of_the_environment_is_asked(monkeypatch):
    with Server() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.root_url)
        assert await reason() == "offline"  # it refuses the tunnel
        [request] = proxy.requests
    assert (request.method, request.target) == ("CONNECT", "api.github.com:443")
    assert request.header("user-agent") in {None, "Startframe"}


async def test_cancelled_it_ends_at_once(page):
    held, arrived = threading.Event(), threading.Event()

    def answer(_request):
        arrived.set()
        return Answer.json(REPLY).but(hold=held)

    page.on("GET", PATH, answer)
    task = asyncio.ensure_future(newest())
    await asyncio.to_thread(arrived.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    held.set()
