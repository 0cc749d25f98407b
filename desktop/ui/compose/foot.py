"""The foot of the panel, always in view: what it costs, and Generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from desktop.jobs.money.price import sum_usd
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.problems import Action, action_label

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions, VideoModel

HEIGHT = 40
SIGN = 18
GAP = 8
REST_MS = 100  # on top of the system's double-click time
SHORTCUT = "Ctrl+Return"


def shortcut_words() -> str:
    """ "Ctrl ↵", or "⌘↵" on macOS."""
    native = QKeySequence(SHORTCUT).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ").replace("Return", "↵")


class GenerateButton(QPushButton):
    """Says "Generate" and its keys; when it cannot be pressed, it says what is missing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("generate_button")
        self.setProperty("kind", "primary")
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.show_missing(None)

    def show_missing(self, reason: str | None, count: int = 1) -> None:
        """Say what is missing, or be pressable: for `count` clips at once."""
        verb = self.tr("Generate")
        if count > 1:
            verb = self.tr("Generate {n} clips").format(n=count)
        self.setText(reason or verb)
        self.setAccessibleName(verb)
        self.setAccessibleDescription(reason or "")
        self.setToolTip(reason or "")
        self.setEnabled(reason is None)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        if self.isEnabled():
            self._paint_verb(painter)
        else:
            painter.setPen(theme.current().colour("muted"))
            inside = self.rect().adjusted(12, 0, -12, 0)
            words = self.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, inside.width()
            )
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, words)

    def warm(self) -> None:
        """Paint the verb where nobody sees it: the first time takes its fonts and its sign."""
        canvas = QPixmap(self.size())
        painter = QPainter(canvas)
        self._paint_verb(painter)
        painter.end()

    def _paint_verb(self, painter: QPainter) -> None:
        verb_font = theme.scaled(self.font(), 1.08)
        verb_font.setWeight(QFont.Weight.DemiBold)
        keys_font = theme.scaled(self.font(), 0.86)
        keys_font.setWeight(QFont.Weight.Normal)
        keys = shortcut_words()
        verb_width = QFontMetrics(verb_font).horizontalAdvance(self.text())
        keys_width = QFontMetrics(keys_font).horizontalAdvance(keys)
        left = (self.width() - SIGN - GAP - verb_width - 12 - keys_width) / 2
        sign = icon("sparkles", "on_accent").pixmap(QSize(SIGN, SIGN), self.devicePixelRatioF())
        painter.drawPixmap(round(left), (self.height() - SIGN) // 2, sign)
        painter.setPen(theme.current().colour("on_accent"))
        middle = Qt.AlignmentFlag.AlignVCenter
        left += SIGN + GAP
        painter.setFont(verb_font)
        painter.drawText(QRectF(left, 0, verb_width + 2, self.height()), middle, self.text())
        painter.setFont(keys_font)
        left += verb_width + 12
        painter.drawText(QRectF(left, 0, keys_width + 2, self.height()), middle, keys)


class Foot(QWidget):
    """The price line and the button. One press is one submission, however it is pressed."""

    generate_pressed = Signal()
    hint_pressed = Signal(object)

    def __init__(self, model: VideoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._missing: str | None = None
        self._hint_action = Action.NONE
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self.button = GenerateButton(self)
        self.button.clicked.connect(self.press)
        self._about = _label("muted", self)
        self.price = _label("price", self)
        self.price.setObjectName("price_label")
        self.note = _label("small", self)
        self.note.setObjectName("price_note")
        self.hint = _label("hint_warn", self)
        self.hint.setObjectName("money_hint")
        self.hint.setWordWrap(True)
        self.hint_button = QPushButton(self)
        self.hint_button.setObjectName("money_button")
        self.hint_button.setProperty("kind", "link")
        self.hint_button.setAutoDefault(False)
        self.hint_button.clicked.connect(lambda: self.hint_pressed.emit(self._hint_action))
        self._lay_out()
        self.show_hint("")

    def _lay_out(self) -> None:
        self._about.setText(self.tr("about"))
        row = QHBoxLayout()
        row.setSpacing(5)
        row.addWidget(self._about, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self.price, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addStretch(1)
        row.addWidget(self.note, 0, Qt.AlignmentFlag.AlignBaseline)
        hint_row = QHBoxLayout()
        hint_row.setSpacing(8)
        hint_row.addWidget(self.hint, 1)
        hint_row.addWidget(self.hint_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addLayout(hint_row)
        layout.addWidget(self.button)

    def show_estimate(self, dimensions: Dimensions, duration_s: int, count: int = 1) -> None:
        """What `count` such clips are thought to cost together; for Auto, that it is not known."""
        amount = self._model.estimate_usd(dimensions, duration_s)
        is_known = amount is not None
        self._about.setVisible(is_known)
        self.price.setVisible(is_known)
        self.note.setToolTip("")
        if amount is None:
            self.note.setText(self.tr("price known after sending"))
            return
        total = sum_usd([(self._model, dimensions, duration_s)] * count)  # rounded once
        self.price.setText(f"${total:,}")
        self.price.setAccessibleName(self.tr("Estimate: about ${n}").format(n=f"{total:,}"))
        dated = self._dated()
        if count > 1:
            self.note.setText(self.tr("estimate for {n} clips").format(n=count))
            self.note.setToolTip(dated)
        else:
            self.note.setText(dated)

    def _dated(self) -> str:
        date = self._model.prices_as_of
        if date is None:
            return self.tr("estimate")
        day = QDate(date.year, date.month, date.day)
        shown = QLocale(QLocale.Language.English).toString(day, "d MMM yyyy")
        return self.tr("estimate, prices of {date}").format(date=shown)

    def show_hint(self, words: str, action: Action = Action.NONE) -> None:
        """What money has to do with it: a balance, a budget, and what can be done about it."""
        is_held = action is not Action.NONE
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        tone = "hint_warn" if is_held else "small"
        if self.hint.property("tone") != tone:
            self.hint.setProperty("tone", tone)
            self.hint.style().unpolish(self.hint)
            self.hint.style().polish(self.hint)
        self._hint_action = action
        self.hint_button.setText(action_label(action))
        self.hint_button.setVisible(is_held)

    def show_missing(self, reason: str | None, count: int = 1) -> None:
        """What stands between the draft and its clips; None when nothing does."""
        self._missing = reason
        self.button.show_missing(reason, count)

    def press(self) -> None:
        """Ask for what is drafted, unless something is missing or it has just been asked for."""
        if self._missing is not None or self._rest.isActive():
            return
        self._rest.start(QApplication.doubleClickInterval() + REST_MS)
        self.generate_pressed.emit()


def _label(tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    return label
