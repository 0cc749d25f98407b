"""`dev.py package macos --dry-run`: all that a Mac's package is made of and needs no Mac."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icons import ICNS_SIZES_PX, write_icns
from macos import background, bundle, property_lists, recipe
from macos.dmg_settings import ICON_SIZE, TITLE_BAR, settings
from PIL import Image

from desktop import __version__
from desktop.media import films, kinds

if TYPE_CHECKING:
    from collections.abc import Callable

READ_BY_DMGBUILD = {
    "format", "filesystem", "compression_level", "size", "files", "symlinks", "hide",
    "hide_extensions", "icon", "badge_icon", "background", "show_status_bar", "show_tab_view",
    "show_toolbar", "show_pathbar", "show_sidebar", "sidebar_width", "arrange_by", "grid_offset",
    "grid_spacing", "scroll_position", "show_icon_preview", "show_item_info", "label_pos",
    "text_size", "icon_size", "window_rect", "default_view", "icon_locations", "license",
}  # fmt: skip


def main() -> int:
    """0 when every check finds nothing wrong; each has a line."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, check in CHECKS.items():
            problems = check(Path(folder))
            failed += bool(problems)
            sys.stdout.write(f"{'FAILED ' if problems else 'ok     '} {name}\n")
            sys.stdout.writelines(f"        {problem}\n" for problem in problems)
    return 1 if failed else 0


def info(folder: Path) -> list[str]:
    """Written, read back, and of the types that Apple asks for."""
    file = property_lists.write(bundle.info_plist(__version__), folder / "Info.plist")
    return property_lists.info_problems(property_lists.read(file))


def entitlements(folder: Path) -> list[str]:
    file = property_lists.write(dict(bundle.entitlements()), folder / "entitlements.plist")
    return property_lists.entitlement_problems(property_lists.read(file))


def documents(_folder: Path) -> list[str]:
    """What is offered to the app in the Finder is something that it opens."""
    opened = {*kinds.PICTURES, *films.FORMATS}
    offered = {**bundle.PICTURES, **bundle.FILMS}
    listed = bundle.info_plist(__version__)["CFBundleDocumentTypes"]
    names = [name for entry in listed for name in entry["LSItemContentTypes"]]
    return [f"{name} is not opened" for name in names if offered.get(name) not in opened]


def icon(folder: Path) -> list[str]:
    """Every size is in the .icns when it is read back."""
    write_icns(folder / "startframe.icns")
    with Image.open(folder / "startframe.icns") as image:
        found = {width * scale for width, _height, scale in image.info["sizes"]}
    return [f"{size} pixels are missing" for size in sorted({*ICNS_SIZES_PX[1:]} - found)]


def picture(folder: Path) -> list[str]:
    """Both densities are as large as the window is in points, and show something."""
    file = background.write(folder / "background")
    problems = []
    for scale, name in enumerate((file, file.with_name("background@2x.png")), start=1):
        with Image.open(name) as image:
            if image.size != (background.SIZE[0] * scale, background.SIZE[1] * scale):
                problems.append(f"{name.name} is {image.width} x {image.height}")
            if len(set(image.convert("L").tobytes())) < MOST_FLAT:
                problems.append(f"{name.name} is blank")
    return problems


MOST_FLAT = 4  # greys of a picture on which nothing is drawn


def looks(folder: Path) -> list[str]:
    """The image's window: known names, files that are there, icons inside and apart."""
    app = folder / bundle.APP
    app.mkdir()
    icon_file = folder / "startframe.icns"
    write_icns(icon_file)
    found = settings(app, background.write(folder / "background"), icon_file)
    return look_problems(found)


def look_problems(found: dict[str, Any]) -> list[str]:
    problems = [f"dmgbuild reads no {name}" for name in sorted(found.keys() - READ_BY_DMGBUILD)]
    files = [*found["files"], found["icon"], found["background"]]
    problems += [f"{file} is not there" for file in files if not Path(file).exists()]
    shown = {*(Path(file).name for file in found["files"]), *found["symlinks"]}
    if shown != set(found["icon_locations"]):
        problems.append("not everything has a place, or a place has nothing")
    _origin, (width, height) = found["window_rect"]
    half = ICON_SIZE // 2
    for name, (x, y) in found["icon_locations"].items():
        if not (half <= x <= width - half and half <= y <= height - TITLE_BAR - half):
            problems.append(f"{name} is not inside the window")
    (first, _), (second, _) = sorted(found["icon_locations"].values())
    if second - first < ICON_SIZE:
        problems.append("the icons lie on each other")
    return problems


def spec(_folder: Path) -> list[str]:
    """The recipe makes the bundle that is described here."""
    made = recipe.calls()
    wanted = {
        "name": bundle.APP,
        "bundle_identifier": bundle.IDENTIFIER,
        "version": bundle.bundle_version(__version__),
        "info_plist": bundle.info_plist(__version__),
    }
    if "BUNDLE" not in made:
        return ["there is no BUNDLE"]
    given = made["BUNDLE"].kwargs
    problems = [f"BUNDLE's {key} is not right" for key in wanted if given.get(key) != wanted[key]]
    if not Path(given.get("icon", "")).is_file():
        problems.append("BUNDLE's icon is not there")
    if made["BUNDLE"].args != (made["COLLECT"],):
        problems.append("BUNDLE is not made of what was collected")
    program = made["EXE"].kwargs
    if program.get("argv_emulation") or program.get("target_arch"):
        problems.append("EXE emulates arguments, or is for another architecture")
    return problems


CHECKS: dict[str, Callable[[Path], list[str]]] = {
    "Info.plist": info,
    "entitlements": entitlements,
    "kinds of documents": documents,
    "icon": icon,
    "background": picture,
    "looks of the disk image": looks,
    "startframe.spec": spec,
}
