"""The oldest macOS that all wheels in the app run on, by what they say of themselves."""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY = (0, 0)
_TAG = re.compile(r"^Tag: \S+-macosx_(\d+)_(\d+)_(\w+)$", re.MULTILINE)


def problems(names: Iterable[str], minimum: str, machine: str) -> list[str]:
    """Packages that want a newer macOS than Info.plist asks for."""
    allowed = tuple(int(number) for number in minimum.split("."))[:2]
    found = []
    for name in names:
        wanted = wanted_by(wheel_of(name), machine)
        if wanted > allowed:
            found.append(f"{name} is for macOS {wanted[0]}.{wanted[1]}, Info.plist says {minimum}")
    return found


def wheel_of(name: str) -> str:
    """What a package was installed from, as its file WHEEL says; nothing where it is not."""
    try:
        return metadata.distribution(name).read_text("WHEEL") or ""
    except metadata.PackageNotFoundError:
        return ""  # one for another system


def wanted_by(wheel: str, machine: str) -> tuple[int, int]:
    """The oldest of several tags counts: each is a promise."""
    versions = [
        (int(major), int(minor))
        for major, minor, kind in _TAG.findall(wheel)
        if kind in (machine, "universal2")
    ]
    return min(versions, default=ANY)
