"""Wildcards: `{a|b}` in a prompt stands for its options, one clip for each combination.

The rules, all of them:

- A pair of braces with a bar of its own is a group. It may stand inside an option of another.
- Braces without a bar, and one without its partner, are plain text: prompts may hold JSON.
- A backslash before `{`, `|` or `}` makes that one plain text, and is not sent.
- Options are taken as they are written; an empty one means "nothing here". Where an option meets
  its surroundings, two spaces become one, and none stays before a comma or a full stop.
- The order is that of reading: the last group changes fastest. An option that is written twice
  makes two clips.
- A text of more than 50,000 characters is not read: it is one prompt, and too long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import prod

MAX_CLIPS = 100
"""More than this are not made of one prompt: a slip of the pen must not cost a month's money."""

LONGEST_READ = 50_000
_REMEMBERED = 512

_SIGN = re.compile(r"\\[{|}]|[{|}]")
_SPACES = " \t"
_CLOSING = ",.;:!?"


@dataclass
class _Group:
    """What stands between two braces; `options` are sequences of plain texts and groups."""

    options: list[list[str | _Group]] = field(default_factory=lambda: [[]])
    count: int = 0
    """How many texts it stands for; known when it is closed."""

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
    """Read a prompt. Every text is one."""
    if len(text) > LONGEST_READ:
        return Wildcards((), is_unbalanced=False, _sequence=[text])
    top = _Group()
    stack, is_unbalanced, end = [top], False, 0
    for match in _SIGN.finditer(text):
        _add(stack[-1], text[end : match.start()])
        end, sign = match.end(), match[0]
        if sign == "{":
            stack.append(_Group())
        elif sign == "|" and len(stack) > 1:
            stack[-1].options.append([])
        elif sign == "}" and len(stack) > 1:
            _close(stack)
        else:
            is_unbalanced |= sign == "}"
            _add(stack[-1], sign[-1])
    _add(stack[-1], text[end:])
    for group in stack[1:]:
        is_unbalanced = True
        _spill(group, top)
    sequence = top.options[0]
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


def _add(group: _Group, text: str) -> None:
    """Text at the end of the last option: neighbours become one, so that nothing grows deep."""
    option = group.options[-1]
    if option and isinstance(option[-1], str):
        option[-1] += text
    elif text:
        option.append(text)


def _close(stack: list[_Group]) -> None:
    """The innermost brace has found its partner."""
    group = stack.pop()
    if len(group.options) == 1:
        _spill(group, stack[-1])
        _add(stack[-1], "}")
    else:
        group.count = sum(map(_count, group.options))
        stack[-1].options[-1].append(group)


def _spill(group: _Group, around: _Group) -> None:
    """What was begun as a group is text: its brace and bars go to the one around it."""
    for index, option in enumerate(group.options):
        _add(around, "|" if index else "{")
        for part in option:
            if isinstance(part, str):
                _add(around, part)
            else:
                around.options[-1].append(part)


def _count(sequence: _Sequence) -> int:
    return prod(part.count for part in sequence if isinstance(part, _Group))


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
