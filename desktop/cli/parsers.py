"""How each command line is read and explained; made only when one has to be."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from desktop import __version__

_EPILOG = """\
commands:
  startframe [PICTURE] [--sandbox]     the window; a picture called "generate" is ./generate
  startframe generate PICTURE ...      clips without a window: see generate --help
  startframe resume [--json]           finish every unfinished clip, then exit
  startframe diagnose [JOB] [--json]   what a support case needs; holds no key, changes nothing
  startframe quit                      close the window that is open; clips under way go on later
  startframe forget [--data]           forget the keys, or all that is kept; clips stay

exit codes:
  0  ready                             4  key or credit, or over the daily budget
  1  a fault of Startframe             5  network, server or disk: resume goes on
  2  bad input, nothing was sent       6  unconfirmed: it may have been paid for
  3  refused, moderated or failed      130  interrupted: resume goes on

environment:
  LEONARDO_API_KEY              the key; without it, the one kept in the system's keychain
  LEONARDO_API_URL              another API: https, or http on this machine
  STARTFRAME_HOME               one folder for data, settings, cache, logs and videos
  STARTFRAME_SANDBOX_SECONDS    how long the sandbox takes for a clip (8)
"""


_LONGEST_WAIT_S = 3600


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UnreadableError(f"{message} ({self.prog} --help shows how)")


class UnreadableError(Exception):
    """What argparse found."""


def window_parser() -> argparse.ArgumentParser:
    """startframe [PICTURE] [--sandbox]"""
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
    test = parser.add_argument_group("for those who build and install it")
    test.add_argument(
        "--self-test", action="store_true", help="do the main job on the sandbox, say what works"
    )
    test.add_argument("--on-screen", action="store_true", help="with a window that can be seen")
    test.add_argument("--report", type=Path, metavar="FILE", help="a file for its lines")
    return parser


def generate_parser() -> argparse.ArgumentParser:
    """startframe generate PICTURE ..."""
    parser = _Parser(
        prog="startframe generate",
        description="Make a clip from each picture, wait for them, print where they are. All are"
        " checked, and held against the daily budget, before anything is sent.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "pictures",
        nargs="*",
        type=Path,
        metavar="PICTURE",
        help="start frame: JPEG, PNG, WebP, HEIC, AVIF, TIFF, BMP or GIF",
    )
    parser.add_argument(
        "--batch", type=Path, metavar="JOBS.csv", help="a table instead: file,prompt,duration,size"
    )
    parser.add_argument(
        "--prompt", metavar="TEXT", help="what should happen; else the .txt named like the picture"
    )
    parser.add_argument(
        "--size", metavar="WxH", help="1280x720 (default), another pair, auto, or nearest in ratio"
    )
    parser.add_argument("--duration", metavar="S", help="seconds, 3 to 15 (6)")
    parser.add_argument("--no-audio", dest="audio", action="store_false", help="without sound")
    parser.add_argument("--public", action="store_true", help="public at Leonardo (private)")
    parser.add_argument("--output", type=Path, metavar="FILE.mp4", help="where to put one clip")
    parser.add_argument(
        "--output-folder", type=Path, metavar="FOLDER", help="where to put clips, named as pictures"
    )
    _add_sandbox(parser)
    _add_json(parser)
    return parser


def resume_parser() -> argparse.ArgumentParser:
    """startframe resume [--json]"""
    parser = _Parser(
        prog="startframe resume",
        description="Finish every unfinished clip, then exit. Nothing is submitted twice.",
        allow_abbrev=False,
    )
    _add_json(parser)
    return parser


def diagnose_parser() -> argparse.ArgumentParser:
    """startframe diagnose [JOB] [--json]"""
    parser = _Parser(
        prog="startframe diagnose",
        description="Versions, folders, states, timelines and the log's end, without the key and"
        " without prompts. Nothing is changed.",
        allow_abbrev=False,
    )
    parser.add_argument("job_id", nargs="?", metavar="JOB", help="one job's timeline: its id")
    _add_json(parser)
    return parser


def quit_parser() -> argparse.ArgumentParser:
    """startframe quit [--wait S]"""
    parser = _Parser(
        prog="startframe quit",
        description="Ask the window that is open to close, as its own Quit does, and wait until"
        " it has. Exit code 1 when it has not.",
        allow_abbrev=False,
    )
    parser.add_argument("--wait", type=_seconds, default=30.0, metavar="S", help="seconds (30)")
    return parser


def forget_parser() -> argparse.ArgumentParser:
    """startframe forget [--data] [--unfinished-too]"""
    parser = _Parser(
        prog="startframe forget",
        description="Forget the keys, so that none is in the system's keychain any more.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--data",
        action="store_true",
        help="remove library, queue, settings, caches and logs as well; clips stay where they are",
    )
    parser.add_argument(
        "--unfinished-too",
        action="store_true",
        help="also when clips are still to come that may have been paid for",
    )
    return parser


def _seconds(typed: str) -> float:
    seconds = float(typed)
    if not 0 <= seconds <= _LONGEST_WAIT_S:  # also refuses nan
        raise ValueError
    return seconds


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sandbox", action="store_true", help="the built-in stand-in for Leonardo: nothing is paid"
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line; the last is the outcome"
    )
