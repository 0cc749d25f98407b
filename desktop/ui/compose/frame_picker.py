"""Choosing a frame of a video: a preview, a slider, and the number to the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout

from desktop.core.errors import VideoUnreadable
from desktop.ui.compose import film_frame
from desktop.ui.compose.frame_slider import FrameSlider
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.still_view import StillView

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from desktop.core.tasks import TaskOwner
    from desktop.media.film_frames import Timetable

READING, SHOWING = "read video", "show frame of video"
_LEAST = QSize(560, 315)


class FramePicker(QDialog):
    """`chosen` tells the number of the frame, from 0; `failed` why there is none to choose.

    The frame asked for last is the one that is decoded next: none waits in a line.
    """

    chosen = Signal(int)
    failed = Signal(object)

    def __init__(
        self, video: Path, tasks: TaskOwner, parent: QWidget, *, proposes_sharpest: bool = False
    ) -> None:
        """With `proposes_sharpest` it begins at the sharpest of the last frames."""
        super().__init__(parent)
        self._proposes_sharpest = proposes_sharpest
        self._proposed: int | None = None
        self._video = video
        self._tasks = tasks
        self._times: Timetable | None = None
        self._index = 0
        self._shown: int | None = None
        self._is_over = False
        self.setObjectName("frame_picker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Choose a frame of {name}").format(name=video.name))
        self._make_controls()
        self._lay_out()
        self._connect()
        self._set_ready(is_ready=False)
        self.still.show_words(self.tr("Reading {name}…").format(name=video.name))
        tasks.start(READING, self._read(), replace=True)

    def _make_controls(self) -> None:
        self.still = StillView(_LEAST, self)
        self.still.setObjectName("frame_still")
        self.still.setAccessibleName(self.tr("Preview"))
        self.slider = FrameSlider(self)
        self.slider.setObjectName("frame_slider")
        self.slider.setAccessibleName(self.tr("Frame"))
        self.first_button = IconButton("skip-back", self.tr("First frame"), shortcut="Home")
        self.back_button = IconButton("chevron-left", self.tr("Previous frame"), shortcut=",")
        self.on_button = IconButton("chevron-right", self.tr("Next frame"), shortcut=".")
        self.last_button = IconButton("skip-forward", self.tr("Last frame"), shortcut="End")
        for name in ("first", "back", "on", "last"):
            button = getattr(self, f"{name}_button")
            button.setObjectName(f"frame_{name}_button")
            button.setAutoRepeat(name in {"back", "on"})
        self.number = QSpinBox(self)
        self.number.setKeyboardTracking(False)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setObjectName("frame_number")
        self.number.setAccessibleName(self.tr("Number of the frame"))
        self.count_label = QLabel(self)
        self.time_label = QLabel(self)
        self.note = QLabel(self)
        for label in (self.count_label, self.time_label, self.note):
            label.setProperty("tone", "muted")
        self.note.setObjectName("frame_note")
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.use_button = QPushButton(self.tr("Use this frame"), self)
        self.cancel_button.setObjectName("cancel_button")
        self.use_button.setObjectName("use_button")
        self.use_button.setProperty("kind", "primary")
        self.use_button.setDefault(True)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.first_button)
        row.addWidget(self.back_button)
        row.addWidget(self.on_button)
        row.addWidget(self.last_button)
        row.addSpacing(8)
        row.addWidget(self.number)
        row.addWidget(self.count_label)
        row.addStretch(1)
        row.addWidget(self.time_label)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.use_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.still, 1)
        column.addWidget(self.slider)
        column.addLayout(row)
        column.addSpacing(4)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self.show_frame)
        self.number.valueChanged.connect(lambda number: self.show_frame(number - 1))
        self.first_button.clicked.connect(lambda: self.show_frame(0))
        self.last_button.clicked.connect(lambda: self.show_frame(self.slider.maximum()))
        self.back_button.clicked.connect(lambda: self.show_frame(self._index - 1))
        self.on_button.clicked.connect(lambda: self.show_frame(self._index + 1))
        self.cancel_button.clicked.connect(self.reject)
        self.use_button.clicked.connect(self._use)
        self.finished.connect(self._end)
        for part in (self.slider, self.number, *self.number.children()):
            part.installEventFilter(self)

    # ── the film ─────────────────────────────────────────────────────────────────────────────

    async def _read(self) -> None:
        try:
            times = await film_frame.read(self._video, lambda: self._is_over)
            if self._proposes_sharpest:
                self._proposed = await film_frame.sharpest(self._video, times)
        except VideoUnreadable as problem:
            self._fail(problem)
            return
        self._times = times
        self.slider.setRange(0, times.count - 1)
        self.number.setRange(1, times.count)
        self.count_label.setText(self.tr("of {n}").format(n=times.count))
        self._set_ready(is_ready=True)
        self.slider.setFocus()
        self.show_frame(self._proposed or 0)

    def show_frame(self, index: int) -> None:
        """Go to frame `index`, from 0; beyond the ends to the first or last."""
        if self._times is None:
            return
        self._index = max(0, min(index, self._times.count - 1))
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.slider.setValue(self._index)
            self.number.setValue(self._index + 1)
        self.time_label.setText(_clock(self._times.time_s(self._index)))
        self._tasks.start(SHOWING, self._show())

    async def _show(self) -> None:
        while self._times is not None and not self._is_over and self._shown != self._index:
            wanted = self._index
            try:
                still = await film_frame.preview(self._video, self._times, wanted)
            except VideoUnreadable as problem:
                self._fail(problem)
                return
            self._shown = wanted
            self.still.show_picture(still.image)
            self._say_which(wanted, still.index)

    def _say_which(self, wanted: int, shown: int) -> None:
        words = ""
        if wanted == self._proposed:
            words = self.tr("The sharpest of the last frames")
        if wanted != shown:
            words = self.tr("Frame {n} is damaged: frame {m} is shown").format(
                n=wanted + 1, m=shown + 1
            )
        self.note.setText(words)
        name = self.tr("Preview of frame {n}").format(n=shown + 1)
        self.still.setAccessibleName(name)

    def _fail(self, problem: VideoUnreadable) -> None:
        if not self._is_over:
            self.failed.emit(problem)
            self.reject()

    # ── the user ─────────────────────────────────────────────────────────────────────────────

    @property
    def index(self) -> int:
        """The frame that is chosen now, from 0."""
        return self._index

    def _use(self) -> None:
        self.chosen.emit(self._index)
        self.accept()

    def _end(self) -> None:
        self._is_over = True
        for name in (READING, SHOWING):
            self._tasks.cancel(name)

    def _set_ready(self, *, is_ready: bool) -> None:
        steps = (self.first_button, self.back_button, self.on_button, self.last_button)
        for part in (self.slider, self.number, *steps, self.use_button):
            part.setEnabled(is_ready)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The frame keys act wherever the focus is, also in the number."""
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        return is_key and isinstance(event, QKeyEvent) and self._step(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._step(event):
            super().keyPressEvent(event)

    def _step(self, event: QKeyEvent) -> bool:
        keys = Qt.Key
        places = {
            keys.Key_Comma: self._index - 1,
            keys.Key_Period: self._index + 1,
            keys.Key_Home: 0,
            keys.Key_End: self.slider.maximum(),
        }
        place = places.get(keys(event.key()))
        if place is None or self._times is None:
            return False
        self.show_frame(place)
        return True


def _clock(time_s: float) -> str:
    """A time to the hundredth of a second: 0:03.21."""
    minutes, seconds = divmod(round(time_s * 100), 6000)
    return f"{minutes}:{seconds / 100:05.2f}"
