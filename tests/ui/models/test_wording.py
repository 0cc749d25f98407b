"""Wording: why a job waits, how long, and in what place, in the few words of a card."""

from __future__ import annotations

import datetime

import pytest

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.ui.models.standing import Standing
from desktop.ui.models.wording import elapsed, job_words, ordinal
from tests.ui.stage.films import NOW, job


def later(seconds):
    return NOW + datetime.timedelta(seconds=seconds)


def waits_for_a_slot(seconds, **values):
    problem = errors.RateLimited(retry_after_s=seconds)
    return job(state=JobState.QUEUED, age_s=0, problem=problem, **values)


@pytest.mark.parametrize(
    ("made", "standing", "words"),
    [
        (job(state=JobState.QUEUED), Standing(place=1), "Waiting · next"),
        (job(state=JobState.QUEUED), Standing(place=3), "Waiting · 3rd"),
        (job(state=JobState.QUEUED), Standing(place=12, is_paused=True), "Paused · 12th"),
        (job(state=JobState.QUEUED), Standing(is_offline=True), "Waits for the connection"),
        (job(state=JobState.GENERATING), Standing(is_offline=True), "Generating · 0:41"),
        (job(state=JobState.GENERATING), Standing(is_paused=True), "Generating · 0:41"),
        (job(state=JobState.UNCONFIRMED), Standing(is_searching=True), "Looking for it…"),
        (job(state=JobState.UNCONFIRMED), Standing(candidates=()), "Unconfirmed"),
        (waits_for_a_slot(12), Standing(), "Waiting for a free slot · 12 s"),
        (waits_for_a_slot(-1), Standing(), "Waiting for a free slot"),
        (waits_for_a_slot("soon"), Standing(), "Waiting for a free slot"),
        (job(state=JobState.QUEUED, send_at=later(2.4)), Standing(place=1), "Sending in 3…"),
        (job(state=JobState.UPLOADING, send_at=later(0.1)), Standing(), "Sending in 1…"),
        (job(state=JobState.UPLOADING, send_at=NOW), Standing(), "Uploading"),
        (job(state=JobState.SUBMITTING, send_at=later(3)), Standing(), "Sending"),
        (
            job(state=JobState.QUEUED, send_at=later(3)),
            Standing(place=1, is_paused=True),
            "Paused · next",
        ),
    ],
)
def test_a_job_in_few_words(made, standing, words):
    assert job_words(made, NOW, standing) == words


def test_ordinals():
    numbers = (1, 2, 3, 4, 11, 12, 13, 21, 22, 111, 103)
    assert " ".join(map(ordinal, numbers)) == "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 111th 103rd"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (41.9, "0:41"), (600, "10:00"), (3723, "1:02:03"), (-9, "0:00")],
)
def test_elapsed(seconds, words):
    assert elapsed(NOW - datetime.timedelta(seconds=seconds), NOW) == words
