"""The ledger as a file for a spreadsheet: RFC 4180, UTF-8 with its mark, no formulas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from desktop.core import atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from desktop.jobs.money.entry import Entry

COLUMNS = (
    "sent_at",
    "account",
    "account_id",
    "model",
    "size",
    "seconds",
    "state",
    "estimate_usd",
    "charge",
    "charge_unit",
    "charged",
    "balance_before",
    "balance_after",
    "generation_id",
    "job_id",
)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def text(entries: Iterable[Entry], name_of: Callable[[str], str]) -> str:
    """All lines, the oldest first; `name_of` gives an account's name by its id."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in sorted(entries, key=lambda entry: entry.submitted_at):
        writer.writerow(map(_cell, _row(entry, name_of(entry.account))))
    return target.getvalue()


def write(path: Path, entries: Iterable[Entry], name_of: Callable[[str], str]) -> None:
    """Put the file at `path`, whole or not at all. Raises OSError."""
    atomic.write_bytes(path, text(entries, name_of).encode("utf-8-sig"))


def _row(entry: Entry, name: str) -> tuple[object, ...]:
    charge = entry.charge
    return (
        entry.submitted_at.astimezone().isoformat(timespec="seconds"),
        name,
        entry.account,
        entry.model,
        entry.size,
        entry.duration_s,
        entry.state.value,
        entry.estimate_usd,
        None if charge is None else charge.amount,
        None if charge is None else charge.unit,
        entry.verdict.value,
        entry.balance_before,
        entry.balance_after,
        entry.generation_id,
        entry.job_id,
    )


def _cell(value: object) -> str:
    """A text a spreadsheet takes as a text, whatever it begins with."""
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_FORMULA_SIGNS) else words
