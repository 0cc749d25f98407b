"""The note across the window that tells of a newer version: one line, its news folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.icon_label import IconLabel

if TYPE_CHECKING:
    from desktop.core.release import Release

_HEIGHT = 34


class UpdateNote(QFrame):
    """Hidden until there is a release to tell of, and again once it is dismissed."""

    page_wanted = Signal(str)
    skipped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("update_note")
        self.setProperty("surface", "notice")
        self.release: Release | None = None
        self._title = _label(QLabel(self), "strong")
        self._first = _label(ElidedLabel(self), "muted")
        self._news = _label(QLabel(self), "muted")
        self._news.setObjectName("update_news")
        self._news.setWordWrap(True)
        for label in (self._first, self._news):  # however long a word is, the window stays
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.fold = self._link(self.tr("What's new"), "update_fold")
        self.fold.setCheckable(True)
        self.page = self._link(self.tr("Open its page"), "update_page")
        self.skip = self._link(self.tr("Skip this version"), "update_skip")
        self.close_button = IconButton("x", self.tr("Dismiss"), role="muted", parent=self)
        self.close_button.setObjectName("update_dismiss")
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconLabel("sparkles", "accent", theme.ICON_SIZE, self))
        row.addWidget(self._title)
        row.addWidget(self._first, 1)
        for button in (self.fold, self.page, self.skip):
            row.addWidget(button)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 2, 4, 2)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._news)
        self._news.setContentsMargins(theme.ICON_SIZE + 12, 0, 12, 8)
        self.setMinimumHeight(_HEIGHT)

    def _connect(self) -> None:
        self.fold.toggled.connect(self._unfold)
        self.page.clicked.connect(self._on_page)
        self.skip.clicked.connect(self._on_skip)
        self.close_button.clicked.connect(self.hide)

    def _link(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setProperty("kind", "link")
        button.setAutoDefault(False)
        return button

    def tell(self, release: Release) -> None:
        """Show it, folded; a screen reader is told."""
        self.release = release
        self._title.setText(self.tr("New: version {version}").format(version=release.version))
        self._first.setText(release.notes.partition("\n")[0])
        self._news.setText(release.notes)
        self.fold.setVisible(bool(release.notes))
        self.fold.setChecked(False)
        self._unfold(is_on=False)
        named = self.tr("Open the page of version {version}").format(version=release.version)
        self.page.setAccessibleName(named)
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(release.notes)
        self.show()
        event = QAccessibleAnnouncementEvent(self, self.title)
        QAccessible.updateAccessibility(event)

    @property
    def controls(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        return [self.fold, self.page, self.skip, self.close_button]

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def news(self) -> str:
        """All that is told of what is new; shown once it is unfolded."""
        return self._news.text()

    def _unfold(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        self._news.setVisible(is_on)
        self._first.setText("" if is_on else self.news.partition("\n")[0])

    def _on_page(self) -> None:
        if self.release is not None:
            self.page_wanted.emit(self.release.page)

    def _on_skip(self) -> None:
        self.hide()
        if self.release is not None:
            self.skipped.emit(self.release.version)


def _label(label: QLabel, tone: str) -> QLabel:
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
