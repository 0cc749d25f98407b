"""A video on its way into a file: whole, resumed, refused."""

from __future__ import annotations

import errno
import io
import os
import random
import threading

import pytest

from desktop.core import errors
from desktop.leonardo import download
from desktop.leonardo.part import PartFile
from desktop.leonardo.transport import REPEATS, Call
from tests.leonardo.conftest import KEY
from tests.leonardo.server import LOST, VIDEO, Answer, Server, Video

CONTENT = b"\x00\x00\x00\x20ftypisom" + random.Random(1).randbytes(500_000)
HALF = len(CONTENT) // 2
OVERLAP = download.OVERLAP_BYTES


@pytest.fixture
def part(tmp_path):
    return tmp_path / "clip.mp4.part"


def serve(server, content=CONTENT, **arguments):
    video = Video(content, **arguments)
    server.on("GET", VIDEO, video)
    return video


async def test_a_video_is_received_whole(server, client, part):
    serve(server)
    received = await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert (received.path, received.size_bytes) == (part, len(CONTENT))


async def test_the_cdn_gets_neither_the_key_nor_any_authorization(server, client, part):
    serve(server)
    await client.download(server.url(VIDEO), part)
    [request] = server.requests
    assert request.header("authorization") is None
    assert request.header("accept-encoding") == "identity"
    assert KEY.encode() not in request.raw


async def test_a_cut_download_goes_on_by_range(server, client, part):
    video = serve(server, cut_at=HALF)
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert video.ranges == [None, f"bytes={HALF - OVERLAP}-"]
    assert server.requests[1].header("if-range") == '"e1"'


async def test_a_cut_download_starts_again_without_ranges(server, client, part):
    video = serve(server, cut_at=HALF, has_ranges=False)
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert len(video.ranges) == 2


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
async def test_without_a_strong_etag_the_overlap_alone_is_compared(server, client, part, etag):
    serve(server, cut_at=HALF, etag=etag)
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert server.requests[1].header("if-range") is None


async def test_a_part_from_an_earlier_start_is_gone_on_with(server, client, part):
    video = serve(server)
    part.write_bytes(CONTENT[:HALF])
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert video.ranges == [f"bytes={HALF - OVERLAP}-"]


async def test_a_part_that_is_whole_is_only_checked(server, client, part):
    video = serve(server)
    part.write_bytes(CONTENT)
    received = await client.download(server.url(VIDEO), part)
    assert received.size_bytes == len(CONTENT)
    assert video.ranges == [f"bytes={len(CONTENT) - OVERLAP}-"]


@pytest.mark.parametrize(
    "there",
    [
        CONTENT[:HALF] + b"\0" * OVERLAP,  # a tail that a crash left behind
        random.Random(2).randbytes(HALF),  # another video
        CONTENT + b"more",
        CONTENT + b"\0" * (2 * OVERLAP),  # so long that the range fits nothing
        b"short",
    ],
)
async def test_a_part_that_does_not_fit_is_started_again(server, client, part, there):
    serve(server)
    part.write_bytes(there)
    received = await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert received.size_bytes == len(CONTENT)


async def test_a_video_that_changes_between_two_tries_is_started_again(server, client, part):
    other = CONTENT[:20] + random.Random(3).randbytes(400_000)
    first, second = Video(CONTENT, cut_at=HALF), Video(other, etag='"e2"')
    server.on("GET", VIDEO, first, second)
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == other


@pytest.mark.parametrize("told", ["bytes 7-9/10", "items 0-1/2", "", "bytes 0-1"])
async def test_a_range_that_was_not_asked_for_is_not_taken(server, client, part, told):
    wrong = Answer(status=206, body=CONTENT, headers={"content-range": told})
    server.on("GET", VIDEO, wrong, Video(CONTENT))
    part.write_bytes(CONTENT[:HALF])
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT


async def test_a_server_that_gives_less_than_asked_is_asked_again(server, client, part):
    def stingy(request):
        first = int((request.header("range") or "bytes=0-")[6:-1])
        last = min(first + 200_000, len(CONTENT)) - 1
        headers = {"content-range": f"bytes {first}-{last}/{len(CONTENT)}"}
        return Answer(status=206, body=CONTENT[first : last + 1], headers=headers)

    server.on("GET", VIDEO, stingy)
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT


async def test_a_download_that_goes_on_in_small_steps_is_not_given_up(server, client, part):
    video = serve(server, cut_at=OVERLAP + 50_000, cuts=100)
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert len(video.ranges) > REPEATS[Call.VIDEO].tries


async def test_a_download_that_is_always_cut_is_broken(server, client, part):
    video = serve(server, cut_at=HALF, cuts=100, has_ranges=False)
    with pytest.raises(errors.BrokenVideo) as caught:
        await client.download(server.url(VIDEO), part)
    assert caught.value.facts["size_bytes"] == HALF
    assert caught.value.facts["expected_bytes"] == len(CONTENT)
    assert part.stat().st_size == HALF
    assert len(video.ranges) == 1 + REPEATS[Call.VIDEO].tries


async def test_a_stalled_download_is_taken_up_again(server, impatient, part):
    stuck = Answer(body=CONTENT, hold=threading.Event())
    server.on("GET", VIDEO, stuck, Video(CONTENT))
    await impatient.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize("trouble", [LOST, Answer(status=503), Answer(status=429)])
async def test_passing_trouble_is_waited_out(server, client, part, trouble, waits):
    server.on("GET", VIDEO, trouble, trouble, Video(CONTENT))
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT
    assert len(waits.seconds) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_an_address_that_serves_no_more_is_expired(server, client, part, status):
    server.on("GET", VIDEO, Answer(status=status, body=b"<Error/>"))
    part.write_bytes(CONTENT[:HALF])
    with pytest.raises(errors.LinkExpired) as caught:
        await client.download(server.url(VIDEO) + "?Signature=s3cret", part)
    assert caught.value.facts == {"status": status, "host": "127.0.0.1"}
    assert part.read_bytes() == CONTENT[:HALF]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (500, {}, errors.ServerFailed),
        (429, {"retry-after": "900"}, errors.RateLimited),
        (400, {}, errors.BadReply),
        (304, {}, errors.BadReply),
        (204, {}, errors.BadReply),
    ],
)
async def test_answers_that_bring_no_video(server, client, part, status, headers, expected):
    server.on("GET", VIDEO, Answer(status=status, headers=headers))
    with pytest.raises(expected):
        await client.download(server.url(VIDEO), part)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/html; charset=utf-8", CONTENT),
        ("image/jpeg", CONTENT),
        ("application/xml", CONTENT),
        ("video/mp4", b"\xff\xd8\xff\xe0 a poster"),
        ("", b"<!DOCTYPE html>"),
        ("application/octet-stream", b'{"error": "x"}'),
    ],
)
async def test_a_page_or_a_picture_is_no_video_and_spoils_nothing(
    server, client, part, kind, content
):
    serve(server, content, kind=kind, has_ranges=False)
    part.write_bytes(CONTENT[:HALF])
    with pytest.raises(errors.BrokenVideo):
        await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT[:HALF]
    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ["video/mp4", "VIDEO/MP4; x=1", "binary/octet-stream", ""])
async def test_what_may_be_a_video_is_taken(server, client, part, kind):
    serve(server, kind=kind)
    assert (await client.download(server.url(VIDEO), part)).size_bytes == len(CONTENT)


async def test_a_compressed_video_is_not_taken(server, client, part):
    headers = {"content-type": "video/mp4", "content-encoding": "gzip"}
    server.on("GET", VIDEO, Answer(body=CONTENT, headers=headers))
    with pytest.raises(errors.BrokenVideo):
        await client.download(server.url(VIDEO), part)


async def test_an_empty_video_is_broken(server, client, part):
    serve(server, b"")
    with pytest.raises(errors.BrokenVideo):
        await client.download(server.url(VIDEO), part)


async def test_without_a_length_the_end_is_the_end(server, client, part):
    chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n\0\0\0 \r\n0\r\n\r\n"
    server.on("GET", VIDEO, Answer(raw=chunked))
    assert (await client.download(server.url(VIDEO), part)).size_bytes == 4


@pytest.mark.parametrize("has_length", [True, False])
async def test_more_than_the_limit_is_not_received(server, client, part, monkeypatch, has_length):
    monkeypatch.setattr(download, "LARGEST_BYTES", 100_000)
    raw = b"HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\n\r\n" + CONTENT
    server.on("GET", VIDEO, Video(CONTENT) if has_length else Answer(raw=raw))
    with pytest.raises(errors.BrokenVideo) as caught:
        await client.download(server.url(VIDEO), part)
    assert caught.value.facts["limit_bytes"] == 100_000
    assert len(server.requests) == 1
    assert not part.exists() or part.stat().st_size <= 100_000


def test_a_video_may_have_one_gigabyte():
    assert download.LARGEST_BYTES == 10**9


async def test_more_than_the_limit_behind_a_redirect_is_not_received(
    server, client, part, monkeypatch
):
    monkeypatch.setattr(download, "LARGEST_BYTES", 100_000)
    server.on("GET", VIDEO, Answer(status=302, headers={"location": "/next"}))
    server.on("GET", "/next", Video(CONTENT))
    with pytest.raises(errors.BrokenVideo):
        await client.download(server.url(VIDEO), part)
    assert not part.exists() or part.stat().st_size == 0


async def test_redirects_are_followed_by_hand(server, client, part):
    with Server() as cdn:
        cdn.on("GET", "/a.mp4", Video(CONTENT))
        server.on("GET", VIDEO, Answer(status=302, headers={"location": "/next"}))
        server.on("GET", "/next", Answer(status=308, headers={"location": cdn.url("/a.mp4")}))
        await client.download(server.url(VIDEO), part)
        assert part.read_bytes() == CONTENT
        assert all(KEY.encode() not in r.raw for r in server.requests + cdn.requests)


async def test_a_redirect_in_a_circle_ends(server, client, part):
    server.on("GET", VIDEO, Answer(status=302, headers={"location": VIDEO}))
    with pytest.raises(errors.BadReply):
        await client.download(server.url(VIDEO), part)
    assert len(server.requests) == 1 + download.MAX_REDIRECTS


@pytest.mark.parametrize(
    "location",
    ["https://evil.example/x", "http://cdn.leonardo.ai/x", "file:///etc/passwd", "http://[", ""],
)
async def test_a_redirect_to_an_unknown_host_is_not_followed(server, client, part, location):
    server.on("GET", VIDEO, Answer(status=302, headers={"location": location}))
    with pytest.raises(errors.BadReply):
        await client.download(server.url(VIDEO), part)


async def test_an_unknown_host_is_refused_before_a_file_is_made(client, part):
    with pytest.raises(errors.BadReply) as caught:
        await client.download("https://evil.example/x.mp4?Signature=s3cret", part)
    assert caught.value.facts == {"reason": "address not allowed", "host": "evil.example"}
    assert not part.exists()


async def test_no_connection_is_offline(client, part):
    with Server() as gone:
        pass
    with pytest.raises(errors.Offline):
        await client.download(gone.url(VIDEO), part)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.ENOSPC, errors.DiskFull),
        (errno.EACCES, errors.FolderUnwritable),
        (errno.EROFS, errors.FolderUnwritable),
        (errno.EIO, errors.FolderUnwritable),
    ],
)
async def test_a_disk_that_refuses(server, client, part, monkeypatch, code, expected):
    def refuse(descriptor):
        raise OSError(code, os.strerror(code))

    serve(server)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(expected) as caught:
        await client.download(server.url(VIDEO), part)
    assert caught.value.facts["folder"] == str(part.parent)


async def test_a_full_disk_keeps_what_it_has(server, client, part, monkeypatch):
    def write_some(descriptor, batch):
        """A disk with room for 100,000 bytes."""
        room = 100_000 - os.lseek(descriptor, 0, os.SEEK_CUR)
        if room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return os.write(descriptor, b"".join(batch)[:room])

    class SmallDisk(io.FileIO):
        def write(self, data):
            return write_some(self.fileno(), [bytes(data)])

    monkeypatch.setattr(os, "writev", write_some)
    monkeypatch.setattr("desktop.leonardo.part._open", lambda path: SmallDisk(path, "r+"))
    part.touch()
    serve(server)
    with pytest.raises(errors.DiskFull):
        await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT[:100_000]
    assert len(server.requests) == 1


@pytest.mark.parametrize("steps", [None, 10, 100_000])
async def test_bytes_are_written_in_order_however_the_system_writes(tmp_path, monkeypatch, steps):
    if steps is None:
        monkeypatch.delattr(os, "writev", raising=False)
    else:
        monkeypatch.setattr(
            os, "writev", lambda fd, batch: os.write(fd, b"".join(batch)[:steps]), raising=False
        )
    chunks = [CONTENT[at : at + 333] for at in range(0, len(CONTENT), 333)]
    async with PartFile(tmp_path / "x") as file:
        for chunk in chunks:
            await file.write(chunk)
        await file.sync()
        assert (tmp_path / "x").read_bytes() == CONTENT


async def test_a_folder_that_is_gone(server, client, part):
    serve(server)
    with pytest.raises(errors.FolderUnwritable):
        await client.download(server.url(VIDEO), part.parent / "gone" / "x.part")
    assert server.requests == []


async def test_a_part_that_has_become_a_clip_is_not_cut_short(tmp_path):
    part, clip = tmp_path / "x.part", tmp_path / "clip.mp4"
    async with PartFile(part) as file:
        await file.write(b"whole")
        await file.settle()
        part.rename(clip)
        with pytest.raises(FileNotFoundError):
            await file.restart()
        part.write_bytes(b"another")
        with pytest.raises(FileNotFoundError):
            await file.restart()
    assert clip.read_bytes() == b"whole"
