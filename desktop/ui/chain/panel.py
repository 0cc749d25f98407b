"""A chain of clips: one way through it as a film, and its branches under it to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.chain.model import ChainModel
from desktop.ui.chain.strip import ChainStrip
from desktop.ui.chain.tree import ChainTree
from desktop.ui.models.thumbnails import Thumbnails
from desktop.ui.stage import full_screen
from desktop.ui.stage.film import FilmView
from desktop.ui.stage.player import PlayerState
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent

    from desktop.core.tasks import TaskOwner
    from desktop.library.clips import Clip
    from desktop.ui.chain.path_film import PathFilm

_MARGIN = 12
_TWO_ROWS_FROM = 600


class ChainPanel(QFrame):
    """Shows what it is told. `path_wanted` asks for the film of another way, from a clip on."""

    closed = Signal()
    opened = Signal(str)
    path_wanted = Signal(list, int)
    join_wanted = Signal()
    timeline_wanted = Signal()
    library_wanted = Signal()
    current_changed = Signal()
    shown_or_left = Signal(bool)

    def __init__(self, tasks: TaskOwner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chain_panel")
        self.setProperty("surface", "panel")
        self.setAccessibleName(self.tr("Chain"))
        self.model = ChainModel(self)
        self.strip = ChainStrip(Thumbnails(tasks, self), self)
        self.strip.setModel(self.model)
        self.film = FilmView(tasks, self)
        self.film.is_draggable = False
        self._shown: PathFilm | None = None
        self._wanted_part: int | None = None
        self._make_header()
        self._lay_out()
        self._connect()

    def _make_header(self) -> None:
        self.title_label = ElidedLabel(self)
        self.title_label.setProperty("tone", "strong")
        self.facts_label = QLabel(self)
        self.facts_label.setObjectName("chain_facts")
        self.facts_label.setProperty("tone", "muted")
        self.join_button = self._button(self.tr("Join…"), "chain_join")
        self.join_button.setToolTip(self.tr("Write this way through the chain as one film"))
        self.timeline_button = self._button(self.tr("Timeline…"), "chain_timeline")
        self.timeline_button.setToolTip(
            self.tr("Export this way for an editing program, as OpenTimelineIO")
        )
        self.library_button = IconButton(
            "layout-grid", self.tr("Show the chain in the library"), role="muted", parent=self
        )
        self.library_button.setObjectName("chain_library")
        self.close_button = IconButton("x", self.tr("Back"), role="muted", parent=self)
        self.close_button.setObjectName("chain_close")

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setProperty("kind", "quiet")
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(self.title_label)
        header.addWidget(self.facts_label, 1)
        for button in (
            self.join_button,
            self.timeline_button,
            self.library_button,
            self.close_button,
        ):
            header.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        self._column.setSpacing(8)
        self._column.addLayout(header)
        self._column.addWidget(self.film, 1)
        self._column.addWidget(self.strip)

    def _connect(self) -> None:
        self.join_button.clicked.connect(self.join_wanted)
        self.timeline_button.clicked.connect(self.timeline_wanted)
        self.library_button.clicked.connect(self.library_wanted)
        self.close_button.clicked.connect(self.closed)
        self.strip.picked.connect(self._on_picked)
        self.strip.opened.connect(self.opened)
        self.strip.selectionModel().currentChanged.connect(lambda *_: self.current_changed.emit())
        self.film.player.position_changed.connect(self._show_now)
        self.film.player.state_changed.connect(self._go_to_wanted)
        self.film.full_screen_changed.connect(self._on_full_screen_changed)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    @property
    def path(self) -> list[Clip]:
        """The clips of the way that is shown, or being prepared."""
        return [self.model.tree.nodes[row].clip for row in self.strip.path]

    def current(self) -> Clip | None:
        """The clip the cursor is on."""
        row, nodes = self.strip.currentIndex().row(), self.model.tree.nodes
        return nodes[row].clip if 0 <= row < len(nodes) else None

    def show_chain(self, clips: Sequence[Clip], clip_id: str) -> None:
        """Show these clips, and ask for the film of the way through one of them."""
        tree = ChainTree(clips)
        self._shown, self.strip.path = None, ()
        self.model.show(tree)
        first = tree.nodes[0].clip
        words = " ".join((first.title or first.request.prompt or first.frame_name).split())
        self.title_label.setText(self.tr("Chain of “{name}”").format(name=words))
        self._fit_strip()
        self._choose(tree.number_of(clip_id) or 0)

    def refresh(self, clips: Sequence[Clip]) -> None:
        """The chain has changed: the way that is shown stays, where all of it is still there."""
        path, current = [clip.id for clip in self.path], self.current()
        tree = ChainTree(clips)
        if not tree.nodes:
            self.closed.emit()
            return
        here = None if current is None else tree.number_of(current.id)
        kept = [tree.number_of(clip_id) for clip_id in path]
        self.model.show(tree)
        self._fit_strip()
        if path and None not in kept:
            rows = [row for row in kept if row is not None]
            self.strip.show_path(rows, rows[0] if here is None else here)
            self._tell_facts(self._shown)
            self._show_now()
            if self._shown is None:
                self._ask_for_film()
        else:
            self._choose(here or 0)

    def _choose(self, number: int) -> None:
        """Another way: its film is asked for, to begin with this clip."""
        path = self.model.tree.path_through(number)
        self.strip.show_path(path, number)
        self._shown = None
        self.strip.show_now(None)
        self._tell_facts(None)
        self._ask_for_film()

    def show_film(self, film: PathFilm, part: int) -> None:
        """The way as a film, from one of its clips on, paused."""
        self._shown, self._wanted_part = film, part or None
        self.film.show_clip(film.clip)
        self.film.transport.seek_bar.show_seams(film.seams_ms)
        self._tell_facts(film)
        self._show_now()

    def show_preparing(self, words: str) -> None:
        """What is waited for."""
        self.film.release()
        title = self.tr("The film is being joined")
        self.film.message.say(title, words, sign=("hourglass", "muted"))

    def show_failure(self, title: str, reason: str) -> None:
        """Why there is no film of this way."""
        self.film.release()
        self.film.surface.show_still(None)
        self.film.message.say(title, reason, sign=("circle-alert", "error"))

    def release(self) -> None:
        """Let go of the film."""
        if self.film.is_full_screen:
            self.film.toggle_full_screen()
        self._shown = None
        self.film.release()

    def _tell_facts(self, film: PathFilm | None) -> None:
        clips, count = len(self.strip.path), len(self.model.tree.nodes)
        words = self.tr("{n} of {all} clips").format(n=clips, all=count)
        if film is not None:
            length = self.tr("{n} frames, {seconds} s")
            seconds = f"{film.clip.duration_s:.1f}"
            words = f"{words} · {length.format(n=f'{film.frames:,}', seconds=seconds)}"
        self.facts_label.setText(words)
        can_join = clips > 1
        self.join_button.setEnabled(can_join)
        self.timeline_button.setEnabled(can_join)

    # ── kept in step ─────────────────────────────────────────────────────────────────────────

    def _show_now(self, _position_ms: int = 0) -> None:
        if self._shown is not None:
            part = self._shown.part_at(self.film.player.position_ms)
            self.strip.show_now(self.strip.path[part])

    def _go_to(self, part: int) -> None:
        """To the beginning of one of the clips, as soon as the film is there."""
        self._wanted_part = part
        self._go_to_wanted()

    def _go_to_wanted(self, *_state: object) -> None:
        player = self.film.player
        if self._shown is None or player.state not in {PlayerState.PAUSED, PlayerState.PLAYING}:
            return
        part, self._wanted_part = self._wanted_part, None
        if part is not None:
            player.seek(round(self._shown.starts_ms[part]) + 1)

    def _part_of(self, row: int) -> int | None:
        """Which part of the way that is shown a card stands for."""
        return list(self.strip.path).index(row) if row in self.strip.path else None

    def _on_picked(self, row: int) -> None:
        """On the way that is shown, go there; elsewhere, go that way."""
        part = self._part_of(row)
        if part is None:
            self._choose(row)
        else:
            self._go_to(part)

    # ── keys and room ────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The player's keys act from the strip as well, where the cards leave them."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            self.film.keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_strip()

    def _fit_strip(self) -> None:
        most = 2 if self.height() >= _TWO_ROWS_FROM else 1
        self.strip.setFixedHeight(self.strip.height_for_rows(min(most, self.model.tree.rows or 1)))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing plays that is not seen; left for another place, it lets go of its film."""
        super().hideEvent(event)
        self.film.player.pause()
        if not event.spontaneous():
            self.release()
            self.shown_or_left.emit(False)  # noqa: FBT003 - a signal's value

    def showEvent(self, event: QShowEvent) -> None:
        """Back from another place, its film is asked for again."""
        super().showEvent(event)
        if event.spontaneous():
            return
        self.shown_or_left.emit(True)  # noqa: FBT003 - a signal's value
        if self._shown is None and self.path:
            self._ask_for_film()

    def _ask_for_film(self) -> None:
        """Of the way that is chosen, to begin where the cursor is."""
        self.path_wanted.emit(self.path, self._part_of(self.strip.currentIndex().row()) or 0)

    def _on_full_screen_changed(self, is_full: bool) -> None:  # noqa: FBT001 - a slot
        full_screen.follow(self.film, is_full=is_full, put_back=self._put_back)

    def _put_back(self) -> None:
        self._column.insertWidget(1, self.film, 1)
        self.film.show()
