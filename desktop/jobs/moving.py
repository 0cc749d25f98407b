"""The clips of the library moved to another folder, one by one, each safe at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import filecmp
import logging
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import StorageProblem
from desktop.library import folder, sidecars, trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.library.clips import Clip, ClipLibrary

    Tell = Callable[[int, int], None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Moved:
    """How many clips lie in the new folder now, and how many stayed: their file is gone, or in use.

    `problem` is what ended it early: the others can be moved another time.
    """

    clips: int
    left: int
    problem: StorageProblem | None = None


async def outside(library: ClipLibrary, target: Path) -> list[Clip]:
    """The clips that do not lie in this folder, by whatever name it is called, oldest first."""
    clips = await library.all()
    parents = {clip.video.parent for clip in clips}
    inside = await asyncio.to_thread(lambda: {one for one in parents if _is_same(one, target)})
    return [clip for clip in reversed(clips) if clip.video.parent not in inside]


async def move(library: ClipLibrary, clips: list[Clip], target: Path, tell: Tell) -> Moved:
    """Bring the clips' files to `target`; `tell` hears how many of how many are through.

    A clip is known at its new place as soon as its whole file is there, and only then goes the
    old one: ended at any moment, nothing is lost, and what was not moved is moved the next time.
    A clip that was deleted meanwhile stays where it was.
    """
    moved = left = 0
    for video, ids in _by_file(clips).items():
        tell(moved + left, len(clips))
        try:
            copied = await asyncio.to_thread(_copied, video, target, ids[0])
            changed = [] if copied is None else await library.change(ids, video=copied.path)
            if copied is not None:
                await asyncio.to_thread(_tidy, video, copied, is_known=bool(changed))
        except StorageProblem as problem:
            return Moved(moved, len(clips) - moved, problem)
        moved, left = moved + len(changed), left + len(ids) - len(changed)
    return Moved(moved, left)


def _by_file(clips: list[Clip]) -> dict[Path, list[str]]:
    """The ids of the clips of each file: one that was found again may be of two."""
    files: dict[Path, list[str]] = {}
    for clip in clips:
        files.setdefault(clip.video, []).append(clip.id)
    return files


def _is_same(one: Path, other: Path) -> bool:
    """Whether these are one file or folder: paths differ for links, shares, upper case."""
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False


@dataclass(frozen=True)
class _Copy:
    """A film in the new folder; not `is_new` when it lay there already."""

    path: Path
    is_new: bool


def _copied(video: Path, target: Path, clip_id: str) -> _Copy | None:
    """The whole film, under a name that was free; None where it is gone or cannot be read."""
    try:
        with video.open("rb"):
            pass
    except OSError as error:
        logger.info("%s cannot be moved: %s", video.name, error)
        return None
    folder.ensure_writable(target)
    part = target / f"{clip_id}.mp4.part"
    try:
        with trouble.translated(target):
            return _placed(video, part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _placed(video: Path, part: Path, target: Path) -> _Copy:
    """Where it lies already, brought here before an earlier end of the process, or a copy."""
    for place in folder.names(target / video.name):
        if not place.exists():
            break
        if _is_same(video, place) or filecmp.cmp(video, place, shallow=False):
            return _Copy(place, is_new=False)
    shutil.copyfile(video, part)
    return _Copy(folder.place_beside(part, target / video.name), is_new=True)


def _tidy(video: Path, copied: _Copy, *, is_known: bool) -> None:
    """Of two files that of no clip goes; one that another program has open stays there."""
    if _is_same(video, copied.path):
        return
    try:
        if is_known:
            video.unlink(missing_ok=True)
            sidecars.remove(video)
        elif copied.is_new:
            copied.path.unlink(missing_ok=True)
    except (OSError, StorageProblem) as error:
        logger.info("a file of %s stays: %s", video.name, error)
