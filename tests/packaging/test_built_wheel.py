"""The wheel: what must be in it, and what may not."""

from __future__ import annotations

import re
import subprocess
import zipfile

import built_wheel
import pytest

RESOURCES = ["icons/play.svg", "models/one.toml", "samples/cat.jpg"]
WHEEL = [
    "desktop/__init__.py",
    *(f"desktop/resources/{name}" for name in RESOURCES),
    "startframe-1.dist-info/entry_points.txt",
]


def test_a_whole_wheel_is_right():
    assert built_wheel.wheel_problems(WHEEL, RESOURCES) == []


@pytest.mark.parametrize("missing", [*RESOURCES, "entry_points.txt"])
def test_a_wheel_that_lacks_something_is_wrong(missing):
    assert built_wheel.wheel_problems([name for name in WHEEL if missing not in name], RESOURCES)


@pytest.mark.parametrize("folder", ["models", "icons", "samples"])
def test_a_checkout_without_resources_makes_no_right_wheel(folder):
    names = [name for name in WHEEL if f"/{folder}/" not in name]
    resources = [name for name in RESOURCES if not name.startswith(folder)]
    assert any(folder in problem for problem in built_wheel.wheel_problems(names, resources))


@pytest.mark.parametrize("extra", ["tests/test_a.py", "desktop/tests/a.py", "a/__pycache__/b.pyc"])
def test_a_wheel_with_something_strange_is_wrong(extra):
    assert built_wheel.wheel_problems([*WHEEL, extra], RESOURCES) == [
        f"{extra} does not belong in it"
    ]


def test_a_wheel_without_resources_is_refused(monkeypatch, tmp_path, capfd):
    with zipfile.ZipFile(tmp_path / "startframe-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("desktop/__init__.py", "")
    kept = (tmp_path / "startframe-1-py3-none-any.whl").read_bytes()

    def build(*_args, **_named):
        (tmp_path / "startframe-1-py3-none-any.whl").write_bytes(kept)
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(built_wheel, "DIST", tmp_path)
    monkeypatch.setattr(subprocess, "run", build)
    assert built_wheel.main() == 1
    assert re.search(r"models/\S+ is missing", capfd.readouterr().err)
