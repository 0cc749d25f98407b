#!/usr/bin/env python3
"""The developer's verbs, the same on Linux, macOS and Windows: standard library only.

Every verb first makes .venv from packaging/requirements-dev.lock if it is missing or stale.
Written so that an older Python still reads it, and then starts a suitable one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "startframe.stamp"
LOCK = ROOT / "packaging" / "requirements.lock"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"

SUITABLE = ("3.13", "3.12", "3.11")

# Debian's names for what Qt loads and its wheels do not bring: widgets, X11, QtMultimedia.
FOR_QT = [
    "libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libglib2.0-0", "libdbus-1-3",
    "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
    "libpulse0", "libgssapi-krb5-2", "libxrandr2",
]  # fmt: skip
SCREENLESS = ["xvfb", "xdotool"]
FOR_PACKAGE = {
    "linux": [
        "xvfb", "binutils", "debootstrap", "debian-archive-keyring", "desktop-file-utils",
        "appstream",
    ],
    "windows": ["xvfb", "xdotool", "wine", "wine64", "nsis", "gcc-mingw-w64-x86-64"],
    "macos": [],
}  # fmt: skip

# Settings of the caller's shell that would lead pip or Python out of the environment.
MISLEADING = {
    "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONUSERBASE", "PYTHONWARNINGS", "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__", "PIP_CONSTRAINT", "PIP_DRY_RUN", "PIP_EDITABLE", "PIP_NO_BINARY",
    "PIP_NO_DEPS", "PIP_PREFIX", "PIP_PYTHON", "PIP_REQUIREMENT", "PIP_REQUIRE_VIRTUALENV",
    "PIP_ROOT", "PIP_TARGET", "PIP_USER",
}  # fmt: skip


class DevError(Exception):
    """A sentence for the person at the keyboard, and the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def step(text: str) -> None:
    print(f"==> {text}", flush=True)


def child_environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return {**kept, "PYTHONUTF8": "1", **extra}


def run(command: Sequence[str | Path], **extra: str) -> int:
    """Start a program in the repository, its output straight to ours; its exit code."""
    words = [str(word) for word in command]
    code = subprocess.run(words, cwd=ROOT, env=child_environment(**extra), check=False).returncode
    return code if code >= 0 else 128 - code


def answer(command: Sequence[str | Path]) -> str | None:
    """What a program prints, or None when it is not there or fails."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, env=child_environment(), capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


class Python(NamedTuple):
    path: str
    version: str
    makes_venvs: bool


PROBE = (
    "import sys, importlib.util as u;"
    "print(getattr(sys, '_base_executable', '') or sys.executable);"
    "print('%d.%d' % sys.version_info[:2]);"
    "print(all(map(u.find_spec, ('venv', 'ensurepip'))))"
)


def probe(command: Sequence[str]) -> Python | None:
    lines = (answer([*command, "-c", PROBE]) or "").splitlines()
    if len(lines) != 3 or lines[1] not in SUITABLE:  # noqa: PLR2004 - the three of PROBE
        return None
    return Python(path=lines[0], version=lines[1], makes_venvs=lines[2] == "True")


def find_python() -> Python:
    """The one that runs this file if it is suitable, else the newest suitable one around."""
    commands = [[sys.executable], *([f"python{version}"] for version in SUITABLE)]
    if os.name == "nt":
        commands += [["py", f"-{version}"] for version in SUITABLE]
    for command in commands:
        found = probe(command)
        if found is not None:
            return found
    raise DevError(
        "Startframe needs Python 3.11, 3.12 or 3.13; this is "
        f"{sys.version_info[0]}.{sys.version_info[1]} and no other was found. "
        "Install one of them, then run this again."
    )


def missing_packages(wanted: Iterable[str], dpkg_list: str) -> list[str]:
    """Those of `wanted` that no installed package is or provides (newer releases rename some)."""
    present = set()
    for line in dpkg_list.splitlines():
        status, name, provides = line.split("\t")
        if status == "installed":
            present.add(name)
            present.update(one.split()[0].split(":")[0] for one in provides.split(",") if one)
    return [name for name in wanted if name not in present]


def ensure_packages(wanted: Iterable[str]) -> None:
    """Install what is missing as root; otherwise say the one command that does it."""
    columns = "${db:Status-Status}\t${Package}\t${Provides}\n"
    listing = answer(["dpkg-query", "--show", f"--showformat={columns}"]) or ""
    missing = missing_packages(wanted, listing)
    if missing and getattr(os, "geteuid", lambda: 1)() == 0:
        install_packages(missing)
    elif missing and set(missing) <= set(SCREENLESS):
        names = " ".join(missing)
        step(f"going on without {names}, for some tests only: sudo apt-get install {names}")
    elif missing:
        raise DevError(
            "System packages are missing. Run this, then what you wanted again:\n"
            f"  sudo apt-get install --no-install-recommends {' '.join(missing)}"
        )


def install_packages(names: Sequence[str]) -> None:
    step(f"installing system packages: {' '.join(names)}")
    for words in (["update"], ["install", "--no-install-recommends", *names]):
        if run(["apt-get", "-q", "-y", *words], DEBIAN_FRONTEND="noninteractive") != 0:
            raise DevError(f"apt-get {words[0]} failed; its words are above.")


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def module(name: str, *args: str, **extra: str) -> int:
    return run([venv_python(), "-m", name, *args], **extra)


def stamp_text(lock: bytes, version: str) -> str:
    return f"{hashlib.sha256(lock).hexdigest()} python {version}\n"


def is_fresh(stamp: Path, interpreter: Path, wanted: str) -> bool:
    """The stamp is written last: an environment without one is half made."""
    return interpreter.exists() and stamp.is_file() and stamp.read_text("utf-8") == wanted


def ensure_venv(python: Python) -> None:
    if not DEV_LOCK.is_file():
        raise DevError(f"{DEV_LOCK.relative_to(ROOT)} is missing: is this checkout complete?")
    wanted = stamp_text(DEV_LOCK.read_bytes(), python.version)
    if is_fresh(STAMP, venv_python(), wanted):
        return
    if not python.makes_venvs:
        raise DevError(
            f"{python.path} lacks the modules venv and ensurepip, which make .venv. "
            "Install a complete Python 3.11, 3.12 or 3.13, then run this again."
        )
    if VENV.is_symlink():
        raise DevError(
            f".venv leads to {VENV.resolve()}, which was made for other packages than this checkout"
            " wants. Remove the link, and one of its own is made here."
        )
    if VENV.exists():
        step("removing .venv, which is stale or half made")
        STAMP.unlink(missing_ok=True)
        shutil.rmtree(VENV)
    step(f"making .venv with Python {python.version}")
    if run([python.path, "-m", "venv", VENV]) != 0:
        raise DevError("Python could not make .venv; its words are above.")
    step("installing the locked packages, about 1 GB on disk with Qt")
    # The lock is complete: without --no-deps an older pip tries the newest of `coverage[toml]`,
    # which no line names with a hash, before it tries the locked one, and gives up.
    options = ["--no-input", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    options += ["-r", str(DEV_LOCK)]
    if module("pip", "install", *options, PIP_DISABLE_PIP_VERSION_CHECK="1") != 0:
        raise DevError("pip could not install the locked packages; its words are above.")
    STAMP.write_text(wanted, encoding="utf-8")


def verb_setup(_args: Sequence[str]) -> int:
    """make .venv and look after system packages, nothing else"""
    step("ready: python3 dev.py demo, python3 dev.py test")
    return 0


def verb_run(args: Sequence[str]) -> int:
    """start the app from here; arguments go to it"""
    return module("desktop", *args)


def verb_demo(args: Sequence[str]) -> int:
    """drive the real window on the sandbox; leaves demo/clip.mp4 and demo/window.png"""
    return module("tests.demo", *args)


def verb_bench(args: Sequence[str]) -> int:
    """measure, print a table and write bench.json"""
    return module("tests.bench", *args)


# A program, not a module of Python: it lies beside the interpreter.
ZIZMOR = (
    "import subprocess, sys, sysconfig;"
    "tool = sysconfig.get_path('scripts') + '/zizmor';"
    "sys.exit(subprocess.call([tool, *sys.argv[1:]]))"
)
CHECKS = {
    "format": ["-m", "ruff", "format", "--check"],
    "lint": ["-m", "ruff", "check"],
    "types": ["-m", "mypy"],
    "imports": ["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"],
    "workflows": ["-c", ZIZMOR, "--offline", "--quiet", ".github/workflows"],
}


def failed_checks() -> list[str]:
    """Run every check, also after one has failed."""
    failed = []
    for name, words in CHECKS.items():
        step(f"{name}: {words[1]}" if words[0] == "-m" else name)
        if run([venv_python(), *words]) != 0:
            failed.append(name)
    return failed


def verdict(verb: str, failed: Sequence[str], seconds: float) -> int:
    took = f"after {seconds:.0f} s"
    if failed:
        step(f"{verb} failed {took}: {', '.join(failed)}")
        return 1
    step(f"{verb} passed {took}")
    return 0


def verb_check(_args: Sequence[str]) -> int:
    """format, lint, types, imports, workflows"""
    start = time.monotonic()
    return verdict("check", failed_checks(), time.monotonic() - start)


def pytest_words(args: Sequence[str], cpus: int) -> list[str]:
    """With arguments of the caller's own it is a part of the tests, which covers but a part."""
    workers = ["-n", str(min(8, max(2, cpus)))]
    return [*workers, *args] if args else [*workers, "--cov", "--cov-report=term:skip-covered"]


def verb_test(args: Sequence[str]) -> int:
    """check, then all tests; words go to pytest; --faults N kills the app N times instead"""
    if args[:1] == ["--faults"]:
        return module("tests.faults", *args[1:], QT_QPA_PLATFORM="offscreen")
    start = time.monotonic()
    failed = failed_checks()
    step("tests: pytest")
    words = pytest_words(args, os.cpu_count() or 2)
    if module("pytest", *words, QT_QPA_PLATFORM="offscreen") != 0:
        failed.append("tests")
    return verdict("test", failed, time.monotonic() - start)


def verb_package(args: Sequence[str]) -> int:
    """build the wheel; linux, windows, macos: the installer, and prove it as far as can be"""
    name = f"{args[0]}.package" if args else "built_wheel"
    places = os.pathsep.join([str(ROOT), str(ROOT / "packaging")])
    return module(name, *args[1:], QT_QPA_PLATFORM="offscreen", PYTHONPATH=places)


LOCKING = [
    "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--quiet",
    "--fork-strategy", "fewest", "--generate-hashes", "--no-config", "--no-sources",
    "--no-emit-index-url", "--no-emit-find-links",
    "--custom-compile-command", "python3 dev.py lock",
]  # fmt: skip


def verb_lock(args: Sequence[str]) -> int:
    """write both lock files anew from pyproject.toml; --upgrade takes newer versions"""
    short, long = (path.relative_to(ROOT).as_posix() for path in (LOCK, DEV_LOCK))
    for name, *more in ([short], [long, "--group", "dev", "--constraints", short]):
        step(f"locking {name}")
        if module("uv", *LOCKING, *args, *more, "--output-file", name) != 0:
            raise DevError(f"{name} could not be written; the words of uv are above.")
    return 0


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": verb_setup, "run": verb_run, "demo": verb_demo, "test": verb_test,
    "check": verb_check, "bench": verb_bench, "package": verb_package, "lock": verb_lock,
}  # fmt: skip
WITHOUT_ARGUMENTS = {
    "setup": "setup takes no arguments.",
    "check": "check takes no arguments; it always checks everything.",
}
WITHOUT_WINDOW = ("check", "package", "lock")


def usage() -> str:
    lines = [f"  {name:<8} {verb.__doc__}" for name, verb in VERBS.items()]
    return "\n".join(["python3 dev.py VERB [ARGUMENTS]", "", *lines])


def parse(words: Sequence[str]) -> tuple[str, list[str]]:
    if not words:
        raise DevError(usage(), 2)
    verb, args = words[0], list(words[1:])
    if verb not in VERBS:
        raise DevError(f"There is no verb {verb}; there are {', '.join(VERBS)}.", 2)
    if verb == "package" and args and args[0] not in FOR_PACKAGE:
        raise DevError(f"There are package, and package {', '.join(FOR_PACKAGE)}.", 2)
    if args and verb in WITHOUT_ARGUMENTS:
        raise DevError(WITHOUT_ARGUMENTS[verb], 2)
    return verb, args


def system_packages(verb: str, args: Sequence[str], python: Python) -> list[str]:
    """What Debian should have for a verb; it keeps what makes environments in a package too."""
    wanted = [] if python.makes_venvs else [f"python{python.version}-venv"]
    if verb == "package" and args:
        wanted += [*FOR_QT, *FOR_PACKAGE[args[0]]]
        if args[0] == "linux" and python.path.startswith("/usr/bin/"):
            wanted.append(f"libpython{python.version}")  # what is frozen; Debian keeps it apart
    if verb not in WITHOUT_WINDOW:
        wanted += FOR_QT if verb == "run" else [*FOR_QT, *SCREENLESS]
    return wanted


def prepare(verb: str, args: Sequence[str]) -> None:
    python = find_python()
    wanted = system_packages(verb, args, python)
    if wanted and Path("/etc/debian_version").exists() and shutil.which("dpkg-query"):
        ensure_packages(wanted)
    ensure_venv(python if python.makes_venvs else probe([python.path]) or python)


def main(words: Sequence[str]) -> int:
    if words and words[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    try:
        verb, args = parse(words)
        prepare(verb, args)
        return VERBS[verb](args)
    except DevError as problem:
        print(problem, file=sys.stderr)
        return problem.code
    except OSError as problem:
        print(f"The system refused: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
