"""Films whose frames tell their number, and shelf entries to show them with."""

from __future__ import annotations

import asyncio
import datetime
import math
import time
from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, ImageDraw

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.request import GenerationRequest
from desktop.jobs.job import Job, JobState
from desktop.library.clips import Clip

BITS = 8
_RATE = 48_000
NOW = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


def make_film(path, width=320, height=180, frames=24, fps=24, sound=False, first=0, options=None):
    """The upper half of frame i shows `first` + i, white and black; the lower half is orange."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        tone = container.add_stream("aac", rate=_RATE, layout="stereo") if sound else None
        for index in range(frames):
            picture = av.VideoFrame.from_image(_numbered(first + index, width, height))
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
        if tone:
            _add_tone(container, tone, frames / fps)
    return path


def _numbered(index, width, height):
    picture = Image.new("RGB", (width, height), (200, 90, 20))
    draw = ImageDraw.Draw(picture)
    for bit in range(BITS):
        grey = 235 if (index >> bit) & 1 else 20
        box = (bit * width // BITS, 0, (bit + 1) * width // BITS - 1, height // 2 - 1)
        draw.rectangle(box, fill=(grey, grey, grey))
    return picture


def _add_tone(container, stream, seconds, block=1024):
    for start in range(0, int(seconds * _RATE), block):
        wave = [0.1 * math.sin(2 * math.pi * 440 * (start + n) / _RATE) for n in range(block)]
        frame = av.AudioFrame(format="fltp", layout="stereo", samples=block)
        for plane in frame.planes:
            plane.update(array("f", wave).tobytes())
        frame.sample_rate, frame.pts, frame.time_base = _RATE, start, Fraction(1, _RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


def number_of(image):
    """Which frame a QImage shows."""
    y = image.height() // 4
    width = image.width()
    columns = (int((bit + 0.5) * width / BITS) for bit in range(BITS))
    return sum((image.pixelColor(x, y).red() > 128) << bit for bit, x in enumerate(columns))


def number_of_image(image):
    """Which frame a Pillow image shows."""
    y, width = image.height // 4, image.width
    columns = (int((bit + 0.5) * width / BITS) for bit in range(BITS))
    return sum((image.getpixel((x, y))[0] > 128) << bit for bit, x in enumerate(columns))


def is_black(image):
    """Whether even the orange half is gone."""
    return image.pixelColor(image.width() // 2, image.height() * 3 // 4).red() < 60


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Let the loop turn until the condition holds; fails after some time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition never held"
        await asyncio.sleep(0.01)


def request(prompt="She blinks", size=(1280, 720), seconds=6):
    return GenerationRequest(default_model(), prompt, Dimensions(*size), seconds, True, False)


def job(name="job", state=JobState.GENERATING, *, age_s=41.0, frame=Path("cat.jpg"), **values):
    made = NOW - datetime.timedelta(seconds=age_s)
    values = {"request": request(), "created_at": made} | values
    return Job(
        id=name,
        account="sandbox",
        state=state,
        changed_at=made,
        frame=frame,
        frame_name=frame.name,
        **values,
    )


def clip(name="clip", video=Path("clip.mp4"), *, age_s=41.0, frame=None, poster=None, **values):
    values = {"request": request(), "width": 1280, "height": 720, "duration_s": 6.0} | values
    return Clip(
        id=name,
        account="sandbox",
        created_at=NOW - datetime.timedelta(seconds=age_s),
        video=video,
        poster=poster,
        frame=frame,
        frame_name="cat.jpg",
        has_audio=True,
        size_bytes=1000,
        generation_id="g",
        cost=None,
        **values,
    )
