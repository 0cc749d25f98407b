"""The poster of a film: its first frame, in the right colours."""

import pytest
from PIL import Image

from desktop.core.errors import BrokenVideo, FolderUnwritable
from desktop.media.frames import poster
from tests.media.making import film

BT709, BT601 = 1, 6


@pytest.mark.parametrize("colour", [(200, 40, 40), (30, 160, 60), (40, 60, 210), (128, 128, 128)])
@pytest.mark.parametrize(
    ("size", "tagged"), [((64, 48), BT601), ((64, 48), BT709), ((64, 48), None)]
)
def test_colours_are_those_of_the_film(tmp_path, size, tagged, colour):
    path = film(tmp_path / "film.mp4", size=size, tagged=tagged, colour=colour, seconds=0.2)
    with Image.open(poster(path, tmp_path / "poster.jpg")) as image:
        assert image.size == size
        assert image.getpixel((20, 20)) == pytest.approx(colour, abs=6)


def test_an_untagged_film_of_720_lines_is_taken_as_players_do(tmp_path):
    tagged = film(tmp_path / "a.mp4", size=(1280, 720), tagged=BT709, seconds=0.1)
    content = tagged.read_bytes()
    with Image.open(poster(tagged, tmp_path / "a.jpg")) as image:
        assert image.getpixel((20, 20)) == pytest.approx((200, 40, 40), abs=6)
    assert content == tagged.read_bytes()
    untagged = film(tmp_path / "b.mp4", size=(1280, 720), seconds=0.1)  # made with BT.601
    with Image.open(poster(untagged, tmp_path / "b.jpg")) as image:
        assert image.tobytes()[1] > 46


@pytest.mark.parametrize(
    ("size", "max_side", "expected"),
    [((320, 180), 640, (320, 180)), ((320, 180), 160, (160, 90)), ((90, 160), 80, (45, 80))],
)
def test_it_is_made_smaller_never_larger(tmp_path, size, max_side, expected):
    path = film(tmp_path / "film.mp4", size=size, seconds=0.2)
    target = tmp_path / "posters" / "p.jpg"
    assert poster(path, target, max_side) == target
    with Image.open(target) as image:
        assert image.size == expected
    assert list(target.parent.iterdir()) == [target]


def test_a_broken_film_has_no_poster(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"nothing")
    with pytest.raises(BrokenVideo):
        poster(path, tmp_path / "p.jpg")
    assert not (tmp_path / "p.jpg").exists()


def test_a_target_that_cannot_be_written_is_a_problem(tmp_path):
    path = film(tmp_path / "film.mp4", seconds=0.2)
    with pytest.raises(FolderUnwritable):
        poster(path, path / "p.jpg")


def test_a_film_without_a_frame_that_decodes_has_no_poster(tmp_path):
    path = film(tmp_path / "film.mp4", faststart=True, size=(320, 240))
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") + 4
    content[start:] = bytes(len(content) - start)
    path.write_bytes(content)
    with pytest.raises(BrokenVideo):
        poster(path, tmp_path / "p.jpg")
