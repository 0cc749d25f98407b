"""A quiet tone: what a sandbox clip sounds like."""

from __future__ import annotations

import math
from array import array
from fractions import Fraction
from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE_HZ = 48_000
FRAME_SAMPLES = 1024
_PITCH_HZ = 240  # a whole number of samples a period, and of periods a second: no click at the end
_LOUDNESS = 0.04  # about -28 dB: heard, not startling


class Tone:
    """`duration_s` seconds of a sine in stereo, handed out in frames as the film advances."""

    def __init__(self, duration_s: int) -> None:
        self._total = duration_s * RATE_HZ
        self._sent = 0
        self._wave = _wave()

    def until(self, time_s: float) -> Iterator[av.AudioFrame]:
        """The frames that begin before `time_s` and were not handed out yet."""
        while self._sent < min(self._total, time_s * RATE_HZ):
            yield self._next()

    def _next(self) -> av.AudioFrame:
        samples = min(FRAME_SAMPLES, self._total - self._sent)
        frame = av.AudioFrame(format="fltp", layout="stereo", samples=samples)
        start = self._sent % (RATE_HZ // _PITCH_HZ) * 4
        for plane in frame.planes:
            content = self._wave[start : start + samples * 4]
            plane.update(content.ljust(plane.buffer_size, b"\0"))
        frame.sample_rate = RATE_HZ
        frame.time_base = Fraction(1, RATE_HZ)
        frame.pts = self._sent
        self._sent += samples
        return frame


def _wave() -> bytes:
    """Periods enough to cut any frame out of, as 32-bit floats."""
    period = RATE_HZ // _PITCH_HZ
    turn = [_LOUDNESS * math.sin(2 * math.pi * n / period) for n in range(period)]
    return array("f", turn * (FRAME_SAMPLES // period + 2)).tobytes()
