"""A lease is held while its process lives, however that ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.core.errors import FolderUnwritable
from desktop.jobs.works.lease import Lease

ROOT = Path(__file__).resolve().parents[3]
HOLDER = """
import sys
from pathlib import Path
from desktop.jobs.works.lease import Lease
lease = Lease(Path(sys.argv[1]))
lease.hold()
print(lease.name, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def lease(tmp_path):
    lease = Lease(tmp_path / "leases")
    lease.hold()
    yield lease
    lease.release()


def test_a_process_holds_its_own_and_sees_others(lease, tmp_path):
    other = Lease(tmp_path / "leases")
    assert not lease.is_held(other.name)
    other.hold()
    assert lease.is_held(other.name)
    assert other.is_held(lease.name)
    assert lease.is_held(lease.name)
    other.release()
    assert not lease.is_held(other.name)


def test_a_killed_process_holds_nothing(lease, tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "leases")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert lease.is_held(name)
        process.kill()
        process.wait()
        assert not lease.is_held(name)


def test_asking_after_a_name_that_never_was_makes_no_file(lease, tmp_path):
    before = set((tmp_path / "leases").iterdir())
    assert not lease.is_held("0" * 32)
    assert not lease.is_held("../../etc/passwd")
    assert set((tmp_path / "leases").iterdir()) == before


def test_files_of_ended_processes_are_swept_and_young_ones_left(tmp_path):
    folder = tmp_path / "leases"
    folder.mkdir()
    old, young = folder / f"{'a' * 32}.lease", folder / f"{'b' * 32}.lease"
    old.touch()
    young.touch()
    os.utime(old, (1, 1))
    lease = Lease(folder)
    lease.hold()
    assert not old.exists()
    assert young.exists()
    lease.release()


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path):
    (tmp_path / "leases").write_text("a file")
    with pytest.raises(FolderUnwritable):
        Lease(tmp_path / "leases").hold()
