"""Words that tell something about a prompt: sounds, actions, what comes one after the other."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache

from desktop.core.paths import resource

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.,;:!?\n]+|\b(?:and|while|before|after)\b", re.IGNORECASE)
_ENDINGS = ("", "s", "es", "ed", "d", "ing")


@dataclass(frozen=True)
class Told:
    """What the words of a prompt tell: things that happen, and the first word for a sound."""

    actions: int = 0
    sound: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """Sets of lower-case words; an empty vocabulary finds nothing."""

    sound: frozenset[str] = field(default_factory=frozenset)
    without: frozenset[str] = field(default_factory=frozenset)
    sequence: frozenset[str] = field(default_factory=frozenset)
    action: frozenset[str] = field(default_factory=frozenset)

    def told_by(self, text: str) -> Told:
        """All of it. It takes milliseconds for a long text."""
        return Told(self.actions_in(text), self.sound_in(text))

    def sound_in(self, text: str) -> str | None:
        """The first word that asks for something to be heard, as it was written."""
        before = ""
        for word in _WORD.findall(text):
            if word.casefold() in self.sound and before not in self.without:
                return str(word)
            before = word.casefold()
        return None

    def actions_in(self, text: str) -> int:
        """How many things are to happen, at the least.

        Clauses that have a verb of motion count, and so does each "then": a list of things, or
        words about their looks, do not.
        """
        clauses = [_words(clause) for clause in _CLAUSE.split(text)]
        moving = 0
        for words in clauses:
            parts = self._between(words)
            moving += sum(any(word in self.action for word in part) for part in parts)
        sequels = sum(word in self.sequence for words in clauses for word in words)
        return max(moving, sequels + 1 if sequels else 0)

    def _between(self, words: list[str]) -> list[list[str]]:
        """The words between one "then" and the next."""
        parts: list[list[str]] = [[]]
        for word in words:
            if word in self.sequence:
                parts.append([])
            else:
                parts[-1].append(word)
        return parts


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


@cache
def vocabulary() -> Vocabulary:
    """The shipped words, read once. Blocks: the first call belongs in a thread."""
    record = tomllib.loads(resource("words", "hints.toml").read_text(encoding="utf-8"))
    words = {
        name: frozenset(word.casefold() for language in languages.values() for word in language)
        for name, languages in record.items()
    }
    verbs = frozenset(form for verb in words["action"] for form in _forms(verb))
    return Vocabulary(words["sound"], words["without"], words["sequence"], verbs)


def _forms(verb: str) -> set[str]:
    """walk, walks, walked, walking; close, closing; spin, spinning; fly, flies."""
    forms = {verb + ending for ending in _ENDINGS}
    if verb.endswith("e"):
        forms.add(verb[:-1] + "ing")
    elif verb.endswith("y"):
        forms |= {verb[:-1] + "ies", verb[:-1] + "ied"}
    else:
        forms |= {verb + verb[-1] + "ing", verb + verb[-1] + "ed"}
    return forms
