"""The queue by mouse, keys and menu: taken back, cancelled, moved, paused, tried again, cleared."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from desktop.jobs.job import JobState
from tests.ui.window.conftest import answer, running, until

CONTROL = Qt.KeyboardModifier.ControlModifier


async def generate(started, prompts):
    """One clip a prompt, each waiting or under way before the next is asked for."""
    window = started.window
    for prompt in prompts:
        count = len(started.entries())
        window.compose.prompt.write(prompt)
        await until(lambda: not window.compose.foot._rest.isActive(), "the rest of the button")
        window.actions_.generate.trigger()
        await until(lambda count=count: len(started.entries()) > count, "the card")


def titles(started):
    return [entry.title for entry in started.entries()]


def words(started):
    model = started.window.presenter.model
    return [model.state_text(entry) for entry in started.entries()]


async def in_line(started, rocket, prompts="abc"):
    """A paused queue with some clips in it."""
    await started.with_picture(rocket)
    started.window.actions_.pause_queue.trigger()
    await generate(started, prompts)
    await until(lambda: len(started.app.studio.queue.waiting()) == len(prompts))


def select(started, title):
    entry = next(entry for entry in started.entries() if entry.title == title)
    started.window.shelf.select(entry.id)
    return entry


# ── taking back ──────────────────────────────────────────────────────────────────────────────


async def test_undo_takes_a_clip_back_before_it_is_sent_and_keeps_what_was_typed(rocket):
    async with running(undo_s=20) as started:
        await started.with_picture(rocket)
        await generate(started, ["lift off"])
        window = started.window
        assert words(started)[0].startswith("Sending in ")
        button = started.child("stage_verb", QPushButton)
        await until(button.isVisible)
        assert button.text() == "Undo"
        window.compose.prompt.write("something else")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: not started.entries(), "the end of the card")
        assert window.compose.draft().prompt == "something else"
        assert started.posts() == []


async def test_undo_gives_everything_back_to_an_empty_compose(rocket):
    async with running(undo_s=20) as started:
        await started.with_picture(rocket)
        QTest.keyClick(started.child("duration_slider"), Qt.Key.Key_End)
        await generate(started, ["lift off"])
        window = started.window
        window.actions_.remove_picture.trigger()
        window.compose.prompt.write("")
        window.activateWindow()
        window.stage.setFocus()
        assert window.actions_.undo.text() == "Undo sending"
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Z, CONTROL)
        await started.shows_picture("rocket.jpg")
        draft = window.compose.draft()
        assert (draft.prompt, draft.duration_s) == ("lift off", 15)
        assert started.entries() == []
        assert not window.actions_.undo.isEnabled()


async def test_control_z_in_the_prompt_takes_back_the_clip_that_was_just_ordered(rocket):
    async with running(undo_s=20) as started:
        await started.with_picture(rocket)
        started.window.activateWindow()
        started.window.compose.focus_prompt()
        edit = started.child("prompt_edit")
        QTest.keyClicks(edit, "lift off")
        QTest.keyClick(edit, Qt.Key.Key_Return, CONTROL)
        await until(lambda: started.window.actions_.undo.text() == "Undo sending")
        QTest.keyClick(edit, Qt.Key.Key_Z, CONTROL)
        await until(lambda: not started.entries(), "the end of the card")
        assert started.window.compose.draft().prompt == "lift off"
        assert started.posts() == []


async def test_control_z_in_the_prompt_undoes_typing_and_nothing_else(rocket):
    async with running(undo_s=20) as started:
        await started.with_picture(rocket)
        await generate(started, ["lift off"])
        started.window.activateWindow()
        started.window.compose.focus_prompt()
        edit = started.child("prompt_edit")
        QTest.keyClicks(edit, "!")
        typed = started.window.compose.draft().prompt
        QTest.keyClick(edit, Qt.Key.Key_Z, CONTROL)
        assert started.window.compose.draft().prompt != typed
        assert len(started.entries()) == 1


async def test_undo_on_the_card_itself(rocket):
    async with running(undo_s=20) as started:
        await started.with_picture(rocket)
        await generate(started, ["lift off"])
        cards = started.window.shelf.cards
        rect = cards.visualRect(cards.model().index(0, 0))
        delegate = cards.itemDelegate()
        place = delegate.undo_rect(rect.adjusted(0, 0, -6, 0), cards.font()).center()
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, none, place)
        await until(lambda: not started.entries(), "the end of the card")


async def test_after_the_countdown_it_is_sent(rocket):
    async with running(undo_s=1) as started:
        await started.with_picture(rocket)
        await generate(started, ["lift off"])
        assert started.window.actions_.undo.isEnabled()
        await started.first_clip()
        assert len(started.posts()) == 1
        assert not started.window.actions_.undo.isEnabled()


# ── cancelling ───────────────────────────────────────────────────────────────────────────────


async def test_what_waits_is_cancelled_at_once_and_free(startframe, rocket):
    await in_line(startframe, rocket, "ab")
    select(startframe, "a")
    startframe.window.actions_.cancel.trigger()
    await until(lambda: titles(startframe) == ["b"], "the end of the card")
    startframe.window.actions_.focus_shelf.trigger()
    startframe.window.activateWindow()
    QTest.keyClick(startframe.window.shelf.cards, Qt.Key.Key_Delete)
    await until(lambda: not startframe.entries(), "the end of the other card")
    assert startframe.posts() == []


async def test_what_was_sent_is_listened_to_unless_the_user_insists(rocket):
    async with running(render_s=60) as started:
        await started.with_picture(rocket)
        await generate(started, ["a"])
        await until(lambda: started.entries()[0].state is JobState.GENERATING)
        started.window.actions_.cancel.trigger()
        await answer("cancel_dialog", "keep_button")
        assert started.entries()[0].state is JobState.GENERATING
        await until(lambda: not started.app.tasks.is_live(f"job {started.entries()[0].id}"))
        started.window.actions_.cancel.trigger()
        await answer("cancel_dialog", "stop_button")
        await until(lambda: started.entries()[0].state is JobState.CANCELLED)
        message = started.window.stage.job_view.message
        assert "may bill it" in message.reason
        assert message.button.text() == "Listen again"
        QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
        await until(lambda: started.entries()[0].state is JobState.GENERATING)
        assert len(started.posts()) == 1


# ── order ────────────────────────────────────────────────────────────────────────────────────


async def test_the_line_is_shown_and_moved_by_menu_and_keys(startframe, rocket):
    await in_line(startframe, rocket)
    assert titles(startframe) == ["c", "b", "a"]
    await until(lambda: words(startframe) == ["Paused · 3rd", "Paused · 2nd", "Paused · next"])
    actions = startframe.window.actions_
    select(startframe, "a")
    assert not actions.move_up.isEnabled()
    assert actions.move_down.isEnabled()
    select(startframe, "c")
    assert not actions.move_down.isEnabled()
    actions.send_next.trigger()
    await until(lambda: titles(startframe) == ["b", "a", "c"], "the new order")
    await until(lambda: words(startframe)[2] == "Paused · next")
    startframe.window.activateWindow()
    actions.focus_shelf.trigger()
    await until(actions.move_down.isEnabled)
    QTest.keyClick(startframe.window.shelf.cards, Qt.Key.Key_Down, CONTROL)
    await until(lambda: titles(startframe) == ["b", "c", "a"], "the new order")
    await until(actions.move_up.isEnabled)
    QTest.keyClick(startframe.window.shelf.cards, Qt.Key.Key_Up, CONTROL)
    await until(lambda: titles(startframe) == ["b", "a", "c"], "the new order")
    startframe.app.preferences.change(concurrency=1)
    actions.pause_queue.trigger()
    await startframe.all_clips()
    sent = [post.body["parameters"]["prompt"] for post in startframe.posts()]
    assert sent[0] == "c"


def centre(cards, row):
    return cards.visualRect(cards.model().index(row, 0)).center()


def drag(cards, row, to, *, key=None):
    """Drag a card with the mouse; `key` is pressed before it is let go."""
    view, start = cards.viewport(), centre(cards, row)
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, none, start)
    QTest.mouseMove(view, start + QPoint(30, 0))
    QTest.mouseMove(view, to)
    if key is not None:
        QTest.keyClick(cards, key)
    assert key is not None or cards._reorder.is_dragging
    cards.viewport().grab()
    QTest.mouseRelease(view, left, none, to)


async def test_a_waiting_card_is_dragged_to_another_place(startframe, rocket):
    await in_line(startframe, rocket, "abcd")
    cards = startframe.window.shelf.cards
    drag(cards, 0, centre(cards, 2) + QPoint(4, 0))
    await until(lambda: titles(startframe) == ["c", "b", "d", "a"], "the new order")
    queue = startframe.app.studio.queue
    assert [queue.get(job).request.prompt for job in queue.waiting()] == ["a", "d", "b", "c"]
    drag(cards, 3, QPoint(2, 40))
    await until(lambda: titles(startframe) == ["a", "c", "b", "d"], "the new order")
    drag(cards, 1, centre(cards, 1) + QPoint(20, 0))
    drag(cards, 0, centre(cards, 3), key=Qt.Key.Key_Escape)
    assert titles(startframe) == ["a", "c", "b", "d"]


# ── pause ────────────────────────────────────────────────────────────────────────────────────


async def test_a_pause_is_seen_remembered_and_ended_where_it_is_seen(rocket):
    async with running() as started:
        await in_line(started, rocket, "a")
        assert started.child("paused_pill").isVisible()
        assert started.child("shelf_counts").text() == "1 waiting"
    async with running() as again:
        pill = again.child("paused_pill")
        assert pill.isVisible()
        assert again.window.actions_.pause_queue.isChecked()
        await until(lambda: words(again) == ["Paused · next"])
        again.window.shelf.select_first()
        await until(again.child("stage_verb").isVisible)
        assert again.child("stage_verb", QPushButton).text() == "Resume the queue"
        QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
        assert not pill.isVisible()
        await again.first_clip()
        assert len(again.posts()) == 1


# ── endings ──────────────────────────────────────────────────────────────────────────────────


async def test_all_failed_are_tried_again_and_cleared(rocket):
    async with running(faults=["failed:2"]) as started:
        await started.with_picture(rocket)
        actions = started.window.actions_
        assert not actions.retry_failed.isEnabled()
        assert not actions.clear_finished.isEnabled()
        await generate(started, "ab")
        await until(lambda: started.window.presenter.model.counts().can_retry == 2)
        actions.retry_failed.trigger()
        counts = started.window.presenter.model.counts
        await until(lambda: counts().clips == 2, "the clips")
        assert not actions.retry_failed.isEnabled()
        assert actions.clear_finished.isEnabled()
        actions.clear_finished.trigger()
        await until(lambda: len(started.entries()) == 2, "the clearing")
        assert all(entry.clip and entry.clip.video.is_file() for entry in started.entries())
        assert len(started.posts()) == 4


async def test_the_context_menu_offers_only_what_can_be_done(startframe, rocket):
    def offered():
        menu = startframe.window.shelf.cards.open_menu(QPoint(0, 0))
        names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
        menu.close()
        return names

    await in_line(startframe, rocket, "ab")
    select(startframe, "b")
    await until(startframe.window.actions_.send_next.isEnabled)
    assert offered() == ["cancel", "send_next", "move_up"]
    startframe.window.actions_.pause_queue.trigger()
    await startframe.all_clips()
    frames = [action.objectName() for action in startframe.window.actions_.of_frames]
    marks, again = (
        ["favourite", "reject"],
        ["reuse_all", "take", "compare", "play_chain", "show_chain"],
    )
    files = ["copy_file", "copy_path", "open_file", "show_in_folder", "save_as"]
    removal = ["delete", "fetch_again", "remove_from_library", "delete_at_leonardo"]
    assert offered() == ["play", *frames, *marks, *again, *files, *removal]


async def test_another_process_may_take_a_job_away(startframe, rocket):
    await in_line(startframe, rocket, "ab")
    queue, first = startframe.app.studio.queue, select(startframe, "a")
    assert await queue.cancel(first.id)
    await until(lambda: titles(startframe) == ["b"])
    startframe.window.presenter._on_job(first.job)
    assert titles(startframe) == ["b"], "told late of what has gone"


async def test_menus_exist_for_the_queue(startframe):
    menus = startframe.window.header.menu_bar.findChildren(QMenu)
    assert {"&Queue", "&Edit"} <= {menu.title() for menu in menus}
