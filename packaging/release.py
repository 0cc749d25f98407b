"""What a release says of itself: notes, parts list, checksums; started by the release workflow.

`python packaging/release.py check` compares tag, version and change log; `… write FOLDER` writes
what goes with the packages there. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import parts_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[1]
NOTES = ROOT / "build" / "notes.md"
SUMS = "SHA256SUMS"
METAINFO = "packaging/linux/io.github.startframe.Startframe.metainfo.xml"
PACKAGES = ("*.deb", "*.exe", "*-macos-arm64.dmg", "*-macos-x86_64.dmg")
USAGE = "release.py check, or release.py write FOLDER\n"


def main(arguments: Sequence[str]) -> int:
    """0 when nothing stands in the way of the release; 2 for words that are not understood."""
    match list(arguments):
        case ["check"]:
            problems = check(ROOT, os.environ.get("GITHUB_REF_NAME", ""))
        case ["write", folder]:
            problems = missing_packages(path.name for path in Path(folder).iterdir())
            if not problems:
                write(Path(folder))
        case _:
            sys.stderr.write(USAGE)
            return 2
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def check(root: Path, tag: str) -> list[str]:
    """Whether everybody who names the version names this one."""
    version = version_of(root)
    problems = []
    if tag != f"v{version}":
        problems.append(f"The tag is {tag or 'missing'}, the version {version}.")
    if not notes(root, version):
        problems.append(f"CHANGELOG.md has no section '## {version} (DATE)' with something in it.")
    if f'<release version="{version}"' not in (root / METAINFO).read_text(encoding="utf-8"):
        problems.append(f"{METAINFO} does not name {version}.")
    return problems


def version_of(root: Path) -> str:
    """Read, not imported: nothing is installed yet."""
    text = (root / "desktop" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("desktop/__init__.py names no version")
    return found[1]


def notes(root: Path, version: str) -> str:
    """The section of the change log; an undated one is not ready to go out."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    start = rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)\n(.*?)(?=^## |\Z)"
    found = re.search(start, text, re.MULTILINE | re.DOTALL)
    return found[1].strip() + "\n" if found and found[1].strip() else ""


def missing_packages(names: Iterable[str]) -> list[str]:
    """A release is for all systems or for none."""
    present = [Path(name) for name in names]
    wanted = [kind for kind in PACKAGES if not any(name.match(kind) for name in present)]
    return [f"There is no {kind}." for kind in wanted]


def write(folder: Path) -> None:
    """Notes into build/, the rest beside the packages; the checksums come last."""
    version = version_of(ROOT)
    NOTES.parent.mkdir(exist_ok=True)
    NOTES.write_text(notes(ROOT, version), encoding="utf-8")
    parts_list.write(folder / f"Startframe-{version}.cdx.json", version)
    (folder / SUMS).write_text(checksums(folder), encoding="utf-8", newline="\n")


def checksums(folder: Path) -> str:
    """As `sha256sum --check` reads them."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != SUMS)
    return "".join(f"{digest(file)}  {file.name}\n" for file in files)


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
