"""The takes themselves with one transport: looked at together, kept or rejected by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.compare.in_step import InStep
from desktop.ui.compare.wipe import WipeView
from desktop.ui.stage.play_button import PlayButton
from desktop.ui.stage.seek_bar import SeekBar
from desktop.ui.stage.surface import VideoSurface
from desktop.ui.stage.transport import clock
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip

MOST = 4
_MARGIN = 12


class ComparePanel(QFrame):
    """One clip is compared with its start frame; of two, one can be wiped over the other.

    1 to 4 tell to keep a take, X to reject the one that was clicked last.
    """

    closed = Signal()
    kept = Signal(object)
    rejected = Signal(object)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_panel")
        self.setProperty("surface", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.in_step = InStep(tasks, self)
        self.clips: list[Clip] = []
        self._current = 0
        self.cells: list[QWidget] = []
        self.surfaces: list[VideoSurface] = []
        self._make_parts()
        self._lay_out()
        self.in_step.position_changed.connect(self._show_time)
        self.in_step.playing_changed.connect(self.play_button.set_playing)

    def _make_parts(self) -> None:
        self.title_label = QLabel(self.tr("Compare"), self)
        self.title_label.setProperty("tone", "strong")
        self.hint_label = QLabel(self)
        self.hint_label.setProperty("tone", "muted")
        self.wipe_button = QPushButton(self.tr("Wipe"), self)
        self.wipe_button.setObjectName("compare_wipe")
        self.wipe_button.setProperty("kind", "segment")
        self.wipe_button.setCheckable(True)
        self.wipe_button.setAutoDefault(False)
        self.wipe_button.toggled.connect(self._show_mode)
        self.close_button = IconButton("x", self.tr("Back"), role="muted", parent=self)
        self.close_button.setObjectName("compare_close")
        self.close_button.clicked.connect(self.closed)
        self._grid = QWidget(self)
        self._places = QGridLayout(self._grid)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.setSpacing(8)
        self.wipe = WipeView(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._grid)
        self._pages.addWidget(self.wipe)
        self.seek_bar = SeekBar(self)
        self.seek_bar.setObjectName("compare_seek_bar")
        self.seek_bar.sought.connect(self.in_step.seek)
        self.play_button = PlayButton(self)
        self.play_button.setObjectName("compare_play")
        self.play_button.clicked.connect(self.in_step.toggle)
        self.time_label = QLabel(self)
        self.time_label.setProperty("tone", "muted")

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(self.title_label)
        header.addWidget(self.hint_label, 1)
        header.addWidget(self.wipe_button)
        header.addWidget(self.close_button)
        transport = QHBoxLayout()
        transport.setSpacing(10)
        transport.addWidget(self.play_button)
        transport.addWidget(self.seek_bar, 1)
        transport.addWidget(self.time_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(self._pages, 1)
        layout.addLayout(transport)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def show_clips(self, clips: Sequence[Clip], start_frame: QImage | None = None) -> None:
        """Show these takes; of one, its start frame beside its first decoded frame."""
        self.clips = list(clips)[:MOST]
        self._clear()
        for number, clip in enumerate(self.clips):
            self._add_cell(number, _title(clip))
        players = self.in_step.load([clip.video for clip in self.clips])
        for number, (player, surface) in enumerate(zip(players, self.surfaces, strict=True)):
            player.frame_changed.connect(surface.show_frame)
            player.failed.connect(lambda _why, n=number: self._show_failure(n))
            if number < 2:  # noqa: PLR2004 - the two that are wiped
                player.frame_changed.connect(lambda _frame, n=number: self._feed_wipe(n))
        if start_frame is not None and len(self.clips) == 1:
            self._add_cell(1, self.tr("Start frame as it was sent"))
            self.surfaces[1].show_still(start_frame)
            self.wipe.show_right(start_frame)
        self.wipe_button.setVisible(len(self.surfaces) == 2)  # noqa: PLR2004 - a pair
        is_single = len(self.clips) == 1
        self.wipe_button.setChecked(is_single)
        self._show_mode()
        takes = self.tr("1 to {n} keep a take, X rejects the one you clicked.")
        single = self.tr("What was sent beside what the film begins with: crop and colour.")
        self.hint_label.setText(single if is_single else takes.format(n=len(self.clips)))
        self._select(0)
        longest = max(round(clip.duration_s * 1000) for clip in self.clips)
        self.seek_bar.set_duration(longest)
        self._show_time(0)
        self.setFocus()

    def release(self) -> None:
        """Let go of the files."""
        self.in_step.release()
        self._clear()

    def _clear(self) -> None:
        for cell in self.cells:
            self._places.removeWidget(cell)
            cell.deleteLater()
        self.cells, self.surfaces = [], []
        self.wipe.show_left(QImage())
        self.wipe.show_right(QImage())

    def _add_cell(self, number: int, title: str) -> None:
        cell = QWidget(self._grid)
        surface, label = VideoSurface(cell), ElidedLabel(cell)
        surface.setObjectName(f"compare_surface_{number + 1}")
        surface.setAccessibleName(self.tr("Take {n}: {title}").format(n=number + 1, title=title))
        surface.clicked.connect(lambda: self._select(number))
        surface.double_clicked.connect(self.in_step.toggle)
        label.setText(f"{number + 1}   {title}")
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(surface, 1)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(label, 1)
        if number < len(self.clips):
            self._add_verdicts(row, number, cell)
        column.addLayout(row)
        self._places.addWidget(cell, *divmod(number, 2))
        self.cells.append(cell)
        self.surfaces.append(surface)

    def _add_verdicts(self, row: QHBoxLayout, number: int, cell: QWidget) -> None:
        """What the keys do, for the mouse, and for a walk with Tab."""
        keep = IconButton(
            "star",
            self.tr("Keep take {n}").format(n=number + 1),
            shortcut=str(number + 1),
            role="muted",
            parent=cell,
        )
        keep.setObjectName(f"compare_keep_{number + 1}")
        keep.clicked.connect(lambda: self._keep(number))
        reject = IconButton(
            "ban", self.tr("Reject take {n}").format(n=number + 1), role="muted", parent=cell
        )
        reject.setObjectName(f"compare_reject_{number + 1}")
        reject.clicked.connect(lambda: self._reject(number))
        row.addWidget(keep)
        row.addWidget(reject)

    def _show_failure(self, number: int) -> None:
        label = self.cells[number].findChild(QLabel) if number < len(self.cells) else None
        if label is not None:
            title = self.tr("{n}   This film cannot be played").format(n=number + 1)
            label.setText(title)

    def _feed_wipe(self, number: int) -> None:
        if self.wipe_button.isChecked() and number < len(self.surfaces):
            image = self.surfaces[number].image()
            self.wipe.show_left(image) if number == 0 else self.wipe.show_right(image)

    def _show_mode(self) -> None:
        is_wiped = self.wipe_button.isChecked() and not self.wipe_button.isHidden()
        self._pages.setCurrentWidget(self.wipe if is_wiped else self._grid)
        for number in range(min(2, len(self.in_step.players))):
            self._feed_wipe(number)

    def _show_time(self, position_ms: int) -> None:
        self.seek_bar.set_position(position_ms)
        self.time_label.setText(f"{clock(position_ms)} / {clock(self.seek_bar.maximum())}")

    # ── from the user ────────────────────────────────────────────────────────────────────────

    def _select(self, number: int) -> None:
        self._current = number
        for place, cell in enumerate(self.cells):
            label = cell.findChild(QLabel)
            if label is not None:
                label.setProperty("tone", "strong" if place == number else "muted")
                label.style().unpolish(label)
                label.style().polish(label)

    def _keep(self, number: int) -> None:
        self._select(number)
        self.kept.emit(self.clips[number])

    def _reject(self, number: int) -> None:
        self._select(number)
        self.rejected.emit(self.clips[number])

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing plays that is not seen; left for another place, it lets go of its files."""
        super().hideEvent(event)
        self.in_step.pause()
        if not event.spontaneous():
            self.release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self.clips):
            self._keep(number)
        elif key is Qt.Key.Key_X and self._current < len(self.clips):
            self._reject(self._current)
        elif key is Qt.Key.Key_Space:
            self.in_step.toggle()
        elif key in {Qt.Key.Key_Comma, Qt.Key.Key_Period}:
            self.in_step.step(-1 if key is Qt.Key.Key_Comma else 1)
        elif key is Qt.Key.Key_W and not self.wipe_button.isHidden():
            self.wipe_button.toggle()
        elif key is Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            event.ignore()


def _title(clip: Clip) -> str:
    return " ".join((clip.title or clip.request.prompt or clip.frame_name).split())
