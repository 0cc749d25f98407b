"""`dev.py package macos`: frozen, signed where that can be, made a .dmg, and proved."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from macos import mounted_image, signing
from macos.bundle import APP
from macos.disk_image import make
from macos.property_lists import info_problems, read

from desktop import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "macos"
DIST = ROOT / "dist"
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
        say(f"signing as {identity}" if identity else UNSIGNED)
        app = freeze(identity)
        problems = info_problems(read(app / "Contents" / "Info.plist"))
        if problems:
            say(f"Info.plist is not right: {'; '.join(problems)}")
            return 1
        signing.verify(app)
        notary = signing.Notary.of(given) if identity else None
        if identity and notary is None:
            say(f"not notarised: {', '.join(signing.NOTARY)} are not all set")
        if notary is not None:
            notarise_app(app, notary)
        image = make(app, DIST / image_name(platform.machine()), BUILD)
        if identity:
            signing.sign(image, identity)
        if notary is not None:
            say("the notary looks at the image")
            notary.accept(image)
            signing.staple(image)
    mounted_image.prove(image, BUILD / "installed", is_notarised=notary is not None)
    say(f"{image.relative_to(ROOT)}  {image.stat().st_size / 1e6:.1f} MB")
    return 0


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
    environment = {**os.environ, **named, **STRICT}
    subprocess.run(words, check=True, cwd=ROOT, env=environment)
    return BUILD / APP


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
