"""The parts list: every package of the lock, and the libraries that only its wheels know of."""

from __future__ import annotations

import json
import re

import parts_list
import pytest

LOCK = parts_list.LOCK.read_text("utf-8")
LIST = parts_list.parts_list("1.2.3", LOCK)
PARTS = {part["name"]: part for part in LIST["components"]}


def licences(parts):
    return [part["licenses"][0] for part in parts]


def test_every_package_of_the_lock_is_a_part():
    names = re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE)
    assert [part["name"] for part in LIST["components"]] == [*names, "CPython"]


def test_a_package_is_told_with_its_version_its_marker_and_its_hashes():
    text = (
        f"some-thing[more]==1.0.post1 ; sys_platform == 'linux' \\\n    --hash=sha256:{'a' * 64}\n"
    )
    (part,) = parts_list.locked(f"# made by a tool\n{text}    # via\n    #   startframe\n")
    assert part == ("some-thing", "1.0.post1", "sys_platform == 'linux'", ["a" * 64])
    assert parts_list.component(part)["properties"][0]["value"] == "sys_platform == 'linux'"


def test_no_hash_is_lost():
    told = [one for part in parts_list.locked(LOCK) for one in part.hashes]
    assert len(told) == LOCK.count("--hash=sha256:")


@pytest.mark.parametrize("name", sorted(parts_list.BROUGHT_ALONG))
def test_libraries_in_wheels_are_named_with_their_licences(name):
    inner = PARTS[name]["components"]
    assert {part["name"] for part in inner} == set(parts_list.BROUGHT_ALONG[name])
    assert all(one.get("license", {}).get("id") or one["expression"] for one in licences(inner))


def test_every_part_has_a_reference_of_its_own_and_is_depended_on():
    outer = [part["bom-ref"] for part in LIST["components"]]
    inner = [each["bom-ref"] for p in LIST["components"] for each in p.get("components", [])]
    assert len({*outer, *inner}) == len(outer) + len(inner)
    assert LIST["dependencies"][0]["dependsOn"] == outer


def test_the_same_parts_are_the_same_list(tmp_path):
    for name in ("first", "second"):
        parts_list.write(tmp_path / name, "1.2.3")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert json.loads((tmp_path / "first").read_text("utf-8")) == LIST
    assert parts_list.parts_list("1.2.4", LOCK)["serialNumber"] != LIST["serialNumber"]
