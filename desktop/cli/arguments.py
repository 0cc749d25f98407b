"""The command line as typed, read into plain values; nothing is opened or imported for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.cli.options import Command, GenerateOptions, SelfTestOptions

COMMANDS = ("generate", "resume", "diagnose", "quit", "forget")


class UsageError(Exception):
    """The command line cannot be read; the text says why. `uses_json` asks for an outcome line."""

    def __init__(self, text: str, *, uses_json: bool) -> None:
        super().__init__(text)
        self.uses_json = uses_json


@dataclass(frozen=True)
class WindowOptions:
    """startframe [PICTURE] [--sandbox]"""

    picture: Path | None
    uses_sandbox: bool


def parse(arguments: Sequence[str]) -> WindowOptions | SelfTestOptions | Command:
    """Read the arguments (without the program's name).

    Raises UsageError; SystemExit(0) after --help and --version.
    """
    if list(arguments) in ([], ["--sandbox"]):  # the window's start does not wait for argparse
        return WindowOptions(picture=None, uses_sandbox=bool(arguments))
    from desktop.cli import parsers

    command, rest = _split(list(arguments))
    try:
        found = getattr(parsers, f"{command or 'window'}_parser")().parse_args(rest)
    except parsers.UnreadableError as error:
        raise UsageError(str(error), uses_json="--json" in arguments) from error
    return _window(found) if command is None else _command(command, found)


def _window(found: Namespace) -> WindowOptions | SelfTestOptions:
    if found.self_test:
        from desktop.cli.options import SelfTestOptions

        return SelfTestOptions(report=found.report, is_on_screen=found.on_screen)
    return WindowOptions(picture=found.picture, uses_sandbox=found.sandbox)


def _command(command: str, found: Namespace) -> Command:
    from desktop.cli import options

    if command == "generate":
        return _generate(found)
    if command == "resume":
        return options.ResumeOptions(uses_json=found.json)
    if command == "diagnose":
        return options.DiagnoseOptions(job_id=found.job_id, uses_json=found.json)
    if command == "quit":
        return options.QuitOptions(wait_s=found.wait)
    return options.ForgetOptions(includes_data=found.data, includes_unfinished=found.unfinished_too)


def _split(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The command and everything else; the first word that is no option decides."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if not argument.startswith("-"):
            if argument in COMMANDS:
                return argument, arguments[:place] + arguments[place + 1 :]
            break
    return None, arguments


def _generate(found: Namespace) -> GenerateOptions:
    wrong = _wrong_words(found)
    if wrong:
        help_ = "(startframe generate --help shows how)"
        raise UsageError(f"{wrong} {help_}", uses_json=found.json)
    from desktop.cli.options import GenerateOptions

    return GenerateOptions(
        pictures=tuple(found.pictures),
        batch=found.batch,
        prompt=found.prompt,
        size=found.size,
        duration=found.duration,
        audio=found.audio,
        public=found.public,
        output=found.output,
        output_folder=found.output_folder,
        uses_sandbox=found.sandbox,
        uses_json=found.json,
    )


def _wrong_words(found: Namespace) -> str:
    """What goes together with nothing else; empty when all is well."""
    if found.batch is None and not found.pictures:
        return "a picture is needed, or --batch with a table of them"
    if found.batch is not None and found.pictures:
        return "either pictures or --batch, not both"
    if found.output is not None and (found.batch is not None or len(found.pictures) > 1):
        return "--output names one file: several clips go to --output-folder FOLDER"
    if found.output is not None and found.output_folder is not None:
        return "either --output or --output-folder, not both"
    return ""
