"""The libraries that wheels and Python bring along and no package metadata tells of."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).resolve().parent / "libraries.toml"


class Library(NamedTuple):
    """Its name, its licence as SPDX writes it, where its sources are, and its files' places."""

    name: str
    licence: str
    sources: str
    pattern: str


LIBRARIES = [Library(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["library"]]
BY_NAME = {library.name: library for library in LIBRARIES}


def library_of(place: str) -> Library | None:
    """Whose file this is, by its place in the bundle."""
    return next((one for one in LIBRARIES if re.search(one.pattern, place)), None)
