"""Every fault of the sandbox alone and with every other: how the clip ends, and what was sent."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from desktop.sandbox.books import Kind
from desktop.sandbox.faults import Fault
from desktop.sandbox.server import Sandbox
from tests.faults.expected import Outcome, Rule, expected, rule_of
from tests.faults.pictures import grain
from tests.faults.room import Room
from tests.faults.secrecy import leaks

LANES = 6
PART = 100
OFFLINE_S = 0.15
SILENCE_S = 1.5  # a client waits so long where nobody answers, and longer than any slow reply
PATIENCE_S = 20.0
BALANCE_USD = Decimal(100_000)
# A video without an end fills a gigabyte before it is refused: tested by itself, with less.
TOGETHER = tuple(fault for fault in Fault if fault is not Fault.ENDLESS_VIDEO)
Case = tuple[Fault, ...]
_LITTLE = {Rule.HARMLESS, Rule.NEW_TICKET}
_FOUND = {Rule.FOUND_AGAIN, Rule.UNKNOWN, Rule.SENT_AGAIN}
_FOR_LISTS = {
    Fault.OFFLINE,
    Fault.TWIN,
    Fault.LATE_LISTING,
    Fault.SERVER_ERROR_LIST,
    Fault.MALFORMED_LIST,
    Fault.MALFORMED_ME,
}


@dataclass(frozen=True)
class Result:
    """What a case was to end as, and what it did; `wrong` says what else was not right."""

    case: Case
    expected: Outcome
    found: Outcome
    wrong: str = ""

    @property
    def is_right(self) -> bool:
        wanted = self.expected
        is_any = wanted.state == "unconfirmed"
        problem = self.found.problem if is_any else wanted.problem
        return not self.wrong and self.found == Outcome(
            wanted.state, problem, wanted.submissions, wanted.creations
        )

    def __str__(self) -> str:
        names = " + ".join(fault.label for fault in self.case)
        right = "" if self.is_right else f"  WRONG: {self.found} {self.wrong}"
        return f"{names:<46} {self.expected}{right}"


def telling_pairs() -> list[Case]:
    """Those in which both faults matter: to what is sent, or to what is found again."""
    matter = [fault for fault in TOGETHER if rule_of(fault) not in _LITTLE or fault in _FOR_LISTS]
    pairs = itertools.combinations(matter, 2)
    return [pair for pair in pairs if _FOUND & set(map(rule_of, pair))]


def all_cases() -> list[Case]:
    """Each alone, then each pair."""
    return [*((fault,) for fault in TOGETHER), *itertools.combinations(TOGETHER, 2)]


async def run(cases: Sequence[Case], folder: Path) -> list[Result]:
    """All of them, some at a time, in their order."""
    picture = folder / "cat.jpg"
    await asyncio.to_thread(picture.write_bytes, grain())
    waiting = iter(enumerate(cases))
    results: dict[int, Result] = {}

    async def work(lane: int) -> None:
        sandbox = Sandbox(
            folder / f"sandbox-{lane}", render_s=0, uses_stock_films=True, balance_usd=BALANCE_USD
        )
        await asyncio.to_thread(sandbox.start)
        try:
            for number, case in waiting:
                results[number] = await one(case, sandbox, picture, folder / str(number))
        finally:
            await asyncio.to_thread(sandbox.stop)

    async with asyncio.TaskGroup() as group:
        for lane in range(min(LANES, len(cases))):
            group.create_task(work(lane))
    return [results[number] for number in sorted(results)]


async def one(case: Case, sandbox: Sandbox, picture: Path, folder: Path) -> Result:
    """One clip under these faults, in a home of its own."""
    prompt = f"clip {folder.name}"
    sandbox.faults.replace(*(fault.label for fault in case))
    is_silent = any(fault.label.startswith("silent") for fault in case)
    patience_s = SILENCE_S if is_silent else PATIENCE_S
    async with Room(folder, sandbox, patience_s=patience_s) as room:
        job = await room.order(picture, prompt)
        if Fault.OFFLINE in case:
            await asyncio.sleep(OFFLINE_S)
            await asyncio.to_thread(sandbox.go_online)
        try:
            ended = await room.end_of(job)
        except AssertionError as error:
            return Result(case, expected(case), Outcome("?", None, 0, 0), str(error))
    counts = _counts(sandbox, prompt)
    problem = ended.problem.code if ended.problem else None
    found = Outcome(ended.state.value, problem, *counts)
    leaked = await asyncio.to_thread(leaks, folder, sandbox.key)
    return Result(case, expected(case), found, f"secrets in {leaked}" if leaked else "")


def _counts(sandbox: Sandbox, prompt: str) -> tuple[int, int]:
    """Submissions, and generations charged, of the clip with this prompt."""
    sent = [e for e in sandbox.books.of(Kind.SUBMISSION) if e.facts["prompt"] == prompt]
    numbers = {entry.facts["number"] for entry in sent}
    charged = [
        entry
        for entry in sandbox.books.of(Kind.CHARGE)
        if entry.facts["number"] in numbers and not entry.facts["is_foreign"]
    ]
    return len(sent), len(charged)


def table(results: Sequence[Result]) -> str:
    """Each fault alone by its rule, the pairs summed up, and everything that is wrong."""
    alone = [result for result in results if len(result.case) == 1]
    lines = [f"{result}  [{rule_of(result.case[0]).value}]" for result in alone]
    pairs = [result for result in results if len(result.case) > 1]
    sums = Counter(str(result.expected) for result in pairs)
    lines += ["", f"{len(pairs)} pairs:"]
    lines += [f"  {count:>5} {outcome}" for outcome, count in sums.most_common()]
    wrong = [result for result in results if not result.is_right]
    lines += ["", f"{len(wrong)} of {len(results)} not as expected", *map(str, wrong)]
    return "\n".join(lines)


def run_apart(cases: Sequence[Case]) -> list[Result]:
    """Run them in a folder that goes: what a process of its own does."""
    with tempfile.TemporaryDirectory(prefix="startframe-pairs-") as folder:
        return asyncio.run(run(cases, Path(folder)))


def main(workers: int) -> int:
    """All cases; 0 when each ended as it should."""
    begun = time.monotonic()
    cases = all_cases()
    parts = [cases[start : start + PART] for start in range(0, len(cases), PART)]
    with ProcessPoolExecutor(workers) as pool:
        results = [result for part in pool.map(run_apart, parts) for result in part]
    print(f"{table(results)}\nafter {time.monotonic() - begun:.0f} s")
    return 0 if all(result.is_right for result in results) else 1
