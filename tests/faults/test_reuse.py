"""The same bytes go to storage once an account, as long as the account still has them."""

from __future__ import annotations

import httpx

from desktop.jobs.job import SANDBOX, JobState
from desktop.media.framing import Framing
from desktop.sandbox.books import Kind
from tests.faults.room import Room


def uploads(server) -> int:
    return len(server.books.of(Kind.UPLOAD))


async def clip(room, picture, **options):
    job = await room.end_of(await room.order(picture, "pan", **options))
    assert job.state is JobState.READY, job.problem
    return job


async def test_the_same_picture_is_uploaded_once(sandbox, picture, tmp_path):
    server = sandbox()
    async with Room(tmp_path / "room", server) as room:
        first = await clip(room, picture)
        second = await clip(room, picture)
        assert uploads(server) == 1
        assert second.image_id == first.image_id
    async with Room(tmp_path / "room", server) as room:  # after a restart as well
        await clip(room, picture)
    assert uploads(server) == 1
    assert len(server.books.of(Kind.CREATION)) == 3


async def test_a_batch_of_one_picture_uploads_it_once(sandbox, picture, tmp_path):
    server = sandbox()
    async with Room(tmp_path / "room", server) as room:
        jobs = [await room.order(picture, f"pan {n}") for n in range(4)]
        ended = [await room.end_of(job) for job in jobs]
    assert {job.state for job in ended} == {JobState.READY}
    assert uploads(server) == 1


async def test_other_bytes_and_other_accounts_are_uploaded(sandbox, picture, tmp_path):
    server = sandbox()
    async with Room(tmp_path / "room", server) as room:
        await clip(room, picture)
        await clip(room, picture, framing=Framing(zoom=2.0))
        assert uploads(server) == 2
        await clip(room, picture, account=SANDBOX)
        assert uploads(server) == 3


async def test_a_picture_deleted_at_the_server_is_uploaded_again(sandbox, picture, tmp_path):
    server = sandbox()
    async with Room(tmp_path / "room", server) as room:
        first = await clip(room, picture)
        headers = {"authorization": f"Bearer {server.key}"}
        async with httpx.AsyncClient(headers=headers) as caller:
            await caller.delete(f"{server.url}/v1/init-image/{first.image_id}")
        second = await clip(room, picture)
        assert second.image_id != first.image_id
        assert uploads(server) == 2
        await clip(room, picture)
    assert uploads(server) == 2


async def test_each_time_it_is_gone_it_is_uploaded(sandbox, picture, tmp_path):
    server = sandbox("image-gone")
    async with Room(tmp_path / "room", server) as room:
        for _ in range(3):
            await clip(room, picture)
    assert uploads(server) == 3
    assert len(server.books.of(Kind.CREATION)) == 3


async def test_an_image_the_post_refuses_is_not_used_again(sandbox, picture, tmp_path):
    server = sandbox()
    async with Room(tmp_path / "room", server) as room:
        await clip(room, picture)
        server.faults.add("errors-in-200:1")  # "invalid init image id"
        refused = await room.end_of(await room.order(picture, "pan"))
        assert refused.state is JobState.FAILED
        assert uploads(server) == 1
        retried = await room.end_of(await room.queue.retry(refused.id))
        assert retried.state is JobState.READY
        assert retried.image_id != refused.image_id
    assert uploads(server) == 2
    assert len(server.books.of(Kind.SUBMISSION)) == 3
