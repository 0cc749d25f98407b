"""Exact frames of a film: by number, in the order they are seen, however they are kept."""

from __future__ import annotations

from fractions import Fraction

import av
import pytest
from PIL import Image

from desktop.core.errors import VideoUnreadable
from desktop.media import film_frames
from desktop.media.film_frames import Timetable, frame, timetable
from desktop.media.films import film_kind
from desktop.media.frames import picture_of
from tests.media.counted import B_FRAMES, counted_film, grey, seen_grey, turned

EVEN = [round(i * 1000 / 24) for i in range(50)]
UNEVEN = [0, 40, 50, 200, 210, 230, 600, 610, 1000, 1500, 1510, 1900, 2000, 2040, 2100]


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("film.mp4", "libx264", B_FRAMES),
        ("film.mov", "libx264", B_FRAMES),
        ("film.mkv", "libx264", B_FRAMES),
        ("open.mp4", "libx264", {**B_FRAMES, "x264-params": "open-gop=1:keyint=12"}),
        ("film.webm", "libvpx-vp9", {"crf": "8", "b": "0", "lag-in-frames": "12"}),
        (
            "eight.webm",
            "libvpx",
            {"crf": "4", "b": "2M", "auto-alt-ref": "1", "lag-in-frames": "16"},
        ),
    ],
)
@pytest.mark.parametrize("times", [EVEN, UNEVEN], ids=["even", "uneven"])
def test_every_frame_is_found_by_its_number(tmp_path, name, codec, options, times):
    film = counted_film(tmp_path / name, times, codec=codec, options=options)
    found = timetable(film)
    assert found.count == len(times)
    for index in range(found.count):
        shown = frame(film, found, index)
        assert shown.index == index
        assert seen_grey(shown.image) == pytest.approx(grey(index), abs=2)


def test_times_are_told_from_the_first_frame(tmp_path):
    found = timetable(counted_film(tmp_path / "film.mp4", UNEVEN))
    assert [round(1000 * found.time_s(i)) for i in range(found.count)] == UNEVEN
    assert found.index_at(0.041) == 1
    assert found.index_at(0.39) == 5
    assert found.index_at(99) == found.count - 1
    assert found.index_at(-1) == 0


def test_what_an_edit_list_hides_is_no_frame(tmp_path):
    """The film begins with its third frame: the first two are in the file and not shown."""
    film = counted_film(tmp_path / "film.mp4", EVEN, options={"bf": "0", "g": "50", "crf": "8"})
    content = bytearray(film.read_bytes())
    entry = content.index(b"elst") + 12
    # segment duration in 1/1000 s, media time in the track's own ticks
    with av.open(film) as opened:
        time_base = opened.streams.video[0].time_base
        assert time_base is not None
    content[entry + 4 : entry + 8] = round(EVEN[2] / 1000 / time_base).to_bytes(4)
    film.write_bytes(content)
    found = timetable(film)
    assert found.count == len(EVEN) - 2
    assert seen_grey(frame(film, found, 0).image) == pytest.approx(grey(2), abs=2)
    assert seen_grey(frame(film, found, 7).image) == pytest.approx(grey(9), abs=2)


@pytest.mark.parametrize(
    ("matrix", "size", "corner"),
    [
        ((1, 0, 0, 1), (64, 48), (4, 4)),
        ((0, 1, -1, 0), (48, 64), (44, 4)),
        ((-1, 0, 0, -1), (64, 48), (60, 44)),
        ((0, -1, 1, 0), (48, 64), (4, 60)),
        ((-1, 0, 0, 1), (64, 48), (60, 4)),
        ((1, 0, 0, -1), (64, 48), (4, 44)),
        ((0, 1, 1, 0), (48, 64), (4, 4)),
    ],
)
def test_it_is_turned_as_the_film_says(tmp_path, matrix, size, corner):
    film = turned(counted_film(tmp_path / "film.mov", EVEN[:6]), matrix)
    image = frame(film, timetable(film), 2).image
    assert image.size == size
    assert image.getpixel(corner) == pytest.approx((250, 250, 250), abs=6)


def test_pixels_become_square(tmp_path):
    film = counted_film(tmp_path / "film.mp4", EVEN[:4], aspect=Fraction(4, 3))
    assert frame(film, timetable(film), 1).image.size == (85, 48)


def test_a_preview_is_smaller_and_the_frame_itself_is_not(tmp_path):
    film = counted_film(tmp_path / "film.mp4", EVEN[:4], size=(320, 180))
    found = timetable(film)
    assert frame(film, found, 1, max_side=160).image.size == (160, 90)
    assert frame(film, found, 1).image.size == (320, 180)


def test_a_film_that_ends_early_has_the_frames_that_are_there(tmp_path):
    film = counted_film(
        tmp_path / "film.mp4", EVEN, size=(320, 240), muxing={"movflags": "+faststart"}
    )
    content = film.read_bytes()
    film.write_bytes(content[: len(content) * 7 // 10])
    found = timetable(film)
    assert 5 < found.count <= len(EVEN)
    last = frame(film, found, found.count - 1)
    assert last.index < len(EVEN) - 1
    assert seen_grey(last.image) == pytest.approx(grey(last.index), abs=3)


@pytest.mark.parametrize(
    ("content", "detail"),
    [(b"", "damaged"), (b"nothing", "damaged"), (b"\0\0\0\x18ftypisom" + bytes(900), "damaged")],
)
def test_what_is_no_film_is_refused(tmp_path, content, detail):
    film = tmp_path / "film.mp4"
    film.write_bytes(content)
    with pytest.raises(VideoUnreadable) as raised:
        timetable(film)
    assert raised.value.facts == {"name": "film.mp4", "detail": detail}


def test_a_film_cut_anywhere_gives_frames_or_its_sentence(tmp_path):
    whole = counted_film(tmp_path / "whole.mp4", EVEN, muxing={"movflags": "+faststart"})
    content, film = whole.read_bytes(), tmp_path / "film.mp4"
    outcomes = set()
    for part in range(20):
        film.write_bytes(content[: len(content) * part // 20])
        try:
            found = timetable(film)
            outcomes.add(frame(film, found, found.count - 1).image.size)
        except VideoUnreadable as problem:
            outcomes.add(problem.facts["detail"])
    assert outcomes == {"damaged", (64, 48)}


def test_zeroed_pictures_are_damaged(tmp_path):
    film = counted_film(tmp_path / "film.mp4", EVEN, muxing={"movflags": "+faststart"})
    content = bytearray(film.read_bytes())
    start = content.index(b"mdat") + 4
    content[start:] = bytes(len(content) - start)
    film.write_bytes(content)
    found = timetable(film)
    with pytest.raises(VideoUnreadable):
        frame(film, found, 3)


def test_a_missing_film_and_one_without_a_picture_are_told_apart(tmp_path):
    with pytest.raises(VideoUnreadable) as raised:
        timetable(tmp_path / "film.mp4")
    assert raised.value.facts["detail"] == "missing"
    sound = tmp_path / "sound.mp4"
    with av.open(sound, "w") as container:
        stream = container.add_stream("aac", rate=44100)
        made = av.AudioFrame("fltp", "mono", 1024)
        made.planes[0].update(bytes(made.planes[0].buffer_size))
        made.sample_rate = 44100
        container.mux(stream.encode(made))
        container.mux(stream.encode(None))
    with pytest.raises(VideoUnreadable) as raised:
        timetable(sound)
    assert raised.value.facts["detail"] == "empty"


def test_a_film_without_end_is_refused(tmp_path, monkeypatch):
    film = counted_film(tmp_path / "film.mp4", EVEN)
    monkeypatch.setattr(film_frames, "MOST_FRAMES", 20)
    with pytest.raises(VideoUnreadable) as raised:
        timetable(film)
    assert raised.value.facts["detail"] == "long"


def test_reading_it_stops_when_nobody_waits_any_more(tmp_path):
    film = counted_film(tmp_path / "film.mp4", EVEN)
    answers = iter([False] * 5)
    assert timetable(film, lambda: next(answers, True)).count == 5


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x18ftypmp42", "MP4"),
        (b"\0\0\0\x14ftypqt  ", "MOV"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "MOV"),
        (b"\0\0\x10\0moov", "MOV"),
        (b"\x1aE\xdf\xa3", "Matroska"),
        (b"\0\0\0\x18ftypheic", None),
        (b"\0\0\0\x18ftypM4A ", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_films_are_known_by_their_first_bytes(head, kind):
    assert film_kind(head.ljust(64, b"\0")) == kind


def test_the_wanted_time_lies_between_frames():
    times = Timetable((10, 20, 40), Fraction(1, 10))
    assert [times.index_at(s) for s in (0, 0.4, 0.6, 1.9, 2.1, 9)] == [0, 0, 1, 1, 2, 2]


def test_the_pixels_are_the_decoder_s_own(tmp_path):
    """Against every frame decoded in a row, by the same conversion: not one value differs."""
    film = counted_film(tmp_path / "film.mp4", EVEN)
    found = timetable(film)
    with av.open(film) as container:
        in_a_row = [picture_of(one, 4096).tobytes() for one in container.decode(video=0)]
    for index in (0, 11, 12, 13, 30, len(EVEN) - 1):
        image: Image.Image = frame(film, found, index).image
        assert image.tobytes() == in_a_row[index]
