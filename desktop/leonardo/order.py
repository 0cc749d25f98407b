"""One download as it is ordered: everything there is to know, whoever carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.leonardo.address import Addresses
from desktop.leonardo.download import Download

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.leonardo.clients import Timeouts
    from desktop.leonardo.progress import Progress
    from desktop.leonardo.transport import Sleep


@dataclass(frozen=True)
class Order:
    """The video at `url`, to be received into `part`. `url` may be signed: it is not shown."""

    url: str
    part: Path
    base_url: str
    timeouts: Timeouts

    def __repr__(self) -> str:
        return f"Order({self.part.name!r})"

    @property
    def is_local(self) -> bool:
        """Whether the API is on this machine. Raises InvalidRequest."""
        return Addresses(self.base_url).is_local

    def download(self, progress: Progress, sleep: Sleep) -> Download:
        """The work itself. Raises InvalidRequest."""
        addresses = Addresses(self.base_url)
        return Download(
            self.url, self.part, addresses, progress, timeouts=self.timeouts, sleep=sleep
        )
