"""ShelfModel: newest first, one row an id, changed row by row."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from shiboken6 import delete

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.ui.models.cards import Role
from desktop.ui.models.shelf import ShelfModel
from desktop.ui.models.standing import Standing
from desktop.ui.models.tally import Counts
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
    assert model.counts() == Counts(cards=4, running=2, clips=2)
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
    assert model.counts().running == 1
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
    assert model.counts().running == 0


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
    model.set_standing_source(lambda name: Standing(progress=bytes_of.get(name)))
    model.set_entries([job("a", JobState.DOWNLOADING)], [])
    assert texts(model) == ["Downloading · 10 %"]
    bytes_of["a"] = (90, 100)
    for _told in range(50):
        model.upsert_job(job("a", JobState.DOWNLOADING))
    assert model.changed == [], "many are told as one, soon"
    model._freshen.timeout.emit()
    assert model.changed == [0]
    assert texts(model) == ["Downloading · 90 %"]


def queued(name, place, **values):
    return job(name, JobState.QUEUED, place=place, **values)


def test_those_that_wait_stand_first_and_the_next_beside_what_runs(model):
    model.set_entries([queued("a", 1), queued("b", 2), queued("c", 3), job("run", age_s=1)], [])
    assert ids(model) == ["c", "b", "a", "run"]
    assert model.counts() == Counts(cards=4, running=1, waiting=3, unsent=3)


def test_another_place_in_the_line_moves_the_card(model):
    moves = []
    model.rowsMoved.connect(lambda _a, first, _last, _b, to: moves.append((first, to)))
    model.set_entries([queued(name, n) for n, name in enumerate("abcd")], [clip("old", age_s=99)])
    model.upsert_job(queued("d", -1))
    assert ids(model) == ["c", "b", "a", "d", "old"]
    model.upsert_job(queued("a", 9))
    assert ids(model) == ["a", "c", "b", "d", "old"]
    model.upsert_job(job("d", JobState.PREPARING))
    assert ids(model) == ["a", "c", "b", "d", "old"]
    assert moves == [(0, 4), (2, 0)]
    assert [model.row(name) for name in ids(model)] == [0, 1, 2, 3, 4]
    assert len(model.resets) == 1


def test_a_countdown_is_told_quickly_and_ends(model, clock):
    send_at = NOW + datetime.timedelta(seconds=3)
    model.set_entries([queued("a", 1, send_at=send_at)], [])
    quick = model._timer.interval()
    assert model.index(0).data(Role.CAN_UNDO)
    assert texts(model) == ["Sending in 3…"]
    clock.now += datetime.timedelta(seconds=4)
    model._tick()
    assert model._timer.interval() > quick
    assert not model.index(0).data(Role.CAN_UNDO)


def test_what_all_of_them_can_be_asked(model):
    model.set_entries(
        [
            job("bad", JobState.FAILED, age_s=9),
            job("tried", JobState.FAILED, age_s=8),
            job("again", JobState.QUEUED, age_s=7, retry_of="tried"),
            job("gone", JobState.CANCELLED, age_s=6),
            job("late", JobState.EXPIRED, age_s=5, generation_id="g"),
        ],
        [],
    )
    counts = model.counts()
    assert (counts.can_retry, counts.can_clear) == (1, 3)
    model.remove("again")
    assert model.counts().can_retry == 2


def test_a_forgotten_job_leaves_its_clip(model):
    model.set_entries([job("a", JobState.READY), job("b")], [clip("a")])
    model.forget_job("a")
    model.forget_job("b")
    model.forget_job("nobody")
    assert ids(model) == ["a"]
    assert model.entry("a").job is None


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
