"""How a clip is to end under faults: one rule a fault, and what comes first in a clip's life.

Written from the promises (nothing lost, nothing paid twice, the right problem) and from the
order in which the sandbox looks for its faults; nothing here knows how the app does it.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.sandbox.faults import Fault


class Rule(enum.Enum):
    """What one fault means for a clip."""

    HARMLESS = "the clip is made all the same"
    NEW_TICKET = "the picture is uploaded again; the clip is made"
    SENT_AGAIN = "the reply says that nothing was created: one more submission"
    ENDS = "the clip ends with this problem"
    UNKNOWN = "nothing was created, and nobody can know: unconfirmed, not sent again"
    FOUND_AGAIN = "created, and the reply lost: adopted, unless there is an equal one"
    STAYS = "paid for and not to be had for now: it stays, with this problem"


@dataclass(frozen=True)
class Outcome:
    """`problem` is a code; None for any, or for none where the clip is ready."""

    state: str
    problem: str | None
    submissions: int
    creations: int

    def __str__(self) -> str:
        problem = f" ({self.problem})" if self.problem else ""
        return f"{self.state}{problem}, {self.submissions} sent, {self.creations} made"


_SENT_AGAIN = {Fault.RATE_LIMIT, Fault.QUEUE_FULL}
_NEW_TICKET = {
    Fault.SERVER_ERROR_TICKET,
    Fault.MALFORMED_TICKET,
    Fault.EXPIRED_UPLOAD,
    Fault.SERVER_ERROR_UPLOAD,
    Fault.CUT_UPLOAD,
    Fault.SILENT_UPLOAD,
}
_UNKNOWN = {Fault.LOST_REQUEST, Fault.SILENT_REQUEST, Fault.SERVER_ERROR_SUBMIT}
_FOUND_AGAIN = {
    Fault.LOST_REPLY,
    Fault.SILENT_REPLY,
    Fault.SERVER_ERROR_CREATED,
    Fault.MALFORMED_SUBMIT,
}
_UPLOAD_ENDS = {Fault.UPLOAD_DENIED: "upload_expired", Fault.UPLOAD_REFUSED: "rejected"}
_SUBMISSION_ENDS = {
    Fault.HTML_403: "server_failed",
    Fault.ERRORS_IN_200: "rejected",
    Fault.MODERATED: "moderated",
    Fault.NO_CREDIT: "out_of_credits",
}
_GENERATION_ENDS = {
    Fault.FAILED: "generation_failed",
    Fault.MODERATED_FAILED: "moderated",
    Fault.MODERATED_OUTPUT: "moderated",
}
# As the sandbox looks for them, each until it is used up.
_SUBMISSION_ORDER = (
    Fault.LOST_REQUEST,
    Fault.SILENT_REQUEST,
    Fault.SERVER_ERROR_SUBMIT,
    Fault.HTML_403,
    Fault.RATE_LIMIT,
    Fault.QUEUE_FULL,
    Fault.ERRORS_IN_200,
    Fault.MODERATED,
    Fault.NO_CREDIT,
    Fault.LOST_REPLY,
    Fault.SILENT_REPLY,
    Fault.SERVER_ERROR_CREATED,
    Fault.MALFORMED_SUBMIT,
)
_GENERATION_ORDER = (Fault.FAILED, Fault.MODERATED_FAILED, Fault.MODERATED_OUTPUT)
CALLS_BEFORE_REFUSAL = Fault.BAD_KEY_LATER.times


def rule_of(fault: Fault) -> Rule:
    """The rule of one fault."""
    rules: tuple[tuple[Collection[Fault], Rule], ...] = (
        ((Fault.BAD_KEY, *_UPLOAD_ENDS, *_SUBMISSION_ENDS, *_GENERATION_ENDS), Rule.ENDS),
        ((Fault.BAD_KEY_LATER, Fault.HUGE_VIDEO, Fault.ENDLESS_VIDEO), Rule.STAYS),
        (_NEW_TICKET, Rule.NEW_TICKET),
        (_SENT_AGAIN, Rule.SENT_AGAIN),
        (_UNKNOWN, Rule.UNKNOWN),
        (_FOUND_AGAIN, Rule.FOUND_AGAIN),
    )
    return next((rule for faults, rule in rules if fault in faults), Rule.HARMLESS)


def expected(faults: Sequence[Fault]) -> Outcome:
    """How a clip ends when these faults are on, each as often as it is unless told."""
    return _Life(set(faults)).outcome()


class _Life:
    """One clip's way through the faults: key, upload, submission, generation, video."""

    def __init__(self, faults: set[Fault]) -> None:
        self._faults = faults
        self._calls = 0
        self._sent = 0
        self._made = 0

    def outcome(self) -> Outcome:
        return (
            self._uploaded() or self._submitted() or self._generated() or self._end("ready", None)
        )

    def _end(self, state: str, problem: str | None) -> Outcome:
        return Outcome(state, problem, self._sent, self._made)

    def _is_refused(self) -> bool:
        """Whether the key is refused at the next call."""
        self._calls += 1
        is_late = Fault.BAD_KEY_LATER in self._faults and self._calls > CALLS_BEFORE_REFUSAL
        return Fault.BAD_KEY in self._faults or is_late

    def _uploaded(self) -> Outcome | None:
        """Each failed upload takes a ticket of its own."""
        is_denied = Fault.UPLOAD_DENIED in self._faults
        tickets = 1 + len(self._faults & _NEW_TICKET) + is_denied * CALLS_BEFORE_REFUSAL
        for _ in range(tickets if Fault.UPLOAD_REFUSED not in self._faults else 1):
            if self._is_refused():
                return self._end("failed", "bad_key")
        for fault, problem in _UPLOAD_ENDS.items():
            if fault in self._faults:
                return self._end("failed", problem)
        return None

    def _submitted(self) -> Outcome | None:
        due = [fault for fault in _SUBMISSION_ORDER if fault in self._faults]
        while True:
            self._sent += 1
            if self._is_refused():
                return self._end("failed", "bad_key")
            first = due.pop(0) if due else None
            if first in _SENT_AGAIN:
                continue
            if first in _UNKNOWN:
                return self._end("unconfirmed", None)
            if first in _SUBMISSION_ENDS:
                return self._end("failed", _SUBMISSION_ENDS[first])
            self._made = 1
            return self._looked_for() if first in _FOUND_AGAIN else None

    def _looked_for(self) -> Outcome | None:
        """Nobody can tell twins apart; without a key nobody can look."""
        if Fault.TWIN in self._faults or self._is_refused():
            return self._end("unconfirmed", None)
        return None

    def _generated(self) -> Outcome | None:
        if self._is_refused():
            return self._end("generating", "bad_key")
        for fault in _GENERATION_ORDER:
            if fault in self._faults:
                return self._end("failed", _GENERATION_ENDS[fault])
        if self._faults & {Fault.HUGE_VIDEO, Fault.ENDLESS_VIDEO}:
            return self._end("downloading", "broken_video")
        return None
