"""The real program, killed as a process: at a line it wrote, or at a moment of its server."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults.program import environment

if TYPE_CHECKING:
    from desktop.sandbox.server import Sandbox

LIMIT_S = 60.0
LONGEST_DELAY_S = 0.05


@dataclass(frozen=True)
class Aim:
    """When to kill: as soon as `line` is the state told, or `moment` comes at the sandbox.

    `part` is a part of the moment's subject, `count` how many such moments there are to be, the
    last one included. With neither it is some time after the start. With `at_once` the kill
    comes in the sandbox's own thread, before its reply; else after a delay of up to 50 ms.
    `fault` is on while the program runs.
    """

    state: str
    line: str = ""
    moment: str = ""
    part: str = ""
    count: int = 1
    at_once: bool = False
    fault: str = ""

    @property
    def needs_words(self) -> bool:
        """Whether only a program that tells its states can be hit."""
        return bool(self.line)


_SUBMISSION = "POST /api/rest/v2/generations"
_POLL = "GET /api/rest/v1/generations/1"
_LIST = "GET /api/rest/v1/generations/user/"
_FILM = ".mp4"
AIMS = (
    Aim("queued", line="queued"),
    Aim("preparing", line="preparing"),
    Aim("uploading", line="uploading"),
    Aim("uploading", moment="arrival", part="/v1/init-image", at_once=True),
    Aim("uploading", moment="arrival", part="POST /storage/"),
    Aim("submitting", line="submitting"),
    Aim("submitting", moment="arrival", part=_SUBMISSION, at_once=True),
    Aim("submitting", moment="arrival", part=_SUBMISSION, at_once=True, fault="lost-request"),
    Aim("submitting", moment="creation", at_once=True),
    Aim("submitting", moment="creation", at_once=True, fault="slow-network"),
    Aim("unconfirmed", moment="arrival", part=_LIST, fault="lost-reply"),
    Aim("unconfirmed", moment="arrival", part=_LIST, at_once=True, fault="server-error-created"),
    Aim("generating", line="generating"),
    Aim("generating", moment="arrival", part=_POLL),
    Aim("generating", moment="arrival", part=_POLL, at_once=True, count=2),
    Aim("downloading", line="downloading"),
    Aim("downloading", moment="arrival", part=_FILM, at_once=True),
    Aim("downloading", moment="sending", part=_FILM, at_once=True),
    Aim("downloading", moment="sending", part=_FILM, at_once=True, count=4),
    Aim("downloading", moment="sending", part=_FILM),
    Aim("ready", line="ready"),
    Aim("anywhere"),
)
LONGEST_ANYWHERE_S = 1.0


class Victim:
    """`python -m desktop …` on its way to be killed. `delay` is a number from 0 to 1."""

    def __init__(
        self, home: Path, sandbox: Sandbox, arguments: list[str], aim: Aim, delay: float
    ) -> None:
        self.aim = aim
        self._delay = delay
        self._left = aim.count
        self._is_due = threading.Event()
        self._is_over = False
        self._forget = sandbox.onlookers.add(self._see)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "desktop", *arguments],
            env=environment(home, sandbox.url) | {"QT_QPA_PLATFORM": "offscreen"},
            cwd=home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def kill(self, limit_s: float = LIMIT_S) -> bool:
        """Wait for the moment, kill; False when the program ended by itself before."""
        if not (self.aim.line or self.aim.moment):
            self._is_due.wait(self._delay * LONGEST_ANYWHERE_S)
        elif self._is_due.wait(limit_s) and not self.aim.at_once:
            time.sleep(self._delay * LONGEST_DELAY_S)
        self._process.kill()
        code = self._process.wait(LIMIT_S)
        self._forget()
        self._reader.join(LIMIT_S)
        return code < 0 or sys.platform == "win32"

    def _see(self, moment: str, subject: str) -> None:
        """In the sandbox's thread: it answers once this has returned."""
        if moment != self.aim.moment or self.aim.part not in subject or self._is_over:
            return
        self._left -= 1
        if self._left <= 0:
            if self.aim.at_once:
                self._process.kill()
            self._due()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                if self.aim.line and _state(line) == self.aim.line:
                    self._due()
        self._due()

    def _due(self) -> None:
        self._is_over = True
        self._is_due.set()


def _state(line: str) -> Any:
    try:
        return json.loads(line).get("state")
    except ValueError:  # the last line of a killed program may be half of one
        return None


def finish(home: Path, sandbox: Sandbox) -> tuple[int, str]:
    """`resume`, to its end; its exit code, and everything it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "resume", "--json"],
        env=environment(home, sandbox.url),
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=2 * LIMIT_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
