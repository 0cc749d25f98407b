"""Looks into a frozen bundle: what must be there, what may not, and whether every part is told."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import notices
from pruning import is_needed

# As their files are called on Windows, macOS and Linux
PLUGINS = {
    "multimedia": (("ffmpegmediaplugin",),),
    "platforms": (("qwindows", "qcocoa", "qxcb"), ("qoffscreen",)),
    "iconengines": (("qsvgicon",),),
    "imageformats": (("qsvg",), ("qjpeg",)),
}
MUST_HAVE = ("resources/models", "resources/icons/LICENSE", "resources/samples", "LICENSE")
# Stand-ins that only the trial on Wine has, tests, and what Qt is pruned of
MAGIC = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")  # Linux, Windows, macOS
UNWANTED = ("icuuc.dll", "mscms.dll", "_wmi.pyd", "opengl32sw.dll")


def main(words: list[str]) -> int:
    """0 when nothing is wrong with the folder that is named; else a line for each problem."""
    if len(words) != 1:
        sys.stderr.write("check_bundle.py FOLDER\n")
        return 2
    found = problems(Path(words[0]))
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


def problems(folder: Path) -> list[str]:
    """What is wrong with the bundle whose program lies in `folder`."""
    inside = contents(folder)
    if not inside:
        return [f"there is no bundle in {folder}"]
    root = inside_folder(folder)
    found = [f"{name} is missing" for name in MUST_HAVE if not (root / name).exists()]
    found += missing_plugins(inside)
    found += [f"{place} does not belong in it" for place in inside if is_strange(place)]
    return found + untold(root / notices.NAME, binaries(folder))


def inside_folder(folder: Path) -> Path:
    """Where PyInstaller lays what the program needs."""
    return next((f for f in (folder / "_internal", folder / "Frameworks") if f.is_dir()), folder)


def contents(folder: Path) -> list[str]:
    """Every file's place, as the recipe calls it: without PyInstaller's folder."""
    return list(_files(folder))


def binaries(folder: Path) -> list[str]:
    """The places of programs and libraries."""
    return [place for place, file in _files(folder).items() if is_binary(file, place)]


def _files(folder: Path) -> dict[str, Path]:
    root = inside_folder(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    roots = {path: root if path.is_relative_to(root) else folder for path in files}
    return {path.relative_to(start).as_posix(): path for path, start in roots.items()}


def missing_plugins(inside: list[str]) -> list[str]:
    return [
        f"there is no {' or '.join(names)} among {kind}"
        for kind, wanted in PLUGINS.items()
        for names in wanted
        if not any(re.search(f"plugins/{kind}/.*({'|'.join(names)})", place) for place in inside)
    ]


def is_strange(place: str) -> bool:
    return place.rsplit("/", 1)[-1].lower() in UNWANTED or not is_needed(place)


def is_binary(file: Path, place: str) -> bool:
    """A program or a library, by its name or by how it begins."""
    if notices.is_binary(place):
        return True
    with file.open("rb") as opened:
        return opened.read(4).startswith(MAGIC)


def untold(file: Path, binaries: list[str]) -> list[str]:
    """The binaries that are unknown, and those whose library the notices leave out."""
    if not file.is_file():
        return [f"{file.name} is missing"]
    told = file.read_text(encoding="utf-8")
    found = []
    for place in binaries:
        try:
            libraries = notices.libraries_of([place])
        except notices.UnknownPart as problem:
            found.append(str(problem))
            continue
        found += [f"{one.name} is not told of" for one in libraries if f"{one.name}: " not in told]
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
