"""Text as it is searched: large and small letters, accents and widths are one, in any language."""

from __future__ import annotations

import re
import unicodedata

SHORTEST_INDEXED = 3
"""The index is one of three characters in a row; shorter words are looked for in the text."""


def searchable(*texts: str) -> str:
    """What a search looks through; of each text a line."""
    return "\n".join(map(_plain, texts))


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in split if unicodedata.category(character) != "Mn")


def words_in(query: str) -> tuple[str, ...]:
    """The words of what was typed, each once; all of them are to be found, in any order."""
    return tuple(dict.fromkeys(_plain(query).split()))


def match_expression(words: tuple[str, ...]) -> str:
    """An FTS5 expression for those words that the index knows; empty for none."""
    quoted = (word.replace('"', '""') for word in words if len(word) >= SHORTEST_INDEXED)
    return " AND ".join(f'"{word}"' for word in quoted)


def patterns(words: tuple[str, ...]) -> tuple[str, ...]:
    """GLOB patterns of texts that hold these words, signs of the pattern itself as they are."""
    return tuple(f"*{re.sub(r'[][*?]', lambda sign: f'[{sign[0]}]', word)}*" for word in words)


def short_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Those that the index does not know."""
    return tuple(word for word in words if len(word) < SHORTEST_INDEXED)
