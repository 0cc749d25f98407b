"""A library made anew from nothing but its folder is the library that was lost, field by field.

So many clips as STARTFRAME_REBUILD_CLIPS says, among five times as many files of others; a few
where it says nothing: two thousand take some minutes.
"""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.core.catalogue import default_model
from desktop.core.cost import Cost
from desktop.core.notices import FolderSearched
from desktop.core.origin import Origin
from desktop.core.paths import app_paths
from desktop.core.request import GenerationRequest
from desktop.jobs import studio as studio_module
from desktop.library import sidecars
from desktop.library.clips import Clip
from desktop.library.recipes import recipe_of
from desktop.media import exports, recipe
from desktop.media.probe import probe
from tests.jobs.test_studio import opened
from tests.media.counted import counted_film
from tests.media.making import film

COUNT = int(os.environ.get("STARTFRAME_REBUILD_CLIPS", "24"))
FOREIGN_TIMES = 5
WORDS = ("lift off", "猫が窓辺で眠る", "Ein Löwe 🦁 blinzelt\n„langsam“", "", "100 % sure; {a|b}")


@pytest.fixture
def films(tmp_path):
    """A few films of ours and of others."""
    return [
        film(tmp_path / "sound.mp4", sound=True),
        counted_film(tmp_path / "silent.mp4", [40 * i for i in range(12)], size=(96, 54)),
        counted_film(tmp_path / "odd.mp4", [0, 40, 50, 200, 210], size=(54, 96)),
    ]


def told_clip(number: int, dice: random.Random, source: Path, ids: list[str]) -> Clip:
    """All that a recipe can say, and what it can leave out."""
    model, facts = default_model(), probe(source)
    sizes = [size for size in model.dimensions if not size.is_auto]
    kept = app_paths().frames / f"{dice.getrandbits(256):064x}.png"
    return Clip(
        id=str(uuid.UUID(int=dice.getrandbits(128))),
        account=dice.choice(("sandbox", "leonardo", "account-0123456789ab")),
        request=GenerationRequest(
            model,
            dice.choice(WORDS),
            dice.choice(sizes),
            dice.choice(list(model.durations_s)),
            audio=dice.random() < 0.5,
            public=dice.random() < 0.5,
        ),
        created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number, microseconds=7),
        video=app_paths().videos / f"clip {number} 🎬.mp4",
        poster=None,
        frame=kept if number % 3 else None,
        frame_name=dice.choice(("IMG_1.JPG", "Käse größer.png", "")),
        width=facts.width,
        height=facts.height,
        duration_s=facts.duration_s,
        has_audio=facts.audio_codec is not None,
        size_bytes=0,
        generation_id=f"1f1e6b6d-{number}" if number % 5 else None,
        cost=Cost(Decimal("1.4352"), "DOLLARS") if number % 4 else None,
        is_nsfw=number % 7 == 0,
        rendering_s=dice.uniform(40, 160) if number % 2 else None,
        origin=Origin(dice.choice(ids), 5.96) if ids and number % 3 == 0 else None,
        title=f"Take {number} „gut“" if number % 4 == 1 else "",
        notes="for the trailer\nnot the second half" if number % 6 == 1 else "",
        is_favourite=number % 5 == 2,
        is_rejected=number % 9 == 0,
    )


def placed(clip: Clip, source: Path) -> Clip:
    """Its file in the folder with the recipe inside, as shelving leaves it."""
    facts = recipe.write(source, clip.video, recipe_of(clip))
    if clip.frame is not None:
        clip.frame.write_bytes(b"a start frame")
    if sidecars.has_words(clip):
        assert sidecars.write(clip, recipe_of(clip))
    poster = app_paths().posters / f"{clip.id}.jpg"
    return dataclasses.replace(clip, size_bytes=facts.size_bytes, poster=poster)


def strew(films: list[Path], count: int) -> None:
    """Files of others: whole films, halves, none at all, what was exported, what is no film."""
    videos = app_paths().videos
    for number in range(count):
        target = videos / f"foreign {number}.mp4"
        match number % 5:
            case 0:
                shutil.copy(films[number % len(films)], target)
            case 1:
                target.write_bytes(films[0].read_bytes()[:700])
            case 2:
                target.touch()
            case 3:  # a part of a clip, which names it
                exports.without_sound(next(app_paths().videos.glob("clip *.mp4")), target)
            case _:
                target.write_bytes(b"%PDF-1.7 no film at all" * 9)


async def test_the_library_is_equal_after_its_database_was_deleted(video, films, monkeypatch):
    monkeypatch.setattr(studio_module, "_BACKUP_AFTER_S", 3600.0)  # with many clips it takes longer
    paths, dice = app_paths(), random.Random(7)
    for folder in (paths.videos, paths.frames, paths.posters):
        folder.mkdir(parents=True, exist_ok=True)
    studio = await opened(video)
    ids: list[str] = []
    for number in range(COUNT):
        source = films[number % len(films)]
        clip = placed(told_clip(number, dice, source, ids), source)
        await studio.library.add(clip)
        ids.append(clip.id)
    for name in ("Trailer", "Löwen 🦁"):
        number = await studio.collections.make(name)
        await studio.collections.put(number, dice.sample(ids, COUNT // 3))
    collected = await studio.collections.names_of(ids)
    strew(films, FOREIGN_TIMES * COUNT)
    lost = {clip.id: clip for clip in await studio.library.all()}
    assert len(lost) == COUNT
    await studio.close()
    for file in paths.database.parent.glob("startframe.sqlite3*"):
        file.unlink()
    told: list[object] = []
    again = await opened(video)
    again.notices.subscribe(told.append)
    assert await again.library.all() == []
    await again.search_folder()
    found = {clip.id: clip for clip in await again.library.all()}
    assert await again.collections.names_of(ids) == collected
    await again.close()
    assert found.keys() == lost.keys()
    for clip_id, clip in lost.items():
        assert dataclasses.asdict(found[clip_id]) == dataclasses.asdict(clip)
    assert told == [FolderSearched(clips=COUNT, ignored=FOREIGN_TIMES * COUNT)]
