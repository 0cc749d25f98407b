"""The draft survives: a round trip, a restart, a damaged file."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtTest import QTest

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest
from desktop.core.tasks import TaskOwner
from desktop.jobs.job import Job
from desktop.ui.compose.draft import Draft, DraftFile
from tests.ui.compose.conftest import until

DRAFT = Draft("fly 🚀", Path("/somewhere/a.png"), "a.png", Dimensions(400, 736), 9, False, True)


def test_a_draft_is_read_as_it_was_written():
    assert Draft.from_record(json.loads(json.dumps(DRAFT.to_record()))) == DRAFT


async def test_the_file_is_written_shortly_after_the_last_change(tmp_path):
    tasks = TaskOwner()
    file = DraftFile(tmp_path / "data" / "draft.json", tasks)
    assert file.load() is None
    file.save_soon(Draft("first", None, "", Dimensions(0, 0), 3, True, False))
    file.save_soon(DRAFT)
    await until(lambda: file.load() is not None)
    assert file.load() == DRAFT
    await tasks.close()


async def test_flush_writes_at_once(tmp_path):
    tasks = TaskOwner()
    file = DraftFile(tmp_path / "draft.json", tasks)
    file.save_soon(Draft("first", None, "", Dimensions(0, 0), 3, True, False))
    await file.flush(DRAFT)
    await asyncio.sleep(0.35)
    assert file.load() == DRAFT
    await tasks.close()


def test_a_damaged_file_is_no_draft(tmp_path):
    path = tmp_path / "draft.json"
    for text in ("", "{", "[]", '{"version": 1}', '{"version": 9}'):
        path.write_text(text, encoding="utf-8")
        assert DraftFile(path, TaskOwner()).load() is None


async def test_a_panel_shows_a_draft_again(bench, rocket):
    await bench.load(rocket)
    QTest.keyClicks(bench.find("prompt_edit"), "fly")
    bench.panel.sizes.choose(Dimensions(400, 736))
    bench.panel.duration.choose(12)
    bench.find("sound_switch").setChecked(False)
    kept = bench.panel.draft()
    bench.panel.picture.remove()
    bench.panel.prompt.write("")
    bench.panel.sizes.choose(Dimensions(960, 960))
    bench.panel.restore(kept)
    await bench.settled()
    assert bench.panel.draft() == kept
    assert bench.frame.name == "rocket.jpg"


async def test_every_change_is_told(bench):
    told: list[Draft] = []
    bench.panel.draft_changed.connect(told.append)
    QTest.keyClicks(bench.find("prompt_edit"), "fly")
    assert told[-1].prompt == "fly"
    bench.find("aspect_combo").setCurrentIndex(1)
    assert told[-1].dimensions == Dimensions(720, 1280)
    bench.find("duration_slider").setValue(5)
    assert told[-1].duration_s == 5


async def test_a_draft_whose_picture_is_gone_says_which(bench):
    bench.panel.restore(DRAFT)
    await bench.settled()
    assert bench.frame is None
    assert "a.png is no longer there" in bench.panel.picture.notice.reason
    assert bench.panel.draft().prompt == DRAFT.prompt


def test_the_draft_of_a_job_keeps_all_it_was_made_of(tmp_path):
    request = GenerationRequest.default(default_model(), "{slow|fast} pan")
    job = Job.new(
        request,
        account="leonardo",
        frame=tmp_path / "a.png",
        frame_name="a.png",
        now=datetime.now(UTC),
        origin=Origin("other", 1.5),
    )
    draft = Draft.of_job(job)
    assert draft.prompt == r"\{slow\|fast\} pan"  # it stands for this one
    assert (draft.picture, draft.picture_name) == (tmp_path / "a.png", "a.png")
    assert draft.origin == Origin("other", 1.5)
    assert (draft.dimensions, draft.duration_s) == (request.dimensions, request.duration_s)
