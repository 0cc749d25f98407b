"""Films of every odd kind on the stage: shown with their facts, or with the reason why not."""

from __future__ import annotations

import asyncio

import av
import pytest
from PIL import Image
from shiboken6 import delete

from desktop.core.errors import BrokenVideo, VideoUnreadable
from desktop.media import film_frames, playable_copy
from desktop.media.film_look import look
from desktop.media.probe import probe
from desktop.media.sound_levels import LONGEST_S
from desktop.ui.stage.panel import StagePanel
from desktop.ui.stage.player import PlayerState
from tests.media.counted import B_FRAMES, counted_film, grey, turned
from tests.media.making import film as sounding_film
from tests.ui.stage.films import clip, until

TIMES_MS = [40 * index for index in range(12)]


@pytest.fixture
def stage(tasks, qapp):
    made = StagePanel(tasks)
    made.resize(886, 566)
    made.show()
    made.film.trouble.set_copy_source(copied)
    yield made
    made.release()
    delete(made)  # here, not by the garbage collector of whichever thread: it has timers


async def copied(video):
    copy = video.with_suffix(".mov")
    try:
        await asyncio.to_thread(playable_copy.make, video, copy)
    except (VideoUnreadable, BrokenVideo):
        return None
    return copy


def plain(path):
    return counted_film(path, TIMES_MS)


def one_keyframe(path):
    times_ms = [40 * index for index in range(300)]
    return counted_film(path, times_ms, options={**B_FRAMES, "g": "999", "keyint_min": "999"})


def uneven(path):
    times_ms = [0, 40, 120, 130, 250, 290, 400, 410, 420, 500, 700, 701]
    return counted_film(path, times_ms, options={"bf": "0"})


def three_hours(path):
    """Too long for the time of each frame to be read: the rate is near enough."""
    return counted_film(path, [10_000 * index for index in range(1081)], options={"bf": "0"})


def lying(path):
    return turned(counted_film(path, TIMES_MS, size=(96, 64)), (0, 1, -1, 0))


def ten_bit(path):
    return _encoded(path, "libx264", (96, 64), "yuv420p10le", {})


def large_hevc(path):
    return _encoded(path, "libx265", (3840, 2160), "yuv420p", {"preset": "ultrafast", **_QUIET})


_QUIET = {"x265-params": "log-level=none"}


def _encoded(path, codec, size, pixels, options):
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, rate=25, options=options)
        assert isinstance(stream, av.VideoStream)
        (stream.width, stream.height), stream.pix_fmt = size, pixels
        for index in range(12):
            picture = Image.new("RGB", size, (grey(index),) * 3)
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    "make", [plain, one_keyframe, uneven, three_hours, lying, ten_bit, large_hevc]
)
async def test_it_is_shown_with_its_facts_to_the_last_frame(stage, tmp_path, make):
    path = make(tmp_path / "film.mp4")
    facts, times = probe(path), film_frames.timetable(path)
    stage.show_clip(clip(video=path))
    player = stage.film.player
    await until(lambda: player.state is PlayerState.PAUSED, 30)
    assert stage.film.message.isHidden()
    assert player.duration_ms == pytest.approx(facts.duration_s * 1000, abs=60)
    player.set_frame_times(look(path).frames_ms)
    assert player.frame_count == times.count
    stage.go_to_last_frame()
    await until(lambda: player.frame_index == times.count - 1, 30)
    image = stage.film.surface.image()
    wanted = film_frames.frame(path, times, times.count - 1).image
    assert (image.width(), image.height()) == wanted.size
    shown = image.pixelColor(image.width() // 2, image.height() * 3 // 4).red()
    last = [times.count - 1] if times.time_s(times.count - 1) < LONGEST_S else [1079, 1080]
    assert any(shown == pytest.approx(grey(index), abs=4) for index in last)


def damaged(path):
    whole = plain(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def nothing(path):
    path.touch()


def foreign(path):
    path.write_bytes(b"%PDF-1.7 no film at all" * 99)


def without_pictures(path):
    from desktop.media import exports

    exports.sound_only(sounding_film(path.with_name("whole.mp4"), sound=True), path)


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
@pytest.mark.parametrize("make", [damaged, nothing, foreign, without_pictures])
async def test_what_is_no_film_says_so_and_the_systems_player_is_offered(stage, tmp_path, make):
    path = tmp_path / "film.mp4"
    make(path)
    stage.show_clip(clip(video=path))
    await until(lambda: stage.film.message.title == "This clip cannot be played here")
    assert stage.film.message.reason
    assert stage.film.message.button.text() == "Open in the system's player"
    assert stage.film.player.state is PlayerState.FAILED
