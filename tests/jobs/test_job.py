"""The table of transitions: what may follow what, and what a step changes."""

import datetime
from pathlib import Path

import pytest

from desktop.core.errors import Offline
from desktop.jobs.job import TRANSITIONS, Job, JobState

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
AFTER_THE_POST = {JobState.GENERATING, JobState.DOWNLOADING, JobState.READY, JobState.EXPIRED}


def job_in(request_, state: JobState) -> Job:
    import dataclasses

    job = Job.new(request_, account="leonardo", frame=Path("a"), frame_name="a", now=NOW)
    return dataclasses.replace(job, state=state, problem=Offline())


@pytest.mark.parametrize("old", JobState)
@pytest.mark.parametrize("new", JobState)
def test_every_transition(request_, old: JobState, new: JobState):
    job = job_in(request_, old)
    if new in TRANSITIONS[old]:
        moved = job.moved_to(new, NOW)
        assert (moved.state, moved.revision, moved.problem) == (new, job.revision + 1, None)
    else:
        with pytest.raises(ValueError, match="is not a step"):
            job.moved_to(new, NOW)


def test_nothing_that_may_be_paid_for_leads_back_to_the_post():
    seen, todo = set(), [JobState.UNCONFIRMED, *AFTER_THE_POST]
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += TRANSITIONS[state]
    assert not seen & {JobState.QUEUED, JobState.UPLOADING, JobState.SUBMITTING}


def test_every_state_is_running_finished_or_unconfirmed():
    for state in JobState:
        assert state.is_running + state.is_finished + (state is JobState.UNCONFIRMED) == 1
