"""What macOS reads about the app: of the right types, and true."""

from __future__ import annotations

import plistlib

import pytest
from macos import bundle, property_lists
from PIL import Image
from pillow_heif import register_heif_opener

from desktop.media import films, kinds

INFO = bundle.info_plist("1.2.3")


def test_the_info_is_what_macos_takes(tmp_path):
    file = property_lists.write(INFO, tmp_path / "build" / "Info.plist")
    assert property_lists.read(file) == INFO
    assert property_lists.info_problems(plistlib.loads(file.read_bytes())) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("NSHighResolutionCapable", 1),
        ("NSHighResolutionCapable", "YES"),
        ("CFBundleVersion", 1.0),
        ("CFBundleShortVersionString", "1.2.3rc1"),
        ("CFBundleIdentifier", "Startframe"),
        ("LSMinimumSystemVersion", "13"),
        ("LSApplicationCategoryType", "video"),
        ("CFBundleDocumentTypes", {}),
        ("LSMinimumSystemVersions", "13.0"),
    ],
)
def test_a_wrong_value_is_found(key, value):
    problems = property_lists.info_problems({**INFO, key: value})
    assert len(problems) == 1
    assert problems[0].startswith(key)


@pytest.mark.parametrize("key", sorted(INFO))
def test_a_missing_key_is_found(key):
    rest = {name: value for name, value in INFO.items() if name != key}
    assert property_lists.info_problems(rest) == [f"{key} is missing"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("CFBundleTypeRole", "Reader"),
        ("LSHandlerRank", "Last"),
        ("LSItemContentTypes", "public.png"),
        ("LSItemContentTypes", ["png"]),
    ],
)
def test_a_wrong_document_type_is_found(key, value):
    entry = {**bundle.document_type("Picture", bundle.PICTURES), key: value}
    assert property_lists.info_problems({**INFO, "CFBundleDocumentTypes": [entry]})


@pytest.mark.parametrize(("name", "kind"), bundle.PICTURES.items())
def test_what_the_finder_offers_is_opened(tmp_path, name, kind):
    register_heif_opener()
    format_ = {"HEIC": "HEIF"}.get(kind, kind.upper())
    Image.new("RGB", (64, 48)).save(tmp_path / "picture", format_)
    found = kinds.kind_of((tmp_path / "picture").read_bytes()[: kinds.HEAD_BYTES])
    assert found == kind, name
    assert found in kinds.PICTURES


def test_films_that_the_finder_offers_are_opened():
    assert set(bundle.FILMS.values()) <= set(films.FORMATS)


def test_nothing_is_taken_over_from_other_programs():
    for entry in INFO["CFBundleDocumentTypes"]:
        assert (entry["CFBundleTypeRole"], entry["LSHandlerRank"]) == ("Viewer", "Alternate")


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.2.3", "1.2.3"), ("1.2.3rc1", "1.2.3"), ("2.0.dev4", "2.0")]
)
def test_a_version_is_told_in_numbers(version, numbers):
    assert bundle.bundle_version(version) == numbers


def test_a_version_without_a_number_is_refused():
    with pytest.raises(ValueError, match="does not begin"):
        bundle.bundle_version("next")


def test_entitlements_are_switched_on_or_left_out():
    assert property_lists.entitlement_problems(dict(bundle.entitlements())) == []
    name = "com.apple.security.cs.disable-library-validation"
    assert property_lists.entitlement_problems({name: True}) == []
    assert property_lists.entitlement_problems({name: 1})
    assert property_lists.entitlement_problems({"library-validation": True})


def test_a_list_that_is_no_dictionary_is_refused(tmp_path):
    (tmp_path / "a.plist").write_bytes(plistlib.dumps(["a"]))
    with pytest.raises(TypeError, match=r"a\.plist"):
        property_lists.read(tmp_path / "a.plist")
