"""Downloads apart: whole and told of like any other, whatever becomes of their process."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import time

import httpx
import pytest

from desktop.core.errors import LinkExpired
from desktop.leonardo.client import LeonardoClient
from desktop.leonardo.clients import ClientMaker, ClientSlot, Timeouts
from desktop.leonardo.download import OVERLAP_BYTES
from desktop.leonardo.download_process import DownloadProcess
from desktop.leonardo.downloads import MOST_LOST, Downloads
from desktop.leonardo.order import Order
from desktop.leonardo.progress import Progress
from tests.leonardo.server import VIDEO, Answer, Server, Video
from tests.leonardo.test_transfer import transfer_threads, wait_until

CONTENT = b"\x00\x00\x00\x20ftypisom" + random.Random(1).randbytes(500_000)
HALF = len(CONTENT) // 2
GOES_ON = pytest.mark.expects_log("downloads go on in the transfer thread")
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


class Processes:
    """Starts them, and remembers each."""

    def __init__(self):
        self.started = []

    async def __call__(self):
        process = await DownloadProcess.start()
        self.started.append(process)
        return process


@pytest.fixture
def processes():
    return Processes()


@pytest.fixture
async def make_downloads(processes):
    """`make_downloads(**arguments)`: downloads apart that leave no process behind."""
    made = []

    def make(**arguments):
        made.append(Downloads(are_apart=True, **{"start": processes, **arguments}))
        return made[-1]

    yield make
    for downloads in made:
        await downloads.close()
    assert all(process.is_gone for process in processes.started)


@pytest.fixture
async def here():
    """The client of the transfer thread."""
    slot = ClientSlot(ClientMaker(is_local=True).bulk)
    yield slot
    await slot.close()


def forbidden():
    raise AssertionError("nothing is to be fetched here")


@pytest.fixture
def nowhere():
    return ClientSlot(forbidden)


@pytest.fixture
def fetch(server, tmp_path):
    """`fetch(downloads, slot)`: the video into x.part."""

    async def call(downloads, slot, name="x.part", on_progress=None):
        order = Order(server.url(VIDEO), tmp_path / name, server.base_url, Timeouts())
        with Progress(on_progress) as progress:
            return await downloads.fetch(order, progress, slot)

    return call


async def test_several_at_once_arrive_through_one_process(
    server, make_downloads, processes, fetch, nowhere, tmp_path
):
    server.on("GET", VIDEO, Video(CONTENT))
    downloads = make_downloads()
    names = [f"{number}.part" for number in range(5)]
    received = await asyncio.gather(*(fetch(downloads, nowhere, name) for name in names))
    assert {(tmp_path / name).read_bytes() for name in names} == {CONTENT}
    assert [(one.path, one.size_bytes) for one in received] == [
        (tmp_path / name, len(CONTENT)) for name in names
    ]
    assert [process.pid for process in processes.started] == [downloads.process.pid]
    assert downloads.process.pid != os.getpid()


async def test_progress_and_problems_come_across(server, make_client, tmp_path):
    server.on("GET", VIDEO, Video(CONTENT), Answer(status=403))
    client = make_client(server.base_url, downloads_apart=True)
    told = []

    def on_progress(done, total):
        told.append((threading.current_thread(), done, total))

    await client.download(server.url(VIDEO), tmp_path / "x.part", on_progress)
    assert {thread for thread, _, _ in told} == {threading.current_thread()}
    assert told[-1][1:] == (len(CONTENT), len(CONTENT))
    assert (tmp_path / "x.part").read_bytes() == CONTENT
    with pytest.raises(LinkExpired) as raised:
        await client.download(server.url(VIDEO), tmp_path / "y.part")
    assert raised.value == LinkExpired(status=403, host="127.0.0.1")


async def test_a_cancelled_one_leaves_its_part_at_rest_and_the_process_at_work(
    server, make_downloads, processes, fetch, nowhere, tmp_path
):
    held = threading.Event()
    video = Video(CONTENT)
    server.on("GET", VIDEO, Answer(hold=held), video)
    part = tmp_path / "x.part"
    part.write_bytes(CONTENT[:HALF])
    downloads = make_downloads()
    call = asyncio.ensure_future(fetch(downloads, nowhere))
    await wait_until(lambda: server.requests)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    held.set()
    assert part.read_bytes() == CONTENT[:HALF]
    await fetch(downloads, nowhere)
    assert part.read_bytes() == CONTENT
    assert video.ranges == [f"bytes={HALF - OVERLAP_BYTES}-"]
    assert len(processes.started) == 1


@GOES_ON
async def test_what_a_killed_process_did_goes_on_here(
    server, make_downloads, processes, fetch, here, nowhere, tmp_path
):
    held = threading.Event()
    video = Video(CONTENT)
    server.on("GET", VIDEO, Answer(hold=held), video)
    (tmp_path / "x.part").write_bytes(CONTENT[:HALF])
    downloads = make_downloads()
    call = asyncio.ensure_future(fetch(downloads, here))
    await wait_until(lambda: server.requests)
    os.kill(downloads.process.pid, KILL)
    received = await call
    held.set()
    assert received.size_bytes == len(CONTENT)
    assert (tmp_path / "x.part").read_bytes() == CONTENT
    assert video.ranges == [f"bytes={HALF - OVERLAP_BYTES}-"]
    await fetch(downloads, nowhere, "y.part")
    assert len(processes.started) == 2


@GOES_ON
async def test_after_two_losses_no_other_is_started(server, make_downloads, fetch, here):
    server.on("GET", VIDEO, Video(CONTENT))
    tries: list[str] = []

    async def fail():
        tries.append("once more")
        raise FileNotFoundError

    downloads = make_downloads(start=fail)
    for number in range(MOST_LOST + 2):
        await fetch(downloads, here, f"{number}.part")
    assert len(tries) == MOST_LOST


async def test_one_without_work_ends_and_another_is_started(
    server, make_downloads, processes, fetch, nowhere
):
    server.on("GET", VIDEO, Video(CONTENT))
    downloads = make_downloads(idle_s=0)
    await fetch(downloads, nowhere, "x.part")
    [process] = processes.started
    await wait_until(lambda: process.is_gone)
    assert downloads.process is None
    await fetch(downloads, nowhere, "y.part")
    assert len(processes.started) == 2


async def test_closing_cancels_in_time(server, make_client, tmp_path):
    held = threading.Event()
    server.on("GET", VIDEO, Answer(hold=held))
    client = make_client(server.base_url, downloads_apart=True)
    call = asyncio.ensure_future(client.download(server.url(VIDEO), tmp_path / "x.part"))
    await wait_until(lambda: server.requests)
    begun = time.monotonic()
    await client.close()
    held.set()
    assert time.monotonic() - begun < 2
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_with_a_network_of_the_tests_nothing_is_apart(make_client, tmp_path):
    def answer(request):
        return httpx.Response(200, stream=httpx.ByteStream(CONTENT))

    client = make_client(
        "http://127.0.0.1:1", downloads_apart=True, transport=httpx.MockTransport(answer)
    )
    await client.download("http://127.0.0.1:1/x", tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == CONTENT


def test_beside_a_window(tmp_path):
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    application = QApplication.instance() or QApplication([])

    async def everything(server):
        client = LeonardoClient("key-0123456789", base_url=server.base_url, downloads_apart=True)
        told = []
        part = tmp_path / "x.part"
        await client.download(server.url(VIDEO), part, lambda done, total: told.append(done))
        await client.close()
        return part.read_bytes(), told[-1]

    with Server() as server:
        server.on("GET", VIDEO, Video(CONTENT))
        with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
            assert runner.run(everything(server)) == (CONTENT, len(CONTENT))
    assert transfer_threads() == []
