"""A part of a film cut out without encoding anything anew: packets as they are, an edit list."""

from __future__ import annotations

import bisect
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import av

from desktop.media import recipe
from desktop.media.film_file import Cancelled, never, whole
from desktop.media.film_frames import timetable

if TYPE_CHECKING:
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

    from desktop.media.film_file import IsCancelled

    Packets = list[Packet[VideoStream]]

_FALLBACK = Fraction(1, 1000)
_OPTIONS = {"movflags": "+faststart", "avoid_negative_ts": "disabled"}


def trim(
    video: Path, target: Path, span: tuple[int, int], is_cancelled: IsCancelled = never
) -> tuple[int, int]:
    """Write the frames of `span`, the first and the last counted from 0, and their sound.

    A player shows exactly these: what is needed to decode the first lies before it in the file
    and is skipped by an edit list (ISO/IEC 14496-12, 8.6.6). Where frames that are kept need some
    after the last, the part ends with those. Returns the frames it has. It blocks. Raises as
    `timetable` and `film_file.whole` do.
    """
    times, (first, last) = timetable(video), span
    with whole(target, video.name) as part, av.open(video, metadata_errors="ignore") as film:
        track = film.streams.video[0]
        packets = []
        for packet in film.demux(track):
            if is_cancelled():
                raise Cancelled
            if packet.dts is not None:
                packets.append(packet)
        first = max(0, min(first, times.count - 1))
        begin, wanted = times.pts[first], times.pts[max(first, min(last, times.count - 1))]
        kept = _from_key(_until(packets, wanted), begin)
        end = max(packet.pts or 0 for packet in kept)
        _write(film, part, track, kept, begin)
    return first, bisect.bisect_right(times.pts, end) - 1


def _until(packets: Packets, wanted: int) -> Packets:
    """As few as there are with this frame, and all that those need or that is shown before."""
    shown = [packet.pts or 0 for packet in packets]
    lowest_from = list(accumulate(reversed(shown), min))[::-1]
    highest_to = accumulate(shown, max)
    for count, (highest, lowest) in enumerate(zip(highest_to, lowest_from[1:], strict=False), 1):
        if wanted <= highest < lowest:
            return packets[:count]
    return packets


def _from_key(packets: Packets, begin: int) -> Packets:
    """From the last one on that can be decoded by itself and is not shown after `begin`.

    What follows it and is shown before it belongs to what is cut off.
    """
    keys = [at for at, one in enumerate(packets) if one.is_keyframe and (one.pts or 0) <= begin]
    key = keys[-1] if keys else 0
    shown_at = packets[key].pts or 0
    return [packet for packet in packets[key:] if (packet.pts or 0) >= shown_at]


def _write(film: InputContainer, part: Path, track: VideoStream, kept: Packets, begin: int) -> None:
    """What is shown before `begin` gets times below 0: the muxer hides it by an edit list."""
    base = track.time_base or _FALLBACK
    begin_s = begin * base
    end_s = max((packet.pts or 0) + (packet.duration or 0) for packet in kept) * base
    with av.open(part, "w", format="mp4", options=_OPTIONS) as copy:
        pictures = copy.add_stream_from_template(track)
        sound = next(iter(film.streams.audio), None)
        heard = None if sound is None else copy.add_stream_from_template(sound)
        copy.metadata.update(recipe.of_derived(film.metadata))
        for packet in kept:
            _mux(copy, packet, pictures, begin_s)
        if sound is None or heard is None:
            return
        film.seek(0)
        for heard_packet in film.demux(sound):
            if _is_within(heard_packet, begin_s, end_s):
                _mux(copy, heard_packet, heard, begin_s)


def _is_within(packet: Packet[AudioStream], begin_s: Fraction, end_s: Fraction) -> bool:
    if packet.dts is None or packet.pts is None:
        return False
    at_s, length_s = packet.pts * packet.time_base, (packet.duration or 0) * packet.time_base
    return at_s + length_s > begin_s and at_s < end_s


def _mux(copy: OutputContainer, packet: Packet[Any], stream: Stream, begin_s: Fraction) -> None:
    shift = round(begin_s / packet.time_base)
    packet.pts, packet.dts = (packet.pts or 0) - shift, (packet.dts or 0) - shift
    packet.stream = stream
    copy.mux(packet)
