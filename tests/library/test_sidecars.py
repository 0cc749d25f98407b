import json

import pytest

from desktop.library import sidecars
from desktop.library.recipes import recipe_of


@pytest.fixture
def clip(make_clip, tmp_path):
    video = tmp_path / "clip.mp4"
    video.write_bytes(b"film")
    return make_clip(video=video, title="Opening", notes="für später", is_favourite=True)


def test_recipe_and_words_lie_beside_the_clip_and_are_read_back(clip):
    assert sidecars.write(clip, recipe_of(clip))
    found = sidecars.read(clip.video) or {}
    assert found["id"] == clip.id
    assert found["request"] == clip.request.to_record()
    assert found["video"] == "clip.mp4"
    assert sidecars.told_words(found) == sidecars.words_of(clip)
    assert "für später" in sidecars.path_of(clip.video).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["", "[1]", "{}", '{"startframe": 2}', '{"startframe": 1', "[" * 100_000]
)
def test_a_file_of_somebody_else_stays(clip, text):
    other = sidecars.path_of(clip.video)
    other.write_text(text)
    assert not sidecars.write(clip, recipe_of(clip))
    sidecars.remove(clip.video)
    assert other.read_text() == text


def test_a_file_that_is_too_long_is_not_read(clip):
    text = json.dumps({"startframe": 1, "notes": "x" * sidecars.MAX_BYTES})
    sidecars.path_of(clip.video).write_text(text)
    assert sidecars.read(clip.video) is None


def test_ours_goes_with_the_clip(clip):
    sidecars.write(clip, recipe_of(clip))
    sidecars.remove(clip.video)
    sidecars.remove(clip.video)
    assert list(clip.video.parent.iterdir()) == [clip.video]


def test_words_are_believed_as_far_as_they_can_be():
    told = {"title": "x" * 999, "notes": 7, "is_favourite": "yes", "is_rejected": True}
    expected = {"title": "x" * 200, "is_favourite": False, "is_rejected": True}
    assert sidecars.told_words(told) == expected
