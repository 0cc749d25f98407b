"""What the app and its download process say to each other: one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop.core.errors import Problem
from desktop.leonardo.clients import Timeouts
from desktop.leonardo.order import Order

LONGEST_BYTES = 256 * 1024


class Garbled(Exception):
    """A line that cannot have been meant."""


# ── from the app ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Fetch:
    """Carry out this order; its number comes back with all that is told of it."""

    number: int
    order: Order


@dataclass(frozen=True)
class Cancel:
    """Stop this download; the answer is the end of it, whichever it is."""

    number: int


Command = Fetch | Cancel

# ── from the download process ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ready:
    """The first line: which version has started."""

    version: str


@dataclass(frozen=True)
class Moved:
    """So many bytes are there, of so many."""

    number: int
    done_bytes: int
    total_bytes: int | None


@dataclass(frozen=True)
class Ended:
    """The video is there, whole and durable."""

    number: int
    size_bytes: int


@dataclass(frozen=True)
class Failed:
    """The download ended with a problem; what came stays in the part file, which is at rest."""

    number: int
    problem: Problem


@dataclass(frozen=True)
class Cancelled:
    """The download was stopped and its part file is at rest."""

    number: int


@dataclass(frozen=True)
class Logged:
    """A line for the app's log; the process opens no log of its own."""

    level: int
    text: str


End = Ended | Failed | Cancelled
Report = Ready | Moved | Ended | Failed | Cancelled | Logged


def write_command(command: Command) -> bytes:
    """The line for a command."""
    if isinstance(command, Cancel):
        return _line("cancel", id=command.number)
    order = command.order
    return _line(
        "fetch",
        id=command.number,
        url=order.url,
        part=str(order.part.absolute()),
        base_url=order.base_url,
        timeouts=asdict(order.timeouts),
    )


def read_command(line: bytes) -> Command:
    """What a line asks for. Raises Garbled."""
    match _object(line):
        case {"kind": "cancel", "id": int(number)}:
            return Cancel(number)
        case {
            "kind": "fetch",
            "id": int(number),
            "url": str(url),
            "part": str(part),
            "base_url": str(base_url),
            "timeouts": dict(seconds),
        }:
            return Fetch(number, Order(url, Path(part), base_url, Timeouts(**seconds)))
    raise Garbled("no command")


def write_report(report: Report) -> bytes:
    """The line for a report."""
    match report:
        case Ready(version):
            return _line("ready", version=version)
        case Moved(number, done_bytes, total_bytes):
            return _line("moved", id=number, done=done_bytes, total=total_bytes)
        case Ended(number, size_bytes):
            return _line("ended", id=number, size=size_bytes)
        case Failed(number, problem):
            return _line("failed", id=number, problem=problem.to_record())
        case Cancelled(number):
            return _line("cancelled", id=number)
        case Logged(level, text):
            return _line("logged", level=level, text=text)


def read_report(line: bytes) -> Report:
    """What a line tells. Raises Garbled."""
    match _object(line):
        case {"kind": "ready", "version": str(version)}:
            return Ready(version)
        case {
            "kind": "moved",
            "id": int(number),
            "done": int(done),
            "total": int() | None as total,
        }:
            return Moved(number, done, total)
        case {"kind": "ended", "id": int(number), "size": int(size)}:
            return Ended(number, size)
        case {"kind": "failed", "id": int(number), "problem": dict(record)}:
            return Failed(number, _problem(record))
        case {"kind": "cancelled", "id": int(number)}:
            return Cancelled(number)
        case {"kind": "logged", "level": int(level), "text": str(text)}:
            return Logged(level, text)
    raise Garbled("no report")


class Lines:
    """Cuts what comes through a pipe into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes. Raises Garbled when one does not end."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_BYTES:
            raise Garbled("a line without an end")
        return whole


def _line(kind: str, **facts: object) -> bytes:
    return json.dumps({"kind": kind, **facts}, default=str).encode("ascii") + b"\n"


def _problem(record: dict[Any, Any]) -> Problem:
    try:
        return Problem.from_record(record)
    except (TypeError, ValueError) as error:
        raise Garbled("no problem") from error


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Garbled("no JSON") from error
    if not isinstance(found, dict):
        raise Garbled("no object")
    return found
