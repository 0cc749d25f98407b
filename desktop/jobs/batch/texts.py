"""Small text files of the user's: read whole or refused, never guessed at."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from desktop.core.errors import UnreadableText

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".txt"
MAX_BYTES = 1 << 20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def prompt_beside(picture: Path) -> str | None:
    """The text in the file named like the picture; None where there is none, or nothing in it.

    Raises UnreadableText. Blocks.
    """
    path = picture.with_suffix(SUFFIX)
    if path == picture or not path.is_file():
        return None
    return read(path).replace("\r\n", "\n").strip() or None


def read(path: Path) -> str:
    """A text in UTF-8, or in UTF-16 with its mark. Raises UnreadableText. Blocks.

    Its `detail` is "missing", "large", "encoding" or the system's words.
    """
    try:
        if path.exists() and not path.is_file():
            raise UnreadableText(name=path.name, detail="no file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableText(name=path.name, detail="missing") from error
    except (OSError, ValueError) as error:  # a name no file can have is a ValueError
        detail = getattr(error, "strerror", None) or "damaged"
        raise UnreadableText(name=path.name, detail=detail) from error
    if len(content) > MAX_BYTES:
        raise UnreadableText(name=path.name, detail="large")
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(name=path.name, detail="encoding") from error
    if "\0" in text:
        raise UnreadableText(name=path.name, detail="encoding")
    return text
