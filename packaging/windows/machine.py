"""Windows, as what starts programs on it: the system we are on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

IS_WINDOWS = sys.platform == "win32"


class Windows:
    """Starts Windows programs. Paths are this system's; `spelled` gives Windows' name of one.

    `is_ours_alone` says that nobody else writes into the user's folders.
    """

    is_ours_alone = False

    def __init__(self) -> None:
        self.local_app_data = Path(os.environ.get("LOCALAPPDATA", ""))
        self.roaming_app_data = Path(os.environ.get("APPDATA", ""))
        self.home = Path.home()

    def run(
        self, *words: str | Path, timeout_s: float = 300, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; `stdout` has all it said."""
        return subprocess.run(
            [str(word) for word in words],
            input="",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            check=False,
            env={**os.environ, **environment},
        )

    def start(self, *words: str | Path, **environment: str) -> subprocess.Popen[str]:
        """Start a program and go on."""
        return subprocess.Popen(
            [str(word) for word in words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **environment},
        )

    def spelled(self, path: Path) -> str:
        """What programs call it."""
        return str(path)
