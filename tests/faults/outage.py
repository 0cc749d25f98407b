"""The network taken away for real, under the real window: `dev.py test --faults --outage S`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from desktop.sandbox.server import Sandbox
from tests.faults.audit import PROMISES, audit
from tests.faults.home import Home
from tests.faults.pictures import grain
from tests.faults.program import KEY, environment
from tests.faults.victim import Aim, Victim

RENDERING_S = 25.0
SETTLING_S = 0.3
START_LIMIT_S = 30.0
LOOK_EVERY_S = 0.5
AFTERWARDS_S = 120.0
SIZE = ("--size", "400x736", "--duration", "3", "--no-audio")
LEFT_AT = (
    Aim("queued", line="queued"),
    Aim("uploading", moment="arrival", part="/v1/init-image", at_once=True),
    Aim("submitting", moment="creation", at_once=True),
    Aim("generating", line="generating"),
    Aim("generating", line="generating"),
    Aim("downloading", moment="sending", part=".mp4", at_once=True),
)


def main(seconds: float) -> int:
    """Clips left at every stage, a window that takes them up, no network; 0 when all are made."""
    with tempfile.TemporaryDirectory(prefix="startframe-outage-") as name:
        folder = Path(name)
        (folder / "cat.jpg").write_bytes(grain())
        with Sandbox(
            folder / "sandbox",
            render_s=RENDERING_S,
            uses_stock_films=True,
            balance_usd=Decimal(1000),
        ) as sandbox:
            return _run(seconds, folder, sandbox)


def _run(seconds: float, folder: Path, sandbox: Sandbox) -> int:
    home = Home(folder / "home")
    prompts = [f"clip {number}" for number in range(len(LEFT_AT))]
    for prompt, aim in zip(prompts, LEFT_AT, strict=True):
        words = ["generate", str(folder / "cat.jpg"), "--prompt", prompt, *SIZE, "--json"]
        Victim(home.folder, sandbox, words, aim, 0.0).kill()
    _tell("left", home)
    is_asking = threading.Event()
    sandbox.onlookers.add(lambda _moment, _subject: is_asking.set())
    window = subprocess.Popen(
        [sys.executable, "-m", "desktop"],
        env=environment(home.folder, sandbox.url) | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        is_asking.wait(START_LIMIT_S)
        time.sleep(SETTLING_S)  # some clips are on their way again, others still wait
        sandbox.go_offline()
        _tell("offline", home)
        time.sleep(seconds)
        _tell(f"after {seconds:g} s without a network", home)
        sandbox.go_online()
        took_s = _until_finished(home)
    finally:
        window.kill()
        window.wait()
    _tell("in the end", home)
    found = audit(home, sandbox.books, set(prompts), (KEY,))
    print(f"all clips ready {took_s:.1f} s after the network was back")
    for promise in PROMISES:
        print(f"{promise}: {len(found.wrong.get(promise, []))}", *found.wrong.get(promise, []))
    return 0 if found.ready == len(prompts) and not found.wrong else 1


def _until_finished(home: Home) -> float:
    begun = time.monotonic()
    while time.monotonic() - begun < AFTERWARDS_S:
        if all(job.state == "ready" for job in home.jobs()):
            break
        time.sleep(LOOK_EVERY_S)
    return time.monotonic() - begun


def _tell(when: str, home: Home) -> None:
    states = Counter(job.state for job in home.jobs())
    told = ", ".join(f"{count} {state}" for state, count in states.items())
    print(f"{when}: {told}", flush=True)
