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
