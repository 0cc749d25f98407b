"""Proves the .dmg as a user would: mounted, the app copied out of it, started, put away."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from macos.bundle import APP
from macos.signing import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

SELF_TEST_S = 600
OF_THE_BUILD = ("QT_QPA_PLATFORM", "PYTHONPATH", "PYTHONUTF8")
DOWNLOADED = "0083;00000000;Safari;"  # as a browser marks what it has fetched


def prove(image: Path, folder: Path, *, is_notarised: bool) -> None:
    """The copied app is whole and does its main job; a notarised one may be started."""
    with mounted(image) as volume:
        link = volume / "Applications"
        assert link.is_symlink(), "there is no link to the programs' folder"
        assert (volume / ".VolumeIcon.icns").is_file(), "the volume has no icon"
        app = copied(volume / APP, folder)
    verify(app)
    if is_notarised:
        assess(app)
    self_test(app)
    self_test(app, "--on-screen")
    shutil.rmtree(folder)


@contextlib.contextmanager
def mounted(image: Path) -> Iterator[Path]:
    """Where the image's files are, and gone afterwards whatever happens."""
    with tempfile.TemporaryDirectory() as place:
        words = ["hdiutil", "attach", "-nobrowse", "-readonly", "-mountpoint", place, str(image)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        try:
            yield Path(place)
        finally:
            subprocess.run(["hdiutil", "detach", place, "-force"], check=True)


def copied(app: Path, folder: Path) -> Path:
    """By Apple's own tool, which keeps links and signatures."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["ditto", str(app), str(folder / app.name)], check=True)
    return folder / app.name


def assess(app: Path) -> None:
    """What Gatekeeper says of an app that was downloaded."""
    words = ["xattr", "-w", "com.apple.quarantine", DOWNLOADED, str(app)]
    subprocess.run(words, check=True)
    words = ["spctl", "--assess", "--type", "execute", "--verbose=2", str(app)]
    subprocess.run(words, check=True)
    subprocess.run(["xattr", "-d", "com.apple.quarantine", str(app)], check=True)


def self_test(app: Path, *more: str) -> None:
    """Without what the build has set for itself."""
    program = app / "Contents" / "MacOS" / "Startframe"
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_BUILD}
    words = [str(program), "--self-test", *more]
    subprocess.run(words, check=True, env=kept, timeout=SELF_TEST_S)
