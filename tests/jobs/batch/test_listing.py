"""Which pictures some files, folders and tables stand for, and how many are not among them."""

import shutil
import stat
import types
from typing import Any

import pytest

from desktop.core.errors import PictureMissing, UnreadableText
from desktop.jobs.batch import listing as room
from desktop.jobs.batch.listing import MAX_ROWS, Listing, listing
from desktop.jobs.batch.wish import Wish


def names(found):
    return [wish.picture.name for wish in found.wishes]


def test_a_folder_gives_its_pictures_in_natural_order_and_counts_the_rest(folder, picture, model):
    for name in ("IMG_10.png", "img_2.PNG", "IMG_1.png", "b.png", "Ärger 2.png", "without suffix"):
        picture(name)
    picture(".hidden.png")
    (folder / "notes.txt").write_text("not a picture's")
    (folder / "b.txt").write_text("the prompt of b")
    (folder / "clip.mp4").touch()
    (folder / "sub").mkdir()
    shutil.copy(folder / "b.png", folder / "sub" / "c.png")
    (folder / "broken.jpg").touch()
    found = listing([folder], model)
    assert names(found) == [
        "b.png",
        "broken.jpg",
        "IMG_1.png",
        "img_2.PNG",
        "IMG_10.png",
        "without suffix",
        "Ärger 2.png",
    ]
    assert (found.passed_over, found.left_out) == (2, 0)


def test_files_stay_in_the_order_they_were_given(picture, folder, model):
    paths = [picture("b.png"), picture("a.png"), folder / "gone.png"]
    assert names(listing(paths, model)) == ["b.png", "a.png", "gone.png"]


def test_a_table_among_them_is_read(folder, picture, model):
    (folder / "jobs.CSV").write_text("file,note\na.png,x\n")
    found = listing([picture("z.png"), folder / "jobs.CSV"], model)
    assert names(found) == ["z.png", "a.png"]
    assert found.unused == ("note",)
    with pytest.raises(UnreadableText):
        listing([folder / "gone.csv"], model)


def test_a_folder_that_goes_away_is_a_row_that_says_so(folder):
    gone = folder / "gone"
    (wish,) = room._folder(gone).wishes
    assert wish.problems == (PictureMissing(name="gone"),)


def test_no_more_rows_than_anybody_looks_through(folder):
    many = Listing(tuple(Wish(folder / f"{n}.png") for n in range(MAX_ROWS + 7)))
    limited = many.limited(MAX_ROWS)
    assert (len(limited.wishes), limited.left_out) == (MAX_ROWS, 7)
    assert limited.limited(MAX_ROWS) is limited
    assert many.limited(-1).wishes == ()


@pytest.mark.parametrize(
    ("mark", "is_hidden"),
    [
        ({}, False),
        ({"st_file_attributes": stat.FILE_ATTRIBUTE_HIDDEN}, True),
        ({"st_file_attributes": stat.FILE_ATTRIBUTE_ARCHIVE}, False),
        ({"st_flags": stat.UF_HIDDEN}, True),
    ],
)
def test_hidden_as_windows_and_macos_mark_it(mark: dict[str, Any], is_hidden):
    status: Any = types.SimpleNamespace(**mark)
    assert room._has_hidden_mark(status) is is_hidden
