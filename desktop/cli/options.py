"""What each command was asked for, as plain values; imported only when there is a command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class GenerateOptions:
    """startframe generate; `size` and `duration` as typed, None for the model's default.

    Either `pictures` or `batch`, a table of them. Without a `prompt` each picture's own text is
    looked for.
    """

    pictures: tuple[Path, ...]
    batch: Path | None
    prompt: str | None
    size: str | None
    duration: str | None
    audio: bool
    public: bool
    output: Path | None
    output_folder: Path | None
    uses_sandbox: bool
    uses_json: bool


@dataclass(frozen=True)
class ResumeOptions:
    """startframe resume"""

    uses_json: bool


@dataclass(frozen=True)
class DiagnoseOptions:
    """startframe diagnose; `job_id` may be the beginning of one."""

    job_id: str | None
    uses_json: bool


@dataclass(frozen=True)
class SelfTestOptions:
    """startframe --self-test; `report` is a file for its lines, since a window has no terminal."""

    report: Path | None
    is_on_screen: bool


@dataclass(frozen=True)
class QuitOptions:
    """startframe quit"""

    wait_s: float


@dataclass(frozen=True)
class ForgetOptions:
    """startframe forget; unfinished clips stand in the way of the data unless told otherwise."""

    includes_data: bool
    includes_unfinished: bool


Command = GenerateOptions | ResumeOptions | DiagnoseOptions | QuitOptions | ForgetOptions
