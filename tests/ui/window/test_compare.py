"""Takes compared in the window: opened from the library, kept by a key, and back again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.window.conftest import until
from tests.ui.window.test_library import CONTROL, library_of


async def test_two_takes_are_compared_and_one_is_kept(tmp_path):
    async with library_of(tmp_path) as library:
        window = library.window
        library.press(0)
        library.press(1, CONTROL)
        window.actions_.clips.compare.trigger()
        control = window.presenter.compare
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
