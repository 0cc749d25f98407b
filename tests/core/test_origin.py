"""An origin comes back from its record; anything else is none."""

import pytest

from desktop.core.origin import Origin


def test_it_comes_back():
    origin = Origin("clip-1", 2.4583)
    assert Origin.from_record(origin.to_record()) == origin


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        "x",
        {},
        {"clip_id": "a"},
        {"clip_id": 3, "at_s": 1.0},
        {"clip_id": "", "at_s": 1.0},
        {"clip_id": "a", "at_s": "1"},
        {"clip_id": "a", "at_s": -1.0},
        {"clip_id": "a", "at_s": float("nan")},
    ],
)
def test_anything_else_is_none(record):
    assert Origin.from_record(record) is None
