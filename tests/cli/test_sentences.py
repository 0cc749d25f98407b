"""Every problem and every notice has words for the terminal, on one line, without secrets."""

import datetime
from pathlib import Path

import pytest

from desktop.cli import sentences
from desktop.core import errors
from desktop.core.notices import (
    DatabaseRebuilt,
    GenerationsReclaimed,
    PresetsReset,
    PresetsSkipped,
    SettingsReset,
)


def everything(root=errors.Problem):
    return [root, *(found for child in root.__subclasses__() for found in everything(child))]


CLASSES = [kind for kind in everything() if kind.__module__ == errors.__name__]
AT = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_has_words_and_a_next_step(kind):
    assert kind.code in sentences.explained()
    said = sentences.sentence(kind())
    assert said[0].isupper() or kind is errors.InvalidRequest
    assert said.isprintable()
    if kind not in {errors.Problem, errors.Bug}:
        assert said != sentences.sentence(errors.Problem())


def test_what_others_wrote_stays_on_its_line():
    reason = "bad\nstartframe: forged\x1b[2J Bearer abcdef-secret"
    said = sentences.sentence(errors.Rejected(reason=reason))
    assert said.isprintable()
    assert "abcdef-secret" not in said


def test_a_database_that_must_stay_says_why():
    assert "newer version" in sentences.sentence(errors.DatabaseDamaged(version=9, known=2))
    held = sentences.sentence(errors.DatabaseDamaged(detail=errors.IN_USE))
    assert "another Startframe has it open" in held


@pytest.mark.parametrize(
    ("notice", "parts"),
    [
        (SettingsReset(Path("x.damaged")), ["settings", "x.damaged"]),
        (SettingsReset(None), ["settings", "usual ones"]),
        (PresetsReset(Path("p.damaged")), ["presets", "p.damaged"]),
        (PresetsSkipped(2, errors.BadPresets(reason="shape")), ["Presets", "2"]),
        (DatabaseRebuilt(Path("d"), AT, 2, 1), ["rebuilt", "2026-11-2", "folder: 2", "sent (1)"]),
        (DatabaseRebuilt(Path("d"), None, 0, 0), ["no backup", "kept as d"]),
        (GenerationsReclaimed(3), ["3"]),
    ],
)
def test_what_happened_without_the_user(notice, parts):
    said = sentences.notice(notice)
    assert all(part in said for part in parts)
    assert said.isprintable()


def test_transparency_is_named_where_it_lowers_the_limit():
    problem = errors.TooManyPixels(name="a.png", limit_pixels=50_000_000, has_alpha=True)
    assert "more than 50 megapixels, and transparency" in sentences.sentence(problem)
