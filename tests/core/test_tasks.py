"""TaskOwner: one live task a name, failures told, everything ended in close."""

import asyncio
import threading

import pytest

from desktop.core.tasks import TaskOwner, in_thread


async def test_a_second_start_of_a_live_name_is_refused():
    owner = TaskOwner()
    release = asyncio.Event()
    runs = []

    async def work(number):
        runs.append(number)
        await release.wait()

    assert owner.start("submit", work(1))
    assert not owner.start("submit", work(2))
    await asyncio.sleep(0)
    release.set()
    await owner.close()
    assert runs == [1]


async def test_replace_cancels_the_live_task_and_keeps_the_new_one_owned():
    owner = TaskOwner()
    forever, seen = asyncio.Event(), []

    async def work(name):
        try:
            await forever.wait()
        except asyncio.CancelledError:
            seen.append(name)
            raise

    owner.start("seek", work("first"))
    await asyncio.sleep(0)
    assert owner.start("seek", work("second"), replace=True)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert seen == ["first"]
    assert owner.is_live("seek")
    await owner.close()
    assert seen == ["first", "second"]


async def test_a_failure_reaches_on_error_and_frees_the_name():
    told = []
    owner = TaskOwner(on_error=lambda name, error: told.append((name, str(error))))

    async def work():
        raise RuntimeError("broken")

    owner.start("poll", work())
    while owner.is_live("poll"):
        await asyncio.sleep(0)
    assert told == [("poll", "broken")]
    await owner.close()


@pytest.mark.expects_log("task poll failed")
async def test_a_failure_without_on_error_is_logged(caplog):
    owner = TaskOwner()

    async def work():
        raise RuntimeError("broken")

    owner.start("poll", work())
    while owner.is_live("poll"):
        await asyncio.sleep(0)
    assert "broken" in caplog.text
    await owner.close()


async def test_after_close_nothing_starts():
    owner = TaskOwner()
    await owner.close()

    async def work():
        raise AssertionError("must not run")

    assert not owner.start("late", work())


async def test_ending_a_task_returns_when_it_has_ended():
    owner = TaskOwner()
    ended = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("work")

    owner.start("work", work())
    await asyncio.sleep(0)
    await owner.end("work")
    assert ended == ["work"]
    await owner.end("work")
    await owner.close()


async def test_a_thread_hears_that_nobody_waits_any_more():
    begun, heard = threading.Event(), threading.Event()

    def work(is_cancelled):
        begun.set()
        while not is_cancelled():
            begun.wait(0.001)
        heard.set()
        return "too late"

    waiting = asyncio.ensure_future(in_thread(work))
    await asyncio.to_thread(begun.wait)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await asyncio.to_thread(heard.wait, 10)
    assert await in_thread(lambda is_cancelled: is_cancelled()) is False
