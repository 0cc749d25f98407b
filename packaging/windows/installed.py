"""Startframe as installed on a machine: its files, its registry entries, and what it answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from windows.machine import Windows

UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Startframe"
OPEN_WITH_KEY = r"HKCU\Software\Classes\.png\OpenWithProgids"
_OUR_NAME = re.compile(r"^HKEY.*startframe|\bStartframe\b", re.IGNORECASE)
_ENDING_S = 180


class Installed:
    """What the installer left behind for the user of this machine."""

    def __init__(self, machine: Windows) -> None:
        self.machine = machine
        self.folder = machine.local_app_data / "Programs" / "Startframe"
        self.program = self.folder / "Startframe.exe"
        self.uninstaller = self.folder / "Uninstall.exe"
        self.data = machine.local_app_data / "Startframe"
        self.videos = machine.home / "Videos" / "Startframe"
        start_menu = machine.roaming_app_data / "Microsoft" / "Windows" / "Start Menu"
        self.shortcut = start_menu / "Programs" / "Startframe.lnk"

    def version(self) -> str:
        """What the program says it is."""
        return self.startframe("--version").stdout.split()[-1]

    def startframe(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the installed program to its end."""
        return self.machine.run(self.program, *words, timeout_s=_ENDING_S, **environment)

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start the installed program and go on."""
        return self.machine.start(self.program, *words, **environment)

    def diagnosis(self) -> dict[str, Any]:
        """What `startframe diagnose --json` tells."""
        told = self.startframe("diagnose", "--json").stdout
        found = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
        assert isinstance(found, dict)
        return found

    def registered(self, key: str) -> dict[str, str]:
        """The values of a registry key; none where there is no such key."""
        told = self.machine.run("reg", "query", key).stdout
        pattern = r"^\s+(\S.*?)\s+REG_\w+\s*(.*?)\s*$"
        return dict(re.findall(pattern, told, re.MULTILINE))

    def traces_in_registry(self) -> list[str]:
        """Lines of the user's registry that name Startframe."""
        done = self.machine.run("reg", "query", r"HKCU\Software", "/s")
        assert done.returncode == 0, done.stdout[-500:]
        lines = done.stdout.splitlines()
        return [line.strip() for line in lines if _OUR_NAME.search(line)]

    def files(self) -> set[Path]:
        """Every file and folder of the user's."""
        return set(self.machine.home.rglob("*"))
