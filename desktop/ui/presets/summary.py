"""What a preset chooses, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from desktop.core.presets import Preset


def _tr(text: str) -> str:
    return QCoreApplication.translate("Presets", text)


def summary(preset: Preset) -> str:
    """ "1280 × 720 · 6 s · sound · private"; then how the prompt begins."""
    size = preset.dimensions
    parts = [
        _tr("size of the picture") if size.is_auto else f"{size.width} × {size.height}",
        _tr("{n} s").format(n=preset.duration_s),
        _tr("sound") if preset.audio else _tr("no sound"),
        _tr("public") if preset.public else _tr("private"),
    ]
    if preset.prefix:
        parts.append(f"“{' '.join(preset.prefix.split())}”")
    return " · ".join(parts)
