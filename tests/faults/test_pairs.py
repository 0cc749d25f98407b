"""Each fault alone, and the pairs that matter to what is sent: `dev.py test --faults --pairs`."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.sandbox.faults import Fault
from tests.faults import pairs
from tests.faults.expected import Outcome, expected

ALONE = [(fault,) for fault in pairs.TOGETHER]
CASES = [*ALONE, *pairs.telling_pairs()]
PARTS = 6
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.mark.expects_log("")  # what a fault makes the app say is not looked at here
@pytest.mark.parametrize("part", range(PARTS))
async def test_a_clip_ends_as_it_should(tmp_path: Path, part: int):
    results = await pairs.run(CASES[part::PARTS], tmp_path)
    print(pairs.table(results))
    assert not [str(result) for result in results if not result.is_right]


async def test_a_film_without_an_end_is_refused_at_the_limit(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("desktop.leonardo.download.LARGEST_BYTES", 3_000_000)
    [result] = await pairs.run([(Fault.ENDLESS_VIDEO,)], tmp_path)
    assert result.is_right, str(result)
    assert size_of(tmp_path / "0" / "videos") < 4_000_000


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


@pytest.mark.parametrize(
    ("faults", "outcome"),
    [
        ([], Outcome("ready", None, 1, 1)),
        ([Fault.RATE_LIMIT, Fault.QUEUE_FULL], Outcome("ready", None, 3, 1)),
        ([Fault.RATE_LIMIT, Fault.NO_CREDIT], Outcome("failed", "out_of_credits", 2, 0)),
        ([Fault.LOST_REPLY, Fault.TWIN], Outcome("unconfirmed", None, 1, 1)),
        ([Fault.LOST_REPLY, Fault.BAD_KEY_LATER], Outcome("unconfirmed", None, 1, 1)),
        ([Fault.RATE_LIMIT, Fault.BAD_KEY_LATER], Outcome("failed", "bad_key", 2, 0)),
        ([Fault.EXPIRED_UPLOAD, Fault.BAD_KEY_LATER], Outcome("failed", "bad_key", 1, 0)),
        ([Fault.FAILED, Fault.HUGE_VIDEO], Outcome("failed", "generation_failed", 1, 1)),
    ],
)
def test_the_rules(faults, outcome):
    assert expected(faults) == outcome


def test_every_fault_has_its_place():
    assert len({fault for case in pairs.all_cases() for fault in case}) == len(Fault) - 1
