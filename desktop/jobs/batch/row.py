"""A wish whose picture was looked at, and the clip it makes together with what all share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from desktop.core import wildcards
from desktop.core.catalogue import Dimensions
from desktop.core.errors import InvalidRequest, MediaProblem, Problem, UnreadableText
from desktop.core.request import GenerationRequest
from desktop.jobs.batch import texts
from desktop.jobs.batch.wish import PICTURE, PROMPT, subject
from desktop.jobs.composition import Composition
from desktop.media import framing

if TYPE_CHECKING:
    from desktop.core.catalogue import VideoModel
    from desktop.jobs.batch.wish import Wish

_AUTO = Dimensions(0, 0)


@dataclass(frozen=True)
class Sizing:
    """Which size a picture gets that has none of its own.

    One for all of them, else the nearest in ratio of a price class, else what `framing.propose`
    says, which may be Auto.
    """

    dimensions: Dimensions | None = None
    tier: str | None = None

    def choose(self, width: int, height: int, model: VideoModel) -> Dimensions:
        """The size for a picture of so many pixels."""
        if self.dimensions is not None:
            return self.dimensions
        of_class = [s.dimensions for s in model.sizes if s.tier and s.tier.id == self.tier]
        if of_class:
            return min(of_class, key=lambda size: framing.loss(width, height, size))
        return framing.propose(width, height, model)


@dataclass(frozen=True)
class Shared:
    """What holds for every row that says nothing else.

    `reads_wildcards`: prompts stand for as many clips as they do in Compose; else they are sent
    as they are written.
    """

    model: VideoModel
    prompt: str
    duration_s: int
    audio: bool
    public: bool
    sizing: Sizing = Sizing()
    reads_wildcards: bool = False

    def extent(self, prompt: str) -> tuple[int, int]:
        """How many clips a prompt makes, and how long the longest text sent is."""
        return wildcards.extent(prompt) if self.reads_wildcards else (1, len(prompt))


@dataclass(frozen=True)
class Row:
    """`width` and `height` of the upright picture in pixels; 0 where it cannot be used."""

    wish: Wish
    width: int = 0
    height: int = 0

    @property
    def name(self) -> str:
        """What the user knows the picture as."""
        return self.wish.picture.name

    @property
    def is_lost(self) -> bool:
        """Whether no choice can help: there is no picture."""
        return any(subject(problem) == PICTURE for problem in self.wish.problems)

    def changed(self, **values: Any) -> Self:
        """With other values of the user's: see `Wish.changed`."""
        return replace(self, wish=self.wish.changed(**values))

    def apart(self, shared: Shared) -> Self:
        """With what it takes from these written in itself, so that it stays when others hold."""
        if self.is_lost:
            return self
        wish = replace(
            self.wish,
            prompt=self.prompt(shared),
            duration_s=self.duration_s(shared),
            dimensions=self.dimensions(shared),
        )
        return replace(self, wish=wish)

    def problem(self, shared: Shared) -> Problem | None:
        """Why it cannot be sent, the picture before the rest. A prompt for all is not looked at."""
        problems = sorted(self.wish.problems, key=lambda found: subject(found) != PICTURE)
        limit = shared.model.prompt_max_chars
        count, length = shared.extent(self.wish.prompt or "")
        if count > wildcards.MAX_CLIPS:
            allowed = [f"up to {wildcards.MAX_CLIPS} clips"]
            problems.append(
                InvalidRequest(field=PROMPT, value="braces for too many clips", allowed=allowed)
            )
        elif length > limit:
            allowed = [f"up to {limit} characters"]
            value = f"{length} characters"
            problems.append(InvalidRequest(field=PROMPT, value=value, allowed=allowed))
        return next(iter(problems), None)

    def prompt(self, shared: Shared) -> str:
        return shared.prompt if self.wish.prompt is None else self.wish.prompt

    def count(self, shared: Shared) -> int:
        """How many clips it makes; 1 where its prompt stands for more than can be made."""
        count, _length = shared.extent(self.prompt(shared))
        return 1 if count > wildcards.MAX_CLIPS else count

    def duration_s(self, shared: Shared) -> int:
        return self.wish.duration_s or shared.duration_s

    def dimensions(self, shared: Shared) -> Dimensions:
        if self.wish.dimensions is not None:
            return self.wish.dimensions
        if not self.width:
            return shared.sizing.dimensions or _AUTO
        return shared.sizing.choose(self.width, self.height, shared.model)

    def compositions(self, shared: Shared) -> list[Composition]:
        """The clips to be ordered, one for each prompt its own stands for. Raises InvalidRequest.

        A row of more than can be made is a ValueError: see `problem`.
        """
        one = self.composition(shared)
        if not shared.reads_wildcards:
            return [one]
        typed = one.request.prompt
        prompts = wildcards.parse(typed).prompts()
        return [replace(one, request=replace(one.request, prompt=p), typed=typed) for p in prompts]

    def composition(self, shared: Shared) -> Composition:
        """One clip of its prompt as it is written. Raises InvalidRequest."""
        request = GenerationRequest(
            model=shared.model,
            prompt=self.prompt(shared),
            dimensions=self.dimensions(shared),
            duration_s=self.duration_s(shared),
            audio=shared.audio,
            public=shared.public,
        )
        return Composition(request, self.wish.picture, self.name)


def examine(wish: Wish, *, reads_texts: bool = True) -> Row:
    """Look at the picture, decoding all of it, and at the prompt in the text beside it. Blocks."""
    from desktop.media import intake

    problems = list(wish.problems)
    width = height = 0
    if not any(subject(problem) == PICTURE for problem in problems):
        try:
            picture = intake.inspect(wish.picture)
            width, height = picture.width, picture.height
        except MediaProblem as problem:
            problems.append(problem)
    prompt = wish.prompt
    if prompt is None and reads_texts:
        try:
            prompt = texts.prompt_beside(wish.picture)
        except UnreadableText as problem:
            problems.append(problem)
    return Row(replace(wish, prompt=prompt, problems=tuple(problems)), width, height)
