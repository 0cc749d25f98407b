"""Presets: sets of choices under a name, in one JSON file that can be handed on."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.core.catalogue import Dimensions, models
from desktop.core.errors import BadPresets, InvalidRequest
from desktop.core.plain_text import plain
from desktop.core.request import GenerationRequest
from desktop.core.settings import MAX_NAME_CHARS, tidy_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VERSION = 1
MAX_PRESETS = 100
MAX_FILE_BYTES = 2_000_000
_KINDS = {
    "name": str,
    "model": str,
    "size": str,
    "duration_s": int,
    "audio": bool,
    "public": bool,
    "prefix": str,
}


@dataclass(frozen=True)
class Preset:
    """Choices under a name. `model` is a model's id; `prefix` begins the prompt, "" for none."""

    name: str
    model: str
    dimensions: Dimensions
    duration_s: int
    audio: bool
    public: bool
    prefix: str = ""

    def to_record(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "model": self.model,
            "size": str(self.dimensions),
            "duration_s": self.duration_s,
            "audio": self.audio,
            "public": self.public,
            "prefix": self.prefix,
        }

    @classmethod
    def from_record(cls, record: object) -> Preset:
        """A preset of a file, held against the catalogue. Raises BadPresets, which says what is
        wrong, and with which."""
        if not isinstance(record, dict) or type(record.get("name")) is not str:
            raise BadPresets(reason="shape")
        name = tidy_name(record["name"])
        for field, kind in _KINDS.items():
            if type(record.get(field)) is not kind:
                raise BadPresets(reason="field", preset=name, field=field)
        if not name or len(record["name"]) > MAX_NAME_CHARS or set(record) - set(_KINDS):
            raise BadPresets(reason="field" if name else "shape", preset=name, field="name")
        try:
            dimensions = Dimensions.parse(record["size"])
        except ValueError as error:
            raise _refused(name, "size", record["size"]) from error
        prefix = plain(record["prefix"]).strip()
        values = {key: record[key] for key in ("model", "duration_s", "audio", "public")}
        made = cls(name=name, dimensions=dimensions, prefix=prefix, **values)
        made.check()
        return made

    def check(self) -> None:
        """Raise BadPresets unless the model is known and takes every value."""
        model = models().get(self.model)
        if model is None:
            raise _refused(self.name, "model", self.model)
        try:
            GenerationRequest(
                model=model,
                prompt=self.prefix,
                dimensions=self.dimensions,
                duration_s=self.duration_s,
                audio=self.audio,
                public=self.public,
            )
        except InvalidRequest as problem:
            field, value = str(problem.facts["field"]), str(problem.facts["value"])
            raise _refused(self.name, field, value) from problem


def _refused(name: str, field: str, value: str) -> BadPresets:
    return BadPresets(reason="value", preset=name, field=field, value=value[:MAX_NAME_CHARS])


@dataclass(frozen=True)
class Presets:
    """All of them, in the user's order; names differ. `default` is a name among them, or ""."""

    all: tuple[Preset, ...] = ()
    default: str = ""

    def get(self, name: str) -> Preset | None:
        return next((preset for preset in self.all if preset.name == name), None)

    @property
    def default_preset(self) -> Preset | None:
        """The one that "Reset to defaults" means; None for the model's own defaults."""
        return self.get(self.default)

    def with_preset(self, preset: Preset) -> Presets:
        """With this one, in the place of another of its name. Raises BadPresets when full."""
        if self.get(preset.name) is not None:
            kept = tuple(preset if one.name == preset.name else one for one in self.all)
        elif len(self.all) >= MAX_PRESETS:
            raise BadPresets(reason="full", limit=MAX_PRESETS)
        else:
            kept = (*self.all, preset)
        return dataclasses.replace(self, all=kept)

    def without(self, name: str) -> Presets:
        default = "" if self.default == name else self.default
        return Presets(tuple(one for one in self.all if one.name != name), default)

    def renamed(self, name: str, new: str) -> Presets:
        """With another name for one; the caller knows that nobody else has it."""
        kept = (dataclasses.replace(p, name=new) if p.name == name else p for p in self.all)
        return Presets(tuple(kept), new if self.default == name else self.default)

    def with_default(self, name: str) -> Presets:
        return dataclasses.replace(self, default=name)

    def joined(self, others: Iterable[Preset]) -> tuple[Presets, int]:
        """With those of a file, and how many of them are new.

        Nothing of one's own is replaced: a name that is taken gets a number. Raises BadPresets
        when they do not all fit.
        """
        made, count = self, 0
        for other in others:
            if any(_is_same(one, other) for one in made.all):
                continue
            made = made.with_preset(dataclasses.replace(other, name=made.free_name(other.name)))
            count += 1
        return made, count

    def free_name(self, wanted: str) -> str:
        """The name itself, or with a number behind it where it is taken."""
        names, number, name = {preset.name for preset in self.all}, 2, wanted
        while name in names:
            end = f" ({number})"
            name, number = wanted[: MAX_NAME_CHARS - len(end)] + end, number + 1
        return name


def _is_same(mine: Preset, other: Preset) -> bool:
    """Whether it is the other one, perhaps with the number it got when it came before."""
    is_alike = dataclasses.replace(mine, name=other.name) == other
    stem, bracket, _ = mine.name.rpartition(" (")
    return is_alike and (mine.name == other.name or (bool(bracket) and other.name.startswith(stem)))


def parse(text: str) -> Presets:
    """Read a presets file, whole or not at all. Raises BadPresets."""
    entries, default = opened(text)
    if len(entries) > MAX_PRESETS:
        raise BadPresets(reason="full", limit=MAX_PRESETS)
    found = tuple(map(Preset.from_record, entries))
    names = [preset.name for preset in found]
    for name in names:
        if names.count(name) > 1:
            raise BadPresets(reason="twice", preset=name)
    return Presets(found, default if default in names else "")


def opened(text: str) -> tuple[list[object], str]:
    """The entries of a presets file as they stand there, and the default's name.

    Raises BadPresets for what is no such file, or one of a newer version.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadPresets(reason="shape") from error
    if not isinstance(record, dict) or type(record.get("startframe_presets")) is not int:
        raise BadPresets(reason="shape")
    version = record["startframe_presets"]
    if version > VERSION:
        raise BadPresets(reason="version", version=version, known=VERSION)
    entries, default = record.get("presets"), record.get("default", "")
    if version < VERSION or not isinstance(entries, list) or not isinstance(default, str):
        raise BadPresets(reason="shape")
    return entries, default


def dump(presets: Presets) -> str:
    """The text of a presets file."""
    return text_of([preset.to_record() for preset in presets.all], presets.default)


def text_of(entries: list[object], default: str) -> str:
    """The text of a presets file with these entries, all of which UTF-8 can write."""
    record = {"startframe_presets": VERSION, "default": default, "presets": entries}
    try:
        text = json.dumps(record, indent=2, ensure_ascii=False)
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a pair, in an entry that was not understood
        text = json.dumps(record, indent=2)
    return text + "\n"


def read(path: Path) -> Presets:
    """The presets in a file of the user's choice. Raises BadPresets."""
    return parse(content(path))


def content(path: Path) -> str:
    """What stands in a file that may be a presets file. Raises BadPresets."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadPresets(reason="shape")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadPresets(reason="shape") from error
    except OSError as error:
        raise BadPresets(reason="unreadable", detail=error.strerror) from error
