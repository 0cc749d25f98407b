"""The Mac's package: what can be checked anywhere is, and where it is made, in which order."""

from __future__ import annotations

import os
import platform
import plistlib
import subprocess
from pathlib import Path

import check_bundle
import pytest
from macos import (
    background,
    bundle,
    dmg_settings,
    dry_run,
    mounted_image,
    oldest_system,
    package,
    recipe,
    signing,
)
from PIL import Image


def test_what_needs_no_mac_is_right(capsys):
    assert package.main(["--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["ok"] * len(dry_run.CHECKS)


def test_what_is_wrong_is_named(monkeypatch, capsys):
    monkeypatch.setattr(bundle, "PICTURES", {"public.svg-image": "SVG"})
    assert package.main(["--dry-run"]) == 1
    assert "public.svg-image is not opened" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "word"), [([], "Mac"), (["--fast"], "--dry-run")])
def test_elsewhere_it_says_so(monkeypatch, capsys, arguments, word):
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    assert package.main(arguments) == 2
    assert word in capsys.readouterr().err


def good_looks(folder: Path) -> dict[str, object]:
    for name in (bundle.APP, "a.icns", "a.png"):
        (folder / name).touch()
    return dmg_settings.settings(folder / bundle.APP, folder / "a.png", folder / "a.icns")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("window_size", (1, 1)),
        ("icon", "/nowhere.icns"),
        ("symlinks", {}),
        ("window_rect", ((0, 0), (300, 300))),
        ("icon_locations", {bundle.APP: (160, 190), "Applications": (200, 190)}),
    ],
)
def test_wrong_looks_are_found(tmp_path, name, value):
    looks = good_looks(tmp_path)
    assert dry_run.look_problems(looks) == []
    assert dry_run.look_problems({**looks, name: value})


def test_the_app_itself_is_not_marked_by_the_image(tmp_path):
    """Marks of the Finder on a bundle make its signature fail."""
    assert not {"hide_extensions", "hide"} & good_looks(tmp_path).keys()


def test_both_backgrounds_are_one_picture(tmp_path):
    file = background.write(tmp_path)
    with Image.open(file) as one, Image.open(tmp_path / "background@2x.png") as two:
        assert two.size == (one.width * 2, one.height * 2)
        assert round(two.info["dpi"][0]) == 2 * round(one.info["dpi"][0]) == 144


def test_the_recipe_signs_only_with_an_identity(monkeypatch):
    monkeypatch.delenv(signing.IDENTITY, raising=False)
    assert "codesign_identity" not in recipe.calls()["EXE"].kwargs
    monkeypatch.setenv(signing.IDENTITY, "Developer ID Application: Someone (AB12)")
    given = recipe.calls()["EXE"].kwargs
    assert given["codesign_identity"] == "Developer ID Application: Someone (AB12)"
    assert plistlib.loads(Path(given["entitlements_file"]).read_bytes()) == bundle.entitlements()


@pytest.fixture
def steps(monkeypatch, tmp_path):
    """Everything that a Mac alone can do, written down instead of done."""
    told: list[str] = []
    app = tmp_path / bundle.APP
    (app / "Contents").mkdir(parents=True)
    (app / "Contents" / "Info.plist").write_bytes(plistlib.dumps(bundle.info_plist("1.0")))

    def run(words, **_named):
        told.append(" ".join(Path(word).name for word in words[:2]))
        return subprocess.CompletedProcess(words, 0)

    def make(_app, image, _folder):
        told.append("image")
        image.write_bytes(b"")
        return image

    def freeze(identity):
        told.append(f"freeze as {identity}")
        return app

    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(package, "freeze", freeze)
    monkeypatch.setattr(check_bundle, "problems", lambda _folder: [])
    monkeypatch.setattr(package, "make", make)
    monkeypatch.setattr(package, "ROOT", tmp_path)
    monkeypatch.setattr(package, "DIST", tmp_path)
    monkeypatch.setattr(signing.Notary, "accept", lambda _self, file: told.append(f"+{file.name}"))
    monkeypatch.setattr(
        mounted_image, "prove", lambda *_a, is_notarised: told.append(f"prove {is_notarised}")
    )
    for name in (signing.IDENTITY, *signing.SECRET):
        monkeypatch.delenv(name, raising=False)
    return told


def test_without_secrets_it_is_made_and_said_to_be_unsigned(steps, capsys):
    assert package.main() == 0
    assert "not signed" in capsys.readouterr().out
    assert steps == ["freeze as None", "codesign --verify", "image", "prove False"]


def test_signed_only_it_is_said_not_to_be_notarised(steps, monkeypatch, capsys):
    monkeypatch.setenv(signing.IDENTITY, "Someone")
    assert package.main() == 0
    assert "not notarised" in capsys.readouterr().out
    expected = ["freeze as Someone", "codesign --verify", "image", "codesign --sign", "prove False"]
    assert steps == expected


def test_app_and_image_both_get_their_ticket(steps, monkeypatch):
    monkeypatch.setenv(signing.IDENTITY, "Someone")
    for name in signing.NOTARY:
        monkeypatch.setenv(name, "given")
    assert package.main() == 0
    ticket = ["xcrun stapler", "xcrun stapler"]
    image = package.image_name(platform.machine())
    app = ["freeze as Someone", "codesign --verify", "ditto -c", "+Startframe.zip", *ticket]
    assert steps == [*app, "image", "codesign --sign", f"+{image}", *ticket, "prove True"]


@pytest.mark.parametrize(
    ("module", "name"), [(package, "info_problems"), (oldest_system, "problems")]
)
def test_a_bundle_that_is_not_right_goes_no_further(steps, monkeypatch, module, name):
    monkeypatch.setattr(module, name, lambda *_given: ["a is missing"])
    assert package.main() == 1
    assert steps == ["freeze as None"]


def test_a_refusal_of_the_notary_is_a_sentence(steps, monkeypatch, capsys):
    def refuse(_given):
        raise signing.SigningError("it is Invalid at the notary")

    monkeypatch.setattr(signing, "identity", refuse)
    assert package.main() == 1
    assert capsys.readouterr().err == "it is Invalid at the notary\n"


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_the_copied_app_is_tested_and_the_image_put_away(monkeypatch, tmp_path):
    ran: list[str] = []

    def run(words, **_named):
        ran.append(" ".join([Path(words[0]).name, *words[1:2], *words[2:3]]))
        if words[:2] == ["hdiutil", "attach"]:
            volume = Path(words[-2])
            (volume / "Applications").symlink_to("/Applications")
            (volume / ".VolumeIcon.icns").touch()
        if words[0] == "ditto":
            Path(words[2]).mkdir(parents=True)
        if words[1] == "detach":
            (Path(words[2]) / "Applications").unlink()
        if "--on-screen" in words:
            raise subprocess.CalledProcessError(1, words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(subprocess.CalledProcessError):
        mounted_image.prove(tmp_path / "a.dmg", tmp_path / "installed", is_notarised=True)
    done = [line.split()[0] for line in ran]
    assert done[:3] == ["hdiutil", "ditto", "hdiutil"]
    assert ran[-2:] == ["Startframe --self-test", "Startframe --self-test --on-screen"]
    assert "spctl" in done
