"""ClipPlayer: the first frame at once, exact seeking, no black between loops, files let go."""

from __future__ import annotations

import asyncio
import logging
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PySide6.QtGui import QImage
from shiboken6 import delete

from desktop.media.film_look import look
from desktop.ui.stage.player import ClipPlayer, PlayerState
from tests.media.counted import counted_film, grey
from tests.ui.stage.films import is_black, make_film, number_of, until


class WatchedPlayer(ClipPlayer):
    """Keeps the picture of every frame it showed."""

    def __init__(self, tasks):
        super().__init__(tasks)
        self.images: list[QImage] = []
        self.frame_changed.connect(lambda frame: self.images.append(frame.toImage()))


@pytest.fixture
def player(tasks):
    made = WatchedPlayer(tasks)
    yield made
    made.release()
    delete(made)  # here, not by the garbage collector of whichever thread: it has a timer


def shown(player):
    return number_of(player.images[-1])


def open_files():
    """What this process holds open, where the system tells."""
    handles = Path("/proc/self/fd")
    return {handle.resolve() for handle in handles.iterdir()} if handles.is_dir() else set()


async def at_frame(player, index):
    await until(lambda: player.frame_index == index)


async def loaded(player, path):
    player.load(path)
    await until(lambda: player.state is PlayerState.PAUSED)


async def test_the_first_frame_comes_without_playing(player, film):
    states: list[PlayerState] = []
    player.state_changed.connect(states.append)
    await loaded(player, film)
    assert states == [PlayerState.LOADING, PlayerState.PAUSED]
    assert shown(player) == 0
    assert player.position_ms == 0
    assert (player.images[-1].width(), player.images[-1].height()) == (320, 180)


async def test_duration_and_frames_are_those_of_the_picture_not_of_the_longer_sound(player, film):
    await loaded(player, film)
    assert player.fps == pytest.approx(24)
    assert player.duration_ms == 1000
    assert player.frame_count == 24


async def test_seeking_is_exact(player, film):
    with av.open(str(film)) as container:
        reference = [frame.to_image() for frame in container.decode(video=0)]
    await loaded(player, film)
    for index in (1, 7, 23, 0, 12, 11):
        player.seek_frame(index)
        await at_frame(player, index)
        assert shown(player) == index
        place = (10, 10)
        pixel = player.images[-1].pixelColor(*place)
        expected = reference[index].convert("RGB").getpixel(place)
        assert abs(pixel.red() - expected[0]) < 12


async def test_a_time_is_the_frame_shown_at_it(player, film):
    await loaded(player, film)
    player.seek(500)
    await at_frame(player, 12)
    player.seek(999_999)
    await at_frame(player, 23)
    assert shown(player) == 23


async def test_of_many_seeks_in_a_row_the_last_one_counts(player, film):
    await loaded(player, film)
    before = len(player.images)
    for index in range(24):
        player.seek_frame(index)
    await at_frame(player, 23)
    assert shown(player) == 23
    assert len(player.images) - before < 12, "a drag must not queue every place it passed"


async def test_stepping_goes_one_frame_and_pauses(player, film):
    await loaded(player, film)
    player.step(1)
    await at_frame(player, 1)
    player.step(1)
    await at_frame(player, 2)
    player.step(-1)
    await at_frame(player, 1)
    assert player.state is PlayerState.PAUSED


@pytest.mark.parametrize("fps", [24, 25, 30, Fraction(30_000, 1001)], ids=str)
async def test_a_hundred_steps_on_and_back_end_on_the_same_frame(player, tmp_path, fps):
    await loaded(player, make_film(tmp_path / "long.mp4", 96, 54, frames=130, fps=fps))
    player.seek_frame(20)
    await at_frame(player, 20)
    for step in (1, -1):
        for number in range(100):
            player.step(step)
            if number % 3:  # some come while another is under way
                await asyncio.sleep(0)
        expected = 120 if step > 0 else 20
        await at_frame(player, expected)
        assert shown(player) == expected


async def test_a_loop_has_no_black_frame(player, film):
    await loaded(player, film)
    player.seek_frame(18)
    await at_frame(player, 18)
    player.images.clear()
    player.play()
    await until(lambda: any(number_of(image) == 3 for image in player.images))
    numbers = [number_of(image) for image in player.images]
    assert not any(is_black(image) for image in player.images)
    assert 23 in numbers
    assert numbers.index(23) < numbers.index(3)
    assert player.state is PlayerState.PLAYING


async def test_a_part_is_looped_from_its_first_to_its_last_frame(player, film):
    await loaded(player, film)
    player.set_part((14, 8))
    player.play()
    await until(lambda: shown(player) in range(8, 15) and len(player.images) > 3)
    before = len(player.images)
    await until(lambda: len(player.images) > before + 20)
    seen = {number_of(image) for image in player.images[before:]}
    assert seen <= set(range(8, 15))
    assert {8, 14} <= seen
    player.set_part(None)
    await until(lambda: shown(player) == 20)


async def test_speeds_go_by_steps_and_stay_with_the_next_clip(player, film, portrait):
    told: list[float] = []
    player.speed_changed.connect(told.append)
    await loaded(player, film)
    for steps in (1, 1, 1, 1, -1, -5, -9):
        player.change_speed(steps)
    assert told == [1.25, 1.5, 2.0, 1.5, 0.25]
    await loaded(player, portrait)
    assert player._media.playbackRate() == 0.25
    player.set_speed(1.0)
    assert player.speed == 1


async def test_without_a_loop_the_last_frame_stays_and_play_begins_again(player, film):
    await loaded(player, film)
    player.set_loops(False)
    player.seek_frame(20)
    await at_frame(player, 20)
    player.play()
    await until(lambda: player.state is PlayerState.PLAYING)
    await until(lambda: player.state is PlayerState.PAUSED)
    assert shown(player) == 23
    player.seek_frame(5)
    await at_frame(player, 5)
    assert shown(player) == 5
    player.seek_frame(23)
    await at_frame(player, 23)
    player.images.clear()
    player.play()
    await until(lambda: any(number_of(image) in range(8) for image in player.images))


async def test_play_before_the_file_is_open_is_kept(player, film):
    player.load(film)
    player.play()
    await until(lambda: player.state is PlayerState.PLAYING)
    await until(lambda: player.position_ms > 0)
    player.pause()
    await until(lambda: player.state is PlayerState.PAUSED)


async def test_another_file_takes_the_place_of_the_first(player, film, portrait):
    player.load(film)
    player.load(portrait)
    await until(lambda: player.state is PlayerState.PAUSED)
    assert player.images[-1].width() == 180
    await loaded(player, film)
    await until(lambda: player.images[-1].width() == 320)
    assert player.frame_count == 24


async def test_released_files_can_be_moved_at_once(player, tmp_path):
    path = make_film(tmp_path / "mine.mp4", frames=12)
    await loaded(player, path)
    player.play()
    await until(lambda: player.position_ms > 0)
    player.release()
    assert player.state is PlayerState.EMPTY
    await until(lambda: path not in open_files())
    path.rename(tmp_path / "theirs.mp4")
    player.play()
    player.seek_frame(3)
    assert player.state is PlayerState.EMPTY


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
@pytest.mark.parametrize("content", [b"", b"not a film at all", None])
async def test_what_cannot_be_played_is_said(player, film, tmp_path, content):
    path = tmp_path / "broken.mp4"
    if content is not None:
        path.write_bytes(content)
    said: list[str] = []
    player.failed.connect(said.append)
    player.load(path)
    await until(lambda: player.state is PlayerState.FAILED)
    assert said
    player.play()
    player.seek(100)
    await loaded(player, film)
    assert shown(player) == 0


async def test_without_a_device_there_is_no_output_and_it_plays(player, film, monkeypatch):
    await loaded(player, film)
    from PySide6.QtMultimedia import QMediaDevices

    monkeypatch.setattr(QMediaDevices, "audioOutputs", staticmethod(list))
    player.play()
    await until(lambda: player.position_ms > 200)
    assert player._sound._output is None


async def test_the_volume_is_one_for_the_ear(player, film):
    await loaded(player, film)
    from PySide6.QtMultimedia import QAudioOutput

    player._sound._output = QAudioOutput(player)
    player.set_volume(0.5)
    assert 0.05 < player._sound._output.volume() < 0.3
    player.set_volume(7)
    assert player._sound._output.volume() == pytest.approx(1.0)
    player.set_muted(True)
    assert player._sound._output.isMuted()


async def test_a_second_preload_does_no_harm(caplog):
    from desktop.ui.stage import backend

    with caplog.at_level(logging.INFO):
        backend.preload()
        backend.preload()
    assert not caplog.records


UNEVEN_MS = [0, 40, 120, 130, 250, 290, 400, 410, 420, 500, 533, 700, 701, 740]


@pytest.mark.parametrize("name", ["b-frames.mp4", "late.mp4", "other.mkv"])
async def test_frames_that_do_not_last_equally_long_are_stepped_through(player, tmp_path, name):
    shift = 200 if name == "late.mp4" else 0
    options = {"bf": "0"} if shift else None
    times_ms = [time_ms + shift for time_ms in UNEVEN_MS]
    path = counted_film(tmp_path / name, times_ms, options=options)
    await loaded(player, path)
    player.set_frame_times(look(path).frames_ms)
    assert player.frame_count == len(UNEVEN_MS)
    there = list(range(1, len(UNEVEN_MS)))
    for index in [*there, *reversed(there[:-1]), 0]:
        player.step(index - player.frame_index)
        await at_frame(player, index)
        colour = player.images[-1].pixelColor(32, 36).red()
        assert colour == pytest.approx(grey(index), abs=3), index


async def test_a_part_of_uneven_frames_is_looped(player, tmp_path):
    path = counted_film(tmp_path / "film.mp4", UNEVEN_MS, options={"bf": "0"})
    await loaded(player, path)
    player.set_frame_times(look(path).frames_ms)
    assert player.frame_start_ms(3) == 130
    player.set_part((2, 5))
    seen: list[int] = []
    player.frame_changed.connect(lambda _frame: seen.append(player.frame_index))
    player.play()
    await until(lambda: seen.count(4) > 2)
    assert max(seen[seen.index(2) :]) <= 6


async def test_a_film_of_one_frame_is_a_film(player, tmp_path):
    await loaded(player, counted_film(tmp_path / "one.mp4", [0]))
    assert player.images
