"""The key card: the accounts and their keys, each tested before it is kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit

from desktop.core.errors import Problem
from desktop.core.secrets import tidy_key
from desktop.jobs.job import LEONARDO
from desktop.ui.account import key_state
from desktop.ui.account.card_face import CardFace
from desktop.ui.account.money import account_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.core.tasks import TaskOwner
    from desktop.jobs.accounts import Accounts
    from desktop.jobs.money.balances import Balances
    from desktop.ui.account.key_state import KeyState

NEW = ""
"""The id of an account that is not there yet."""


class KeyCard(QDialog):
    """Tests a key with GET /v1/me, then keeps it in the keychain; `kept` tells that it worked.

    `may_remove(account)` says whether nothing is under way that would need the account again.
    """

    kept = Signal()

    def __init__(
        self,
        accounts: Accounts,
        balances: Balances,
        tasks: TaskOwner,
        parent: QWidget,
        *,
        may_remove: Callable[[str], bool] = lambda _account: True,
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._balances = balances
        self._tasks = tasks
        self._may_remove = may_remove
        self._account = accounts.chosen
        self._said: KeyState | None = None
        self.setObjectName("key_card")
        self.setWindowTitle(self.tr("Leonardo.AI API key"))
        self._face = CardFace(self)
        self._share_controls()
        self._connect()
        self._show_accounts()
        self._choose(self._account)
        self._end = balances.subscribe(self._on_balance)
        self.finished.connect(self._stop)

    def _share_controls(self) -> None:
        face = self._face
        self.account_combo, self.name_edit = face.account_combo, face.name_edit
        self.add_button, self.use_button = face.add_button, face.use_button
        self.key_edit, self.reveal_button = face.key_edit, face.reveal_button
        self.status_label, self.storage_label = face.status_label, face.storage_label
        self.forget_button, self.keep_button = face.forget_button, face.keep_button

    def _connect(self) -> None:
        self.account_combo.activated.connect(
            lambda _row: self._choose(self.account_combo.currentData())
        )
        self.add_button.clicked.connect(self._add)
        self.use_button.clicked.connect(self._use)
        self.name_edit.editingFinished.connect(self._rename)
        self.key_edit.textChanged.connect(self._on_edited)
        reveal = self.reveal_button
        reveal.pressed.connect(lambda: self.key_edit.setEchoMode(QLineEdit.EchoMode.Normal))
        reveal.released.connect(lambda: self.key_edit.setEchoMode(QLineEdit.EchoMode.Password))
        self.forget_button.clicked.connect(self._forget)
        self.keep_button.clicked.connect(self._keep)
        self._face.close_button.clicked.connect(self.reject)

    # ── which account ────────────────────────────────────────────────────────────────────────

    def _show_accounts(self) -> None:
        combo = self.account_combo
        combo.clear()
        for account in self._accounts.named:
            combo.addItem(account_name(self._accounts, account.id), account.id)
        if self._account == NEW:
            combo.addItem(self.tr("New account"), NEW)
        combo.setCurrentIndex(max(0, combo.findData(self._account)))
        has_any = any(self._accounts.has_key_of(account.id) for account in self._accounts.named)
        self._face.show_accounts(is_on=has_any or combo.count() > 1)

    def _choose(self, account: str) -> None:
        """Show one account, and ask Leonardo about its key."""
        self._account, self._said = account, None
        self.name_edit.setText(self._accounts.name(account))
        is_new = account == NEW
        example = self.tr("For example: Work")
        self.name_edit.setPlaceholderText(
            example if is_new else account_name(self._accounts, account)
        )
        self.key_edit.clear()
        if self._accounts.has_key_of(account):
            self._balances.refresh(account)
        self._show_chosen()

    def _add(self) -> None:
        self._account = NEW
        self._show_accounts()
        self._choose(NEW)
        self.name_edit.setFocus()

    def _use(self) -> None:
        self._accounts.use(self._account)
        self._show_chosen()

    def _rename(self) -> None:
        if self._account != NEW:
            self._accounts.rename(self._account, self.name_edit.text())
            self._show_accounts()

    def _show_chosen(self) -> None:
        """What can be done with the account that is shown, and how its key stands."""
        accounts, account = self._accounts, self._account
        has_key = accounts.has_key_of(account)
        is_from_environment = account == LEONARDO and accounts.is_key_from_environment
        can_remove = account not in {NEW, LEONARDO} and not has_key and self._may_remove(account)
        is_used = has_key and accounts.active == account
        self.use_button.setEnabled(has_key and not is_used)
        self.use_button.setText(self.tr("In use") if is_used else self.tr("Use for new clips"))
        self.forget_button.setVisible((has_key and not is_from_environment) or can_remove)
        self.forget_button.setText(
            self.tr("Remove the account") if can_remove else self.tr("Forget the key")
        )
        self.add_button.setEnabled(account != NEW)
        self.storage_label.setText(self._storage_text(is_from_environment=is_from_environment))
        self._face.show_state(self._said or self._state())

    def _state(self) -> KeyState:
        if not self._accounts.has_key_of(self._account):
            return key_state.missing()
        problem = self._balances.problem(self._account)
        known = self._balances.known(self._account)
        if problem is not None:
            return key_state.of_problem(problem, is_kept=True)
        return key_state.asking() if known is None else key_state.of_balance(known)

    def _storage_text(self, *, is_from_environment: bool) -> str:
        if is_from_environment:
            return self.tr("The key comes from LEONARDO_API_KEY; that goes before a kept one.")
        if not self._accounts.is_key_lasting:
            return self.tr(
                "This system offers no keychain, so the key is kept in memory and asked for "
                "again at the next start. It is never written to a file."
            )
        place = {"win32": "Windows Credential Manager", "darwin": "macOS Keychain"}
        return self.tr("Keys are kept in the {place}, and sent to Leonardo.AI only.").format(
            place=place.get(sys.platform, self.tr("system's keychain"))
        )

    def _on_balance(self, account: str) -> None:
        if account == self._account:
            self._show_chosen()

    # ── the key ──────────────────────────────────────────────────────────────────────────────

    def _on_edited(self, text: str) -> None:
        self.keep_button.setEnabled(bool(tidy_key(text)))
        if text and self._said is not None:
            self._said = None
            self._show_chosen()

    def _keep(self) -> None:
        self._tasks.start("test key", self._test_and_keep(tidy_key(self.key_edit.text())))

    async def _test_and_keep(self, key: str) -> None:
        self._set_busy(is_busy=True)
        self._say(key_state.asking())
        try:
            told = await self._accounts.check(key)
            account = self._account or self._accounts.add(self.name_edit.text())
            await self._accounts.keep(key, account)
        except Problem as problem:
            self._set_busy(is_busy=False)
            self._say(key_state.of_problem(problem, is_kept=False))
            self.key_edit.selectAll()
            self.key_edit.setFocus()
            return
        self._set_busy(is_busy=False)
        self._balances.take(account, told)
        self._account = account
        self._show_accounts()
        self._choose(account)
        known = self._balances.known(account)
        if known is not None and not known.has_no_plan:
            self.kept.emit()

    def _forget(self) -> None:
        if self._accounts.has_key_of(self._account):
            self._tasks.start("forget key", self._forget_key(self._account))
            return
        self._accounts.remove(self._account)
        self._account = self._accounts.chosen
        self._show_accounts()
        self._choose(self._account)

    async def _forget_key(self, account: str) -> None:
        await self._accounts.forget(account)
        self._balances.drop(account)
        self._show_accounts()
        self._say(key_state.said(self.tr("The key is forgotten.")))

    def _stop(self) -> None:
        """A card that has been closed waits for nothing: its widgets are about to go."""
        self._end()
        for name in ("test key", "forget key"):
            self._tasks.cancel(name)

    def _set_busy(self, *, is_busy: bool) -> None:
        self.keep_button.setEnabled(not is_busy and bool(tidy_key(self.key_edit.text())))
        self.key_edit.setReadOnly(is_busy)
        self.account_combo.setEnabled(not is_busy)

    def _say(self, state: KeyState) -> None:
        self._said = state
        self._show_chosen()
