"""Whether a secret stands in anything the app wrote."""

from __future__ import annotations

import base64
import urllib.parse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURE = "X-Amz-Signature"


def leaks(folder: Path, *secrets: str) -> list[Path]:
    """The files under `folder` that hold one of `secrets`, or a signed upload's signature.

    In any case of letters, also quoted for an address, in UTF-16 or in base64.
    """
    wanted = {form for secret in (SIGNATURE, *secrets) for form in _forms(secret)}
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if _holds(path.read_bytes().lower(), wanted)]


def _holds(content: bytes, wanted: set[bytes]) -> bool:
    return any(form in content for form in wanted)


def _forms(secret: str) -> list[bytes]:
    texts = (secret, urllib.parse.quote(secret, safe=""))
    encoded = [base64.b64encode(secret.encode()).rstrip(b"=")[:-1]]
    encoded += [text.encode(name) for text in texts for name in ("utf-8", "utf-16-le")]
    return [form.lower() for form in encoded]
