"""Fills the database of a fresh home with clips as years of work would, and with their jobs."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desktop.core.catalogue import default_model
from desktop.core.cost import Cost
from desktop.core.origin import Origin
from desktop.core.paths import app_paths, resource
from desktop.core.request import GenerationRequest
from desktop.jobs.job import Job, JobState
from desktop.jobs.journal import Journal
from desktop.library import clips
from desktop.library.clips import Clip
from desktop.library.database import Database

BEGAN = datetime(2022, 1, 1, tzinfo=UTC)
EVERY = timedelta(minutes=23)
TEXT = (
    "the a slow camera pans over wide valley while clouds move rocket lifts off steam rises from"
    " cup of coffee she blinks and looks to her left waves break on shore at dusk morning light"
    " through window gentle push-in close-up neon street rain reflections cat turns its head"
    " leaves fall golden hour handheld drone shot city skyline snow drifts past lantern"
    " Straßenbahn im Regen Café au lait дождь над городом 猫が窓辺で眠る 고양이가 잔다"
)


def made(number: int, dice: random.Random, posters: list[str]) -> Clip:
    """The n-th clip: of some size, length and account, sometimes a favourite or another's child."""
    model = default_model()
    prompt = " ".join(dice.choices(TEXT.split(), k=dice.randint(5, 30)))
    size = dice.choice([one for one in model.dimensions if not one.is_auto])
    seconds = dice.choice(list(model.durations_s))
    paths = app_paths()
    return Clip(
        id=f"{number:08x}-ef53-472f-9b93-aa0a26bd0944",
        account=dice.choice(("leonardo", "sandbox")),
        request=GenerationRequest(model, prompt, size, seconds, audio=True, public=False),
        created_at=BEGAN + number * EVERY,
        video=paths.videos / f"2026-11-22 20-53 {prompt[:60]} {number}.mp4",
        poster=paths.posters / dice.choice(posters),
        frame=paths.frames / f"{dice.getrandbits(256):064x}.png",
        frame_name=f"IMG_{number % 10_000:04}.jpg",
        width=size.width,
        height=size.height,
        duration_s=seconds + 0.04,
        has_audio=dice.random() < 0.8,
        size_bytes=dice.randint(1_000_000, 9_000_000),
        generation_id=f"1f1e6b6d-{number:08x}",
        cost=Cost(Decimal("1.4352"), "DOLLARS"),
        rendering_s=dice.uniform(40, 160),
        origin=Origin(f"{number - 1:08x}-ef53-472f-9b93-aa0a26bd0944", 5.96)
        if number and dice.random() < 0.2
        else None,
        is_favourite=dice.random() < 0.05,
        is_rejected=dice.random() < 0.03,
    )


def job_of(clip: Clip, place: float) -> Job:
    """The job that made it: it stays in the journal with its timeline."""
    return Job(
        id=clip.id,
        account=clip.account,
        request=clip.request,
        state=JobState.READY,
        created_at=clip.created_at,
        changed_at=clip.created_at,
        frame=clip.frame or clip.video,
        frame_name=clip.frame_name,
        generation_id=clip.generation_id,
        place=place,
    )


def insert_all(connection: sqlite3.Connection, wanted: list[Clip]) -> None:
    for clip in wanted:
        clips.insert(connection, clip)


async def make(count: int) -> None:
    """A database with so many clips, and some posters."""
    paths = app_paths()
    paths.posters.mkdir(parents=True)
    samples = [path for path in resource("samples").iterdir() if path.suffix in {".jpg", ".png"}]
    for number in range(40):
        sample = samples[number % len(samples)]
        shutil.copy(sample, paths.posters / f"{sample.stem}-{number}{sample.suffix}")
    posters = sorted(path.name for path in paths.posters.iterdir())
    dice = random.Random(5)
    wanted = [made(number, dice, posters) for number in range(count)]
    database = Database(paths.database)
    await database.open()
    await database.write(lambda connection: insert_all(connection, wanted))
    await Journal(database).add(*(job_of(clip, place) for place, clip in enumerate(wanted)))
    await database.close()


if __name__ == "__main__":
    asyncio.run(make(int(sys.argv[1])))
