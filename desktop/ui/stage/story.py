"""What the stage says of a job: one headline, what is known beside it, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.jobs.job import JobState
from desktop.ui import problems
from desktop.ui.models.entry import (
    Progress,
    ShelfEntry,
    elapsed,
    percent,
    problem_passes,
    state_words,
    waiting_words,
)
from desktop.ui.problems import Action

if TYPE_CHECKING:
    import datetime

    from desktop.jobs.job import Job

LEONARDO_PAGE = "https://app.leonardo.ai"


@dataclass(frozen=True)
class Story:
    """`is_card`: it waits for the user, who can read it in peace. `share` is 0 to 1, if known.

    `page` is a web page that helps, where there is no action; `details` are for a support case.
    """

    title: str
    detail: str = ""
    hint: str = ""
    sign: tuple[str, str] = ("circle-alert", "error")
    action: Action = Action.NONE
    page: str = ""
    details: str = ""
    share: float | None = None
    is_card: bool = False


def tr(text: str) -> str:
    """A sentence of this file in the user's language."""
    return QCoreApplication.translate("StageStory", text)


def tell(job: Job, now: datetime.datetime, progress: Progress | None = None) -> Story:
    """The story of a job that has no clip yet."""
    if job.state.is_running:
        return _running(job, now, progress)
    if job.state is JobState.UNCONFIRMED:
        return _unconfirmed()
    if job.state is JobState.FAILED:
        return _failed(job)
    if job.state is JobState.READY:
        return Story(title=tr("Done"), detail=tr("The clip is being put on the shelf."))
    return _ended(job)


def _running(job: Job, now: datetime.datetime, progress: Progress | None) -> Story:
    time = elapsed(ShelfEntry.of_job(job).started_at, now)
    if job.problem is not None:
        said = problems.explain(job.problem)
        if not problem_passes(job.problem):
            return Story(
                title=said.title,
                detail=said.reason,
                sign=("triangle-alert", "warn"),
                action=said.action,
                is_card=True,
            )
        return Story(title=waiting_words(job.problem), detail=time, hint=said.reason)
    hints = {
        JobState.QUEUED: tr("It starts as soon as there is a free slot."),
        JobState.GENERATING: tr("You can go on working. The clip appears here when it is done."),
    }
    hint, share = hints.get(job.state, ""), None
    if job.state is JobState.DOWNLOADING and progress is not None and progress[1]:
        done, whole = progress
        share = min(1.0, done / progress[1])
        hint = tr("{done} of {whole}").format(
            done=problems.megabytes(done), whole=problems.megabytes(whole or 0)
        )
        time = f"{percent(progress)}"
    return Story(title=state_words(job.state), detail=time, hint=hint, share=share)


def _unconfirmed() -> Story:
    return Story(
        title=tr("Not known whether it was accepted"),
        detail=tr(
            "The reply to the request was lost: the clip may have been made and billed. Nothing "
            "is sent again by itself. Look among your newest clips at app.leonardo.ai."
        ),
        sign=("triangle-alert", "warn"),
        page=LEONARDO_PAGE,
        is_card=True,
    )


def _failed(job: Job) -> Story:
    if job.problem is None:
        return Story(title=tr("This clip failed"), action=Action.RETRY, is_card=True)
    said = problems.explain(job.problem)
    return Story(
        title=said.title,
        detail=said.reason,
        action=said.action,
        details=said.details if "\n" in said.details else "",  # more than the name of the problem
        is_card=True,
    )


def _ended(job: Job) -> Story:
    if job.state is JobState.EXPIRED:
        return Story(
            title=tr("Leonardo did not finish it in time"),
            detail=tr("It may still be made and billed. Retry looks for it again."),
            sign=("clock", "warn"),
            action=Action.RETRY,
            is_card=True,
        )
    was_sent = job.submitted_at is not None
    detail = tr("It may have been made and billed all the same: see app.leonardo.ai.")
    return Story(
        title=tr("Cancelled"),
        detail=detail if was_sent else tr("Nothing was sent, nothing is charged."),
        sign=("x", "muted"),
        action=Action.RETRY,
        is_card=True,
    )
