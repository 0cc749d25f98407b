"""A copy that any player shows: each frame at its time, in its colours, upright, with sound."""

from __future__ import annotations

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from desktop.core.errors import VideoUnreadable
from desktop.media import film_frames, playable_copy
from desktop.media.film_file import Cancelled
from desktop.media.playable_copy import make
from desktop.media.probe import probe
from tests.media.counted import counted_film, grey, seen_grey, turned
from tests.media.making import film

TIMES_MS = [0, 40, 120, 130, 250, 290]


def copy_of(source, tmp_path):
    target = tmp_path / "copies" / f"{source.stem}.mov"
    make(source, target)
    return target


def frames(path):
    times = film_frames.timetable(path)
    return times, [film_frames.frame(path, times, index).image for index in range(times.count)]


@pytest.mark.parametrize("codec", ["libx264", "libsvtav1"])
@pytest.mark.parametrize("first_ms", [0, 200])
def test_every_frame_has_its_time_and_its_grey(tmp_path, codec, first_ms):
    quick = {"preset": "12", "svtav1-params": "lp=1"}
    options = quick if codec == "libsvtav1" else None
    source = counted_film(
        tmp_path / "a.mp4",
        [first_ms + time_ms for time_ms in TIMES_MS],
        codec=codec,
        options=options,
        size=(96, 64),
    )
    times, images = frames(copy_of(source, tmp_path))
    assert [round(times.time_s(n) * 1000) for n in range(times.count)] == TIMES_MS
    for index, image in enumerate(images):
        assert seen_grey(image) == pytest.approx(grey(index), abs=4)


@pytest.mark.parametrize("pixels", ["yuv420p", "yuv444p", "yuv420p10le"])
def test_its_colours_are_those_of_the_film(tmp_path, samples, pixels):
    source = tmp_path / "colours.mp4"
    picture = Image.open(samples / "rocket.jpg").convert("RGB").resize((640, 424))
    with av.open(source, "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "10"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 640, 424, pixels
        container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode(None))
    _times, [wanted] = frames(source)
    _times, [got] = frames(copy_of(source, tmp_path))
    assert max(ImageStat.Stat(ImageChops.difference(wanted, got)).mean) < 3


def test_it_is_upright_and_smaller_than_a_screen(tmp_path, monkeypatch):
    monkeypatch.setattr(playable_copy, "MAX_SIDE", 48)
    lying = turned(counted_film(tmp_path / "a.mp4", TIMES_MS, size=(96, 64)), (0, 1, -1, 0))
    _times, images = frames(copy_of(lying, tmp_path))
    assert images[0].size == (32, 48)


def test_its_sound_is_kept(tmp_path):
    source = film(tmp_path / "a.mp4", sound=True)
    facts, wanted = probe(copy_of(source, tmp_path)), probe(source)
    assert facts.audio_codec == "aac"
    assert facts.duration_s == pytest.approx(wanted.duration_s, abs=0.1)


def test_what_is_too_long_is_cut_off_or_is_no_film_makes_none(tmp_path, monkeypatch):
    source = counted_film(tmp_path / "a.mp4", TIMES_MS)
    target = tmp_path / "copies" / "a.mov"
    with pytest.raises(Cancelled):
        make(source, target, lambda: True)
    (tmp_path / "b.mp4").write_bytes(b"no film" * 99)
    with pytest.raises(VideoUnreadable):
        make(tmp_path / "b.mp4", target)
    monkeypatch.setattr(playable_copy, "LONGEST_S", 0.1)
    with pytest.raises(VideoUnreadable, match="long"):
        make(source, target)
    assert not target.exists()
    assert not any(target.parent.glob(".*"))
