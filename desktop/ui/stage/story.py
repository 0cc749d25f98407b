"""What the stage says of a job: one headline, what is known beside it, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.jobs.job import JobState
from desktop.jobs.money.entry import Verdict
from desktop.ui import problems
from desktop.ui.models.standing import Standing
from desktop.ui.models.wording import (
    elapsed,
    job_words,
    percent,
    problem_passes,
    slot_left_s,
    started_at,
    state_words,
    undo_left_s,
)
from desktop.ui.problems import Action
from desktop.ui.verbs import Verb

if TYPE_CHECKING:
    import datetime

    from desktop.jobs.job import Job

_BEFORE_SENDING = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.UPLOADING})


@dataclass(frozen=True)
class Story:
    """`is_card`: it waits for the user, who can read it in peace. `share` is 0 to 1, if known.

    `verb` is what can be asked of the queue meanwhile; `button` are other words for `action`;
    `details` are for a support case. `is_still`: nothing works on it, so nothing turns.
    """

    title: str
    detail: str = ""
    hint: str = ""
    sign: tuple[str, str] = ("circle-alert", "error")
    action: Action = Action.NONE
    button: str = ""
    verb: Verb | None = None
    details: str = ""
    share: float | None = None
    is_card: bool = False
    is_still: bool = False


def tr(text: str) -> str:
    """A sentence of this file in the user's language."""
    return QCoreApplication.translate("StageStory", text)


def tell(job: Job, now: datetime.datetime, standing: Standing) -> Story:
    """The story of a job that has no clip yet, and is not unconfirmed: that has a panel."""
    if job.state.is_running:
        return _running(job, now, standing)
    if job.state is JobState.FAILED:
        return _failed(job, standing)
    if job.state is JobState.READY:
        return Story(title=tr("Done"), detail=tr("The clip is being put on the shelf."))
    return _ended(job)


def _running(job: Job, now: datetime.datetime, standing: Standing) -> Story:
    is_queued = job.state is JobState.QUEUED
    if is_queued and standing.is_paused:
        return Story(
            title=job_words(job, now, standing),
            hint=tr("The queue is paused: nothing is sent until you resume it."),
            verb=Verb.RESUME,
            is_still=True,
        )
    if job.problem is not None:
        return _held_up(job, now, standing)
    if standing.is_offline and job.state in _BEFORE_SENDING:
        return Story(
            title=job_words(job, now, standing),
            hint=tr("Nothing is sent yet. It goes on by itself when the connection is back."),
            verb=Verb.CANCEL,
            is_still=True,
        )
    left_s = undo_left_s(job, now)
    if left_s:
        return Story(
            title=tr("Sending in {n}…").format(n=left_s),
            hint=tr("Until then it can be taken back, free of charge."),
            verb=Verb.UNDO,
        )
    if is_queued:
        return Story(
            title=job_words(job, now, standing),
            detail=elapsed(started_at(job), now),
            hint=tr("It starts as soon as there is a free slot."),
            verb=Verb.CANCEL,
            is_still=True,
        )
    return _at_work(job, now, standing)


def _held_up(job: Job, now: datetime.datetime, standing: Standing) -> Story:
    """It has a reason why it does not get on."""
    assert job.problem is not None, "nothing holds it up"
    said = problems.explain(job.problem)
    if not problem_passes(job.problem):
        return Story(
            title=said.title,
            detail=said.reason,
            sign=("triangle-alert", "warn"),
            action=said.action,
            is_card=True,
        )
    hint, left_s = said.reason, slot_left_s(job, now)
    if job.problem.code == "rate_limited":
        hint = tr("Leonardo works on as many clips as it takes at once. Nothing was charged yet.")
        asks = tr("Startframe asks again in {n} s.").format(n=left_s)
        hint = f"{hint}\n{asks if left_s else tr('Startframe is asking again.')}"
    title = job_words(job, now, Standing()).partition(" · ")[0]
    is_still = job.state is JobState.QUEUED or standing.is_offline
    time = elapsed(started_at(job), now)
    return Story(title=title, detail=time, hint=hint, verb=Verb.CANCEL, is_still=is_still)


def _at_work(job: Job, now: datetime.datetime, standing: Standing) -> Story:
    time, progress, share = elapsed(started_at(job), now), standing.progress, None
    hint = ""
    if job.state is JobState.GENERATING:
        hint = tr("You can go on working. The clip appears here when it is done.")
        if standing.is_offline:
            hint = tr("No connection: Leonardo goes on, and the clip is fetched afterwards.")
    if job.state is JobState.DOWNLOADING and progress is not None and progress[1]:
        done, whole = progress
        share = min(1.0, done / progress[1])
        hint = tr("{done} of {whole}").format(
            done=problems.megabytes(done), whole=problems.megabytes(whole or 0)
        )
        time = f"{percent(progress)}"
    verb = None if job.state is JobState.SUBMITTING else Verb.CANCEL
    return Story(title=state_words(job.state), detail=time, hint=hint, share=share, verb=verb)


def _failed(job: Job, standing: Standing) -> Story:
    if job.problem is None:
        return Story(title=tr("This clip failed"), action=Action.RETRY, is_card=True)
    said = problems.explain(job.problem)
    return Story(
        title=said.title,
        detail=" ".join(filter(None, (said.reason, _charge_words(job, standing)))),
        action=said.action,
        details=said.details,
        is_card=True,
    )


def _charge_words(job: Job, standing: Standing) -> str:
    """Whether it was charged: said only when it is known."""
    if standing.verdict is Verdict.CHARGED:
        return tr("The balance shows that it was charged.")
    if standing.verdict is Verdict.NOT_CHARGED:
        was_made = job.generation_id is not None
        return tr("The balance shows no charge.") if was_made else tr("Nothing was charged.")
    return ""


def _ended(job: Job) -> Story:
    if job.state is JobState.EXPIRED:
        return Story(
            title=tr("Leonardo did not finish it in time"),
            detail=tr("It may still be made and billed. Retry looks for it again."),
            sign=("hourglass", "warn"),
            action=Action.RETRY,
            is_card=True,
        )
    if job.generation_id is not None:
        return Story(
            title=tr("Nobody listens for this clip any more"),
            detail=tr(
                "Leonardo has it and may bill it. Listen again, and it is fetched when it is done: "
                "that costs nothing more."
            ),
            sign=("x", "muted"),
            action=Action.RETRY,
            button=tr("Listen again"),
            is_card=True,
        )
    was_sent = job.submitted_at is not None
    detail = tr(
        "It may have been made and billed all the same: see app.leonardo.ai. "
        "Retry sends it anew and may be billed as well."
    )
    return Story(
        title=tr("Given up") if was_sent else tr("Cancelled"),
        detail=detail if was_sent else tr("Nothing was sent, nothing is charged."),
        sign=("x", "muted"),
        action=Action.RETRY,
        is_card=True,
    )
