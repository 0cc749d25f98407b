"""The accounts in the Account menu: one entry each, the one in use is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup

from desktop.jobs.job import SANDBOX
from desktop.ui.account.money import account_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from desktop.jobs.accounts import Accounts


class AccountMenu(QObject):
    """Keeps the entries over `sandbox`, which is the last of them. `chosen` tells an account."""

    chosen = Signal(str)

    def __init__(self, menu: QMenu, sandbox: QAction) -> None:
        super().__init__(menu)
        self._menu = menu
        self._sandbox = sandbox
        self._group = QActionGroup(self)
        self._entries: list[QAction] = []

    def show_accounts(self, accounts: Accounts) -> None:
        """Show these accounts; one without a key can be chosen all the same, to be given one."""
        for entry in self._entries:
            self._menu.removeAction(entry)
            entry.deleteLater()
        self._entries = [self._entry(accounts, account.id) for account in accounts.named]
        for entry in self._entries:
            self._menu.insertAction(self._sandbox, entry)
        self._sandbox.setChecked(accounts.active == SANDBOX)

    def _entry(self, accounts: Accounts, account: str) -> QAction:
        name = account_name(accounts, account)
        has_key = accounts.has_key_of(account)
        words = name if has_key else self.tr("{name} (no key)").format(name=name)
        entry = QAction(words.replace("&", "&&"), self._group)
        entry.setObjectName(f"use_{account}")
        entry.setCheckable(True)
        entry.setChecked(accounts.active == account)
        entry.setMenuRole(QAction.MenuRole.NoRole)
        entry.triggered.connect(lambda _on=False: self.chosen.emit(account))
        return entry
