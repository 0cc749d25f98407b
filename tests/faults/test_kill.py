"""Killed anywhere on its way, a clip is finished by `resume` and was submitted once."""

import sys
import threading
import time
from pathlib import Path

import pytest

from tests.faults.program import KEY, Program, files_holding, run
from tests.leonardo.server import GENERATION_ID, GENERATIONS, ONE, STORAGE, VIDEO, Answer, Video
from tests.leonardo.server import generation as told


def begin(home, server, picture) -> Program:
    return Program(home, server.base_url, "generate", picture, "--prompt", "pan", "--json")


def wait_for(server, method, path):
    deadline = time.monotonic() + 30
    while not server.requests_to(method, path):
        assert time.monotonic() < deadline, f"no {method} {path}"
        time.sleep(0.01)


def assert_one_clip(home, server, resumed):
    assert (resumed.code, resumed.outcome["state"]) == (0, "ready"), resumed.text
    assert resumed.outcome["generation_id"] == GENERATION_ID
    assert resumed.outcome["cost"] == {"amount": "1.4352", "unit": "DOLLARS"}
    assert len(server.requests_to("POST", GENERATIONS)) == 1
    videos = list((home / "videos").iterdir())
    assert [str(path) for path in videos] == [resumed.outcome["video"]]
    assert files_holding(home, KEY) == []


def test_killed_while_uploading(home, server, picture):
    server.on("POST", STORAGE, Answer(status=204, hold=threading.Event()), Answer(status=204))
    program = begin(home, server, picture)
    wait_for(server, "POST", STORAGE)
    program.kill()
    assert_one_clip(home, server, run(home, server.base_url, "resume", "--json"))


def test_killed_while_generating(home, server, picture, video):
    complete = server._scripts["GET", ONE][-1]
    server.on("GET", ONE, told())
    program = begin(home, server, picture)
    program.until("generating")
    program.kill()
    server.on("GET", ONE, told(), complete)
    assert_one_clip(home, server, run(home, server.base_url, "resume", "--json"))


@pytest.mark.parametrize("has_ranges", [True, False])
def test_killed_while_downloading(home, server, picture, video, has_ranges):
    served = Video(video, has_ranges=has_ranges)
    server.on("GET", VIDEO, Answer(body=video, hold=threading.Event()), served)
    program = begin(home, server, picture)
    wait_for(server, "GET", VIDEO)
    program.kill()
    assert_one_clip(home, server, run(home, server.base_url, "resume", "--json"))


def test_killed_while_submitting_is_unconfirmed_for_ever(home, server, picture):
    server.on("POST", GENERATIONS, Answer(hold=threading.Event()))
    program = begin(home, server, picture)
    wait_for(server, "POST", GENERATIONS)
    program.kill()
    for _ in range(2):
        resumed = run(home, server.base_url, "resume", "--json")
        assert (resumed.code, resumed.outcome["state"]) == (6, "unconfirmed"), resumed.text
    assert len(server.requests_to("POST", GENERATIONS)) == 1
    assert files_holding(home, KEY) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no polite request to end")
def test_interrupted_while_generating_stays_resumable(home, server, picture):
    complete = server._scripts["GET", ONE][-1]
    server.on("GET", ONE, told())
    program = begin(home, server, picture)
    program.until("generating")
    command_line = Path(f"/proc/{program.process.pid}/cmdline")
    assert not command_line.exists() or KEY not in command_line.read_text()
    program.interrupt()
    ended = program.wait()
    assert (ended.code, ended.outcome["state"]) == (130, "interrupted"), ended.text
    assert "resume" in ended.outcome["message"]
    server.on("GET", ONE, complete)
    assert_one_clip(home, server, run(home, server.base_url, "resume", "--json"))
