"""A request as a program: it sends what Startframe sends, and holds no key."""

from __future__ import annotations

import ast
import json
import shlex

import pytest

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.request import GenerationRequest
from desktop.jobs import as_code
from desktop.leonardo.wire import request_body

PROMPTS = ["lift off", 'it\'s "quoted"\n$HOME `whoami` \\ {x} %s', "猫 🦁", ""]


def request(prompt):
    return GenerationRequest(
        default_model(), prompt, Dimensions(720, 1280), 9, audio=False, public=True
    )


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_shell_passes_on_the_body(prompt):
    text = as_code.curl(request(prompt))
    words = shlex.split(text, comments=True)
    sent = [words[at + 1] for at, word in enumerate(words) if word == "-d"]
    assert json.loads(sent[1]) == request_body(request(prompt), as_code.IMAGE)
    assert f"Bearer {as_code.KEY}" in text


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_program_parses_and_has_the_body(prompt):
    tree = ast.parse(as_code.python(request(prompt)))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    bodies = [text for text in texts if isinstance(text, str) and text.startswith('{"model"')]
    assert [json.loads(text) for text in bodies] == [request_body(request(prompt), as_code.IMAGE)]
