"""Videos in the folder that no clip is known for: what can be told of them by name and content."""

from __future__ import annotations

import datetime
import json
import os
import re
import uuid
from typing import TYPE_CHECKING, Protocol

from desktop.core.catalogue import default_model
from desktop.core.request import GenerationRequest
from desktop.library import trouble
from desktop.library.clips import Clip
from desktop.library.folder import plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

_NAME = re.compile(r"(\d{4}-\d\d-\d\d \d\d-\d\d) (.*)", re.DOTALL)
_NUMBER = re.compile(r" \(\d+\)$")
_NAMESPACE = uuid.UUID("6f0a2a3e-6d0b-4a0e-9a53-0d5f3a8f7c11")
_EARLIEST = datetime.timedelta(minutes=2)
_LATEST = datetime.timedelta(hours=12)
_WORDLESS = datetime.timedelta(minutes=15)


class VideoFacts(Protocol):
    """What a probe tells of a video file."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def duration_s(self) -> float: ...
    @property
    def audio_codec(self) -> str | None: ...
    @property
    def size_bytes(self) -> int: ...


def known_videos(connection: sqlite3.Connection) -> set[str]:
    """The files of every clip, those taken off the list too, as `comparable` paths."""
    rows = connection.execute("SELECT record FROM clips").fetchall()
    found = set()
    for (record,) in rows:
        try:
            found.add(comparable(json.loads(record)["video"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def comparable(path: Path | str) -> str:
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - of a path that may be gone


def known_ids(connection: sqlite3.Connection) -> set[str]:
    """The ids of every clip and of its generation, of those taken off the list too."""
    rows = connection.execute("SELECT id, generation_id FROM clips").fetchall()
    return {value for row in rows for value in row if value}


def is_named(video: Path) -> bool:
    """Whether the name is one that clips get: "2026-11-26 12-05 words"."""
    return _NAME.fullmatch(stem_of(video)) is not None


def unknown_videos(folder: Path, known: set[str]) -> list[Path]:
    """The MP4s of the folder that are not among `known`, by name. Raises StorageProblem."""
    with trouble.translated(folder):
        if not folder.is_dir():
            return []
        files = [file for file in folder.iterdir() if file.suffix.lower() == ".mp4"]
    return sorted(f for f in files if not f.name.startswith(".") and comparable(f) not in known)


def stem_of(video: Path) -> str:
    """The name without what was added because another file had it: "… (2)"."""
    return _NUMBER.sub("", video.stem)


def clip_of(video: Path, facts: VideoFacts, account: str) -> Clip:
    """The clip a file seems to be. The request is the model's closest; nothing says its price."""
    created_at, words = _told_by_name(video)
    request = GenerationRequest.closest(
        default_model(),
        prompt=words,
        width=facts.width,
        height=facts.height,
        duration_s=facts.duration_s,
        audio=facts.audio_codec is not None,
    )
    return Clip(
        id=str(uuid.uuid5(_NAMESPACE, f"{video.name} {facts.size_bytes}")),
        account=account,
        request=request,
        created_at=created_at,
        video=video,
        poster=None,
        frame=None,
        frame_name="",
        width=facts.width,
        height=facts.height,
        duration_s=facts.duration_s,
        has_audio=facts.audio_codec is not None,
        size_bytes=facts.size_bytes,
        generation_id=None,
        cost=None,
    )


def _told_by_name(video: Path) -> tuple[datetime.datetime, str]:
    """When it was made, in the local time of its name, else of the file; and the prompt's start."""
    found = _NAME.fullmatch(stem_of(video))
    if found:
        try:
            at = datetime.datetime.strptime(found[1], "%Y-%m-%d %H-%M").astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass
        else:
            return at, found[2]
    written_s = video.stat().st_mtime
    return datetime.datetime.fromtimestamp(written_s, datetime.UTC), stem_of(video)


def same_clip(
    clips: Iterable[Clip],
    *,
    prompt: str | None,
    created_at: datetime.datetime | None,
    size: tuple[int | None, int | None],
) -> Clip | None:
    """The clip, of those without a generation, that a generation with these values became."""
    if created_at is None:
        return None
    words = plain(prompt or "")
    fits = [
        clip
        for clip in clips
        if clip.generation_id is None
        and _is_time_right(created_at - clip.created_at, has_words=bool(words))
        and (words.startswith(plain(clip.request.prompt)) if words else _is_size(clip, size))
    ]
    return min(fits, key=lambda clip: abs(created_at - clip.created_at), default=None)


def _is_time_right(after: datetime.timedelta, *, has_words: bool) -> bool:
    """A clip's time is that of the click; its generation came once it was the clip's turn."""
    return -_EARLIEST <= after <= (_LATEST if has_words else _WORDLESS)


def _is_size(clip: Clip, size: tuple[int | None, int | None]) -> bool:
    return size == (clip.width, clip.height)
