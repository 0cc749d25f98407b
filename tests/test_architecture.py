"""The rules of the house that import-linter cannot say, each shown to catch what it forbids."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).resolve().parents[1]
ICONS = ROOT / "resources" / "icons"
THEME = ROOT / "resources" / "theme"
MAX_LINES = 400
BROAD_CATCHERS = ("desktop/core/tasks.py", "desktop/app.py", "desktop/self_test.py")
MAX_BROAD_CATCHES = 2


@dataclass(frozen=True)
class Source:
    """One file of the app: where it lies, what it says."""

    where: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.where)

    def is_in(self, *places: str) -> bool:
        return any(self.where == place or self.where.startswith(place + "/") for place in places)


Node = TypeVar("Node", bound=ast.AST)
Finding = tuple[int, str]
Rule = Callable[[Source], Iterator[Finding]]


def nodes(source: Source, kind: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(source.tree) if isinstance(node, kind))


def imports(source: Source) -> Iterator[Finding]:
    """Every module a file imports, also by `import_module`, with each name taken from it."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            for text in node.args[:1]:
                if isinstance(text, ast.Constant):
                    yield node.lineno, str(text.value)


def mentions(source: Source) -> Iterator[Finding]:
    """Every name and dotted name; `a.b.c` also as `b.c` and `c`, called or merely handed on."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
            if isinstance(node.value, ast.Name | ast.Attribute):
                yield node.lineno, f"{last_name(node.value)}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)


def last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def called(node: ast.Call) -> str:
    return last_name(node.func)


def starts_with_module(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def qt_stays_in_the_window(source: Source) -> Iterator[Finding]:
    if not source.is_in("desktop/ui", "desktop/app.py", "desktop/self_test.py"):
        for line, name in imports(source):
            if starts_with_module(name, ("PySide6", "shiboken6")):
                yield line, name


def only_app_knows_qasync(source: Source) -> Iterator[Finding]:
    if not source.is_in("desktop/app.py"):
        for line, name in imports(source):
            if starts_with_module(name, ("qasync",)):
                yield line, name


# These two speak no HTTP: they read what the environment and the system say about proxies.
PROXY_SETTINGS = {"urllib.request.getproxies", "urllib.request.proxy_bypass"}


def only_leonardo_speaks_http(source: Source) -> Iterator[Finding]:
    others = ("requests", "urllib.request", "urllib3", "http.client", "aiohttp")
    forbidden = others if source.is_in("desktop/leonardo") else (*others, "httpx")
    settings = PROXY_SETTINGS if source.is_in("desktop/leonardo") else set()
    for line, name in imports(source):
        if starts_with_module(name, forbidden) and name not in settings:
            yield line, name


NESTED_LOOPS = re.compile(
    r"exec_?|processEvents|aboutQt"
    r"|QMessageBox\.(question|warning|information|critical|about)"
    r"|QFileDialog\.get\w+|QInputDialog\.get\w+|QColorDialog\.getColor|QFontDialog\.getFont"
)


def no_nested_event_loop(source: Source) -> Iterator[Finding]:
    """But for the first paint, over before asyncio's loop begins, and drags out of the window.

    Those have no other way in Qt, and begin in a mouse event, never in a task.
    """
    is_excepted = source.is_in("desktop/ui/opening.py") or source.is_in("desktop/ui/drag_out.py")
    for line, name in mentions(source):
        if NESTED_LOOPS.fullmatch(name) and not (is_excepted and name == "exec"):
            yield line, name


def no_slots_of_qasync(source: Source) -> Iterator[Finding]:
    for line, name in mentions(source):
        if name in {"asyncSlot", "asyncClose"}:
            yield line, name


def tasks_have_owners(source: Source) -> Iterator[Finding]:
    """A TaskGroup is an owner too: it waits for its children and cancels them."""
    if source.is_in("desktop/core/tasks.py"):
        return
    groups = {
        last_name(item.optional_vars)
        for node in nodes(source, ast.AsyncWith)
        for item in node.items
        if isinstance(item.context_expr, ast.Call) and called(item.context_expr) == "TaskGroup"
        if item.optional_vars is not None
    }
    for node in ast.walk(source.tree):
        name = last_name(node) if isinstance(node, ast.Name | ast.Attribute) else ""
        is_owned = isinstance(node, ast.Attribute) and last_name(node.value) in groups
        if name in {"create_task", "ensure_future"} and not is_owned:
            yield getattr(node, "lineno", 0), name


def settings_are_a_file(source: Source) -> Iterator[Finding]:
    for line, name in mentions(source):
        if name == "QSettings":
            yield line, name


def resources_come_from_paths(source: Source) -> Iterator[Finding]:
    if source.is_in("desktop/core/paths.py"):
        return
    for line, name in mentions(source):
        if name == "__file__":
            yield line, name
    for line, name in imports(source):
        if starts_with_module(name, ("importlib.resources", "pkgutil")):
            yield line, name


def modules_say_what_lives_here(source: Source) -> Iterator[Finding]:
    words = (ast.get_docstring(source.tree) or "").strip()
    if len(words.split()) < 3 or not words.endswith((".", "!", "?")):
        yield 1, f"the docstring is no sentence: {words!r}"


def files_are_short(source: Source) -> Iterator[Finding]:
    lines = len(source.text.splitlines())
    if lines > MAX_LINES:
        yield lines, f"{lines} lines, more than {MAX_LINES}"


def files_are_named_for_a_noun(source: Source) -> Iterator[Finding]:
    for part in Path(source.where).with_suffix("").parts:
        if re.fullmatch(r"_?(util|helper|manager|common|misc|base)s?", part):
            yield 1, part


def catches_broadly(names: ast.expr | None) -> bool:
    if isinstance(names, ast.Tuple):
        return any(catches_broadly(name) for name in names.elts)
    return names is None or last_name(names) in {"Exception", "BaseException"}


def broad_catches(source: Source) -> Iterator[ast.ExceptHandler]:
    """Handlers that would swallow a bug; one that cleans up and re-raises swallows nothing."""
    for node in nodes(source, ast.ExceptHandler):
        if catches_broadly(node.type):
            last = node.body[-1]
            if not (isinstance(last, ast.Raise) and last.exc is None):
                yield node


def bugs_are_not_swallowed(source: Source) -> Iterator[Finding]:
    for handler in broad_catches(source):
        if not source.is_in(*BROAD_CATCHERS):
            yield handler.lineno, "catches everything"
        if all(isinstance(node, ast.Pass | ast.Expr) and no_effect(node) for node in handler.body):
            yield handler.lineno, "catches everything and does nothing"
    for call in nodes(source, ast.Call):
        if called(call) == "suppress" and any(map(catches_broadly, call.args)):
            yield call.lineno, "suppresses everything"


def no_effect(node: ast.stmt) -> bool:
    return not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant)


COLOUR = re.compile(
    r"#(?:[0-9a-f]{8}|[0-9a-f]{6})(?![0-9a-z])|^\s*#[0-9a-f]{3,4}\s*$", re.IGNORECASE
)


def colours_are_tokens(source: Source) -> Iterator[Finding]:
    if not source.is_in("desktop/ui") or source.is_in("desktop/ui/theme.py"):
        return
    for node in nodes(source, ast.Constant):
        if isinstance(node.value, str) and COLOUR.search(node.value):
            yield node.lineno, node.value.strip()


RULES: tuple[Rule, ...] = (
    qt_stays_in_the_window,
    only_app_knows_qasync,
    only_leonardo_speaks_http,
    no_nested_event_loop,
    no_slots_of_qasync,
    tasks_have_owners,
    settings_are_a_file,
    resources_come_from_paths,
    modules_say_what_lives_here,
    files_are_short,
    files_are_named_for_a_noun,
    bugs_are_not_swallowed,
    colours_are_tokens,
)


def sources() -> list[Source]:
    files = sorted((ROOT / "desktop").rglob("*.py"))
    return [Source(f.relative_to(ROOT).as_posix(), f.read_text("utf-8")) for f in files]


def test_the_walk_finds_the_house():
    places = {source.where for source in sources()}
    rooms = ("core", "jobs", "leonardo", "library", "media", "sandbox", "ui")
    assert {f"desktop/{room}/__init__.py" for room in rooms} <= places
    assert "desktop/core/tasks.py" in places


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule):
    broken = [f"{s.where}:{line}: {what}" for s in sources() for line, what in rule(s)]
    assert not broken, "\n".join(broken)


def test_everything_is_caught_in_two_places_at_most():
    places = [f"{s.where}:{found.lineno}" for s in sources() for found in broad_catches(s)]
    assert len(places) <= MAX_BROAD_CATCHES, places


def icons_asked_for(source: Source) -> set[str]:
    """Names handed to `icon(...)`, also as either side of `a if playing else b`."""
    names = (
        call.args[0] for call in nodes(source, ast.Call) if call.args and called(call) == "icon"
    )
    return {text for name in names for text in choices(name)}


def choices(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return choices(node.body) | choices(node.orelse)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return {node.value} if is_text else set()  # type: ignore[attr-defined]


def names_said(source: Source) -> set[str]:
    """Texts that may name an icon: whole, or as a file in a style sheet."""
    values = (node.value for node in nodes(source, ast.Constant))
    texts = {value for value in values if isinstance(value, str)}
    return texts | {name for text in texts for name in SVG.findall(text)}


SVG = re.compile(r"([a-z0-9-]+)\.svg")


def icon_problems(files: set[str], code: list[Source], sheets: str = "") -> list[str]:
    """Icons may be named in a table and drawn elsewhere, so any such text counts as a use."""
    asked = {name for source in code for name in icons_asked_for(source)}
    said = {name for source in code for name in names_said(source)} | set(SVG.findall(sheets))
    missing = [f"no icon {name}" for name in sorted(asked - files)]
    return missing + [f"nobody uses {name}.svg" for name in sorted(files - said)]


def test_icons_exist_and_are_used():
    files = {path.stem for path in ICONS.glob("*.svg")}
    sheets = "".join(path.read_text("utf-8") for path in THEME.rglob("*.qss"))
    problems = icon_problems(files, [s for s in sources() if s.is_in("desktop/ui")], sheets)
    assert not problems, problems


def test_the_icon_rule_sees_both_sides():
    code = [Source("desktop/ui/a.py", 'icon("play" if idle else "pause")\nT = {"x": "key"}\n')]
    assert icon_problems({"play", "pause", "key"}, code) == []
    assert icon_problems({"play", "pause", "key", "up"}, code, "a { url(@icons/up.svg) }") == []
    assert icon_problems({"play", "key"}, code) == ["no icon pause"]
    assert icon_problems({"play", "pause", "key", "sun"}, code) == ["nobody uses sun.svg"]


PLANTED: list[tuple[Rule, str, str]] = [
    (qt_stays_in_the_window, "desktop/media/x.py", "from PySide6.QtGui import QImage"),
    (qt_stays_in_the_window, "desktop/jobs/x.py", "from PySide6 import QtWidgets"),
    (qt_stays_in_the_window, "desktop/__main__.py", "import PySide6.QtMultimedia"),
    (qt_stays_in_the_window, "desktop/cli.py", "def f():\n    import_module('PySide6.QtCore')"),
    (only_app_knows_qasync, "desktop/ui/x.py", "import qasync"),
    (only_app_knows_qasync, "desktop/cli.py", "def f():\n    from qasync import QEventLoop"),
    (only_leonardo_speaks_http, "desktop/leonardo/x.py", "import requests"),
    (only_leonardo_speaks_http, "desktop/leonardo/x.py", "import urllib.request"),
    (only_leonardo_speaks_http, "desktop/leonardo/x.py", "from urllib.request import urlopen"),
    (only_leonardo_speaks_http, "desktop/core/x.py", "from urllib.request import getproxies"),
    (only_leonardo_speaks_http, "desktop/core/x.py", "from urllib import request"),
    (only_leonardo_speaks_http, "desktop/core/x.py", "from urllib.request import urlopen"),
    (only_leonardo_speaks_http, "desktop/__main__.py", "import httpx"),
    (no_nested_event_loop, "desktop/ui/x.py", "dialog.exec()"),
    (no_nested_event_loop, "desktop/ui/x.py", "QMenu(self).exec_(point)"),
    (no_nested_event_loop, "desktop/ui/x.py", "button.clicked.connect(self.menu.exec)"),
    (no_nested_event_loop, "desktop/app.py", "QApplication.processEvents()"),
    (no_nested_event_loop, "desktop/ui/x.py", "QMessageBox.question(self, 'a', 'b')"),
    (no_nested_event_loop, "desktop/ui/x.py", "QtWidgets.QMessageBox.critical(self, 'a', 'b')"),
    (no_nested_event_loop, "desktop/ui/x.py", "QFileDialog.getOpenFileName(self)"),
    (no_nested_event_loop, "desktop/ui/x.py", "QInputDialog.getText(self)"),
    (no_slots_of_qasync, "desktop/app.py", "from qasync import asyncSlot"),
    (no_slots_of_qasync, "desktop/app.py", "@qasync.asyncClose\nasync def f(): ..."),
    (tasks_have_owners, "desktop/jobs/x.py", "asyncio.create_task(work())"),
    (tasks_have_owners, "desktop/jobs/x.py", "loop.create_task(work())"),
    (tasks_have_owners, "desktop/ui/x.py", "from asyncio import ensure_future\nensure_future(w())"),
    (settings_are_a_file, "desktop/ui/x.py", "QSettings('a', 'b').value('c')"),
    (resources_come_from_paths, "desktop/ui/x.py", "HERE = Path(__file__).parent"),
    (resources_come_from_paths, "desktop/ui/x.py", "from importlib import resources"),
    (modules_say_what_lives_here, "desktop/core/x.py", "import os"),
    (modules_say_what_lives_here, "desktop/core/x.py", '"""Paths."""'),
    (files_are_short, "desktop/core/x.py", "x = 1\n" * 401),
    (files_are_named_for_a_noun, "desktop/core/utils.py", ""),
    (files_are_named_for_a_noun, "desktop/core/helpers/x.py", ""),
    (files_are_named_for_a_noun, "desktop/ui/base.py", ""),
    (bugs_are_not_swallowed, "desktop/jobs/x.py", "try: f()\nexcept Exception: log()"),
    (bugs_are_not_swallowed, "desktop/jobs/x.py", "try: f()\nexcept (OSError, Exception): log()"),
    (bugs_are_not_swallowed, "desktop/jobs/x.py", "try: f()\nexcept: log()"),
    (bugs_are_not_swallowed, "desktop/jobs/x.py", "with suppress(Exception): f()"),
    (bugs_are_not_swallowed, "desktop/core/tasks.py", "try: f()\nexcept Exception: pass"),
    (bugs_are_not_swallowed, "desktop/app.py", "try: f()\nexcept BaseException: ..."),
    (colours_are_tokens, "desktop/ui/x.py", "label.setStyleSheet('color: #1a2b3c;')"),
    (colours_are_tokens, "desktop/ui/stage/x.py", "PEN = QColor('#80ffffff')"),
    (colours_are_tokens, "desktop/ui/x.py", "PEN = QColor('#fff')"),
    (colours_are_tokens, "desktop/ui/x.py", "f'color: #1A2B3C; width: {w}px'"),
]

ALLOWED: list[tuple[Rule, str, str]] = [
    (
        only_leonardo_speaks_http,
        "desktop/leonardo/x.py",
        "from urllib.request import getproxies, proxy_bypass",
    ),
    (qt_stays_in_the_window, "desktop/ui/stage/x.py", "from PySide6.QtGui import QImage"),
    (qt_stays_in_the_window, "desktop/app.py", "import PySide6.QtWidgets"),
    (only_app_knows_qasync, "desktop/app.py", "from qasync import QEventLoop"),
    (only_leonardo_speaks_http, "desktop/leonardo/x.py", "import httpx\nimport urllib.parse"),
    (no_nested_event_loop, "desktop/ui/x.py", "dialog.open()\nQMessageBox(self).open()"),
    (no_nested_event_loop, "desktop/library/x.py", "db.execute('select 1')"),
    (tasks_have_owners, "desktop/core/tasks.py", "loop.create_task(work())"),
    (
        tasks_have_owners,
        "desktop/jobs/x.py",
        "async def f():\n  async with asyncio.TaskGroup() as group:\n    group.create_task(w())",
    ),
    (resources_come_from_paths, "desktop/core/paths.py", "HERE = Path(__file__).parent"),
    (modules_say_what_lives_here, "desktop/core/x.py", '"""Where each file lies."""'),
    (files_are_short, "desktop/core/x.py", "x = 1\n" * 400),
    (files_are_named_for_a_noun, "desktop/library/database.py", ""),
    (bugs_are_not_swallowed, "desktop/jobs/x.py", "try: f()\nexcept OSError: log()"),
    (
        bugs_are_not_swallowed,
        "desktop/jobs/x.py",
        "try: f()\nexcept BaseException:\n  g()\n  raise",
    ),
    (bugs_are_not_swallowed, "desktop/app.py", "try: f()\nexcept Exception: log()"),
    (colours_are_tokens, "desktop/ui/theme.py", "ACCENT = '#1a2b3c'"),
    (colours_are_tokens, "desktop/ui/x.py", "title = 'Clip #123456789'"),
]


@pytest.mark.parametrize(("rule", "where", "text"), PLANTED)
def test_a_planted_violation_is_found(rule, where, text):
    assert list(rule(Source(where, text)))


@pytest.mark.parametrize(("rule", "where", "text"), ALLOWED)
def test_what_is_allowed_is_left_alone(rule, where, text):
    assert list(rule(Source(where, text))) == []


def test_every_rule_has_a_planted_violation():
    assert set(RULES) == {rule for rule, _, _ in PLANTED}
