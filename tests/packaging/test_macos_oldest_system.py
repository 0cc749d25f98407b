"""The oldest macOS: what the wheels say, not what was once true."""

from __future__ import annotations

import platform

import pytest
from macos import bundle, oldest_system

AV = "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-abi3-macosx_14_0_arm64\n"
QT = "Tag: cp310-abi3-macosx_13_0_universal2\n"
PURE = "Tag: py3-none-any\n"
BOTH = "Tag: cp312-cp312-macosx_10_13_x86_64\nTag: cp312-cp312-macosx_11_0_arm64\n"


@pytest.mark.parametrize(
    ("wheel", "machine", "wanted"),
    [
        (AV, "arm64", (14, 0)),
        (AV, "x86_64", oldest_system.ANY),
        (QT, "arm64", (13, 0)),
        (BOTH, "x86_64", (10, 13)),
        (PURE, "arm64", oldest_system.ANY),
        ("", "arm64", oldest_system.ANY),
    ],
)
def test_a_wheel_says_what_it_wants(wheel, machine, wanted):
    assert oldest_system.wanted_by(wheel, machine) == wanted


@pytest.mark.parametrize(("minimum", "count"), [("13.0", 1), ("14.0", 0), ("15", 0)])
def test_a_package_that_wants_more_is_named(monkeypatch, minimum, count):
    wheels = {"av": AV, "pyside6-essentials": QT, "anyio": PURE, "gone": ""}
    monkeypatch.setattr(oldest_system, "wheel_of", wheels.get)
    found = oldest_system.problems(wheels, minimum, "arm64")
    assert len(found) == count
    assert all("av is for macOS 14.0" in each for each in found)


def test_what_is_installed_is_read():
    assert "Tag: " in oldest_system.wheel_of("pillow")
    assert oldest_system.wheel_of("no-such-package") == ""


@pytest.mark.parametrize(("machine", "minimum"), [("arm64", "14.0"), ("x86_64", "13.0")])
def test_each_architecture_has_its_oldest_system(monkeypatch, machine, minimum):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert bundle.info_plist("1.0")["LSMinimumSystemVersion"] == minimum
