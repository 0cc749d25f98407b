"""ShelfEntry: every state in words, and only what is truly known."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.ui.models.entry import ShelfEntry
from desktop.ui.models.standing import Standing
from tests.ui.stage.films import NOW, clip, job, request


def of(state, **values):
    return ShelfEntry.of_job(job(state=state, **values))


@pytest.mark.parametrize(
    ("entry", "progress", "words"),
    [
        (of(JobState.QUEUED), None, "Waiting"),
        (of(JobState.PREPARING), None, "Preparing"),
        (of(JobState.UPLOADING), None, "Uploading"),
        (of(JobState.SUBMITTING), None, "Sending"),
        (of(JobState.UNCONFIRMED, problem=errors.ReplyLost()), None, "Unconfirmed"),
        (of(JobState.GENERATING), None, "Generating · 0:41"),
        (of(JobState.GENERATING), (5, 10), "Generating · 0:41"),
        (of(JobState.DOWNLOADING), (42, 100), "Downloading · 42 %"),
        (of(JobState.DOWNLOADING), (101, 100), "Downloading · 100 %"),
        (of(JobState.DOWNLOADING), (42, None), "Downloading · 0:41"),
        (of(JobState.DOWNLOADING), None, "Downloading · 0:41"),
        (of(JobState.READY), None, "Done"),
        (of(JobState.FAILED, problem=errors.OutOfCredits()), None, "Failed"),
        (of(JobState.FAILED, problem=errors.Moderated()), None, "Moderated"),
        (of(JobState.CANCELLED), None, "Cancelled"),
        (of(JobState.EXPIRED), None, "Expired"),
        (of(JobState.QUEUED, problem=errors.RateLimited()), None, "Waiting for a free slot"),
        (of(JobState.GENERATING, problem=errors.Offline()), None, "Offline, will go on"),
        (of(JobState.GENERATING, problem=errors.ServerFailed()), None, "Trying again"),
        (of(JobState.DOWNLOADING, problem=errors.DiskFull()), None, "Needs your help"),
    ],
)
def test_the_state_in_words(entry, progress, words):
    assert entry.state_text(NOW, Standing(progress=progress)) == words


def test_a_clip_is_done_whatever_its_job_still_says():
    entry = ShelfEntry.of_clip(clip("a"), job("a", JobState.DOWNLOADING))
    assert entry.state is JobState.READY
    assert not entry.is_running
    assert entry.can_delete
    assert not entry.can_retry


def test_title_size_and_seconds():
    asked = request(prompt=" The rocket\n lifts  off ", size=(0, 0), seconds=8)
    waiting = ShelfEntry.of_job(job(request=asked))
    assert waiting.title == "The rocket lifts off"
    assert waiting.meta_text == "Auto · 8 s"
    made = ShelfEntry.of_clip(clip(request=asked, width=736, height=400, duration_s=8.042))
    assert made.meta_text == "736 × 400 · 8 s"
    assert ShelfEntry.of_job(job(request=request(prompt=""))).title == "cat.jpg"


def test_what_a_screen_reader_says():
    entry = ShelfEntry.of_clip(clip())
    words = entry.accessible_text(entry.state_text(NOW, Standing()))
    assert words == "Video, done, 1280 by 720, 6 s, prompt She blinks"


@pytest.mark.parametrize(
    ("state", "problem", "is_failed", "needs_attention", "can_retry", "can_delete"),
    [
        (JobState.GENERATING, None, False, False, False, False),
        (JobState.GENERATING, errors.Offline(), False, False, False, False),
        (JobState.DOWNLOADING, errors.FolderUnwritable(), False, True, False, False),
        (JobState.UNCONFIRMED, None, False, True, False, False),
        (JobState.FAILED, errors.Rejected(), True, True, True, True),
        (JobState.EXPIRED, None, True, True, True, True),
        (JobState.CANCELLED, None, True, False, True, True),
    ],
)
def test_what_can_be_done(state, problem, is_failed, needs_attention, can_retry, can_delete):
    entry = of(state, problem=problem)
    assert entry.is_failed is is_failed
    assert entry.needs_attention is needs_attention
    assert entry.can_retry is can_retry
    assert entry.can_delete is can_delete


def test_pictures_are_the_poster_then_the_frame():
    poster, frame = Path("p.jpg"), Path("f.jpg")
    both = ShelfEntry.of_clip(clip(poster=poster, frame=frame), job(frame=Path("j.jpg")))
    assert both.pictures == (poster, frame, Path("j.jpg"))
    assert ShelfEntry.of_clip(clip()).pictures == ()
