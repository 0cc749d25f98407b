"""A reply that was lost: the clip is adopted without a person, and was charged once."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.core.catalogue import default_model
from desktop.core.paths import app_paths
from desktop.core.request import GenerationRequest
from desktop.core.secrets import SessionSecrets
from desktop.core.settings import Settings
from desktop.jobs.job import LEONARDO, JobState
from desktop.jobs.studio import Studio
from desktop.sandbox.books import Kind
from tests.faults.pictures import grain
from tests.faults.program import KEY, run
from tests.faults.secrecy import leaks

LOST = ["lost-reply", "server-error-created", "malformed-submit"]


def assert_charged_once(sandbox, generation_id):
    [charge] = sandbox.books.of(Kind.CHARGE)
    assert charge.facts["generation_id"] == generation_id
    assert len(sandbox.books.of(Kind.SUBMISSION)) == 1


@pytest.mark.parametrize("fault", LOST)
async def test_in_the_studio(home, sandbox, tmp_path: Path, fault):
    broken = sandbox(fault, "late-listing")
    (tmp_path / "cat.jpg").write_bytes(grain())
    environ = {"LEONARDO_API_URL": broken.url, "LEONARDO_API_KEY": KEY}
    paths = app_paths({"STARTFRAME_HOME": str(home)})
    studio = await Studio.open(paths, Settings(), environ, secrets=SessionSecrets())
    seen: list[JobState] = []
    studio.queue.subscribe(lambda job: seen.append(job.state))
    try:
        job = await studio.queue.submit(
            GenerationRequest.default(default_model(), "a slow pan"),
            account=LEONARDO,
            picture=tmp_path / "cat.jpg",
            picture_name="cat.jpg",
        )
        ended = await studio.queue.wait(job.id)
        clip = await studio.library.get(job.id)
    finally:
        await studio.close()
    assert ended.state is JobState.READY
    assert JobState.UNCONFIRMED in seen
    assert clip is not None
    assert clip.video.is_file()
    assert_charged_once(broken, ended.generation_id)
    assert not leaks(home, KEY)


@pytest.mark.parametrize("fault", LOST)
def test_at_the_command_line(home, sandbox, picture, fault):
    broken = sandbox(fault)
    ended = run(home, broken.url, "generate", picture, "--prompt", "a slow pan", "--json")
    assert (ended.code, ended.outcome["state"]) == (0, "ready"), ended.text
    assert Path(ended.outcome["video"]).is_file()
    assert_charged_once(broken, ended.outcome["generation_id"])
    assert not leaks(home, KEY)


def test_twins_are_left_to_the_user(home, sandbox, picture):
    broken = sandbox("lost-reply", "twin")
    ended = run(home, broken.url, "generate", picture, "--json")
    assert (ended.code, ended.outcome["state"]) == (6, "unconfirmed"), ended.text
    again = run(home, broken.url, "resume", "--json")
    assert (again.code, again.outcome["state"]) == (6, "unconfirmed"), again.text
    assert len(broken.books.of(Kind.SUBMISSION)) == 1
