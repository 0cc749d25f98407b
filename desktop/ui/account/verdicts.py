"""What is known of the charge of clips that failed, for the cards that tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import StorageProblem
from desktop.jobs.job import JobState
from desktop.jobs.money.entry import Verdict

if TYPE_CHECKING:
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.job import Job
    from desktop.jobs.money.ledger import Ledger
    from desktop.jobs.studio import Studio


class Verdicts(QObject):
    """Reads the ledger when a clip has failed and when a balance has told more."""

    changed = Signal()

    def __init__(self, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[str, Verdict] = {}
        self._failed: set[str] = set()

    def attach(self, studio: Studio) -> None:
        """From now on there is a ledger."""
        self._failed = {job.id for job in studio.queue.jobs() if job.state is JobState.FAILED}
        studio.ledger.subscribe(lambda: self._read_soon(studio.ledger))
        studio.queue.subscribe(lambda job: self._on_job(job, studio.ledger))
        self._read_soon(studio.ledger)

    def of(self, job_id: str) -> Verdict | None:
        """What is known of this one; None where nothing is."""
        found = self._known.get(job_id)
        return found if found in {Verdict.CHARGED, Verdict.NOT_CHARGED} else None

    def _on_job(self, job: Job, ledger: Ledger) -> None:
        if job.state is not JobState.FAILED:
            self._failed.discard(job.id)
        elif job.id not in self._failed:
            self._failed.add(job.id)
            self._read_soon(ledger)

    def _read_soon(self, ledger: Ledger) -> None:
        self._tasks.start("read verdicts", self._read(ledger), replace=True)

    async def _read(self, ledger: Ledger) -> None:
        try:
            known = await ledger.verdicts()
        except StorageProblem:
            return  # nothing is said, as long as nothing is known
        if known != self._known:
            self._known = known
            self.changed.emit()
