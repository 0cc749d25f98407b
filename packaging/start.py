"""Where the packaged program begins: PyInstaller takes a script, not a package."""

import os
import sys
from multiprocessing import freeze_support
from pathlib import Path

from desktop.__main__ import main


def find_terminal() -> None:
    """Commands write to the terminal they are started in, which Windows gives no windowed program.

    Without one their words go nowhere, instead of failing there.
    """
    if sys.platform == "win32" and sys.stdout is None:
        import ctypes

        parent_process = -1
        has_terminal = len(sys.argv) > 1 and ctypes.windll.kernel32.AttachConsole(parent_process)
        place = Path("CONOUT$" if has_terminal else os.devnull)
        stream = place.open("w", encoding="utf-8", errors="replace", buffering=1)
        sys.stdout = sys.stderr = stream


if __name__ == "__main__":
    freeze_support()  # a process that `media.workshop` started ends in there
    find_terminal()
    sys.exit(main())
