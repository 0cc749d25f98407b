"""Presets: written and read again, refused whole when one of them is wrong."""

import dataclasses
import json

import pytest

from desktop.core import presets
from desktop.core.catalogue import DEFAULT_MODEL_ID, Dimensions
from desktop.core.errors import BadPresets
from desktop.core.presets import MAX_PRESETS, Preset, Presets

TALL = Preset("Tall & quiet", DEFAULT_MODEL_ID, Dimensions(400, 736), 9, False, True, "film still")
AUTO = Preset("Auto 海", DEFAULT_MODEL_ID, Dimensions(0, 0), 3, True, False)
BOTH = Presets((TALL, AUTO), "Auto 海")


def changed(**values):
    """A file in which the first preset has these values."""
    record = json.loads(presets.dump(BOTH))
    record["presets"][0] |= values
    return json.dumps(record)


def refused(text):
    with pytest.raises(BadPresets) as caught:
        presets.parse(text)
    return caught.value.facts


def test_what_is_written_is_read_again():
    assert presets.parse(presets.dump(BOTH)) == BOTH
    assert presets.parse(presets.dump(Presets())) == Presets()


@pytest.mark.parametrize(
    ("values", "field", "value"),
    [
        ({"model": "sora-9"}, "model", "sora-9"),
        ({"size": "1920x1080"}, "size", "1920x1080"),
        ({"size": "large"}, "size", "large"),
        ({"duration_s": 16}, "duration", "16"),
        ({"prefix": "x" * 5001}, "prompt", "5001 characters"),
    ],
)
def test_a_value_the_model_does_not_take_is_named(values, field, value):
    facts = refused(changed(**values))
    assert facts == {"reason": "value", "preset": TALL.name, "field": field, "value": value}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"duration_s": "9"}, "duration_s"),
        ({"duration_s": True}, "duration_s"),
        ({"audio": 1}, "audio"),
        ({"prefix": None}, "prefix"),
        ({"price": 3}, "name"),
    ],
)
def test_an_entry_of_another_kind_is_named(values, field):
    assert refused(changed(**values)) == {"reason": "field", "preset": TALL.name, "field": field}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"startframe_presets": "1"}', '{"startframe_presets": 1}',
     '{"startframe_presets": 1, "presets": [1]}', '{"startframe_presets": 1, "presets": {}}',
     '{"startframe_presets": true, "presets": []}', '{"startframe_presets": 0, "presets": []}',
     "[" * 100_000, changed(name=""),
     changed(name=None)],
)  # fmt: skip
def test_another_file_is_no_presets_file(text):
    assert refused(text)["reason"] == "shape"


def test_a_newer_file_and_a_full_one_say_so():
    newer = json.dumps(json.loads(presets.dump(BOTH)) | {"startframe_presets": 2})
    assert refused(newer) == {"reason": "version", "version": 2, "known": 1}
    many = tuple(dataclasses.replace(AUTO, name=f"n{n}") for n in range(MAX_PRESETS + 1))
    assert refused(presets.dump(Presets(many)))["reason"] == "full"


def test_two_of_a_name_are_refused():
    assert refused(presets.dump(Presets((TALL, TALL)))) == {"reason": "twice", "preset": TALL.name}


def test_names_and_beginnings_are_tidied():
    (found, _) = presets.parse(changed(name="  a\tb ", prefix=" x\r\ny ")).all
    assert (found.name, found.prefix) == ("a b", "x\ny")


def test_a_preset_is_replaced_renamed_and_taken_away():
    shorter = dataclasses.replace(AUTO, duration_s=4)
    assert BOTH.with_preset(shorter).all == (TALL, shorter)
    renamed = BOTH.renamed(AUTO.name, "new")
    assert renamed.default_preset == dataclasses.replace(AUTO, name="new")
    assert BOTH.without(AUTO.name) == Presets((TALL,), "")
    assert BOTH.with_default(TALL.name).default_preset == TALL
    assert Presets().default_preset is None


def test_a_file_adds_and_replaces_nothing():
    shorter = dataclasses.replace(AUTO, duration_s=4)
    joined, count = BOTH.joined([TALL, shorter])
    assert count == 1
    assert joined == Presets(
        (TALL, AUTO, dataclasses.replace(shorter, name="Auto 海 (2)")), AUTO.name
    )
    assert joined.joined([TALL, shorter]) == (joined, 0), "the same file twice"
    longer = dataclasses.replace(AUTO, duration_s=15)
    assert joined.joined([longer])[0].all[-1].name == "Auto 海 (3)"
    named = dataclasses.replace(AUTO, name="another")
    assert BOTH.joined([named])[1] == 1
    long = dataclasses.replace(AUTO, name="x" * 60)
    again, _ = Presets((long,)).joined([dataclasses.replace(long, duration_s=4)])
    assert again.all[1].name == "x" * 56 + " (2)"
    assert presets.parse(presets.dump(again)) == again


def test_what_does_not_fit_is_refused_whole():
    full = Presets(tuple(dataclasses.replace(AUTO, name=f"n{n}") for n in range(MAX_PRESETS)))
    with pytest.raises(BadPresets):
        full.joined([TALL])


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadPresets) as caught:
        presets.read(tmp_path / "gone.json")
    assert caught.value.facts["reason"] == "unreadable"
