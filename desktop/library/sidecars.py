"""The JSON file beside a clip: its recipe for other programs, and what its owner says of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop.core import atomic
from desktop.library import trouble

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.library.clips import Clip

MARK, VERSION = "startframe", 1
MAX_BYTES = 500_000
MAX_TITLE_CHARS = 200
MAX_NOTES_CHARS = 20_000
MOST_COLLECTIONS = 100


def path_of(video: Path) -> Path:
    """Where the file beside this clip is."""
    return video.with_suffix(".json")


def has_words(clip: Clip) -> bool:
    """Whether its owner said something of it: the film itself does not hold that."""
    return bool(clip.title or clip.notes or clip.is_favourite or clip.is_rejected)


def words_of(clip: Clip) -> dict[str, Any]:
    """What the owner says of it, as JSON values."""
    return {
        "title": clip.title,
        "notes": clip.notes,
        "is_favourite": clip.is_favourite,
        "is_rejected": clip.is_rejected,
    }


def write(clip: Clip, recipe: dict[str, Any], collections: Sequence[str] = ()) -> bool:
    """Put recipe and words beside the clip, whole; False where another's file has that name.

    `collections` are the names of those it is in. It blocks. Raises StorageProblem.
    """
    target = path_of(clip.video)
    if target.exists() and read(clip.video) is None:
        return False
    told = {**recipe, MARK: VERSION, "video": clip.video.name, **words_of(clip)}
    told["collections"] = list(collections)
    with trouble.translated(target.parent):
        atomic.write_text(target, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    return True


def read(video: Path) -> dict[str, Any] | None:
    """What lies beside the film, if it is one of ours; it is to be checked before it is used."""
    path = path_of(video)
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get(MARK) == VERSION else None


def remove(video: Path) -> None:
    """Take away what we wrote beside a film that is gone; nothing of anybody else's. Blocks."""
    if read(video) is not None:
        with trouble.translated(video.parent):
            path_of(video).unlink(missing_ok=True)


def told_words(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a clip that its owner has filled in, as far as the file can be believed."""
    limits = {"title": MAX_TITLE_CHARS, "notes": MAX_NOTES_CHARS}
    words = {
        name: found[name][:limit]
        for name, limit in limits.items()
        if isinstance(found.get(name), str)
    }
    marks = {name: found.get(name) is True for name in ("is_favourite", "is_rejected")}
    return words | marks


def told_collections(video: Path, clip_id: str) -> list[str]:
    """The names of the collections this clip was in, as told beside its film. Blocks."""
    found = read(video)
    names = None if found is None or found.get("id") != clip_id else found.get("collections")
    if not isinstance(names, list):
        return []
    plain = (" ".join(name.split()) for name in names if isinstance(name, str))
    return [name for name in plain if name][:MOST_COLLECTIONS]
