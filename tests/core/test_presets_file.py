"""The user's presets on disk: one bad entry costs no other, and no file is lost."""

import dataclasses
import json

import pytest

from desktop.core import presets
from desktop.core.catalogue import DEFAULT_MODEL_ID, Dimensions
from desktop.core.errors import BadPresets
from desktop.core.presets import MAX_PRESETS, Preset, Presets
from desktop.core.presets_file import PresetsFile

TALL = Preset("Tall & quiet", DEFAULT_MODEL_ID, Dimensions(400, 736), 9, False, True, "film still")
AUTO = Preset("Auto 海", DEFAULT_MODEL_ID, Dimensions(0, 0), 3, True, False)
BOTH = Presets((TALL, AUTO), "Auto 海")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "presets.json"


def written(path, *entries, default=""):
    """A file of these entries, where presets stand for theirs."""
    made = [one.to_record() if isinstance(one, Preset) else one for one in entries]
    path.write_text(presets.text_of(made, default), encoding="utf-8")
    return PresetsFile(path)


def entries(path):
    return json.loads(path.read_text(encoding="utf-8"))["presets"]


OUTDATED = TALL.to_record() | {"name": "Old", "duration_s": 16}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (OUTDATED, "value"),
        (OUTDATED | {"model": "dropped"}, "value"),
        (OUTDATED | {"fps": 24}, "field"),
        (TALL.to_record(), "twice"),
        (TALL.to_record() | {"prefix": "\ud83d", "audio": None}, "field"),
        (7, "shape"),
    ],
)
def test_an_entry_that_cannot_be_used_costs_no_other_and_is_kept(path, entry, reason):
    file = written(path, TALL, entry, AUTO, default=AUTO.name)
    assert file.load() == BOTH
    assert file.kept is None
    assert [problem.facts["reason"] for problem in file.skipped] == [reason]
    file.save(BOTH.without(TALL.name))
    assert entries(path) == [AUTO.to_record(), entry]


def test_an_outdated_default_is_the_default_again_unless_another_was_chosen(path):
    file = written(path, TALL, OUTDATED, default="Old")
    assert file.load() == Presets((TALL,))
    file.save(Presets((TALL, AUTO)))
    assert json.loads(path.read_text(encoding="utf-8"))["default"] == "Old"
    file.save(Presets((TALL, AUTO), TALL.name))
    file.save(Presets((TALL, AUTO)))
    assert json.loads(path.read_text(encoding="utf-8"))["default"] == ""


def test_more_than_are_taken_are_kept(path):
    many = [dataclasses.replace(AUTO, name=f"n{n}") for n in range(MAX_PRESETS + 2)]
    file = written(path, *many)
    found = file.load()
    assert found.all == tuple(many[:MAX_PRESETS])
    file.save(found)
    assert len(entries(path)) == MAX_PRESETS + 2


def test_the_file_of_a_newer_version_is_left_as_it_is(path):
    text = json.dumps({"startframe_presets": 2, "presets": {"of": "another kind"}})
    path.write_text(text, encoding="utf-8")
    file = PresetsFile(path)
    with pytest.raises(BadPresets) as caught:
        file.load()
    assert caught.value.facts["reason"] == "version"
    assert file.kept is None
    assert path.read_text(encoding="utf-8") == text


def test_an_entry_too_deep_to_be_written_again_is_set_aside_with_its_file(path):
    deep = "[" * 960 + "]" * 960
    path.write_text(f'{{"startframe_presets": 1, "presets": [{deep}]}}', encoding="utf-8")
    file = PresetsFile(path)
    with pytest.raises(BadPresets):
        file.load()
    assert file.kept is not None
    assert deep in file.kept.read_text(encoding="utf-8")


def test_a_second_accident_does_not_cost_what_was_kept_after_the_first(path):
    kept = []
    for content in ("{", "[", "}"):
        path.write_text(content, encoding="utf-8")
        file = PresetsFile(path)
        with pytest.raises(BadPresets):
            file.load()
        assert file.kept is not None
        kept.append(file.kept)
    assert [one.read_text(encoding="utf-8") for one in kept] == ["{", "[", "}"]
    assert [one.name for one in kept] == [f"presets.json.damaged{n}" for n in ("", "-2", "-3")]


def test_a_damaged_file_is_set_aside(tmp_path):
    path = tmp_path / "data" / "presets.json"
    file = PresetsFile(path)
    assert file.load() == Presets()
    file.save(BOTH)
    assert file.load() == BOTH
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(BadPresets):
        file.load()
    assert file.kept is not None
    assert file.kept.read_bytes() == b"\xff\xfe{"
    assert file.load() == Presets()


def test_a_file_that_cannot_be_read_stays(tmp_path):
    path = tmp_path / "presets.json"
    path.mkdir()
    file = PresetsFile(path)
    with pytest.raises(BadPresets):
        file.load()
    assert file.kept is None
    assert path.is_dir()
