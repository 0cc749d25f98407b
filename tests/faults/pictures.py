"""A picture whose film comes in several pieces."""

from __future__ import annotations

import io

from PIL import Image


def grain() -> bytes:
    """Noise, as a PNG."""
    content = io.BytesIO()
    Image.effect_noise((100, 184), 40).save(content, "PNG")
    return content.getvalue()
