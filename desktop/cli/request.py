"""What `generate` was asked for, checked as a whole before anything is opened or sent."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.catalogue import Dimensions, VideoModel, default_model
from desktop.core.errors import FolderUnwritable, InvalidRequest, UnreadableText
from desktop.core.request import GenerationRequest
from desktop.jobs.batch import row, table
from desktop.jobs.batch.row import Shared, Sizing
from desktop.jobs.batch.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.cli.options import GenerateOptions
    from desktop.core.errors import Problem
    from desktop.jobs.batch.row import Row
    from desktop.jobs.composition import Composition


NEAREST = "nearest"
"""A size of each picture's own: of those of the usual price, the nearest in ratio."""


class BadRows(Exception):
    """Some of several rows cannot be sent, so none is: (the picture's name, its line, why)."""

    def __init__(self, rows: Sequence[tuple[str, int | None, Problem]], good: int) -> None:
        super().__init__(f"{len(rows)} bad rows")
        self.rows = tuple(rows)
        self.good = good


@dataclass(frozen=True)
class Order:
    """Requests the model takes, pictures that are some, places for the clips.

    `notes` are sentences to be said beside.
    """

    compositions: tuple[Composition, ...]
    notes: tuple[str, ...] = ()


def checked(options: GenerateOptions, videos: Path) -> Order:
    """The order behind the options.

    Raises InvalidRequest, MediaProblem, StorageProblem, UnreadableText; BadRows where several
    are asked for and some cannot be sent.
    """
    from desktop.library.folder import ensure_writable

    model = default_model()
    shared = _shared(options, model)
    output = None if options.output is None else _output(options.output)
    found, notes = _wishes(options, model)
    reads_texts = options.prompt is None
    rows = [row.examine(wish, reads_texts=reads_texts) for wish in found]
    _refuse_bad(rows, shared, is_alone=options.batch is None and len(rows) == 1)
    folder = options.output_folder and options.output_folder.expanduser().absolute()
    if output is None:
        ensure_writable(folder or videos)
    compositions = [
        replace(one.composition(shared), output=_place(one, output, folder)) for one in rows
    ]
    return Order(tuple(compositions), notes)


def _shared(options: GenerateOptions, model: VideoModel) -> Shared:
    """What holds for every clip. Raises InvalidRequest."""
    is_nearest = options.size is not None and options.size.strip().lower() == NEAREST
    request = GenerationRequest(
        model=model,
        prompt=_prompt(options.prompt or ""),
        dimensions=_dimensions(None if is_nearest else options.size, model),
        duration_s=_duration_s(options.duration, model),
        audio=options.audio,
        public=options.public,
    )
    return Shared(
        model=model,
        prompt=request.prompt,
        duration_s=request.duration_s,
        audio=request.audio,
        public=request.public,
        sizing=_nearest(model) if is_nearest else Sizing(request.dimensions),
    )


def _nearest(model: VideoModel) -> Sizing:
    """Of the price class of the usual size, so that each clip costs what is expected."""
    usual = model.size(model.default_dimensions)
    return Sizing(tier=usual.tier.id if usual and usual.tier else None)


def _wishes(options: GenerateOptions, model: VideoModel) -> tuple[Sequence[Wish], tuple[str, ...]]:
    """What is asked for, and what to say of it. Raises UnreadableText, InvalidRequest."""
    if options.batch is None:
        return [Wish(path.expanduser().absolute()) for path in options.pictures], ()
    found, unused = table.read(options.batch.expanduser().absolute(), model)
    if not found:
        raise UnreadableText(name=options.batch.name, detail="empty")
    notes = (f"Columns that mean nothing here: {', '.join(unused)}.",) if unused else ()
    return found, notes


def _refuse_bad(rows: Sequence[Row], shared: Shared, *, is_alone: bool) -> None:
    bad = [
        (one.name, one.wish.line, problem)
        for one in rows
        if (problem := one.problem(shared)) is not None
    ]
    if bad and is_alone:
        raise bad[0][2]
    if bad:
        raise BadRows(bad, len(rows) - len(bad))


def _place(one: Row, output: Path | None, folder: Path | None) -> Path | None:
    """Where its clip goes; of several with one name all but the first get a number."""
    return folder / f"{Path(one.name).stem}.mp4" if folder is not None else output


def _prompt(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        allowed = ["text in the terminal's encoding"]
        shown = text.encode("utf-8", "replace").decode()
        raise InvalidRequest(field="prompt", value=shown, allowed=allowed) from error
    return text


def _dimensions(text: str | None, model: VideoModel) -> Dimensions:
    if text is None:
        return model.default_dimensions
    try:
        return Dimensions.parse(text)
    except ValueError as error:
        allowed = [str(dimensions) for dimensions in model.dimensions]
        raise InvalidRequest(field="size", value=text, allowed=allowed) from error


def _duration_s(text: str | None, model: VideoModel) -> int:
    if text is None:
        return model.default_duration_s
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - any bound will do
        allowed = [str(duration) for duration in model.durations_s]
        raise InvalidRequest(field="duration", value=text, allowed=allowed)
    return int(text)


def _output(path: Path) -> Path:
    """The place asked for: an .mp4 that is not there yet, in a folder that can be written."""
    from desktop.library.folder import ensure_writable

    path = path.expanduser().absolute()
    if path.suffix.lower() != ".mp4":
        raise InvalidRequest(field="output", value=str(path), allowed=["a name ending in .mp4"])
    if os.path.lexists(path):
        allowed = ["a file that does not exist yet"]
        raise InvalidRequest(field="output", value=str(path), allowed=allowed)
    if not path.parent.is_dir():
        raise FolderUnwritable(folder=str(path.parent), detail="there is no such folder")
    ensure_writable(path.parent)
    return path
