"""The studio without its window, timed from the submission of a picture to the queue."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import urllib.request
from pathlib import Path

from desktop.core.catalogue import default_model
from desktop.core.paths import app_paths
from desktop.core.request import GenerationRequest
from desktop.core.settings import Settings
from desktop.jobs.studio import Studio
from tests.bench.children import tell


async def measure(picture: Path, clips: int) -> None:
    """Tell when each clip was submitted, and when its picture had been kept and journalled."""
    studio = await Studio.open(app_paths(), Settings(), os.environ, is_patient=False)
    request = GenerationRequest.default(default_model(), "a slow pan")
    begun, queued = [], []
    try:
        for _ in range(clips):
            begun.append(time.perf_counter())
            job = await studio.queue.submit(
                request, account="leonardo", picture=picture, picture_name=picture.name
            )
            queued.append(time.perf_counter())
            await studio.queue.wait(job.id)
    finally:
        await studio.close()
    tell(begun=begun, queued=queued)


def main() -> int:
    """Arguments: address, picture, clips."""
    origin, picture, clips = sys.argv[1:]
    asyncio.run(measure(Path(picture), int(clips)))
    with urllib.request.urlopen(f"{origin}/submitted", timeout=10) as reply:
        tell(arrived=json.load(reply))
    return 0


if __name__ == "__main__":
    sys.exit(main())
