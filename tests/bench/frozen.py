"""How long the frozen app takes to start, against the same app from source."""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import children
from tests.bench.figure import Figure, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 12
LIMIT = 1.3
LIMIT_S = 60.0
_LOOK_EVERY_S = 0.001
BUILD = children.ROOT / "build" / "bench"


def measure() -> list[Figure]:
    """Source and frozen in turn, a first pair thrown away. Freezes the app as it is now."""
    program = _freeze()
    source_ms, frozen_ms = [], []
    for number in range(ROUNDS + 1):
        pair = _start_ms([sys.executable, "-P", "-m", "desktop"]), _start_ms([str(program)])
        if number:
            source_ms.append(pair[0])
            frozen_ms.append(pair[1])
    source, frozen = statistics.median(source_ms), statistics.median(frozen_ms)
    return [
        Figure(
            "start-up of the frozen app, by the same from source",
            frozen / source,
            "x",
            limit=LIMIT,
            note=f"{frozen:.0f} ms, from source {source:.0f} ms",
            details={
                "compared": "process start until a later start would be heard: the window is"
                " painted and its parts are made, medians, in turn",
                "frozen_ms": spread(frozen_ms),
                "source_ms": spread(source_ms),
            },
        )
    ]


def _freeze() -> Path:
    words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR"]
    words += ["--distpath", str(BUILD), "--workpath", str(BUILD / "work")]
    words.append(str(children.ROOT / "packaging" / "startframe.spec"))
    done = subprocess.run(words, cwd=children.ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise children.ChildFailed(done.stderr[-3000:])
    programs = (
        BUILD / "Startframe" / "startframe",
        BUILD / "Startframe" / "Startframe.exe",
        BUILD / "Startframe.app" / "Contents" / "MacOS" / "Startframe",
    )
    return next(program for program in programs if program.is_file())


def _start_ms(command: list[str]) -> float:
    """Until the window listens for later starts, which it does once it is there."""
    with tempfile.TemporaryDirectory(prefix="startframe-bench-") as home:
        listening = Path(home) / "data" / "calls"
        begun = time.perf_counter()
        with _running([*command, "--sandbox"], Path(home)) as process:
            while not listening.is_dir():
                if process.poll() is not None or time.perf_counter() - begun > LIMIT_S:
                    raise children.ChildFailed(f"{command[0]} did not start")
                time.sleep(_LOOK_EVERY_S)
            return (time.perf_counter() - begun) * 1000


@contextlib.contextmanager
def _running(command: list[str], home: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        env=children.environment(home),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
