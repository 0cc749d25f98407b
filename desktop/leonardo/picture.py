"""A prepared picture as it is sent: its bytes, extension and media type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from desktop.core.errors import NotAPicture, PictureMissing, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
"""By the extensions that POST /v1/init-image takes (reference/uploadinitimage)."""


@dataclass(frozen=True)
class Picture:
    """Read whole: at most 20 MB, and a second ticket sends the very same bytes."""

    name: str
    extension: str
    content: bytes

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.extension]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Blocks. Raises NotAPicture, PictureMissing or Unreadable."""
        extension = path.suffix.removeprefix(".").lower()
        if extension not in MEDIA_TYPES:
            raise NotAPicture(name=path.name, kind=extension or None)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise PictureMissing(name=path.name) from error
        except IsADirectoryError as error:
            raise PictureMissing(name=path.name, kind="folder") from error
        except OSError as error:
            raise Unreadable(name=path.name, detail=error.strerror) from error
        if not content:
            raise Unreadable(name=path.name, detail="empty")
        return cls(name=path.name, extension=extension, content=content)
