"""A picture in, a clip out: by the mouse and the keys a user would use."""

import asyncio

import av
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessibleAnnouncementEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.catalogue import Dimensions
from desktop.jobs.job import JobState
from desktop.ui.stage.player import PlayerState
from tests.ui.window.conftest import running, until


def drop(window, path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton)
    where = QPointF(window.width() * 0.7, window.height() * 0.4)
    enter = QDragEnterEvent(where.toPoint(), *how, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDropEvent(where, *how, Qt.KeyboardModifier.NoModifier))
    return enter.isAccepted()


async def test_a_dropped_picture_becomes_a_playing_clip(startframe, rocket):
    window = startframe.window
    assert drop(window, rocket)
    await until(lambda: window.compose.draft().picture is not None)
    QTest.keyClick(startframe.child("aspect_combo"), Qt.Key.Key_Home)
    QTest.keyClicks(startframe.child("prompt_edit"), "lift off")
    QTest.keyClick(startframe.child("duration_slider"), Qt.Key.Key_Home)
    QTest.mouseClick(startframe.child("generate_button"), Qt.MouseButton.LeftButton)
    clip = await startframe.first_clip()
    player = window.stage.film.player
    await until(lambda: player.state is PlayerState.PLAYING and player.position_ms > 200)
    assert clip.video.parent == startframe.paths.videos
    with av.open(clip.video) as film:
        assert film.duration / av.time_base == 3.0
        assert (film.streams.video[0].width, film.streams.video[0].height) == (1280, 720)
    (sent,) = startframe.posts()
    assert sent.body["parameters"]["prompt"] == "lift off"
    assert sent.body["public"] is False


async def test_a_double_click_and_a_held_shortcut_make_one_clip(startframe, rocket):
    await startframe.with_picture(rocket)
    button = startframe.child("generate_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    startframe.window.activateWindow()
    for _repeat in range(5):
        QTest.keyClick(startframe.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await startframe.first_clip()
    assert len(startframe.posts()) == 1
    assert len(startframe.entries()) == 1


async def test_a_screen_reader_is_told_of_an_end_once(rocket, monkeypatch):
    said = []

    def event(widget, words):
        said.append(words)
        return QAccessibleAnnouncementEvent(widget, words)

    monkeypatch.setattr("desktop.ui.presenter.QAccessibleAnnouncementEvent", event)
    async with running(faults=["failed:1"]) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].is_failed)
        started.window.actions_.retry.trigger()
        await started.first_clip()
    assert [words.split(",")[1].strip() for words in said] == ["failed", "done"]


async def test_a_failed_clip_says_why_and_can_be_tried_again(rocket):
    async with running(faults=["failed:1"]) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].is_failed)
        message = started.window.stage.job_view.message
        await until(message.isVisible)
        assert "could not be made" in message.title
        assert started.window.actions_.retry.isEnabled()
        QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
        clip = await started.first_clip()
        assert clip.video.is_file()
        assert len(started.posts()) == 2


async def test_a_lost_reply_is_unconfirmed_and_nothing_is_sent_again(rocket):
    async with running(faults=["lost-reply"]) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(
            lambda: started.entries() and started.entries()[0].state is JobState.UNCONFIRMED
        )
        assert not started.window.actions_.retry.isEnabled()
        assert len(started.posts()) == 1


async def test_the_draft_survives_a_restart(rocket):
    async with running() as started:
        await started.with_picture(rocket)
        started.window.compose.prompt.write("slow push-in")
        QTest.keyClick(started.child("duration_slider"), Qt.Key.Key_End)
        QTest.keyClick(started.child("aspect_combo"), Qt.Key.Key_Home)
    async with running() as again:
        compose = again.window.compose
        await until(lambda: compose.draft().picture is not None)
        draft = compose.draft()
        assert (draft.prompt, draft.duration_s) == ("slow push-in", 15)
        assert (draft.picture_name, draft.dimensions) == ("rocket.jpg", Dimensions(1280, 720))


async def test_the_shelf_is_the_same_after_a_restart_and_a_sandbox_job_goes_on(rocket):
    async with running(render_s=60) as started:
        await started.with_picture(rocket)
        started.window.actions_.generate.trigger()
        await until(lambda: started.entries() and started.entries()[0].state is JobState.GENERATING)
    async with running(render_s=0) as again:
        clip = await again.first_clip()
        assert clip.video.is_file()
        assert again.posts() == []


async def test_an_unwritable_videos_folder_is_asked_for_again_and_nothing_is_lost(
    startframe, rocket, tmp_path, monkeypatch
):
    blocked = tmp_path / "not a folder"
    blocked.write_bytes(b"")
    startframe.app.studio.use_videos_folder(blocked)
    await startframe.with_picture(rocket)
    startframe.window.actions_.generate.trigger()
    await until(lambda: startframe.entries() and startframe.entries()[0].problem is not None)
    assert startframe.entries()[0].state is JobState.DOWNLOADING
    await until(startframe.window.stage.job_view.message.isVisible)
    good = tmp_path / "good"

    async def choose(_parent, _folder):
        return good

    monkeypatch.setattr("desktop.ui.clip_control.choose_folder", choose)
    job_id, queue = startframe.entries()[0].id, startframe.app.studio.queue
    await until(lambda: not queue._is_busy(job_id), "the end of the first try")
    startframe.window.stage.job_view.message.button.click()
    clip = await startframe.first_clip()
    assert clip.video.parent == good
    assert len(startframe.posts()) == 1


async def test_deleting_moves_the_clip_to_the_trash(startframe, rocket, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    await startframe.with_picture(rocket)
    startframe.window.actions_.generate.trigger()
    clip = await startframe.first_clip()
    startframe.window.actions_.delete.trigger()
    await until(lambda: not startframe.entries())
    await until(lambda: not startframe.app.tasks.is_live("delete"))
    assert not clip.video.exists()
    assert await startframe.app.studio.library.all() == []


async def test_saving_a_copy_keeps_the_clip(startframe, rocket, tmp_path, monkeypatch):
    await startframe.with_picture(rocket)
    startframe.window.actions_.generate.trigger()
    clip = await startframe.first_clip()
    target = tmp_path / "copy.mp4"

    async def choose(_parent, _folder, _name):
        return target

    monkeypatch.setattr("desktop.ui.save_place.choose_save_path", choose)
    startframe.window.actions_.save_as.trigger()
    await until(target.exists)
    await asyncio.sleep(0)
    assert target.read_bytes() == clip.video.read_bytes()
