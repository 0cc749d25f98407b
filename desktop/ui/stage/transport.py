"""The row under the picture: seek, play, ends, time, loop, sound, full screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.stage.play_button import PlayButton
from desktop.ui.stage.seek_bar import SeekBar
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_MARGIN = 14
_VOLUME_WIDTH = 72
_LOUD_FROM = 50
_PRESSES = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Transport(QWidget):
    """Says what is wanted and shows what is; it plays nothing itself."""

    play_toggled = Signal()
    sought = Signal(int)
    scrub_started = Signal()
    scrub_ended = Signal()
    first_frame_requested = Signal()
    last_frame_requested = Signal()
    normal_speed_requested = Signal()
    loop_toggled = Signal(bool)
    mute_toggled = Signal(bool)
    volume_changed = Signal(float)
    full_screen_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self._is_muted = False
        self._has_sound = True
        self.seek_bar = SeekBar(self)
        self.play_button = PlayButton(self)
        self.first_button = IconButton("skip-back", self.tr("First frame"), shortcut="Home")
        self.last_button = IconButton("skip-forward", self.tr("Last frame"), shortcut="End")
        self.time_label = QLabel(self)
        self.frame_label = QLabel(self)
        self.speed_button = QPushButton(self)
        self.loop_button = IconButton("repeat", self.tr("Loop"), shortcut="R")
        self.mute_button = IconButton("volume-2", self.tr("Mute"), shortcut="M")
        self.volume_slider = QSlider(Qt.Orientation.Horizontal)  # Tab comes by as they are laid out
        self.fullscreen_button = IconButton("maximize", self.tr("Full screen"), shortcut="F")
        self.sound_note = QLabel(self)
        self.charge_label = QLabel(self)
        self._name_parts()
        self._lay_out()
        self._connect()
        for part in self.findChildren(QWidget):
            part.installEventFilter(self)
        self.show_time(0, 0)
        self.set_loop(True)
        self.set_volume(0.3)

    def _name_parts(self) -> None:
        for name in ("first_button", "last_button", "loop_button", "mute_button", "time_label"):
            getattr(self, name).setObjectName(name)
        self.fullscreen_button.setObjectName("fullscreen_button")
        self.volume_slider.setObjectName("volume_slider")
        self.time_label.setProperty("tone", "muted")
        self.charge_label.setObjectName("charge_label")
        self.charge_label.setProperty("tone", "small")
        self.frame_label.setObjectName("frame_label")
        self.frame_label.setProperty("tone", "small")
        self.speed_button.setObjectName("speed_button")
        self.speed_button.setProperty("kind", "link")
        self.speed_button.setToolTip(self.tr("Back to normal speed  K"))
        self.speed_button.setMinimumSize(theme.TARGET_SIZE, theme.TARGET_SIZE)
        self.speed_button.setAutoDefault(False)
        self.show_speed(1.0)
        self.sound_note.setObjectName("sound_note")
        self.sound_note.setProperty("tone", "small")
        self.sound_note.hide()
        self.loop_button.setCheckable(True)
        self.mute_button.setCheckable(True)
        self.volume_slider.setRange(0, 100)
        self.volume_slider.setPageStep(10)
        self.volume_slider.setFixedWidth(_VOLUME_WIDTH)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.play_button)
        row.addSpacing(4)
        row.addWidget(self.first_button)
        row.addWidget(self.last_button)
        row.addSpacing(4)
        row.addWidget(self.time_label)
        row.addSpacing(6)
        row.addWidget(self.frame_label)
        row.addWidget(self.speed_button)
        row.addSpacing(4)
        row.addWidget(self.loop_button)
        row.addWidget(self.mute_button)
        row.addWidget(self.volume_slider)
        row.addStretch(1)
        row.addWidget(self.sound_note)
        row.addWidget(self.charge_label)
        row.addSpacing(4)
        row.addWidget(self.fullscreen_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 0, _MARGIN, 6)
        column.setSpacing(0)
        column.addWidget(self.seek_bar)
        column.addLayout(row)

    def _connect(self) -> None:
        self.seek_bar.sought.connect(self.sought)
        self.seek_bar.grabbed.connect(self.scrub_started)
        self.seek_bar.let_go.connect(self.scrub_ended)
        self.play_button.clicked.connect(self.play_toggled)
        self.first_button.clicked.connect(self.first_frame_requested)
        self.last_button.clicked.connect(self.last_frame_requested)
        self.speed_button.clicked.connect(self.normal_speed_requested)
        self.loop_button.clicked.connect(self._on_loop_clicked)
        self.mute_button.clicked.connect(self._on_mute_clicked)
        self.volume_slider.valueChanged.connect(self._on_volume_moved)
        self.fullscreen_button.clicked.connect(self.full_screen_toggled)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def set_playing(self, is_playing: bool) -> None:  # noqa: FBT001 - a setter
        self.play_button.set_playing(is_playing)

    def show_time(self, position_ms: int, duration_ms: int) -> None:
        """`0:02.5 / 0:06.0`; as wide for every digit, so that nothing beside it moves."""
        self.seek_bar.set_position(position_ms)
        self.time_label.setText(f"{clock(position_ms)} / {clock(duration_ms)}")
        widest = f"{clock(duration_ms)} / {clock(duration_ms)}".translate(_ZEROS)
        self.time_label.setMinimumWidth(self.time_label.fontMetrics().horizontalAdvance(widest))

    def show_frame(self, index: int, count: int) -> None:
        """Which frame is shown, counted from 1; nothing before the clip is there."""
        self.frame_label.setText(self.tr("frame {n}").format(n=index + 1) if count else "")
        widest = self.tr("frame {n}").format(n="0" * len(str(count)))
        self.frame_label.setMinimumWidth(self.frame_label.fontMetrics().horizontalAdvance(widest))

    def show_speed(self, speed: float) -> None:
        """How fast it plays, where that is not as it was made."""
        self.speed_button.setText(f"{speed:g}×")
        self.speed_button.setAccessibleName(self.tr("Speed {n}, back to normal").format(n=speed))
        self.speed_button.setVisible(speed != 1)

    def show_missing_sound(self, *, is_missing: bool) -> None:
        """Whether sound was asked for and did not come."""
        self.sound_note.setText(self.tr("no sound came"))
        self.sound_note.setToolTip(self.tr("Sound was asked for, and the file has none."))
        self.sound_note.setVisible(is_missing)

    def show_silent_sound(self) -> None:
        """There is a sound track, with nothing to hear in it."""
        self.sound_note.setText(self.tr("the sound is silent"))
        self.sound_note.setToolTip(self.tr("Sound was asked for, and there is nothing to hear."))
        self.sound_note.show()

    def set_duration(self, duration_ms: int) -> None:
        self.seek_bar.set_duration(duration_ms)

    def show_charge(self, words: str, explained: str) -> None:
        """What the clip was charged, as the API told it; nothing where it told nothing."""
        self.charge_label.setText(words)
        self.charge_label.setToolTip(explained)
        self.charge_label.setAccessibleDescription(explained)

    def set_loop(self, is_on: bool) -> None:  # noqa: FBT001 - a setter
        self.loop_button.setChecked(is_on)
        self.loop_button.set_icon("repeat", "accent" if is_on else "muted")
        self.loop_button.set_label(self.tr("Loop, on") if is_on else self.tr("Loop, off"))

    def set_muted(self, is_muted: bool) -> None:  # noqa: FBT001 - a setter
        self._is_muted = is_muted
        self._show_sound()

    def set_volume(self, volume: float) -> None:
        with QSignalBlocker(self.volume_slider):
            self.volume_slider.setValue(round(volume * 100))
        self._show_sound()

    def set_has_sound(self, has_sound: bool) -> None:  # noqa: FBT001 - a setter
        """A silent clip has nothing to turn down."""
        self._has_sound = has_sound
        self._show_sound()

    def _show_sound(self) -> None:
        volume = self.volume_slider.value()
        is_silent = self._is_muted or volume == 0
        self.mute_button.setChecked(self._is_muted)
        self.mute_button.setEnabled(self._has_sound)
        self.volume_slider.setEnabled(self._has_sound)
        name = "volume-x" if is_silent else "volume-2" if volume >= _LOUD_FROM else "volume-1"
        self.mute_button.set_icon(name if self._has_sound else "volume-x")
        words = self.tr("Unmute") if self._is_muted else self.tr("Mute")
        self.mute_button.set_label(words if self._has_sound else self.tr("This clip has no sound"))
        self.volume_slider.setAccessibleName(self.tr("Volume, {n} percent").format(n=volume))

    def set_full_screen(self, is_full: bool) -> None:  # noqa: FBT001 - a setter
        self.fullscreen_button.set_icon("minimize" if is_full else "maximize")
        words = self.tr("Leave full screen") if is_full else self.tr("Full screen")
        self.fullscreen_button.set_label(words)

    # ── from the user ────────────────────────────────────────────────────────────────────────

    def _on_loop_clicked(self) -> None:
        self.set_loop(self.loop_button.isChecked())
        self.loop_toggled.emit(self.loop_button.isChecked())

    def _on_mute_clicked(self) -> None:
        self.set_muted(self.mute_button.isChecked())
        self.mute_toggled.emit(self._is_muted)

    def _on_volume_moved(self, value: int) -> None:
        if self._is_muted and value:
            self.set_muted(False)
            self.mute_toggled.emit(False)  # noqa: FBT003 - a signal's value
        self._show_sound()
        self.volume_changed.emit(value / 100)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space presses the button that has the focus, whatever it is a shortcut for elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            watched, IconButton | PlayButton
        ):
            key: QKeyEvent = event  # type: ignore[assignment]  # told by the event's type
            if key.key() in _PRESSES and not key.modifiers():
                event.accept()
                return True
        return super().eventFilter(watched, event)


_ZEROS = str.maketrans("123456789", "0" * 9)


def clock(position_ms: int) -> str:
    """`0:02.5`."""
    tenths = max(0, position_ms) // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
