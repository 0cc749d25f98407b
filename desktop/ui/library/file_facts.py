"""What the file of a clip says of itself: read when the clip is looked at, not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

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


def read(video: Path) -> list[tuple[str, str]]:
    """Labels and values in the order they are read, or why there are none. It blocks."""
    from desktop.core.errors import BrokenVideo
    from desktop.media.probe import probe
    from desktop.media.sound_levels import measure

    if not video.is_file():
        return [(_tr("The file"), _tr("is gone"))]
    try:
        facts = probe(video)
    except BrokenVideo:
        return [(_tr("The file"), _tr("is damaged"))]
    return described(facts, measure(video))


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
