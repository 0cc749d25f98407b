"""Refusals: the four shapes an error of the API comes in, and the problem each one means."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from desktop.core.errors import (
    ApiProblem,
    BadKey,
    BadReply,
    Moderated,
    NotFound,
    OutOfCredits,
    RateLimited,
    Rejected,
    ServerFailed,
)
from desktop.leonardo.reply import NO_JSON, Reply, shortened

# The error table of the API's documentation (docs/api-error-messages) and of those who met
# others, looked up in the lower-cased text; the first row that fits decides.
_BY_TEXT: tuple[tuple[str, type[ApiProblem]], ...] = (
    ("authentication hook", BadKey),
    ("authorization hook", BadKey),
    ("invalid api key", BadKey),
    ("not enough api tokens", OutOfCredits),
    ("insufficient token", OutOfCredits),
    ("insufficient credit", OutOfCredits),
    ("insufficient fund", OutOfCredits),
    ("insufficient balance", OutOfCredits),
    ("additional credit is added", OutOfCredits),
    ("content moderation", Moderated),
    ("inappropriate content", Moderated),
    ("rate limit", RateLimited),
    ("too many requests", RateLimited),
    ("unexpected variable", Rejected),
    ("expecting a value for", Rejected),
    ("invalid init image id", Rejected),
    ("couldn't access image", Rejected),
    ("invalid dimensions", Rejected),
    ("maximum length of", Rejected),
    ("invalid file extension", Rejected),
    ("is not supported within", Rejected),
    ("service error", ServerFailed),
)
_BY_CODE: dict[str, type[ApiProblem]] = {
    "access-denied": BadKey,
    "unauthenticated": BadKey,
    "validation_error": Rejected,
    "validation-failed": Rejected,
    "bad_request": Rejected,
    "bad-request": Rejected,
    "internal_server_error": ServerFailed,
}
_BY_STATUS: dict[int, type[ApiProblem]] = {
    HTTPStatus.UNAUTHORIZED: BadKey,
    HTTPStatus.PAYMENT_REQUIRED: OutOfCredits,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.REQUEST_TIMEOUT: ServerFailed,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
}
_FIELD_CODES = {"validation_error", "validation-failed"}
_TELLING_CHARS = 500
_QUEUE = r"\b(?:queued?|concurren(?:t|cy)|pending|simultaneous|in[- ]progress)\b"
_FULL = r"\b(?:full|limit|limits|exceed(?:s|ed)?|reached|too many|maximum|at capacity)\b"
_QUEUE_FULL = re.compile(
    rf"{_QUEUE}[^.]{{0,60}}?{_FULL}|{_FULL}[^.]{{0,60}}?{_QUEUE}", re.IGNORECASE
)
_SERVER_FAULT = HTTPStatus.INTERNAL_SERVER_ERROR
_STATUSES = range(100, 600)
_PAGES = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
_GATEWAY_KEYS = {"message", "code", "statusCode", "requestId"}


@dataclass(frozen=True)
class Refusal:
    """An error body: its most telling text, its code, and the status inside it, if any.

    `is_message` is one that nothing but a text tells to be an error.
    """

    text: str
    code: str = ""
    status: int | None = None
    is_message: bool = False

    @property
    def is_queue_full(self) -> bool:
        """Whether it says that too many of the account's generations wait or run already.

        The API's own words are not known (reference/limits tells of pending queues), so these
        have to name both the queue and its being full; a refusal of a field is none.
        """
        is_of_field = self.code.lower() in _FIELD_CODES
        return not is_of_field and bool(_QUEUE_FULL.search(self.text[:_TELLING_CHARS]))


def find_refusal(body: object) -> Refusal | None:
    """The error in a body of any status: `{"errors": […]}`, `[{…}]` or `{"error": …}`."""
    if isinstance(body, list):
        first = body[0] if body else None
        is_error = isinstance(first, dict) and ("message" in first or "extensions" in first)
        return _graphql(first) if is_error else None
    if not isinstance(body, dict):
        return None
    errors = body.get("errors")
    if isinstance(errors, list):
        errors = next((error for error in errors if error), None)
    if errors:
        return _graphql(errors)
    if body.get("error"):
        return _plain(body)
    # a gateway's own shape, {"message": "Forbidden"}: an error when nothing else is said
    is_message = set(body) <= _GATEWAY_KEYS and _text(body.get("message"))
    return dataclasses.replace(_graphql(body), is_message=True) if is_message else None


def _graphql(error: object) -> Refusal:
    """`{"message", "extensions": {"code", "statusCode", "details"}}`, each part perhaps missing."""
    if not isinstance(error, dict):
        return Refusal(text=_text(error))
    extensions = error.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    code = _text(extensions.get("code")) or _text(error.get("code"))
    text = _detail(extensions.get("details")) or _text(error.get("message"))
    return Refusal(text=text or code, code=code, status=_status(extensions.get("statusCode")))


def _plain(body: dict[str, Any]) -> Refusal:
    """`{"error": "…", "path": "$", "code": "…"}`; `error` may hold an object of its own."""
    if isinstance(body["error"], dict):
        return _graphql(body["error"])
    return Refusal(text=_text(body["error"]), code=_text(body.get("code")))


def _detail(details: object) -> str:
    if isinstance(details, dict):
        errors = details.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        message = first.get("message") if isinstance(first, dict) else first
        return _text(message) or _text(details.get("message"))
    return _text(details)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _status(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:4])
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if value in _STATUSES else None


def status_of(reply: Reply, refusal: Refusal | None) -> int:
    """The status that counts: the body's own where it has one, else that of HTTP."""
    if refusal is None:
        return reply.status
    if refusal.status is None and refusal.code.lower() == "internal_server_error":
        return _SERVER_FAULT
    return refusal.status or reply.status


def refused(reply: Reply, refusal: Refusal | None) -> ApiProblem:
    """The problem a reply means that is no success, or holds an error in a success."""
    found = _class_of(reply, refusal)
    reason = shortened(refusal.text, 300) if refusal and refusal.text else None
    problem = found(**reply.facts(reason=reason))
    if isinstance(problem, RateLimited | ServerFailed):
        problem = problem.with_facts(retry_after_s=reply.retry_after_s)
    if isinstance(problem, RateLimited) and refusal is not None and refusal.is_queue_full:
        problem = problem.with_facts(is_queue_full=True)
    return problem


def _class_of(reply: Reply, refusal: Refusal | None) -> type[ApiProblem]:
    if refusal is not None:
        text = refusal.text.lower()
        for part, found in _BY_TEXT:
            if part in text:
                return found
        if refusal.is_queue_full:
            return RateLimited
        if refusal.code.lower() in _BY_CODE:
            return _BY_CODE[refusal.code.lower()]
    return _class_of_status(reply, refusal)


def _class_of_status(reply: Reply, refusal: Refusal | None) -> type[ApiProblem]:
    status = status_of(reply, refusal)
    is_page = refusal is None and reply.parse() is NO_JSON
    if status >= _SERVER_FAULT or (is_page and status in _PAGES):
        return ServerFailed  # a gateway's page: it knows nothing of generations and rights
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if refusal is None and (is_page or reply.is_redirect or reply.is_success):
        return ServerFailed if status >= HTTPStatus.BAD_REQUEST else BadReply
    return Rejected
