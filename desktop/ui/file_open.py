"""Files the system hands to the program that runs: "Open with", a drop on the Dock icon (macOS).

They can come before the window is ready for them, in the middle of the first paint.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    OnOpen = Callable[[list[Path]], bool]


class FileOpenings(QObject):
    """Keeps what comes until `deliver_to` says who takes it; several of one moment go together."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Path] = []
        self._on_open: OnOpen | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._deliver)

    def deliver_to(self, on_open: OnOpen) -> None:
        """From now on `on_open(files)` is called; what it does not take (False) is dropped."""
        self._on_open = on_open
        self._soon.start()

    def close(self) -> None:
        """Take no more."""
        self._on_open = None

    def take(self, event: QEvent) -> bool:
        """Whether the event was one of these."""
        if event.type() != QEvent.Type.FileOpen or not isinstance(event, QFileOpenEvent):
            return False
        path = event.url().toLocalFile() or event.file()
        if path:
            self._waiting.append(Path(path))
            self._soon.start()
        return True

    def _deliver(self) -> None:
        if self._on_open is not None and self._waiting:
            files, self._waiting = self._waiting, []
            self._on_open(files)


class Application(QApplication):
    """The application; such files come to it alone, so no other event passes through here."""

    openings: FileOpenings | None = None  # events come while it is being made

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.openings = FileOpenings(self)

    def event(self, event: QEvent) -> bool:
        is_taken = self.openings is not None and self.openings.take(event)
        return is_taken or super().event(event)
