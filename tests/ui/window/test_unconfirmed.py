"""A lost reply in the window: looked for, shown, adopted, sent again or given up by the user."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.jobs.job import JobState
from tests.ui.window.conftest import answer, running, top_level, until


async def unconfirmed(started, rocket, monkeypatch):
    """A job whose reply was lost, and whose generation nobody finds."""

    async def nothing(_life):
        from desktop.jobs.resolver import Findings

        return Findings()

    monkeypatch.setattr("desktop.jobs.resolver.search", nothing)
    await started.with_picture(rocket)
    QTest.keyClick(started.child("aspect_combo"), Qt.Key.Key_Home)
    started.window.actions_.generate.trigger()
    await until(lambda: started.entries() and started.entries()[0].state is JobState.UNCONFIRMED)
    panel = started.window.stage.job_view.unconfirmed
    await until(panel.isVisible, "the panel")
    await until(lambda: "Nothing like it" in panel.status or "Looking" in panel.status)
    return started.entries()[0], panel


async def test_it_is_sent_again_only_after_a_question_that_names_the_price(rocket, monkeypatch):
    async with running(faults=["lost-reply"]) as started:
        entry, panel = await unconfirmed(started, rocket, monkeypatch)
        QTest.mouseClick(panel.send_button, Qt.MouseButton.LeftButton)
        await until(lambda: top_level("send_again_dialog") is not None, "the question")
        box = top_level("send_again_dialog")
        assert "about $" in box.informativeText()
        assert "pay for both" in box.informativeText()
        assert box.defaultButton().objectName() == "keep_button"
        await answer("send_again_dialog", "keep_button")
        await until(lambda: not started.app.tasks.is_live(f"job {entry.id}"))
        assert len(started.posts()) == 1
        started.window.actions_.send_again.trigger()
        await answer("send_again_dialog", "send_again_button")
        await until(lambda: started.window.presenter.model.entry(entry.id).is_failed)
        await until(lambda: started.window.presenter.model.counts().clips == 1, "the clip")
        assert len(started.posts()) == 2


async def test_it_is_given_up_and_cleared(rocket, monkeypatch):
    async with running(faults=["lost-reply"]) as started:
        entry, panel = await unconfirmed(started, rocket, monkeypatch)
        assert not started.window.actions_.delete.isEnabled()
        QTest.mouseClick(panel.give_up_button, Qt.MouseButton.LeftButton)
        await answer("give_up_dialog", "give_up_button")
        await until(lambda: started.entries()[0].state is JobState.CANCELLED)
        assert not panel.isVisible()
        assert started.window.stage.job_view.message.title == "Given up"
        started.window.actions_.clear_finished.trigger()
        await until(lambda: not started.entries(), "the clearing")
        assert started.app.studio.queue.get(entry.id) is None


async def test_looking_again_finds_it(rocket, monkeypatch):
    async with running(faults=["lost-reply"]) as started:
        entry, panel = await unconfirmed(started, rocket, monkeypatch)
        await started.app.studio.queue._crew.stop(entry.id)
        monkeypatch.undo()
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        await until(panel.look_button.isEnabled)
        QTest.mouseClick(panel.look_button, Qt.MouseButton.LeftButton)
        await started.first_clip()
        assert len(started.posts()) == 1


async def test_one_of_several_is_taken_and_a_taken_one_is_refused_in_words(rocket, monkeypatch):
    async with running(faults=["lost-reply"]) as started:
        entry, panel = await unconfirmed(started, rocket, monkeypatch)
        queue = started.app.studio.queue
        await queue._crew.stop(entry.id)
        api = await started.app.studio.accounts.api("sandbox")
        found = tuple(await api.generations((await api.me()).user_id))
        monkeypatch.setattr(queue, "candidates", lambda _id: found)
        started.window.stage.refresh_job()
        await until(lambda: panel.candidates.buttons, "the list")

        async def refuse(_job_id, _generation_id):
            from desktop.jobs.journal import AlreadyAdopted

            raise AlreadyAdopted

        adopt = queue.adopt
        monkeypatch.setattr(queue, "adopt", refuse)
        button: QPushButton = panel.candidates.buttons[0]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        notice = started.window.notice
        await until(notice.isVisible, "the notice")
        assert "belongs to another clip" in notice.title
        monkeypatch.setattr(queue, "adopt", adopt)
        await until(lambda: not started.app.tasks.is_live(f"job {entry.id}"))
        QTest.mouseClick(panel.candidates.buttons[0], Qt.MouseButton.LeftButton)
        await started.first_clip()
        assert len(started.posts()) == 1
