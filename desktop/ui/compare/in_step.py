"""Players kept in step: the first one leads, the others are where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.stage.player import ClipPlayer, PlayerState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.core.tasks import TaskOwner

CHECK_MS = 200
MOST_APART_MS = 70
"""Beyond this, which is nearly two frames of 24 a second, a player is brought back."""


class InStep(QObject):
    """Plays, pauses, seeks and steps all of them at once; a shorter one stays at its end.

    Only the first is heard. `position_changed` and `playing_changed` tell of the leader.
    """

    position_changed = Signal(int)
    playing_changed = Signal(bool)

    def __init__(self, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.players: list[ClipPlayer] = []
        self._last_ms = 0
        self._check = QTimer(self, interval=CHECK_MS)
        self._check.timeout.connect(self._bring_back)

    @property
    def leader(self) -> ClipPlayer:
        """The one that is heard and that the others follow."""
        return self.players[0]

    def load(self, films: Sequence[Path]) -> list[ClipPlayer]:
        """Show the first frame of each; what was loaded before is let go."""
        self.release()
        for number, film in enumerate(films):
            player = ClipPlayer(self._tasks, self)
            player.set_loops(number == 0)
            player.set_muted(number > 0)
            self.players.append(player)
            player.load(film)
        self.leader.position_changed.connect(self._on_position)
        self.leader.state_changed.connect(self._on_state)
        return self.players

    def release(self) -> None:
        """Let go of every file."""
        self._check.stop()
        for player in self.players:
            player.release()
            player.deleteLater()
        self.players = []

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def toggle(self) -> None:
        """Play or pause all."""
        if self.leader.state is PlayerState.PLAYING:
            self._pause()
        else:
            self._play()

    def _play(self) -> None:
        place = self.leader.position_ms
        for player in self.players[1:]:
            player.seek(min(place, player.duration_ms))
        for player in self.players:
            player.play()
        self._check.start()

    def _pause(self) -> None:
        self._check.stop()
        for player in self.players:
            player.pause()
        self.seek(self.leader.position_ms)

    def pause(self) -> None:
        """Let nothing play."""
        if self.players:
            self._pause()

    def seek(self, position_ms: int) -> None:
        """All to the frame shown at this time."""
        for player in self.players:
            player.seek(min(position_ms, max(0, player.duration_ms - 1)))

    def step(self, frames: int) -> None:
        """All of them some frames on or back; they pause."""
        self._check.stop()
        for player in self.players:
            player.step(frames)

    # ── kept in step ─────────────────────────────────────────────────────────────────────────

    def _on_position(self, position_ms: int) -> None:
        has_begun_again = position_ms < self._last_ms and self.leader.state is PlayerState.PLAYING
        self._last_ms = position_ms
        if has_begun_again:
            for player in self.players[1:]:
                player.seek(position_ms)
                player.play()
        self.position_changed.emit(position_ms)

    def _on_state(self, state: PlayerState) -> None:
        self.playing_changed.emit(state is PlayerState.PLAYING)

    def _bring_back(self) -> None:
        place = self.leader.position_ms
        for player in self.players[1:]:
            is_within = place < player.duration_ms - MOST_APART_MS
            if is_within and abs(player.position_ms - place) > MOST_APART_MS:
                player.seek(place)
                player.play()
