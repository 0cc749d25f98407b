"""What a support case needs, folded away: a button that shows it, and one that copies it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

_MOST_HEIGHT, _LEAST_HEIGHT = 132, 48
_PADDING = 24


class Details(QWidget):
    """Hidden while there is nothing to tell; `name` begins the object names of its parts."""

    unfolded = Signal()
    height_changed = Signal()

    def __init__(
        self, name: str, parent: QWidget | None = None, *, is_centred: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_details")
        self.button = _link(self.tr("Details"), f"{name}_details_button", self)
        self.button.setCheckable(True)
        self.copy_button = _link(self.tr("Copy"), f"{name}_details_copy", self)
        self.copy_button.setAccessibleName(self.tr("Copy the details"))
        self._name = name
        self._text = ""
        self._edit: QPlainTextEdit | None = None
        self._lay_out(is_centred=is_centred)
        self.button.toggled.connect(self._on_toggled)
        self.copy_button.clicked.connect(self._copy)
        self.set_text("")

    def _lay_out(self, *, is_centred: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        if is_centred:
            row.addStretch()
        row.addWidget(self.button)
        row.addWidget(self.copy_button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)

    def _box(self) -> QPlainTextEdit:
        """The box for the text, made when it is first unfolded: most of them never are."""
        if self._edit is None:
            edit = self._edit = QPlainTextEdit(self._text, self)
            edit.setObjectName(f"{self._name}_details_text")
            edit.setAccessibleName(self.tr("Details"))
            edit.setProperty("tone", "details")
            edit.setReadOnly(True)
            edit.setTabChangesFocus(True)
            self.setTabOrder(self.copy_button, edit)
            if (layout := self.layout()) is not None:
                layout.addWidget(edit)
        return self._edit

    @property
    def text(self) -> str:
        return self._text

    @property
    def is_unfolded(self) -> bool:
        return self.button.isChecked()

    @property
    def controls(self) -> list[QWidget]:
        """What takes the focus, in reading order; the text once it was unfolded."""
        box = [] if self._edit is None else [self._edit]
        return [self.button, self.copy_button, *box]

    def set_text(self, text: str) -> None:
        """Tell this, folded; nothing for an empty text."""
        self.button.setChecked(False)
        self._on_toggled(is_on=False)
        self._text = text
        if self._edit is not None:
            self._edit.setPlainText(text)
        self.use_height(_MOST_HEIGHT)
        self.setVisible(bool(text))

    def add_text(self, text: str) -> None:
        """Tell this as well, below; what is read meanwhile stays where it is."""
        self._text += f"\n\n{text}"
        if self._edit is not None:
            self._edit.appendPlainText(f"\n{text}")
            self._edit.verticalScrollBar().setValue(0)
        self.use_height(_MOST_HEIGHT)
        if self.is_unfolded:
            self._tell_of_height()

    def use_height(self, most: int) -> None:
        """Be as high as the lines need, but not higher than this where there is less room."""
        if (edit := self._edit) is not None:
            lines = edit.document().blockCount() * edit.fontMetrics().lineSpacing()
            most = min(_MOST_HEIGHT, max(_LEAST_HEIGHT, most))
            edit.setFixedHeight(min(most, max(_LEAST_HEIGHT, lines + _PADDING)))
            edit.updateGeometry()
        if (layout := self.layout()) is not None:
            layout.activate()  # at once: whoever asked wants to know the whole height
        self.updateGeometry()

    @property
    def text_height(self) -> int:
        """What the unfolded text takes of the height; 0 while it is folded."""
        return self._box().height() if self.is_unfolded else 0

    def _on_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        if is_on or self._edit is not None:
            self._box().setVisible(is_on)
        self.copy_button.setVisible(is_on)
        self._tell_of_height()
        if is_on:
            self.unfolded.emit()

    def _tell_of_height(self) -> None:
        self.use_height(_MOST_HEIGHT)
        self.height_changed.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


def _link(words: str, name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setObjectName(name)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
