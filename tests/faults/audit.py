"""The books of the sandbox against what the program knows: what was lost, what was paid twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.sandbox.books import Kind
from tests.faults.secrecy import leaks

if TYPE_CHECKING:
    from desktop.sandbox.books import Books
    from tests.faults.home import Home, Row


@dataclass
class Findings:
    """`wrong` are sentences by the promise that was broken; the other figures are no fault."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    ready: int = 0
    shown: int = 0
    created: int = 0

    def blame(self, promise: str, sentence: str) -> None:
        self.wrong.setdefault(promise, []).append(sentence)

    def add(self, other: Findings) -> None:
        """Count what another found as well."""
        for promise, sentences in other.wrong.items():
            self.wrong.setdefault(promise, []).extend(sentences)
        self.ready += other.ready
        self.shown += other.shown
        self.created += other.created


LOST = "generations lost"
TWICE = "submitted twice"
STRANDED = "left in a state nobody handles"
LEAKED = "secrets written"
BUGS = "bugs logged"
PROMISES = (LOST, TWICE, STRANDED, LEAKED, BUGS)


def audit(home: Home, books: Books, prompts: set[str], secrets: tuple[str, ...]) -> Findings:
    """Compare. `prompts` are those of this home's jobs, each of one job."""
    found = Findings()
    jobs = {job.prompt: job for job in home.jobs()}
    created = _created(books, prompts)
    _check_submissions(found, books, prompts, created)
    for prompt, generations in created.items():
        found.created += len(generations)
        _check_creation(found, home, jobs.get(prompt), prompt, generations)
    for job in jobs.values():
        _check_end(found, job, created.get(job.prompt, []))
    _check_files(found, home)
    for path in leaks(home.folder, *secrets):
        found.blame(LEAKED, str(path))
    for line in home.told_bugs():
        found.blame(BUGS, line)
    return found


def _created(books: Books, prompts: set[str]) -> dict[str, list[str]]:
    created: dict[str, list[str]] = {}
    for entry in books.of(Kind.CREATION):
        if entry.facts["prompt"] in prompts and not entry.facts["is_foreign"]:
            created.setdefault(entry.facts["prompt"], []).append(entry.facts["generation_id"])
    return created


def _check_submissions(
    found: Findings, books: Books, prompts: set[str], created: dict[str, list[str]]
) -> None:
    """At most one submission a job that was not answered with "nothing was created"."""
    refused = {entry.facts["number"] for entry in books.of(Kind.REFUSAL)}
    sent = Counter(
        entry.facts["prompt"]
        for entry in books.of(Kind.SUBMISSION)
        if entry.facts["prompt"] in prompts and entry.facts["number"] not in refused
    )
    for prompt, times in sent.items():
        if times > 1:
            found.blame(TWICE, f"{prompt}: {times} submissions")
    for prompt, generations in created.items():
        if len(generations) > 1:
            found.blame(TWICE, f"{prompt}: created and charged {len(generations)} times")


def _check_creation(
    found: Findings, home: Home, job: Row | None, prompt: str, generations: list[str]
) -> None:
    if job is None or job.generation_id not in generations:
        told = "no job" if job is None else f"a job that is {job.state}"
        found.blame(LOST, f"{prompt}: {generations} has {told}")
    elif job.state == "ready":
        video = home.clips().get(job.id)
        if video is None or not video.is_file():
            found.blame(LOST, f"{prompt}: ready, but there is no video {video}")


def _check_end(found: Findings, job: Row, generations: list[str]) -> None:
    if job.state == "ready":
        found.ready += 1
    elif job.state == "unconfirmed" and not generations:
        found.shown += 1
    else:
        told = f"{job.prompt}: {job.state}, {job.problem}"
        found.blame(STRANDED, f"{told}, created {len(generations)}")


def _check_files(found: Findings, home: Home) -> None:
    """As many videos as clips, and nothing beside them."""
    shelved = set(home.clips().values())
    for path in home.videos():
        if path not in shelved:
            found.blame(STRANDED, f"{path.name} is in the videos folder, and no clip")
