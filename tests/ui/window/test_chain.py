"""A chain in the window: its branches, a way through it as one film, joined and gone back from."""

from __future__ import annotations

import contextlib
import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.origin import Origin
from desktop.ui.widgets.icon_button import IconButton
from tests.media.counted import counted_film
from tests.ui.window.conftest import answer, running, until
from tests.ui.window.test_library import made_clip

LEFT = Qt.MouseButton.LeftButton
FRAMES = 10
CUT = 6  # what goes on does so from this frame, the last but three


@contextlib.asynccontextmanager
async def chain_of(tmp_path, parents=(None, 0, 1, 1), size=(96, 54)):
    """Clips "a", "b", … each going on from one before it, and the first of them on the stage."""
    films = [
        counted_film(
            tmp_path / f"{n}.mp4",
            [40 * i for i in range(FRAMES)],
            size=size if n != len(parents) - 1 else (96, 54),
            options={"bf": "0", "g": "5"},
        )
        for n in range(len(parents))
    ]
    async with running() as started:
        library = started.app.studio.library
        for n, parent in enumerate(parents):
            clip = made_clip(n, films[n])
            origin = None if parent is None else Origin("abcd"[parent], CUT * 0.04)
            await library.add(dataclasses.replace(clip, origin=origin))
        await until(lambda: len(started.entries()) == len(parents))
        yield started


async def opened(started, clip_id="b"):
    """The chain of this clip, with its film."""
    started.window.shelf.select(clip_id)
    await until(lambda: started.window.presenter.chosen.current() is not None)
    started.window.actions_.clips.play_chain.trigger()
    control = started.window.presenter.desk.chain
    await until(lambda: control.panel is not None and control.panel.isVisible(), "the panel")
    await shows_film(control.panel)
    return control.panel


async def shows_film(panel):
    await until(lambda: panel.film.surface.has_picture and "frames" in panel.facts_label.text())
    await until(lambda: panel.film.player.frame_count, "the film")
    panel.film.player.pause()
    await until(lambda: panel.film.player.state.value == "paused")


def path(panel):
    return "".join(clip.id for clip in panel.path)


def frame(panel):
    return panel.film.player.frame_index


async def test_a_way_through_a_chain_is_played_as_one_film(tmp_path):
    async with chain_of(tmp_path) as started:
        panel = await opened(started)
        assert path(panel) == "abd"  # on with what went on last
        assert panel.facts_label.text() == "3 of 4 clips · 22 frames, 0.9 s"
        assert panel.film.player.frame_count == 2 * CUT + FRAMES
        assert panel.film.player.path.parent == started.paths.joined
        assert panel.strip.currentIndex().row() == 1  # it begins where it was opened
        await until(lambda: frame(panel) == CUT, "the first frame of b")
        QTest.keyClick(panel.strip, Qt.Key.Key_Home)
        await until(lambda: frame(panel) == 0)
        QTest.keyClick(panel.strip, Qt.Key.Key_Comma)  # the player's keys act here too
        QTest.keyClick(panel.strip, Qt.Key.Key_Period)
        await until(lambda: frame(panel) == 1)


async def test_another_branch_is_another_film(tmp_path):
    async with chain_of(tmp_path) as started:
        panel = await opened(started)
        first = panel.film.player.path
        number = panel.model.tree.number_of("c")
        place = panel.strip.visualRect(panel.model.index(number, 0)).center()
        QTest.mouseClick(panel.strip.viewport(), LEFT, pos=place)
        assert path(panel) == "abc"
        await until(lambda: panel.film.player.path not in {None, first}, "the other film")
        await shows_film(panel)
        await until(lambda: frame(panel) == 2 * CUT)
        await until(lambda: not first.exists(), "the end of the first film")


async def test_it_is_left_for_the_stage_the_library_and_back(tmp_path):
    async with chain_of(tmp_path) as started:
        window = started.window
        panel = await opened(started)
        QTest.keyClick(panel.strip, Qt.Key.Key_Escape)
        assert window.stage.isVisible()
        assert panel.film.player.path is None
        panel = await opened(started)
        QTest.keyClick(panel.strip, Qt.Key.Key_End)
        QTest.keyClick(panel.strip, Qt.Key.Key_Return)
        await until(lambda: window.stage.isVisible() and window.shelf.current_id() == "d")
        panel = await opened(started, "d")
        QTest.mouseClick(panel.findChild(IconButton, "chain_library"), LEFT)
        library = window.presenter.desk.library
        assert library.is_open
        assert library.panel.chain_button.isVisible()
        QTest.mouseClick(library.panel.findChild(QPushButton, "library_play_chain"), LEFT)
        await until(panel.isVisible, "the chain again")
        await shows_film(panel)
        QTest.mouseClick(panel.findChild(IconButton, "chain_close"), LEFT)
        assert library.panel.isVisible()


async def test_it_follows_what_goes_on_and_what_is_gone(tmp_path):
    async with chain_of(tmp_path) as started:
        panel = await opened(started)
        library, film = started.app.studio.library, panel.film.player.path
        [old] = [clip for clip in await library.all() if clip.id == "c"]
        await library.add(dataclasses.replace(old, id="e", origin=Origin("c", 0.2)))
        await until(lambda: len(panel.model.tree.nodes) == 5, "the new clip")
        assert path(panel) == "abd"
        assert panel.film.player.path == film
        assert panel.facts_label.text().startswith("3 of 5 clips · 22 frames")
        await library.remove("d")
        await until(lambda: path(panel) == "abce", "another way")
        await shows_film(panel)
        assert panel.facts_label.text().startswith("4 of 4 clips")


async def test_what_is_done_is_done_with_the_clip_the_cursor_is_on(tmp_path):
    async with chain_of(tmp_path) as started:
        window, chosen = started.window, started.window.presenter.chosen
        panel = await opened(started)
        assert chosen.current().id == "b"
        QTest.keyClick(panel.strip, Qt.Key.Key_End)
        assert chosen.current().id == "d"
        assert window.actions_.use_last_frame.isEnabled()
        assert not window.actions_.use_this_frame.isEnabled()
        assert not window.actions_.play.isEnabled()
        QTest.keyClick(panel.strip, Qt.Key.Key_Escape)
        assert chosen.current().id == "b"
        assert window.actions_.play.isEnabled()


async def test_something_before_the_chain_is_left_for_it_and_it_for_where_it_began(tmp_path):
    async with chain_of(tmp_path) as started:
        window, other = started.window, QWidget()
        panel = await opened(started)
        window.show_over(other)
        assert panel.film.player.path is None
        window.leave(other)
        assert panel.isVisible()
        await until(lambda: panel.film.player.state.value == "playing", "its film again")
        QTest.keyClick(panel.strip, Qt.Key.Key_Escape)
        assert window.stage.isVisible()


async def test_its_film_is_let_go_of_and_comes_back_when_clips_are_moved(tmp_path):
    async with chain_of(tmp_path, parents=(None,)) as started:
        panel = await opened(started, "a")
        started.window.release_films()
        assert panel.film.player.path is None
        moved = (tmp_path / "0.mp4").rename(tmp_path / "moved.mp4")
        await started.app.studio.library.change(["a"], video=moved)
        await until(lambda: panel.film.player.path == moved, "its film from there")
        await shows_film(panel)


async def test_sound_is_one_with_the_stage(tmp_path):
    async with chain_of(tmp_path) as started:
        stage = started.window.stage
        stage.set_muted(True)
        panel = await opened(started)
        assert panel.film.player.is_muted
        panel.film.transport.mute_toggled.emit(False)
        assert not stage.film.player.is_muted
        assert not started.app.preferences.current.is_muted


async def test_it_covers_the_screen_and_comes_back(tmp_path):
    async with chain_of(tmp_path) as started:
        panel = await opened(started)
        QTest.keyClick(panel.strip, Qt.Key.Key_F)
        assert panel.film.isWindow()
        assert panel.film.isVisible()
        QTest.keyClick(panel.film, Qt.Key.Key_Escape)
        assert not panel.film.isWindow()
        assert panel.film.isVisible()
        assert panel.isAncestorOf(panel.film)


async def test_the_way_that_is_shown_can_be_joined(tmp_path, monkeypatch):
    async with chain_of(tmp_path) as started:
        panel = await opened(started, "c")
        target = tmp_path / "joined.mp4"

        async def choose(*_about):
            return target

        monkeypatch.setattr("desktop.ui.save_place.SavePlace.choose", choose)
        QTest.mouseClick(panel.findChild(QPushButton, "chain_join"), LEFT)
        await answer("confirm_dialog", "confirm_button")
        await until(target.is_file, "the joined film")


async def test_films_that_do_not_match_say_that_they_are_encoded(tmp_path):
    async with chain_of(tmp_path, parents=(None, 0), size=(128, 72)) as started:
        started.window.shelf.select("a")
        control = started.window.presenter.desk.chain
        started.window.actions_.clips.play_chain.trigger()
        await until(lambda: control.panel is not None)
        message = control.panel.film.message
        await until(lambda: "encoded anew" in message.reason)
        await shows_film(control.panel)
        assert not message.isVisible()


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
async def test_a_clip_whose_file_is_gone_says_so(tmp_path):
    async with chain_of(tmp_path) as started:
        (tmp_path / "0.mp4").unlink()
        started.window.shelf.select("b")
        control = started.window.presenter.desk.chain
        started.window.actions_.clips.play_chain.trigger()
        await until(lambda: control.panel is not None and control.panel.film.message.isVisible())
        assert control.panel.film.message.title
        assert not control.panel.film.player.path
        assert control.panel.strip.isVisible()


async def test_a_clip_alone_is_its_own_film(tmp_path):
    async with chain_of(tmp_path, parents=(None,)) as started:
        panel = await opened(started, "a")
        assert panel.film.player.path == tmp_path / "0.mp4"
        assert not panel.join_button.isEnabled()
        assert panel.facts_label.text().startswith("1 of 1 clips")
