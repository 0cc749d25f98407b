"""Wildcards: `{a|b}` in a prompt stands for its options, one clip for each combination.

The rules, all of them:

- A pair of braces with a bar of its own is a group. It may stand inside an option of another.
- Braces without a bar, and one without its partner, are plain text: prompts may hold JSON.
- A backslash before `{`, `|` or `}` makes that one plain text, and is not sent.
- Options are taken as they are written; an empty one means "nothing here". Where an option meets
  its surroundings, two spaces become one, and none stays before a comma or a full stop.
- The order is that of reading: the last group changes fastest. An option that is written twice
  makes two clips.
- A text of more than 10,000 characters is not read: it is one prompt, and too long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import prod

MAX_CLIPS = 100
"""More than this are not made of one prompt: a slip of the pen must not cost a month's money."""

LONGEST_READ = 10_000
"""Characters, twice the models' longest prompt: it is read anew at every keystroke."""
_REMEMBERED = 512

_SIGN = re.compile(r"(\\[{|}]|[{|}])")
_SPACES = " \t"
_CLOSING = ",.;:!?"


@dataclass(slots=True)
class _Group:
    """What stands between two braces; `options` are sequences of plain texts and groups."""

    options: list[list[str | _Group]] = field(default_factory=lambda: [[]])
    count: int = 0
    """How many texts the options stand for; without the last one until it is closed."""
    last_count: int = 1

    def end_option(self) -> None:
        self.count += self.last_count
        self.last_count = 1

    def begin_option(self) -> None:
        self.end_option()
        self.options.append([])

    def add_group(self, group: _Group) -> None:
        group.end_option()
        self.last_count *= group.count
        self.options[-1].append(group)

    def add_text(self, pieces: list[str]) -> None:
        """Plain texts and signs in turn, as one; a backslash has done its work."""
        pieces[1::2] = [sign[-1] for sign in pieces[1::2]]
        if text := "".join(pieces):
            self.options[-1].append(text)

    def texts(self) -> list[str]:
        return [text for option in self.options for text in _texts(option)]


_Sequence = list[str | _Group]


@dataclass(frozen=True)
class Wildcards:
    """A prompt as it was read. `factors` are the options of each group, in the prompt's order.

    `is_unbalanced`: a brace stands alone, and is sent as text.
    """

    factors: tuple[int, ...]
    is_unbalanced: bool
    _sequence: _Sequence = field(repr=False, compare=False)

    @property
    def count(self) -> int:
        """How many prompts it stands for; 1 without a group."""
        return prod(self.factors)

    @property
    def is_too_many(self) -> bool:
        """Whether there are more than are made at once."""
        return self.count > MAX_CLIPS

    def prompts(self) -> list[str]:
        """Every prompt it stands for. Raises ValueError where these are too many."""
        if self.is_too_many:
            raise ValueError(f"{self.count} prompts, more than {MAX_CLIPS}")
        return _texts(self._sequence)


def parse(text: str) -> Wildcards:
    """Read a prompt, in time that grows with its length alone. Every text is one."""
    if len(text) > LONGEST_READ:
        return Wildcards((), is_unbalanced=False, _sequence=[text])
    pieces = _SIGN.split(text)  # plain texts, and a sign between each two
    of_groups, is_unbalanced = _matched(pieces)
    sequence = _built(pieces, of_groups)
    factors = tuple(part.count for part in sequence if isinstance(part, _Group))
    return Wildcards(factors, is_unbalanced, sequence)


@lru_cache(maxsize=_REMEMBERED)
def extent(text: str) -> tuple[int, int]:
    """How many prompts it stands for, and how long the longest is, in code points.

    Where they are too many: how long the text is. Remembered, since tables ask at every turn.
    """
    read = parse(text)
    return read.count, len(text) if read.is_too_many else max(map(len, read.prompts()))


def escaped(prompt: str) -> str:
    """The text that stands for this prompt alone."""
    read = parse(prompt)
    if read.count == 1 and read.prompts() == [prompt]:
        return prompt
    return re.sub(r"[{|}]", r"\\\g<0>", prompt)


def _matched(pieces: list[str]) -> tuple[list[int], bool]:
    """The indices of the signs that make groups, in order, and whether a brace stands alone."""
    of_groups: list[int] = []
    opened: list[list[int]] = []  # of each open brace: it, and the bars of its own
    is_unbalanced = False
    for index in range(1, len(pieces), 2):
        sign = pieces[index]
        if sign == "{":
            opened.append([index])
        elif sign == "|" and opened:
            opened[-1].append(index)
        elif sign == "}" and opened:
            own = opened.pop()
            if len(own) > 1:
                of_groups += own
                of_groups.append(index)
        elif sign == "}":
            is_unbalanced = True
    return sorted(of_groups), is_unbalanced or bool(opened)


def _built(pieces: list[str], of_groups: list[int]) -> _Sequence:
    """The text as plain texts and groups; neighbouring plain pieces are one."""
    group, around, end = _Group(), list[_Group](), 0
    for index in of_groups:
        group.add_text(pieces[end:index])
        end, sign = index + 1, pieces[index]
        if sign == "{":
            around.append(group)
            group = _Group()
        elif sign == "|":
            group.begin_option()
        else:
            around[-1].add_group(group)
            group = around.pop()
    group.add_text(pieces[end:])
    return group.options[0]


def _texts(sequence: _Sequence) -> list[str]:
    choices = [[part] if isinstance(part, str) else part.texts() for part in sequence]
    are_groups = [isinstance(part, _Group) for part in sequence]
    return [_joined(pieces, are_groups) for pieces in product(*choices)]


def _joined(pieces: tuple[str, ...], are_options: list[bool]) -> str:
    made, was_option = "", False
    for piece, is_option in zip(pieces, are_options, strict=True):
        made = _met(made, piece, was_option) if was_option or is_option else made + piece
        was_option = is_option
    return made


def _met(before: str, after: str, is_after_option: bool) -> str:  # noqa: FBT001 - of two texts
    """Two texts put together where a group begins or ends."""
    if is_after_option and after.startswith(tuple(_CLOSING)):
        before = before.rstrip(_SPACES)
    elif after.startswith(tuple(_SPACES)) and (not before or before[-1].isspace()):
        after = after.lstrip(_SPACES)
    return before + after
