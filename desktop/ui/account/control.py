"""Accounts and money as the window offers them: the header, the key card, the ledger, settings."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from desktop.core.errors import BadKey
from desktop.jobs.job import SANDBOX
from desktop.ui import problems
from desktop.ui.account import KEYS_PAGE
from desktop.ui.account.menu import AccountMenu
from desktop.ui.account.money import account_name, age_text, balance_text, number
from desktop.ui.account.purse import Purse
from desktop.ui.account.verdicts import Verdicts
from desktop.ui.dialogs import ask

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.settings import Settings
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.ui.preferences import Preferences
    from desktop.ui.widgets.pill import Tone
    from desktop.ui.window import MainWindow

AGE_MS = 30_000
"""How often the age of a balance is told anew."""


class AccountControl(QObject):
    """Connects accounts, balances and limits with the window; keeps the settings up to date."""

    def __init__(self, window: MainWindow, *, preferences: Preferences, tasks: TaskOwner) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._tasks = tasks
        self._studio: Studio | None = None
        self.purse = Purse(window, tasks)
        self.verdicts = Verdicts(tasks, self)
        self._menu = AccountMenu(window.menus.account, window.actions_.use_sandbox)
        self._ageing = QTimer(self, interval=AGE_MS)
        self._ageing.timeout.connect(self._show_balance)
        self._connect()

    def _connect(self) -> None:
        window, actions = self._window, self._window.actions_
        window.header.place_clicked.connect(self.open_key_card)
        window.header.balance_clicked.connect(self.refresh_balance)
        actions.enter_key.triggered.connect(self.open_key_card)
        actions.use_sandbox.triggered.connect(self._use_sandbox)
        actions.refresh_balance.triggered.connect(self.refresh_balance)
        actions.ledger.triggered.connect(self.open_ledger)
        actions.settings.triggered.connect(self.open_settings)
        for action in (actions.get_key, actions.top_up):
            action.triggered.connect(self.open_keys_page)
        self.purse.top_up_requested.connect(self.open_keys_page)
        self.purse.settings_requested.connect(self.open_settings)
        self._menu.chosen.connect(self._use)
        self._preferences.changed.connect(self._on_preferences)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state)

    def attach(self, studio: Studio) -> None:
        """From now on there are accounts."""
        self._studio = studio
        studio.accounts.subscribe(self._on_accounts)
        studio.balances.subscribe(self._on_balance)
        self.purse.attach(studio)
        self.verdicts.attach(studio)
        studio.watch_balances()
        self._show_place()
        self._ageing.start()

    # ── up: what is shown ────────────────────────────────────────────────────────────────────

    def _on_accounts(self) -> None:
        if self._studio is None:
            return
        accounts, balances = self._studio.accounts, self._studio.balances
        active = accounts.active
        is_told = len(accounts.named) > 1 or any(account.name for account in accounts.named)
        named = accounts.named if is_told else ()
        self._preferences.change(accounts=named, account=accounts.chosen)
        if active != SANDBOX and balances.known(active) is None:
            balances.refresh(active)
        self._show_place()

    def _on_balance(self, account: str) -> None:
        if self._studio is not None and account == self._studio.accounts.active:
            self._show_balance()
            self.purse.recheck()

    def _show_place(self) -> None:
        if self._studio is None:
            return
        accounts, header = self._studio.accounts, self._window.header
        is_sandbox = accounts.active == SANDBOX
        if is_sandbox:
            header.show_sandbox()
        else:
            header.show_account(account_name(accounts, accounts.active))
        self._window.stage.set_place_hint(is_sandbox=is_sandbox, has_key=accounts.has_key)
        self._menu.show_accounts(accounts)
        self._window.actions_.use_sandbox.setEnabled(accounts.has_key)
        self._show_balance()
        self.purse.recheck()

    def _show_balance(self) -> None:
        if self._studio is None:
            return
        active, balances = self._studio.accounts.active, self._studio.balances
        known, problem = balances.known(active), balances.problem(active)
        if known is None:
            words = self.tr("Play credit") if active == SANDBOX else self.tr("Balance unknown")
            why = problems.explain(problem).title if problem is not None else ""
            failed: Tone = "error" if isinstance(problem, BadKey) else "text"
            self._window.header.show_balance(words, self._tip(words, why), failed)
            return
        amount = "?" if known.amount is None else number(known.amount)
        is_play = active == SANDBOX
        words = self.tr("Play credit {n}") if is_play else self.tr("{n} units")
        words = words.format(n=amount)
        age = age_text(known.at, datetime.datetime.now(datetime.UTC))
        why = age if problem is None else f"{age} · {problems.explain(problem).title}"
        is_empty = known.amount == 0 and active != SANDBOX
        tone: Tone = "warn" if is_empty or problem is not None else "text"
        self._window.header.show_balance(words, self._tip(balance_text(known), why), tone)

    def _tip(self, words: str, why: str) -> str:
        ask_again = self.tr("Click to ask again.")
        return "\n".join(filter(None, (words, why, ask_again)))

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        """Whoever comes back from the page where credit is bought has a new balance."""
        if state == Qt.ApplicationState.ApplicationActive and self.purse.is_too_small:
            self.refresh_balance()

    def _on_preferences(self, settings: Settings) -> None:
        if self._studio is not None:
            self._studio.use_settings(settings)
            self.purse.refresh()

    # ── down: verbs ──────────────────────────────────────────────────────────────────────────

    def refresh_balance(self) -> None:
        """Ask for the balance of the account in use."""
        if self._studio is not None:
            self._studio.balances.refresh(self._studio.accounts.active)

    def open_keys_page(self) -> None:
        """The page where keys are made and credit is bought."""
        QDesktopServices.openUrl(QUrl(KEYS_PAGE))

    def _use(self, account: str) -> None:
        if self._studio is None:
            return
        self._studio.accounts.use(account)
        self._preferences.change(uses_sandbox=account == SANDBOX)
        if account != SANDBOX and not self._studio.accounts.has_key_of(account):
            self.open_key_card()

    def _use_sandbox(self, is_on: bool) -> None:  # noqa: FBT001 - Qt's triggered(bool)
        if self._studio is not None:
            self._use(SANDBOX if is_on else self._studio.accounts.chosen)

    # ── dialogs ──────────────────────────────────────────────────────────────────────────────

    def open_key_card(self) -> None:
        """Accounts and their keys."""
        if self._studio is not None:
            self._tasks.start("key card", self._show_key_card(self._studio))

    async def _show_key_card(self, studio: Studio) -> None:
        def may_remove(account: str) -> bool:
            jobs = studio.queue.jobs()
            return not any(job.account == account and not job.state.is_finished for job in jobs)

        from desktop.ui.account.card import KeyCard  # dialogs: who opens none keeps their memory

        card = KeyCard(
            studio.accounts, studio.balances, self._tasks, self._window, may_remove=may_remove
        )
        card.kept.connect(card.accept)
        await ask(card)
        self._show_place()
        self._window.compose.focus_frame()

    def open_ledger(self) -> None:
        """What clips have cost."""
        if self._studio is not None:
            self._tasks.start("ledger", self._show_ledger(self._studio))

    async def _show_ledger(self, studio: Studio) -> None:
        folder = self._preferences.current.last_save_folder
        from desktop.ui.account.ledger import LedgerDialog

        dialog = LedgerDialog(studio.ledger, studio.accounts, self._tasks, self._window, folder)
        dialog.folder_used.connect(lambda used: self._preferences.change(last_save_folder=used))
        await ask(dialog)

    def open_settings(self) -> None:
        """Queue, money, files."""
        if self._studio is not None:
            self._tasks.start("settings", self._show_settings(self._studio))

    async def _show_settings(self, studio: Studio) -> None:
        known = studio.balances.known(studio.accounts.active)
        slots = known.slots if known is not None else None
        videos: Path = studio.videos_folder()
        from desktop.ui.account.settings import SettingsDialog

        dialog = SettingsDialog(self._preferences, videos, slots, self._window)
        dialog.folder_requested.connect(self._window.actions_.videos_folder.trigger)
        await ask(dialog)
