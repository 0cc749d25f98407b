"""The recipe of a clip inside its MP4: written without touching picture or sound, and read back."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import av
import av.error

from desktop.core.errors import BrokenVideo, Problem
from desktop.media.probe import UNPLAYABLE, VideoFacts, probe
from desktop.media.writing import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from av.container import InputContainer

TAG = "comment"  # one of those that FFmpeg's MP4 muxer writes, and hands on when it copies
MARK = "startframe"
VERSION = 1
DERIVED = "derived"
"""Set in the recipe of what was exported: settings can be restored from it, a clip cannot."""
MOST_CHARS = 100_000


def write(source: Path, target: Path, recipe: Mapping[str, Any]) -> VideoFacts:
    """Copy the film to `target` with the recipe in it, and make sure that it is the same film.

    Returns the facts of `target`, which is replaced where it exists. Raises BrokenVideo when the
    copy would differ in a packet, a time or the way it is turned, DiskFull, FolderUnwritable;
    then there is no `target`.
    """
    try:
        _copy(source, target, json.dumps({MARK: VERSION, **recipe}, ensure_ascii=False))
        is_same = _content(source) == _content(target)
        facts = probe(target)
    except (BrokenVideo, *UNPLAYABLE) as error:
        target.unlink(missing_ok=True)
        raise _translated(error, source, target) from error
    if not is_same:
        target.unlink(missing_ok=True)
        raise BrokenVideo(name=source.name, detail="the copy would not be the same film")
    return facts


def read(path: Path) -> dict[str, Any] | None:
    """The recipe in the film; None for a film without one, a damaged one, or anything else.

    Whatever it says comes from a file: it is to be checked before it is used.
    """
    try:
        with av.open(path, metadata_errors="ignore") as container:
            text = container.metadata.get(TAG, "")
    except UNPLAYABLE:
        return None
    return _parsed(text)


def _parsed(text: str) -> dict[str, Any] | None:
    if len(text) > MOST_CHARS or MARK not in text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get(MARK) == VERSION else None


def of_derived(metadata: Mapping[str, str]) -> dict[str, str]:
    """The metadata for a film made of another: a recipe in it says so, and is no clip's now."""
    text = metadata.get(TAG, "")
    told = _parsed(text)
    if told is None:
        return dict(metadata)
    return {**metadata, TAG: json.dumps({**told, DERIVED: True}, ensure_ascii=False)}


def _translated(error: Exception, source: Path, target: Path) -> Problem:
    if isinstance(error, BrokenVideo):
        return error
    refused = refusal(error, target.parent)
    return refused or BrokenVideo(name=source.name, detail=str(error))


def _copy(source: Path, target: Path, text: str) -> None:
    options = {"movflags": "+faststart"}  # on the web it plays before all of it is there
    with (
        av.open(source, metadata_errors="ignore") as film,
        av.open(target, "w", format="mp4", options=options) as copy,
    ):
        tracks = {}
        for stream in film.streams:
            track = copy.add_stream_from_template(stream)
            track.metadata.update(stream.metadata)
            tracks[stream.index] = track
        copy.metadata.update(film.metadata | {TAG: text})
        for packet in film.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream.index]
                copy.mux(packet)


def _content(path: Path) -> tuple[object, ...]:
    """What makes it this film: each track's packets with their times, and how it is turned."""
    with av.open(path, metadata_errors="ignore") as container:
        tracks: dict[int, list[tuple[object, ...]]] = {s.index: [] for s in container.streams}
        for packet in container.demux():
            if packet.dts is not None:
                base = packet.time_base
                times = (packet.pts or 0) * base, packet.dts * base
                tracks[packet.stream.index].append((*times, hashlib.sha256(packet).digest()))
        return tuple(map(tuple, tracks.values())), _turn(container)


def _turn(container: InputContainer) -> int:
    if not container.streams.video:
        return 0
    container.seek(0)
    frame = next(container.decode(video=0), None)
    return 0 if frame is None else frame.rotation
