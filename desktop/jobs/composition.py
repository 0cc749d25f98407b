"""What is ordered: a request, the picture it starts from, how that is laid into its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.media.framing import WHOLE, Framing

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.errors import Problem
    from desktop.core.origin import Origin
    from desktop.core.request import GenerationRequest
    from desktop.jobs.job import Job


@dataclass(frozen=True)
class Composition:
    """One clip to be. `picture` is any readable file, `picture_name` what the user knows it as.

    `output` is where the clip is to lie; without one it gets a plain name in the videos folder.
    `typed` is the prompt as it stood in the box, with its wildcards; "" where nobody typed one.
    `origin` is the frame of another clip that the picture is, where it is one.
    """

    request: GenerationRequest
    picture: Path
    picture_name: str
    framing: Framing = WHOLE
    output: Path | None = None
    typed: str = ""
    origin: Origin | None = None


@dataclass(frozen=True)
class Placed:
    """What became of several orders: those that are jobs now, and with its reason what is none."""

    ordered: tuple[tuple[Composition, Job], ...] = ()
    refused: tuple[tuple[Composition, Problem], ...] = ()

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(job for _composition, job in self.ordered)
