"""`dev.py package macos`: frozen, signed where that can be, made a .dmg, and proved."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import check_bundle
from building import DIST, ROOT, epoch
from macos import mounted_image, oldest_system, signing
from macos.bundle import APP
from macos.disk_image import make
from macos.property_lists import info_problems, read
from parts_list import LOCK, locked

from desktop import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BUILD = ROOT / "build" / "macos"
# a signature that fails is to end the build, not to be warned of
STRICT = {"PYINSTALLER_STRICT_BUNDLE_CODESIGN_ERROR": "1", "PYTHONHASHSEED": "0"}
UNSIGNED = (
    f"not signed: neither {signing.IDENTITY} nor {signing.CERTIFICATE} is set;"
    " macOS will ask people to allow the app in its settings"
)


def main(arguments: Sequence[str] = ()) -> int:
    """0 when the image lives up to it; 2 where it cannot be made at all."""
    if list(arguments) == ["--dry-run"]:
        from macos import dry_run

        return dry_run.main()
    if arguments:
        sys.stderr.write("package macos takes nothing but --dry-run.\n")
        return 2
    if platform.system() != "Darwin":
        sys.stderr.write(
            "A .dmg is made on a Mac; package macos --dry-run checks anywhere what it is made of.\n"
        )
        return 2
    try:
        return build()
    except signing.SigningError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def build() -> int:
    """From the sources to a tested image."""
    given = signing.taken_from(os.environ)
    with signing.identity(given) as identity:
        notary = notary_for(given, identity)
        app = freeze(identity)
        problems = bundle_problems(app)
        if problems:
            say(f"the bundle is not right: {'; '.join(problems)}")
            return 1
        image = image_of(app, identity, notary)
    mounted_image.prove(image, BUILD / "installed", is_notarised=notary is not None)
    say(f"{image.relative_to(ROOT)}  {image.stat().st_size / 1e6:.1f} MB")
    return 0


def notary_for(given: dict[str, str], identity: str | None) -> signing.Notary | None:
    """Who looks at it, if anybody; what cannot be done is said."""
    notary = signing.Notary.of(given) if identity else None
    say(f"signing as {identity}" if identity else UNSIGNED)
    if identity and notary is None:
        say(f"not notarised: {', '.join(signing.NOTARY)} are not all set")
    return notary


def image_of(app: Path, identity: str | None, notary: signing.Notary | None) -> Path:
    """The image; app and image both get the notary's ticket, so that either starts offline."""
    signing.verify(app)
    if notary is not None:
        notarise_app(app, notary)
    image = make(app, DIST / image_name(platform.machine()), BUILD)
    if identity:
        signing.sign(image, identity)
    if notary is not None:
        say("the notary looks at the image")
        notary.accept(image)
        signing.staple(image)
    return image


def say(text: str) -> None:
    sys.stdout.write(f"==> {text}\n")
    sys.stdout.flush()


def image_name(machine: str) -> str:
    """One image an architecture: the wheels of PyAV and Pillow are for one each."""
    return f"Startframe-{__version__}-macos-{machine}.dmg"


def freeze(identity: str | None) -> Path:
    """The .app, signed by PyInstaller part by part; without an identity only ad hoc."""
    shutil.rmtree(BUILD, ignore_errors=True)
    words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    words += ["--distpath", str(BUILD), "--workpath", str(BUILD / "work")]
    words.append(str(ROOT / "packaging" / "startframe.spec"))
    named = {signing.IDENTITY: identity} if identity else {}
    environment = {**os.environ, **named, **STRICT, "SOURCE_DATE_EPOCH": epoch()}
    subprocess.run(words, check=True, cwd=ROOT, env=environment)
    return BUILD / APP


def bundle_problems(app: Path) -> list[str]:
    """What is wrong with its Info.plist, in itself or for the wheels that are in it."""
    info = read(app / "Contents" / "Info.plist")
    names = [part.name for part in locked(LOCK.read_text(encoding="utf-8"))]
    minimum = str(info.get("LSMinimumSystemVersion"))
    found = info_problems(info) + check_bundle.problems(app / "Contents")
    return found or oldest_system.problems(names, minimum, platform.machine())


def notarise_app(app: Path, notary: signing.Notary) -> None:
    """By itself, before it goes into the image: copied out, it has its ticket with it."""
    say("the notary looks at the app")
    archive = BUILD / "Startframe.zip"
    words = ["ditto", "-c", "-k", "--keepParent", str(app), str(archive)]
    subprocess.run(words, check=True)
    notary.accept(archive)
    signing.staple(app)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
