"""What one build has in common with every other of its commit."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


def epoch() -> str:
    """When the commit was made, in seconds: two builds of it are the same."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return given
    words = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "0"


def settle(library: Path) -> None:
    """Write base_library.zip anew in the order of its names: PyInstaller's differs now and then."""
    with zipfile.ZipFile(library) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(library, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            archive.writestr(zipfile.ZipInfo(name), content[name], zipfile.ZIP_DEFLATED)


def say(text: str) -> None:
    """A line for whoever builds."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def is_small_enough(name: str, size_bytes: int, most_mb: float) -> bool:
    """Say how large it is; whether it is no larger than it may be."""
    say(f"{name}: {size_bytes / 1e6:.1f} MB, at most {most_mb:.0f}")
    return size_bytes <= most_mb * 1e6
