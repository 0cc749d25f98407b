"""What happened to a job is told step by step, without secrets, and never at the job's cost."""

import dataclasses
import datetime
import json
import sqlite3

import pytest

from desktop.core import log
from desktop.core.errors import BrokenVideo, Offline, ServerFailed, StorageProblem, TimedOut
from desktop.jobs import timeline
from desktop.jobs.job import JobState
from desktop.jobs.timeline import KEPT_FIRST, MOST_EVENTS, Timeline
from desktop.leonardo.api import Submitted
from tests.jobs.scripted import COMPLETE, COST, GENERATION_ID, PENDING

KEY = "3e0f3b7c-66c1-4f0e-9a53-5d7f1f0b8a11"


async def told(studio, job):
    return [(event.kind, event.facts) for event in await studio.journal.timeline.of(job.id)]


async def kinds(studio, job):
    return [
        f"{kind} {facts['state']}" if kind == "state" else kind
        for kind, facts in await told(studio, job)
    ]


async def test_a_whole_life_is_told_in_its_order(studio):
    studio.api.answers["submit"] = [
        Submitted(GENERATION_ID, COST, status=200, request_id="request-1")
    ]
    studio.api.answers["generation"] = [*[PENDING] * 40, COMPLETE]
    job = await studio.finish()
    assert await kinds(studio, job) == [
        "state queued", "state preparing", "state uploading",
        "upload begins", "upload ends",
        "state submitting", "POST sent", "POST answered",
        "state generating", "polls begin", "polls end",
        "state downloading", "download begins", "download ends",
        "state ready",
    ]  # fmt: skip
    facts = dict(await told(studio, job))
    assert facts["upload begins"]["bytes"] > 0
    assert facts["POST answered"]["request_id"] == "request-1"
    assert facts["POST answered"]["generation_id"] == GENERATION_ID
    assert facts["polls end"] | {"first": None} == {
        "count": 41, "failed": 0, "first": None, "status": "COMPLETE",
    }  # fmt: skip
    assert facts["download ends"]["bytes"] == len(studio.api.video)


async def test_what_went_wrong_and_how_long_it_waited_is_told(studio):
    studio.api.answers |= {
        "upload": [Offline(host="x", detail="refused"), "image-1"],
        "generation": [ServerFailed(status=502, request_id="r-2"), COMPLETE],
        "download": [TimedOut(timeout_s=30), studio.api.video],
    }
    job = await studio.finish()
    found = await told(studio, job)
    assert ("upload fails", "offline") in [(kind, facts.get("problem")) for kind, facts in found]
    assert [f["problem"] for kind, f in found if kind == "waits"] == [
        "offline", "server_failed", "timed_out",
    ]  # fmt: skip
    assert [f["failed"] for kind, f in found if kind == "polls end"] == [1]
    assert any(kind == "download fails" for kind, _ in found)
    assert "problem gone" in [kind for kind, _ in found]


async def test_a_long_row_of_failures_is_told_ever_more_seldom(studio):
    studio.api.answers["generation"] = [*[TimedOut()] * 300, COMPLETE]
    job = await studio.finish()
    waits = [facts["failures"] for kind, facts in await told(studio, job) if kind == "waits"]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256]


async def test_nothing_secret_and_nothing_that_breaks_a_line_is_kept(studio, monkeypatch):
    monkeypatch.setattr(log, "_secrets", {KEY})
    job = await studio.finish()
    hostile = f"Bearer {KEY}\n\x1b[2J https://s3/x?X-Amz-Signature=abcdef \u202e \ud800"
    studio.journal.timeline.note(
        job.id, "odd", text=hostile, nested={"a\n": [hostile] * 50, "deep": {"x": {"y": {"z": 1}}}},
        number=float("nan"), huge="x" * 9000, other=object, none=None,
    )  # fmt: skip
    [event] = [e for e in await studio.journal.timeline.of(job.id) if e.kind == "odd"]
    text = json.dumps(event.facts, ensure_ascii=False)
    assert KEY not in text
    assert "X-Amz" not in text
    assert "abcdef" not in text
    assert text.isprintable()
    assert len(event.facts["huge"]) == 500
    assert len(event.facts["nested"]["a\\n"]) == 20
    assert "none" not in event.facts
    assert all(line.isprintable() for line in timeline.lines([event]))


async def test_each_job_keeps_its_beginning_and_its_newest(studio):
    job = await studio.finish()
    for number in range(MOST_EVENTS + 50):
        studio.journal.timeline.note(job.id, "n", number=number)
    found = await studio.journal.timeline.of(job.id)
    assert len(found) == MOST_EVENTS
    assert found[0].facts["state"] == "queued"
    assert found[-1].facts["number"] == MOST_EVENTS + 49
    numbers = [event.facts["number"] for event in found if event.kind == "n"]
    assert numbers == sorted(numbers)
    begin = KEPT_FIRST - (len(found) - len(numbers))
    assert numbers[:begin] == list(range(begin))


async def test_it_lives_as_long_as_the_job_or_its_clip(studio):
    queue = studio.queue()
    job = await studio.submit(queue)
    await queue.wait(job.id)
    await queue.forget(job.id)
    assert await told(studio, job) != []
    await studio.library.remove(job.id)
    assert await told(studio, job) == []
    studio.journal.timeline.note(job.id, "late")
    assert await told(studio, job) == []


async def test_a_clip_that_is_removed_leaves_the_timeline_to_its_job(studio):
    queue = studio.queue()
    job = await studio.submit(queue)
    await queue.wait(job.id)
    await studio.library.remove(job.id)
    assert await told(studio, job) != []
    await queue.forget(job.id)
    assert await told(studio, job) == []


async def test_a_disk_that_refuses_an_event_fails_no_job(studio, caplog):
    caplog.set_level("INFO")

    def refuse(connection):
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.kind <> 'state'"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )

    await studio.database.write(refuse)
    job = await studio.finish()
    assert job.state is JobState.READY
    assert "is not written" in caplog.text
    assert all(kind.startswith("state") for kind in await kinds(studio, job))


async def test_a_closed_database_is_no_trouble_either(studio):
    recorder = Timeline(studio.database)
    recorder.note_poll("a", "PENDING")
    await studio.database.close()
    recorder.close()
    recorder.note("a", "late")


async def test_polls_that_are_only_counted_are_written_at_the_end(studio):
    job = await studio.left_in(JobState.GENERATING, generation_id=GENERATION_ID)
    recorder = studio.journal.timeline
    for _ in range(3):
        recorder.note_poll(job.id, "PENDING")
    recorder.close()
    found = await told(studio, job)
    assert [kind for kind, _ in found] == ["state", "polls begin", "polls end"]
    assert found[-1][1]["count"] == 3


async def test_a_step_and_its_event_are_one_transaction(studio):
    job = await studio.left_in(JobState.GENERATING, generation_id=GENERATION_ID)

    def refuse(connection):
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no'); END"
        )

    await studio.database.write(refuse)
    with pytest.raises((StorageProblem, sqlite3.Error)):
        await studio.journal.advance(job, job.moved_to(JobState.FAILED, studio.clock()))
    assert (await studio.journal.get(job.id)).state is JobState.GENERATING


async def test_why_a_job_waits_is_told_once(studio):
    job = await studio.left_in(JobState.DOWNLOADING, generation_id=GENERATION_ID)
    for problem in (BrokenVideo(size_bytes=1), BrokenVideo(size_bytes=2), None):
        new = job.noted(studio.clock(), problem=problem)
        await studio.journal.advance(job, new)
        job = new
    found = [(k, f) for k, f in await told(studio, job) if k.startswith("problem")]
    known = {"problem": {"code": "broken_video", "facts": {"size_bytes": 1}}}
    assert found == [("problem", known), ("problem gone", {})]


async def test_rows_of_others_are_passed_over(studio):
    job = await studio.left_in(JobState.FAILED)
    await studio.database.write(
        lambda c: c.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?)",
            [(job.id, "never", "x", "{}"), (job.id, job.changed_at.isoformat(), "x", "[1")],
        )
    )
    assert [kind for kind, _ in await told(studio, job)] == ["state"]


async def test_lines_tell_the_seconds_from_the_beginning(studio):
    job = await studio.finish()
    events = await studio.journal.timeline.of(job.id)
    first = dataclasses.replace(events[0], facts={"state": "queued", "before": "x", "n": 1})
    later = dataclasses.replace(first, at=first.at + datetime.timedelta(seconds=90), kind="waits")
    assert timeline.lines([first, later]) == [
        f"{first.at:%Y-%m-%d %H:%M:%S} UTC",
        "+0.0 s  → queued n=1",
        "+90.0 s  waits state=queued before=x n=1",
    ]
    assert timeline.lines([]) == []
