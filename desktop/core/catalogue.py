"""The video models Startframe can drive, read from `resources/models/*.toml`.

Controls, validation and requests are made from these entries: adding a model is adding a file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from desktop.core.paths import resource

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

DEFAULT_MODEL_ID = "grok-imagine-1.5"


@dataclass(frozen=True, order=True)
class Dimensions:
    """A width and a height in pixels; 0x0 is Auto: the model follows the start frame."""

    width: int
    height: int

    def __str__(self) -> str:
        return "auto" if self.is_auto else f"{self.width}x{self.height}"

    @property
    def is_auto(self) -> bool:
        return self.width == 0 and self.height == 0

    @property
    def ratio(self) -> float | None:
        """Width over height; None for Auto."""
        return None if self.is_auto else self.width / self.height

    @classmethod
    def parse(cls, text: str) -> Dimensions:
        """Read `1280x720` or `auto`. Raises ValueError for anything else."""
        if text.strip().lower() in {"auto", "0x0"}:
            return cls(0, 0)
        width, separator, height = text.strip().lower().partition("x")
        if not (
            separator
            and width.isascii()
            and width.isdigit()
            and height.isascii()
            and height.isdigit()
        ):
            raise ValueError(text)
        return cls(int(width), int(height))


@dataclass(frozen=True)
class Tier:
    """A price class. `usd_per_s` is an estimate taken on `as_of`, never the charge."""

    id: str
    usd_per_s: Decimal
    as_of: datetime.date


@dataclass(frozen=True)
class SizeOption:
    """One pair the model takes. `aspect` is its label, "16:9"; `tier` None means price unknown."""

    dimensions: Dimensions
    aspect: str
    tier: Tier | None


@dataclass(frozen=True)
class VideoModel:
    """Everything a model takes, as its documentation page states it."""

    id: str
    label: str
    source: str
    durations_s: tuple[int, ...]
    default_duration_s: int
    sizes: tuple[SizeOption, ...]
    default_dimensions: Dimensions
    prompt_max_chars: int
    start_frame_types: tuple[str, ...]
    has_audio_switch: bool
    default_audio: bool
    default_public: bool
    quantity: int

    @property
    def dimensions(self) -> tuple[Dimensions, ...]:
        return tuple(option.dimensions for option in self.sizes)

    @property
    def aspects(self) -> tuple[str, ...]:
        """The aspect labels, each once, in the catalogue's order."""
        return tuple(dict.fromkeys(option.aspect for option in self.sizes))

    def size(self, dimensions: Dimensions) -> SizeOption | None:
        """The option with these dimensions, if the model takes them."""
        return next((o for o in self.sizes if o.dimensions == dimensions), None)

    def sizes_of(self, aspect: str) -> tuple[SizeOption, ...]:
        """The options under one aspect label."""
        return tuple(option for option in self.sizes if option.aspect == aspect)

    def estimate_usd(self, dimensions: Dimensions, duration_s: int) -> Decimal | None:
        """What a clip is thought to cost, to the cent; None where no price is known."""
        option = self.size(dimensions)
        if option is None or option.tier is None:
            return None
        return (option.tier.usd_per_s * duration_s).quantize(Decimal("0.01"))

    @property
    def prices_as_of(self) -> datetime.date | None:
        """The date of the oldest price in the table."""
        dates = [option.tier.as_of for option in self.sizes if option.tier]
        return min(dates, default=None)


def read_model(path: Path) -> VideoModel:
    """Read one catalogue file. Raises KeyError, TypeError or ValueError when it is not whole."""
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    tiers = {name: _tier(name, values) for name, values in entry["tiers"].items()}
    sizes = tuple(_size(row, tiers) for row in entry["sizes"])
    model = VideoModel(
        id=entry["id"],
        label=entry["label"],
        source=entry["source"],
        durations_s=tuple(range(entry["duration"]["min_s"], entry["duration"]["max_s"] + 1)),
        default_duration_s=entry["duration"]["default_s"],
        sizes=sizes,
        default_dimensions=Dimensions(*entry["default_size"]),
        prompt_max_chars=entry["prompt"]["max_chars"],
        start_frame_types=tuple(entry["start_frame"]["types"]),
        has_audio_switch=entry["audio"]["switch"],
        default_audio=entry["audio"]["default"],
        default_public=entry["public"]["default"],
        quantity=entry["quantity"],
    )
    if model.size(model.default_dimensions) is None:
        raise ValueError(f"{path.name}: the default size is not among the sizes")
    if model.default_duration_s not in model.durations_s:
        raise ValueError(f"{path.name}: the default duration is not among the durations")
    return model


def _tier(name: str, values: dict[str, Any]) -> Tier:
    return Tier(id=name, usd_per_s=Decimal(values["usd_per_s"]), as_of=values["as_of"])


def _size(row: dict[str, Any], tiers: dict[str, Tier]) -> SizeOption:
    tier = row.get("tier")
    return SizeOption(
        dimensions=Dimensions(row["width"], row["height"]),
        aspect=row["aspect"],
        tier=None if tier is None else tiers[tier],
    )


@cache
def models() -> dict[str, VideoModel]:
    """Every model in the catalogue, by id."""
    files = sorted(resource("models").glob("*.toml"))
    return {model.id: model for model in map(read_model, files)}


def default_model() -> VideoModel:
    """The model Startframe is made for: Grok Imagine 1.5."""
    return models()[DEFAULT_MODEL_ID]
