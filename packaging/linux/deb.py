"""Builds the .deb: the frozen app under /usr/lib/startframe, and what a desktop looks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from building import DIST, epoch, is_small_enough, say, settle
from check_bundle import problems
from icons import draw

from desktop import __version__

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "packaging" / "linux"
BUILD = ROOT / "build" / "linux"
MOST_DEB_MB, MOST_INSTALLED_MB = 110, 360
ICON_SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)

# Debian's names of what the Qt wheels and QtMultimedia load, PACKAGING.md says why each
DEPENDS = (
    "libc6 (>= 2.34), libstdc++6, libgl1, libegl1, libxkbcommon0, libfontconfig1, libfreetype6,"
    " libglib2.0-0, libdbus-1-3, libxcb-cursor0, libxkbcommon-x11-0, libxcb-icccm4,"
    " libxcb-keysyms1, libxcb-shape0, libxcb-image0, libxcb-randr0, libxcb-render-util0,"
    " libxcb-sync1, libxcb-xfixes0, libxcb-xkb1, libx11-xcb1, libpulse0, libgssapi-krb5-2,"
    " libxrandr2, libxext6, libxrender1"
)
CONTROL = """\
Package: startframe
Version: {version}
Architecture: amd64
Maintainer: The Startframe authors <startframe@users.noreply.github.com>
Installed-Size: {size_kb}
Depends: {depends}
Recommends: gnome-keyring | kwalletmanager
Section: video
Priority: optional
Homepage: https://github.com/startframe/startframe
Description: pictures into videos with Grok Imagine 1.5
 Drop a picture into the window, say how it should move, and get a video back.
 Startframe drives Leonardo.AI's Grok Imagine 1.5 and looks after every clip.
"""


def main() -> int:
    """Freeze, lay out, pack; says where the package is and how large it is."""
    freeze()
    settle(BUILD / "Startframe" / "_internal" / "base_library.zip")
    found = problems(BUILD / "Startframe")
    if found:
        say("\n".join(found))
        return 1
    tree = lay_out()
    package = pack(tree)
    say(str(package.relative_to(ROOT)))
    is_small = is_small_enough("the package", package.stat().st_size, MOST_DEB_MB)
    return 0 if is_small_enough("installed", size_of(tree), MOST_INSTALLED_MB) and is_small else 1


def freeze() -> None:
    shutil.rmtree(BUILD, ignore_errors=True)
    words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    words += ["--distpath", str(BUILD), "--workpath", str(BUILD / "work")]
    words.append(str(ROOT / "packaging" / "startframe.spec"))
    settled = {"SOURCE_DATE_EPOCH": epoch(), "PYTHONHASHSEED": "0"}
    subprocess.run(words, check=True, cwd=ROOT, env={**os.environ, **settled})


def lay_out() -> Path:
    """The tree of the package."""
    tree = BUILD / "tree"
    share = tree / "usr" / "share"
    shutil.copytree(BUILD / "Startframe", tree / "usr" / "lib" / "startframe", symlinks=True)
    (tree / "usr" / "bin").mkdir()
    (tree / "usr" / "bin" / "startframe").symlink_to("../lib/startframe/startframe")
    place(HERE / "startframe.desktop", share / "applications")
    place(HERE / "io.github.startframe.Startframe.metainfo.xml", share / "metainfo")
    document = share / "doc" / "startframe"
    place(ROOT / "LICENSE", document).rename(document / "copyright")
    draw_icons(share / "icons" / "hicolor")
    write_control(tree)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or is_program(path) else 0o644)
    return tree


def place(file: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(file, folder / file.name))


def is_program(path: Path) -> bool:
    return path.name == "startframe" and path.parent.name == "startframe" and path.is_file()


def draw_icons(folder: Path) -> None:
    scalable = folder / "scalable" / "apps"
    place(ROOT / "packaging" / "icon.svg", scalable).rename(scalable / "startframe.svg")
    for size_px in ICON_SIZES_PX:
        place_ = folder / f"{size_px}x{size_px}" / "apps"
        place_.mkdir(parents=True)
        draw(size_px).save(place_ / "startframe.png")


def size_of(tree: Path) -> int:
    files = (path for path in (tree / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def write_control(tree: Path) -> None:
    folder = tree / "DEBIAN"
    folder.mkdir()
    text = CONTROL.format(version=__version__, size_kb=size_of(tree) // 1024, depends=DEPENDS)
    (folder / "control").write_text(text, encoding="utf-8")


def pack(tree: Path) -> Path:
    DIST.mkdir(exist_ok=True)
    package = DIST / f"startframe_{__version__}_amd64.deb"
    words = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)]
    subprocess.run(words, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": epoch()})
    return package


if __name__ == "__main__":
    sys.exit(main())
