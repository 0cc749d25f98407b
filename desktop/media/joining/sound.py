"""The sound of a joined film: each part's as long as its pictures, faded at the seams."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import av.error
import av.filter
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.media.joining.plan import Part, Plan

RATE_HZ = 48_000
FADE_S = Fraction(40, 1000)
_BLOCK = 1024


def sound_of(plan: Plan) -> Iterator[AudioFrame]:
    """Stereo frames of 32-bit floats, one after the other, with their times in samples.

    A part without sound is silent. Its samples are as many as its place in the film takes, so
    that no rounding adds up.
    """
    bounds = [round(start * RATE_HZ) for start in plan.starts_s]
    bounds.append(round(plan.duration_s * RATE_HZ))
    at = 0
    for number, part in enumerate(plan.parts):
        samples = bounds[number + 1] - bounds[number]
        is_first, is_last = number == 0, number == len(plan.parts) - 1
        for frame in _faded(part, samples, fades_in=not is_first, fades_out=not is_last):
            frame.pts, frame.time_base = at, Fraction(1, RATE_HZ)
            at += frame.samples
            yield frame


def _faded(part: Part, samples: int, *, fades_in: bool, fades_out: bool) -> Iterator[AudioFrame]:
    """Exactly so many samples of a part."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=RATE_HZ, format="fltp", layout="stereo", time_base=Fraction(1, RATE_HZ)
    )
    fade = min(int(FADE_S * RATE_HZ), samples // 2)
    chain = [
        source,
        graph.add("apad", f"whole_len={samples}"),
        graph.add("atrim", f"end_sample={samples}"),
    ]
    if fades_in and fade:
        chain.append(graph.add("afade", f"t=in:ss=0:ns={fade}"))
    if fades_out and fade:
        chain.append(graph.add("afade", f"t=out:ss={samples - fade}:ns={fade}"))
    chain.append(graph.add("asetnsamples", f"n={_BLOCK}:p=0"))
    chain.append(graph.add("abuffersink"))
    graph.link_nodes(*chain).configure()
    with contextlib.suppress(av.error.EOFError):  # the part's sound is longer than it may be
        for frame in _resampled(part):
            graph.push(frame)
            yield from _pulled(graph)
        graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: av.filter.Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, AudioFrame):
            yield frame


def _resampled(part: Part) -> Iterator[AudioFrame]:
    """The part's own sound from when its picture begins; one silent block where it has none."""
    at = 0
    if part.has_sound:
        resampler = AudioResampler(format="fltp", layout="stereo", rate=RATE_HZ)
        with av.open(part.video, metadata_errors="ignore") as container:
            for frame in container.decode(audio=0):
                for made in resampler.resample(frame):
                    made.pts, made.time_base = at, Fraction(1, RATE_HZ)
                    at += made.samples
                    yield made
            for made in resampler.resample(None):
                made.pts, made.time_base = at, Fraction(1, RATE_HZ)
                at += made.samples
                yield made
    if not at:
        silence = AudioFrame(format="fltp", layout="stereo", samples=_BLOCK)
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        silence.sample_rate, silence.pts = RATE_HZ, 0
        silence.time_base = Fraction(1, RATE_HZ)
        yield silence
