import errno

import pytest

from desktop.core.errors import BrokenVideo, DiskFull, FolderUnwritable, VideoUnreadable
from desktop.media.film_file import whole


def test_it_takes_the_place_of_what_was_there(tmp_path):
    target = tmp_path / "film.mp4"
    target.write_bytes(b"old")
    with whole(target, "clip.mp4") as part:
        part.write_bytes(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(errno.ENOSPC, "full"), DiskFull(folder="{folder}")),
        (OSError(errno.EROFS, "read-only"), FolderUnwritable(folder="{folder}")),
        (OSError(errno.EIO, "worn out"), BrokenVideo(name="clip.mp4", detail="")),
        (FileNotFoundError(errno.ENOENT, "gone"), VideoUnreadable(name="clip.mp4")),
        (ValueError("no film"), BrokenVideo(name="clip.mp4", detail="no film")),
    ],
)
def test_what_goes_wrong_is_translated_and_leaves_what_was_there(tmp_path, error, problem):
    target = tmp_path / "film.mp4"
    target.write_bytes(b"old")

    def write():
        with whole(target, "clip.mp4") as part:
            part.write_bytes(b"half")
            raise error

    with pytest.raises(type(problem)) as raised:
        write()
    told = raised.value.facts
    assert told.get("name") == "clip.mp4" or told["folder"] == str(tmp_path)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_gone_is_not_the_film_that_is_gone(tmp_path):
    target = tmp_path / "nowhere" / "film.mp4"
    with pytest.raises(FolderUnwritable), whole(target, "clip.mp4") as part:
        part.write_bytes(b"film")
