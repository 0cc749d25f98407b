"""The part file: at rest when it is left, whatever happens on the way out."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from desktop.leonardo.part import BATCH_BYTES, PartFile


@pytest.mark.skipif(not hasattr(os, "writev"), reason="the system has no writev to hold up")
async def test_cancelled_twice_it_waits_for_the_thread_that_writes(tmp_path, monkeypatch):
    begun, held = threading.Event(), threading.Event()
    write = os.writev

    def slow(*arguments):
        begun.set()
        assert held.wait(10)
        return write(*arguments)

    async def receive():
        async with PartFile(tmp_path / "x.part") as file:
            await file.write(bytes(BATCH_BYTES))
            await asyncio.Event().wait()

    monkeypatch.setattr(os, "writev", slow)
    call = asyncio.ensure_future(receive())
    await asyncio.to_thread(begun.wait, 10)
    for _ in range(3):
        call.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
    assert not call.done()
    held.set()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert (tmp_path / "x.part").read_bytes() == bytes(BATCH_BYTES)
