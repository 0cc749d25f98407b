"""A row: its picture looked at, its prompt found, its clip made with what all share."""

import dataclasses

import pytest

from desktop.core.catalogue import Dimensions
from desktop.core.errors import BadLine, InvalidRequest, NotAPicture, PictureMissing, UnreadableText
from desktop.jobs.batch.row import Row, Shared, Sizing, examine
from desktop.jobs.batch.wish import Wish

AUTO = Dimensions(0, 0)


@pytest.fixture
def shared(model):
    return Shared(model, "for all", 6, audio=True, public=False)


def test_what_is_said_for_all_holds_where_a_row_says_nothing(picture, shared):
    row = examine(Wish(picture("wide.png", 640, 360)))
    one = row.composition(shared)
    assert (one.picture, one.picture_name) == (row.wish.picture, "wide.png")
    assert (one.request.prompt, one.request.duration_s) == ("for all", 6)
    assert one.request.dimensions == Dimensions(1280, 720)
    own = row.changed(prompt="mine", duration_s=3, dimensions=Dimensions(400, 736))
    request = own.composition(shared).request
    assert (request.prompt, request.duration_s) == ("mine", 3)
    assert request.dimensions == Dimensions(400, 736)
    assert own.changed(prompt=None).prompt(shared) == "for all"


@pytest.mark.parametrize(
    ("size", "sizing", "expected"),
    [
        ((640, 360), Sizing(), Dimensions(1280, 720)),
        ((360, 640), Sizing(), Dimensions(720, 1280)),
        ((400, 300), Sizing(), AUTO),
        ((400, 320), Sizing(tier="720p"), Dimensions(960, 960)),
        ((640, 360), Sizing(tier="480p"), Dimensions(736, 400)),
        ((300, 400), Sizing(tier="480p"), Dimensions(544, 544)),
        ((300, 400), Sizing(Dimensions(1280, 720), "480p"), Dimensions(1280, 720)),
    ],
)
def test_each_picture_gets_a_size_of_its_own_shape(picture, shared, size, sizing, expected):
    row = examine(Wish(picture("a.png", *size)))
    assert row.dimensions(dataclasses.replace(shared, sizing=sizing)) == expected


def test_a_text_beside_the_picture_is_its_prompt(picture, folder, shared):
    path = picture("a.png")
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbf  the rocket\r\nlifts off \r\n")
    assert examine(Wish(path)).prompt(shared) == "the rocket\nlifts off"
    assert examine(Wish(path), reads_texts=False).prompt(shared) == "for all"
    assert examine(Wish(path, prompt="from the table")).prompt(shared) == "from the table"
    (folder / "a.txt").write_bytes(b" \n")
    assert examine(Wish(path)).prompt(shared) == "for all"


def test_a_text_that_cannot_be_read_is_the_row_s_problem_until_a_prompt_is_given(
    picture, folder, shared
):
    path = picture("a.png")
    (folder / "a.txt").write_bytes("straße".encode("latin-1"))
    row = examine(Wish(path))
    assert row.problem(shared) == UnreadableText(name="a.txt", detail="encoding")
    assert not row.is_lost
    assert row.changed(prompt="street").problem(shared) is None


def test_a_prompt_too_long_is_told_before_it_is_sent(picture, shared):
    row = examine(Wish(picture("a.png"), prompt="x" * 5001))
    assert isinstance(row.problem(shared), InvalidRequest)
    assert row.changed(prompt="🚀" * 5000).problem(shared) is None


def test_a_picture_that_is_none_cannot_be_helped(folder, shared):
    (folder / "text.png").write_text("no picture")
    row = examine(Wish(folder / "text.png"))
    assert row.problem(shared) == NotAPicture(name="text.png", kind="text")
    assert row.is_lost
    gone = examine(Wish(folder / "gone.png"))
    assert isinstance(gone.problem(shared), PictureMissing)


def test_a_bad_line_is_not_looked_for_on_the_disk(folder, shared):
    row = examine(Wish(folder, line=7, problems=(BadLine(line=7, detail="cells"),)))
    assert row.problem(shared) == BadLine(line=7, detail="cells")
    assert row.is_lost
    assert isinstance(row.dimensions(shared), Dimensions)
    assert isinstance(row, Row)


def test_wildcards_make_the_clips_they_make_in_compose(picture, shared):
    row = examine(Wish(picture("a.png")))
    drifting = dataclasses.replace(shared, prompt="smoke drifts {slowly|fast}")
    as_written = [one.request.prompt for one in row.compositions(drifting)]
    assert (as_written, row.count(drifting)) == (["smoke drifts {slowly|fast}"], 1)
    reading = dataclasses.replace(drifting, reads_wildcards=True)
    made = row.compositions(reading)
    assert [one.request.prompt for one in made] == ["smoke drifts slowly", "smoke drifts fast"]
    assert {one.typed for one in made} == {"smoke drifts {slowly|fast}"}
    assert row.count(reading) == 2
    plain = row.changed(prompt=r"a \{ and b")
    assert [one.request.prompt for one in plain.compositions(reading)] == ["a { and b"]


def test_a_prompt_of_more_clips_than_are_made_is_told_before_it_is_sent(picture, shared):
    reading = dataclasses.replace(shared, reads_wildcards=True)
    row = examine(Wish(picture("a.png"), prompt="{|||}" * 9000))
    assert isinstance(row.problem(reading), InvalidRequest)
    assert row.count(reading) == 1
    long = row.changed(prompt="{" + "x" * 4000 + "|" + "y" * 4000 + "}")
    assert long.problem(reading) is None
    assert isinstance(
        row.changed(prompt="x" * 4000 + "{|" + "y" * 1001 + "}").problem(reading), InvalidRequest
    )
