"""The library in the window: opened, searched, narrowed down, marked, opened on the stage."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
)

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest
from desktop.library.clips import Clip
from desktop.media import film_frames
from desktop.ui import theme
from desktop.ui.models.cards import Role
from tests.media.counted import counted_film
from tests.ui.window.conftest import running, until

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PROMPTS = ("The rocket lifts off", "Steam rises from a café", "猫が窓辺で眠る", "She blinks")
START = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Library:
    """What a test does with the library of a running app."""

    def __init__(self, started, clips):
        self.started, self.clips = started, clips
        self.window = started.window
        self.control = self.window.presenter.desk.library

    @property
    def panel(self):
        return self.control.panel

    @property
    def grid(self):
        return self.panel.grid

    def shown(self):
        model = self.grid.model()
        ids = (model.index(row, 0).data(Role.ID) for row in range(model.rowCount()))
        return "".join(found or "?" for found in ids)

    async def shows(self, expected):
        await until(lambda: self.shown() == expected, f"{expected} in the grid")

    def press(self, row, keys=NONE):
        place = self.grid.visualRect(self.grid.model().index(row, 0)).center()
        QTest.mouseClick(self.grid.viewport(), LEFT, keys, place)

    async def kept(self, clip_id):
        return await self.started.app.studio.library.get(clip_id)


@contextlib.asynccontextmanager
async def library_of(tmp_path, count=4):
    """An app with some clips on its shelf, its library open."""
    film = counted_film(tmp_path / "film.mp4", [40 * i for i in range(10)], size=(96, 54))
    async with running() as started:
        clips = [made_clip(index, film) for index in range(count)]
        for clip in clips:
            await started.app.studio.library.add(clip)
        library = Library(started, clips)
        started.window.actions_.library.trigger()
        await until(lambda: library.panel.grid.model().rowCount() == count)
        await until(lambda: "?" not in library.shown()[:4], "the first page")
        yield library


def made_clip(index, film):
    prompt = PROMPTS[index] if index < len(PROMPTS) else f"clip {index}"
    size = Dimensions(1280, 720) if index % 2 else Dimensions(720, 1280)
    request = GenerationRequest(default_model(), prompt, size, 6, audio=False, public=False)
    return Clip(
        id=chr(ord("a") + index) if index < len(PROMPTS) else f"clip-{index}",
        account="sandbox",
        request=request,
        created_at=START + timedelta(days=index),
        video=film,
        poster=None,
        frame=None,
        frame_name="picture.png",
        width=size.width,
        height=size.height,
        duration_s=6.0,
        has_audio=index == 0,
        size_bytes=film.stat().st_size,
        generation_id=None,
        cost=None,
    )


async def test_it_is_searched_as_one_types_and_escape_goes_back(tmp_path):
    async with library_of(tmp_path) as library:
        library.window.activateWindow()
        library.window.actions_.find.trigger()
        search = library.started.child("library_search", QLineEdit)
        assert search.hasFocus()
        QTest.keyClicks(search, "cafe")
        await library.shows("b")
        assert library.panel.count_label.text() == "1 clip"
        search.setText("nothing like it")
        await library.shows("")
        assert library.panel.nothing_label.isVisible()
        QTest.mouseClick(library.panel.everything_button, LEFT)
        await library.shows("dcba")
        search.setText("猫")
        await library.shows("c")
        QTest.keyClick(search, Qt.Key.Key_Escape)
        await library.shows("dcba")
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert not library.control.is_open
        assert library.window.stage.isVisible()


async def test_an_empty_library_offers_the_first_step(tmp_path, monkeypatch):
    asked: list[bool] = []

    async def choose(*_about):
        asked.append(True)

    monkeypatch.setattr("desktop.ui.dialogs.choose_picture", choose)
    async with running() as started:
        started.window.actions_.library.trigger()
        panel = started.window.presenter.desk.library.panel
        await until(panel.picture_button.isVisible)
        assert not panel.everything_button.isVisible()
        QTest.mouseClick(panel.picture_button, LEFT)
        await until(lambda: asked, "the question")
        panel.search_edit.setText("nothing like it")
        await until(panel.everything_button.isVisible)
        assert not panel.picture_button.isVisible()


async def test_filters_and_orders(tmp_path):
    async with library_of(tmp_path) as library:
        panel = library.panel
        QTest.mouseClick(panel.filter_button, LEFT)
        assert panel.filters.isVisible()
        for combo, row, expected in (
            (panel.filters.sound_combo, 1, "a"),
            (panel.filters.sound_combo, 2, "dcb"),
            (panel.filters.sound_combo, 0, "dcba"),
            (panel.order_combo, 1, "abcd"),
        ):
            combo.setCurrentIndex(row)
            combo.activated.emit(row)
            await library.shows(expected)
        await until(lambda: panel.filters.size_combo.count() == 3)
        panel.filters.size_combo.setCurrentIndex(panel.filters.size_combo.findText("720 × 1280"))
        panel.filters.changed.emit()
        await library.shows("ac")
        panel.filters.show_sizes([(1280, 720), (720, 1280)])  # as another clip has them told again
        assert panel.filters.size_combo.currentText() == "720 × 1280"
        assert panel.filters.is_narrow


async def test_s_and_x_mark_what_is_selected(tmp_path):
    async with library_of(tmp_path) as library:
        library.press(0)
        library.press(1, CONTROL)
        QTest.keyClick(library.grid, Qt.Key.Key_S)
        await until(library.window.actions_.clips.favourite.isChecked)
        assert (await library.kept("d")).is_favourite
        assert (await library.kept("c")).is_favourite
        library.panel.filters.mark_combo.setCurrentIndex(1)
        library.panel.filters.changed.emit()
        await library.shows("dc")
        library.press(0)
        QTest.keyClick(library.grid, Qt.Key.Key_X)
        await library.shows("c")
        kept = await library.kept("d")
        assert (kept.is_rejected, kept.is_favourite) == (True, False)
        library.panel.filters.mark_combo.setCurrentIndex(2)
        library.panel.filters.changed.emit()
        await library.shows("d")


def offered(library):
    menu = library.control.collecting.menu
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


async def test_collections_are_made_filled_looked_at_and_forgotten(tmp_path):
    async with library_of(tmp_path) as library:
        combo = library.panel.filters.collection_combo
        library.press(0)
        library.press(2, CONTROL)
        offered(library)["Add to a new collection…"].trigger()
        dialog = library.started.child("collection_dialog", QInputDialog)
        dialog.setTextValue("Trailer & more")
        dialog.accept()
        await until(lambda: combo.findText("Trailer & more") == 1, "the collection")
        combo.setCurrentIndex(1)
        library.panel.filters.changed.emit()
        await library.shows("db")
        library.press(0)
        offered(library)["Take out of “Trailer && more”"].trigger()
        await library.shows("b")
        offered(library)["Rename “Trailer && more”…"].trigger()
        dialog = library.window.findChildren(QInputDialog)[-1]
        dialog.setTextValue("Film")
        dialog.accept()
        await until(lambda: combo.currentText() == "Film", "its name")
        await until(lambda: "Forget “Film”, keep its clips" in offered(library))
        offered(library)["Forget “Film”, keep its clips"].trigger()
        await library.shows("dcba")
        assert combo.currentText() == "Any collection"


async def test_the_row_of_collections_shows_one_and_takes_what_is_let_go(tmp_path):
    async with library_of(tmp_path) as library:
        bar, window = library.panel.collections, library.window
        assert not bar.isVisible()
        number = await library.started.app.studio.collections.make("Rain & sun")
        await until(bar.isVisible, "the row")
        library.press(1)
        library.press(3, CONTROL)
        await until(lambda: len(window.presenter.chosen.clips()) == 2)
        drop(bar.chips[number], b"of another program")
        drop(bar.chips[number], str(os.getpid()).encode())
        await until(lambda: bar.chips[number].text() == "Rain && sun   2", "the clips in it")
        QTest.mouseClick(bar.chips[number], LEFT)
        await library.shows("ca")
        assert bar.chips[number].accessibleDescription() == "shown"
        QTest.mouseClick(bar.chips[number], LEFT)
        await library.shows("dcba")
        library.press(0)
        QTest.mouseClick(library.started.child("collection_new", QPushButton), LEFT)
        dialog = library.started.child("collection_dialog", QInputDialog)
        dialog.setTextValue("Other")
        dialog.accept()
        await until(lambda: "Other   1" in [chip.text() for chip in bar.chips.values()])


def drop(chip, payload):
    """Clips let go over a chip, dragged out of the process that the payload names."""
    mime = QMimeData()
    mime.setData("application/x-startframe-clips", payload)
    copy, none = Qt.DropAction.CopyAction, Qt.MouseButton.NoButton
    QApplication.sendEvent(chip, QDragEnterEvent(QPoint(4, 4), copy, mime, none, NONE))
    QApplication.sendEvent(chip, QDropEvent(QPointF(4, 4), copy, mime, none, NONE))


async def test_a_chain_is_shown_and_joined(tmp_path, monkeypatch):
    async with library_of(tmp_path) as library:
        studio, target = library.started.app.studio, tmp_path / "joined.mp4"
        await studio.library.change(["d"], origin=Origin("b", 0.2))
        await until(lambda: library.grid.model().index(0, 0).data(Role.ENTRY).clip.origin)
        library.press(0)
        library.window.actions_.clips.show_chain.trigger()
        await library.shows("bd")

        async def chosen(_parent, _folder, name):
            assert name == "film joined.mp4"
            return target

        monkeypatch.setattr("desktop.ui.save_place.choose_save_path", chosen)
        library.press(1)
        await until(library.window.actions_.clips.join.isEnabled)
        library.window.actions_.clips.join.trigger()
        await until(lambda: library.window.findChild(QMessageBox) is not None, "the question")
        question = library.started.child("confirm_dialog", QMessageBox)
        assert question.informativeText().startswith("15 frames, 0.59 s. The pictures are copied")
        QTest.mouseClick(library.started.child("confirm_button", QPushButton), LEFT)
        await until(lambda: library.window.notice.title == "joined.mp4 is ready", "the film")
        assert film_frames.timetable(target).count == 15
        await until(lambda: not library.started.app.tasks.is_live("join clips"))
        QTest.mouseClick(library.panel.chain_button, LEFT)
        await library.shows("dcba")


async def test_enter_opens_a_clip_on_the_stage(tmp_path):
    async with library_of(tmp_path) as library:
        library.press(2)
        QTest.keyClick(library.grid, Qt.Key.Key_Return)
        await until(lambda: not library.control.is_open, "the stage")
        assert library.window.shelf.current_id() == "b"
        await until(lambda: library.window.stage.film.player.frame_count == 10)


async def test_what_is_deleted_can_be_taken_back(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "trash"))
    async with library_of(tmp_path) as library:
        for clip in library.clips[2:]:  # a file of its own each
            own = shutil.copy(clip.video, tmp_path / f"{clip.id}.mp4")
            await library.started.app.studio.library.change([clip.id], video=own)
        await until(
            lambda: library.grid.model().index(0, 0).data(Role.ENTRY).clip.video.stem == "d"
        )
        await until(
            lambda: library.grid.model().index(1, 0).data(Role.ENTRY).clip.video.stem == "c"
        )
        library.press(0)
        library.press(1, CONTROL)
        QTest.keyClick(library.grid, Qt.Key.Key_Delete)
        await library.shows("ba")
        undo = library.window.actions_.undo
        await until(lambda: undo.text() == "Undo deleting 2 clips")
        assert not (tmp_path / "d.mp4").exists()
        undo.trigger()
        await library.shows("dcba")
        assert (tmp_path / "d.mp4").is_file()
        assert (tmp_path / "c.mp4").is_file()
        library.panel.search_edit.setText("blinks")
        await library.shows("d")
        await until(lambda: not library.started.app.tasks.is_live("undelete"))
        assert undo.text() == "Undo"


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
async def test_a_clip_that_was_moved_is_found_again(tmp_path, monkeypatch):
    async with library_of(tmp_path) as library:
        film, stage = library.clips[0].video, library.window.stage
        moved = film.rename(tmp_path / "elsewhere.mp4")
        other = counted_film(tmp_path / "other.mp4", [0, 40], size=(96, 54))
        answers = [other, moved]

        async def chosen(_parent, _folder, title):
            assert title == "Where is film.mp4?"
            return answers.pop(0)

        monkeypatch.setattr("desktop.ui.clip_control.choose_film", chosen)
        film = {"width": 96, "height": 54, "duration_s": 0.393}
        await library.started.app.studio.library.change(["d"], **film)
        library.press(0)
        QTest.keyClick(library.grid, Qt.Key.Key_Return)
        button = stage.film.message.button
        await until(button.isVisible, "the word of it")
        assert button.text() == "Find the file…"
        QTest.mouseClick(button, LEFT)
        await until(lambda: library.window.notice.title == "This is another film")
        await until(lambda: not library.started.app.tasks.is_live("find file"))
        QTest.mouseClick(button, LEFT)
        await until(lambda: stage.film.player.frame_count == 10, "the film")
        assert (await library.kept("d")).video == moved


async def test_a_title_and_notes_are_kept_and_found(tmp_path):
    async with library_of(tmp_path) as library:
        library.press(3)
        details = library.panel.details
        await until(lambda: details.prompt_label.text() == PROMPTS[0])
        await until(lambda: any("H.264" in label.text() for label in details.findChildren(QLabel)))
        title = library.started.child("clip_title", QLineEdit)
        QTest.keyClicks(title, "Opening shot")
        QTest.keyClick(title, Qt.Key.Key_Return)
        notes = library.started.child("clip_notes", QPlainTextEdit)
        notes.setFocus()
        QTest.keyClicks(notes, "for the trailer")
        library.grid.setFocus()

        async def kept():
            found = await library.kept("a")
            return found.title, found.notes

        while await kept() != ("Opening shot", "for the trailer"):
            await until(lambda: True)
        library.panel.search_edit.setText("trailer")
        await library.shows("a")


def copied(clipboard):
    """Whether files are on it; offscreen it holds nothing at all at first."""
    mime = clipboard.mimeData()
    return mime is not None and mime.hasUrls()


async def test_copies_of_files_and_paths(tmp_path):
    async with library_of(tmp_path) as library:
        library.press(0)
        QTest.keyClick(library.grid, Qt.Key.Key_C, CONTROL)
        clipboard = QGuiApplication.clipboard()
        await until(lambda: copied(clipboard))
        [url] = clipboard.mimeData().urls()
        assert url.toLocalFile() == str(library.clips[0].video)
        QTest.keyClick(library.grid, Qt.Key.Key_C, CONTROL | SHIFT)
        await until(lambda: not clipboard.mimeData().hasUrls())
        assert clipboard.text() == str(library.clips[0].video)


async def test_a_clip_is_exported_and_copied_as_code(tmp_path, monkeypatch):
    async with library_of(tmp_path) as library:
        target, window = tmp_path / "moving.gif", library.window

        async def chosen(_parent, _folder, name):
            assert name == "film.gif"
            return target

        monkeypatch.setattr("desktop.ui.save_place.choose_save_path", chosen)
        library.press(0)
        library.started.child("export_gif", QAction).trigger()
        await until(lambda: window.notice.title == "moving.gif is ready", "the picture")
        assert target.read_bytes().startswith(b"GIF8")
        assert not library.started.child("export_sound", QAction).isEnabled()
        library.started.child("copy_python", QAction).trigger()
        code = QGuiApplication.clipboard().text()
        assert "YOUR_API_KEY" in code
        assert "She blinks" in code


async def test_a_clip_that_changes_or_goes_does_so_in_its_place(tmp_path):
    async with library_of(tmp_path) as library:
        studio = library.started.app.studio
        library.press(1)
        await studio.library.change(["d"], is_favourite=True)
        await until(lambda: library.grid.model().index(0, 0).data(Role.ENTRY).clip.is_favourite)
        await studio.library.remove("d")
        await library.shows("cba")
        assert library.grid.selected_rows() == [0]
        await studio.library.add(dataclasses.replace(library.clips[3], id="e"))
        await library.shows("ecba")
        assert library.grid.selected_rows() == [1]


async def test_arrows_shift_and_select_all(tmp_path):
    async with library_of(tmp_path) as library:
        library.grid.setFocus()
        library.press(0)
        QTest.keyClick(library.grid, Qt.Key.Key_End)
        assert library.grid.currentIndex().row() == 3
        QTest.keyClick(library.grid, Qt.Key.Key_Left, SHIFT)
        assert library.grid.selected_rows() == [2, 3]
        QTest.keyClick(library.grid, Qt.Key.Key_A, CONTROL)
        assert library.grid.selected_rows() == [0, 1, 2, 3]
        assert "4" in library.panel.details.headline.text()
        QTest.keyClick(library.grid, Qt.Key.Key_Home)
        assert library.grid.selected_rows() == [0]


async def test_hundreds_are_read_as_they_come_into_view(tmp_path):
    async with library_of(tmp_path, count=520) as library:
        grid, model = library.grid, library.grid.model()
        last = model.index(519, 0)
        assert last.data(Role.ENTRY) is None
        QTest.keyClick(grid, Qt.Key.Key_End)
        await until(lambda: last.data(Role.ENTRY) is not None, "the last page")
        assert last.data(Role.ID) == "a"
        assert grid.visualRect(last).bottom() <= grid.viewport().height()
        assert grid.indexAt(grid.visualRect(last).center()) == last
        library.panel.search_edit.setText("clip")  # what is found is shown from its beginning
        await until(lambda: model.rowCount() == 516)
        assert grid.verticalScrollBar().value() == 0
        library.window.resize(1700, 900)
        await until(lambda: grid.columns > 3)
        assert grid.visualRect(model.index(3, 0)).top() == 0


async def test_use_everything_again_and_its_prompt(tmp_path):
    async with library_of(tmp_path) as library:
        compose = library.window.compose
        library.press(3)
        library.window.actions_.clips.reuse_prompt.trigger()
        await until(lambda: compose.draft().prompt == PROMPTS[0])
        library.press(2)
        library.window.actions_.clips.reuse_all.trigger()
        await until(lambda: compose.draft().prompt == PROMPTS[1])
        await until(lambda: compose.draft().picture_name == "film.mp4, frame 1")
        await until(lambda: not compose.picture.is_loading)
        assert not compose.draft().audio
        library.press(1)
        library.window.actions_.clips.takes[1].trigger()
        await until(library.window.notice.isVisible)
        assert "not on this computer" in library.window.notice.title


async def test_a_prompt_with_braces_used_again_stands_for_one_clip(tmp_path):
    async with library_of(tmp_path, count=1) as library:
        clip = library.clips[0]
        request = dataclasses.replace(clip.request, prompt="{slow|fast} pan")
        changed = dataclasses.replace(clip, id="braces", request=request)
        await library.started.app.studio.library.add(changed)
        await until(lambda: library.grid.model().rowCount() == 2)
        compose = library.window.compose
        for action in ("reuse_prompt", "reuse_all"):
            compose.prompt.write("")
            library.press(0)
            await until(lambda: library.window.presenter.chosen.current() is not None)
            row = library.grid.currentIndex().row()
            if library.grid.model().index(row, 0).data(Role.ID) != "braces":
                library.press(1)
            getattr(library.window.actions_.clips, action).trigger()
            await until(lambda: compose.draft().prompt == r"\{slow\|fast\} pan", action)
        await until(lambda: not compose.picture.is_loading)


def moved(widget, place):
    """The mouse comes by. QTest.mouseMove would let Qt work, and a task about to begin be lost."""
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), widget.mapToGlobal(QPointF(place)), none, none, NONE
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
async def test_a_card_plays_without_a_sound_while_the_mouse_rests_on_it(tmp_path):
    async with library_of(tmp_path) as library:
        hover, viewport = library.panel.hover, library.grid.viewport()
        place = library.grid.visualRect(library.grid.model().index(1, 0)).center()
        moved(viewport, place)
        await until(lambda: hover.is_playing, "the film")
        assert hover.player.is_muted
        assert library.grid.visualRect(library.grid.model().index(1, 0)).contains(
            hover.surface.geometry()
        )
        await until(lambda: hover.player.position_ms > 0)
        QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
        assert not hover.is_playing
        assert hover.player.path is None
        theme.set_less_motion(True)
        moved(viewport, place + QPoint(1, 1))
        assert not hover._rest.isActive()
        theme.set_less_motion(False)
        await library.started.app.studio.library.change(["d"], video=tmp_path / "gone.mp4")
        first = library.grid.visualRect(library.grid.model().index(0, 0)).center()
        await until(lambda: library.grid.model().clips([range(1)])[0].video.stem == "gone")
        assert hover.player is not None
        failures: list[str] = []
        hover.player.failed.connect(failures.append)
        moved(viewport, first)
        await until(lambda: failures and hover.player.path is None, "its end")
        assert not hover.is_playing


async def test_the_search_comes_to_rest_and_the_grid_stays_where_it_was_scrolled_to(tmp_path):
    async with library_of(tmp_path, count=90) as library:
        model, tasks = library.grid.model(), library.started.app.tasks
        await until(lambda: not tasks.is_live("library choices"))
        assert not model._again.isActive()
        bar = library.grid.verticalScrollBar()
        bar.setValue(bar.maximum())
        library.window.presenter.desk.library._show_collections([])
        assert bar.value() == bar.maximum() > 0
        await until(lambda: not model._again.isActive() and not tasks.is_live("search library"))
        await until(lambda: not tasks.is_live("library choices"))
        assert not model._again.isActive()


async def test_words_that_are_being_typed_are_kept_when_the_window_closes(tmp_path):
    async with library_of(tmp_path) as library:
        library.press(0)
        edit = library.panel.details.title_edit
        await until(edit.isVisible)
        edit.setFocus()
        QTest.keyClicks(edit, "Opening shot")
        assert (await library.kept("d")).title == ""
        await library.window.flush()
        assert (await library.kept("d")).title == "Opening shot"


async def test_of_several_none_is_the_only_one_though_one_is_read(tmp_path):
    async with library_of(tmp_path) as library:
        library.press(0)
        library.press(1, CONTROL)
        chosen = library.window.presenter.chosen
        model = library.grid.model()
        del model._entries[model._numbers[1]]
        model.revision += 1
        assert [clip.id for clip in chosen.clips()] == ["d"]
        assert chosen.current() is None


async def test_details_follow_a_file_that_was_moved(tmp_path):
    async with library_of(tmp_path) as library:
        library.press(0)
        details = library.panel.details
        await until(lambda: details.prompt_label.text() == PROMPTS[3])
        moved = shutil.copy(library.clips[3].video, tmp_path / "moved.mp4")
        await library.started.app.studio.library.change(["d"], video=moved)
        await until(
            lambda: any(label.text() == "moved.mp4" for label in details.findChildren(QLabel))
        )
