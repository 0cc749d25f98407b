"""What is ordered: a request, the picture it starts from, how that is laid into its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.media.framing import WHOLE, Framing

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.request import GenerationRequest


@dataclass(frozen=True)
class Composition:
    """One clip to be. `picture` is any readable file, `picture_name` what the user knows it as.

    `typed` is the prompt as it stood in the box, with its wildcards; "" where nobody typed one.
    """

    request: GenerationRequest
    picture: Path
    picture_name: str
    framing: Framing = WHOLE
    typed: str = ""
