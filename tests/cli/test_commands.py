"""The commands beside a window that takes jobs back."""

import asyncio
import io
import json
import types
from typing import Any

import pytest

from desktop.cli import outcome
from desktop.cli.commands import _Command
from desktop.cli.report import Report
from desktop.cli.request import Order
from desktop.core.paths import app_paths
from desktop.core.settings import Settings
from desktop.jobs.composition import Placed
from desktop.jobs.job import JobState


@pytest.fixture
def said(monkeypatch):
    """A command whose queue loses the job "gone" to a window; what it writes, as objects."""
    written = io.StringIO()

    async def wait(job_id):
        if job_id == "gone":
            raise KeyError(job_id)
        return types.SimpleNamespace(
            id=job_id,
            state=JobState.FAILED,
            problem=None,
            generation_id=None,
            frame_name="cat.png",
        )

    async def start():
        return ["gone", "there"]

    async def place_all(*_, **__):
        job: Any = types.SimpleNamespace(id="gone", frame_name="cat.png")
        composition: Any = None
        return Placed(((composition, job),))

    async def nothing(*_):
        pass

    fake = types.SimpleNamespace(
        queue=types.SimpleNamespace(wait=wait, start=start),
        orders=types.SimpleNamespace(place_all=place_all),
        accounts=types.SimpleNamespace(has_key=True, chosen="leonardo"),
        reclaim=nothing,
    )

    async def open_(_):
        return fake

    monkeypatch.setattr(_Command, "_open", open_)
    monkeypatch.setattr(_Command, "_close", nothing)
    checked = Order(())
    monkeypatch.setattr("desktop.cli.request.checked", lambda *_: checked)
    report = Report(uses_json=True, out=written, err=io.StringIO())
    command = _Command(app_paths(), Settings(), report)
    return command, lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_resume_leaves_out_what_was_taken_back(said):
    command, lines = said
    asyncio.run(command.resume())
    assert (lines()[-1]["job"], lines()[-1]["jobs"]) == ("there", 1)


def test_generate_says_that_its_job_was_taken_back(said):
    command, lines = said
    options = types.SimpleNamespace(uses_sandbox=False, batch=None, pictures=["cat.png"])
    assert asyncio.run(command.generate(options)) == outcome.INTERRUPTED
    assert (lines()[-1]["state"], lines()[-1]["job"]) == ("cancelled", "gone")
