"""Pictures of noise: their films come in several pieces."""

from __future__ import annotations

import io

from PIL import Image


def grain() -> bytes:
    """A small one."""
    return _noise(100, 184)


def large_grain() -> bytes:
    """One whose preparing takes long enough to be hit."""
    return _noise(1200, 2208)


def _noise(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(content, "JPEG")
    return content.getvalue()
