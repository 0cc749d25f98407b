"""What is asked of a model: a request that cannot be built with anything the model refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from desktop.core.catalogue import Dimensions, VideoModel, models
from desktop.core.errors import InvalidRequest


@dataclass(frozen=True)
class GenerationRequest:
    """One clip to be made; raises InvalidRequest unless `model` takes every value.

    The prompt may be empty: the model's page requires only the start frame. It is counted in
    Unicode code points.
    """

    model: VideoModel
    prompt: str
    dimensions: Dimensions
    duration_s: int
    audio: bool
    public: bool

    def __post_init__(self) -> None:
        model = self.model
        if self.dimensions not in model.dimensions:
            allowed = [str(dimensions) for dimensions in model.dimensions]
            raise InvalidRequest(field="size", value=str(self.dimensions), allowed=allowed)
        if type(self.duration_s) is not int or self.duration_s not in model.durations_s:
            allowed = [str(duration) for duration in model.durations_s]
            raise InvalidRequest(field="duration", value=str(self.duration_s), allowed=allowed)
        if any("\ud800" <= character <= "\udfff" for character in self.prompt):
            raise InvalidRequest(field="prompt", value="half a character", allowed=["Unicode text"])
        if len(self.prompt) > model.prompt_max_chars:
            allowed = [f"up to {model.prompt_max_chars} characters"]
            value = f"{len(self.prompt)} characters"
            raise InvalidRequest(field="prompt", value=value, allowed=allowed)

    @classmethod
    def default(cls, model: VideoModel, prompt: str = "") -> Self:
        """What the model's page gives as defaults, private unless said otherwise."""
        return cls(
            model=model,
            prompt=prompt,
            dimensions=model.default_dimensions,
            duration_s=model.default_duration_s,
            audio=model.default_audio,
            public=model.default_public,
        )

    @classmethod
    def closest(
        cls,
        model: VideoModel,
        *,
        prompt: str = "",
        width: int | None = None,
        height: int | None = None,
        duration_s: float | None = None,
        audio: bool | None = None,
        public: bool | None = None,
    ) -> Self:
        """A request the model takes for a clip of which only this is known: a best guess."""
        durations, wanted_s = model.durations_s, duration_s or model.default_duration_s
        text = "".join(c for c in prompt if not "\ud800" <= c <= "\udfff")
        return cls(
            model=model,
            prompt=text[: model.prompt_max_chars],
            dimensions=_closest_dimensions(model, width, height),
            duration_s=min(durations, key=lambda duration: abs(duration - wanted_s)),
            audio=model.default_audio if audio is None else audio,
            public=model.default_public if public is None else public,
        )

    def to_record(self) -> dict[str, Any]:
        """The request as a JSON object."""
        return {
            "model": self.model.id,
            "prompt": self.prompt,
            "width": self.dimensions.width,
            "height": self.dimensions.height,
            "duration_s": self.duration_s,
            "audio": self.audio,
            "public": self.public,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """The request `to_record` wrote. Raises InvalidRequest for a model no longer known."""
        model = models().get(record["model"])
        if model is None:
            raise InvalidRequest(field="model", value=record["model"], allowed=list(models()))
        return cls(
            model=model,
            prompt=record["prompt"],
            dimensions=Dimensions(record["width"], record["height"]),
            duration_s=record["duration_s"],
            audio=record["audio"],
            public=record["public"],
        )


def _closest_dimensions(model: VideoModel, width: int | None, height: int | None) -> Dimensions:
    """The pair itself; Auto where a clip followed its start frame; else that of its shape."""
    if not (width and height):
        return model.default_dimensions
    exact, auto = Dimensions(width, height), Dimensions(0, 0)
    for dimensions in (exact, auto):
        if dimensions in model.dimensions:
            return dimensions
    return min(model.dimensions, key=lambda d: abs((d.ratio or 0) - width / height))
