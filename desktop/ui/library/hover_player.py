"""A card plays, without a sound, while the mouse rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from desktop.ui import theme
from desktop.ui.models.cards import Role
from desktop.ui.stage.player import ClipPlayer, PlayerState
from desktop.ui.stage.surface import VideoSurface

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtMultimedia import QVideoFrame

    from desktop.core.tasks import TaskOwner
    from desktop.ui.models.entry import ShelfEntry
    from desktop.ui.shelf.card_view import CardView

RESTS_MS = 350
_ENDS = {
    QEvent.Type.Leave,
    QEvent.Type.Hide,
    QEvent.Type.Wheel,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Resize,
    QEvent.Type.KeyPress,
}


class HoverPlayer(QObject):
    """One player for all cards; nothing plays where less motion is wanted.

    Any other doing ends it and lets go of the file: a card may be deleted next.
    """

    def __init__(self, view: CardView, tasks: TaskOwner) -> None:
        super().__init__(view)
        self._view = view
        self._index = QPersistentModelIndex()
        self._tasks = tasks
        self.player: ClipPlayer | None = None
        self.surface: VideoSurface | None = None
        self._rest = QTimer(self, singleShot=True, interval=RESTS_MS)
        self._rest.timeout.connect(self._start)
        view.verticalScrollBar().valueChanged.connect(self.stop)
        view.model().modelReset.connect(self.stop)
        view.model().rowsAboutToBeRemoved.connect(self.stop)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    @property
    def is_playing(self) -> bool:
        """Whether a card moves now."""
        return self.surface is not None and self.surface.isVisible()

    def stop(self, *_about: object) -> None:
        """Show the card as it was; the film is let go."""
        self._rest.stop()
        self._index = QPersistentModelIndex()
        if self.player is None or self.surface is None:
            return
        if self.player.state is not PlayerState.EMPTY:
            self.player.release()
        self.surface.hide()
        self.surface.show_still(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ENDS:
            self.stop()
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._follow(event.position().toPoint())
        return super().eventFilter(watched, event)

    def _follow(self, place: QPoint) -> None:
        index = self._view.indexAt(place)
        if index == self._index and index.isValid():
            return
        self.stop()
        if index.isValid() and theme.animation_ms(RESTS_MS):
            self._index = QPersistentModelIndex(index)
            self._rest.start()

    def _start(self) -> None:
        entry = self._entry
        if entry is not None and entry.clip is not None:
            player = self.player or self._made()
            player.load(entry.clip.video)
            player.play()

    def _made(self) -> ClipPlayer:
        """With the first card: the library opens without them."""
        surface = self.surface = VideoSurface(self._view.viewport())
        surface.setMinimumSize(0, 0)
        surface.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        surface.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        surface.hide()
        player = self.player = ClipPlayer(self._tasks, self)
        player.set_muted(True)
        player.frame_changed.connect(self._show_frame)
        # queued: a source that is let go while it tells of its error would still be in use
        player.failed.connect(self.stop, Qt.ConnectionType.QueuedConnection)
        return player

    def _show_frame(self, frame: QVideoFrame) -> None:
        if self.player is None or self.surface is None:
            return
        if self._index.isValid() and self.player.path is not None:
            self.surface.setGeometry(self._view.picture_rect(self._index))
            self.surface.show_frame(frame)
            self.surface.show()

    @property
    def _entry(self) -> ShelfEntry | None:
        entry: ShelfEntry | None = self._index.data(Role.ENTRY) if self._index.isValid() else None
        return entry
