"""The sharpest of the last frames: found where the end is blurred, the last where it is not."""

from __future__ import annotations

import av
import pytest
from PIL import Image, ImageFilter

from desktop.core.errors import VideoUnreadable
from desktop.media.film_frames import timetable
from desktop.media.last_frames import sharpest


def film(path, samples, radii):
    """A photograph, each frame blurred by a radius."""
    with Image.open(samples / "chelsea.png") as image:
        picture = image.convert("RGB").resize((320, 214))
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"crf": "12"})
        stream.width, stream.height, stream.pix_fmt = 320, 214, "yuv420p"
        for radius in radii:
            shown = picture.filter(ImageFilter.GaussianBlur(radius)) if radius else picture
            container.mux(stream.encode(av.VideoFrame.from_image(shown)))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("radii", "expected"),
    [
        ([0] * 20 + [3] * 6, 19),  # the end is blurred
        ([0] * 26, 25),  # nothing is clearly sharper than the last
        ([0] * 4 + [3] * 16 + [1.5] * 4, 23),  # what is sharp is too far from the end
        ([0], 0),
    ],
)
def test_the_sharpest_near_the_end(tmp_path, samples, radii, expected):
    path = film(tmp_path / "film.mp4", samples, radii)
    assert sharpest(path, timetable(path)) == expected


def test_a_film_that_is_gone_is_told(tmp_path, samples):
    path = film(tmp_path / "film.mp4", samples, [0, 0])
    times = timetable(path)
    path.unlink()
    with pytest.raises(VideoUnreadable):
        sharpest(path, times)
