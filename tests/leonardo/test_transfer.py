"""The transfer thread: work away from the caller's loop, cancelled and ended with it."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from desktop.leonardo.client import LeonardoClient
from desktop.leonardo.clients import ClientMaker
from desktop.leonardo.progress import Progress
from desktop.leonardo.transfer import THREAD_NAME, TransferThread
from tests.leonardo.server import VIDEO, Answer, Server, Video

CONTENT = b"\x00\x00\x00\x20ftypisom" + bytes(300_000)


def transfer_threads():
    return [thread for thread in threading.enumerate() if thread.name == THREAD_NAME]


async def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)


@pytest.fixture
async def transfers():
    thread = TransferThread(ClientMaker(is_local=True))
    yield thread
    await thread.close()


async def test_work_is_done_in_one_thread_of_its_own(transfers):
    async def where(client):
        return threading.current_thread().name

    assert transfer_threads() == []
    assert set(await asyncio.gather(*(transfers.run(where) for _ in range(5)))) == {THREAD_NAME}
    assert len(transfer_threads()) == 1
    await transfers.close()
    assert transfer_threads() == []


async def test_what_the_work_raises_arrives(transfers):
    async def fail(client):
        raise KeyError("x")

    with pytest.raises(KeyError):
        await transfers.run(fail)


async def test_a_cancelled_call_returns_when_the_work_has_ended(transfers):
    steps = []

    async def slow(client):
        steps.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            steps.append("ended")

    call = asyncio.ensure_future(transfers.run(slow))
    await wait_until(lambda: steps == ["begun"])
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert steps == ["begun", "ended"]


async def test_a_call_cancelled_at_once_never_hangs(transfers):
    async def quick(client):
        return 1

    for turns in range(6):
        call = asyncio.ensure_future(transfers.run(quick))
        for _ in range(turns):
            await asyncio.sleep(0)
        call.cancel()
        await asyncio.wait({call}, timeout=5)
        assert call.done()


async def test_closing_cancels_what_runs(transfers):
    begun = threading.Event()

    async def slow(client):
        begun.set()
        await asyncio.Event().wait()

    call = asyncio.ensure_future(transfers.run(slow))
    await wait_until(begun.is_set)
    await transfers.close()
    with pytest.raises(asyncio.CancelledError):
        await call
    with pytest.raises(RuntimeError):
        await transfers.run(slow)


async def test_closing_twice_or_unused_is_nothing(transfers):
    await transfers.close()
    await transfers.close()


async def test_a_cancelled_download_leaves_the_part_at_rest(server, client, tmp_path):
    held = threading.Event()
    server.on("GET", VIDEO, Video(CONTENT, cut_at=100_000), Answer(hold=held))
    part = tmp_path / "x.part"
    call = asyncio.ensure_future(client.download(server.url(VIDEO), part))
    await wait_until(lambda: len(server.requests) == 2)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert part.read_bytes() == CONTENT[:100_000]
    server.on("GET", VIDEO, Video(CONTENT))
    await client.download(server.url(VIDEO), part)
    assert part.read_bytes() == CONTENT


async def test_progress_comes_on_the_callers_loop(server, client, tmp_path):
    told = []

    def on_progress(done, total):
        told.append((threading.current_thread(), done, total))

    server.on("GET", VIDEO, Video(CONTENT))
    await client.download(server.url(VIDEO), tmp_path / "x.part", on_progress)
    assert {thread for thread, _, _ in told} == {threading.current_thread()}
    assert told[-1][1:] == (len(CONTENT), len(CONTENT))
    assert len(told) <= 3


async def test_progress_is_due_ten_times_a_second_and_ends_with_the_call(monkeypatch):
    told = []
    with Progress(lambda done, total: told.append(done)) as progress:
        assert progress.is_due()
        progress.tell(1, None)
        assert not progress.is_due()
        await asyncio.sleep(0)
        progress.tell(2, None)
    await asyncio.sleep(0)
    progress.tell(3, None)
    assert told == [1]


async def test_eight_downloads_at_once(server, client, tmp_path):
    server.on("GET", VIDEO, Video(CONTENT))
    parts = [tmp_path / f"{number}.part" for number in range(8)]
    await asyncio.gather(*(client.download(server.url(VIDEO), part) for part in parts))
    assert {part.read_bytes() for part in parts} == {CONTENT}


def test_on_the_qt_loop(tmp_path):
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    application = QApplication.instance() or QApplication([])

    async def everything(server):
        client = LeonardoClient("key-0123456789", base_url=server.base_url)
        told = []
        part = tmp_path / "x.part"
        await client.download(server.url(VIDEO), part, lambda done, total: told.append(done))
        call = asyncio.ensure_future(client.download(server.url("/held"), tmp_path / "y.part"))
        await wait_until(lambda: len(server.requests) == 2)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await client.close()
        return part.read_bytes(), told[-1]

    with Server() as server:
        server.on("GET", VIDEO, Video(CONTENT))
        server.on("GET", "/held", Answer(hold=threading.Event()))
        with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
            assert runner.run(everything(server)) == (CONTENT, len(CONTENT))
    assert transfer_threads() == []
