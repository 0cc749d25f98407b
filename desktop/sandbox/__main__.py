"""`python -m desktop.sandbox`: the sandbox for other programs, until Ctrl+C."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
from decimal import Decimal, InvalidOperation
from pathlib import Path

from desktop.core.errors import Problem
from desktop.sandbox.faults import ALWAYS, Fault
from desktop.sandbox.server import Sandbox

_TICK_S = 0.5  # on Windows a wait without an end cannot be interrupted


def main(arguments: list[str] | None = None) -> int:
    """Run the sandbox; 0 when it was asked to end, 1 when it could not start."""
    options = _parser().parse_args(arguments)
    if options.list_faults:
        sys.stdout.write(_fault_list())
        return 0
    with tempfile.TemporaryDirectory(prefix="startframe-sandbox-") as temporary:
        sandbox = Sandbox(
            options.folder or Path(temporary),
            port=options.port,
            render_s=options.render_seconds,
            faults=options.fault,
            balance_usd=options.balance,
            uses_stock_films=options.stock_films,
        )
        return _run(sandbox)


def _run(sandbox: Sandbox) -> int:
    asked_to_end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked_to_end.set())
    try:
        sandbox.start()
    except Problem as problem:
        sys.stderr.write(f"the sandbox cannot start: {problem}\n")
        return 1
    try:
        sys.stdout.write(f"LEONARDO_API_URL={sandbox.url} LEONARDO_API_KEY={sandbox.key}\n")
        sys.stdout.write(f"control: {sandbox.control_url}\n")
        sys.stdout.flush()
        while not asked_to_end.wait(_TICK_S):
            pass
    finally:
        sandbox.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m desktop.sandbox",
        description="A stand-in for the API on this machine: nothing is spent, nothing is sent.",
        epilog="At the control address other programs switch faults while it runs, also when it"
        ' is offline: POST …/faults {"faults": ["lost-reply", "offline:5"]}; and read what was'
        " ordered and charged: GET …/books, GET …/requests.",
    )
    parser.add_argument("--port", type=_port, default=0, help="0, the default: any free port")
    parser.add_argument(
        "--folder", type=Path, help="keep everything here; else in a folder that goes at the end"
    )
    parser.add_argument("--render-seconds", type=_seconds, default=8.0, metavar="S")
    parser.add_argument(
        "--fault", type=_fault, action="append", default=[], metavar="NAME[:N]", help="repeatable"
    )
    parser.add_argument("--balance", type=_usd, metavar="USD", help="start with this balance")
    parser.add_argument(
        "--stock-films", action="store_true", help="film each size once, then copy: less work"
    )
    parser.add_argument("--list-faults", action="store_true", help="tell the faults and exit")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if port not in range(2**16):
        raise argparse.ArgumentTypeError(f"{text} is no port")
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no time")
    return seconds


def _fault(text: str) -> str:
    try:
        Fault.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _usd(text: str) -> Decimal:
    try:
        balance = Decimal(text)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"{text} is no amount") from error
    if not (balance.is_finite() and balance >= 0):
        raise argparse.ArgumentTypeError(f"{text} is no amount")
    return balance


def _fault_list() -> str:
    rows = []
    for fault in Fault:
        times = "always" if fault.times == ALWAYS else f"{fault.times}x"
        rows.append(f"{fault.label:22} {times:7} {fault.description}\n")
    return "".join(rows)


if __name__ == "__main__":
    sys.exit(main())
