"""What a command says while it works: lines for people, or one JSON object a line."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any, TextIO

from desktop.cli import outcome, sentences
from desktop.core import log
from desktop.core.errors import RateLimited
from desktop.jobs.job import Job, JobState

if TYPE_CHECKING:
    from desktop.core.errors import Problem
    from desktop.core.notices import Notice
    from desktop.library.clips import Clip

_WORDS = {
    JobState.QUEUED: "Waiting for its turn",
    JobState.PREPARING: "Preparing the picture",
    JobState.UPLOADING: "Uploading the picture",
    JobState.SUBMITTING: "Sending the request",
    JobState.GENERATING: "Leonardo is making the clip",
    JobState.DOWNLOADING: "Downloading the clip",
}


class Report:
    """Writes to standard output (results) and standard error (everything else).

    A reader that has gone away never disturbs a job: what cannot be written is left out.
    """

    def __init__(
        self, *, uses_json: bool, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self._uses_json = uses_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._seen: dict[str, tuple[JobState, str | None]] = {}
        self.names_pictures = False
        """Whether lines for people begin with the picture's name: there are several."""

    def progress(self, job: Job) -> None:
        """A step of a job; said once for each state and each reason to wait."""
        said = (job.state, job.problem.code if job.problem else None)
        if self._seen.get(job.id) == said or job.state not in _WORDS:
            return
        self._seen[job.id] = said
        if self._uses_json:
            self._write_json(_progress(job))
        else:
            self._write(self._err, f"{self._whose(job.frame_name)}{_words(job)}")

    def job(self, job: Job, clip: Clip | None) -> dict[str, Any]:
        """What became of one job. Returns the object, for the summary."""
        told = outcome.ready(job, clip) if clip is not None else outcome.unready(job)
        if self._uses_json:
            self._write_json(told)
        elif clip is not None:
            self._write(self._out, str(clip.video))
        else:
            whose = self._whose(job.frame_name)
            self._write(self._err, f"startframe: {whose}{outcome.sentence_of(job)}")
        return told

    def refused(
        self, problem: Problem, picture: str | None = None, line: int | None = None
    ) -> dict[str, Any]:
        """One of several that did not become a job. Returns the object, for the summary."""
        told = outcome.refused(problem, picture=picture, line=line)
        if self._uses_json:
            self._write_json(told)
        else:
            where = f"line {line}: " if line is not None else ""
            self._write(self._err, f"startframe: {where}{self._whose(picture)}{told['message']}")
        return told

    def say(self, sentence: str) -> None:
        """A sentence beside the results. Never on standard output."""
        self._write(self._err, f"startframe: {sentence}")

    def notice(self, notice: Notice | None) -> None:
        """What happened without the user; None is nothing to say. Never on standard output."""
        if notice is not None:
            self._write(self._err, f"startframe: {sentences.notice(notice)}")

    def outcome(self, told: dict[str, Any], sentence: str) -> None:
        """The last line: an object, or a sentence on standard error."""
        if self._uses_json:
            self._write_json(told)
        else:
            self._write(self._err, sentence)

    def _whose(self, picture: str | None) -> str:
        return f"{log.printable(picture)}: " if self.names_pictures and picture else ""

    def _write_json(self, told: dict[str, Any]) -> None:
        self._write(self._out, json.dumps(told))

    def _write(self, stream: TextIO, line: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            encoding = stream.encoding or "utf-8"
            stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
            stream.flush()


def _progress(job: Job) -> dict[str, Any]:
    told: dict[str, Any] = {"state": job.state.value, "picture": job.frame_name, "job": job.id}
    if job.generation_id is not None:
        told["generation_id"] = job.generation_id
    if job.problem is not None:
        told |= {"problem": job.problem.code, "message": sentences.sentence(job.problem)}
    return told


def _words(job: Job) -> str:
    words = _WORDS[job.state]
    if isinstance(job.problem, RateLimited) and job.state is JobState.QUEUED:
        return "Waiting for a free slot at Leonardo …"
    return f"{words}: {sentences.sentence(job.problem)}" if job.problem else f"{words} …"
