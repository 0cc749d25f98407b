"""A job as a JSON object, and back."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from desktop.core.cost import Cost
from desktop.core.errors import Problem
from desktop.core.origin import Origin
from desktop.core.request import GenerationRequest
from desktop.jobs.job import Job, JobState
from desktop.media.framing import Framing

_PLAIN = (
    "account",
    "frame_name",
    "image_id",
    "generation_id",
    "video_url",
    "size_bytes",
    "is_nsfw",
    "retry_of",
    "rendering_s",
)
UNREADABLE = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What `load` raises of a record that is not whole, beside InvalidRequest."""
_PATHS = ("frame", "prepared", "part", "output", "video")


def dump(job: Job) -> str:
    """The text kept in the journal's `record` column; id, revision and state have their own."""
    record: dict[str, Any] = {name: getattr(job, name) for name in _PLAIN}
    record |= {name: _text(getattr(job, name)) for name in _PATHS}
    record |= {
        "request": job.request.to_record(),
        "framing": job.framing.to_record(),
        "created_at": job.created_at.isoformat(),
        "changed_at": job.changed_at.isoformat(),
        "place": job.place,
        "submitted_at": job.submitted_at.isoformat() if job.submitted_at else None,
        "send_at": job.send_at.isoformat() if job.send_at else None,
        "cost": job.cost.to_record() if job.cost else None,
        "problem": job.problem.to_record() if job.problem else None,
        "origin": job.origin.to_record() if job.origin else None,
    }
    return json.dumps(record, ensure_ascii=False)


def load(job_id: str, revision: int, state: str, text: str) -> Job:
    """The job `dump` wrote.

    Raises InvalidRequest when its model is no longer known, KeyError, TypeError or ValueError
    when the record is not whole.
    """
    record = json.loads(text)
    values = {name: record.get(name) for name in _PLAIN}
    values |= {name: _path(record.get(name)) for name in _PATHS}
    return Job(
        id=job_id,
        revision=revision,
        state=JobState(state),
        request=GenerationRequest.from_record(record["request"]),
        framing=Framing.from_record(record.get("framing")),
        created_at=datetime.datetime.fromisoformat(record["created_at"]),
        changed_at=datetime.datetime.fromisoformat(record["changed_at"]),
        submitted_at=_moment(record.get("submitted_at")),
        send_at=_moment(record.get("send_at")),
        place=float(record.get("place") or 0.0),
        cost=Cost.from_record(record["cost"]) if record.get("cost") else None,
        problem=Problem.from_record(record["problem"]) if record.get("problem") else None,
        origin=Origin.from_record(record.get("origin")),
        **values,
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def _moment(text: str | None) -> datetime.datetime | None:
    return None if text is None else datetime.datetime.fromisoformat(text)
