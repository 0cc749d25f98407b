"""Peaks and loudness against tones whose level is known; films that cannot be measured."""

import math
from array import array
from fractions import Fraction

import av
import pytest

from desktop.media.sound_levels import measure
from tests.media.counted import counted_film
from tests.media.making import film

RATE_HZ = 48_000


def tone(path, *levels):
    """A film with a second of 997 Hz at each level (1 is full scale), on both channels."""
    with av.open(path, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("aac", rate=RATE_HZ, layout="stereo", bit_rate=256_000)
        for index in range(10 * len(levels)):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.pts, frame.time_base = index, Fraction(1, 10)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        samples = array(
            "f",
            (
                level * math.sin(math.tau * 997 * n / RATE_HZ)
                for level in levels
                for n in range(RATE_HZ)
            ),
        )
        for first in range(0, len(samples), 1024):
            part = samples[first : first + 1024].tobytes()
            block = av.AudioFrame(format="fltp", layout="stereo", samples=len(part) // 4)
            block.rate, block.pts, block.time_base = RATE_HZ, first, Fraction(1, RATE_HZ)
            for channel in block.planes:
                channel.update(part.ljust(channel.buffer_size, b"\0"))
            container.mux(sound.encode(block))
        container.mux(sound.encode(None))
    return path


def measured(path):
    levels = measure(path)
    assert levels is not None
    return levels


def test_peaks_follow_the_sound(tmp_path):
    levels = measured(tone(tmp_path / "a.mp4", 0.5, 0.0, 0.25))
    seconds = [levels.peaks[n * 50 + 5 : n * 50 + 45] for n in range(3)]
    assert [max(part) for part in seconds] == pytest.approx([0.5, 0.0, 0.25], abs=0.03)
    assert len(levels.peaks) == pytest.approx(150, abs=5)
    assert not levels.is_silent


def test_loudness_is_that_of_the_standard(tmp_path):
    """997 Hz on both channels at -23 dB of full scale measure -23 LUFS (EBU Tech 3341)."""
    levels = measured(tone(tmp_path / "a.mp4", *[10 ** (-23 / 20)] * 4))
    assert levels.loudness_lufs == pytest.approx(-23.0, abs=0.2)


def test_silence_is_known_as_such(tmp_path):
    levels = measured(film(tmp_path / "a.mp4", sound=True))
    assert levels.is_silent
    assert levels.loudness_lufs is None


def test_what_cannot_be_measured(tmp_path):
    assert measure(counted_film(tmp_path / "mute.mp4", [0, 40], size=(96, 54))) is None
    assert measure(tmp_path / "gone.mp4") is None
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(film(tmp_path / "a.mp4", sound=True).read_bytes()[:600])
    assert measure(broken) is None
