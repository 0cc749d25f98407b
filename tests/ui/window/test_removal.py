"""Off the library, off Leonardo, back from there: three verbs, each with its own question."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from desktop.core.errors import DiskFull
from desktop.media import recipe
from tests.media.test_exports import packets
from tests.ui.window.conftest import running, until
from tests.ui.window.test_library import library_of

LEFT = Qt.MouseButton.LeftButton


async def answers(window, text, button):
    """Press a button of the question that says this, and wait until it is gone."""
    await until(lambda: window.findChild(QMessageBox) is not None, "the question")
    box = window.findChild(QMessageBox)
    assert text in f"{box.text()} {box.informativeText()}"
    QTest.mouseClick(box.findChild(QPushButton, button), LEFT)
    await until(lambda: window.findChild(QMessageBox) is None, "its end")


async def test_clips_are_taken_off_the_library_and_back_and_their_files_stay(tmp_path):
    async with library_of(tmp_path) as library:
        window, undo = library.window, library.window.actions_.undo
        library.press(0)
        library.press(1, Qt.KeyboardModifier.ControlModifier)
        window.actions_.clips.remove.trigger()
        await answers(window, "Remove 2 clips from the library?", "cancel_button")
        assert library.shown() == "dcba"
        await until(lambda: not library.started.app.tasks.is_live("remove clips"))
        window.actions_.clips.remove.trigger()
        await answers(window, "The files stay where they are", "confirm_button")
        await library.shows("ba")
        assert library.clips[3].video.is_file()
        await until(lambda: undo.text() == "Undo removing 2 clips")
        undo.trigger()
        await library.shows("dcba")
        await until(lambda: not library.started.app.tasks.is_live("undelete"))


async def test_what_went_before_a_failure_can_be_undone(tmp_path, monkeypatch):
    async with library_of(tmp_path) as library:
        window, clips = library.window, library.started.app.studio.library
        remove = clips.remove

        async def refused(clip_id):
            if clip_id == "c":
                raise DiskFull(folder=str(tmp_path))
            await remove(clip_id)

        monkeypatch.setattr(clips, "remove", refused)
        library.press(0)
        library.press(1, Qt.KeyboardModifier.ControlModifier)
        window.actions_.clips.remove.trigger()
        await answers(window, "Remove 2 clips", "confirm_button")
        await library.shows("cba")
        await until(lambda: window.actions_.undo.text() == "Undo removing the clip")
        window.actions_.undo.trigger()
        await library.shows("dcba")
        await until(lambda: not library.started.app.tasks.is_live("undelete"))


async def test_what_leonardo_does_not_know_can_neither_be_fetched_nor_deleted_there(tmp_path):
    async with library_of(tmp_path) as library:
        actions = library.window.actions_.clips
        await library.started.app.studio.library.change(["d"], generation_id=None)
        await until(lambda: library.grid.model().clips([range(1)])[0].generation_id is None)
        library.press(0)
        assert actions.remove.isEnabled()
        assert not actions.delete_at_leonardo.isEnabled()
        assert not actions.fetch_again.isEnabled()


async def test_a_file_that_is_gone_is_fetched_again_until_leonardo_has_it_no_more(rocket):
    async with running() as started:
        window, tasks = started.window, started.app.tasks
        await started.with_picture(rocket)
        window.actions_.generate.trigger()
        clip = await started.first_clip()
        fetch = window.actions_.clips.fetch_again
        fetch.trigger()
        await until(lambda: window.notice.title == "The file of this clip is here")
        pictures = packets(clip.video, "video")
        window.stage.release()
        clip.video.unlink()
        await until(lambda: not tasks.is_live(f"fetch {clip.id}"))
        fetch.trigger()
        await until(lambda: window.notice.title == f"{clip.video.name} is here again")
        assert packets(clip.video, "video") == pictures
        assert (recipe.read(clip.video) or {})["id"] == clip.id
        assert sorted(file.suffix for file in clip.video.parent.iterdir()) == [".mp4"]
        assert len(started.posts()) == 1, "nothing is paid for twice"
        window.actions_.clips.delete_at_leonardo.trigger()
        await answers(window, "are then the only copy", "confirm_button")
        await until(lambda: window.notice.title == "Deleted at Leonardo")
        assert clip.video.is_file()
        clip.video.unlink()
        await until(lambda: not tasks.is_live("remove clips"))
        window.actions_.clips.delete_at_leonardo.trigger()
        await answers(window, "1 of them have no file here", "cancel_button")
        fetch.trigger()
        await until(lambda: window.notice.title == "Leonardo has this clip no more")


async def test_another_videos_folder_offers_to_move_the_clips(tmp_path, monkeypatch):
    async with library_of(tmp_path) as library:
        target, window = tmp_path / "elsewhere", library.window

        async def chosen(_parent, _folder):
            return target

        monkeypatch.setattr("desktop.ui.clip_control.choose_folder", chosen)
        window.actions_.videos_folder.trigger()
        await answers(window, "Move 4 clips to the videos folder?", "confirm_button")
        await until(lambda: window.notice.title == "4 clips are moved")
        assert (await library.kept("d")).video.parent == target
        await until(lambda: not library.started.app.tasks.is_live("move clips"))
        window.actions_.clips.move_here.trigger()
        await until(lambda: window.notice.title == "Every clip lies in the videos folder")
