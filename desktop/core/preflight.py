"""What could spoil a clip, told before it is paid for: rules over facts. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.core.vocabulary import Told

MOST_SHOWN = 3
LARGE_LOSS = 0.3
SHARP_ENOUGH = 0.3
"""See `media.sharpness`: the samples blurred by 1.5 pixels of the clip are at 0.28 to 0.33."""
NOTICED_ENLARGEMENT = 1.05


class Concern(enum.Enum):
    """What a hint is about, the one that wastes the most money first. The value names it on disk.

    A clip that lacks what was in the picture is paid for in vain; one that looks soft, or lacks
    an action, may be; a clip that others can see costs nothing more.
    """

    LOSS = "loss"
    TEXT_CUT = "text_cut"
    CROWDED = "crowded"
    SOFT = "soft"
    BLURRED = "blurred"
    SILENT = "silent"
    NO_PROMPT = "no_prompt"
    PUBLIC = "public"


@dataclass(frozen=True)
class Facts:
    """What is about to be ordered. `loss` is the share of the picture outside the frame, 0 to 1.

    `enlargement` is how many pixels of the clip one of the picture's has to fill along a side:
    above 1 the picture is too small. `sharpness` is None as long as it is not measured, or
    cannot be told.
    """

    prompt: str
    duration_s: int
    is_silent: bool
    is_public: bool
    loss: float = 0.0
    enlargement: float = 0.0
    sharpness: float | None = None
    is_text_cut: bool = False


@dataclass(frozen=True)
class Hint:
    """A concern that is true now, with its figures: `number` in per cent or actions, `word`."""

    concern: Concern
    number: int = 0
    word: str = ""


def hints(facts: Facts, told: Told, dismissed: Collection[str] = ()) -> tuple[Hint, ...]:
    """What is worth saying about these facts, at most three, the dearest first.

    `told` is what the words of the prompt tell, `dismissed` are the values of concerns the user
    does not want to hear of.
    """
    found = {hint.concern: hint for hint in _all(facts, told)}
    if Concern.SOFT in found:
        found.pop(Concern.BLURRED, None)  # one follows from the other
    wanted = [found[concern] for concern in Concern if concern in found]
    return tuple(hint for hint in wanted if hint.concern.value not in dismissed)[:MOST_SHOWN]


def _all(facts: Facts, told: Told) -> list[Hint]:
    found = [*_about_the_picture(facts), *_about_the_prompt(facts, told)]
    if facts.is_public:
        found.append(Hint(Concern.PUBLIC))
    return found


def _about_the_picture(facts: Facts) -> list[Hint]:
    found = []
    if facts.loss > LARGE_LOSS:
        found.append(Hint(Concern.LOSS, number=round(100 * facts.loss)))
    if facts.is_text_cut:
        found.append(Hint(Concern.TEXT_CUT))
    if facts.enlargement > NOTICED_ENLARGEMENT:
        found.append(Hint(Concern.SOFT, number=round(100 * facts.enlargement)))
    if facts.sharpness is not None and facts.sharpness < SHARP_ENOUGH:
        found.append(Hint(Concern.BLURRED))
    return found


def _about_the_prompt(facts: Facts, told: Told) -> list[Hint]:
    if not facts.prompt.strip():
        return [Hint(Concern.NO_PROMPT)]
    found = []
    if told.actions > facts.duration_s:
        found.append(Hint(Concern.CROWDED, number=told.actions))
    if facts.is_silent and told.sound is not None:
        found.append(Hint(Concern.SILENT, word=told.sound))
    return found
