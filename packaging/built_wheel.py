"""Builds the wheel into dist/ and looks whether everything is in it, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


def main() -> int:
    """0 when there is a right wheel in dist/."""
    for old in DIST.glob("startframe-*.whl"):
        old.unlink()
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(DIST)]
    if subprocess.run(words, check=False, cwd=ROOT).returncode != 0:
        sys.stderr.write("The wheel could not be built; the words of the builder are above.\n")
        return 1
    wheel = next(DIST.glob("startframe-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        problems = wheel_problems(archive.namelist(), resource_files(ROOT / "resources"))
    if problems:
        sys.stderr.write(f"{wheel.name} is not right: {'; '.join(problems)}.\n")
        return 1
    sys.stdout.write(f"{wheel.relative_to(ROOT)}  {wheel.stat().st_size / 1e6:.1f} MB\n")
    return 0


def wheel_problems(names: Iterable[str], resources: Iterable[str]) -> list[str]:
    """What is wrong with a wheel of these names, given the resources it should carry."""
    inside, wanted = set(names), [f"desktop/resources/{name}" for name in resources]
    problems = [f"{name} is missing" for name in wanted if name not in inside]
    for folder, ending in (("models", ".toml"), ("icons", ".svg"), ("samples", ".jpg")):
        start = f"desktop/resources/{folder}/"
        if not any(name.startswith(start) and name.endswith(ending) for name in inside):
            problems.append(f"no {folder}/*{ending} in it")
    strange = [name for name in inside if {"tests", "__pycache__"} & set(Path(name).parts)]
    problems += [f"{name} does not belong in it" for name in sorted(strange)]
    if not any(name.endswith(".dist-info/entry_points.txt") for name in inside):
        problems.append("the command startframe is not declared")
    return problems


def resource_files(folder: Path) -> list[str]:
    """The names of all files below it, hidden ones left out."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(p.relative_to(folder).as_posix() for p in files if not p.name.startswith("."))


if __name__ == "__main__":
    sys.exit(main())
