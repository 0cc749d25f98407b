"""A download process from the app's side: what it is given, and what is taken from it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from desktop.core.errors import LinkExpired
from desktop.leonardo import download_process
from desktop.leonardo.clients import Timeouts
from desktop.leonardo.download_process import DownloadProcess, ProcessLost
from desktop.leonardo.order import Order
from desktop.leonardo.progress import Progress
from tests.leonardo.conftest import KEY
from tests.leonardo.server import VIDEO, Answer, Video
from tests.leonardo.test_transfer import wait_until

CONTENT = b"\x00\x00\x00\x20ftypisom" + bytes(300_000)
SIGNED = f"{VIDEO}?X-Amz-Signature=5igned"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
PROC = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")


@pytest.fixture
def order(server, tmp_path):
    return Order(server.url(SIGNED), tmp_path / "x.part", server.base_url, Timeouts())


@pytest.fixture
async def start():
    """`start(*command)`: a process that has ended with the test."""
    processes = []

    async def begin(*command):
        process = await DownloadProcess.start(command)
        processes.append(process)
        return process

    yield begin
    for process in processes:
        await process.end()
        assert process.is_gone


def saying(*lines):
    """A program that writes these lines and waits for the end of its input."""
    said = "".join(f"{line}\n" for line in lines)
    text = f"import os; os.read(0, 1); os.write(1, {said!r}.encode()); os.read(0, 9999999)"
    return [sys.executable, "-I", "-S", "-c", f"{text}; os.read(0, 1)"]


@PROC
async def test_it_knows_no_key_and_no_address_from_its_start(server, start, order, monkeypatch):
    monkeypatch.setenv("LEONARDO_API_KEY", KEY)
    server.on("GET", VIDEO, Answer(status=404), Video(CONTENT))
    process = await start()
    with Progress(None) as progress:
        with pytest.raises(LinkExpired) as raised:
            await process.fetch(order, progress)
        assert raised.value == LinkExpired(status=404, host="127.0.0.1")
        assert await process.fetch(order, progress) == len(CONTENT)
    assert order.part.read_bytes() == CONTENT
    place = Path(f"/proc/{process.pid}")
    environ, command = (place / "environ").read_bytes(), (place / "cmdline").read_bytes()
    assert b"LEONARDO_API_KEY" not in environ
    assert KEY.encode() not in environ + command
    assert b"5igned" not in environ + command
    assert os.getpriority(os.PRIO_PROCESS, process.pid) >= 10


@pytest.mark.parametrize(
    "lines",
    [
        ["hello"],
        ['{"kind": "ready", "version": "0.0.0"}'],
        ['{"kind": "moved", "id": 7, "done": 1, "total": 2}'],
        ['{"kind": "cancelled", "id": 1}', '{"kind": "ended", "id": 1, "size": 2}'],
    ],
)
async def test_what_it_cannot_mean_ends_it(start, order, lines):
    process = await start(*saying(*lines))
    with Progress(None) as progress, pytest.raises(ProcessLost):
        await process.fetch(order, progress)
    await process.end()
    assert process.fault.startswith("garbled")
    with Progress(None) as progress, pytest.raises(ProcessLost):
        await process.fetch(order, progress)


async def test_one_that_ends_at_once_is_lost(start, order):
    process = await start(sys.executable, "-I", "-S", "-c", "raise SystemExit(3)")
    with Progress(None) as progress, pytest.raises(ProcessLost):
        await process.fetch(order, progress)
    await process.end()
    assert process.fault == "ended with 3"


async def test_one_that_gives_no_sign_of_life_is_lost(start, order, monkeypatch):
    monkeypatch.setattr(download_process, "START_S", 0.01)
    process = await start(*saying())
    with Progress(None) as progress, pytest.raises(ProcessLost):
        await process.fetch(order, progress)
    assert process.fault == "no sign of life"


@pytest.mark.expects_log("download process: it is hot here")
async def test_what_it_logs_is_logged(start, order):
    warning = '{"kind": "logged", "level": 30, "text": "it is hot here"}'
    process = await start(*saying(warning, '{"kind": "ended", "id": 1, "size": 5}'))
    with Progress(None) as progress:
        assert await process.fetch(order, progress) == 5


@POSIX
async def test_one_that_does_not_answer_is_killed_in_time(server, start, order, monkeypatch):
    monkeypatch.setattr(download_process, "CANCEL_S", 0.05)
    held = threading.Event()
    server.on("GET", VIDEO, Answer(hold=held))
    process = await start()
    with Progress(None) as progress:
        call = asyncio.ensure_future(process.fetch(order, progress))
        await wait_until(lambda: server.requests)
        os.kill(process.pid, signal.SIGSTOP)
        begun = time.monotonic()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    held.set()
    assert time.monotonic() - begun < 1
    assert process.is_gone
