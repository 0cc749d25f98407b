"""How long it is from Generate to the POST on the wire, with a picture of twelve megapixels."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from tests.bench import children
from tests.bench.figure import Figure

SIZE = (4000, 3000)
CLIPS = 6
KEY = "00000000-0000-4000-8000-000000000000"


def measure() -> list[Figure]:
    """The first clip of a session, which also makes the clients, and those after it."""
    with tempfile.TemporaryDirectory(prefix="startframe-bench-") as folder, children.server() as at:
        picture = Path(folder) / "twelve-megapixels.jpg"
        photograph().save(picture, quality=92)
        told = children.run(
            "generating",
            at,
            picture,
            CLIPS,
            LEONARDO_API_URL=f"{at}/api/rest",
            LEONARDO_API_KEY=KEY,
        )
        size_mb = picture.stat().st_size / 1e6
    wire = [(at - begun) * 1000 for at, begun in zip(told["arrived"], told["begun"], strict=True)]
    kept = [(at - begun) * 1000 for at, begun in zip(told["queued"], told["begun"], strict=True)]
    later = statistics.median(wire[1:])
    return [
        Figure(
            "Generate to POST on the wire, 12-megapixel JPEG",
            later,
            "ms",
            note=f"{wire[0]:.0f} ms for the first in a session",
            details={
                "measured": "queue.submit() to the arrival of POST /v2/generations: picture"
                " checked, kept, cropped and encoded, ticket, upload, each step journalled",
                "picture_mb": round(size_mb, 1),
                "each_ms": [round(ms) for ms in wire],
                "until_queued_ms": [round(ms) for ms in kept],
            },
        )
    ]


def photograph() -> Image.Image:
    """A picture as large on disk as a camera's: a soft gradient with grain."""
    gradient = Image.radial_gradient("L").resize(SIZE)
    channels = [ImageChops.offset(gradient, shift, shift // 2) for shift in (0, 400, 900)]
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    return ImageChops.add(Image.merge("RGB", channels), grain, offset=-128)
