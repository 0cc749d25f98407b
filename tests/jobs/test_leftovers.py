"""What jobs need on their way only does not stay: copies that are sent, parts nobody wants."""

import pytest

from desktop.core import errors
from desktop.jobs import leftovers
from desktop.jobs.job import JobState
from tests.jobs.scripted import GENERATION_ID


def copies(studio) -> set[str]:
    return {path.name for path in leftovers.sent_copies(studio.root / "frames")}


def left_copy(studio, job_id: str) -> str:
    path = leftovers.sent_copy(studio.root / "frames", job_id)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"sent")
    return path.name


@pytest.mark.parametrize(
    "problem", [None, errors.ReplyLost(), errors.Rejected(), errors.BadKey(status=401)]
)
async def test_the_sent_copy_goes_with_the_post(studio, problem):
    if problem is not None:
        studio.api.answers["submit"] = [problem]
    await studio.finish()
    assert copies(studio) == set()


async def test_a_copy_of_either_format_is_found_and_goes(studio):
    job = await studio.left_in(JobState.UNCONFIRMED)
    made = leftovers.copies_of(studio.root / "frames", job.id)
    for copy in made:
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(b"sent")
    assert {copy.suffix for copy in made} == {".jpg", ".png"}
    assert copies(studio) == {copy.name for copy in made}
    await studio.queue(concurrency=0).start()
    assert copies(studio) == set()


async def test_the_copy_goes_when_it_was_never_journalled(studio, monkeypatch):
    async def refused(old, new, *, clip=None, advance=studio.journal.advance):
        if new.state is JobState.UPLOADING:
            raise errors.DiskFull(folder="data")
        await advance(old, new, clip=clip)

    monkeypatch.setattr(studio.journal, "advance", refused)
    assert (await studio.finish()).state is JobState.FAILED
    assert copies(studio) == set()


async def test_a_start_removes_what_a_kill_left_behind(studio):
    """Not what a job still needs: another process may be sending it."""
    uploading = await studio.left_in(JobState.UPLOADING)
    unconfirmed = await studio.left_in(JobState.UNCONFIRMED)
    kept = left_copy(studio, uploading.id)
    for job_id in (unconfirmed.id, "a job that was forgotten"):
        left_copy(studio, job_id)
    (studio.root / "frames" / f".{unconfirmed.id}-sen.x1y2z3").write_bytes(b"half")
    (studio.root / "frames" / "0123.jpg").write_bytes(b"a start frame")
    await studio.queue(concurrency=0).start()
    assert copies(studio) == {kept}
    assert (studio.root / "frames" / "0123.jpg").is_file()


async def test_a_part_received_while_another_process_placed_the_clip_goes(studio, video):
    async def meanwhile():
        [job] = await studio.journal.all()
        await studio.journal.advance(job, job.moved_to(JobState.READY, studio.clock()))
        return video

    studio.api.answers["download"] = [meanwhile]
    job = await studio.finish()
    assert job.state is JobState.READY
    assert list(studio.videos.iterdir()) == []


async def test_a_forgotten_job_takes_its_part_along(studio):
    studio.videos.mkdir()
    part, other = studio.videos / "x.mp4.part", studio.videos / "other.mp4.part"
    part.write_bytes(b"some")
    other.write_bytes(b"more")
    job = await studio.left_in(JobState.EXPIRED, generation_id=GENERATION_ID, part=part)
    queue = studio.queue()
    await queue.start()
    await queue.forget(job.id)
    assert list(studio.videos.iterdir()) == [other]
