"""Proves an installer: install, main job, upgrade with a job under way, downgrade, uninstall."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import time
from typing import TYPE_CHECKING

from building import ROOT, say
from PIL import ImageGrab
from windows.installed import OPEN_WITH_KEY, UNINSTALL_KEY, Installed

from desktop.core.secrets import ENTRY, SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from windows.machine import Windows

PICTURE = ROOT / "resources" / "samples" / "rocket.jpg"
NOT_FINISHED, NEWER_IS_THERE = 2, 3
KEY = "a-key-of-nobody"
# The folders this puts a foreign program and a report into, what Windows keeps of its own, and the
# uninstaller's copy of itself, which Windows removes at its next start
TOLERATED = re.compile(
    r"^AppData/Local/Programs(/Other.*)?$|Recent|INetCache|Microsoft/Windows|Temp/~nsu\d*\.tmp"
)
ONLY_IN_OLDER = "only-in-the-older.txt"
_LONG_RENDERING = {"STARTFRAME_SANDBOX_SECONDS": "5"}
_PATIENCE_S, _LOOK_EVERY_S = 90.0, 0.2
_LEAST_KB = 100_000


class Proof:
    """Each step leaves the machine as the next expects it; what does not hold is an AssertionError.

    `installers` are of `versions`, an older one and a newer; `look` is called with the window open;
    `python` has keyring, to leave a key where the app would.
    """

    def __init__(
        self,
        machine: Windows,
        installers: tuple[Path, Path],
        versions: tuple[str, str],
        look: Callable[[], None],
        python: Path,
    ) -> None:
        self.machine = machine
        self.python = python
        self.app = Installed(machine)
        self.older, self.newer = installers
        self.older_version, self.newer_version = versions
        self.look = look

    def run(self) -> None:
        """All steps, in order."""
        before = self.app.files()
        for step in (
            self.leave_others_alone,
            self.install,
            self.self_test,
            self.use,
            self.upgrade,
            self.resume,
            self.refuse_downgrade,
            self.reinstall_while_open,
            self.uninstall,
            self.keep_what_is_to_come,
            self.remove_everything,
        ):
            started = time.monotonic()
            step()
            say(f"    {step.__name__.replace('_', ' ')} ({time.monotonic() - started:.0f} s)")
        self.look_for_traces(before)

    def leave_others_alone(self) -> None:
        """Every program made as this one has a folder `_internal`: another's is not touched."""
        foreign = self.app.folder.parent / "Other" / "_internal" / "theirs.dat"
        foreign.parent.mkdir(parents=True)
        foreign.touch()
        folder = self.machine.spelled(foreign.parents[1])
        done = self.machine.run(self.newer, "/S", f"/D={folder}")
        assert done.returncode == NOT_FINISHED, done.returncode
        assert [path.name for path in foreign.parents[1].rglob("*")] == ["_internal", "theirs.dat"]

    def install(self) -> None:
        self.setup(self.older)
        assert self.app.version() == self.older_version
        entry = self.app.registered(UNINSTALL_KEY)
        assert entry["DisplayName"] == "Startframe", entry
        assert entry["DisplayVersion"] == self.older_version, entry
        assert int(entry["EstimatedSize"], 16) > _LEAST_KB, entry
        assert self.app.shortcut.is_file()
        assert self.app.traces_in_registry()
        assert list(self.app.folder.rglob(ONLY_IN_OLDER))
        assert "Startframe.Picture" in self.app.registered(OPEN_WITH_KEY)

    def self_test(self) -> None:
        report = self.app.folder.parent / "self-test.txt"
        words = ["--self-test", "--on-screen", "--report", self.machine.spelled(report)]
        done = self.app.startframe(*words)
        told = report.read_text(encoding="utf-8")
        report.unlink()
        say(told.rstrip())
        assert done.returncode == 0, done.stdout[-3000:]
        assert "on windows" in told, "not on the platform that users have"

    def use(self) -> None:
        """A clip in the library, a setting of the user's own, a job that is cut off."""
        told = self.generate("A finished clip")
        assert told[-1]["state"] == "ready", told
        self.keychain("set_password", KEY)
        settings = self.app.data / "settings.json"
        settings.write_text('{"version": 1, "theme": "dark"}', encoding="utf-8")
        self.leave_a_job()
        assert self.app.diagnosis()["jobs"]["states"] == {"ready": 1, "generating": 1}

    def upgrade(self) -> None:
        self.setup(self.newer)
        assert self.app.version() == self.newer_version
        assert self.app.registered(UNINSTALL_KEY)["DisplayVersion"] == self.newer_version
        found = self.app.diagnosis()
        assert found["jobs"]["states"] == {"ready": 1, "generating": 1}, found["jobs"]
        assert found["settings"]["theme"] == "dark", found["settings"]
        assert found["database"]["clips"] == 1, found["database"]
        left = [path.name for path in self.app.folder.iterdir()]
        assert sorted(left) == ["Startframe.exe", "Uninstall.exe", "_internal"], left
        assert not list(self.app.folder.rglob(ONLY_IN_OLDER)), "a file of the older one is left"

    def resume(self) -> None:
        done = self.app.startframe("resume", "--json")
        assert done.returncode == 0, done.stdout[-2000:]
        found = self.app.diagnosis()
        assert found["database"]["clips"] == 2, found["database"]  # noqa: PLR2004 - both
        assert len(list(self.app.videos.glob("*.mp4"))) == found["database"]["clips"]

    def refuse_downgrade(self) -> None:
        done = self.machine.run(self.older, "/S")
        assert done.returncode == NEWER_IS_THERE, done.returncode
        assert self.app.version() == self.newer_version

    def reinstall_while_open(self) -> None:
        """The window is closed by the installer, in the way its own Quit does."""
        window = self.app.start("--sandbox")
        until((self.app.data / "calls").is_dir, "the window opens")
        self.look()
        self.setup(self.newer)
        assert window.wait(_PATIENCE_S) == 0, window.returncode
        log = (self.app.data / "Logs" / "startframe.log").read_text(encoding="utf-8")
        assert "Traceback" not in log, log[-3000:]

    def uninstall(self) -> None:
        """The app and its key go; library, settings and videos stay."""
        assert self.keychain("get_password") == KEY
        self.remove()
        assert self.keychain("get_password") == "None"
        assert not self.app.shortcut.exists()
        traces = self.app.traces_in_registry()
        assert not traces, traces
        assert (self.app.data / "startframe.sqlite3").is_file()
        assert (self.app.data / "settings.json").is_file()
        assert len(list(self.app.videos.glob("*.mp4"))) == 2  # noqa: PLR2004 - both clips

    def keep_what_is_to_come(self) -> None:
        """A clip that may have been paid for is not given up by a silent uninstaller."""
        self.setup(self.newer, "/NOOPENWITH")
        assert not self.app.registered(OPEN_WITH_KEY)
        self.leave_a_job()
        self.pretend_it_is_paid()
        self.remove("/DELETEDATA")
        assert (self.app.data / "startframe.sqlite3").is_file()

    def remove_everything(self) -> None:
        self.setup(self.newer)
        self.pretend_it_is_paid(account="sandbox")
        self.remove("/DELETEDATA")
        assert not self.app.data.exists(), sorted(self.app.data.rglob("*"))

    def look_for_traces(self, before: set[Path]) -> None:
        """Of all that was written in the user's folders only the videos are left."""
        new = {path.relative_to(self.machine.home) for path in self.app.files() - before}
        videos = self.app.videos.relative_to(self.machine.home)
        left = [path for path in new if not path.is_relative_to(videos)]
        if not self.machine.is_ours_alone:
            left = [path for path in left if "startframe" in path.as_posix().lower()]
        strange = sorted(str(path) for path in left if not TOLERATED.search(path.as_posix()))
        assert not strange, strange
        say(f"    left: {len(list(self.app.videos.glob('*.mp4')))} videos")

    # ── hands ────────────────────────────────────────────────────────────────────────────────

    def setup(self, installer: Path, *options: str) -> None:
        done = self.machine.run(installer, "/S", *options)
        assert done.returncode == 0, f"{installer.name}: {done.returncode}\n{done.stdout[-2000:]}"

    def remove(self, *options: str) -> None:
        """Uninstall silently; the uninstaller goes on in a copy of itself, so wait for the end."""
        self.machine.run(self.app.uninstaller, "/S", *options)
        until(lambda: not self.app.folder.exists(), "the uninstaller ends")

    def keychain(self, verb: str, *words: str) -> str:
        """What keyring answers for the app's entry."""
        given = ", ".join(map(repr, (SERVICE, ENTRY, *words)))
        code = f"import keyring; print(keyring.{verb}({given}))"
        return self.machine.run(self.python, "-c", code).stdout.split()[-1]

    def generate(self, prompt: str) -> list[dict[str, object]]:
        words = ("generate", self.machine.spelled(PICTURE), "--sandbox", "--json")
        done = self.app.startframe(*words, "--prompt", prompt, STARTFRAME_SANDBOX_SECONDS="0")
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        assert lines, done.stdout[-3000:]
        return [json.loads(line) for line in lines]

    def leave_a_job(self) -> None:
        """Kill the program while a clip is being made."""
        words = ("generate", self.machine.spelled(PICTURE), "--sandbox", "--json", "--prompt", "b")
        program = self.app.start(*words, **_LONG_RENDERING)
        assert program.stdout is not None
        for line in program.stdout:
            if '"generating"' in line:
                break
        with program:
            program.kill()

    def pretend_it_is_paid(self, account: str = "leonardo") -> None:
        """Give the unfinished job to another account, by the database itself."""
        database = sqlite3.connect(self.app.data / "startframe.sqlite3", isolation_level=None)
        with contextlib.closing(database) as connection:
            query = "UPDATE jobs SET record = json_set(record, '$.account', ?) WHERE state = ?"
            connection.execute(query, (account, "generating"))


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for what happens in another program."""
    deadline = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {_PATIENCE_S:.0f} s"
        time.sleep(_LOOK_EVERY_S)


def screenshot(display: str, target: Path) -> None:
    """What is on the screen, as a PNG."""
    ImageGrab.grab(xdisplay=display).save(target)
