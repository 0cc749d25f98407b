"""What the window says of itself: offline, handed a picture by a second start."""

from __future__ import annotations

from desktop.jobs.job import JobState
from tests.ui.window.conftest import running, until


async def test_the_offline_banner_counts_what_waits_and_goes_by_itself(rocket, monkeypatch):
    async with running(render_s=60) as started:
        await started.with_picture(rocket)
        banner, connection = started.window.offline_banner, started.app.studio.connection
        found = connection.found
        monkeypatch.setattr(connection, "found", lambda: None)  # the sandbox is there all the time
        assert not banner.isVisible()
        connection.lost()
        await until(banner.isVisible, "the banner")
        assert "cannot be reached" in banner.title
        started.window.actions_.generate.trigger()
        await until(lambda: "1 clip waits" in banner.title)
        assert "Nothing is sent twice" in banner.details
        found()
        await until(lambda: not banner.isVisible(), "the end of the banner")


async def test_the_window_works_at_its_smallest_with_every_banner(startframe):
    window = startframe.window
    window.resize(1024, 640)
    window.offline_banner.say("Offline: 300 clips wait and go on by themselves", "Details. " * 20)
    window.quitting.banner.say("Startframe quits when these 300 clips are done", "Details. " * 20)
    await until(window.quitting.banner.isVisible)
    assert (window.width(), window.height()) == (1024, 640)
    for name in ("generate_button", "stage", "shelf", "quit_banner_stay", "offline_banner"):
        widget = startframe.child(name)
        corner = widget.mapTo(window, widget.rect().bottomRight())
        assert window.rect().contains(corner), name


async def test_a_second_start_hands_its_picture_over_and_nothing_is_lost(
    startframe, rocket, samples
):
    window = startframe.window
    await startframe.with_picture(rocket)
    window.showMinimized()
    window.receive(None)
    assert not window.isMinimized()
    assert window.compose.draft().picture_name == "rocket.jpg"
    window.receive(samples / "coffee.png")
    await startframe.shows_picture("coffee.png")
    assert window.actions_.undo.text() == "Undo replacing the picture"
    window.actions_.undo.trigger()
    assert window.compose.draft().picture_name == "rocket.jpg"
    assert not window.actions_.undo.isEnabled()


async def test_waiting_for_a_slot_is_said_with_its_seconds(rocket):
    async with running(faults=["rate-limit:1"]) as started:
        await started.with_picture(rocket)
        model = started.window.presenter.model
        told: list[str] = []
        model.dataChanged.connect(
            lambda *_: told.extend(model.state_text(entry) for entry in started.entries())
        )
        started.window.actions_.generate.trigger()
        await started.first_clip()
        assert any(words.startswith("Waiting for a free slot") for words in told)
        assert started.entries()[0].state is JobState.READY
