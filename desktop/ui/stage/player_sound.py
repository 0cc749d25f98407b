"""The sound of a player: how loud it is, and where it goes, if anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

_USUAL = 0.3


class PlayerSound:
    """`volume` is 0 to 1, as the ear hears it."""

    def __init__(self) -> None:
        self._output: QAudioOutput | None = None
        self._volume = _USUAL
        self.is_muted = False

    def connect(self, media: QMediaPlayer) -> None:
        """An output is made only for a clip with sound on a machine with a device."""
        if self._output is not None or not media.hasAudio():
            return
        from PySide6.QtMultimedia import QAudioOutput, QMediaDevices

        if QMediaDevices.audioOutputs():
            self._output = QAudioOutput(media)
            self._apply()
            media.setAudioOutput(self._output)

    def set_volume(self, volume: float) -> None:
        self._volume = min(1.0, max(0.0, volume))
        self._apply()

    def set_muted(self, is_muted: bool) -> None:  # noqa: FBT001 - a setter
        self.is_muted = is_muted
        self._apply()

    def _apply(self) -> None:
        if self._output is None:
            return
        from PySide6.QtMultimedia import QAudio

        scales = QAudio.VolumeScale
        heard = QAudio.convertVolume(
            self._volume, scales.LogarithmicVolumeScale, scales.LinearVolumeScale
        )
        self._output.setVolume(heard)
        self._output.setMuted(self.is_muted)
