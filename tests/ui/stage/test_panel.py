"""StagePanel: the clip, the job or the sentence, and what each lets the user do."""

from __future__ import annotations

import asyncio
import datetime
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit
from shiboken6 import delete

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.media import playable_copy
from desktop.ui.models.standing import Standing
from desktop.ui.problems import Action
from desktop.ui.stage import player, story
from desktop.ui.stage.panel import StagePanel
from desktop.ui.stage.player import PlayerState
from tests.media import making
from tests.media.counted import counted_film, grey
from tests.ui.stage.films import NOW, clip, job, number_of, request, until


@pytest.fixture
def stage(tasks, qapp):
    made = StagePanel(tasks)
    made.resize(886, 566)
    made.show()
    yield made
    made.release()
    delete(made)  # here, not by the garbage collector of whichever thread: it has timers


@pytest.fixture
def opened(monkeypatch):
    urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", urls.append)
    return urls


def page(stage):
    return stage.focusProxy()


def own_copy(film, tmp_path):
    return Path(shutil.copy(film, tmp_path / "clip.mp4"))


async def shown_clip(stage, video, **values):
    stage.show_clip(clip(video=video, **values))
    await until(lambda: stage.film.player.state is PlayerState.PAUSED)
    await until(lambda: stage.film.surface.has_picture)


async def test_empty_says_what_will_be_there(stage):
    stage.show_empty()
    assert page(stage) is stage.empty
    assert "Your clip will play here" in stage.empty.accessibleName()
    stage.set_place_hint(is_sandbox=True, has_key=False)
    assert "nothing is spent" in stage.empty.hint
    stage.toggle_play()
    stage.toggle_full_screen()
    assert not stage.film.is_full_screen


async def test_a_clip_shows_its_first_frame_and_plays_when_told(stage, film):
    await shown_clip(stage, film)
    assert page(stage) is stage.film
    assert stage.film.surface.accessibleName() == "Clip, She blinks"
    shot = stage.film.surface.grab().toImage()
    assert number_of(shot) == 0
    assert stage.film.transport.time_label.text() == "0:00.0 / 0:01.0"
    stage.play()
    await until(lambda: stage.film.player.position_ms > 100)
    assert stage.film.transport.play_button.accessibleName() == "Pause"
    stage.toggle_play()
    await until(lambda: stage.film.player.state is PlayerState.PAUSED)
    stage.go_to_last_frame()
    await until(lambda: stage.film.player.frame_index == 23)
    stage.go_to_first_frame()
    await until(lambda: stage.film.player.frame_index == 0)


async def test_the_sound_of_a_clip_is_seen_once_it_is_loaded(stage, film, tmp_path):
    await shown_clip(stage, film)
    bar = stage.film.transport.seek_bar
    await until(lambda: bar.has_levels)
    silent = making.film(tmp_path / "silent.mp4", sound=True)
    await shown_clip(stage, silent)
    await until(lambda: stage.film.transport.sound_note.text() == "the sound is silent")


async def test_a_part_is_two_frames_at_the_least_and_none_before_the_film_is_there(stage, film):
    stage.show_clip(clip(video=film))
    stage.film.begin_part()
    stage.film.end_part()
    assert stage.film.player.part is None
    await shown_clip(stage, film)
    stage.film.end_part()
    assert stage.film.player.part is None
    stage.film.begin_part()
    assert stage.film.player.part == (0, 23)


async def test_the_note_of_a_silent_sound_stays_while_the_clip_does(stage, tmp_path):
    silent = making.film(tmp_path / "silent.mp4", sound=True)
    await shown_clip(stage, silent)
    note = stage.film.transport.sound_note
    await until(lambda: note.text() == "the sound is silent")
    stage.show_clip(clip(video=silent, is_favourite=True))
    assert note.text() == "the sound is silent"
    assert not note.isHidden()


async def test_the_same_clip_told_again_plays_on(stage, film):
    await shown_clip(stage, film)
    stage.play()
    await until(lambda: stage.film.player.position_ms > 100)
    stage.show_clip(clip(video=film))
    assert stage.film.player.state is PlayerState.PLAYING


async def test_space_plays_and_pauses(stage, film, qtbot):
    await shown_clip(stage, film)
    stage.setFocus()
    qtbot.keyClick(stage.film.surface, Qt.Key.Key_Space)
    await until(lambda: stage.film.player.state is PlayerState.PLAYING)
    qtbot.keyClick(stage.film.surface, Qt.Key.Key_Space)
    await until(lambda: stage.film.player.state is PlayerState.PAUSED)


async def test_a_scrub_pauses_and_then_plays_on(stage, film):
    await shown_clip(stage, film)
    stage.play()
    await until(lambda: stage.film.player.state is PlayerState.PLAYING)
    bar = stage.film.transport.seek_bar
    bar.grabbed.emit()
    await until(lambda: stage.film.player.state is PlayerState.PAUSED)
    bar.sought.emit(500)
    await until(lambda: stage.film.player.frame_index == 12)
    bar.let_go.emit()
    await until(lambda: stage.film.player.state is PlayerState.PLAYING)


async def test_what_is_turned_on_or_off_is_told_once(stage):
    told = []
    stage.loop_changed.connect(lambda on: told.append(("loop", on)))
    stage.mute_changed.connect(lambda on: told.append(("mute", on)))
    stage.volume_changed.connect(lambda v: told.append(("volume", v)))
    stage.set_loop(True)
    stage.set_loop(False)
    stage.set_muted(True)
    stage.set_muted(True)
    stage.film.transport.volume_slider.setValue(50)
    stage.film.transport.loop_button.click()
    expected = [("loop", False), ("mute", True), ("mute", False), ("volume", 0.5), ("loop", True)]
    assert told == expected


async def test_full_screen_and_back(stage, film, qtbot):
    await shown_clip(stage, film)
    told: list[bool] = []
    stage.full_screen_changed.connect(told.append)
    stage.toggle_full_screen()
    assert stage.film.isWindow()
    qtbot.keyClick(stage.film.surface, Qt.Key.Key_Escape)
    assert not stage.film.isWindow()
    assert stage.film.isVisible()
    assert told == [True, False]
    stage.toggle_full_screen()
    stage.show_empty()
    assert not stage.film.isWindow()
    assert page(stage) is stage.empty


async def test_leaving_a_clip_lets_go_of_its_file(stage, film, tmp_path):
    mine = own_copy(film, tmp_path)
    await shown_clip(stage, mine)
    stage.show_job(job())
    assert stage.film.player.state is PlayerState.EMPTY
    mine.unlink()


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
async def test_a_broken_clip_can_be_opened_elsewhere(stage, tmp_path, opened):
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"nothing")
    stage.show_clip(clip(video=path))
    await until(lambda: stage.film.player.state is PlayerState.FAILED)
    await until(lambda: stage.film.message.title)
    assert stage.film.message.title == "This clip cannot be played here"
    assert not stage.film.transport.isEnabled()
    stage.film.message.button.click()
    assert opened == [QUrl.fromLocalFile(str(path))]


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
async def test_a_clip_whose_file_is_gone_offers_to_find_it(stage, tmp_path):
    stage.show_clip(clip(video=tmp_path / "gone.mp4"))
    await until(lambda: stage.film.player.state is PlayerState.FAILED)
    await until(lambda: stage.film.message.title)
    assert stage.film.message.title == "The file of this clip is gone"
    assert stage.film.message.button.text() == "Find the file…"


@pytest.fixture(scope="session")
def av1_film(tmp_path_factory):
    """A film that Qt's decoder cannot show without a graphics card, and ours can."""
    times_ms = [40 * index for index in range(10)]
    options = {"preset": "12", "svtav1-params": "lp=1"}
    path = tmp_path_factory.mktemp("films") / "av1.mp4"
    return counted_film(path, times_ms, size=(96, 64), codec="libsvtav1", options=options)


@pytest.fixture
def unplayable(av1_film, tmp_path, monkeypatch):
    monkeypatch.setattr(player, "FRAME_PATIENCE_MS", 1000)
    return own_copy(av1_film, tmp_path)


async def at_frame(stage, index):
    await until(lambda: stage.film.player.frame_index == index)


async def copied(video):
    copy = video.with_suffix(".mov")
    await asyncio.to_thread(playable_copy.make, video, copy)
    return copy


async def test_a_film_that_cannot_be_decoded_is_shown_by_a_copy(stage, unplayable):
    stage.film.trouble.set_copy_source(copied)
    stage.show_clip(clip(video=unplayable))
    await until(lambda: stage.film.player.state is PlayerState.PAUSED)
    assert stage.film.message.isHidden()
    assert stage.film.player.path == unplayable.with_suffix(".mov")
    for index in (3, 9, 8, 0):
        stage.film.player.seek_frame(index)
        await at_frame(stage, index)
        colour = stage.film.surface.image().pixelColor(48, 48).red()
        assert colour == pytest.approx(grey(index), abs=5)
    stage.play()
    stage.show_clip(clip(video=unplayable))  # the same, told again
    assert stage.film.player.path == unplayable.with_suffix(".mov")


async def test_another_film_chosen_meanwhile_is_the_one_that_is_shown(stage, unplayable, film):
    asked: list[Path] = []
    ended: list[type[BaseException]] = []

    async def slowly(video):
        asked.append(video)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            ended.append(type(error))
            raise

    stage.film.trouble.set_copy_source(slowly)
    stage.show_clip(clip(video=unplayable))
    await until(lambda: asked)
    assert "without the graphics card" in stage.film.message.title
    await shown_clip(stage, film)
    assert stage.film.message.isHidden()
    await until(lambda: ended)
    assert stage.film.player.path == film
    asked.clear()
    ended.clear()
    stage.show_clip(clip(video=unplayable))
    await until(lambda: asked)
    stage.show_clip(clip(video=unplayable, title="another word"))  # the same film: it goes on
    assert not ended
    stage.show_empty()
    await until(lambda: ended)
    assert stage.film.player.path is None


async def test_where_there_can_be_no_copy_the_systems_player_is_left(stage, unplayable, opened):
    async def none(_video):
        return None

    stage.film.trouble.set_copy_source(none)
    stage.show_clip(clip(video=unplayable))
    await until(lambda: stage.film.message.title == "This clip cannot be played here")
    assert stage.film.message.reason == "None of its pictures can be decoded."
    stage.film.message.button.click()
    assert opened == [QUrl.fromLocalFile(str(unplayable))]


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_running_job_tells_state_and_time(stage):
    now = datetime.datetime.now(datetime.UTC)
    stage.show_job(job(created_at=now, submitted_at=now - datetime.timedelta(seconds=75)))
    assert page(stage) is stage.job_view
    told = stage.job_view.story
    assert told.title == "Generating"
    assert told.detail in {"1:15", "1:16"}
    assert told.share is None
    assert "Generating" in stage.job_view.accessibleName()
    assert not stage.job_view.message.isVisible()


async def test_a_download_tells_a_percentage_only_of_known_bytes(stage):
    known: dict[str, tuple[int, int | None]] = {"n": (42, 100)}
    stage.set_standing_source(lambda _id: Standing(progress=known["n"]))
    stage.show_job(job(state=JobState.DOWNLOADING))
    assert (stage.job_view.story.detail, stage.job_view.story.share) == ("42 %", 0.42)
    known["n"] = (42, None)
    stage.show_job(job(state=JobState.DOWNLOADING))
    assert "%" not in stage.job_view.story.detail
    assert stage.job_view.story.share is None


async def test_a_failed_job_offers_its_next_step(stage):
    told = []
    stage.action_requested.connect(lambda *values: told.append(values))
    stage.show_job(job("broke", JobState.FAILED, problem=errors.OutOfCredits()))
    message = stage.job_view.message
    assert message.title == "Not enough API credit"
    assert message.button.text() == "Top up"
    message.button.click()
    assert told == [("broke", Action.TOP_UP)]


async def test_a_moderated_job_has_no_dead_button(stage):
    stage.show_job(job(state=JobState.FAILED, problem=errors.Moderated(classification=["NSFW"])))
    message = stage.job_view.message
    assert "nsfw" in message.reason
    assert not message.button.isVisibleTo(message)


@pytest.mark.parametrize(
    ("problem", "title", "is_card"),
    [
        (errors.RateLimited(), "Waiting for a free slot", False),
        (errors.Offline(), "Offline, will go on", False),
        (errors.ServerFailed(status=502), "Trying again", False),
        (errors.FolderUnwritable(folder="X"), "The folder cannot be written", True),
    ],
)
def test_why_a_running_job_waits(problem, title, is_card):
    told = story.tell(job(state=JobState.DOWNLOADING, problem=problem), NOW, Standing())
    assert (told.title, told.is_card) == (title, is_card)


async def test_what_a_support_case_needs_is_folded_away(stage):
    problem = errors.ServerFailed(status=500, raw="<html>oops</html>")
    stage.show_job(job(state=JobState.FAILED, problem=problem))
    message = stage.job_view.message
    height = message.height()
    assert not message.details.is_unfolded
    message.details.button.click()
    shown = message.findChild(QPlainTextEdit, "stage_details_text")
    assert "oops" in shown.toPlainText()
    assert not shown.isHidden()
    assert message.height() > height
    message.details.button.click()
    assert message.height() == height
    stage.show_job(job(state=JobState.FAILED, problem=errors.Moderated()))
    assert not message.details.is_unfolded
    assert "moderated" in message.details.text


@pytest.mark.parametrize("state", JobState)
def test_every_state_has_a_story(state):
    assert story.tell(job(state=state), NOW, Standing()).title


def test_a_cancelled_job_says_whether_anything_was_sent():
    assert "nothing is charged" in story.tell(job(state=JobState.CANCELLED), NOW, Standing()).detail
    sent = job(state=JobState.CANCELLED, submitted_at=NOW)
    assert "may have been" in story.tell(sent, NOW, Standing()).detail


async def test_the_start_frame_is_shown_in_the_shape_of_the_clip(stage, samples):
    asked = request(size=(720, 1280))
    stage.show_job(job(frame=samples / "rocket.jpg", request=asked))
    await until(lambda: stage._stills.get((samples / "rocket.jpg",)) is not None)
    shot = stage.job_view.grab().toImage()
    middle, side = shot.pixelColor(443, 40), shot.pixelColor(60, 200)
    assert middle != side
    assert side.lightness() < 20
