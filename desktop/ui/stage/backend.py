"""Getting QtMultimedia and its FFmpeg plugin into memory without holding the window up.

Loading them on the GUI thread takes 50 to 130 ms. Here the libraries are loaded in a thread with
the interpreter lock released; what then remains on any thread is under 8 ms.
"""

from __future__ import annotations

import ctypes
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

logger = logging.getLogger(__name__)

HARMLESS_MESSAGES = (
    r"Couldn't (load|resolve) (pipewire|va\b)",
    r"PulseAudioService: pa_context_connect\(\) failed",
    r"No audio device detected",
    r"No RHI backend\. Using CPU conversion",
    r"Immediate exit requested",
    r"This plugin does not support",
)
"""What Qt warns of on machines without sound, graphics card or screen, and of a load that was
interrupted because another clip was chosen; nothing is wrong then."""

_QUIET = 16  # AV_LOG_ERROR: without it FFmpeg tells standard error about every file opened


def preload() -> None:
    """Load the libraries, then the Python module. To be run in a thread; twice does no harm."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "multimedia"
    for plugin in folder.glob("*ffmpegmediaplugin*"):
        try:
            library = _load(plugin)
        except (OSError, AttributeError) as error:
            logger.info("%s was not loaded ahead: %s", plugin.name, error)
            continue
        hush = getattr(library, "av_log_set_level", None)
        if hush is not None and "QT_FFMPEG_DEBUG" not in os.environ:
            hush(_QUIET)
    import PySide6.QtMultimedia  # noqa: F401 - the import is the work


def convert_on_processor() -> None:
    """Keep Qt from sending each frame through OpenGL and reading it back, only to paint it.

    1280x720 under software OpenGL: 21 ms and more a frame that way, 3.7 ms by the processor.
    """
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ForceRasterWidgets)


def can_be_painted(frame: QVideoFrame) -> bool:
    """Whether the processor can turn it into a picture: not those of 10 bits and more.

    Usual frames are not tried: that takes some milliseconds.
    """
    formats = frame.surfaceFormat().PixelFormat
    if frame.pixelFormat() in {formats.Format_YUV420P, formats.Format_NV12}:
        return True
    return not frame.toImage().isNull()


def _load(library: Path) -> ctypes.CDLL:
    """Load a library; before Python 3.12 `CDLL` holds the interpreter lock meanwhile on POSIX.

    A call through ctypes does not, so `dlopen` itself is called first. Raises OSError.
    """
    if os.name != "nt":
        dlopen = ctypes.CDLL(None).dlopen
        dlopen.restype = ctypes.c_void_p
        dlopen(os.fsencode(library), os.RTLD_NOW)
    return ctypes.CDLL(str(library))
