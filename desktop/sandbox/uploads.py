"""Upload tickets and the pictures that came in on them."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import hmac
import json
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.core import atomic
from desktop.sandbox.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}
TICKET_LIFE_S = 120.0
MAX_BYTES = 25_000_000
FIELD_NAMES = (
    "Content-Type",
    "bucket",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Security-Token",
    "key",
    "Policy",
    "X-Amz-Signature",
)
BUCKET = "startframe-sandbox-uploads"


@dataclass(frozen=True)
class Upload:
    """An init image; a picture is there once `is_received`.

    The fields of its ticket must come back unchanged. They are signed, so they are not kept:
    `seal` is what shows that they are the same.
    """

    id: str
    extension: str
    key: str
    seal: str
    created_at: float
    is_received: bool = False

    @property
    def is_expired(self) -> bool:
        """Whether the two minutes of the ticket are over (leonardo-api.md section 2.2)."""
        return time.time() > self.created_at + TICKET_LIFE_S

    def fits(self, fields: dict[str, str]) -> bool:
        """Whether these are the fields of its ticket."""
        return self.seal == _seal(fields)


class Uploads:
    """Every ticket given out, with `<id>.<extension>` beside its record."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder)

    def load(self) -> None:
        """Read what is there. Raises OSError."""
        self._shelf.load()

    def issue(self, extension: str, user_id: str) -> tuple[Upload, dict[str, str]]:
        """A new ticket for a picture of this extension, and its fields."""
        upload_id = str(uuid.uuid4())
        key = f"users/{user_id}/initImages/{upload_id}.{extension}"
        now = time.time()
        fields = _fields(key, extension, now)
        upload = Upload(upload_id, extension, key, _seal(fields), now)
        self._shelf.put(upload_id, dataclasses.asdict(upload))
        return upload, fields

    def get(self, upload_id: str) -> Upload | None:
        record = self._shelf.get(upload_id)
        try:
            return Upload(**record) if record else None
        except TypeError:
            return None

    def with_key(self, key: str) -> Upload | None:
        """The ticket whose object key this is."""
        upload = self.get(key.rpartition("/")[2].partition(".")[0])
        return upload if upload and upload.key == key else None

    def receive(self, upload: Upload, content: bytes) -> None:
        """Keep the picture of a ticket. Raises OSError."""
        atomic.write_bytes(self.picture(upload), content)
        received = dataclasses.replace(upload, is_received=True)
        self._shelf.put(upload.id, dataclasses.asdict(received), only_known=True)

    def remove(self, upload_id: str) -> bool:
        """Forget a ticket and its picture; False if there is none."""
        return self._shelf.remove(upload_id)

    def picture(self, upload: Upload) -> Path:
        return self._shelf.folder / f"{upload.id}.{upload.extension}"


def _seal(fields: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(fields.items())).encode()).hexdigest()


def _fields(key: str, extension: str, now: float) -> dict[str, str]:
    """The form fields of an S3 POST policy, in the order they were seen in."""
    moment = datetime.datetime.fromtimestamp(now, datetime.UTC)
    secret = secrets.token_bytes(32)
    fields = {
        "Content-Type": MEDIA_TYPES[extension],
        "bucket": BUCKET,
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"SANDBOX/{moment:%Y%m%d}/us-east-1/s3/aws4_request",
        "X-Amz-Date": f"{moment:%Y%m%dT%H%M%SZ}",
        "X-Amz-Security-Token": base64.b64encode(secrets.token_bytes(48)).decode(),
        "key": key,
    }
    policy = base64.b64encode(json.dumps(_policy(fields, moment)).encode()).decode()
    signature = hmac.new(secret, policy.encode(), hashlib.sha256).hexdigest()
    return {**fields, "Policy": policy, "X-Amz-Signature": signature}


def _policy(fields: dict[str, str], moment: datetime.datetime) -> dict[str, Any]:
    expiration = moment + datetime.timedelta(seconds=TICKET_LIFE_S)
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", 1, MAX_BYTES])
    return {"expiration": f"{expiration:%Y-%m-%dT%H:%M:%SZ}", "conditions": conditions}
