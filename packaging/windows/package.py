"""`dev.py package windows`: the installer is built and proved, under Wine where it must be."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from building import DIST, is_small_enough, say
from screen import screen
from windows.freezing import BUILD, ROOT, freeze, python_for_wine
from windows.installer import write_installer
from windows.machine import IS_WINDOWS, Windows
from windows.proving import ONLY_IN_OLDER, Proof, screenshot
from windows.wine import wine

from desktop import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_MB = 90
OLDER = "0.0.9"
_WINDOW_S = 8


def main() -> int:
    """0 when everything holds."""
    if IS_WINDOWS:
        return build_and_prove(Windows(), Path(sys.executable), lambda: None)
    with screen() as display, wine(BUILD / "prefix", display) as machine:
        say("==> Python and the locked packages of Windows")
        python = python_for_wine(BUILD / "python")

        def look() -> None:
            time.sleep(_WINDOW_S)  # until its library is shown
            screenshot(display, BUILD / "window.png")

        return build_and_prove(machine, python, look)


def build_and_prove(machine: Windows, python: Path, look: Callable[[], None]) -> int:
    say("==> freezing")
    installer = DIST / f"Startframe-{__version__}-windows.exe"
    older = BUILD / f"Startframe-{OLDER}-windows.exe"
    earlier = freeze(machine, python, older_source())
    (earlier / "_internal" / ONLY_IN_OLDER).write_text("", encoding="utf-8")
    write_installer(earlier, OLDER, older)
    write_installer(freeze(machine, python, ROOT), __version__, installer)
    say("==> proving")
    Proof(machine, (older, installer), (OLDER, __version__), look, python).run()
    say(str(installer.relative_to(ROOT)))
    return 0 if is_small_enough("the installer", installer.stat().st_size, MOST_MB) else 1


def older_source() -> Path:
    """The same program under an earlier number: what the upgrade is proved with."""
    folder = BUILD / "older"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("desktop", "packaging", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    text = f'"""Startframe."""\n\n__version__ = "{OLDER}"\n'
    (folder / "desktop" / "__init__.py").write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    sys.exit(main())
