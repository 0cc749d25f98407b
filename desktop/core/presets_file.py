"""The user's own presets on disk: whatever of them can be used is, and nothing is lost."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from desktop.core import atomic, presets
from desktop.core.errors import BadPresets
from desktop.core.presets import MAX_PRESETS, Preset, Presets

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_LEFT_ALONE = {"unreadable", "version"}


class PresetsFile:
    """The presets of this user, and the entries of the file that are none (any more).

    A catalogue may drop a size, and a newer Startframe may have written: an entry that cannot be
    used now stays in the file, behind the others. A damaged file is kept as `presets.json.damaged`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kept: Path | None = None
        """The damaged file, after `load` has set one aside."""
        self.skipped: tuple[BadPresets, ...] = ()
        """What is wrong with each entry that `load` has left out."""
        self._unused: list[object] = []
        self._unused_default = ""

    def load(self) -> Presets:
        """The presets that can be used; see `skipped`.

        Raises BadPresets for a file of which nothing can be read. A damaged one is set aside then;
        one that is out of reach, or of a newer version, is left where it is (`kept` is None): it
        must not be written over.
        """
        if not self._path.exists():
            return Presets()
        try:
            return self._usable(*presets.opened(presets.content(self._path)))
        except BadPresets as problem:
            if problem.facts["reason"] not in _LEFT_ALONE:
                self._set_aside()
            raise

    def save(self, changed: Presets) -> None:
        """Write them whole, and what `load` has left out. Raises OSError."""
        if changed.default:
            self._unused_default = ""
        entries = [*(preset.to_record() for preset in changed.all), *self._unused]
        default = changed.default or self._unused_default
        atomic.write_text(self._path, presets.text_of(entries, default))

    def _usable(self, entries: list[object], default: str) -> Presets:
        found, skipped, unused = list[Preset](), list[BadPresets](), list[object]()
        for entry in entries:
            try:
                found.append(_next(entry, found))
            except BadPresets as problem:
                skipped.append(problem)
                unused.append(entry)
        _check_depth(unused)
        self.skipped, self._unused = tuple(skipped), unused
        is_usable = any(preset.name == default for preset in found)
        self._unused_default = "" if is_usable else default
        return Presets(tuple(found), default if is_usable else "")

    def _set_aside(self) -> None:
        try:
            self.kept = self._path.replace(self._free_path())
        except OSError as error:
            logger.info("the damaged presets file could not be moved: %s", error)

    def _free_path(self) -> Path:
        """Beside the file; what was set aside before stays."""
        kept = self._path.with_name(self._path.name + ".damaged")
        number = 2
        while kept.exists():
            kept = self._path.with_name(f"{self._path.name}.damaged-{number}")
            number += 1
        return kept


def _next(entry: object, before: list[Preset]) -> Preset:
    """The preset of an entry. Raises BadPresets, also where those before leave it no place."""
    preset = Preset.from_record(entry)
    if len(before) >= MAX_PRESETS:
        raise BadPresets(reason="full", limit=MAX_PRESETS)
    if any(one.name == preset.name for one in before):
        raise BadPresets(reason="twice", preset=preset.name)
    return preset


def _check_depth(entries: list[object]) -> None:
    """Raise BadPresets for entries too deep to be written again."""
    try:
        json.dumps([[entries]], indent=2)
    except RecursionError as error:
        raise BadPresets(reason="shape") from error
