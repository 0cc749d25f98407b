"""The real program as a process of its own: started, read line by line, killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEY = "3e0f3b7c-66c1-4f0e-9a53-5d7f1f0b8a11"
LIMIT_S = 60.0


def environment(home: Path, url: str | None, key: str | None = KEY) -> dict[str, str]:
    """What a started program sees: nothing of the developer's."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
    values = {
        "STARTFRAME_HOME": str(home),
        "STARTFRAME_SANDBOX_SECONDS": "0",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "*",
    }
    if url is not None:
        values["LEONARDO_API_URL"] = url
    if key is not None:
        values["LEONARDO_API_KEY"] = key
    return kept | values


@dataclass
class Ended:
    """What a program left: its exit code, its lines as objects, everything it wrote."""

    code: int
    lines: list[dict[str, Any]]
    text: str
    arguments: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> dict[str, Any]:
        return self.lines[-1]


class Program:
    """`python -m desktop …`, running."""

    def __init__(self, home: Path, url: str | None, *arguments: object, key: str | None = KEY):
        self.arguments = [str(argument) for argument in arguments]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "desktop", *self.arguments],
            env=environment(home, url, key),
            cwd=home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[dict[str, Any]] = []
        self._texts: list[str] = []
        self._arriving: Queue[dict[str, Any]] = Queue()
        streams = (self.process.stdout, self.process.stderr)
        self._readers = [threading.Thread(target=self._read, args=(stream,)) for stream in streams]
        for reader in self._readers:
            reader.start()

    def _read(self, stream) -> None:
        for line in stream:
            self._texts.append(line)
            if line.startswith("{"):
                self._arriving.put(json.loads(line))
        stream.close()

    def until(self, state: str) -> None:
        """Wait for the line that tells of this state."""
        deadline = time.monotonic() + LIMIT_S
        while not any(line["state"] == state for line in self.lines):
            try:
                self.lines.append(self._arriving.get(timeout=max(0.1, deadline - time.monotonic())))
            except Empty:
                raise AssertionError(f"never {state}: {''.join(self._texts)}") from None

    def kill(self) -> None:
        """At once, without a word: SIGKILL, or TerminateProcess on Windows."""
        self.process.kill()
        self.wait()

    def interrupt(self) -> None:
        self.process.terminate()

    def wait(self) -> Ended:
        code = self.process.wait(LIMIT_S)
        for reader in self._readers:
            reader.join(LIMIT_S)
        while not self._arriving.empty():
            self.lines.append(self._arriving.get())
        return Ended(code, self.lines, "".join(self._texts), self.arguments)


def run(home: Path, url: str | None, *arguments: object, key: str | None = KEY) -> Ended:
    """Start the program and wait for its end."""
    return Program(home, url, *arguments, key=key).wait()


def files_holding(folder: Path, text: str) -> list[Path]:
    """The files under a folder in which the text stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]
