"""What the file of a clip says of itself: read when the clip is looked at, not kept."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import BrokenVideo

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.media.probe import VideoFacts
    from desktop.media.sound_levels import SoundLevels

_CODECS = {
    "h264": "H.264",
    "hevc": "H.265",
    "av1": "AV1",
    "vp9": "VP9",
    "aac": "AAC",
    "opus": "Opus",
    "mp3": "MP3",
}
_MEGA = 1_000_000


class FileReader(Protocol):
    """Who looks into files: the studio, beside the window."""

    async def facts_of(self, video: Path) -> VideoFacts: ...
    async def sound_of(self, video: Path) -> SoundLevels | None: ...


async def read(files: FileReader, video: Path) -> list[tuple[str, str]]:
    """Labels and values in the order they are read, or why there are none."""
    if not await asyncio.to_thread(video.is_file):
        return [(_tr("The file"), _tr("is gone"))]
    try:
        facts = await files.facts_of(video)
    except BrokenVideo:
        return [(_tr("The file"), _tr("is damaged"))]
    return described(facts, await files.sound_of(video))


def described(facts: VideoFacts, levels: SoundLevels | None) -> list[tuple[str, str]]:
    """The facts in words; what is not known is left out."""
    rate = facts.size_bytes * 8 / facts.duration_s / _MEGA if facts.duration_s else 0.0
    found = [
        (_tr("Frame rate"), _tr("{n} a second").format(n=_short(facts.fps))),
        (_tr("Encoded as"), " + ".join(_codecs(facts))),
        (_tr("Bit rate"), _tr("{n} Mbit/s").format(n=f"{rate:.1f}")),
    ]
    if levels is not None and levels.is_silent:
        found.append((_tr("Loudness"), _tr("silent")))
    elif levels is not None and levels.loudness_lufs is not None:
        found.append((_tr("Loudness"), _tr("{n} LUFS").format(n=f"{levels.loudness_lufs:.1f}")))
    return found


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _codecs(facts: VideoFacts) -> list[str]:
    names = (facts.video_codec, facts.audio_codec)
    return [_CODECS.get(name, name) for name in names if name is not None]


def _tr(text: str) -> str:
    return QCoreApplication.translate("FileFacts", text)
