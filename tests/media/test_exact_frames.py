"""Frames by number are FFmpeg's own, byte for byte, whatever the film's build.

The reference is one decode from beginning to end. Where an `ffmpeg` is installed, it is asked too.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import pytest
from PIL import Image, ImageChops

from desktop.media.film_frames import frame, timetable
from desktop.media.frames import picture_of

FFMPEG = shutil.which("ffmpeg")


class Build(NamedTuple):
    """How a film is made; `rate` None for frames that come when they please."""

    size: tuple[int, int]
    rate: Fraction | None
    options: dict[str, str]
    frames: int = 60
    late_ms: int = 0
    suffix: str = "mp4"


NTSC = Fraction(30_000, 1001)
PLAIN = {"g": "250", "bf": "0"}
DEEP = {"g": "250", "bf": "3", "b_strategy": "0"}
SHORT = {"g": "12", "bf": "2", "b_strategy": "0"}
KEYS = {"g": "1", "bf": "0"}
OPEN = {"bf": "3", "b_strategy": "0", "x264-params": "open-gop=1:keyint=15"}
PYRAMID = {"bf": "7", "b_strategy": "0", "x264-params": "b-pyramid=normal:keyint=48"}
BUILDS = [
    Build((64, 48), Fraction(24), PLAIN),
    Build((64, 48), Fraction(24), DEEP),
    Build((64, 48), Fraction(24), KEYS),
    Build((128, 72), Fraction(25), SHORT),
    Build((128, 72), Fraction(25), OPEN),
    Build((128, 72), Fraction(25), DEEP, suffix="mov"),
    Build((72, 128), Fraction(30), SHORT),
    Build((72, 128), Fraction(30), PYRAMID),
    Build((96, 96), Fraction(30), KEYS),
    Build((96, 96), NTSC, PLAIN),
    Build((98, 54), NTSC, DEEP),
    Build((98, 54), NTSC, PYRAMID),
    Build((64, 48), None, PLAIN),
    Build((64, 48), None, DEEP),
    Build((128, 72), None, OPEN),
    Build((64, 48), Fraction(24), DEEP, late_ms=480),
    Build((64, 48), None, SHORT, late_ms=90),
    Build((1280, 720), Fraction(24), DEEP, frames=26),
    Build((720, 1280), NTSC, SHORT, frames=26),
    Build((1920, 1080), Fraction(25), PLAIN, frames=12, suffix="mkv"),
]


def made(folder: Path, build: Build) -> Path:
    """Moving noise, so that no frame is like another; tagged: nobody has to guess its colours."""
    path, dice = folder / f"film.{build.suffix}", random.Random(7)
    width, height = build.size
    at_ms = float(build.late_ms)
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=build.rate or 30, options=build.options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, 90_000)
        context.colorspace, context.color_range = 1, 1  # BT.709, from 16 to 235
        grain = (width // 8 + 1, height // 8 + 1)
        small = Image.frombytes("RGB", grain, dice.randbytes(grain[0] * grain[1] * 3))
        for index in range(build.frames):
            moved = ImageChops.offset(small, index, 2 * index + index // grain[1])
            shown = moved.resize((width, height), Image.Resampling.NEAREST)
            picture = av.VideoFrame.from_image(shown)
            picture.pts, picture.time_base = round(at_ms * 90), Fraction(1, 90_000)
            container.mux(stream.encode(picture))
            at_ms += float(1000 / build.rate) if build.rate else float(dice.randint(8, 140))
        container.mux(stream.encode(None))
    return path


def decoded(path: Path) -> list[bytes]:
    """Every frame in RGB, decoded once from beginning to end."""
    with av.open(path) as container:
        return [picture_of(one, 10_000).tobytes() for one in container.decode(video=0)]


def told_by_ffmpeg(path: Path, size: tuple[int, int]) -> list[bytes]:
    """The same from FFmpeg's own program."""
    words = [str(FFMPEG), "-v", "error", "-i", str(path), "-fps_mode", "passthrough"]
    words += ["-sws_flags", "bicubic", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(words, check=True, capture_output=True).stdout
    length = size[0] * size[1] * 3
    return [raw[start : start + length] for start in range(0, len(raw), length)]


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: f"{BUILDS.index(build)}")
def test_first_last_and_any_frame_are_those_of_one_decode(tmp_path, build):
    path = made(tmp_path, build)
    expected, times = decoded(path), timetable(path)
    assert times.count == len(expected) == build.frames
    wanted = [0, build.frames - 1, *range(1, build.frames, 7), *range(build.frames - 2, 0, -11)]
    for index in wanted:
        shown = frame(path, times, index)
        assert shown.index == index
        assert shown.image.tobytes() == expected[index]
    if FFMPEG is not None:
        assert told_by_ffmpeg(path, build.size) == expected


@pytest.mark.parametrize("build", [BUILDS[1], BUILDS[11], BUILDS[16]], ids=["24", "ntsc", "uneven"])
def test_a_hundred_steps_there_and_back_end_on_the_same_frame(tmp_path, build):
    path = made(tmp_path, build._replace(frames=120))
    times = timetable(path)
    there = [frame(path, times, index).image.tobytes() for index in range(10, 111, 20)]
    back = [frame(path, times, index).image.tobytes() for index in range(110, 9, -20)]
    assert back[::-1] == there
    assert all(times.index_at(times.time_s(index)) == index for index in range(times.count))
