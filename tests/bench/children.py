"""The measured programs: each a process of its own that tells what it found on standard output."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MARK = "bench: "
FOREIGN = ("LEONARDO_", "STARTFRAME_", "PYTHON", "QT_DEBUG", "QT_LOGGING")
LIMIT_S = 120.0


class ChildFailed(Exception):
    """A measured program ended badly, or told nothing."""


def tell(**values: object) -> None:
    """In a measured program: pass on what was found."""
    print(MARK + json.dumps(values), flush=True)


def command(name: str, *args: object) -> list[str]:
    """How a program of this folder is started; as a file, without the cost of `-m`."""
    script = Path(__file__).with_name(f"{name}.py")
    return [sys.executable, "-P", str(script), *map(str, args)]


def environment(home: Path, **more: str) -> dict[str, str]:
    """No key, proxy, home or keychain of the developer's; without a display, no screen either.

    Nor what the developer set for Python: an installed program keeps its bytecode.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not (name.lower().endswith("_proxy") or name.startswith(FOREIGN))
    }
    kept |= {"PYTHONPATH": str(ROOT), "STARTFRAME_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    kept["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if platform_plugin() == "offscreen":
        kept["QT_QPA_PLATFORM"] = "offscreen"
    return kept | more


def platform_plugin() -> str:
    """The Qt platform the windows are shown on; empty for the system's own."""
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    is_screenless = sys.platform.startswith("linux") and not has_display
    return os.environ.get("QT_QPA_PLATFORM") or ("offscreen" if is_screenless else "")


def run(name: str, *args: object, limit_s: float = LIMIT_S, **more: str) -> dict[str, Any]:
    """Run a program to its end in a fresh home; everything it told, in one dictionary."""
    with tempfile.TemporaryDirectory(prefix="startframe-bench-") as home:
        done = subprocess.run(
            command(name, *args),
            env=environment(Path(home), **more),
            cwd=home,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )
        told = read(done.stdout.splitlines())
        if done.returncode != 0 or not told:
            words = f"{done.stderr}{_log(Path(home))}"[-3000:]
            raise ChildFailed(f"{name} ended with {done.returncode}:\n{words}")
    return told


def _log(home: Path) -> str:
    """What the app wrote down: its failures are told there."""
    found = [path.read_text(encoding="utf-8") for path in home.glob("logs/*.log")]
    return "".join(found)


def read(lines: list[str]) -> dict[str, Any]:
    """What `tell` wrote among these lines."""
    told: dict[str, Any] = {}
    for line in lines:
        if line.startswith(MARK):
            told |= json.loads(line.removeprefix(MARK))
    return told


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The film server as a process of its own; gives its address, ends it afterwards."""
    process = subprocess.Popen(
        command("film_server"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(Path(tempfile.gettempdir())),
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        told = read([process.stdout.readline()])
        try:
            yield f"http://127.0.0.1:{told['port']}"
        finally:
            process.stdin.close()  # that is how it is told to end
