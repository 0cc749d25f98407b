"""The box the prompt is typed into: plain text, every change of it undoable."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.core import snippets
from desktop.core.plain_text import plain
from desktop.ui.compose.recall import Recall

SHORTEST, USUAL = 74, 132
_UP, _DOWN = QTextCursor.MoveOperation.Up, QTextCursor.MoveOperation.Down


class PromptEdit(QPlainTextEdit):
    """Takes plain text only; pictures and files go past it to the window.

    `other_pasted` carries the QMimeData of a paste that is no text: it lives until the slot ends.
    Up in the empty box calls back the prompt used before; see `recall`.
    """

    other_pasted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recall = Recall()
        self._yields_undo = False
        self.textChanged.connect(lambda: self.yield_undo(wanted=False))

    def yield_undo(self, *, wanted: bool) -> None:
        """Let the window have Ctrl+Z until the next change of the text: a clip is about to be sent.

        To take it back is worth more than the last word typed before.
        """
        self._yields_undo = wanted

    def event(self, event: QEvent) -> bool:
        if (
            self._yields_undo
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.ignore()
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), USUAL)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, SHORTEST)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not self.canInsertFromMimeData(source):
            self.other_pasted.emit(source)
            return
        self.insertPlainText(plain(source.text()))
        self.ensureCursorVisible()

    def replace(self, text: str) -> None:
        """Another text in the place of this one; Undo brings this one back."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)

    def insert_phrase(self, phrase: str) -> None:
        """A phrase at the caret, or for what is selected, with the spaces and commas it needs."""
        cursor, text = self.textCursor(), self.document()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        while start and text.characterAt(start - 1) == " ":
            start -= 1
        cursor.setPosition(0)
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        before = _selected(cursor)
        cursor.setPosition(end)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        after = _selected(cursor)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(snippets.fitted(before, phrase, after))
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._recalls(event):
            super().keyPressEvent(event)

    def _recalls(self, event: QKeyEvent) -> bool:
        """Up on the first line and Down on the last one, where they mean the history."""
        keypad = Qt.KeyboardModifier.KeypadModifier  # macOS: the arrows are said to lie there
        if event.modifiers() & ~keypad:
            return False
        if event.key() == Qt.Key.Key_Up and not self.textCursor().movePosition(_UP):
            found = self.recall.earlier(self.toPlainText())
        elif event.key() == Qt.Key.Key_Down and not self.textCursor().movePosition(_DOWN):
            found = self.recall.later(self.toPlainText())
        else:
            return False
        if found is None:
            return False
        self.replace(found)
        return True


def _selected(cursor: QTextCursor) -> str:
    return cursor.selectedText().replace("\u2029", "\n")
