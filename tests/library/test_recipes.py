"""A clip as its recipe tells of it; a recipe that lies tells nothing."""

import dataclasses
import json
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.cost import Cost
from desktop.core.origin import Origin
from desktop.library import recipes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@dataclass
class Facts:
    width: int
    height: int
    duration_s: float
    audio_codec: str | None
    size_bytes: int


@pytest.fixture
def clip(make_clip, tmp_path):
    frame = tmp_path / f"{'ab' * 32}.jpg"
    frame.touch()
    return dataclasses.replace(
        make_clip(id="6f0a2a3e-6d0b-4a0e-9a53-0d5f3a8f7c11"),
        frame=frame,
        frame_name="Katze.jpg",
        poster=None,
        cost=Cost(Decimal("1.4352"), "DOLLARS"),
        origin=Origin("parent", 5.9583),
        generation_id="1f1e98f2-fc9d-61a9-879c-52c6cc09c532",
        account="account-0123456789ab",
        rendering_s=93.5,
    )


def facts_of(clip):
    codec = "aac" if clip.has_audio else None
    return Facts(clip.width, clip.height, clip.duration_s, codec, clip.size_bytes)


def through(clip, **changes):
    told = json.loads(json.dumps(recipes.recipe_of(clip))) | changes
    return recipes.clip_of(told, clip.video, facts_of(clip), clip.frame.parent)


def test_it_comes_back_field_by_field(clip):
    assert through(clip) == clip


def test_a_frame_that_is_gone_is_left_out(clip):
    clip.frame.unlink()
    assert through(clip) == dataclasses.replace(clip, frame=None)


@pytest.mark.parametrize(
    "frame", ["../../etc/passwd", "/etc/passwd", "x.jpg", 3, ["a"], f"../{'ab' * 32}.jpg"]
)
def test_a_frame_is_never_a_path_elsewhere(clip, frame):
    assert through(clip, frame=frame).frame is None


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../../x"},
        {"id": 3},
        {"account": "somebody"},
        {"account": None},
        {"request": None},
        {"request": {"model": "other"}},
        {"created_at": "yesterday"},
        {"created_at": "2026-11-26T12:00:00"},
        {"frame_name": "x" * 300},
        {"generation_id": "../x"},
        {"cost": {"amount": "NaN", "unit": "DOLLARS"}},
        {"cost": {"amount": "1", "unit": "<b>"}},
        {"cost": [1]},
    ],
)
def test_a_recipe_that_lies_is_none(clip, changes):
    assert through(clip, **changes) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(field=st.sampled_from(["id", "account", "request", "cost", "origin", "frame"]), value=JSON)
def test_whatever_stands_there_raises_nothing(clip, field, value):
    told = recipes.recipe_of(clip) | {field: value}
    found = recipes.clip_of(told, clip.video, facts_of(clip), clip.frame.parent)
    assert found is None or found.id == clip.id or field == "id"
    assert recipes.request_of(told) is None or field != "request" or isinstance(value, dict)
