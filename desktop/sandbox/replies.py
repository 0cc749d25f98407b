"""The shapes the API answers in, its refusals first (leonardo-api.md sections 3.3 and 3.4)."""

from __future__ import annotations

import json
import uuid
from xml.sax.saxutils import escape

from starlette.responses import Response

_CLOUDFLARE_PAGE = """<!DOCTYPE html>
<html lang="en-US"><head><title>Attention Required! | Cloudflare</title></head>
<body><h1>Sorry, you have been blocked</h1><p>You are unable to access leonardo.ai</p></body></html>
"""


class Refused(Exception):
    """Carries the reply that ends a request."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def reply(body: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON in ASCII: a lone surrogate in a prompt must not break the reply."""
    return Response(
        json.dumps(body),
        status_code=status,
        media_type="application/json; charset=utf-8",
        headers={"X-Request-ID": str(uuid.uuid4()), **(headers or {})},
    )


def v1_error(message: str, code: str = "unexpected", *, status: int = 400) -> Response:
    """Shape (c): `{"error", "path", "code"}` with a status of its own."""
    return reply({"error": message, "path": "$", "code": code}, status=status)


def validation_error(message: str) -> Response:
    """Shape (b): an array in a 200, the detail nested."""
    details = {"message": "Validation failed", "errors": [{"message": message}]}
    error = {
        "message": "An error occurred.",
        "path": ["generate"],
        "locations": [{"line": 1, "column": 1}],
        "extensions": {"code": "VALIDATION_ERROR", "details": details},
    }
    return reply([error])


def errors_in_200(message: str, code: str, status: int) -> Response:
    """Shape (a): `errors[]` in a 200; `status` is told inside."""
    extensions = {"code": code, "statusCode": status, "path": "$"}
    return reply({"errors": [{"message": message, "extensions": extensions}]})


def wrong_key() -> Response:
    text = "Authentication hook unauthorized this request"
    return v1_error(text, "access-denied", status=401)


def malformed_key() -> Response:
    return v1_error("Invalid response from authorization hook", status=401)


def moderated() -> Response:
    return v1_error("content moderation filter: sandbox", status=403)


def no_credit(user_id: str) -> Response:
    return v1_error(f"not enough api tokens userId: {user_id}")


def queue_full() -> Response:
    """The wording is not documented; the status in the body is one of those seen (section 3.3)."""
    return errors_in_200("The queue of pending generations is full", "TOO_MANY_REQUESTS", 429)


def rate_limited() -> Response:
    body = {"error": "Too many requests", "path": "$", "code": "unexpected"}
    return reply(body, status=429, headers={"Retry-After": "1"})


def service_error() -> Response:
    return v1_error("Service Error", status=500)


def page(media_type: str) -> Response:
    """A page where something else was asked for, called whatever `media_type` says."""
    return Response(_CLOUDFLARE_PAGE, media_type=media_type)


def gateway_page() -> Response:
    """Shape (d): what Cloudflare says, in HTML, with a 403."""
    return Response(_CLOUDFLARE_PAGE, status_code=403, media_type="text/html")


def malformed_json(name: str) -> Response:
    """A body of this one name that breaks off."""
    return Response(f'{{"{name}": {{"id": "', media_type="application/json")


def s3_error(status: int, code: str, message: str) -> Response:
    """An error of the storage: XML (leonardo-api.md section 2.2)."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
        f"<RequestId>{uuid.uuid4().hex[:16].upper()}</RequestId></Error>"
    )
    return Response(text, status_code=status, media_type="application/xml")


def nullable(name: str, value: object) -> Response:
    """A Hasura reply of one name whose value is null where nothing was found."""
    return reply({name: value})
