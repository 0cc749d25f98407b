"""The rules before paying: each true alone, the dearest first, three at most, none that is off."""

import dataclasses

import pytest

from desktop.core.preflight import Concern, Facts, hints
from desktop.core.vocabulary import vocabulary

GOOD = Facts(prompt="the light moves", duration_s=6, is_silent=False, is_public=False)
ALL_WRONG = Facts(
    prompt="it jumps, then runs, then sings, then laughs",
    duration_s=3,
    is_silent=True,
    is_public=True,
    loss=0.62,
    enlargement=2.0,
    sharpness=0.1,
    is_text_cut=True,
)


def said(facts, dismissed=()):
    return hints(facts, vocabulary().told_by(facts.prompt), dismissed)


def concerns(facts, dismissed=()):
    return [hint.concern for hint in said(facts, dismissed)]


def test_nothing_is_said_of_what_is_well():
    assert said(GOOD) == ()


@pytest.mark.parametrize(
    ("values", "concern"),
    [
        ({"loss": 0.31}, Concern.LOSS),
        ({"is_text_cut": True}, Concern.TEXT_CUT),
        ({"prompt": "it jumps, turns, falls and breaks", "duration_s": 3}, Concern.CROWDED),
        ({"enlargement": 1.2}, Concern.SOFT),
        ({"sharpness": 0.25}, Concern.BLURRED),
        ({"prompt": "music plays", "is_silent": True}, Concern.SILENT),
        ({"prompt": " \n"}, Concern.NO_PROMPT),
        ({"is_public": True}, Concern.PUBLIC),
    ],
)
def test_each_alone(values, concern):
    assert concerns(dataclasses.replace(GOOD, **values)) == [concern]
    assert concerns(dataclasses.replace(GOOD, **values), {concern.value}) == []


@pytest.mark.parametrize(
    "values",
    [
        {"loss": 0.3},
        {"enlargement": 1.03},
        {"sharpness": 0.31},
        {"sharpness": None},
        {"prompt": "music plays"},
        {"prompt": "it jumps, turns and falls", "duration_s": 3},
    ],
)
def test_just_well_enough(values):
    assert concerns(dataclasses.replace(GOOD, **values)) == []


def test_three_at_most_the_dearest_first():
    assert concerns(ALL_WRONG) == [Concern.LOSS, Concern.TEXT_CUT, Concern.CROWDED]
    rest = {"loss", "text_cut", "crowded"}
    assert concerns(ALL_WRONG, rest) == [Concern.SOFT, Concern.SILENT, Concern.PUBLIC]


def test_a_picture_that_is_too_small_is_not_called_blurred_as_well():
    small = dataclasses.replace(GOOD, enlargement=2.0, sharpness=0.1)
    assert concerns(small) == [Concern.SOFT]
    assert concerns(small, {"soft"}) == []


def test_figures():
    found = {hint.concern: hint for hint in said(ALL_WRONG)}
    assert found[Concern.LOSS].number == 62
    assert found[Concern.CROWDED].number == 4
