"""Whether a secret stands in anything the app wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURE = "X-Amz-Signature"


def leaks(folder: Path, *secrets: str) -> list[Path]:
    """The files under `folder` that hold one of `secrets`, or a signed upload's signature."""
    wanted = [secret.encode() for secret in (SIGNATURE, *secrets)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(one in path.read_bytes() for one in wanted)]
