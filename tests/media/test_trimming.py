"""A part of a film, lossless: its frames are those of the whole, pixel for pixel."""

from __future__ import annotations

from itertools import pairwise

import av
import pytest
from PIL import ImageChops

from desktop.core.errors import VideoUnreadable
from desktop.media.film_file import Cancelled
from desktop.media.film_frames import timetable
from desktop.media.frames import picture_of
from desktop.media.trimming import trim
from tests.media.test_exact_frames import BUILDS, FFMPEG, made, told_by_ffmpeg
from tests.ui.stage.films import make_film


def pictures(path):
    """The frames as a player shows them, and the times between them in seconds."""
    with av.open(path) as film:
        shown = [(picture_of(frame, 1 << 16), frame.time) for frame in film.decode(video=0)]
    return [image for image, _at in shown], [after - at for (_, at), (_, after) in pairwise(shown)]


@pytest.mark.parametrize("number", range(len(BUILDS)))
@pytest.mark.parametrize("span", [(0, 20), (17, 30), (41, 59), (25, 25)])
def test_the_part_has_the_frames_of_the_whole(tmp_path, number, span):
    film = made(tmp_path, BUILDS[number])
    most = BUILDS[number].frames - 1
    first, last = trim(film, tmp_path / "part.mp4", span)
    assert first == min(span[0], most)
    assert min(span[1], most) <= last <= span[1] + 16
    whole, gaps = pictures(film)
    part, part_gaps = pictures(tmp_path / "part.mp4")
    assert len(part) == last - first + 1
    for one, other in zip(part, whole[first : last + 1], strict=True):
        assert ImageChops.difference(one, other).getbbox() is None
    assert part_gaps == pytest.approx(gaps[first:last], abs=0.002)
    assert timetable(tmp_path / "part.mp4").count == len(part)
    if FFMPEG is not None:
        told = told_by_ffmpeg(tmp_path / "part.mp4", BUILDS[number].size)
        assert told == [image.tobytes() for image in part]


def test_the_sound_goes_with_it_and_nothing_is_encoded(tmp_path):
    film = make_film(tmp_path / "film.mp4", 320, 180, frames=48, sound=True)
    first, last = trim(film, tmp_path / "part.mp4", (12, 35))
    assert first == 12
    assert 35 <= last <= 38
    with av.open(film) as whole, av.open(tmp_path / "part.mp4") as part:
        all_sound = {bytes(packet) for packet in whole.demux(audio=0)}
        sound = [packet for packet in part.demux(audio=0) if packet.size]
        assert {bytes(packet) for packet in sound} <= all_sound
        length = float(sum(packet.duration * packet.time_base for packet in sound))
        assert length == pytest.approx((last - first + 1) / 24, abs=0.06)


def test_what_is_out_of_bounds_is_brought_inside(tmp_path):
    film = make_film(tmp_path / "film.mp4", 64, 48, frames=10)
    assert trim(film, tmp_path / "part.mp4", (-5, 99)) == (0, 9)
    assert trim(film, tmp_path / "end.mp4", (99, 3)) == (9, 9)


def test_no_film_leaves_no_part(tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"no film")
    with pytest.raises(VideoUnreadable):
        trim(tmp_path / "film.mp4", tmp_path / "part.mp4", (0, 1))
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]


def test_what_is_not_wanted_any_more_leaves_no_part(tmp_path):
    film = make_film(tmp_path / "film.mp4", 64, 48, frames=10)
    with pytest.raises(Cancelled):
        trim(film, tmp_path / "part.mp4", (0, 1), lambda: True)
    assert list(tmp_path.iterdir()) == [film]
