"""What `generate` was asked for, checked as a whole before anything is opened or sent."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.catalogue import Dimensions, VideoModel, default_model
from desktop.core.errors import FolderUnwritable, InvalidRequest
from desktop.core.request import GenerationRequest

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.cli.arguments import GenerateOptions


@dataclass(frozen=True)
class Order:
    """A request the model takes, a picture that is one, and a place for the clip."""

    request: GenerationRequest
    picture: Path
    output: Path | None


def checked(options: GenerateOptions, videos: Path) -> Order:
    """The order behind the options. Raises InvalidRequest, MediaProblem, StorageProblem."""
    from desktop.library.folder import ensure_writable
    from desktop.media import intake

    request = _request(options, default_model())
    picture = options.picture.expanduser().absolute()
    intake.inspect(picture)
    output = None if options.output is None else _output(options.output)
    if output is None:
        ensure_writable(videos)
    return Order(request=request, picture=picture, output=output)


def _request(options: GenerateOptions, model: VideoModel) -> GenerationRequest:
    return GenerationRequest(
        model=model,
        prompt=_prompt(options.prompt),
        dimensions=_dimensions(options.size, model),
        duration_s=_duration_s(options.duration, model),
        audio=options.audio,
        public=options.public,
    )


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
