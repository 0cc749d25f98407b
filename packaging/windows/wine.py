"""A Windows without Windows: a Wine prefix of our own, mended where Wine 8 lacks what Qt links."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from windows.machine import Windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPILER = "x86_64-w64-mingw32-gcc"
# Of Windows' ICU, which Wine 8 does not have: Qt6Core links these and asks for none of them while
# only UTF-8 and the system's own encoding are used.
ICU_FUNCTIONS = (
    "ucnv_close", "UCNV_FROM_U_CALLBACK_SUBSTITUTE", "UCNV_TO_U_CALLBACK_SUBSTITUTE", "ucnv_reset",
    "ucnv_getMaxCharSize", "ucnv_getName", "ucnv_getToUCallBack", "ucnv_getFromUCallBack",
    "ucnv_setToUCallBack", "ucnv_setFromUCallBack", "ucnv_cbToUWriteUChars", "ucnv_toUnicode",
    "ucnv_cbFromUWriteUChars", "ucnv_toUCountPending", "ucnv_fromUCountPending",
    "ucnv_getStandardName", "ucnv_getAvailableName", "ucnv_countAvailable", "ucnv_fromUnicode",
)  # fmt: skip
_FILE_ACCESS_ERROR = 4  # U_FILE_ACCESS_ERROR: there is no such converter
_QUIET = {
    "WINEDEBUG": "-all",
    "WINEARCH": "win64",
    "WINEDLLOVERRIDES": "winemenubuilder.exe=d;mshtml=d;mscoree=d",
}
_START_S = 180


class Wine(Windows):
    """A prefix in `folder`, made anew, on the screen `display`."""

    is_ours_alone = True

    def __init__(self, folder: Path, display: str) -> None:
        self._settings = {**_QUIET, "WINEPREFIX": str(folder), "DISPLAY": display}
        user = folder / "drive_c" / "users" / getpass.getuser()
        self.local_app_data = user / "AppData" / "Local"
        self.roaming_app_data = user / "AppData" / "Roaming"
        self.home = user
        self._system = folder / "drive_c" / "windows" / "system32"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._host("wineboot", "--init")
        self._host("wine", "winecfg", "-v", "win10")  # Wine 8 is Windows 7 by itself
        self._unlink_home()
        self._write_icu(folder)

    def run(
        self, *words: str | Path, timeout_s: float = 300, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        # Standard input and output are pipes: Python for Windows begins with nothing else here
        return super().run("wine", *words, timeout_s=timeout_s, **self._settings, **environment)

    def start(self, *words: str | Path, **environment: str) -> subprocess.Popen[str]:
        return super().start("wine", *words, **self._settings, **environment)

    def spelled(self, path: Path) -> str:
        drive_c = self._system.parents[1]
        if path.is_relative_to(drive_c):
            return "C:\\" + str(path.relative_to(drive_c)).replace("/", "\\")
        return "Z:" + str(path.absolute()).replace("/", "\\")

    def close(self) -> None:
        """End every program of this prefix, and its server."""
        self._host("wineserver", "--kill", check=False)

    def _unlink_home(self) -> None:
        """The user's folders are this prefix's own, not links into a home of ours."""
        for link in self.home.iterdir():
            if link.is_symlink():
                link.unlink()
                link.mkdir()

    def _write_icu(self, folder: Path) -> None:
        source = folder / "icuuc.c"
        lines = [
            "__declspec(dllexport) void *ucnv_open(const char *name, int *status)"
            f" {{ *status = {_FILE_ACCESS_ERROR}; return 0; }}"
        ]
        lines += [
            f"__declspec(dllexport) void *{name}(void) {{ return 0; }}" for name in ICU_FUNCTIONS
        ]
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        words = [COMPILER, "-shared", "-s", "-o", str(self._system / "icuuc.dll"), str(source)]
        subprocess.run(words, check=True)

    def _host(self, *words: str, check: bool = True) -> None:
        environment = {**os.environ, **self._settings}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(words, env=environment, check=check, timeout=_START_S, **quiet)  # type: ignore[call-overload] # a dict of streams


@contextlib.contextmanager
def wine(folder: Path, display: str) -> Iterator[Wine]:
    """A fresh Wine, ended with everything in it."""
    machine = Wine(folder, display)
    try:
        yield machine
    finally:
        machine.close()
