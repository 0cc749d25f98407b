"""The libraries that wheels and Python bring along and no package metadata tells of."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).resolve().parent / "libraries.toml"
TEXTS = FILE.parent / "licences"
# A licence's beginning to the file that has its text; the GPL's is LICENSE, beside the notices
SHARED_TEXTS = {
    "GPL-": "",
    "LGPL-3.0": "LGPL-3.0.txt",
    "LGPL-2": "LGPL-2.1.txt",
    "Apache-2.0": "Apache-2.0.txt",
}


class Library(NamedTuple):
    """Its name, its licence as SPDX writes it, where its sources are, and its files' places."""

    name: str
    licence: str
    sources: str
    pattern: str
    told_by: str = ""
    """The package whose own licence text has this one's, too."""

    @property
    def text(self) -> str | None:
        """The file in `licences` that has its text, "" where LICENSE has; None for neither."""
        if (TEXTS / f"{self.name}.txt").is_file():
            return f"{self.name}.txt"
        return next(
            (f for start, f in SHARED_TEXTS.items() if self.licence.startswith(start)), None
        )


LIBRARIES = [Library(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["library"]]
BY_NAME = {library.name: library for library in LIBRARIES}


def library_of(place: str) -> Library | None:
    """Whose file this is, by its place in the bundle."""
    return next((one for one in LIBRARIES if re.search(one.pattern, place)), None)
