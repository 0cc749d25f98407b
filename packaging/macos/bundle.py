"""What macOS reads about the app before it starts it: Info.plist and entitlements.

The keys are Apple's, each as its Information Property List reference has it.
"""

from __future__ import annotations

import platform
import re
from typing import Any

IDENTIFIER = "io.github.startframe.Startframe"
APP = "Startframe.app"
MINIMUM_MACOS = "13.0"  # the wheels of PySide6 6.11
MINIMUM_MACOS_ARM64 = "14.0"  # the wheel of PyAV 18, which is for 11.0 on x86-64

# Uniform type identifiers, each with the kind in `desktop.media.kinds` that it stands for
PICTURES = {
    "public.png": "PNG",
    "public.jpeg": "JPEG",
    "public.heic": "HEIC",
    "org.webmproject.webp": "WebP",
}
FILMS = {"public.mpeg-4": "MP4"}

_VERSION = re.compile(r"\d+(\.\d+){0,2}")


def info_plist(version: str) -> dict[str, Any]:
    """Startframe's own keys; PyInstaller adds those of the executable and the icon."""
    numbers = bundle_version(version)
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": "Startframe",
        "CFBundleDisplayName": "Startframe",
        "CFBundleDevelopmentRegion": "en",
        "CFBundleShortVersionString": numbers,
        "CFBundleVersion": numbers,
        "CFBundleDocumentTypes": [
            document_type("Picture", PICTURES),
            document_type("Film", FILMS),
        ],
        "LSApplicationCategoryType": "public.app-category.video",
        "LSMinimumSystemVersion": minimum_macos(),
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "© The Startframe authors, GPL-3.0-or-later",
        "NSRequiresAquaSystemAppearance": False,  # true would keep dark mode away
    }


def document_type(name: str, kinds: dict[str, str]) -> dict[str, Any]:
    """Files that may be let go of on the Dock icon, and opened with the app, never by default."""
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": list(kinds),
    }


def minimum_macos() -> str:
    """The oldest that runs it, on the architecture that it is made on and for."""
    return MINIMUM_MACOS_ARM64 if platform.machine() == "arm64" else MINIMUM_MACOS


def bundle_version(version: str) -> str:
    """The numbers of a version: Apple's has three at the most, and no letters."""
    found = _VERSION.match(version)
    if found is None:
        raise ValueError(f"{version} does not begin with a number")
    return found.group()


def entitlements() -> dict[str, bool]:
    """What the hardened runtime is to allow: nothing, as long as the signed app passes its test.

    PyInstaller signs every library with the app's own certificate, so that library validation
    may stay. Should `ctypes` fail in the signed app, what it lacks is
    `com.apple.security.cs.allow-unsigned-executable-memory`.
    """
    return {}
