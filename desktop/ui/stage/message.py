"""A card in the middle of the stage: what happened, why, at most one next step, and details."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.widgets.details import Details
from desktop.ui.widgets.icon_label import IconLabel

_WIDTH = 400
_ICON = 24
_MARGIN = 8
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class Message(QFrame):
    """Hidden until it has something to say; `pressed` is its button.

    `foot` is how much of the parent's lower end does not count for what is its middle.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget, *, foot: int = 0) -> None:
        super().__init__(parent)
        self._foot = foot
        self._area = parent
        self.setObjectName("stage_message")
        self.setProperty("surface", "raised")
        self.setFixedWidth(_WIDTH)
        self._icon = IconLabel("info", "muted", _ICON, self)
        self._title = _words("title", self)
        self._reason = _words("muted", self)
        self.button = QPushButton(self)
        self.button.setObjectName("stage_action")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.pressed)
        self.details = Details("stage", self, is_centred=True)
        self.details.height_changed.connect(self.fit)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self._icon, 0, _CENTRE)
        column.addWidget(self._title)
        column.addWidget(self._reason)
        column.addSpacing(4)
        column.addWidget(self.button, 0, _CENTRE)
        column.addWidget(self.details)
        self.hide()

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def reason(self) -> str:
        return self._reason.text()

    def say(
        self,
        title: str,
        reason: str,
        *,
        sign: tuple[str, str],
        button: str = "",
        details: str = "",
    ) -> None:
        """Show it; `sign` is an icon and its role; without words there is no button.

        `details`, for a support case, are folded away.
        """
        self._icon.show_icon(*sign)
        self._title.setText(title)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.details.set_text(details)
        self.setAccessibleName(". ".join(filter(None, (title, reason))))
        self.show()
        self.fit()

    def fit(self) -> None:
        """Lie in the middle of the parent, as tall as the words need and there is room."""
        area = self._area.rect().adjusted(0, 0, 0, -self._foot)
        width = min(_WIDTH, area.width() - 32)
        self.setFixedWidth(max(width, 160))
        self.details.use_height(self._area.height())
        height = self._column.totalHeightForWidth(self.width())
        room = self._area.height() - 2 * _MARGIN
        if height > room:
            self.details.use_height(self.details.text_height - (height - room))
            height = self._column.totalHeightForWidth(self.width())
        self.setFixedHeight(height)
        self.move((area.width() - self.width()) // 2, self._top(area.height(), height))

    def _top(self, area: int, height: int) -> int:
        """In the middle of what counts; over the foot where there is no other room."""
        lowest = self._area.height() - _MARGIN - height
        return max(_MARGIN, min((area - height) // 2, lowest))


def _words(tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(_CENTRE)
    return label
