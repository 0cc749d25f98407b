"""One job's way through every reply the API gives: where it ends, and how often it was sent."""

import pytest

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.leonardo.api import Generation, GenerationStatus, Submitted
from desktop.media import recipe
from tests.jobs.scripted import COMPLETE, GENERATION_ID, PENDING, POSTER_URL, VIDEO_URL
from tests.media.making import encoded, quarters

WAY = [
    JobState.QUEUED,
    JobState.PREPARING,
    JobState.UPLOADING,
    JobState.SUBMITTING,
    JobState.GENERATING,
    JobState.DOWNLOADING,
    JobState.READY,
]


def complete(**values) -> Generation:
    return Generation(GENERATION_ID, GenerationStatus.COMPLETE, **values)


async def test_a_clip(studio):
    job = await studio.finish()
    assert studio.states() == WAY
    clip = await studio.library.get(job.id)
    assert clip.video == job.video
    told = recipe.read(clip.video)
    assert told is not None
    assert (told["id"], told["generation_id"]) == (job.id, GENERATION_ID)
    assert told["request"]["prompt"] == "a slow pan"
    assert clip.size_bytes == job.size_bytes == clip.video.stat().st_size
    assert clip.video.name == f"{job.created_at.astimezone():%Y-%m-%d %H-%M} a slow pan.mp4"
    assert (clip.width, clip.height, clip.has_audio) == (64, 48, True)
    assert clip.poster.is_file()
    assert [path.name for path in studio.videos.iterdir()] == [clip.video.name]
    assert list((studio.root / "frames").iterdir()) == [clip.frame]


async def test_every_step_is_on_disk_before_its_side_effect(studio):
    on_disk = []

    def look(answer):
        async def looking():
            on_disk.append((await studio.journal.all())[0])
            return answer

        return looking

    for call, answers in studio.api.answers.items():
        studio.api.answers[call] = [look(answer) for answer in answers]
    await studio.finish()
    assert [job.state for job in on_disk] == [
        JobState.UPLOADING,
        JobState.SUBMITTING,
        JobState.GENERATING,
        JobState.GENERATING,
        JobState.DOWNLOADING,
    ]
    assert on_disk[1].image_id == "image-1"
    assert on_disk[2].generation_id == GENERATION_ID


# ── the POST ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "problem",
    [
        errors.BadKey(status=401),
        errors.OutOfCredits(status=400),
        errors.Moderated(status=403),
        errors.Rejected(status=200, reason="in an array"),
        errors.ServerFailed(status=403, raw="<html>"),
        errors.BadReply(status=404),
    ],
)
async def test_a_refusal_ends_the_job(studio, problem):
    studio.api.answers["submit"] = [problem]
    job = await studio.finish()
    assert (job.state, job.problem) == (JobState.FAILED, problem)
    assert studio.api.count("submit") == 1


@pytest.mark.parametrize(
    "problem",
    [
        errors.ReplyLost(),
        errors.TimedOut(),
        errors.BadReply(status=200),
        errors.ServerFailed(status=500),
        errors.ServerFailed(status=408),
    ],
)
async def test_a_lost_outcome_is_unconfirmed_and_never_sent_again(studio, problem):
    studio.api.answers["submit"] = [problem]
    job = await studio.finish()
    assert (job.state, job.problem) == (JobState.UNCONFIRMED, problem)
    again = studio.queue()
    await again.start()
    assert (await again.wait(job.id)).state is JobState.UNCONFIRMED
    assert studio.api.count("submit") == 1


@pytest.mark.expects_log("ValueError: surprise")
async def test_an_unforeseen_fault_of_the_post_is_unconfirmed(studio):
    studio.api.answers["submit"] = [ValueError("surprise")]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (JobState.UNCONFIRMED, "bug")


async def test_no_free_slot_is_waited_for_with_the_same_upload(studio):
    limited = errors.RateLimited(status=429, retry_after_s=7)
    studio.api.answers["submit"] = [limited, Submitted(GENERATION_ID, None)]
    job = await studio.finish()
    assert job.state is JobState.READY
    assert studio.api.calls[:3] == ["upload", "submit", "submit"]
    assert (JobState.QUEUED, "rate_limited") in studio.seen
    assert 7 in studio.clock.slept


async def test_a_post_of_which_no_byte_was_written_is_tried_again(studio):
    studio.api.answers["submit"] = [errors.Offline()] * 20 + [Submitted(GENERATION_ID, None)]
    assert (await studio.finish()).state is JobState.READY


async def test_while_nobody_answers_no_post_is_journalled_again(studio):
    """A kill between the journal's SUBMITTING and the POST would leave a doubt for nothing."""
    away = [errors.Offline()] * 3
    studio.api.answers["submit"] = [errors.Offline(), Submitted(GENERATION_ID, None)]
    studio.api.answers["me"] = [*away, errors.ServerFailed()]
    job = await studio.finish()
    assert job.state is JobState.READY
    assert studio.states().count(JobState.SUBMITTING) == 2
    calls = [call for call in studio.api.calls if call in {"upload", "submit", "me"}]
    assert calls == ["upload", "submit", "me", "me", "me", "me", "submit"]


async def test_without_patience_offline_ends_before_anything_was_sent(studio):
    studio.api.answers["upload"] = [errors.Offline()]
    job = await studio.finish(is_patient=False)
    assert (job.state, job.problem.code) == (JobState.FAILED, "offline")
    assert studio.api.calls == ["upload"] * 3


async def test_a_server_that_never_takes_the_picture_ends_the_job(studio):
    studio.api.answers["upload"] = [errors.ServerFailed(status=500)]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (JobState.FAILED, "server_failed")
    assert studio.api.calls == ["upload"] * 5


@pytest.mark.expects_log("KeyError: 'surprise'")
async def test_an_unforeseen_fault_before_the_post_fails_the_job(studio):
    studio.api.answers["upload"] = [KeyError("surprise")]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (JobState.FAILED, "bug")


# ── waiting ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("generation", "code"),
    [
        (Generation(GENERATION_ID, GenerationStatus.FAILED), "generation_failed"),
        (
            Generation(GENERATION_ID, GenerationStatus.FAILED, classification=("NSFW",)),
            "moderated",
        ),
        (complete(), "moderated"),
        (complete(has_images=True, is_nsfw=True, poster_url=POSTER_URL), "moderated"),
        (complete(has_images=True), "generation_failed"),
    ],
)
async def test_a_generation_that_brings_no_video(studio, generation, code):
    studio.api.answers["generation"] = [PENDING, generation]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (JobState.FAILED, code)
    assert job.generation_id == GENERATION_ID


async def test_an_address_three_polls_late(studio):
    late = complete(has_images=True, poster_url=POSTER_URL)
    studio.api.answers["generation"] = [PENDING, late, late, late, COMPLETE]
    assert (await studio.finish()).state is JobState.READY
    assert studio.api.urls == [VIDEO_URL]


async def test_beside_the_poster_as_a_last_resort(studio):
    studio.api.answers["generation"] = [complete(has_images=True, poster_url=POSTER_URL)]
    assert (await studio.finish()).state is JobState.READY
    assert studio.api.urls == ["https://cdn.leonardo.ai/users/1/clip-0.mp4?x=1"]


async def test_a_marked_video_is_a_clip_and_stays_marked(studio):
    marked = complete(has_images=True, is_nsfw=True, video_url=VIDEO_URL)
    studio.api.answers["generation"] = [marked]
    job = await studio.finish()
    assert job.state is JobState.READY
    assert (await studio.library.get(job.id)).is_nsfw


async def test_trouble_while_polling_is_waited_out_and_shown(studio):
    trouble = [
        errors.ServerFailed(status=500),
        errors.BadReply(),
        errors.Offline(),
        errors.RateLimited(retry_after_s=30),
        errors.TimedOut(),
    ]
    studio.api.answers["generation"] = [*trouble * 20, errors.NotFound(), PENDING, COMPLETE]
    job = await studio.finish()
    assert (job.state, job.problem) == (JobState.READY, None)
    assert (JobState.GENERATING, "offline") in studio.seen
    assert studio.api.count("submit") == 1


async def test_without_patience_the_job_is_left_resumable(studio):
    studio.api.answers["generation"] = [errors.Offline()]
    job = await studio.finish(is_patient=False)
    assert (job.state, job.problem.code) == (JobState.GENERATING, "offline")
    studio.api.answers["generation"] = [COMPLETE]
    again = studio.queue(is_patient=False)
    await again.start()
    assert (await again.wait(job.id)).state is JobState.READY


async def test_a_key_refused_while_polling_stops_until_resumed(studio):
    studio.api.answers["generation"] = [errors.BadKey(status=401)]
    queue = studio.queue()
    job = await queue.wait((await studio.submit(queue)).id)
    assert (job.state, job.problem.code) == (JobState.GENERATING, "bad_key")
    studio.api.answers["generation"] = [COMPLETE]
    await queue.resume_stalled()
    assert (await queue.wait(job.id)).state is JobState.READY


async def test_half_an_hour_of_pending_expires_and_can_be_taken_up(studio):
    studio.api.answers["generation"] = [PENDING]
    queue = studio.queue()
    job = await queue.wait((await studio.submit(queue)).id)
    assert (job.state, job.problem.code) == (JobState.EXPIRED, "timed_out")
    studio.api.answers["generation"] = [COMPLETE]
    again = await queue.retry(job.id)
    assert again.id == job.id
    assert (await queue.wait(job.id)).state is JobState.READY
    assert studio.api.count("submit") == 1


async def test_a_night_of_sleep_is_not_counted_as_waiting(studio):
    import datetime

    def next_morning():
        studio.clock.now += datetime.timedelta(hours=9)
        return PENDING

    studio.api.answers["generation"] = [PENDING, next_morning, PENDING, COMPLETE]
    assert (await studio.finish()).state is JobState.READY


async def test_a_generation_nobody_knows_expires(studio):
    studio.api.answers["generation"] = [errors.NotFound()]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (JobState.EXPIRED, "not_found")


@pytest.mark.expects_log("RuntimeError: surprise")
async def test_an_unforeseen_fault_after_the_post_leaves_the_job_resumable(studio):
    studio.api.answers["generation"] = [RuntimeError("surprise"), COMPLETE]
    queue = studio.queue()
    job = await queue.wait((await studio.submit(queue)).id)
    assert (job.state, job.problem.code) == (JobState.GENERATING, "bug")
    await queue.resume(job.id)
    assert (await queue.wait(job.id)).state is JobState.READY


# ── the download ─────────────────────────────────────────────────────────────────────────────


async def test_a_dead_link_is_asked_for_again(studio, video):
    studio.api.answers["download"] = [errors.LinkExpired(status=403), video]
    assert (await studio.finish()).state is JobState.READY
    assert studio.api.count("generation") == 3


@pytest.mark.parametrize(
    ("reading", "state", "code"),
    [
        (errors.NotFound(), JobState.EXPIRED, "not_found"),
        (complete(has_images=True), JobState.DOWNLOADING, "link_expired"),
        (errors.BadKey(status=401), JobState.DOWNLOADING, "bad_key"),
    ],
)
async def test_a_link_that_stays_dead(studio, reading, state, code):
    studio.api.answers["generation"] = [COMPLETE, reading]
    studio.api.answers["download"] = [errors.LinkExpired(status=404)]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (state, code)


async def test_trouble_while_downloading_is_waited_out(studio, video):
    cut = errors.BrokenVideo(detail="cut")
    studio.api.answers["download"] = [errors.Offline(), cut, errors.ServerFailed(), video]
    assert (await studio.finish()).state is JobState.READY
    assert (JobState.DOWNLOADING, "offline") in studio.seen


async def test_a_broken_video_is_fetched_anew(studio, video):
    studio.api.answers["download"] = [video[: len(video) // 2], video]
    assert (await studio.finish()).state is JobState.READY
    assert studio.api.count("download") == 2


async def test_a_video_that_stays_broken_waits_for_somebody(studio):
    studio.api.answers["download"] = [b"no video"]
    job = await studio.finish()
    assert (job.state, job.problem.code) == (JobState.DOWNLOADING, "broken_video")
    assert studio.api.count("download") == 3
    assert job.part.read_bytes() == b"no video"  # paid for: another program may read it


async def test_a_full_disk_stalls_and_goes_on(studio, video):
    studio.api.answers["download"] = [errors.DiskFull(folder="videos"), video]
    queue = studio.queue()
    job = await queue.wait((await studio.submit(queue)).id)
    assert (job.state, job.problem.code) == (JobState.DOWNLOADING, "disk_full")
    await queue.resume(job.id)
    assert (await queue.wait(job.id)).state is JobState.READY


async def test_another_folder_is_taken_when_the_first_cannot_be_written(studio):
    studio.videos = studio.root / "blocked" / "videos"
    (studio.root / "blocked").write_text("a file, no folder")
    queue = studio.queue()
    job = await queue.wait((await studio.submit(queue)).id)
    assert (job.state, job.problem.code) == (JobState.DOWNLOADING, "folder_unwritable")
    assert studio.api.count("download") == 0
    studio.videos = studio.root / "elsewhere"
    await queue.resume(job.id)
    assert (await queue.wait(job.id)).video.parent == studio.videos


async def test_an_output_is_taken_literally_and_never_replaces_a_file(studio):
    queue, output = studio.queue(), studio.root / "out" / "mine.mp4"
    output.parent.mkdir()
    job = await studio.submit(queue, output=output)
    assert (await queue.wait(job.id)).video == output
    studio.api.answers["submit"] = [Submitted("another", None)]
    second = await queue.wait((await studio.submit(queue, output=output)).id)
    assert second.video == output.with_name("mine (2).mp4")
    assert not list(output.parent.glob("*.part"))


async def test_a_picture_that_breaks_after_it_was_kept_fails_before_anything_is_sent(studio):
    queue = studio.queue(concurrency=0)
    job = await studio.submit(queue)
    job.frame.write_bytes(b"")
    queue.concurrency = 1
    studio.picture.write_bytes(encoded(quarters(32, 18)))
    await studio.submit(queue)
    ended = await queue.wait(job.id)
    assert (ended.state, ended.problem.code) == (JobState.FAILED, "unreadable")
