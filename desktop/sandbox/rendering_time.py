"""How long the sandbox takes for a clip, as the environment asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS_VARIABLE = "STARTFRAME_SANDBOX_SECONDS"
DEFAULT_S = 8.0
LONGEST_S = 3600.0


def rendering_time_s(environ: Mapping[str, str]) -> float:
    """STARTFRAME_SANDBOX_SECONDS, or 8. Raises InvalidRequest for what is no such number."""
    text = environ.get(SECONDS_VARIABLE, "").strip()
    try:
        seconds = float(text) if text else DEFAULT_S
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_S:  # also refuses nan
        allowed = [f"0 to {LONGEST_S:.0f}"]
        raise InvalidRequest(field=SECONDS_VARIABLE, value=text, allowed=allowed)
    return seconds
