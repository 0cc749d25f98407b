"""One clip of many that is wanted: its picture, and what was said about it alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from desktop.core.errors import InvalidRequest, Problem, UnreadableText

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.catalogue import Dimensions

PROMPT, DURATION, SIZE, PICTURE = "prompt", "duration", "size", "file"
"""What a problem may be about: the columns of a table, as well."""


@dataclass(frozen=True)
class Wish:
    """Nothing is checked yet. None is: as for all of them; `line` is that of a table, from 1.

    `problems` are why it cannot be carried out as it stands.
    """

    picture: Path
    prompt: str | None = None
    duration_s: int | None = None
    dimensions: Dimensions | None = None
    line: int | None = None
    problems: tuple[Problem, ...] = ()

    def changed(self, **values: Any) -> Self:
        """With other values of the user's: what stood against the old ones is gone."""
        fields = {"prompt": PROMPT, "duration_s": DURATION, "dimensions": SIZE}
        settled = {fields[name] for name in values if name in fields}
        left = tuple(problem for problem in self.problems if subject(problem) not in settled)
        return replace(self, **{"problems": left, **values})


def subject(problem: Problem) -> str:
    """Which of the columns a problem is about."""
    if isinstance(problem, InvalidRequest):
        return str(problem.facts.get("field"))
    return PROMPT if isinstance(problem, UnreadableText) else PICTURE
