"""A published version of Startframe: its number, what is new in it, the page it lies on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop import __version__

_SIMPLE = re.compile(r"v?([0-9]{1,5})\.([0-9]{1,5})\.([0-9]{1,5})")


@dataclass(frozen=True, order=True)
class Version:
    """Three numbers; a later version is the greater one."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True)
class Release:
    """`notes` are plain text of a few lines at most, `page` an https address of the project's."""

    version: Version
    notes: str
    page: str


def parse(text: str) -> Version | None:
    """The version of a name like 1.2.3 or v1.2.3; None for any other, a trial's among them."""
    found = _SIMPLE.fullmatch(text)
    return Version(*map(int, found.groups())) if found else None


def running() -> Version:
    """The version of this program; one made on the way to a version counts as that one."""
    found = _SIMPLE.match(__version__)
    assert found is not None
    return Version(*map(int, found.groups()))
