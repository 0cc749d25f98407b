"""A film of ours dropped: everything it was made of is there again."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest
from desktop.media import recipe
from desktop.media.framing import Fit, Framing
from desktop.ui.compose.frame_picker import FramePicker
from desktop.ui.steps import Action
from tests.media.counted import counted_film
from tests.ui.compose.conftest import until

WIDE = Framing(fit=Fit.FILL, x=0.25, y=0.5, zoom=1.5)
REQUEST = GenerationRequest(
    model=default_model(),
    prompt="the rocket lifts off 🚀\nslowly",
    dimensions=Dimensions(720, 1280),
    duration_s=9,
    audio=False,
    public=True,
)


def film(path, **more):
    """A clip with a recipe in it, as it is shelved."""
    plain = counted_film(path.with_name("plain.mp4"), [40 * i for i in range(30)], size=(90, 160))
    told = {"id": "x", "request": REQUEST.to_record(), "frame_name": "rocket.jpg"} | more
    recipe.write(plain, path, told)
    return path


async def restored(bench):
    await until(lambda: bench.panel.draft().prompt == REQUEST.prompt)
    await bench.settled()


async def test_everything_comes_back_also_from_a_renamed_copy(bench, rocket, tmp_path):
    await bench.load(rocket)
    frame = bench.frame.path
    origin = Origin("3f1a", 5.96)
    made = film(
        tmp_path / "clip.mp4",
        frame=frame.name,
        framing=WIDE.to_record(),
        origin=origin.to_record(),
    )
    renamed = shutil.copy(made, tmp_path / "from a chat 🎬.mp4")
    bench.panel.picture.remove()
    bench.drop_file(renamed)
    await restored(bench)
    draft = bench.panel.draft()
    assert draft.picture == frame
    assert (draft.picture_name, draft.framing) == ("rocket.jpg", WIDE)
    assert (draft.dimensions, draft.duration_s) == (REQUEST.dimensions, 9)
    assert (draft.audio, draft.public, draft.origin) == (False, True, origin)
    notice = bench.panel.picture.notice
    assert notice.title == "Settings of from a chat 🎬.mp4"
    assert bench.window.findChild(FramePicker) is None


async def test_undo_brings_all_back_that_was_there(bench, rocket, samples, tmp_path):
    await bench.load(samples / "coffee.png")
    bench.panel.prompt.write("steam rises")
    before = bench.panel.draft()
    bench.drop_file(film(tmp_path / "clip.mp4"))
    await restored(bench)
    assert bench.panel.can_undo_settings
    bench.panel.undo_picture()
    await bench.settled()
    assert bench.panel.draft() == before
    assert not bench.panel.can_undo_settings
    assert bench.panel.picture.notice.isHidden()


async def test_the_films_first_frame_stands_in_for_a_start_frame_that_is_elsewhere(bench, tmp_path):
    bench.drop_file(film(tmp_path / "clip.mp4", frame="0" * 64 + ".jpg", framing=WIDE.to_record()))
    await restored(bench)
    await until(lambda: bench.frame is not None and not bench.panel.picture.is_loading)
    draft = bench.panel.draft()
    assert draft.picture_name == "clip.mp4, frame 1"
    assert (draft.dimensions, draft.framing) == (REQUEST.dimensions, Framing())
    assert "first frame" in bench.panel.picture.notice.reason


async def test_a_frame_of_it_can_be_chosen_instead(bench, tmp_path):
    bench.drop_file(film(tmp_path / "clip.mp4"))
    await restored(bench)
    notice = bench.panel.picture.notice
    assert notice._action is Action.CHOOSE_FRAME
    QTest.mouseClick(notice.controls[0], Qt.MouseButton.LeftButton)
    await until(lambda: bench.window.findChild(FramePicker) is not None)
    picker = bench.window.findChild(FramePicker)
    await until(picker.use_button.isEnabled)
    picker.reject()
    await until(lambda: bench.window.findChild(FramePicker) is None)


@pytest.mark.parametrize(
    "lie",
    [
        {"request": {**REQUEST.to_record(), "duration_s": 99}},
        {"request": {**REQUEST.to_record(), "model": "another"}},
        {"request": "everything"},
    ],
)
async def test_a_recipe_that_lies_is_a_film_like_any_other(bench, tmp_path, lie):
    bench.drop_file(film(tmp_path / "clip.mp4", **lie))
    await until(lambda: bench.window.findChild(FramePicker) is not None)
    assert bench.panel.draft().prompt == ""
    bench.window.findChild(FramePicker).reject()
    await until(lambda: bench.window.findChild(FramePicker) is None)


@pytest.mark.parametrize("framing", [{"fit": "odd"}, "wide", {**WIDE.to_record(), "zoom": "big"}])
async def test_odd_framings_and_names_are_left_out(bench, rocket, tmp_path, framing):
    await bench.load(rocket)
    frame = bench.frame.path.name
    path = film(tmp_path / "clip.mp4", frame=frame, framing=framing, frame_name="x" * 9000)
    bench.drop_file(path)
    await restored(bench)
    assert bench.panel.draft().framing == Framing()
    assert bench.panel.draft().picture_name
