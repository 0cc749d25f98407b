"""Files that jobs need on their way only, removed once they are of no more use."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from desktop.jobs.job import JobState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop.jobs.job import Job

_SENT = "-sent"
_SUFFIXES = (".jpg", ".png")  # what `media.prepare` writes
NEEDS_COPY = frozenset(
    {JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING, JobState.SUBMITTING}
)


def sent_copy(frames: Path, job_id: str) -> Path:
    """Where the copy of a job's picture is made that is sent; it can be made again at any time.

    Its suffix becomes the one of the format that suits the picture: see `copies_of`.
    """
    return frames / f"{job_id}{_SENT}{_SUFFIXES[0]}"


def copies_of(frames: Path, job_id: str) -> list[Path]:
    """Everywhere the copy of a job's picture may lie."""
    return [frames / f"{job_id}{_SENT}{suffix}" for suffix in _SUFFIXES]


def sent_copies(frames: Path) -> list[Path]:
    """Every copy there is, and what writing one left behind when it was ended. Blocks."""
    return [*frames.glob(f"*{_SENT}.*"), *frames.glob(".*-sen*")]


def unneeded(copies: Iterable[Path], jobs: Iterable[Job]) -> list[Path]:
    """Those of `copies` that no job still has to send.

    `copies` are those found before `jobs` were read: one that another process is making now
    belongs to a job that is among them.
    """
    needed = tuple(job.id for job in jobs if job.state in NEEDS_COPY)
    return [copy for copy in copies if not copy.name.removeprefix(".").startswith(needed)]


def ready_path(part: Path) -> Path:
    """Where a downloaded part is made anew with its recipe inside, before it gets its name."""
    return part.with_name(f"{part.name}.ready")


def parts_of(part: Path) -> list[Path]:
    """All that may lie in the folder of a clip that has no name yet."""
    return [part, ready_path(part)]


def remove(files: Iterable[Path]) -> None:
    """Remove these as far as the system lets us. Blocks."""
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
