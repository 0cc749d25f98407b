"""A clip on the stage: picture, transport and player, here or over the whole screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.tasks import has_loop
from desktop.ui import theme
from desktop.ui.account.money import clip_charge
from desktop.ui.drag_out import drag_files
from desktop.ui.stage.player import ClipPlayer, PlayerState
from desktop.ui.stage.surface import VideoSurface
from desktop.ui.stage.transport import Transport
from desktop.ui.stage.trouble import FilmTrouble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip
    from desktop.media.film_look import FilmLook

    LookAt = Callable[[Path], Awaitable[FilmLook]]

_IDLE_MS = 2500
_KEYS_MEANT = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class FilmView(QWidget):
    """Shows one clip; what the user turns on or off is told upwards."""

    volume_changed = Signal(float)
    mute_changed = Signal(bool)
    loop_changed = Signal(bool)
    full_screen_changed = Signal(bool)
    file_wanted = Signal(object)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage_film")
        self.player = ClipPlayer(tasks, self)
        self.surface = VideoSurface(self)
        self.transport = Transport(self)
        self.trouble = FilmTrouble(self.player, self.surface, tasks)
        self.message = self.trouble.message
        self.is_draggable = True
        self._clip: Clip | None = None
        self._is_full_screen = False
        self._plays_after_scrub = False
        self._is_looked_at = False
        self._to_look_at: Clip | None = None
        self._look_at: LookAt = _looked_at
        self._tasks = tasks
        self._looking = name = f"look at the clip {id(self)}"
        self.destroyed.connect(lambda: tasks.cancel(name))
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._on_idle)
        self.surface.setMouseTracking(True)
        self.surface.installEventFilter(self)
        self.setFocusProxy(self.surface)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.surface, 1)
        column.addWidget(self.transport)
        self._connect_player()
        self._connect_transport()
        self._show_as_window()

    def _connect_player(self) -> None:
        player = self.player
        player.frame_changed.connect(self.surface.show_frame)
        player.position_changed.connect(self._show_time)
        player.duration_changed.connect(self._on_duration_changed)
        player.state_changed.connect(self._on_state_changed)
        player.speed_changed.connect(self.transport.show_speed)
        player.part_changed.connect(self._show_part)

    def _connect_transport(self) -> None:
        transport, player = self.transport, self.player
        transport.play_toggled.connect(player.toggle)
        transport.sought.connect(player.seek)
        transport.scrub_started.connect(self._on_scrub_started)
        transport.scrub_ended.connect(self._on_scrub_ended)
        transport.first_frame_requested.connect(self.go_to_first_frame)
        transport.last_frame_requested.connect(self.go_to_last_frame)
        transport.normal_speed_requested.connect(self.normal_speed)
        transport.loop_toggled.connect(self._on_loop_toggled)
        transport.mute_toggled.connect(self._on_mute_toggled)
        transport.volume_changed.connect(self._on_volume_changed)
        transport.full_screen_toggled.connect(self.toggle_full_screen)
        self.surface.clicked.connect(player.toggle)
        self.surface.double_clicked.connect(self.toggle_full_screen)
        self.surface.dragged.connect(self._drag_out)
        self.trouble.file_wanted.connect(self.file_wanted)

    def _drag_out(self) -> None:
        """The film as a file, for whatever program it is let go over."""
        if self._clip is not None and self.is_draggable:
            picture = QPixmap.fromImage(self.surface.image())
            drag_files(self.surface, [self._clip.video], picture)

    def set_look_source(self, look_at: LookAt) -> None:
        """Who reads a film through."""
        self._look_at = look_at

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def show_clip(self, clip: Clip, still: QPixmap | None = None) -> None:
        """Load a clip; `still` is shown until its first frame is there. The same one stays."""
        self._clip = clip
        self.surface.setAccessibleName(
            self.tr("Clip, {prompt}").format(prompt=clip.request.prompt or clip.frame_name)
        )
        self.transport.set_has_sound(clip.has_audio)
        self.transport.show_charge(*clip_charge(clip))
        is_playing = self.trouble.plays(clip.video) and self.player.state is not PlayerState.FAILED
        if is_playing or self.trouble.is_helping(clip.video):
            return
        self.trouble.follow(clip)
        self.transport.show_missing_sound(is_missing=clip.request.audio and not clip.has_audio)
        self.transport.seek_bar.show_levels(())
        self._is_looked_at = False
        if still is not None:
            self.surface.show_still(still)
        self.transport.set_duration(round(clip.duration_s * 1000))
        self.player.load(clip.video)
        self._show_time()

    def release(self) -> None:
        """Let go of the film, and of whatever is being done about it."""
        self.trouble.forget()
        self.player.release()

    def go_to_first_frame(self) -> None:
        self.player.seek_frame(0)

    def go_to_last_frame(self) -> None:
        """Pause there: the last frame is what is looked for."""
        self.player.pause()
        self.player.seek_frame(self.player.frame_count - 1)

    def slower(self) -> None:
        self.player.change_speed(-1)

    def normal_speed(self) -> None:
        self.player.set_speed(1.0)

    def faster(self) -> None:
        self.player.change_speed(1)

    def begin_part(self) -> None:
        """Loop from the frame that is shown, to where it was looped to, or the end."""
        here, part = self.player.frame_index, self.player.part
        last = part[1] if part is not None and part[1] > here else self.player.frame_count - 1
        self._loop(here, last)

    def end_part(self) -> None:
        """Loop to the frame that is shown."""
        here, part = self.player.frame_index, self.player.part
        first = part[0] if part is not None and part[0] < here else 0
        self._loop(first, here)

    def _loop(self, first: int, last: int) -> None:
        """Two frames at the least; nothing before the film is loaded."""
        if last > first:
            self.player.set_part((first, last))

    def clear_part(self) -> None:
        """Loop all of it again."""
        self.player.set_part(None)

    def set_loop(self, is_on: bool) -> None:  # noqa: FBT001 - a setter
        self.player.set_loops(is_on)
        self.transport.set_loop(is_on)

    def set_muted(self, is_muted: bool) -> None:  # noqa: FBT001 - a setter
        self.player.set_muted(is_muted)
        self.transport.set_muted(is_muted)

    def set_volume(self, volume: float) -> None:
        self.player.set_volume(volume)
        self.transport.set_volume(volume)

    # ── the player ───────────────────────────────────────────────────────────────────────────

    def _show_time(self, _position_ms: int = 0) -> None:
        duration = self.player.duration_ms
        if not duration and self._clip is not None:
            duration = round(self._clip.duration_s * 1000)
        self.transport.show_time(self.player.position_ms, duration)
        self.transport.show_frame(self.player.frame_index, self.player.frame_count)

    def _show_part(self, part: tuple[int, int] | None) -> None:
        start_ms = self.player.frame_start_ms
        ends = None if part is None else (start_ms(part[0]), start_ms(part[1] + 1))
        self.transport.seek_bar.show_part(ends)

    def _on_duration_changed(self, duration_ms: int) -> None:
        if duration_ms:
            self.transport.set_duration(duration_ms)
            self._show_time()

    def _on_state_changed(self, state: PlayerState) -> None:
        self.transport.set_playing(state is PlayerState.PLAYING)
        is_loaded = state in {PlayerState.PAUSED, PlayerState.PLAYING}
        self.transport.setEnabled(is_loaded)
        if is_loaded and not self._is_looked_at and has_loop():
            self._is_looked_at = True
            self._start_looking()
        self._wake()

    def _start_looking(self) -> None:
        """What takes a moment is looked up once it can be seen."""
        if self._clip is not None:
            self._to_look_at = self._clip
            self._tasks.start(self._looking, self._look())

    async def _look(self) -> None:
        """One after the other; of those that came meanwhile the last."""
        while self._to_look_at is not None:
            clip, self._to_look_at = self._to_look_at, None
            seen = await self._look_at(clip.video)
            if self._clip is None or self._clip.video != clip.video:
                continue
            self.player.set_frame_times(seen.frames_ms)
            if seen.sound is not None and clip.has_audio:
                self.transport.seek_bar.show_levels(seen.sound.peaks)
                if seen.sound.is_silent and clip.request.audio:
                    self.transport.show_silent_sound()

    # ── the user ─────────────────────────────────────────────────────────────────────────────

    def _on_scrub_started(self) -> None:
        self._plays_after_scrub = self.player.state is PlayerState.PLAYING
        self.player.pause()

    def _on_scrub_ended(self) -> None:
        if self._plays_after_scrub:
            self.player.play()

    def _on_loop_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        self.player.set_loops(is_on)
        self.loop_changed.emit(is_on)

    def _on_mute_toggled(self, is_muted: bool) -> None:  # noqa: FBT001 - a slot
        self.player.set_muted(is_muted)
        self.mute_changed.emit(is_muted)

    def _on_volume_changed(self, volume: float) -> None:
        self.player.set_volume(volume)
        self.volume_changed.emit(volume)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of FEATURES.md E3; over the whole screen no menu is there to hear them."""
        keys = Qt.Key
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        verbs = {
            keys.Key_Space: self.player.toggle,
            keys.Key_F: self.toggle_full_screen,
            keys.Key_Home: self.go_to_first_frame,
            keys.Key_End: self.go_to_last_frame,
            keys.Key_Comma: lambda: self.player.step(-1),
            keys.Key_Period: lambda: self.player.step(1),
            keys.Key_J: self.slower,
            keys.Key_K: self.normal_speed,
            keys.Key_L: self.faster,
            keys.Key_I: self.begin_part,
            keys.Key_O: self.clear_part if is_shifted else self.end_part,
            keys.Key_Z: self.surface.toggle_actual_size,
            keys.Key_M: self.transport.mute_button.click,
            keys.Key_R: self.transport.loop_button.click,
        }
        if self._is_full_screen:
            verbs[keys.Key_Escape] = self.toggle_full_screen
        self._wake()
        verb = None
        if not event.modifiers() & ~_KEYS_MEANT:
            verb = verbs.get(keys(event.key()))
        if verb is None or (
            event.isAutoRepeat()
            and event.key()
            not in {
                keys.Key_Comma,
                keys.Key_Period,
            }
        ):
            event.ignore()
            return
        verb()

    # ── full screen ──────────────────────────────────────────────────────────────────────────

    @property
    def is_full_screen(self) -> bool:
        return self._is_full_screen

    def toggle_full_screen(self) -> None:
        """Over the whole screen, or back; whoever holds this view takes it out and in again."""
        self._is_full_screen = not self._is_full_screen
        self.transport.set_full_screen(self._is_full_screen)
        self._show_as_window()
        self.full_screen_changed.emit(self._is_full_screen)
        self._wake()
        self.surface.setFocus()

    def _show_as_window(self) -> None:
        full = self._is_full_screen
        self.surface.set_corner_radius(0 if full else theme.PANEL_RADIUS - 1)
        self.surface.set_ground(theme.current().colour("scrim_hover") if full else None)

    def _wake(self) -> None:
        self.transport.show()
        self.surface.unsetCursor()
        self._idle.stop()
        if self._is_full_screen and self.player.state is PlayerState.PLAYING:
            self._idle.start()

    def _on_idle(self) -> None:
        if self._is_full_screen and not self.transport.underMouse():
            self.transport.hide()
            self.surface.setCursor(Qt.CursorShape.BlankCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and self._is_full_screen:
            self._wake()
        if event.type() == QEvent.Type.Resize and self.message.isVisibleTo(self.surface):
            self.message.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wake()

    def closeEvent(self, event: QEvent) -> None:
        """The full screen was closed by the system: come back instead."""
        event.ignore()
        if self._is_full_screen:
            self.toggle_full_screen()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_full_screen:
            QPainter(self).fillRect(self.rect(), theme.current().colour("panel"))


async def _looked_at(video: Path) -> FilmLook:
    """As long as there is no studio to do it beside the window."""
    from desktop.media.film_look import look

    return await asyncio.to_thread(look, video)
