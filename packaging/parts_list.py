"""The parts list of a release, as CycloneDX: what the lock names, and what its wheels bring."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from libraries import BY_NAME, Library

LOCK = Path(__file__).resolve().parent / "requirements.lock"
NAMESPACE = uuid.UUID(
    "6f0a7f6e-6d3b-5d4c-9a54-0d1d3f0c7c1e"
)  # ours: the same parts, the same number

# Libraries inside wheels, which the wheels' metadata does not tell of
BROUGHT_ALONG = {
    "av": ("FFmpeg of PyAV", "x264", "x265", "dav1d", "LAME", "libvpx", "Opus", "SVT-AV1"),
    "pillow": ("libavif", "libjpeg-turbo", "LibTIFF"),
    "pillow-heif": ("libheif", "libde265", "x265"),
    "pyside6-essentials": ("Qt",),
    "pyside6-addons": ("FFmpeg of Qt Multimedia",),
}
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)(?: *; *([^\\]+?))? *\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Locked(NamedTuple):
    """One entry of the lock: a package, where it is used, and what its files may be."""

    name: str
    version: str
    marker: str
    hashes: list[str]

    @property
    def address(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name.lower()}@{self.version}"


def locked(text: str) -> list[Locked]:
    """The entries of a lock file."""
    found: list[Locked] = []
    for line in text.splitlines():
        entry = _ENTRY.match(line)
        if entry is not None:
            found.append(Locked(entry[1], entry[2], entry[3] or "", []))
        elif found:
            found[-1].hashes.extend(_HASH.findall(line))
    return found


def parts_list(version: str, lock: str) -> dict[str, Any]:
    """CycloneDX 1.6; two of the same version are the same."""
    parts = locked(lock)
    root = f"pkg:generic/startframe@{version}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, version + lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "Startframe",
                "version": version,
                "licenses": [{"license": {"id": "GPL-3.0-or-later"}}],
            }
        },
        "components": [component(part) for part in parts] + [CPYTHON],
        "dependencies": [
            {"ref": root, "dependsOn": [part.address for part in parts] + ["cpython"]}
        ],
        "compositions": [{"aggregate": "incomplete", "assemblies": [root]}],
    }


CPYTHON = {
    "type": "library",
    "bom-ref": "cpython",
    "name": "CPython",
    "licenses": [{"license": {"id": "Python-2.0"}}],
}


def component(part: Locked) -> dict[str, Any]:
    """A package, with the libraries in it; the hashes are those of all its files."""
    hashes = [{"alg": "SHA-256", "content": one} for one in part.hashes]
    reference = {"type": "distribution", "url": part.address, "hashes": hashes}
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.address,
        "name": part.name,
        "version": part.version,
        "purl": part.address,
        "externalReferences": [reference],
    }
    if part.marker:
        found["properties"] = [{"name": "python:marker", "value": part.marker}]
    brought = BROUGHT_ALONG.get(part.name.lower())
    if brought:
        found["components"] = [library(part, BY_NAME[name]) for name in brought]
    return found


def library(part: Locked, brought: Library) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{part.address}#{brought.name.lower().replace(' ', '-')}",
        "name": brought.name,
        "licenses": [licence(brought.licence)],
    }


def licence(told: str) -> dict[str, Any]:
    """One licence by its id, several as the expression they are."""
    return {"expression": told} if " " in told else {"license": {"id": told}}


def write(file: Path, version: str) -> Path:
    """The parts list of this checkout's lock."""
    content = parts_list(version, LOCK.read_text(encoding="utf-8"))
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return file
