"""How the key card looks: its words, fields and buttons, laid out; it decides nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.catalogue import default_model
from desktop.core.settings import MAX_NAME_CHARS
from desktop.ui.account import KEYS_PAGE
from desktop.ui.icons import icon
from desktop.ui.widgets.combo_box import ComboBox
from desktop.ui.widgets.icon_button import IconButton
from desktop.ui.widgets.icon_label import IconLabel

if TYPE_CHECKING:
    from desktop.ui.account.key_state import KeyState

CARD_WIDTH = 500
_ICON = 18
_ROLES = {"": "accent", "muted": "muted", "warn": "warn", "error": "error"}


class CardFace(QObject):
    """Fills a dialog; `show_state` says how the key stands."""

    def __init__(self, card: QDialog) -> None:
        super().__init__(card)
        self._card = card
        card.setFixedWidth(CARD_WIDTH)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        title = QLabel(self.tr("Make clips with your own account"), card)
        title.setProperty("tone", "title")
        layout.addWidget(title)
        layout.addWidget(self._text(self._introduction()))
        layout.addWidget(self._page_button(), alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._accounts_box())
        layout.addLayout(self._key_field())
        layout.addWidget(self._state_box())
        self.storage_label = self._text("", tone="small")
        layout.addWidget(self.storage_label)
        layout.addLayout(self._buttons())
        self._chain()
        self.key_edit.setFocus()

    def _introduction(self) -> str:
        model = default_model()
        size, duration_s = model.default_dimensions, model.default_duration_s
        price = model.estimate_usd(size, duration_s)
        return self.tr(
            "Startframe works with a Production API key of Leonardo.AI. API credit is separate "
            "from a web subscription; a clip of {seconds} s at {width} × {height} costs about "
            "${price}."
        ).format(seconds=duration_s, width=size.width, height=size.height, price=price)

    def _text(self, text: str, tone: str = "") -> QLabel:
        label = QLabel(text, self._card)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if tone:
            label.setProperty("tone", tone)
        return label

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self._card)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _page_button(self) -> QPushButton:
        self.page_button = self._button(
            self.tr("Open app.leonardo.ai/api-access"), "open_keys_page"
        )
        self.page_button.setIcon(icon("external-link", "text"))
        self.page_button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(KEYS_PAGE)))
        return self.page_button

    # ── the account ──────────────────────────────────────────────────────────────────────────

    def _accounts_box(self) -> QWidget:
        self._accounts = QWidget(self._card)
        self.account_combo = ComboBox(self.tr("Account"), self._accounts)
        self.account_combo.setObjectName("account_combo")
        self.add_button = self._button(self.tr("Add another"), "add_account_button")
        self.name_edit = QLineEdit(self._accounts)
        self.name_edit.setObjectName("account_name_edit")
        self.name_edit.setAccessibleName(self.tr("Name of the account"))
        self.name_edit.setMaxLength(MAX_NAME_CHARS)
        self.use_button = self._button(self.tr("Use for new clips"), "use_account_button")
        column = QVBoxLayout(self._accounts)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label(self.tr("Account"), self.account_combo))
        column.addLayout(_row(self.account_combo, self.add_button))
        column.addSpacing(8)
        column.addWidget(self._label(self.tr("Name"), self.name_edit))
        column.addLayout(_row(self.name_edit, self.use_button))
        return self._accounts

    def _label(self, words: str, buddy: QWidget) -> QLabel:
        label = self._text(words, tone="muted")
        label.setBuddy(buddy)
        return label

    def show_accounts(self, *, is_on: bool) -> None:
        """Accounts are of interest once there is a key."""
        self._accounts.setVisible(is_on)
        self._card.adjustSize()

    # ── the key ──────────────────────────────────────────────────────────────────────────────

    def _key_field(self) -> QVBoxLayout:
        self.key_edit = QLineEdit(self._card)
        self.key_edit.setObjectName("key_edit")
        self.key_edit.setAccessibleName(self.tr("API key"))
        self.key_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.key_edit.setPlaceholderText("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
        self.reveal_button = IconButton(
            "eye", self.tr("Show the key while held"), parent=self._card
        )
        self.reveal_button.setObjectName("reveal_button")
        column = QVBoxLayout()
        column.setSpacing(4)
        self.key_label = self._label(self.tr("API key"), self.key_edit)
        column.addWidget(self.key_label)
        column.addLayout(_row(self.key_edit, self.reveal_button))
        return column

    def _state_box(self) -> QFrame:
        box = QFrame(self._card)
        box.setProperty("surface", "raised")
        self._icon = IconLabel("info", "muted", _ICON, box)
        self.status_label = QLabel(box)
        self.status_label.setObjectName("key_status")
        self.status_label.setWordWrap(True)
        self.status_label.setTextFormat(Qt.TextFormat.PlainText)
        self.status_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.status_label.setMinimumHeight(self._card.fontMetrics().lineSpacing() * 3)
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.status_label, 1)
        return box

    def show_state(self, state: KeyState) -> None:
        """Say how the key stands, to the ear as well."""
        self._icon.show_icon(state.icon, _ROLES[state.tone])
        label = self.status_label
        label.setText(state.text)
        label.setAccessibleName(state.text)
        label.setProperty("tone", state.tone)
        label.style().unpolish(label)
        label.style().polish(label)

    def _buttons(self) -> QHBoxLayout:
        self.forget_button = self._button(self.tr("Forget the key"), "forget_button")
        self.close_button = self._button(self.tr("Close"), "close_button")
        self.keep_button = self._button(self.tr("Test and keep"), "keep_button")
        self.keep_button.setProperty("kind", "primary")
        self.keep_button.setDefault(True)
        self.keep_button.setEnabled(False)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.forget_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.keep_button)
        return row

    def _chain(self) -> None:
        """Tab goes in reading order."""
        chain: list[QWidget] = [
            self.page_button,
            self.account_combo,
            self.add_button,
            self.name_edit,
            self.use_button,
            self.key_edit,
            self.reveal_button,
            self.forget_button,
            self.close_button,
            self.keep_button,
        ]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)


def _row(field: QWidget, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(field, 1)
    row.addWidget(button)
    return row
