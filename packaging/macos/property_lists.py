"""Property lists as macOS wants them: written, read back, and every value of its key's type."""

from __future__ import annotations

import plistlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

TYPES: dict[str, type] = {
    "CFBundleDevelopmentRegion": str,
    "CFBundleDisplayName": str,
    "CFBundleDocumentTypes": list,
    "CFBundleExecutable": str,
    "CFBundleIconFile": str,
    "CFBundleIdentifier": str,
    "CFBundleInfoDictionaryVersion": str,
    "CFBundleName": str,
    "CFBundlePackageType": str,
    "CFBundleShortVersionString": str,
    "CFBundleVersion": str,
    "LSApplicationCategoryType": str,
    "LSMinimumSystemVersion": str,
    "NSHighResolutionCapable": bool,
    "NSHumanReadableCopyright": str,
    "NSRequiresAquaSystemAppearance": bool,
}
OF_PYINSTALLER = (
    "CFBundleExecutable",
    "CFBundleIconFile",
    "CFBundleInfoDictionaryVersion",
    "CFBundlePackageType",
)
TYPES_OF_A_DOCUMENT: dict[str, type] = {
    "CFBundleTypeName": str,
    "CFBundleTypeRole": str,
    "LSHandlerRank": str,
    "LSItemContentTypes": list,
}
ALLOWED = {
    "CFBundleIdentifier": r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
    "CFBundleShortVersionString": r"\d+(\.\d+){0,2}",
    "CFBundleVersion": r"\d+(\.\d+){0,2}",
    "CFBundleTypeRole": "Editor|Viewer|Shell|QLGenerator|None",
    "LSApplicationCategoryType": r"public\.app-category\.[a-z-]+",
    "LSHandlerRank": "Owner|Default|Alternate|None",
    "LSMinimumSystemVersion": r"\d+\.\d+(\.\d+)?",
}
_CONTENT_TYPE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def write(content: dict[str, Any], file: Path) -> Path:
    """As XML; what is read back must be what was meant."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(plistlib.dumps(content))
    if read(file) != content:
        raise ValueError(f"{file.name} is not read back as it was written")
    return file


def read(file: Path) -> dict[str, Any]:
    """The content of a property list."""
    found = plistlib.loads(file.read_bytes())
    if not isinstance(found, dict):
        raise TypeError(f"{file.name} holds no dictionary")
    return found


def info_problems(content: dict[str, Any]) -> list[str]:
    """What macOS would not take, or not understand, in an Info.plist."""
    problems = key_problems(content, TYPES)
    for entry in content.get("CFBundleDocumentTypes", []):
        problems += key_problems(entry, TYPES_OF_A_DOCUMENT)
        types = entry.get("LSItemContentTypes", [])
        problems += [f"{each!r} is no content type" for each in types if not is_content_type(each)]
    return problems


def key_problems(content: dict[str, Any], types: dict[str, type]) -> list[str]:
    """Keys that are missing, unknown or hold what they may not; a number is no boolean."""
    missing = [key for key in types if key not in content and key not in OF_PYINSTALLER]
    problems = [f"{key} is missing" for key in missing]
    for key, value in content.items():
        if key not in types:
            problems.append(f"{key} is not a key that is known here")
        elif type(value) is not types[key]:
            problems.append(f"{key} is {value!r}, not of type {types[key].__name__}")
        elif key in ALLOWED and re.fullmatch(ALLOWED[key], str(value)) is None:
            problems.append(f"{key} may not be {value!r}")
    return problems


def is_content_type(name: object) -> bool:
    return isinstance(name, str) and _CONTENT_TYPE.fullmatch(name) is not None


def entitlement_problems(content: dict[str, Any]) -> list[str]:
    """Entitlements are switches of Apple's: on, or left out."""
    wrong = [key for key, value in content.items() if value is not True]
    strange = [key for key in content if not key.startswith("com.apple.security.")]
    return [f"{key} is not simply true" for key in wrong] + [f"{key} is unknown" for key in strange]
