"""Playing one clip: frames for a widget to paint, sound where there is a device for it."""

from __future__ import annotations

import asyncio
import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal

from desktop.ui.stage import backend
from desktop.ui.stage.frame_clock import FrameClock, FrameSeek
from desktop.ui.stage.player_sound import PlayerSound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

    from desktop.core.tasks import TaskOwner

_SEEK_PATIENCE_MS = 400  # a seek whose frame does not come must not hold back the next one
FRAME_PATIENCE_MS = 4000
"""From when a file is opened: longer than its first frame takes on a slow machine."""
_FALLBACK_FPS = 24.0
_MS_US = 1000
SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class PlayerState(enum.Enum):
    """What the player does."""

    EMPTY = "empty"
    LOADING = "loading"
    PAUSED = "paused"
    PLAYING = "playing"
    FAILED = "failed"


class ClipPlayer(QObject):
    """A clip, its first frame at once, then as told. Positions in milliseconds.

    QtMultimedia comes with the first `load`, through a thread. Empty frames, which the backend
    sends at the end and between files, are not passed on: what was last seen stays.
    """

    frame_changed = Signal(object)
    position_changed = Signal(int)
    duration_changed = Signal(int)
    state_changed = Signal(object)
    failed = Signal(str)
    speed_changed = Signal(float)
    part_changed = Signal(object)

    def __init__(self, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task_name = name = f"player {id(self)}"
        self.destroyed.connect(lambda: tasks.cancel(name))
        self._media: QMediaPlayer | None = None
        self._sink: QVideoSink | None = None
        self._sound = PlayerSound()
        self._path: Path | None = None
        self._state = PlayerState.EMPTY
        self._wants_play = False
        self._loops = True
        self._position_ms = 0
        self._shown_ms = 0.0
        self._clock = FrameClock(0)
        self._times_ms: tuple[float, ...] = ()
        self._seek_wanted: int | None = None
        self._seek: FrameSeek | None = None
        self._speed = 1.0
        self._part: tuple[int, int] | None = None
        self._seek_patience = QTimer(self, singleShot=True, interval=_SEEK_PATIENCE_MS)
        self._seek_patience.timeout.connect(self._on_seek_done)
        self._first_frame_patience = QTimer(self, singleShot=True)
        self._first_frame_patience.timeout.connect(self._on_no_frame)

    # ── asked ────────────────────────────────────────────────────────────────────────────────

    @property
    def state(self) -> PlayerState:
        return self._state

    @property
    def path(self) -> Path | None:
        """The file that is loaded, or being loaded."""
        return self._path

    @property
    def loops(self) -> bool:
        return self._loops

    @property
    def is_muted(self) -> bool:
        return self._sound.is_muted

    @property
    def position_ms(self) -> int:
        """Where the frame lies that is shown."""
        return self._position_ms

    @property
    def duration_ms(self) -> int:
        """How long the picture lasts; the sound may be a little longer."""
        if self._media is None or self._path is None:
            return 0
        return int(self._track("Duration")) or self._media.duration()

    @property
    def fps(self) -> float:
        return float(self._track("VideoFrameRate") or _FALLBACK_FPS)

    @property
    def frame_count(self) -> int:
        return self._clock.count

    @property
    def frame_index(self) -> int:
        """The number of the frame that is shown, from 0."""
        return self._clock.index_from(self._shown_ms)

    def frame_start_ms(self, index: int) -> float:
        """When this frame begins; of one after the last, when the film ends."""
        return self._clock.start_ms(index)

    def _track(self, key: str) -> float:
        """A fact of the video track, 0 without one; the container's may be of a longer sound."""
        if self._media is None:
            return 0.0
        from PySide6.QtMultimedia import QMediaMetaData

        name = QMediaMetaData.Key[key]
        return next((float(t.value(name) or 0) for t in self._media.videoTracks()), 0.0)

    @property
    def speed(self) -> float:
        """How fast it plays: 1 as it was made."""
        return self._speed

    @property
    def part(self) -> tuple[int, int] | None:
        """The frames that are looped, the first and the last of them; None for all."""
        return self._part

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_speed(self, speed: float) -> None:
        """Play faster or slower from now on; the sound goes with it."""
        if speed != self._speed:
            self._speed = speed
            if self._media is not None:
                self._media.setPlaybackRate(speed)
            self.speed_changed.emit(speed)

    def change_speed(self, steps: int) -> None:
        """So many steps of `SPEEDS` faster, or slower."""
        place = SPEEDS.index(self._speed) + steps
        self.set_speed(SPEEDS[min(max(0, place), len(SPEEDS) - 1)])

    def set_part(self, part: tuple[int, int] | None) -> None:
        """Loop from one frame to another, both played; None loops everything."""
        if part is not None:
            part = min(part), max(part)
        if part != self._part:
            self._part = part
            self.part_changed.emit(part)

    def set_frame_times(self, starts_ms: Sequence[float]) -> None:
        """When each frame of the film that is loaded begins, from the first on; else its rate

        tells that, which is wrong for a film whose frames do not last equally long.
        """
        self._times_ms = tuple(starts_ms)
        self._tell_duration()

    def load(self, path: Path) -> None:
        """Show the clip's first frame, paused."""
        self._path = path
        self._first_frame_patience.stop()
        self._times_ms = ()
        self._clock = FrameClock(0)
        self.set_part(None)
        self._wants_play = False
        self._move_to(0.0)
        self._set_state(PlayerState.LOADING)
        if self._media is not None:
            self._open()
        else:
            self._tasks.start(self._task_name, self._prepare())

    def play(self) -> None:
        """Play on, from the start after the end; a clip that is still loading plays then."""
        self._wants_play = True
        if self._media is not None and self._state in {PlayerState.PAUSED, PlayerState.PLAYING}:
            self._sound.connect(self._media)
            if not self._loops and self.frame_index >= self.frame_count - 1:
                self._media.setPosition(0)
            self._media.play()

    def pause(self) -> None:
        self._wants_play = False
        if self._media is not None and self._state is PlayerState.PLAYING:
            self._media.pause()

    def toggle(self) -> None:
        """Play or pause."""
        self.pause() if self._wants_play else self.play()

    def seek(self, position_ms: int) -> None:
        """Go to the frame shown at this time. While one seek is under way, only the last waits."""
        if self._media is None or self._state not in {PlayerState.PAUSED, PlayerState.PLAYING}:
            return
        self.seek_frame(self._clock.index_at(position_ms))

    def seek_frame(self, index: int) -> None:
        """Go to frame `index` exactly; beyond the end to the last."""
        if self._media is None or self._state not in {PlayerState.PAUSED, PlayerState.PLAYING}:
            return
        self._seek_wanted = min(max(0, index), max(0, self.frame_count - 1))
        if not self._seek_patience.isActive():
            self._seek_now()

    def step(self, frames: int) -> None:
        """Pause, and go some frames on or back: from where a seek under way will end."""
        self.pause()
        here = self.frame_index
        if self._seek_patience.isActive() and self._seek is not None:
            here = self._seek.target if self._seek_wanted is None else self._seek_wanted
        self.seek_frame(here + frames)

    def set_loops(self, loops: bool) -> None:  # noqa: FBT001 - a setter, connected to toggled(bool)
        """Whether the end goes on with the beginning, without a gap."""
        self._loops = loops
        if self._media is not None:
            kinds = self._media.Loops
            self._media.setLoops(kinds.Infinite if loops else kinds.Once)

    def set_volume(self, volume: float) -> None:
        """0 to 1, as the ear hears it."""
        self._sound.set_volume(volume)

    def set_muted(self, is_muted: bool) -> None:  # noqa: FBT001 - a setter
        self._sound.set_muted(is_muted)

    def release(self) -> None:
        """Let go of the file: it can be moved or deleted right after, on Windows too."""
        self._path = None
        self._wants_play = False
        self._seek_patience.stop()
        self._first_frame_patience.stop()
        if self._media is not None:
            self._media.stop()
            self._media.setSource(QUrl())
        self._set_state(PlayerState.EMPTY)

    # ── the backend ──────────────────────────────────────────────────────────────────────────

    async def _prepare(self) -> None:
        await asyncio.to_thread(backend.preload)
        backend.convert_on_processor()
        from PySide6.QtMultimedia import QMediaPlayer, QVideoSink

        self._media = QMediaPlayer(self)
        self._sink = QVideoSink(self)
        self._media.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._media.playbackStateChanged.connect(self._on_playback_state)
        self._media.durationChanged.connect(self._tell_duration)
        self._media.tracksChanged.connect(self._tell_duration)
        self._media.mediaStatusChanged.connect(self._on_media_status)
        self._media.errorOccurred.connect(self._on_error)
        self.set_loops(self._loops)
        self._media.setPlaybackRate(self._speed)
        self._open()

    def _open(self) -> None:
        if self._media is None or self._path is None:
            return
        self._seek_patience.stop()
        self._media.setSource(QUrl.fromLocalFile(str(self._path)))
        if self._state is PlayerState.LOADING:
            self._media.pause()

    def _seek_now(self) -> None:
        if self._media is None or self._seek_wanted is None:
            return
        self._seek = FrameSeek(self._clock, self._seek_wanted)
        self._seek_wanted = None
        if self._media.playbackState() == self._media.PlaybackState.StoppedState:
            self._media.pause()  # after the end nothing is decoded until it is paused
        self._go_on_seeking(self._seek.position_ms)

    def _go_on_seeking(self, position_ms: int) -> None:
        if self._media is not None:
            self._seek_patience.start()
            self._media.setPosition(position_ms)

    def _is_beside(self, frame: QVideoFrame) -> bool:
        """Whether another frame than the one that is sought came; then it is sought on."""
        if self._seek is None or not self._seek_patience.isActive():
            return False
        if self._state is not PlayerState.PAUSED or self._seek_wanted is not None:
            return False
        shown = self._clock.index_from(frame.startTime() / _MS_US)
        next_ms = self._seek.next_ms(shown, frame.endTime() / _MS_US)
        if next_ms is not None:
            self._go_on_seeking(next_ms)
        return next_ms is not None

    def _on_seek_done(self) -> None:
        self._seek_patience.stop()
        self._seek_now()

    def _on_frame(self, frame: QVideoFrame) -> None:
        is_wanted = self._path is not None and self._state is not PlayerState.FAILED
        if not frame.isValid() or not is_wanted:
            return
        if self._state is PlayerState.LOADING:
            if not backend.can_be_painted(frame):
                self._fail(self.tr("Its pixels are of a kind that cannot be shown."))
                return
            self._first_frame_patience.stop()
            self._set_state(PlayerState.PAUSED)
            if self._wants_play:
                self.play()
        if self._is_beside(frame):
            return
        self._move_to(max(0, frame.startTime()) / _MS_US)
        self.frame_changed.emit(frame)
        if self._state is PlayerState.PLAYING and self._part is not None:
            self._stay_in(self._part)
        if self._seek_patience.isActive():
            self._on_seek_done()

    def _stay_in(self, part: tuple[int, int]) -> None:
        """Go to the part's first frame after its last, or from anywhere outside of it."""
        first, last = part
        if not first <= self.frame_index < last and not self._seek_patience.isActive():
            self.seek_frame(first)

    def _on_playback_state(self, state: QMediaPlayer.PlaybackState) -> None:
        if self._state not in {PlayerState.PAUSED, PlayerState.PLAYING} or self._media is None:
            return
        is_playing = state == self._media.PlaybackState.PlayingState
        if not is_playing:
            self._wants_play = False
        self._set_state(PlayerState.PLAYING if is_playing else PlayerState.PAUSED)

    def _on_media_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if self._media is None or self._state is not PlayerState.LOADING:
            return
        kinds = self._media.MediaStatus
        if status == kinds.LoadedMedia and not self._media.hasVideo():
            self._fail(self.tr("There is no picture in it."))
        elif status == kinds.LoadedMedia:
            self._first_frame_patience.start(FRAME_PATIENCE_MS)

    def _on_no_frame(self) -> None:
        """Of a codec that it has no decoder for, the backend says nothing at all."""
        if self._state is PlayerState.LOADING:
            self._fail(self.tr("None of its pictures can be decoded."))

    def _on_error(self, _error: QMediaPlayer.Error, text: str) -> None:
        if self._path is not None:
            self._fail(text)

    def _fail(self, text: str) -> None:
        self._seek_patience.stop()
        self._first_frame_patience.stop()
        self._wants_play = False
        self._set_state(PlayerState.FAILED)
        self.failed.emit(text)

    def _tell_duration(self) -> None:
        """It, and with it the number of frames, is known, or known better."""
        duration_ms = self.duration_ms
        self._clock = FrameClock(duration_ms, fps=self.fps, starts_ms=self._times_ms)
        self.duration_changed.emit(duration_ms)

    def _move_to(self, moment_ms: float) -> None:
        self._shown_ms = moment_ms
        position_ms = int(moment_ms)
        if position_ms != self._position_ms:
            self._position_ms = position_ms
            self.position_changed.emit(position_ms)

    def _set_state(self, state: PlayerState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
