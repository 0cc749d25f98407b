"""Kill the program at random moments, start it again, compare: `python3 dev.py test --faults N`.

Each home gets some clips, each of whose programs is killed at an aim of its own; then `resume`
or the window goes on, and is killed as well now and then, twice in a row too. In the end
`resume` runs until it says that nothing is left, and the books of the sandbox are compared with
what the home knows.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from desktop.sandbox.server import Sandbox
from tests.faults.audit import PROMISES, STRANDED, Findings, audit
from tests.faults.home import NOT_JOURNALLED, Home, Row
from tests.faults.pictures import large_grain
from tests.faults.program import KEY
from tests.faults.victim import AIMS, Aim, Victim, finish

CLIPS_A_HOME = 6
SHARE_BETWEEN = 0.15
SHARE_AT_THE_END = 0.75
SHARE_OF_WINDOWS = 0.4
SHARE_OF_EARLY_HOMES = 0.5
MOST_RESUMES = 6
RENDERING_S = 0.3
WINDOW_LIMIT_S = 8.0
BALANCE_USD = Decimal(100_000)
SIZE = ("--size", "400x736", "--duration", "3", "--no-audio")
EARLY = ("queued", "preparing", "uploading")
STATES = (
    *(NOT_JOURNALLED, "queued", "preparing", "uploading", "submitting", "unconfirmed"),
    *("generating", "downloading", "ready"),
)


@dataclass
class Tally:
    """What was killed, where, and what came of it."""

    found: Findings = field(default_factory=Findings)
    aimed: Counter[str] = field(default_factory=Counter)
    hit: Counter[tuple[str, str]] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    in_a_row: int = 0
    missed: int = 0

    @property
    def kills(self) -> int:
        return self.killed.total()

    def add(self, other: Tally) -> None:
        self.found.add(other.found)
        self.aimed += other.aimed
        self.hit += other.hit
        self.killed += other.killed
        self.in_a_row += other.in_a_row
        self.missed += other.missed


class Worker:
    """Fills one home after another until it has killed often enough; has a sandbox of its own."""

    def __init__(self, folder: Path, kills: int, seed: str) -> None:
        self.tally = Tally()
        self.error: Exception | None = None
        self._folder = folder
        self._kills = kills
        self._random = random.Random(seed)
        self._aims = self._deck()
        self._home = Home(folder)
        self._was_killed = False
        self._is_early = False

    def run(self) -> None:
        """Until the kills are done. An exception is kept in `error`."""
        try:
            picture = self._folder / "cat.jpg"
            picture.write_bytes(large_grain())
            with Sandbox(
                self._folder / "sandbox",
                render_s=RENDERING_S,
                uses_stock_films=True,
                balance_usd=BALANCE_USD,
            ) as sandbox:
                for number in range(self._kills):
                    if self.tally.kills >= self._kills:
                        break
                    self._fill(sandbox, picture, self._folder / f"home-{number}")
        except Exception as error:  # noqa: BLE001 - raised again in the main thread
            self.error = error

    def _fill(self, sandbox: Sandbox, picture: Path, folder: Path) -> None:
        self._home = Home(folder)
        prompts = [f"{folder.name} clip {number}" for number in range(CLIPS_A_HOME)]
        self._was_killed = False
        self._is_early = self._random.random() < SHARE_OF_EARLY_HOMES
        for prompt in prompts:
            words = ["generate", str(picture), "--prompt", prompt, *SIZE, "--json"]
            self._kill(sandbox, "generate", words, {prompt: NOT_JOURNALLED})
            while self._random.random() < SHARE_BETWEEN:
                self._kill_what_goes_on(sandbox)
        while self._random.random() < SHARE_AT_THE_END and self.tally.kills < self._kills:
            self._kill_what_goes_on(sandbox)
        self._finish(sandbox)
        self.tally.found.add(audit(self._home, sandbox.books, set(prompts), (KEY,)))

    def _kill_what_goes_on(self, sandbox: Sandbox) -> None:
        prompts = {job.prompt: job.state for job in self._home.jobs() if job.is_open}
        if not prompts:
            return
        if self._random.random() < SHARE_OF_WINDOWS:
            self._kill(sandbox, "window", [], prompts)
        else:
            self._kill(sandbox, "resume", ["resume", "--json"], prompts)

    def _aim(self, kind: str, states: Collection[str]) -> Aim:
        """The next one that can be hit: a job has still to come to that state.

        In an early home no program gets far, so that many jobs wait for their turn later.
        """
        earliest = min(map(STATES.index, states))
        for aim in self._aims:
            is_told = kind != "window" or not aim.needs_words
            is_early = aim.state in EARLY or kind != "generate" or not self._is_early
            is_ahead = aim.state not in STATES or STATES.index(aim.state) >= earliest
            if is_told and is_early and is_ahead:
                return aim
        raise AssertionError("the aims do not end")

    def _kill(self, sandbox: Sandbox, kind: str, words: list[str], prompts: dict[str, str]) -> None:
        aim = self._aim(kind, prompts.values())
        if aim.fault:
            sandbox.faults.replace(aim.fault)
        victim = Victim(self._home.folder, sandbox, words, aim, self._random.random())
        was_hit = victim.kill(WINDOW_LIMIT_S) if kind == "window" else victim.kill()
        sandbox.faults.clear()
        if not was_hit:
            self.tally.missed += 1
            self._was_killed = False
            return
        self._count(kind, aim, prompts)

    def _count(self, kind: str, aim: Aim, prompts: Collection[str]) -> None:
        self.tally.killed[kind] += 1
        self.tally.aimed[aim.state] += 1
        self.tally.in_a_row += self._was_killed and kind != "generate"
        self._was_killed = True
        states = {job.prompt: job.state for job in self._home.jobs() if job.prompt in prompts}
        for prompt in prompts:
            self.tally.hit[states.get(prompt, NOT_JOURNALLED), kind] += 1

    def _finish(self, sandbox: Sandbox) -> None:
        """Resume until nothing is open any more."""
        left, text = self._home.jobs(), ""
        for _ in range(MOST_RESUMES):
            code, text = finish(self._home.folder, sandbox)
            left = [job for job in self._home.jobs() if job.is_open]
            if code in {0, 6} and not left:
                return
        self.tally.found.blame(STRANDED, f"after {MOST_RESUMES} resumes: {_told(left)}\n{text}")

    def _deck(self) -> Iterator[Aim]:
        """All aims in random order, over and over: so that every state has its share."""
        while True:
            yield from self._random.sample(AIMS, len(AIMS))


def _told(jobs: list[Row]) -> str:
    return ", ".join(f"{job.prompt} is {job.state} ({job.problem})" for job in jobs)


def kill(kills: int, seed: str, workers: int, folder: Path) -> Tally:
    """So many kills, spread over workers."""
    shares = [kills // workers + (number < kills % workers) for number in range(workers)]
    team = []
    for number, share in enumerate(shares):
        (folder / str(number)).mkdir()
        team.append(Worker(folder / str(number), share, f"{seed}/{number}"))
    threads = [threading.Thread(target=worker.run) for worker in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally = Tally()
    for worker in team:
        if worker.error is not None:
            raise worker.error
        tally.add(worker.tally)
    return tally


def table(tally: Tally) -> str:
    """The spread: how many kills were aimed at a state, and how many jobs were found in it."""
    lines = ["state             aimed at   jobs found in it: by generate  resume  window"]
    for state in STATES:
        found = [tally.hit[state, kind] for kind in ("generate", "resume", "window")]
        lines.append(
            f"{state:<18}{tally.aimed[state]:>8}{sum(found):>18}"
            f"{found[0]:>13}{found[1]:>8}{found[2]:>8}"
        )
    lines.append(f"{'at any time':<18}{tally.aimed['anywhere']:>8}")
    killed = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.killed.items()))
    lines += [
        "",
        f"{tally.kills} kills ({killed}), {tally.in_a_row} of them right after another;"
        f" {tally.missed} programs ended before their moment came",
        f"{tally.found.created} generations created, {tally.found.ready} clips ready,"
        f" {tally.found.shown} shown as unconfirmed (never created)",
    ]
    for promise in PROMISES:
        wrong = tally.found.wrong.get(promise, [])
        lines.append(f"{promise}: {len(wrong)}")
        lines += [f"  {sentence}" for sentence in wrong]
    return "\n".join(lines)
