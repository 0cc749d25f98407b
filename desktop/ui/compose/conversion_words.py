"""What was changed about a picture so that it can be sent, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core import log

if TYPE_CHECKING:
    from desktop.media.conversion import Conversion

_LONGEST_NAME = 32  # of a colour space: the file says it, so it may say anything


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conversion", text)


def note(conversion: Conversion) -> str:
    """One line: "Converted from HEIC, Display P3"; empty where nothing had to be."""
    said = _converted(conversion, ", ".join(_changes(conversion)))
    if not conversion.has_transparency:
        return said
    filled = _tr("transparent parts filled")
    return f"{said}, {filled}" if said else _tr("Transparent parts filled")


def needs_saying(conversion: Conversion) -> bool:
    """Whether the user should hear of it once: what is seen may differ from what was expected."""
    return bool(conversion.kind or conversion.is_first_frame or conversion.is_print)


def explanation() -> str:
    """What stays as it was."""
    return _tr("Your file is not changed: what is sent is a copy in standard colours.")


def _converted(conversion: Conversion, changed: str) -> str:
    if not conversion.is_first_frame:
        return _tr("Converted from {what}").format(what=changed) if changed else ""
    if not changed:
        return _tr("First frame of an animation")
    return _tr("First frame, converted from {what}").format(what=changed)


def _changes(conversion: Conversion) -> list[str]:
    words = [
        (conversion.kind is not None, conversion.kind or ""),
        (conversion.is_print, _tr("CMYK")),
        (conversion.has_more_bits, _tr("16-bit colour")),
        (conversion.is_grey, _tr("greyscale")),
        (conversion.has_palette, _tr("indexed colours")),
        (conversion.profile is not None, _shortened(conversion.profile or "")),
    ]
    return [text for is_so, text in words if is_so and text]


def _shortened(name: str) -> str:
    """The name of a colour space, harmless and short."""
    name = log.printable(" ".join(name.split()))
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
