"""Proves the .deb in a bare Debian 12: installed, tested as a user, removed, nothing left."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from building import say
from screen import screen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
BARE = ROOT / "build" / "debian"
RELEASE = "bookworm"
USER = "someone"
ODD_HOMES = (("/home/größer öl 🎬", True), ("/home/read only", False))
LOOK_S, ENDED_BY_TIMEOUT = 8, 124
CHROOT = "/usr/sbin/chroot"
MOUNTS = (("proc", "proc"), ("devpts", "dev/pts"), ("tmpfs", "dev/shm"))


def main() -> int:
    """0 when the newest package in dist/ lives and goes as it should."""
    package = max((ROOT / "dist").glob("startframe_*.deb"), key=lambda deb: deb.stat().st_mtime)
    make_bare()
    with mounted():
        shutil.copyfile(package, BARE / "tmp" / package.name)
        before = everything()
        inside("apt-get", "-q", "update")
        say("==> installing")
        inside("apt-get", "-q", "-y", "install", "--no-install-recommends", f"/tmp/{package.name}")
        assert not (BARE / "usr/bin/python3").exists(), "there is a Python that it could lean on"
        inside("useradd", "--create-home", USER)
        say("==> self-test, as a user without a screen, a bus, a sound device or a keychain")
        as_user("startframe", "--self-test")
        as_user("startframe", "--version")
        with screen_inside() as display:
            say("==> self-test, with a window on a screen")
            as_user("startframe", "--self-test", "--on-screen", DISPLAY=display)
        for home, is_writable in ODD_HOMES:
            say(f"==> a window without a network, its home {home}")
            start_in(home, is_writable=is_writable)
        say("==> removing")
        inside("apt-get", "-q", "-y", "purge", "startframe")
        left = sorted(path for path in everything() - before if "startframe" in path)
    if left:
        say(f"==> left behind: {', '.join(left)}")
        return 1
    say("==> installed, tested, removed; nothing is left")
    return 0


def make_bare() -> None:
    say(f"==> a bare Debian ({RELEASE})")
    shutil.rmtree(BARE, ignore_errors=True)
    words = ["debootstrap", "--variant=minbase", RELEASE, str(BARE)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    shutil.copyfile("/etc/resolv.conf", BARE / "etc" / "resolv.conf")


@contextlib.contextmanager
def mounted() -> Iterator[None]:
    """What programs expect of a system that runs."""
    done: list[Path] = []
    try:
        for kind, place in MOUNTS:
            (BARE / place).mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", "-t", kind, kind, str(BARE / place)], check=True)
            done.append(BARE / place)
        yield
    finally:
        for place_ in reversed(done):
            subprocess.run(["umount", str(place_)], check=False)


def inside(*words: str) -> None:
    subprocess.run(
        [CHROOT, str(BARE), *words],
        check=True,
        stdout=subprocess.DEVNULL,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"},
    )


@contextlib.contextmanager
def screen_inside() -> Iterator[str]:
    """A screen whose socket is seen inside as well."""
    sockets = BARE / "tmp" / ".X11-unix"
    with screen() as display:
        sockets.mkdir(exist_ok=True)
        subprocess.run(["mount", "--bind", "/tmp/.X11-unix", str(sockets)], check=True)
        try:
            yield display
        finally:
            subprocess.run(["umount", str(sockets)], check=False)


def as_user(*words: str, **more: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": f"/home/{USER}", "LC_ALL": "C.UTF-8", **more}
    command = [CHROOT, f"--userspec={USER}", str(BARE), *words]
    subprocess.run(command, check=True, env=environment, timeout=300)


def start_in(home: str, *, is_writable: bool) -> None:
    """The window opens and stays: what is missing is said in it, not by a traceback."""
    folder = BARE / home.lstrip("/")
    folder.mkdir()
    inside("chown", USER if is_writable else "root", home)
    command = ["unshare", "-n", CHROOT, f"--userspec={USER}", str(BARE)]
    command += ["timeout", "-s", "TERM", str(LOOK_S), "startframe"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": home, "QT_QPA_PLATFORM": "offscreen"}
    environment["LC_ALL"] = "C.UTF-8"
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    told += "".join(log.read_text(encoding="utf-8") for log in folder.rglob("*.log"))
    assert done.returncode == ENDED_BY_TIMEOUT, f"it ended by itself: {told}"
    assert "Traceback" not in told, told


def everything() -> set[str]:
    """Every path but for what runs, what apt keeps and what is the user's own."""
    found = set()
    for folder in ("usr", "etc", "opt", "var/lib", "root"):
        found |= {str(path.relative_to(BARE)) for path in (BARE / folder).rglob("*")}
    return {path for path in found if "var/lib/apt" not in path}


if __name__ == "__main__":
    sys.exit(main())
