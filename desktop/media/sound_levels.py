"""How a clip sounds, without hearing it: its peaks over time, its loudness, its silence."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
import av.error
import av.filter
from av.audio.frame import AudioFrame

from desktop.media.probe import UNPLAYABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer

LONGEST_S = 600.0
"""Longer films are not measured: none that is made here is."""
SILENCE = 0.001
"""A peak under -60 dB of full scale."""
_RATE_HZ = 48_000
_BLOCK = 960  # 20 ms
_QUIETEST_LUFS = -70.0  # EBU R 128 measures nothing below it
_LOUDNESS = "lavfi.r128.I"


@dataclass(frozen=True)
class SoundLevels:
    """`peaks` of 20 ms each, the loudest channel's, 0 to 1.

    `loudness_lufs` is as EBU R 128 has it, None where there is too little to hear.
    """

    peaks: tuple[float, ...]
    loudness_lufs: float | None

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to hear in it."""
        return max(self.peaks, default=0.0) < SILENCE


def measure(video: Path) -> SoundLevels | None:
    """Decode the sound; None where there is none, or it cannot be decoded. It blocks."""
    try:
        with av.open(video, metadata_errors="ignore") as film:
            length_s = (film.duration or 0) / av.time_base
            if not film.streams.audio or length_s > LONGEST_S:
                return None
            return _measured(film)
    except UNPLAYABLE:
        return None


def _measured(film: InputContainer) -> SoundLevels:
    peaks: list[float] = []
    loudness = _QUIETEST_LUFS
    for frame in _blocks(film):
        channels = [memoryview(plane).cast("f")[: frame.samples] for plane in frame.planes]
        for first in range(0, frame.samples, _BLOCK):
            blocks = [samples[first : first + _BLOCK] for samples in channels]
            highest, lowest = max(map(max, blocks)), min(map(min, blocks))
            peaks.append(min(1.0, max(highest, -lowest)))
        loudness = float(frame.metadata.get(_LOUDNESS, loudness))
    return SoundLevels(tuple(peaks), loudness if loudness > _QUIETEST_LUFS else None)


def _blocks(film: InputContainer) -> Iterator[AudioFrame]:
    """A plane of floats a channel, 100 ms at a time; each says how loud all so far was."""
    stream = film.streams.audio[0]
    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_abuffer(template=stream),
        graph.add("aresample", str(_RATE_HZ)),
        graph.add("ebur128", "metadata=1"),
        graph.add("aformat", "sample_fmts=fltp"),
        graph.add("abuffersink"),
    ).configure()
    for frame in film.decode(stream):
        graph.push(frame)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: av.filter.Graph) -> Iterator[AudioFrame]:
    with contextlib.suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            frame = graph.pull()
            if isinstance(frame, AudioFrame) and frame.samples:
                yield frame
