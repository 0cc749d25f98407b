"""The clips of the library moved to another folder, one by one, each safe at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import filecmp
import itertools
import logging
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import InvalidRequest, StorageProblem
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
    """The clips that do not lie in this folder, oldest first."""
    return [clip for clip in reversed(await library.all()) if clip.video.parent != target]


async def move(library: ClipLibrary, clips: list[Clip], target: Path, tell: Tell) -> Moved:
    """Bring the clips' files to `target`; `tell` hears how many of how many are through.

    A clip is known at its new place as soon as its whole file is there, and only then goes the
    old one: ended at any moment, nothing is lost, and what was not moved is moved the next time.
    """
    moved = left = 0
    for video, ids in _by_file(clips).items():
        tell(moved + left, len(clips))
        try:
            copy = await asyncio.to_thread(_copied, video, target, ids[0])
            if copy is None:
                left += len(ids)
                continue
            await library.change(ids, video=copy)
            await asyncio.to_thread(_remove_old, video)
        except StorageProblem as problem:
            return Moved(moved, len(clips) - moved, problem)
        moved += len(ids)
    return Moved(moved, left)


def _by_file(clips: list[Clip]) -> dict[Path, list[str]]:
    """The ids of the clips of each file: one that was found again may be of two."""
    files: dict[Path, list[str]] = {}
    for clip in clips:
        files.setdefault(clip.video, []).append(clip.id)
    return files


def _copied(video: Path, target: Path, clip_id: str) -> Path | None:
    """The whole film in the new folder, under a name that was free; None where it is gone."""
    if not video.is_file():
        return None
    folder.ensure_writable(target)
    part = target / f"{clip_id}.mp4.part"
    try:
        with trouble.translated(target):
            return _placed(video, part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _placed(video: Path, part: Path, target: Path) -> Path:
    for number in itertools.count(1):
        name = video.name if number == 1 else f"{video.stem} ({number}){video.suffix}"
        place = target / name
        if not place.exists():
            shutil.copyfile(video, part)
            with contextlib.suppress(InvalidRequest):  # taken meanwhile
                return folder.place_at(part, place)
        elif filecmp.cmp(video, place, shallow=False):
            return place  # brought here just before an earlier end of the process
    raise AssertionError("the numbers do not end")


def _remove_old(video: Path) -> None:
    """What lay in the old folder; a file that another program has open stays there."""
    try:
        video.unlink(missing_ok=True)
        sidecars.remove(video)
    except (OSError, StorageProblem) as error:
        logger.info("the old file %s stays: %s", video.name, error)
