"""A picture from the web on its way into the draft: shown, cancelled, refused."""

from __future__ import annotations

import asyncio
import base64
import urllib.parse

import pytest
from PySide6.QtCore import QMimeData, QUrl

from desktop.core.errors import PictureTooLarge, Unreadable, WebPictureFailed
from desktop.ui.compose.drop import WebAddress
from desktop.ui.compose.web_frame import DATA_LIMIT_BYTES, decoded
from tests.media.counted import counted_film
from tests.ui.compose.conftest import until

URL = "https://example.com/flower.png"


def address(url: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(url)])
    return mime


async def test_it_is_fetched_and_said_so(bench, rocket):
    bench.serve(rocket.read_bytes(), "rose.jpg")
    bench.drop(address(URL))
    await bench.settled()
    assert (bench.frame.name, bench.frame.width) == ("rose.jpg", 640)
    notice = bench.panel.picture.notice
    assert (notice.title, notice.reason) == ("Fetched from example.com", "rose.jpg")


async def test_while_it_comes_its_host_is_named_and_a_newer_drop_ends_it(bench, rocket):
    started, ended = asyncio.Event(), asyncio.Event()

    async def fetch(_url, _check_head):
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    bench.panel.picture._web._fetch = fetch
    bench.drop(address(URL))
    await started.wait()
    area = bench.panel.picture.area
    assert area.accessibleName() == "Start frame: loading picture from example.com"
    bench.drop_file(rocket)
    await bench.settled()
    assert ended.is_set()
    assert bench.frame.name == "rocket.jpg"
    assert bench.panel.picture.notice.isHidden()


async def test_removing_ends_it_as_well(bench):
    started = asyncio.Event()

    async def fetch(_url, _check_head):
        started.set()
        await asyncio.Event().wait()

    bench.panel.picture._web._fetch = fetch
    bench.drop(address(URL))
    await started.wait()
    bench.panel.picture.remove()
    await bench.settled()
    assert not bench.panel.picture.is_loading


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.com/a.png", "does not offer it over https"),
        ("https://me:word@example.com/a.png", "holds a user name or a password"),
    ],
)
async def test_what_is_not_asked_for_has_its_reason(bench, url, reason):
    asked = bench.serve(b"")
    assert bench.drop(address(url)).isAccepted()
    await bench.settled()
    notice = bench.panel.picture.notice
    assert notice.title == "The picture is not fetched"
    assert reason in notice.reason
    assert asked == []
    assert not bench.panel.picture.is_loading


async def test_what_comes_is_judged_by_its_content(bench, tmp_path):
    film = counted_film(tmp_path / "a.mp4", [0, 40, 80]).read_bytes()
    for content, reason in (
        (b"<!DOCTYPE html><html><body>", "sent a web page instead"),
        (film, "Only pictures are fetched"),
        (b"words, and no picture", "type text"),
        (b"", "is empty"),
    ):
        bench.serve(content)
        bench.drop(address(URL))
        await bench.settled()
        assert reason in bench.panel.picture.notice.reason
        assert bench.frame is None


async def test_a_failure_keeps_the_earlier_picture(bench, rocket):
    await bench.load(rocket)

    async def fetch(_url, _check_head):
        raise WebPictureFailed(host="example.com", status=403)

    bench.panel.picture._web._fetch = fetch
    bench.drop(address(URL))
    await bench.settled()
    assert "status 403" in bench.panel.picture.notice.reason
    assert bench.frame.name == "rocket.jpg"


async def test_html_without_a_picture_that_can_be_had_says_so(bench):
    bench.panel.picture.load_web(WebAddress(html=b"<img src='blob:x'>"))
    await until(bench.panel.picture.notice.isVisible)
    await bench.settled()
    assert bench.panel.picture.notice.title == "The picture is not fetched"


@pytest.mark.parametrize(
    "url",
    [
        "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode(),
        "DATA:image/png;BASE64,"
        + base64.b64encode(b"\x89PNG").decode()[:4]
        + "\n"
        + base64.b64encode(b"\x89PNG").decode()[4:],
        "data:image/png;base64," + urllib.parse.quote(base64.b64encode(b"\x89PNG").decode()),
        "data:image/png," + urllib.parse.quote_from_bytes(b"\x89PNG"),
    ],
)
def test_a_data_address_is_read(url):
    assert decoded(url) == b"\x89PNG"


def test_a_broken_or_huge_data_address_is_refused():
    for url in ("data:image/png;base64", "data:image/png;base64,A"):
        with pytest.raises(Unreadable):
            decoded(url)
    for url in (
        "data:image/png," + "x" * (4 * DATA_LIMIT_BYTES + 1),
        "data:,a" + "b" * DATA_LIMIT_BYTES,
    ):
        with pytest.raises(PictureTooLarge):
            decoded(url)
