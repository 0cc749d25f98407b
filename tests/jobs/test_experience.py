"""The library's own rendering times make the pace; the sandbox's never do."""

import dataclasses
import datetime
from pathlib import Path

from desktop.core.catalogue import default_model
from desktop.core.request import GenerationRequest
from desktop.jobs.experience import Experience
from desktop.jobs.job import LEONARDO, SANDBOX
from desktop.jobs.pace import LEONARDO_PACE, LOOPBACK_PACE
from desktop.jobs.rendering import LATEST_OF_ALL
from desktop.library.clips import Clip

REQUEST = GenerationRequest.default(default_model(), "a slow pan")
START = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
CLIP = Clip(
    id="1",
    account=LEONARDO,
    request=REQUEST,
    created_at=START,
    video=Path("clip.mp4"),
    poster=None,
    frame=None,
    frame_name="cat.png",
    width=1280,
    height=720,
    duration_s=6.0,
    has_audio=True,
    size_bytes=1,
    generation_id=None,
    cost=None,
    rendering_s=90.0,
)


def pace_of(account):
    return LOOPBACK_PACE if account == SANDBOX else LEONARDO_PACE


def clips(count, **values):
    for number in range(count):
        at = START + datetime.timedelta(hours=number)
        yield dataclasses.replace(CLIP, id=str(number), created_at=at, **values)


def test_clips_that_are_there_and_clips_that_arrive_make_the_pace():
    experience = Experience(pace_of)
    assert experience(LEONARDO) == LEONARDO_PACE
    experience.remember(clips(30))
    experience.hear("new", CLIP)
    experience.hear("gone", None)
    time = experience("leonardo-2").rendering_time(REQUEST)
    assert time.known == 31
    assert time.middle_s < LEONARDO_PACE.rendering_time(REQUEST).middle_s


def test_the_sandbox_neither_learns_nor_teaches():
    experience = Experience(pace_of)
    experience.remember(clips(5, account=SANDBOX, rendering_s=2.5))
    assert experience(LEONARDO).past == ()
    experience.remember(clips(5))
    assert experience(SANDBOX) is LOOPBACK_PACE


def test_unknown_and_impossible_times_are_left_out():
    experience = Experience(pace_of)
    for took_s in (None, 0.0, -4.0, 1e9, float("nan")):
        experience.remember(clips(1, rendering_s=took_s))
    assert experience(LEONARDO).past == ()


def test_the_newest_are_kept_whatever_order_they_come_in():
    experience = Experience(pace_of)
    found = list(clips(LATEST_OF_ALL + 50))
    found = [dataclasses.replace(c, rendering_s=100.0 + n) for n, c in enumerate(found)]
    experience.remember(reversed(found))
    past = experience(LEONARDO).past
    assert len(past) == LATEST_OF_ALL
    assert past[-1].took_s == 100.0 + LATEST_OF_ALL + 49
