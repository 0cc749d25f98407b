"""Takes compared in the window: opened from the library, kept by a key, and back again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.ui.widgets.icon_button import IconButton
from tests.ui.window.conftest import until
from tests.ui.window.test_library import CONTROL, library_of


async def test_two_takes_are_compared_and_one_is_kept(tmp_path):
    async with library_of(tmp_path) as library:
        window = library.window
        library.press(0)
        library.press(1, CONTROL)
        window.actions_.clips.compare.trigger()
        control = window.presenter.desk.compare
        await until(lambda: control.panel is not None and control.panel.isVisible())
        panel = control.panel
        await until(lambda: all(surface.has_picture for surface in panel.surfaces))
        assert [clip.id for clip in panel.clips] == ["c", "d"]
        QTest.keyClick(panel, Qt.Key.Key_2)
        await until(lambda: window.notice.title == "Kept as a favourite")
        assert (await library.kept("d")).is_favourite
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        assert library.panel.isVisible()
        assert panel.in_step.players == []
        library.press(2, CONTROL)
        library.press(3, CONTROL)
        assert window.actions_.clips.compare.isEnabled()  # four of them
        QTest.keyClick(library.grid, Qt.Key.Key_Home)
        assert not window.actions_.clips.compare.isEnabled()  # one without a start frame


async def test_takes_are_kept_and_rejected_with_the_mouse(tmp_path):
    async with library_of(tmp_path) as library:
        window, panel = library.window, await compared(library)
        QTest.mouseClick(panel.findChild(IconButton, "compare_keep_1"), Qt.MouseButton.LeftButton)
        await until(lambda: window.notice.title == "Kept as a favourite")
        QTest.mouseClick(panel.findChild(IconButton, "compare_reject_2"), Qt.MouseButton.LeftButton)
        await until(lambda: window.notice.title == "Rejected")
        assert (await library.kept("c")).is_favourite
        assert (await library.kept("d")).is_rejected


async def test_going_elsewhere_ends_the_comparison_and_lets_go_of_the_films(tmp_path):
    async with library_of(tmp_path) as library:
        panel = await compared(library)
        library.window.actions_.find.trigger()
        assert library.panel.isVisible()
        assert panel.in_step.players == []
        assert (await compared(library)).in_step.players != []
        library.window.actions_.library.trigger()  # to the stage
        assert panel.in_step.players == []


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
async def test_a_take_that_cannot_be_played_says_so(tmp_path):
    async with library_of(tmp_path) as library:
        await library.started.app.studio.library.change(["d"], video=tmp_path / "gone.mp4")
        await until(lambda: library.grid.model().clips([range(1)])[0].video.stem == "gone")
        await until(lambda: not library.started.app.tasks.is_live("facts of the file"))
        library.press(0)
        library.press(1, CONTROL)
        library.window.actions_.clips.compare.trigger()
        control = library.window.presenter.desk.compare
        await until(lambda: control.panel is not None and control.panel.isVisible())
        labels = control.panel.findChildren
        await until(lambda: any("cannot be played" in one.text() for one in labels(QLabel)))


async def compared(library):
    """The first two takes, side by side."""
    library.press(0)
    library.press(1, CONTROL)
    library.window.actions_.clips.compare.trigger()
    control = library.window.presenter.desk.compare
    await until(lambda: control.panel is not None and control.panel.isVisible())
    await until(lambda: all(surface.has_picture for surface in control.panel.surfaces))
    return control.panel
