"""A film, or a picture of one, put on disk whole or not at all."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from desktop.core.errors import BrokenVideo, FolderUnwritable, VideoUnreadable
from desktop.media.probe import UNPLAYABLE
from desktop.media.writing import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    IsCancelled = Callable[[], bool]


class Cancelled(Exception):
    """The film is not wanted any more; nothing is left of it."""


def never() -> bool:
    """For what is wanted in any case."""
    return False


@contextlib.contextmanager
def whole(target: Path, source_name: str) -> Iterator[Path]:
    """A path to write to; at the end it takes the place of `target`, also of one that exists.

    Raises VideoUnreadable or BrokenVideo, of `source_name`, DiskFull, FolderUnwritable; then, as
    after any other error, nothing is left of it.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        yield part
        part.replace(target)
    except FileNotFoundError as error:
        if not target.parent.is_dir():
            raise FolderUnwritable(folder=str(target.parent), detail=error.strerror) from error
        raise VideoUnreadable(name=source_name, detail="missing") from error
    except UNPLAYABLE as error:
        problem = refusal(error, target.parent)
        raise problem or BrokenVideo(name=source_name, detail=str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
