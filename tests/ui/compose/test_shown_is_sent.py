"""What the framing editor shows and what arrives differ by nothing but encoding."""

from __future__ import annotations

import asyncio
import io
import random

import pytest_asyncio
from PIL import Image
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QImage

from desktop.core.catalogue import default_model
from desktop.core.tasks import TaskOwner
from desktop.leonardo.client import LeonardoClient
from desktop.media.framing import Bars, Fit, Framing
from desktop.media.prepare import prepare
from desktop.sandbox.server import Sandbox
from desktop.ui.compose import proofs, start_frame
from desktop.ui.compose.frame_display import FrameDisplay
from tests.media.likeness import likeness_db
from tests.media.making import stored_turned
from tests.ui.compose.conftest import until

FRAMINGS = 100
ENOUGH_DB = 40.0
AREA, RATIO = QRectF(0, 0, 338, 226), 1.5
SIZES = [pair for pair in default_model().dimensions if not pair.is_auto]


@pytest_asyncio.fixture
async def sandbox(tmp_path):
    """Where a started sandbox keeps what arrives, and a client of it."""
    started = Sandbox(tmp_path / "sandbox", render_s=0.0)
    await asyncio.to_thread(started.start)
    client = LeonardoClient(started.key, base_url=started.url)
    yield tmp_path / "sandbox", client
    await client.close()
    await asyncio.to_thread(started.stop)


@pytest_asyncio.fixture
async def display(qapp, monkeypatch):
    monkeypatch.setattr(proofs, "RESTS_AFTER_S", 0.0)
    tasks = TaskOwner()
    parent = QObject()
    yield FrameDisplay(tasks, parent)
    await tasks.close()
    parent.deleteLater()


def pictures(samples, folder):
    """Photographs, and a large picture a camera has turned."""
    yield from (samples / name for name in ("rocket.jpg", "coffee.png", "chelsea.png"))
    turned = folder / "turned.jpg"
    large = Image.open(samples / "coffee.png").convert("RGB").resize((2401, 1601))
    turned.write_bytes(stored_turned(large, 6, "JPEG"))
    yield turned


def any_framing(chance: random.Random, number: int) -> Framing:
    """By chance, each fit with each kind of bars in its turn."""
    return Framing(
        fit=list(Fit)[number % 3],
        x=chance.random(),
        y=chance.random(),
        zoom=chance.choice([1.0, chance.uniform(0.3, 5.0)]),
        bars=list(Bars)[number // 3 % 3],
        colour=f"#{chance.randrange(1 << 24):06x}",
    )


def pillow(image: QImage) -> Image.Image:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    size, stride = (rgb.width(), rgb.height()), rgb.bytesPerLine()
    return Image.frombytes("RGB", size, bytes(rgb.constBits()), "raw", "RGB", stride)


async def test_over_a_hundred_framings(display, sandbox, samples, tmp_path):
    store, client = sandbox
    chance = random.Random(4)
    frames = [
        await start_frame.bring_in(path, tmp_path / "frames")
        for path in pictures(samples, tmp_path)
    ]
    found: dict[str, float] = {}
    for number in range(FRAMINGS):
        frame, dimensions = frames[number % len(frames)], chance.choice(SIZES)
        framing = any_framing(chance, number)
        display.show_frame(frame)
        display.dimensions, display.framing = dimensions, framing
        display.want(AREA, RATIO)
        await until(lambda: display.proof is not None)
        target = tmp_path / "sent.jpg"
        sent = await asyncio.to_thread(prepare, frame.path, dimensions, target, framing)
        image_id = await client.upload(sent)
        [arrived] = store.rglob(f"{image_id}{sent.suffix}")
        with Image.open(io.BytesIO(arrived.read_bytes())) as received:
            assert display.proof is not None
            shown = pillow(display.proof.toImage())
            small = received.resize(shown.size, Image.Resampling.LANCZOS)
        key = f"{number}: {frame.name} {dimensions} {framing}"
        found[key] = likeness_db(shown, small)
    assert len(found) == FRAMINGS
    poor = {key: likeness for key, likeness in found.items() if likeness <= ENOUGH_DB}
    assert not poor
