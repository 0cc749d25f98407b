"""A disk that refuses stops a download, and it goes on by itself when the disk takes it again."""

import dataclasses

import pytest

from desktop.core import errors
from desktop.core.errors import DatabaseDamaged, DiskFull, FolderUnwritable, Offline, StorageProblem
from desktop.jobs.job import JobState
from desktop.jobs.works.disk import LOOK_EVERY_S, DiskWatch, is_stopped_by_disk
from desktop.library import folder


class Disk:
    """Refuses as often as it is told to, as `ensure_writable` does, then takes everything."""

    def __init__(self, monkeypatch):
        self.refusals: list[StorageProblem] = []
        self.asked = 0
        real = folder.ensure_writable

        def ensure_writable(path):
            self.asked += 1
            if self.refusals:
                raise self.refusals.pop(0)
            real(path)

        monkeypatch.setattr(folder, "ensure_writable", ensure_writable)


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


async def stopped(studio, queue):
    job = await queue.wait((await studio.submit(queue)).id)
    assert job.state is JobState.DOWNLOADING
    assert is_stopped_by_disk(job)
    return job


async def looks(watch, queue, job, count):
    for _ in range(count):
        await watch.look()
        await queue.wait(job.id)


@pytest.mark.parametrize(
    "problem",
    [DiskFull(folder="v"), FolderUnwritable(folder="v"), StorageProblem(folder="v", detail="io")],
)
async def test_it_goes_on_when_the_disk_takes_it(studio, disk, problem):
    disk.refusals = [problem] * 3
    queue = studio.queue()
    job = await stopped(studio, queue)
    watch = DiskWatch(queue.jobs, queue.resume)
    await looks(watch, queue, job, 2)  # 5 s, 10 s
    assert queue.get(job.id).state is JobState.DOWNLOADING
    await looks(watch, queue, job, 2)  # 15 s: not yet, 20 s
    assert queue.get(job.id).state is JobState.READY
    assert studio.api.count("submit") == 1
    assert studio.api.count("download") == 1


async def test_what_was_received_is_kept_meanwhile(studio, video):
    """Full in the middle: the bytes that are there stay, and the job tells why it waits."""

    def full():
        raise DiskFull(folder="videos")

    studio.api.answers["download"] = [full, video]
    queue = studio.queue()
    job = await stopped(studio, queue)
    job.part.write_bytes(b"begun")
    watch = DiskWatch(queue.jobs, queue.resume)
    await looks(watch, queue, job, 1)
    assert queue.get(job.id).state is JobState.READY


async def test_it_is_tried_ever_more_seldom(studio, disk):
    disk.refusals = [DiskFull(folder="v")] * 100
    queue = studio.queue()
    job = await stopped(studio, queue)
    watch, tried = DiskWatch(queue.jobs, queue.resume), []
    for look in range(1, 40):
        before = disk.asked
        await looks(watch, queue, job, 1)
        if disk.asked > before:
            tried.append(look * LOOK_EVERY_S)
    assert tried == [5, 10, 20, 40, 60, 120, 180]


async def test_one_that_stops_anew_is_tried_soon(studio, disk):
    job = await studio.left_in(JobState.DOWNLOADING, problem=DiskFull(), generation_id="g")
    found, tried = [job], []

    async def resume(job_id):
        tried.append(job_id)

    watch = DiskWatch(lambda: found, resume)
    for _ in range(3):
        await watch.look()
    assert len(tried) == 2
    found[0] = dataclasses.replace(job, problem=None)
    await watch.look()
    found[0] = job
    await watch.look()
    assert len(tried) == 3


async def test_others_are_left_alone(studio):
    left = [
        await studio.left_in(JobState.FAILED, problem=DiskFull()),
        await studio.left_in(JobState.DOWNLOADING, problem=Offline(), generation_id="a"),
        await studio.left_in(JobState.DOWNLOADING, problem=DatabaseDamaged(), generation_id="b"),
        await studio.left_in(JobState.DOWNLOADING, generation_id="c"),
    ]
    assert not any(map(is_stopped_by_disk, left))


async def test_a_job_that_is_gone_and_a_disk_that_refuses_even_this_are_no_trouble(studio):
    job = await studio.left_in(JobState.DOWNLOADING, problem=DiskFull(), generation_id="g")
    answers = [KeyError(job.id), errors.DiskFull(folder="data")]

    async def resume(_job_id):
        raise answers.pop(0)

    watch = DiskWatch(lambda: [job], resume)
    await watch.look()
    await watch.look()
    assert answers == []


async def test_it_watches_until_it_is_ended(studio):
    slept = []

    class Ended(Exception):
        pass

    async def sleep(seconds):
        slept.append(seconds)
        if len(slept) > 3:
            raise Ended

    with pytest.raises(Ended):
        await DiskWatch(list, sleep, sleep=sleep).watch()
    assert slept == [LOOK_EVERY_S] * 4
