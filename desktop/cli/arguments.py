"""The command line as typed, read into plain values; nothing is opened or imported for it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from desktop import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("generate", "resume")

_EPILOG = """\
commands:
  startframe [PICTURE] [--sandbox]     the window; a picture called "generate" is ./generate
  startframe generate PICTURE ...      one clip without a window: see generate --help
  startframe resume [--json]           finish every unfinished clip, then exit

exit codes:
  0  ready                             4  key or credit
  2  bad input, nothing was sent       5  network, server or disk: resume goes on
  3  refused, moderated or failed      6  unconfirmed: it may have been paid for
  130  interrupted: resume goes on

environment:
  LEONARDO_API_KEY              the key; without it, the one kept in the system's keychain
  LEONARDO_API_URL              another API: https, or http on this machine
  STARTFRAME_HOME               one folder for data, settings, cache, logs and videos
  STARTFRAME_SANDBOX_SECONDS    how long the sandbox takes for a clip (8)
"""


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


@dataclass(frozen=True)
class GenerateOptions:
    """startframe generate; `size` and `duration` as typed, None for the model's default."""

    picture: Path
    prompt: str
    size: str | None
    duration: str | None
    audio: bool
    public: bool
    output: Path | None
    uses_sandbox: bool
    uses_json: bool


@dataclass(frozen=True)
class ResumeOptions:
    """startframe resume"""

    uses_json: bool


Options = WindowOptions | GenerateOptions | ResumeOptions


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Unreadable(f"{message} ({self.prog} --help shows how)")


class _Unreadable(Exception):
    """What argparse found."""


def parse(arguments: Sequence[str]) -> Options:
    """Read the arguments (without the program's name).

    Raises UsageError; SystemExit(0) after --help and --version.
    """
    command, rest = _split(list(arguments))
    try:
        if command == "generate":
            return _generate(rest)
        if command == "resume":
            return ResumeOptions(uses_json=_resume_parser().parse_args(rest).json)
        found = _window_parser().parse_args(rest)
    except _Unreadable as error:
        raise UsageError(str(error), uses_json="--json" in arguments) from error
    return WindowOptions(picture=found.picture, uses_sandbox=found.sandbox)


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


def _generate(rest: list[str]) -> GenerateOptions:
    found = _generate_parser().parse_args(rest)
    return GenerateOptions(
        picture=found.picture,
        prompt=found.prompt,
        size=found.size,
        duration=found.duration,
        audio=found.audio,
        public=found.public,
        output=found.output,
        uses_sandbox=found.sandbox,
        uses_json=found.json,
    )


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="startframe",
        description="Pictures into videos with Leonardo.AI's Grok Imagine 1.5.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"startframe {__version__}")
    parser.add_argument("picture", nargs="?", type=Path, help="start frame to open the window with")
    _add_sandbox(parser)
    return parser


def _generate_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="startframe generate",
        description="Make one clip from a picture, wait for it, print where it is.",
        allow_abbrev=False,
    )
    parser.add_argument("picture", type=Path, help="start frame: PNG, JPEG or WebP")
    parser.add_argument("--prompt", default="", metavar="TEXT", help="what should happen")
    parser.add_argument("--size", metavar="WxH", help="1280x720 (default), another pair, or auto")
    parser.add_argument("--duration", metavar="S", help="seconds, 3 to 15 (6)")
    parser.add_argument("--no-audio", dest="audio", action="store_false", help="without sound")
    parser.add_argument("--public", action="store_true", help="public at Leonardo (private)")
    parser.add_argument("--output", type=Path, metavar="FILE.mp4", help="where to put the clip")
    _add_sandbox(parser)
    _add_json(parser)
    return parser


def _resume_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="startframe resume",
        description="Finish every unfinished clip, then exit. Nothing is submitted twice.",
        allow_abbrev=False,
    )
    _add_json(parser)
    return parser


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sandbox", action="store_true", help="the built-in stand-in for Leonardo: nothing is paid"
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line; the last is the outcome"
    )
