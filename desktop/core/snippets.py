"""Snippets: phrases for camera and sound, read from `resources/prompts/snippets.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from desktop.core.paths import resource

_SENTENCE_ENDS = ".!?…"
_OPENING = "([{|\"'“‘/"
_PAUSES = ",;:–—-"


@dataclass(frozen=True)
class Snippet:
    """A phrase: the English `label` it is shown by, the `text` that is inserted."""

    label: str
    text: str


@dataclass(frozen=True)
class SnippetGroup:
    """Phrases of one kind; `needs_sound` where they say something only about sound."""

    label: str
    snippets: tuple[Snippet, ...]
    needs_sound: bool = False


@cache
def groups() -> tuple[SnippetGroup, ...]:
    """Every group, in the file's order."""
    file = tomllib.loads(resource("prompts", "snippets.toml").read_text(encoding="utf-8"))
    return tuple(
        SnippetGroup(
            label=entry["label"],
            snippets=tuple(Snippet(one["label"], one["text"]) for one in entry["snippets"]),
            needs_sound=entry.get("sound", False),
        )
        for entry in file["groups"]
    )


def fitted(before: str, phrase: str, after: str) -> str:
    """The phrase with what it needs between these two texts: spaces, commas, a large letter.

    `before` is without the spaces at its end: what comes in their place is decided here. After
    "A dog runs", "slow pan" is ", slow pan"; after "A dog runs." it is " Slow pan".
    """
    is_sentence = not before or before[-1] in _SENTENCE_ENDS + "\n"
    said = phrase[0].upper() + phrase[1:] if is_sentence else phrase
    return _lead(before) + said + _tail(after, is_sentence=is_sentence)


def _lead(before: str) -> str:
    if not before or before[-1] in _OPENING + "\n":
        return ""
    return " " if before[-1] in _SENTENCE_ENDS + _PAUSES else ", "


def _tail(after: str, *, is_sentence: bool) -> str:
    rest = after.lstrip(" \t")
    if not rest or not (rest[0].isalnum() or rest[0] in _OPENING.replace("|", "")):
        return ""
    sign = "." if is_sentence and rest[0].isupper() else ","
    return sign if rest != after else f"{sign} "
