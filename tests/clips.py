"""A database in a folder of its own, and clips to put into it."""

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from desktop.core.catalogue import default_model
from desktop.core.cost import Cost
from desktop.core.request import GenerationRequest
from desktop.library.clips import Clip
from desktop.library.database import Database


@pytest_asyncio.fixture
async def database(tmp_path):
    opened = Database(tmp_path / "data" / "startframe.sqlite3")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def make_clip():
    whole = Clip(
        id="clip-1",
        account="leonardo",
        request=GenerationRequest.default(default_model(), "the rocket lifts off – 海"),
        created_at=datetime(2026, 11, 22, 18, 5, 7, 123456, tzinfo=UTC),
        video=Path("videos") / "rocket.mp4",
        poster=Path("posters") / "clip-1.jpg",
        frame=Path("frames") / "abc.png",
        frame_name="rocket.png",
        width=1280,
        height=720,
        duration_s=6.04,
        has_audio=True,
        size_bytes=4_000_000,
        generation_id="gen-1",
        cost=Cost(Decimal("1.4352"), "DOLLARS"),
    )

    def make(**values) -> Clip:
        return dataclasses.replace(whole, **values)

    return make
