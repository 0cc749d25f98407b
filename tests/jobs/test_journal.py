"""The journal: whole records, one step for one process, one bad row harms no other."""

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.core.errors import Moderated
from desktop.jobs.job import JobState
from desktop.jobs.journal import AlreadyAdopted, Superseded
from desktop.jobs.record import dump
from tests.jobs.scripted import COST, GENERATION_ID


async def test_a_job_comes_back_as_it_was(studio):
    job = await studio.left_in(
        JobState.DOWNLOADING,
        prepared=Path("sent.jpg"),
        image_id="i",
        submitted_at=studio.clock(),
        generation_id=GENERATION_ID,
        cost=COST,
        video_url="https://cdn.leonardo.ai/a.mp4",
        part=studio.root / "a.part",
        size_bytes=7,
        is_nsfw=True,
        output=studio.root / "out.mp4",
        video=studio.root / "v.mp4",
        problem=Moderated(classification=["NSFW"]),
        retry_of="other",
    )
    assert await studio.journal.get(job.id) == job
    assert await studio.journal.all() == [job]


async def test_of_two_that_make_the_same_step_one_makes_it(studio):
    job = await studio.left_in(JobState.UPLOADING)
    first = job.moved_to(JobState.SUBMITTING, studio.clock())
    second = job.moved_to(JobState.FAILED, studio.clock())
    await studio.journal.advance(job, first)
    with pytest.raises(Superseded):
        await studio.journal.advance(job, second)
    assert await studio.journal.get(job.id) == first


async def test_a_row_that_is_gone_cannot_be_advanced(studio):
    job = await studio.left_in(JobState.UNCONFIRMED)
    await studio.journal.forget(job)
    with pytest.raises(Superseded):
        await studio.journal.advance(job, job.moved_to(JobState.CANCELLED, studio.clock()))


@pytest.mark.expects_log("cannot be read and is passed over")
@pytest.mark.parametrize("damage", ["model", "text", "missing", "number"])
async def test_a_row_that_cannot_be_read_is_passed_over_and_kept(studio, damage):
    bad = await studio.left_in(JobState.GENERATING)
    good = await studio.left_in(JobState.GENERATING)
    record = json.dumps({"request": {"model": "gone"}}) if damage == "model" else "{}"
    record = "no json" if damage == "text" else record
    if damage == "number":
        cost = {"amount": "much", "unit": "DOLLARS"}
        record = json.dumps(json.loads(dump(bad)) | {"cost": cost})
    change = "UPDATE jobs SET record = ? WHERE id = ?"
    await studio.database.write(lambda c: c.execute(change, (record, bad.id)))
    assert await studio.journal.all() == [good]
    count = await studio.database.read(
        lambda c: c.execute("SELECT count(*) FROM jobs").fetchone()[0]
    )
    assert count == 2


async def test_the_clip_and_its_step_are_one_transaction(studio):
    job = await studio.finish()
    clip = await studio.library.get(job.id)
    stale = dataclasses.replace(job, state=JobState.DOWNLOADING, revision=job.revision - 1)
    other = dataclasses.replace(clip, id="other", generation_id=None)
    with pytest.raises(Superseded):
        await studio.journal.advance(stale, job, clip=other)
    assert [found.id for found in await studio.library.all()] == [job.id]


async def test_of_those_whose_clip_is_there_the_latest_are_enough(studio):
    failed = await studio.left_in(JobState.FAILED)
    made = await studio.left_in(JobState.READY)
    rows = [
        dataclasses.replace(made, id=f"r{n}", created_at=made.created_at + timedelta(minutes=n))
        for n in range(1, 205)
    ]
    await studio.journal.add(*rows)
    found = {job.id for job in await studio.journal.all()}
    assert found == {failed.id} | {f"r{n}" for n in range(5, 205)}
    assert (await studio.journal.revisions()).keys() == found
    assert await studio.journal.get(made.id) == made


async def test_a_job_with_the_generation_of_another_is_not_written(studio):
    job = await studio.left_in(JobState.GENERATING, generation_id=GENERATION_ID)
    other = dataclasses.replace(job, id="other")
    free = dataclasses.replace(job, id="free", generation_id="another")
    with pytest.raises(AlreadyAdopted):
        await studio.journal.add(free, other)
    assert [found.id for found in await studio.journal.all()] == [job.id]
