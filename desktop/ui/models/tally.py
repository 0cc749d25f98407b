"""The tally: which cards run, wait, failed or are clips, kept in step card by card."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.jobs.job import JobState

if TYPE_CHECKING:
    import datetime

    from desktop.ui.models.entry import ShelfEntry


@dataclass(frozen=True)
class Counts:
    """`running` counts those past their turn, `waiting` those before it.

    `unsent` are those of both that Leonardo does not have yet: they cost nothing until they go.
    """

    cards: int = 0
    running: int = 0
    waiting: int = 0
    unsent: int = 0
    clips: int = 0
    can_retry: int = 0
    can_clear: int = 0


class Tally:
    """Sets of ids, so that asking costs nothing however many cards there are."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.waiting: set[str] = set()
        self._unsent: set[str] = set()
        self.timed: set[str] = set()
        self.counts_until: datetime.datetime | None = None
        """Until then a countdown is to be seen somewhere."""
        self._all: set[str] = set()
        self._clips: set[str] = set()
        self._failed: set[str] = set()
        self._clearable: set[str] = set()
        self._retries: Counter[str] = Counter()

    def put(self, entry: ShelfEntry, known: ShelfEntry | None) -> None:
        """Count a card that is new, or was `known` before."""
        if known is None:
            self._count_retry(entry, 1)
        job = entry.job
        for group, belongs in (
            (self._all, True),
            (self.running, entry.is_running and not entry.is_waiting),
            (self.waiting, entry.is_waiting),
            (self._unsent, entry.is_running and not entry.is_sent),
            (self.timed, entry.is_timed),
            (self._clips, entry.clip is not None),
            (self._failed, entry.state is JobState.FAILED),
            (self._clearable, entry.can_clear),
        ):
            group.add(entry.id) if belongs else group.discard(entry.id)
        if entry.is_running and job is not None and job.send_at is not None:
            self.counts_until = max(job.send_at, self.counts_until or job.send_at)

    def drop(self, entry: ShelfEntry) -> None:
        """A card has gone."""
        self._count_retry(entry, -1)
        for group in (
            self._all,
            self.running,
            self.waiting,
            self._unsent,
            self.timed,
            self._clips,
            self._failed,
            self._clearable,
        ):
            group.discard(entry.id)

    def _count_retry(self, entry: ShelfEntry, number: int) -> None:
        if entry.job is not None and entry.job.retry_of is not None:
            self._retries[entry.job.retry_of] += number
            if not self._retries[entry.job.retry_of]:
                del self._retries[entry.job.retry_of]

    def counts(self) -> Counts:
        """How many there are of each."""
        return Counts(
            cards=len(self._all),
            running=len(self.running),
            waiting=len(self.waiting),
            unsent=len(self._unsent),
            clips=len(self._clips),
            can_retry=len(self._failed - self._retries.keys()),
            can_clear=len(self._clearable),
        )
