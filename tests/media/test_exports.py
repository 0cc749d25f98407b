"""A film in other forms: packets untouched where they are copied, pictures as long as the film."""

from __future__ import annotations

import av
import pytest
from PIL import Image, ImageSequence

from desktop.core.errors import BrokenVideo, VideoUnreadable
from desktop.media import exports, recipe
from desktop.media.film_file import Cancelled
from tests.ui.stage.films import make_film, number_of_image


@pytest.fixture
def film(tmp_path):
    return make_film(tmp_path / "film.mp4", 320, 180, frames=24, sound=True)


def packets(path, kind):
    with av.open(path) as container:
        stream = next(one for one in container.streams if one.type == kind)
        return [bytes(packet) for packet in container.demux(stream) if packet.dts is not None]


def kinds(path):
    with av.open(path) as container:
        return [stream.type for stream in container.streams]


def test_pictures_and_sound_are_copied_apart(tmp_path, film):
    exports.without_sound(film, tmp_path / "silent.mp4")
    assert kinds(tmp_path / "silent.mp4") == ["video"]
    assert packets(tmp_path / "silent.mp4", "video") == packets(film, "video")
    exports.sound_only(film, tmp_path / "sound.m4a")
    assert kinds(tmp_path / "sound.m4a") == ["audio"]
    assert packets(tmp_path / "sound.m4a", "audio") == packets(film, "audio")


@pytest.mark.parametrize(("form", "count"), [(exports.gif, 12), (exports.webp, 24)])
def test_moving_pictures_are_as_long_as_the_film(tmp_path, film, form, count):
    target = tmp_path / f"moving.{form.__name__}"
    form(film, target)
    with Image.open(target) as image:
        frames = list(ImageSequence.all_frames(image))
        assert len(frames) == pytest.approx(count, abs=1)
        assert image.info["loop"] == 0
        assert max(image.size) == 320
        assert number_of_image(frames[-1].convert("RGB")) >= 21


def test_the_poster_is_the_first_frame(tmp_path, film):
    exports.poster(film, tmp_path / "poster.png")
    with Image.open(tmp_path / "poster.png") as image:
        assert image.size == (320, 180)
        assert number_of_image(image.convert("RGB")) == 0


@pytest.mark.parametrize(
    "form", [exports.without_sound, exports.sound_only, exports.gif, exports.poster]
)
def test_what_cannot_be_read_leaves_nothing(tmp_path, form):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film at all" * 40)
    for video in (broken, tmp_path / "gone.mp4"):
        with pytest.raises((BrokenVideo, VideoUnreadable)):
            form(video, tmp_path / "target.bin")
    assert [file.name for file in tmp_path.iterdir()] == ["broken.mp4"]


def test_a_silent_film_has_no_sound_to_export(tmp_path):
    silent = make_film(tmp_path / "silent.mp4", 96, 54, frames=6)
    with pytest.raises(VideoUnreadable):
        exports.sound_only(silent, tmp_path / "sound.m4a")


@pytest.mark.parametrize(
    "form",
    [exports.without_sound, exports.sound_only, exports.gif, exports.webp, exports.poster],
)
def test_what_is_not_wanted_any_more_ends_and_leaves_nothing(tmp_path, film, form):
    with pytest.raises(Cancelled):
        form(film, tmp_path / "target", lambda: True)
    assert list(tmp_path.iterdir()) == [film]


def test_what_was_exported_says_so_in_its_recipe(tmp_path, film):
    clip, silent = tmp_path / "clip.mp4", tmp_path / "silent.mp4"
    recipe.write(film, clip, {"id": "clip-1"})
    exports.without_sound(clip, silent)
    assert recipe.read(silent) == {"startframe": 1, "id": "clip-1", "derived": True}
