"""Workshop: heavy work in a process of its own, and in a thread when there can be none."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_asyncio

from desktop.core.errors import Unreadable
from desktop.core.secrets import KEY_VARIABLE
from desktop.media import crew
from desktop.media.workshop import ProcessLost, WorkCrashed, Workshop


def pid_and_niceness() -> tuple[int, int]:
    return os.getpid(), os.nice(0)


def refuse(name: str) -> None:
    raise Unreadable(name=name, detail="damaged")


def key() -> str | None:
    return os.environ.get(KEY_VARIABLE)


def end_this_process() -> None:
    os._exit(3)


def end_unless(mark: Path) -> int:
    """Ends the process it runs in the first time, as a system short of memory does."""
    if not mark.exists():
        mark.touch()
        os._exit(3)
    return os.getpid()


def wait_for(path: Path) -> str:
    while not path.exists():
        pass
    return path.read_text(encoding="utf-8")


@pytest_asyncio.fixture
async def apart():
    made = Workshop(is_apart=True)
    yield made
    made.close()


async def test_work_is_done_in_a_process_that_gives_way(apart):
    pid, niceness = await apart.run(pid_and_niceness)
    assert pid != os.getpid()
    assert niceness >= min(19, os.nice(0) + crew.POLITENESS)
    assert await apart.run(pid_and_niceness) == (pid, niceness)


async def test_problems_come_back_as_they_are(apart):
    with pytest.raises(Unreadable) as caught:
        await apart.run(refuse, "cat.png")
    assert caught.value == Unreadable(name="cat.png", detail="damaged")


async def test_the_process_knows_no_key(apart, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "00000000-0000-4000-8000-000000000000")
    assert await apart.run(key) is None


async def test_one_piece_of_work_at_a_time(apart, tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "first").rename(tmp_path / "held back")
    first = asyncio.ensure_future(apart.run(wait_for, tmp_path / "first"))
    second = asyncio.ensure_future(apart.run(wait_for, tmp_path / "second"))
    done, _ = await asyncio.wait({second}, timeout=0.2)
    assert not done
    (tmp_path / "held back").rename(tmp_path / "first")
    assert list(await asyncio.gather(first, second)) == ["first", "second"]


async def test_what_ends_two_processes_is_not_tried_in_this_one(apart):
    with pytest.raises(WorkCrashed):
        await apart.run(end_this_process)
    assert (await apart.run(pid_and_niceness))[0] != os.getpid()  # the next has a new process


async def test_a_process_that_was_lost_by_accident_is_replaced(apart, tmp_path):
    mark = tmp_path / "lost once"
    assert await apart.run(end_unless, mark) != os.getpid()
    assert mark.exists()


async def test_what_takes_too_long_is_ended():
    made = Workshop(is_apart=True, limit_s=0.05)
    with pytest.raises(WorkCrashed):
        await made.run(wait_for, Path("never"))
    made.close()


async def test_work_nobody_waits_for_holds_up_nothing(apart, tmp_path):
    endless = asyncio.ensure_future(apart.run(wait_for, tmp_path / "never"))
    await apart_is_at_work(apart)
    endless.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await endless
    async with asyncio.timeout(20):
        await apart.run(pid_and_niceness)


@pytest.mark.expects_log("a thread does it")
async def test_where_no_process_starts_a_thread_does_it(monkeypatch):
    async def lost(_self, _bound):
        raise ProcessLost("not here")

    monkeypatch.setattr("desktop.media.crew.Crew.do", lost)
    made = Workshop(is_apart=True)
    assert (await made.run(pid_and_niceness))[0] == os.getpid()
    made.close()


async def test_closing_ends_whatever_it_does(tmp_path):
    made = Workshop(is_apart=True)
    pid, _ = await made.run(pid_and_niceness)
    endless = asyncio.ensure_future(made.run(wait_for, tmp_path / "never"))
    await asyncio.sleep(0)
    made.close()
    endless.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await endless
    made.close()
    await until_gone(pid)


async def test_an_idle_process_ends(apart):
    quick = Workshop(is_apart=True, idle_s=0.0)
    pid, _ = await quick.run(pid_and_niceness)
    await until_gone(pid)
    other, _ = await quick.run(pid_and_niceness)
    assert other != pid
    quick.close()


async def test_without_a_process_a_thread_does_it():
    made = Workshop()
    assert (await made.run(pid_and_niceness))[0] == os.getpid()
    with pytest.raises(Unreadable):
        await made.run(refuse, "cat.png")
    made.close()


ORPHAN = """
import asyncio, os, signal
from desktop.media.workshop import ProcessLost, WorkCrashed, Workshop

async def main():
    workshop = Workshop(is_apart=True)
    print(await workshop.run(os.getpid), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
async def test_it_does_not_outlive_an_app_that_is_killed(tmp_path):
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN, encoding="utf-8")
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    await until_gone(int(done.stdout))


async def apart_is_at_work(workshop: Workshop, within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while workshop._crew is None:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


async def until_gone(pid: int, within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while is_alive(pid):
            await asyncio.sleep(0.01)


def is_alive(pid: int) -> bool:
    multiprocessing.active_children()  # takes note of those of ours that have ended
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    is_dead = stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    return not is_dead  # an orphan may wait for somebody to take note of it
