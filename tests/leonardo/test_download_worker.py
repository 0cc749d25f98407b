"""The download process from its own side: what it loads, when it ends, what it answers."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from desktop.cli import parsers
from desktop.core.errors import BadReply, Bug, InvalidRequest
from desktop.leonardo import WORKER_OPTION
from desktop.leonardo.clients import Timeouts
from desktop.leonardo.download import Download
from desktop.leonardo.download_worker import DownloadWorker
from desktop.leonardo.lines import (
    Cancel,
    Cancelled,
    Failed,
    Fetch,
    Ready,
    Report,
    read_report,
    write_command,
)
from desktop.leonardo.order import Order
from tests.leonardo.server import VIDEO, Answer

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-X", "importtime", "-P", "-m", "desktop", WORKER_OPTION]
UNWANTED = ("PySide6", "shiboken6", "qasync", "PIL", "av", "starlette", "sqlite3")


@pytest.fixture
def started(tmp_path):
    """The process, started away from the checkout."""
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environ,
    ) as process:
        yield process
        process.kill()


def test_it_ends_with_its_input_and_loads_nothing_of_the_window(server, started, tmp_path):
    held = threading.Event()
    server.on("GET", VIDEO, Answer(hold=held))
    part = tmp_path / "x.part"
    order = Order(server.url(VIDEO), part, server.base_url, Timeouts())
    assert isinstance(read_report(started.stdout.readline()), Ready)
    started.stdin.write(write_command(Fetch(1, order)))
    started.stdin.flush()
    deadline = time.monotonic() + 10
    while not server.requests:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    told, imported = started.communicate(timeout=5)  # closes its input
    held.set()
    assert started.returncode == 0
    assert told == b""
    assert part.read_bytes() == b""
    names = [line.rpartition(b"|")[2].strip().decode() for line in imported.splitlines()]
    assert "httpx" in names
    assert not [name for name in names if name.partition(".")[0] in UNWANTED]


def test_what_it_does_not_understand_ends_it(started):
    told, _ = started.communicate(b"hello\n", timeout=10)
    assert len(told.splitlines()) <= 1


def test_its_option_is_nobody_elses_business():
    assert WORKER_OPTION not in parsers.window_parser().format_help()


@pytest.fixture
def reports():
    told: asyncio.Queue[Report] = asyncio.Queue()
    return told


def order(tmp_path, url="http://127.0.0.1:1/x", base_url="http://127.0.0.1:1"):
    return Order(url, tmp_path / "x.part", base_url, Timeouts())


async def test_cancelled_before_it_has_begun_is_answered(reports, tmp_path):
    worker = DownloadWorker(reports.put_nowait)
    worker.take(Fetch(1, order(tmp_path)))
    worker.take(Cancel(1))
    assert await reports.get() == Cancelled(1)
    worker.take(Cancel(1))  # it has ended: nothing to stop
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [({"base_url": "ftp://x"}, InvalidRequest), ({"url": "http://example.com/x"}, BadReply)],
)
async def test_an_order_that_may_not_be_is_a_problem(reports, tmp_path, wrong, problem):
    DownloadWorker(reports.put_nowait).take(Fetch(3, order(tmp_path, **wrong)))
    told = await reports.get()
    assert isinstance(told, Failed)
    assert (told.number, type(told.problem)) == (3, problem)


@pytest.mark.expects_log("download 4 failed")
async def test_a_bug_is_told_as_one(reports, tmp_path, monkeypatch):
    async def fail(self, client):
        raise KeyError("x")

    monkeypatch.setattr(Download, "run", fail)
    DownloadWorker(reports.put_nowait).take(Fetch(4, order(tmp_path)))
    assert await reports.get() == Failed(4, Bug(summary="KeyError"))
