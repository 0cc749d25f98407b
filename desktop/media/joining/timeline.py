"""A chain as an OpenTimelineIO file: the same cuts, for an editing program to go on with."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from desktop.media import writing

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.media.joining.plan import Part, Plan


def write(plan: Plan, target: Path, name: str) -> None:
    """One picture track of the parts in order; each names its film and the frames used of it.

    It blocks. Raises DiskFull, FolderUnwritable. The format is OTIO's own JSON
    (opentimelineio.readthedocs.io), which editing programs import.
    """
    import opentimelineio as otio

    timeline = otio.schema.Timeline(name)
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    timeline.tracks.append(track)
    for part in plan.parts:
        rate = float(_rate(part))
        start = otio.opentime.RationalTime(0, rate)
        used = otio.opentime.TimeRange(start, otio.opentime.RationalTime(len(part.pts), rate))
        reference = otio.schema.ExternalReference(part.video.absolute().as_uri())
        clip = otio.schema.Clip(part.video.stem, media_reference=reference, source_range=used)
        track.append(clip)
    text = otio.adapters.write_to_string(timeline, "otio_json")
    writing.write(target, text.encode())


def _rate(part: Part) -> Fraction:
    """Frames a second, as even as they come."""
    length = part.duration_s
    exact = Fraction(len(part.pts)) / length if length else Fraction(24)
    return exact.limit_denominator(1001)
