"""What PyInstaller collects and Startframe does without: most of Qt that is not the window's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Entry = tuple[str, str, str]

# Matched against places in the bundle, with forward slashes. QtQuick and QtQml stay on Linux:
# the plugin that plays films links them.
UNNEEDED = (
    r"Qt/(translations|qml|qsci|metatypes|libexec|resources)/",
    r"plugins/(assetimporters|canbus|designer|egldeviceintegrations|generic|geometryloaders"
    r"|geoservices|networkinformation|platforminputcontexts|position|printsupport|qmllint"
    r"|qmltooling|renderers|renderplugins|sceneparsers|scxmldatamodel|sensors|sqldrivers"
    r"|texttospeech|tls|vectorimageformats|webview|wayland-[a-z-]+)/",
    r"platformthemes/libqgtk3",
    r"platforms/.*q(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc|direct2d|wayland[a-z-]*)\b",
    r"imageformats/.*q(gif|icns|ico|pdf|tga|tiff|wbmp)\b",
    r"Qt6?(3D|Bluetooth|Charts|DataVisualization|Designer|Graphs|Help|Labs|Location"
    r"|Lottie|Nfc|OpenGLWidgets|Pdf|Positioning|PrintSupport|Quick3D|QuickControls|QuickDialogs"
    r"|QuickEffects|QuickLayouts|QuickParticles|QuickShapes|QuickTemplates|QuickTest|QuickTimeline"
    r"|QuickVectorImage|QuickWidgets|RemoteObjects|Scxml|Sensors|SerialBus|SerialPort|ShaderTools"
    r"|SpatialAudio|Sql|StateMachine|Test|TextToSpeech|UiTools|VirtualKeyboard|WaylandCompositor"
    r"|WebChannel|WebEngine|WebSockets|WebView)",
    r"opengl32sw\.dll|Qt6(Quick|Qml\w*|OpenGL)\.dll|PySide6/translations/",
    # of Debian: what the package depends on, or what only the theme of GTK needs
    r"^lib(X|xcb|xkbcommon|glib|gio|gobject|gmodule|gthread|pulse|sndfile|vorbis|FLAC|mpg123"
    r"|mp3lame|opus|ogg|asyncns|fontconfig|freetype|krb5|k5crypto|gssapi|com_err|keyutils|dbus"
    r"|selinux|mount|blkid|pcre2|gcrypt|gpg-error|harfbuzz|graphite2|fribidi|thai|datrie|pixman"
    r"|gdk|gtk|jpeg|png16|cap|bsd|md|lz4|brotli|systemd|wayland|cups|atk|pango|cairo|epoxy|mvec"
    r"|stdc\+\+|gcc_s)[^/]*\.so",
    # what an installer of packages noted down, with the places of this machine
    r"\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|uv_cache\.json)$",
    r"numpy|tkinter|/tests?/|lib-dynload/_(test|xxtest|ctypes_test)|lib-dynload/xx",
)
# Where wheels for Windows keep their libraries; PyInstaller lays copies beside the program too.
_LIBRARIES = re.compile(r"\.libs[/\\][^/\\]+\.dll$")
_PATTERN = re.compile("|".join(f"(?:{one})" for one in UNNEEDED))


def pruned(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of PyInstaller's table that stay: place in the bundle, source, kind."""
    needed = [entry for entry in entries if is_needed(entry[0])]
    in_folders = {Path(_slashed(place)).name for place, *_ in needed if _LIBRARIES.search(place)}
    return [entry for entry in needed if entry[0] not in in_folders]


def is_needed(place: str) -> bool:
    """Whether the file at this place of the bundle stays in it."""
    return _PATTERN.search(_slashed(place)) is None


def _slashed(place: str) -> str:
    return place.replace("\\", "/")
