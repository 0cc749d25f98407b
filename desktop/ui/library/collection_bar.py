"""The collections in a row: a press shows one, clips let go over one are put into it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QWidget

from desktop.ui.drag_out import are_own_clips

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFocusEvent, QWheelEvent

    from desktop.library.collections import Collection

_NEW = -1
_MOST = 40  # more are chosen in the filter


class CollectionChip(QPushButton):
    """One of them, or the place for a new one; `filled` is told when clips are let go over it."""

    filled = Signal()
    focused = Signal()

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.setProperty("kind", "pill")
        self.setAutoDefault(False)
        self.setAcceptDrops(True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if are_own_clips(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_welcome(is_welcome=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._show_welcome(is_welcome=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_welcome(is_welcome=False)
        if are_own_clips(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.filled.emit()

    def _show_welcome(self, *, is_welcome: bool) -> None:
        self.setProperty("isWelcome", is_welcome)
        self.style().unpolish(self)
        self.style().polish(self)


class CollectionBar(QScrollArea):
    """Hidden while there are none. `wanted` carries the number of one to show, None for all;

    `filled` that of the one that clips were let go over, `new_filled` is for a new one.
    """

    wanted = Signal(object)
    filled = Signal(int)
    new_filled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("collection_bar")
        self.setAccessibleName(self.tr("Collections"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("plain", True)  # noqa: FBT003 - a property's value
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chips: dict[int, CollectionChip] = {}
        self._known: list[Collection] = []
        self._shown: int | None = None
        self._before: QWidget | None = None
        self.hide()

    def come_after(self, widget: QWidget) -> None:
        """Where Tab comes from."""
        self._before = widget

    def show_collections(self, known: Iterable[Collection]) -> None:
        """These, in their order."""
        known = list(known)
        if known != self._known:
            self._known = known
            self._make_chips()
        self.setVisible(bool(known))

    def show_chosen(self, number: int | None) -> None:
        """Mark the one that is shown."""
        self._shown = number
        for one, chip in self.chips.items():
            is_shown = one == number
            chip.setProperty("tone", "accent" if is_shown else "")
            chip.setAccessibleDescription(self.tr("shown") if is_shown else "")
            chip.style().unpolish(chip)
            chip.style().polish(chip)

    def _make_chips(self) -> None:
        sheet = QWidget(self)
        sheet.setProperty("scrolled", True)  # noqa: FBT003 - a property's value
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(6)
        self.chips = {one.number: self._chip(one, sheet) for one in self._known[:_MOST]}
        new = self.chips[_NEW] = CollectionChip(self.tr("+ New"), sheet)
        new.setObjectName("collection_new")
        new.setToolTip(self.tr("Put the selected clips into a new collection"))
        new.clicked.connect(self.new_filled)
        new.filled.connect(self.new_filled)
        for chip in self.chips.values():
            row.addWidget(chip)
            chip.focused.connect(lambda chip=chip: self.ensureWidgetVisible(chip, 8, 0))
        row.addStretch(1)
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()  # one of its chips may be telling what was just done with it
        self.setWidget(sheet)
        self.setFixedHeight(sheet.sizeHint().height())
        self.show_chosen(self._shown)
        before = [] if self._before is None else [self._before]
        for one, other in pairwise([*before, *self.chips.values()]):
            self.setTabOrder(one, other)

    def _chip(self, one: Collection, sheet: QWidget) -> CollectionChip:
        chip = CollectionChip(f"{one.name.replace('&', '&&')}   {one.clips}", sheet)
        chip.setObjectName(f"collection_{one.number}")
        name = self.tr("Collection {name}, {n} clips").format(name=one.name, n=one.clips)
        chip.setAccessibleName(name)
        chip.setToolTip(self.tr("Show it; drag clips here to put them into it"))
        chip.clicked.connect(lambda: self._toggle(one.number))
        chip.filled.connect(lambda: self.filled.emit(one.number))
        return chip

    def _toggle(self, number: int) -> None:
        self.wanted.emit(None if number == self._shown else number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down is to and fro here."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().y() or event.angleDelta().x()) // 2)
        event.accept()
