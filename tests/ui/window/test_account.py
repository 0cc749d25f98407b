"""The key card: a key is tested, kept for the session where there is no keychain, forgotten."""

import uuid

import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.sandbox.server import Sandbox
from tests.ui.window.conftest import running, top_level, until

GOOD = str(uuid.uuid4())


@pytest_asyncio.fixture
async def leonardo(tmp_path, monkeypatch):
    """The sandbox in the part of Leonardo itself."""
    with Sandbox(tmp_path / "leonardo", render_s=0) as server:
        monkeypatch.setenv("LEONARDO_API_URL", server.url)
        yield server


async def open_card(started):
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
