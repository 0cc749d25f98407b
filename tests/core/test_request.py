"""A request cannot be built with anything the model does not take."""

import dataclasses
import json

import pytest

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.errors import InvalidRequest
from desktop.core.request import GenerationRequest

MODEL = default_model()


def test_the_defaults_are_the_models():
    request = GenerationRequest.default(MODEL)
    assert request.prompt == ""
    assert request.dimensions == Dimensions(1280, 720)
    assert request.duration_s == 6
    assert request.audio
    assert not request.public


@pytest.mark.parametrize("dimensions", MODEL.dimensions, ids=str)
@pytest.mark.parametrize("duration_s", [3, 6, 15])
def test_everything_the_model_takes_can_be_asked_for(dimensions, duration_s):
    default = GenerationRequest.default(MODEL, "x" * 5000)
    request = dataclasses.replace(default, dimensions=dimensions, duration_s=duration_s)
    assert GenerationRequest.from_record(json.loads(json.dumps(request.to_record()))) == request


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"dimensions": Dimensions(1280, 721)}, "size"),
        ({"dimensions": Dimensions(720, 400)}, "size"),
        ({"duration_s": 2}, "duration"),
        ({"duration_s": 16}, "duration"),
        ({"duration_s": 6.0}, "duration"),
        ({"duration_s": True}, "duration"),
        ({"prompt": "x" * 5001}, "prompt"),
        ({"prompt": "half \ud83d"}, "prompt"),
    ],
)
def test_nothing_else_can(values, field):
    with pytest.raises(InvalidRequest) as caught:
        dataclasses.replace(GenerationRequest.default(MODEL), **values)
    assert caught.value.facts["field"] == field
    assert caught.value.facts["allowed"]
    json.dumps(caught.value.to_record())


def test_the_allowed_values_are_listed_for_the_user():
    with pytest.raises(InvalidRequest) as caught:
        dataclasses.replace(GenerationRequest.default(MODEL), duration_s=16)
    assert caught.value.facts["allowed"] == [str(number) for number in range(3, 16)]


@pytest.mark.parametrize("prompt", ["🚀" * 5000, "", "\n", "e\u0301" * 2500])
def test_prompts_are_counted_in_code_points(prompt):
    assert GenerationRequest.default(MODEL, prompt).prompt == prompt


def test_a_record_of_a_forgotten_model_says_so():
    record = GenerationRequest.default(MODEL).to_record() | {"model": "grok-imagine-0.9"}
    with pytest.raises(InvalidRequest) as caught:
        GenerationRequest.from_record(record)
    assert caught.value.facts["field"] == "model"
