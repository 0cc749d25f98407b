"""The main job done by the real window through its real handlers, on the sandbox: `dev.py demo`."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = REPOSITORY / "demo"
PICTURE = REPOSITORY / "resources" / "samples" / "rocket.jpg"
PROMPT = "The rocket lifts off, the camera tilts up with the flame, smoke rolls over the pad"
TIMEOUT_S = 120.0


def main() -> int:
    """Drive the window; 0 when demo/clip.mp4 and demo/window.png are there."""
    _prepare_environment()

    from desktop.app import Startframe, event_loop, install_hooks
    from desktop.core import log
    from desktop.ui.garbage import GarbageCollector
    from desktop.ui.opening import open_window

    opened = open_window()
    log.start(opened.paths.logs)
    install_hooks()
    garbage = GarbageCollector(opened.qt_app)
    with asyncio.Runner(loop_factory=lambda: event_loop(opened.qt_app)) as runner:
        return runner.run(_demonstrate(Startframe(opened, uses_sandbox=True, garbage=garbage)))


def _prepare_environment() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    os.environ["STARTFRAME_HOME"] = str(FOLDER / "home")
    for name in ("LEONARDO_API_KEY", "LEONARDO_API_URL"):
        os.environ.pop(name, None)
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_display:
        print("There is no display: the window runs offscreen.", flush=True)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


async def _demonstrate(startframe) -> int:
    running = asyncio.ensure_future(startframe.run())
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await _drive(startframe)
    except TimeoutError:
        print("The demo did not end in time; see demo/home/logs.", file=sys.stderr)
        return 1
    finally:
        startframe.window.close()
        await running
    return 0


async def _drive(startframe) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window = startframe.window
    compose = window.compose
    await _until("the app is ready", lambda: startframe.studio is not None)
    _say("drops", PICTURE.name)
    _drop(window, PICTURE)
    await _until("the picture is in", lambda: compose.draft().picture is not None)
    _say("chooses", "16:9, 1280 × 720")
    _choose(_child(window, "aspect_combo"), "16:9")
    _choose(_child(window, "size_combo"), "1280")
    _say("slides to", "6 s")
    slider = _child(window, "duration_slider")
    QTest.keyClick(slider, Qt.Key.Key_Home)
    for _step in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Right)
        await asyncio.sleep(0.1)
    _say("types", PROMPT)
    prompt = _child(window, "prompt_edit")
    prompt.setFocus()
    for character in PROMPT:
        QTest.keyClicks(prompt, character)
        await asyncio.sleep(0.01)
    _say("presses", "Generate")
    QTest.mouseClick(_child(window, "generate_button"), Qt.MouseButton.LeftButton)
    video = await _until_playing(window)
    shutil.copyfile(video, FOLDER / "clip.mp4")
    window.grab().save(str(FOLDER / "window.png"))
    print(FOLDER / "clip.mp4")
    print(FOLDER / "window.png")


async def _until_playing(window) -> Path:
    """Wait for the clip on the shelf and its frames on the stage."""
    from desktop.ui.models.cards import Role
    from desktop.ui.stage.player import PlayerState

    model, player = window.presenter.model, window.stage.film.player
    shown: list[str] = []

    def newest():
        return model.index(0).data(Role.ENTRY)

    def has_clip() -> bool:
        state = model.index(0).data(Role.STATE_TEXT) if model.rowCount() else None
        if state and state not in shown:
            shown.append(state)
            _say("sees", state)
        return bool(state) and newest().clip is not None

    await _until("the clip is there", has_clip)
    _say("waits for", "the stage to play it")
    await _until(
        "it plays", lambda: player.state is PlayerState.PLAYING and player.position_ms > 1500
    )
    return Path(newest().clip.video)


def _drop(window, path: Path) -> None:
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    where = QPointF(window.width() * 0.6, window.height() * 0.5)
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton)
    enter = QDragEnterEvent(where.toPoint(), *how, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted(), "the window refuses a picture"
    QApplication.sendEvent(window, QDropEvent(where, *how, Qt.KeyboardModifier.NoModifier))


def _choose(combo, text: str) -> None:
    """Walk a dropdown with the keyboard until the entry begins with `text`."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _row in range(combo.count()):
        if combo.currentText().startswith(text):
            return
        QTest.keyClick(combo, Qt.Key.Key_Down)
    raise AssertionError(f"{combo.objectName()} has no {text}")


def _child(window, name: str):
    from PySide6.QtWidgets import QWidget

    child = window.findChild(QWidget, name)
    assert child is not None, f"the window has no {name}"
    return child


async def _until(what: str, condition) -> None:
    started = time.monotonic()
    while not condition():
        await asyncio.sleep(0.05)
        if time.monotonic() - started > TIMEOUT_S:
            raise TimeoutError(what)


def _say(verb: str, what: str) -> None:
    print(f"  {verb:>9}  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
