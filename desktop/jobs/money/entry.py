"""One line of the ledger: what a clip was thought to cost, what was charged, what came of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop.core.cost import Cost
from desktop.core.errors import ApiProblem
from desktop.jobs.job import JobState
from desktop.jobs.money.price import assumed_usd
from desktop.leonardo.api import NOTHING_WAS_CREATED

if TYPE_CHECKING:
    from desktop.jobs.job import Job

_CLIENT_ERRORS = range(400, 500)
_REQUEST_TIMEOUT = 408


class Verdict(enum.Enum):
    """Whether a clip was charged for, as far as it is known."""

    OPEN = "open"
    CHARGED = "charged"
    NOT_CHARGED = "not_charged"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    """What the ledger knows of one job; it stays when the job and its clip are gone.

    `estimate_usd` is of the time of sending, None where no price is known; `assumed_usd` is what
    counts against a limit until the charge is known. `charge` is what the
    reply to the POST said. The balances are in the API's own unit.
    """

    job_id: str
    account: str
    submitted_at: datetime
    model: str
    size: str
    duration_s: int
    estimate_usd: Decimal | None
    assumed_usd: Decimal
    charge: Cost | None = None
    generation_id: str | None = None
    state: JobState = JobState.SUBMITTING
    ended_at: datetime | None = None
    verdict: Verdict = Verdict.OPEN
    balance_before: Decimal | None = None
    balance_before_at: datetime | None = None
    balance_after: Decimal | None = None
    balance_after_at: datetime | None = None

    @classmethod
    def of(cls, job: Job) -> Entry:
        """The first line of a job: it is about to be sent, or has been."""
        request = job.request
        return cls(
            job_id=job.id,
            account=job.account,
            submitted_at=(job.submitted_at or job.changed_at).astimezone(UTC),
            model=request.model.id,
            size=str(request.dimensions),
            duration_s=request.duration_s,
            estimate_usd=request.model.estimate_usd(request.dimensions, request.duration_s),
            assumed_usd=assumed_usd(request),
        )

    def to_record(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {
            "model": self.model,
            "size": self.size,
            "duration_s": self.duration_s,
            "estimate_usd": _text(self.estimate_usd),
            "assumed_usd": _text(self.assumed_usd),
            "charge": None if self.charge is None else self.charge.to_record(),
            "generation_id": self.generation_id,
            "state": self.state.value,
            "ended_at": _moment_text(self.ended_at),
            "verdict": self.verdict.value,
            "balance_before": _text(self.balance_before),
            "balance_before_at": _moment_text(self.balance_before_at),
            "balance_after": _text(self.balance_after),
            "balance_after_at": _moment_text(self.balance_after_at),
        }

    @classmethod
    def from_record(
        cls, job_id: str, account: str, submitted_at: str, record: dict[str, Any]
    ) -> Entry:
        """The line `to_record` wrote. Raises KeyError, TypeError, ValueError, ArithmeticError."""
        charge = record.get("charge")
        return cls(
            job_id=job_id,
            account=account,
            submitted_at=datetime.fromisoformat(submitted_at),
            model=record["model"],
            size=record["size"],
            duration_s=record["duration_s"],
            estimate_usd=_number(record.get("estimate_usd")),
            assumed_usd=_number(record.get("assumed_usd")) or Decimal(0),
            charge=None if charge is None else Cost.from_record(charge),
            generation_id=record.get("generation_id"),
            state=JobState(record["state"]),
            ended_at=_moment(record.get("ended_at")),
            verdict=Verdict(record["verdict"]),
            balance_before=_number(record.get("balance_before")),
            balance_before_at=_moment(record.get("balance_before_at")),
            balance_after=_number(record.get("balance_after")),
            balance_after_at=_moment(record.get("balance_after_at")),
        )


def verdict(old: JobState | None, job: Job) -> Verdict:
    """Whether a job that has come this far was charged for; `old` is the state before.

    Said only when it is known: a refused POST creates nothing, a reply that names a cost of a clip
    that came is a charge. What becomes of the charge of a clip that failed is not documented.
    """
    if job.state is JobState.READY:
        return Verdict.CHARGED if job.cost is not None else Verdict.UNKNOWN
    if job.generation_id is not None:
        return Verdict.UNKNOWN if job.state.is_finished else Verdict.OPEN
    if job.state is JobState.QUEUED:
        return Verdict.NOT_CHARGED
    if job.state is JobState.FAILED:
        was_refused = old is not JobState.UNCONFIRMED or _is_refusal(job)
        return Verdict.NOT_CHARGED if was_refused else Verdict.UNKNOWN
    if job.state is JobState.CANCELLED:
        was_sent = old is JobState.UNCONFIRMED
        return Verdict.UNKNOWN if was_sent else Verdict.NOT_CHARGED
    return Verdict.OPEN


def _is_refusal(job: Job) -> bool:
    """Whether the problem says by itself that nothing was created."""
    if isinstance(job.problem, NOTHING_WAS_CREATED):
        return True
    status = job.problem.facts.get("status") if isinstance(job.problem, ApiProblem) else None
    return isinstance(status, int) and status in _CLIENT_ERRORS and status != _REQUEST_TIMEOUT


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _moment_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
