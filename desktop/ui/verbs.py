"""What can be asked of the queue about one job, and when."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from desktop.jobs.job import JobState

if TYPE_CHECKING:
    import datetime

    from desktop.ui.models.entry import ShelfEntry
    from desktop.ui.models.standing import Standing


class Verb(enum.Enum):
    """One thing the user may want of a job; RESUME is for the whole queue."""

    UNDO = "undo"
    CANCEL = "cancel"
    RETRY = "retry"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    SEND_NEXT = "send_next"
    RESUME = "resume"
    LOOK = "look"
    SEND_AGAIN = "send_again"
    GIVE_UP = "give_up"


def possible(
    entry: ShelfEntry | None, standing: Standing, waiting: int, now: datetime.datetime
) -> frozenset[Verb]:
    """The verbs that make sense for this card; `waiting` is how many jobs wait."""
    if entry is None or entry.clip is not None:
        return frozenset()
    place = standing.place
    answers = {
        Verb.UNDO: entry.can_undo(now),
        Verb.CANCEL: entry.can_cancel,
        Verb.RETRY: entry.can_retry,
        Verb.MOVE_UP: place is not None and place > 1,
        Verb.SEND_NEXT: place is not None and place > 1,
        Verb.MOVE_DOWN: place is not None and place < waiting,
        Verb.LOOK: entry.state is JobState.UNCONFIRMED and not standing.is_searching,
        Verb.SEND_AGAIN: entry.state is JobState.UNCONFIRMED,
        Verb.GIVE_UP: entry.state is JobState.UNCONFIRMED,
    }
    return frozenset(verb for verb, is_possible in answers.items() if is_possible)
