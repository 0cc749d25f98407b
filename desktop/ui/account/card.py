"""The key card: what a key is, where to get one, and a field that tests and keeps it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from desktop.core.catalogue import default_model
from desktop.core.errors import NetworkProblem, Problem
from desktop.core.secrets import tidy_key
from desktop.ui import problems
from desktop.ui.icons import icon
from desktop.ui.widgets.icon_button import IconButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.accounts import Accounts

KEYS_PAGE = "https://app.leonardo.ai/api-access"
CARD_WIDTH = 460


class KeyCard(QDialog):
    """Tests a key with GET /v1/me, then keeps it in the keychain; `kept` tells that it worked."""

    kept = Signal()

    def __init__(self, accounts: Accounts, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._tasks = tasks
        self.setObjectName("key_card")
        self.setWindowTitle(self.tr("Leonardo.AI API key"))
        self.setFixedWidth(CARD_WIDTH)
        self._build()
        self._show_stored()
        self.finished.connect(self._stop)

    # ── layout ───────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        title = QLabel(self.tr("Make clips with your own account"), self)
        title.setProperty("tone", "title")
        layout.addWidget(title)
        layout.addWidget(self._text(self._introduction()))
        layout.addWidget(self._page_button(), alignment=Qt.AlignmentFlag.AlignLeft)
        field = QVBoxLayout()
        field.setSpacing(4)
        field.addWidget(self._field_label())
        field.addLayout(self._field_row())
        layout.addSpacing(4)
        layout.addLayout(field)
        self.status_label = self._text("")
        self.status_label.setObjectName("key_status")
        self.status_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.status_label.setMinimumHeight(self.fontMetrics().height() * 2)
        layout.addWidget(self.status_label, 1)
        self.storage_label = self._text("", tone="muted")
        layout.addWidget(self.storage_label)
        layout.addSpacing(4)
        layout.addLayout(self._buttons())
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
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if tone:
            label.setProperty("tone", tone)
        return label

    def _page_button(self) -> QPushButton:
        button = QPushButton(
            icon("external-link", "text"), self.tr("Open app.leonardo.ai/api-access"), self
        )
        button.setObjectName("open_keys_page")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(KEYS_PAGE)))
        return button

    def _field_label(self) -> QLabel:
        label = QLabel(self.tr("API key"), self)
        label.setProperty("tone", "muted")
        self.key_edit = QLineEdit(self)
        label.setBuddy(self.key_edit)
        return label

    def _field_row(self) -> QHBoxLayout:
        self.key_edit.setObjectName("key_edit")
        self.key_edit.setAccessibleName(self.tr("API key"))
        self.key_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.key_edit.setPlaceholderText("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
        self.key_edit.textChanged.connect(self._on_edited)
        self.reveal_button = IconButton("eye", self.tr("Show the key while held"), parent=self)
        self.reveal_button.setObjectName("reveal_button")
        self.reveal_button.pressed.connect(lambda: self._reveal(QLineEdit.EchoMode.Normal))
        self.reveal_button.released.connect(lambda: self._reveal(QLineEdit.EchoMode.Password))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.key_edit, 1)
        row.addWidget(self.reveal_button)
        return row

    def _buttons(self) -> QHBoxLayout:
        self.forget_button = QPushButton(self.tr("Forget the key"), self)
        self.forget_button.setObjectName("forget_button")
        self.forget_button.setAutoDefault(False)
        self.forget_button.clicked.connect(self._forget)
        close_button = QPushButton(self.tr("Close"), self)
        close_button.setObjectName("close_button")
        close_button.setAutoDefault(False)
        close_button.clicked.connect(self.reject)
        self.keep_button = QPushButton(self.tr("Test and keep"), self)
        self.keep_button.setObjectName("keep_button")
        self.keep_button.setProperty("kind", "primary")
        self.keep_button.setDefault(True)
        self.keep_button.setEnabled(False)
        self.keep_button.clicked.connect(self._keep)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.forget_button)
        row.addStretch(1)
        row.addWidget(close_button)
        row.addWidget(self.keep_button)
        return row

    # ── what it does ─────────────────────────────────────────────────────────────────────────

    def _show_stored(self) -> None:
        accounts = self._accounts
        self.forget_button.setVisible(accounts.has_key and not accounts.is_key_from_environment)
        self.storage_label.setText(self._storage_text())
        if accounts.is_key_from_environment:
            self._say(self.tr("The key comes from LEONARDO_API_KEY; that goes before a kept one."))
        elif accounts.has_key:
            self._say(self.tr("A key is kept. Paste another to replace it."))

    def _storage_text(self) -> str:
        if not self._accounts.is_key_lasting:
            return self.tr(
                "This system offers no keychain, so the key is kept in memory and asked for "
                "again at the next start. It is never written to a file."
            )
        place = {"win32": "Windows Credential Manager", "darwin": "macOS Keychain"}
        return self.tr("The key is kept in the {place}, and sent to Leonardo.AI only.").format(
            place=place.get(sys.platform, self.tr("system's keychain"))
        )

    def _reveal(self, mode: QLineEdit.EchoMode) -> None:
        self.key_edit.setEchoMode(mode)

    def _on_edited(self, text: str) -> None:
        self.keep_button.setEnabled(bool(tidy_key(text)))
        if text:
            self._say("")

    def _keep(self) -> None:
        self._tasks.start("test key", self._test_and_keep(tidy_key(self.key_edit.text())))

    async def _test_and_keep(self, key: str) -> None:
        self._set_busy(is_busy=True)
        self._say(self.tr("Asking Leonardo…"))
        try:
            account = await self._accounts.check(key)
            is_lasting = await self._accounts.keep(key)
        except Problem as problem:
            self._set_busy(is_busy=False)
            self._show_problem(problem)
            return
        self._set_busy(is_busy=False)
        self.key_edit.clear()
        self._show_stored()
        name = account.name or self.tr("your account")
        said = (
            self.tr("Works: {name}.") if is_lasting else self.tr("Works for this session: {name}.")
        )
        self._say(said.format(name=name))
        self.kept.emit()

    def _show_problem(self, problem: Problem) -> None:
        explanation = problems.explain(problem)
        self._say(f"{explanation.title}. {explanation.reason}", tone="error")
        if not isinstance(problem, NetworkProblem):
            self.key_edit.selectAll()
        self.key_edit.setFocus()

    def _stop(self) -> None:
        """A card that has been closed waits for nothing: its widgets are about to go."""
        for name in ("test key", "forget key"):
            self._tasks.cancel(name)

    def _forget(self) -> None:
        self._tasks.start("forget key", self._forget_key())

    async def _forget_key(self) -> None:
        await self._accounts.forget()
        self._show_stored()
        self._say(self.tr("The key is forgotten."))

    def _set_busy(self, *, is_busy: bool) -> None:
        self.keep_button.setEnabled(not is_busy and bool(tidy_key(self.key_edit.text())))
        self.key_edit.setReadOnly(is_busy)

    def _say(self, text: str, tone: str = "muted") -> None:
        self.status_label.setText(text)
        self.status_label.setProperty("tone", tone)
        self.status_label.style().unpolish(self.status_label)
        self.status_label.style().polish(self.status_label)
