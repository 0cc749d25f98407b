"""The ledger as a file: what a spreadsheet reads is what was meant, and no formula."""

import csv
import dataclasses
import datetime
from decimal import Decimal

import pytest

from desktop.core.cost import Cost
from desktop.jobs.job import LEONARDO, JobState
from desktop.jobs.money import ledger_csv
from desktop.jobs.money.entry import Entry, Verdict

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def entry():
    return Entry(
        job_id="job-1",
        account=LEONARDO,
        submitted_at=NOON,
        model="grok-imagine-1.5",
        size="1280x720",
        duration_s=6,
        estimate_usd=Decimal("1.44"),
        assumed_usd=Decimal("1.44"),
        charge=Cost(Decimal("1.4352"), "DOLLARS"),
        state=JobState.READY,
        verdict=Verdict.CHARGED,
        balance_before=Decimal(8361),
    )


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_line_is_told_the_oldest_first(entry, tmp_path):
    path = tmp_path / "ledger.csv"
    later = dataclasses.replace(
        entry, job_id="job-2", submitted_at=NOON + datetime.timedelta(hours=1), charge=None
    )
    ledger_csv.write(path, [later, entry], lambda _account: 'Anna, "home"\r\nand work')
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfsent_at,account,")
    assert content.endswith(b"\r\n")
    first, second = read(path)
    assert [first["job_id"], second["job_id"]] == ["job-1", "job-2"]
    assert first["account"] == 'Anna, "home"\r\nand work'
    assert (first["charge"], first["charge_unit"], first["charged"]) == (
        "1.4352",
        "DOLLARS",
        "charged",
    )
    assert (second["charge"], second["balance_before"], second["balance_after"]) == ("", "8361", "")
    assert datetime.datetime.fromisoformat(first["sent_at"]) == NOON


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_becomes_a_formula(entry, tmp_path, name):
    ledger_csv.write(tmp_path / "a.csv", [entry], lambda _account: name)
    assert read(tmp_path / "a.csv")[0]["account"] == f"'{name}"


def test_an_empty_ledger_has_its_headings():
    assert ledger_csv.text([], str) == ",".join(ledger_csv.COLUMNS) + "\r\n"
