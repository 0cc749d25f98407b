"""The parts list of a release, as CycloneDX: what the lock names, and what its wheels bring."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any, NamedTuple

LOCK = Path(__file__).resolve().parent / "requirements.lock"
NAMESPACE = uuid.UUID(
    "6f0a7f6e-6d3b-5d4c-9a54-0d1d3f0c7c1e"
)  # ours: the same parts, the same number

# Libraries inside wheels, which the wheels' metadata does not tell of, with their SPDX licences
BROUGHT_ALONG = {
    "av": {
        "FFmpeg": "GPL-3.0-or-later",
        "x264": "GPL-2.0-or-later",
        "x265": "GPL-2.0-or-later",
        "dav1d": "BSD-2-Clause",
        "LAME": "LGPL-2.0-or-later",
        "libvpx": "BSD-3-Clause",
        "Opus": "BSD-3-Clause",
        "SVT-AV1": "BSD-3-Clause-Clear",
    },
    "pillow": {"libavif": "BSD-2-Clause", "libjpeg-turbo": "IJG", "LibTIFF": "libtiff"},
    "pillow-heif": {
        "libheif": "LGPL-3.0-or-later",
        "libde265": "LGPL-3.0-or-later",
        "x265": "GPL-2.0-or-later",
    },
    "pyside6-essentials": {"Qt": "LGPL-3.0-only"},
    "pyside6-addons": {"Qt Multimedia": "LGPL-3.0-only", "FFmpeg": "LGPL-2.1-or-later"},
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
        found["components"] = [library(part, name, brought[name]) for name in brought]
    return found


def library(part: Locked, name: str, licence: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{part.address}#{name.lower().replace(' ', '-')}",
        "name": name,
        "licenses": [{"license": {"id": licence}}],
    }


def write(file: Path, version: str) -> Path:
    """The parts list of this checkout's lock."""
    content = parts_list(version, LOCK.read_text(encoding="utf-8"))
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return file
