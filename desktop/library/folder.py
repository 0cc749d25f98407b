"""The folder of finished clips: plain names, and files that never replace another."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core import atomic
from desktop.core.errors import BrokenVideo, InvalidRequest
from desktop.core.settings import DEFAULT_NAME
from desktop.library import trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MAX_STEM_CHARS = 80
MAX_STEM_BYTES = 200  # file systems take 255 bytes; " (12).mp4" and a temporary name fit beside
_FIELD = re.compile(r"\{([a-z]+)\}")
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])\s*", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their suffix."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_JOINERS = "\u200c\u200d"  # invisible, but part of words and emoji
_LEAST_KEPT = 2 / 3  # a word so long that less would remain is cut in two
_PROBE_BYTES = 4096


def file_stem(
    prompt: str,
    created_at: datetime,
    frame_name: str,
    template: str = DEFAULT_NAME,
    **more: str,
) -> str:
    """A file name without its suffix, valid on every system for any prompt and any template.

    The template's {date} and {time} are local, {prompt} is the prompt's start; an empty one, or
    one of forbidden characters alone, gives way to the frame's name. `more` are other fields; what
    is no field stays as it is typed. A template that leaves nothing is taken for the usual one.
    """
    at = created_at.astimezone()
    fields = more | {
        "date": f"{at:%Y-%m-%d}",
        "time": f"{at:%H-%M}",
        "prompt": plain(prompt) or plain(Path(frame_name).stem) or "clip",
    }
    filled = _FIELD.sub(lambda found: fields.get(found[1], found[0]), template)
    stem = _shortened(plain(filled))
    if _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = f"_{stem}"
    return stem or file_stem(prompt, created_at, frame_name)


def plain(text: str) -> str:
    """The words of a prompt as a file's name can hold them."""
    text = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text))
    kept = (" " if _is_unwanted(character) else character for character in text)
    return " ".join("".join(kept).split()).strip(" .")


def _is_unwanted(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character not in _JOINERS


def _shortened(stem: str) -> str:
    cut = stem[:MAX_STEM_CHARS].encode()[:MAX_STEM_BYTES].decode(errors="ignore")
    if not (stem + " ").startswith(cut + " "):  # in the middle of a word
        before = cut.rpartition(" ")[0]
        cut = before if len(before) > len(cut) * _LEAST_KEPT else cut
    return cut.rstrip(" ." + _JOINERS)


def ensure_writable(folder: Path) -> None:
    """Make the folder and write to it for a try. Raises FolderUnwritable or DiskFull."""
    with trouble.translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())


def names(wanted: Path) -> Iterator[Path]:
    """The path that is wanted, then "… (2)", "… (3)" beside it, without an end."""
    yield wanted
    for number in itertools.count(2):
        yield wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")


def place_beside(part: Path, wanted: Path) -> Path:
    """Move `part` to the first of `names` that no file has. Raises as `place_at` does."""
    for target in names(wanted):
        with contextlib.suppress(InvalidRequest):
            return place_at(part, target)
    raise AssertionError("the names do not end")


def place_at(part: Path, target: Path) -> Path:
    """Move `part` to exactly `target`, durable and all at once; no file is ever replaced.

    Raises InvalidRequest (`field` "output") if `target` exists, FolderUnwritable, DiskFull, or
    BrokenVideo when `part` is gone.
    """
    with trouble.translated(target.parent), _ready(part, target.parent) as ready:
        try:
            return _moved(ready, target)
        except FileExistsError as error:
            raise InvalidRequest(
                field="output", value=str(target), allowed=["a file that does not exist yet"]
            ) from error


@contextlib.contextmanager
def _ready(part: Path, folder: Path) -> Iterator[Path]:
    """`part`, on disk and on the folder's own file system; it is gone when this ends well."""
    if not part.is_file():
        raise BrokenVideo(name=part.name, size_bytes=0)
    folder.mkdir(parents=True, exist_ok=True)
    if part.stat().st_dev == folder.stat().st_dev:
        _sync(part)
        yield part
        return
    handle, name = tempfile.mkstemp(dir=folder, prefix=".startframe-", suffix=".part")
    os.close(handle)
    copy = Path(name)
    try:
        shutil.copyfile(part, copy)
        _sync(copy)
        yield copy
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _moved(part: Path, target: Path) -> Path:
    """Rename, refusing (FileExistsError) to replace. Where links are unknown, reserve the name."""
    if os.name == "nt":
        part.rename(target)  # Windows refuses an existing target by itself
        return target
    try:
        os.link(part, target)
    except FileExistsError:
        if not part.samefile(target):
            raise
        # a link made just before an earlier end of the process: the move is half done
    except OSError:
        _take_reserved(part, target)
    part.unlink(missing_ok=True)
    atomic.sync_folder(target.parent)
    return target


def _take_reserved(part: Path, target: Path) -> None:
    """Rename over an empty file that was made for it; FileExistsError if another was there."""
    target.open("xb").close()
    try:
        part.replace(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
