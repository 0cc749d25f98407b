"""Reads startframe.spec as PyInstaller on a Mac would, with stand-ins for what it makes."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable

SPEC = Path(__file__).resolve().parents[1] / "startframe.spec"
NAMES = ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")


class Made(SimpleNamespace):
    """What a call in the recipe would have made, and the words it was called with."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __getattr__(self, _name: str) -> list[Any]:
        return []  # binaries, datas, scripts: none are looked for


def calls() -> dict[str, Made]:
    """By name, what the recipe makes on a Mac."""
    found: dict[str, Made] = {}

    def stand_in(name: str) -> Callable[..., Made]:
        def make(*args: Any, **kwargs: Any) -> Made:
            found[name] = Made(args=args, kwargs=kwargs)
            return found[name]

        return make

    names = {name: stand_in(name) for name in NAMES}
    code = compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec")
    kept = list(sys.path)
    importlib.import_module("PyInstaller.utils.hooks")  # fails where it only seems to be a Mac
    try:
        with mock.patch.object(sys, "platform", "darwin"):
            exec(code, {"SPECPATH": str(SPEC.parent), **names})  # noqa: S102 - our own recipe
    finally:
        sys.path[:] = kept
    return found
