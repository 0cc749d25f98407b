"""THIRD_PARTY_NOTICES, from what is really in a bundle: whose it is, under which licence."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from libraries import BY_NAME, TEXTS, Library, library_of

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "THIRD_PARTY_NOTICES.txt"
OURS = {"desktop", "start"}
_BINARY = re.compile(r"\.(so|pyd|dll|dylib|exe)(\.|$)|^startframe$|\.framework/")
_MODULE = re.compile(r"\.(pyd|cpython-[^/]*\.so|abi3\.so)$")
_AMONG_LIBRARIES = re.compile(r"\.libs/|PySide6/Qt/|\.dylibs/|__dot__dylibs/")
_LICENCE_FILE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice)[^/]*$")
# What PyInstaller adds, and what CPython names after the machine it was built on
_MADE = ("pyimod", "pyi_rth", "_pyi_rth", "_sysconfigdata")
# In the public domain, and redistributed by the terms of Microsoft's own page
_WITHOUT_TEXT = ("SQLite", "Visual C++ runtime")
_ALWAYS = ("CPython", "PyInstaller's bootloader")
_LABELS = ("source", "source code", "repository", "github", "code", "homepage", "home")
_SEPARATOR = "─" * 88
# Licences that packages tell in other words than SPDX's
_SPELLED = {
    "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only": "LGPL-3.0-only",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache 2.0 License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
}
_FOREWORD = """\
{title}
{line}

Startframe is free software under the GNU General Public License, version 3 or later (LICENSE).
The parts below are other people's. The sources of every one are where it says; those of the
Python packages also in the package index of Python, under the version named here. Qt, and the
other libraries under the LGPL, are files of their own and may be replaced by others of their kind.
The texts of the licences are at the end.
"""


class UnknownPart(Exception):
    """Something is in the bundle of which nobody knows the licence; the text names it."""


class Package(NamedTuple):
    """A Python package: name, version, licence, home, and the texts of its licences."""

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[str, ...]


def is_binary(place: str) -> bool:
    """Whether the file at this place of the bundle is a program or a library."""
    return _BINARY.search(place) is not None


def packages_of(modules: Iterable[str]) -> list[Package]:
    """The packages these modules belong to. Raises UnknownPart."""
    owners = importlib.metadata.packages_distributions()
    tops = {module.split(".")[0] for module in modules} - OURS - set(sys.stdlib_module_names)
    tops = {top for top in tops if not top.startswith(_MADE)}
    unknown = sorted(tops - set(owners))
    if unknown:
        raise UnknownPart(f"no package is known for {', '.join(unknown)}")
    return [package(name) for name in sorted({owners[top][0] for top in tops}, key=str.lower)]


def libraries_of(places: Iterable[str]) -> list[Library]:
    """The libraries these binaries belong to. Raises UnknownPart."""
    found = set()
    for place in places:
        library = library_of(place)
        if library is not None:
            found.add(library)
        elif not is_module(place):
            raise UnknownPart(f"nobody knows whose {place} is")
    return sorted(found, key=lambda library: library.name.lower())


def is_module(place: str) -> bool:
    """Whether a binary is a module of Python's own or of a package that is installed here.

    Libraries that lie among the modules are none: each of them is known by name, or unknown.
    """
    if not _MODULE.search(place) or _AMONG_LIBRARIES.search(place):
        return False
    top = re.split(r"[/.]", place)[0]
    return top in sys.stdlib_module_names or top in importlib.metadata.packages_distributions()


def package(name: str) -> Package:
    """What the package says of itself. Raises UnknownPart without a licence."""
    found = importlib.metadata.distribution(name)
    told = found.metadata
    licence = _value(told, "License-Expression") or _value(told, "License") or _classified(told)
    licence = _SPELLED.get(licence.strip(), licence.strip())
    if not licence or "\n" in licence:
        raise UnknownPart(f"{name} does not say its licence: {licence[:40]!r}")
    files = [file for file in found.files or () if _LICENCE_FILE.search(file.as_posix())]
    texts = tuple(file.read_text(encoding="utf-8").strip() for file in files)
    return Package(told["Name"], told["Version"], licence, _home(told), texts)


def _home(told: importlib.metadata.PackageMetadata) -> str:
    """Where its sources are, or else whatever address it gives."""
    urls = dict(entry.split(", ", 1) for entry in told.get_all("Project-URL") or ())
    known = {label.lower(): url for label, url in urls.items()}
    named = [known[label] for label in _LABELS if label in known]
    return next(iter([*named, _value(told, "Home-page"), *urls.values()]), "")


def _value(told: importlib.metadata.PackageMetadata, name: str) -> str:
    return told[name] if name in told else ""  # noqa: SIM401 - 3.11 has no get


def _classified(told: importlib.metadata.PackageMetadata) -> str:
    licences = [c for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    return licences[0].split(" :: ")[-1] if licences else ""


def text(version: str, modules: Iterable[str], places: Iterable[str]) -> str:
    """The whole file, for a bundle of these modules and these places of binaries.

    Raises UnknownPart.
    """
    packages = packages_of(modules)
    libraries = {*libraries_of(places), *(BY_NAME[name] for name in _ALWAYS)}
    title = f"What Startframe {version} brings along"
    told = [_FOREWORD.format(title=title, line="=" * len(title))]
    told += ["Libraries", "---------"]
    for one in sorted(libraries, key=lambda library: library.name.lower()):
        told.append(f"{one.name}: {one.licence}; {one.sources}")
    told += ["", "Python packages", "---------------"]
    told += [f"{one.name} {one.version}: {one.licence}; {one.home}" for one in packages]
    texts = [(f"{one.name} {one.version}", text) for one in packages for text in one.texts]
    for title, licence in dict.fromkeys([*texts, *_library_texts(libraries)]):
        told += ["", _SEPARATOR, title, _SEPARATOR, "", licence]
    return "\n".join(told) + "\n"


def _library_texts(libraries: Iterable[Library]) -> list[tuple[str, str]]:
    """The licences of libraries, each text once. Raises UnknownPart where one has none."""
    files = set()
    for one in libraries:
        if one.told_by or one.name in _WITHOUT_TEXT:
            continue
        if one.text is None:
            raise UnknownPart(f"there is no text of the licence of {one.name}")
        files.add(one.text)
    return [(f, (TEXTS / f).read_text(encoding="utf-8").strip()) for f in sorted(files - {""})]
