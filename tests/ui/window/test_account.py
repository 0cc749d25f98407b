"""The key card: a key is tested, kept for the session where there is no keychain, forgotten."""

import uuid
from decimal import Decimal

import pytest_asyncio
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.core.catalogue import Dimensions
from desktop.core.paths import app_paths
from desktop.core.settings import Settings, SettingsFile
from desktop.jobs.job import LEONARDO, SANDBOX
from desktop.leonardo.api import Account
from desktop.leonardo.client import LeonardoClient
from desktop.sandbox.server import Sandbox
from tests.ui.window.conftest import answer, running, top_level, until

GOOD = str(uuid.uuid4())
OTHER = str(uuid.uuid4())


@pytest_asyncio.fixture
async def leonardo(tmp_path, monkeypatch):
    """The sandbox in the part of Leonardo itself."""
    with Sandbox(tmp_path / "leonardo", render_s=0) as server:
        monkeypatch.setenv("LEONARDO_API_URL", server.url)
        yield server


async def open_card(started):
    await until(lambda: not started.app.tasks.is_live("key card"), "the end of the one before")
    QTest.mouseClick(started.child("place_pill"), Qt.MouseButton.LeftButton)
    await until(lambda: top_level("key_card") is not None, "the key card")
    return top_level("key_card")


async def close_card(card):
    card.reject()
    await until(lambda: top_level("key_card") is None, "the end of the card")


async def test_without_a_key_the_pill_says_sandbox():
    async with running(uses_sandbox=False) as started:
        assert "Sandbox" in started.child("place_pill").text()
        assert not started.window.actions_.use_sandbox.isEnabled()


async def test_a_wrong_key_is_refused_in_words_and_the_draft_stays(leonardo):
    async with running(uses_sandbox=False) as started:
        started.window.compose.prompt.write("keep me")
        card = await open_card(started)
        card.key_edit.setText("Bearer nonsense")
        QTest.mouseClick(card.keep_button, Qt.MouseButton.LeftButton)
        await until(lambda: card.status_label.property("tone") == "error", "the refusal")
        assert "key" in card.status_label.text().lower()
        assert "Sandbox" in started.child("place_pill").text()
        await close_card(card)
        assert started.window.compose.draft().prompt == "keep me"


async def test_a_good_key_is_kept_for_the_session_and_used(leonardo, rocket):
    async with running(uses_sandbox=False) as started:
        card = await open_card(started)
        assert card.key_edit.echoMode() is QLineEdit.EchoMode.Password
        QTest.keyClicks(card.key_edit, f"Bearer {GOOD}")
        QTest.mouseClick(card.keep_button, Qt.MouseButton.LeftButton)
        await until(lambda: top_level("key_card") is None, "the end of the card")
        assert "Leonardo" in started.child("place_pill").text()
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await started.first_clip()
        assert len(leonardo.requests.matching("POST", "/v2/generations")) == 1
        assert started.posts() == []
    home = started.paths.data.parent
    texts = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert len(texts) > 5
    assert not any(GOOD.encode() in text for text in texts)


async def test_a_forgotten_key_leads_back_to_the_sandbox(leonardo):
    async with running(uses_sandbox=False) as started:
        await started.app.studio.accounts.keep(GOOD)
        await until(lambda: "Leonardo" in started.child("place_pill").text())
        card = await open_card(started)
        QTest.mouseClick(card.forget_button, Qt.MouseButton.LeftButton)
        await until(lambda: not started.app.studio.accounts.has_key)
        await until(lambda: "forgotten" in card.status_label.text())
        await close_card(card)
        assert "Sandbox" in started.child("place_pill").text()


async def test_a_card_closed_while_it_asks_leaves_nothing_behind(leonardo):
    async with running(uses_sandbox=False) as started:
        card = await open_card(started)
        card.key_edit.setText(GOOD)
        QTest.mouseClick(card.keep_button, Qt.MouseButton.LeftButton)
        await close_card(card)
        await until(lambda: not started.app.tasks.is_live("key card"))
        assert not started.app.tasks.is_live("test key")


# ── money ────────────────────────────────────────────────────────────────────────────────────


def with_key(monkeypatch, **settings):
    """As one who entered a key before, with these settings."""
    monkeypatch.setenv("LEONARDO_API_KEY", GOOD)
    SettingsFile(app_paths().settings_file).save(Settings(undo_s=0, **settings))


async def balance_of(started, words):
    await until(lambda: words in started.child("balance_pill").text(), f"the balance {words}")


async def test_the_balance_is_shown_at_the_start_and_after_a_clip(leonardo, rocket, monkeypatch):
    with_key(monkeypatch)
    async with running(uses_sandbox=False) as started:
        await balance_of(started, "8,361 units")
        pill = started.child("balance_pill")
        assert "API balance 8,361 units, just now" in pill.accessibleName()
        await started.with_picture(rocket)
        started.window.compose.sizes.choose(Dimensions(1280, 720))
        started.window.actions_.generate.trigger()
        clip = await started.first_clip()
        await balance_of(started, "7,881 units")
        assert started.child("charge_label").text() == "$1.4352 charged"
        ledger = started.app.studio.ledger
        (entry,) = await ledger.entries()
        assert (entry.account, clip.account, entry.charge) == (LEONARDO, LEONARDO, clip.cost)
        asked = len(leonardo.requests.matching("GET", "/v1/me"))
        QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
        await until(lambda: len(leonardo.requests.matching("GET", "/v1/me")) > asked)


async def test_without_credit_generate_offers_to_top_up(tmp_path, rocket, monkeypatch):
    with Sandbox(tmp_path / "poor", render_s=0, balance_usd=Decimal(0)) as server:
        monkeypatch.setenv("LEONARDO_API_URL", server.url)
        with_key(monkeypatch)
        async with running(uses_sandbox=False) as started:
            await balance_of(started, "0 units")
            await started.with_picture(rocket)
            button = started.child("generate_button")
            assert button.text() == "Not enough API credit"
            assert not started.window.actions_.generate.isEnabled()
            opened: list[QUrl] = []
            monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
            QTest.mouseClick(started.child("money_button"), Qt.MouseButton.LeftButton)
            assert [url.host() for url in opened] == ["app.leonardo.ai"]
            assert server.requests.matching("POST", "/v2/generations") == []
            started.app.studio.accounts.use(SANDBOX)
            assert button.text() == "Generate", "the sandbox is never held back"


async def test_the_budget_is_said_in_place_and_holds(leonardo, rocket, monkeypatch):
    with_key(monkeypatch, daily_budget_usd=2.0)
    async with running(uses_sandbox=False) as started:
        await started.with_picture(rocket)
        started.window.compose.sizes.choose(Dimensions(1280, 720))
        hint = started.child("money_hint")
        await until(lambda: hint.text() == "Today about $0.00 of $2.00")
        started.window.actions_.generate.trigger()
        await started.first_clip()
        await until(lambda: hint.text() == "Today about $1.44 of $2.00", "the day's sum")
        button = started.child("generate_button")
        assert button.text() == "Over the daily budget"
        started.app.preferences.change(daily_budget_usd=5.0)
        await until(lambda: button.text() == "Generate")
        QTest.mouseClick(started.child("generate_button"), Qt.MouseButton.LeftButton)
        await until(lambda: len(leonardo.requests.matching("POST", "/v2/generations")) == 2)


async def test_above_the_threshold_the_user_is_asked(leonardo, rocket, monkeypatch):
    with_key(monkeypatch, confirm_above_usd=1.0)
    async with running(uses_sandbox=False) as started:
        await started.with_picture(rocket)
        started.window.compose.sizes.choose(Dimensions(1280, 720))
        started.window.actions_.generate.trigger()
        await until(lambda: top_level("confirm_dialog") is not None, "the question")
        box = top_level("confirm_dialog")
        assert "about $1.44" in box.text()
        QTest.keyClick(box, Qt.Key.Key_Escape)
        await until(lambda: not started.app.tasks.is_live("submit"))
        assert started.entries() == []


async def test_accounts_are_switched_in_the_menu_and_remembered(leonardo, monkeypatch):
    async with running(uses_sandbox=False) as started:
        accounts = started.app.studio.accounts
        await accounts.keep(GOOD)
        work = accounts.add("Work")
        await accounts.keep(OTHER, work)
        pill = started.child("place_pill")
        await until(lambda: pill.text() == "Work")
        entries = {a.text(): a for a in started.window.menus.account.actions()}
        assert entries["Work"].isChecked()
        entries["Leonardo.AI account"].trigger()
        await until(lambda: pill.text() == "Leonardo.AI account")
        await started.app.preferences.flush()
    kept = SettingsFile(app_paths().settings_file).load()
    assert [account.name for account in kept.accounts] == ["", "Work"]
    assert kept.account == LEONARDO
    texts = [path.read_bytes() for path in app_paths().data.parent.rglob("*") if path.is_file()]
    assert not any(key.encode() in text for text in texts for key in (GOOD, OTHER))


async def test_a_second_account_is_added_in_the_key_card(leonardo):
    async with running(uses_sandbox=False) as started:
        accounts = started.app.studio.accounts
        await accounts.keep(GOOD)
        card = await open_card(started)
        await until(lambda: "The key works" in card.status_label.text(), "the state of the key")
        QTest.mouseClick(card.add_button, Qt.MouseButton.LeftButton)
        QTest.keyClicks(card.name_edit, "Work")
        QTest.keyClicks(card.key_edit, OTHER)
        QTest.mouseClick(card.keep_button, Qt.MouseButton.LeftButton)
        await until(lambda: top_level("key_card") is None, "the end of the card")
        assert [account.name for account in accounts.named] == ["", "Work"]
        assert accounts.name(accounts.active) == "Work"
        card = await open_card(started)
        QTest.mouseClick(card.forget_button, Qt.MouseButton.LeftButton)
        await until(lambda: card.forget_button.text() == "Remove the account")
        QTest.mouseClick(card.forget_button, Qt.MouseButton.LeftButton)
        assert [account.id for account in accounts.named] == [LEONARDO]
        await close_card(card)


async def test_a_key_without_a_plan_keeps_the_card_open(leonardo, monkeypatch):
    async def told(_self):
        return Account("user", "anna", None, None)

    monkeypatch.setattr(LeonardoClient, "me", told)
    async with running(uses_sandbox=False) as started:
        card = await open_card(started)
        QTest.keyClicks(card.key_edit, GOOD)
        QTest.mouseClick(card.keep_button, Qt.MouseButton.LeftButton)
        await until(lambda: "no API plan" in card.status_label.text(), "the warning")
        assert card.isVisible()
        assert started.app.studio.accounts.has_key
        await close_card(card)


async def test_the_ledger_and_the_settings_open_from_the_menu():
    async with running() as started:
        for name, dialog in (("ledger", "ledger_dialog"), ("settings", "settings_dialog")):
            getattr(started.window.actions_, name).trigger()
            await until(lambda dialog=dialog: top_level(dialog) is not None, dialog)
            top_level(dialog).reject()
            await until(lambda dialog=dialog: top_level(dialog) is None)


async def test_a_failed_clip_tells_whether_it_was_charged(leonardo, rocket, monkeypatch):
    with_key(monkeypatch)
    async with running(uses_sandbox=False) as started:
        await balance_of(started, "8,361 units")
        leonardo.faults.add("failed")
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        message = started.window.stage.job_view.message
        await until(lambda: "shows that it was charged" in message.reason, "the verdict")
        assert "still be billed" not in message.reason  # it is said to be charged
        leonardo.faults.clear()
        leonardo.faults.add("no-credit")
        await until(started.window.actions_.generate.isEnabled)
        started.window.actions_.retry.trigger()
        await until(lambda: message.title == "Not enough API credit", "the refusal")
        await until(lambda: "Nothing was charged." in message.reason, "the verdict")


async def test_a_batch_is_held_against_the_budget_and_asked_about_once(
    leonardo, rocket, monkeypatch
):
    with_key(monkeypatch, daily_budget_usd=2.0, confirm_above_usd=0.5)
    async with running(uses_sandbox=False) as started:
        await started.with_picture(rocket)
        compose = started.window.compose
        compose.sizes.choose(Dimensions(736, 400))
        compose.duration.choose(3)  # about $0.40 each
        button = started.child("generate_button")
        compose.prompt.write("{a|b|c|d}")
        assert button.text() == "Generate 4 clips"
        compose.prompt.write("{a|b|c|d|e}")  # $2.02: each is dearer than its rounded price
        assert button.text() == "Over the daily budget"
        compose.prompt.write("{a|b}")
        started.window.actions_.generate.trigger()
        await until(lambda: top_level("confirm_dialog") is not None, "the question")
        box = top_level("confirm_dialog")
        assert box.text() == "Generate 2 clips for about $0.81?"
        assert "asked above $0.50" in box.informativeText()
        await answer("confirm_dialog", "confirm_button")
        await until(lambda: len(leonardo.requests.matching("POST", "/v2/generations")) == 2)
        await started.all_clips()
        assert top_level("confirm_dialog") is None
