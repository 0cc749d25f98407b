"""ShelfModel: newest first, one row an id, changed row by row."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from shiboken6 import delete

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.ui.models.shelf import Role, ShelfModel
from tests.ui.stage.films import NOW, clip, job


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


class WatchedModel(ShelfModel):
    """Counts its resets and the rows it told as changed."""

    def __init__(self, **options):
        super().__init__(**options)
        self.resets: list[int] = []
        self.changed: list[int] = []
        self.modelReset.connect(lambda: self.resets.append(1))
        self.dataChanged.connect(lambda first, _last, _roles: self.changed.append(first.row()))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def model(qapp, clock):
    made = WatchedModel(clock=clock)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    delete(tester)
    delete(made)


def ids(model):
    return [model.index(row).data(Role.ID) for row in range(model.rowCount())]


def texts(model):
    return [model.index(row).data(Role.STATE_TEXT) for row in range(model.rowCount())]


def test_jobs_and_clips_are_merged_newest_first(model):
    model.set_entries(
        [job("new", age_s=1), job("both", JobState.READY, age_s=20), job("mid", age_s=10)],
        [clip("both", age_s=15), clip("old", age_s=99)],
    )
    assert ids(model) == ["new", "mid", "both", "old"]
    assert model.entry("both").clip is not None
    assert model.running_count() == 2
    assert model.clip_count() == 2
    assert [model.row(name) for name in ids(model)] == [0, 1, 2, 3]
    assert model.row("nobody") is None


def test_a_new_job_is_inserted_on_top_without_a_reset(model):
    model.set_entries([], [clip("old", age_s=50)])
    model.upsert_job(job("new", JobState.QUEUED, age_s=1))
    assert ids(model) == ["new", "old"]
    assert len(model.resets) == 1


def test_a_job_becomes_its_clip_in_the_same_row(model):
    model.set_entries([job("a", age_s=5), job("b", age_s=9)], [])
    model.upsert_job(job("b", JobState.READY, age_s=9))
    assert texts(model)[1] == "Done"
    model.upsert_clip(clip("b", age_s=3))
    assert ids(model) == ["a", "b"], "the order is that of asking, so nothing jumps"
    model.upsert_job(job("b", JobState.READY, age_s=9))
    assert model.entry("b").clip is not None
    assert model.running_count() == 1
    assert set(model.changed) == {1}


def test_the_same_finished_entry_again_changes_nothing(model):
    model.set_entries([], [clip("a")])
    model.upsert_clip(clip("a"))
    assert model.changed == []


def test_a_second_fill_goes_row_by_row(model):
    model.set_entries([job("a", age_s=1), job("b", age_s=2)], [])
    model.set_entries([job("b", age_s=2), job("c", age_s=3)], [clip("d", age_s=4)])
    assert ids(model) == ["b", "c", "d"]
    assert len(model.resets) == 1


def test_rows_are_removed_by_id(model):
    model.set_entries([job("a", age_s=1)], [clip("b", age_s=2)])
    model.remove("a")
    model.remove("nobody")
    assert ids(model) == ["b"]
    assert model.entry("a") is None
    assert model.running_count() == 0


def test_running_rows_tell_the_time_and_only_while_something_runs(model, clock):
    model.set_entries([job("run", age_s=41), job("bad", JobState.FAILED)], [clip("done", age_s=60)])
    assert model._timer.isActive()
    assert "Generating · 0:41" in texts(model)
    clock.now += datetime.timedelta(seconds=2)
    model._tick()
    assert model.changed == [model.row("run")]
    assert "Generating · 0:43" in texts(model)
    model.upsert_job(job("run", JobState.FAILED, age_s=41, problem=errors.Moderated()))
    assert not model._timer.isActive()


def test_progress_is_asked_for_and_shown(model):
    bytes_of = {"a": (10, 100)}
    model.set_progress_source(bytes_of.get)
    model.set_entries([job("a", JobState.DOWNLOADING)], [])
    assert texts(model) == ["Downloading · 10 %"]
    bytes_of["a"] = (90, 100)
    model.upsert_job(job("a", JobState.DOWNLOADING))
    assert model.changed == [0]
    assert texts(model) == ["Downloading · 90 %"]


def test_what_views_ask(model):
    model.set_entries([], [clip("a")])
    index = model.index(0)
    assert index.data() == "She blinks"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Video, done, 1280 by 720")
    assert index.data(Role.ENTRY) is model.entry("a")
    assert index.data(Qt.ItemDataRole.FontRole) is None


def test_two_thousand_entries_stay_quick(qapp, benchmark_ms):
    model = ShelfModel()
    clips = [clip(f"c{n}", age_s=n) for n in range(2000)]
    assert benchmark_ms(lambda: model.set_entries([], clips)) < 400
    assert benchmark_ms(lambda: model.upsert_job(job("new", age_s=1000.5))) < 8
    assert model.row("new") == 1001
    delete(model)


@pytest.fixture
def benchmark_ms():
    import time

    def run(work):
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    return run
