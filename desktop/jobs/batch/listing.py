"""Which pictures are meant by some files, folders and tables, in the order people expect."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import PictureMissing, Unreadable
from desktop.jobs.batch import table
from desktop.jobs.batch.texts import SUFFIX as TEXT_SUFFIX
from desktop.jobs.batch.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from os import stat_result
    from pathlib import Path

    from desktop.core.catalogue import VideoModel

MAX_ROWS = 200
"""More clips than anybody looks through before paying for them."""
PICTURE_SUFFIXES = frozenset(
    f".{name}"
    for name in (
        *("png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "heic", "heif", "avif"),
        *("tif", "tiff", "bmp", "gif"),
    )
)
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Listing:
    """`passed_over` counts files of folders that are no pictures, `left_out` pictures beyond
    MAX_ROWS; `unused` are columns of tables that mean nothing here."""

    wishes: tuple[Wish, ...] = ()
    passed_over: int = 0
    left_out: int = 0
    unused: tuple[str, ...] = ()

    def __add__(self, other: Listing) -> Listing:
        return Listing(
            self.wishes + other.wishes,
            self.passed_over + other.passed_over,
            self.left_out + other.left_out,
            tuple(dict.fromkeys(self.unused + other.unused)),
        )

    def limited(self, rows: int) -> Listing:
        """At most so many of the wishes; the others are counted as left out."""
        excess = len(self.wishes) - max(0, rows)
        if excess <= 0:
            return self
        return Listing(self.wishes[:-excess], self.passed_over, self.left_out + excess, self.unused)


def listing(paths: Sequence[Path], model: VideoModel) -> Listing:
    """Files as they come, a folder's pictures in natural order, a table's lines. Blocks.

    Only tables are read here; pictures are looked at by `row.examine`. Raises UnreadableText for
    a table that cannot be read at all.
    """
    found = Listing()
    for path in paths:
        if path.is_dir():
            found += _folder(path)
        elif path.suffix.lower() in table.SUFFIXES:
            wishes, unused = table.read(path, model)
            found += Listing(wishes, unused=unused)
        else:
            found += Listing((Wish(path),))
    return found


def _folder(folder: Path) -> Listing:
    """The pictures that lie in the folder itself; one that cannot be opened is a row that says so.

    A text that belongs to a picture is not passed over: it is used.
    """
    try:
        files = [path for path in folder.iterdir() if not _is_hidden(path) and path.is_file()]
    except FileNotFoundError:
        return Listing((Wish(folder, problems=(PictureMissing(name=folder.name),)),))
    except OSError as error:
        detail = "permission" if isinstance(error, PermissionError) else error.strerror
        return Listing((Wish(folder, problems=(Unreadable(name=folder.name, detail=detail),)),))
    pictures = natural_order(path for path in files if _is_picture(path))
    texts = {picture.with_suffix(TEXT_SUFFIX) for picture in pictures}
    used = texts.union(pictures)
    others = sum(path not in used for path in files)
    return Listing(tuple(map(Wish, pictures)), passed_over=others)


def _is_picture(path: Path) -> bool:
    """By its name; what has none by its content. One that only claims to be gets its reason."""
    if path.suffix:
        return path.suffix.lower() in PICTURE_SUFFIXES
    from desktop.media.kinds import HEAD_BYTES, PICTURES, kind_of

    try:
        with path.open("rb") as file:
            return kind_of(file.read(HEAD_BYTES)) in PICTURES
    except OSError:
        return False


def _is_hidden(path: Path) -> bool:
    """As the system sees it: a dot, or a mark on the file."""
    if path.name.startswith("."):
        return True
    try:
        return _has_hidden_mark(path.stat())
    except OSError:
        return False


def _has_hidden_mark(status: stat_result) -> bool:
    windows = getattr(status, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN
    mac = getattr(status, "st_flags", 0) & stat.UF_HIDDEN
    return bool(windows or mac)


def natural_order(paths: Iterable[Path]) -> list[Path]:
    """By name, numbers by their value: `IMG_2` before `IMG_10`."""
    return sorted(paths, key=lambda path: (_natural(path.name), path.name))


def _natural(name: str) -> list[str | int]:
    """Words and numbers by turns, so that like is compared with like."""
    parts = _NUMBER.split(name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]
