"""How the start frame is laid, in one sentence for who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.media.framing import Fit
from desktop.ui.compose.frame_view import effect

if TYPE_CHECKING:
    from desktop.core.catalogue import Dimensions
    from desktop.media.framing import Framing
    from desktop.ui.compose.start_frame import StartFrame


def _tr(text: str) -> str:
    return QCoreApplication.translate("FramingWords", text)


def described(frame: StartFrame | None, dimensions: Dimensions, framing: Framing) -> str:
    """ "Fill, zoom 120 %, crops 32 %."; empty without a picture."""
    if frame is None:
        return ""
    if dimensions.is_auto:
        return _tr("The model follows your picture.")
    modes = {Fit.FILL: _tr("Fill"), Fit.FIT: _tr("Fit"), Fit.FREE: _tr("Free")}
    told = [modes[framing.fit]]
    if framing.fit is not Fit.FIT:
        told.append(_tr("zoom {n} %").format(n=round(100 * framing.zoom)))
    words = _tr("crops {n} %"), _tr("bars {n} %")
    told += effect(frame.width, frame.height, dimensions, framing, words).split(" · ")
    return f"{', '.join(filter(None, told))}."
