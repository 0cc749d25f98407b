"""The installer: makensis packs a frozen folder; the same folder makes the same file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from building import epoch
from icons import write_ico

HERE = Path(__file__).resolve().parent
_ON_WINDOWS = Path("C:/Program Files (x86)/NSIS/makensis.exe")  # where its own installer puts it


def write_installer(folder: Path, version: str, target: Path) -> None:
    """Pack `folder`, which holds Startframe.exe and _internal, as this version."""
    _settle_times(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    icon = folder.parent / "startframe.ico"
    write_ico(icon)
    defined = {"VERSION": version, "SOURCE": folder, "OUTPUT": target, "ICON": icon}
    words = [str(_ON_WINDOWS) if sys.platform == "win32" else "makensis", "-V2", "-WX"]
    words += [f"-D{name}={value}" for name, value in defined.items()]
    subprocess.run([*words, str(HERE / "installer.nsi")], check=True)


def _settle_times(folder: Path) -> None:
    """Every file as old as the commit: NSIS packs times too."""
    moment = int(epoch())
    for path in folder.rglob("*"):
        os.utime(path, (moment, moment))
