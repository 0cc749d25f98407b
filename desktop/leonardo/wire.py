"""JSON into the values of `api.py` and back; all leniency about odd replies is here."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeGuard

from desktop.core.cost import Cost
from desktop.core.errors import (
    BadReply,
    NotFound,
    Problem,
    RateLimited,
    Rejected,
    ReplyLost,
    ServerFailed,
)
from desktop.leonardo.api import Account, Generation, GenerationStatus, Submitted
from desktop.leonardo.refusal import find_refusal, refused, status_of
from desktop.leonardo.reply import NO_JSON, Reply, printable

if TYPE_CHECKING:
    from desktop.core.request import GenerationRequest

_WRAPPERS = ("generate", "sdGenerationJob", "motionVideoGenerationJob")
_ID_CHARS, _NAME_CHARS, _UNIT_CHARS, _URL_CHARS = 200, 100, 20, 8_000
_FORM_CHARS, _PROMPT_CHARS = 100_000, 50_000
_MOST_CLASSES = 20
_LEAST, _MOST, _PLACES = Decimal("1e-9"), Decimal(10**12), 12
"""An amount outside these is none: written out it would fill pages."""
_MOST_INTEGER = 10**9
_OPEN = {HTTPStatus.SEE_OTHER, HTTPStatus.REQUEST_TIMEOUT}


@dataclass(frozen=True)
class Ticket:
    """A presigned upload: where to post, which form fields in which order, good for 2 minutes."""

    image_id: str
    url: str
    fields: dict[str, str]


def request_body(request: GenerationRequest, image_id: str) -> dict[str, Any]:
    """The documented body (docs/grok-imagine-15) and nothing more: v2 refuses unknown fields."""
    image = {"id": image_id, "type": "UPLOADED"}
    parameters: dict[str, Any] = {
        "prompt": request.prompt,
        "duration": request.duration_s,
        "width": request.dimensions.width,
        "height": request.dimensions.height,
        "quantity": request.model.quantity,
    }
    if request.model.has_audio_switch:
        parameters["motion_has_audio"] = request.audio
    parameters["guidances"] = {"start_frame": [{"image": image}]}
    return {"model": request.model.id, "public": request.public, "parameters": parameters}


def read_body(reply: Reply) -> object:
    """The JSON of a success; None when it is empty. Raises the ApiProblem it means otherwise."""
    body = reply.parse()
    refusal = find_refusal(body)
    if refusal is not None or not reply.is_success:
        raise refused(reply, refusal)
    if body is NO_JSON:
        raise BadReply(**reply.facts(reason="not JSON"))
    return body


def read_submitted(reply: Reply) -> Submitted:
    """The reply to POST /v2/generations.

    A generation id, wherever it stands, is a success. A refusal is what has a 4xx status (but
    408), or is an error body whose own status is no 5xx: nothing was created then. A 5xx with
    no telling text, and a success that cannot be read, leave it open whether a generation was
    created and billed (a symptom integrators report): ReplyLost, with the status and raw text.
    So does a 5xx that tells of a rate limit: it might be that of a server behind this one.
    """
    created = _find_created(reply.parse())
    if created is not None:
        return Submitted(
            generation_id=created["generationId"],
            cost=_cost(created),
            status=reply.status,
            request_id=reply.request_id,
        )
    try:
        read_body(reply)
    except (ServerFailed, BadReply, RateLimited, Rejected) as problem:
        if _is_open(reply, problem):
            raise ReplyLost(**reply.facts()) from problem
        raise
    raise ReplyLost(**reply.facts(reason="no generation id"))


def _is_open(reply: Reply, problem: Problem) -> bool:
    refusal = find_refusal(reply.parse())
    status = status_of(reply, refusal)
    is_unread = reply.is_success and reply.parse() is NO_JSON
    if refusal is not None and refusal.is_message and reply.is_success:
        return True  # {"message": "Queued, 3 of 10 in progress"} is good news
    if isinstance(problem, Rejected):
        return False
    return is_unread or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _OPEN


def _find_created(body: object) -> dict[str, Any] | None:
    """The object with the generation id, looked for in the places it has been seen."""
    first = body[0] if isinstance(body, list) and body else None
    data = body.get("data") if isinstance(body, dict) else None
    places = [_get(body, "generate"), _get(first, "generate")]
    places += [_get(body, name) for name in _WRAPPERS[1:]]
    places += [body, _get(data, "generate")]
    found = [place for place in places if isinstance(place, dict)]
    return next((place for place in found if _id(place.get("generationId"))), None)


def _cost(created: dict[str, Any]) -> Cost | None:
    """`cost`, else the deprecated `apiCreditCost`; None rather than a guess."""
    cost = created.get("cost")
    amount, unit = _decimal(_get(cost, "amount")), _string(_get(cost, "unit"), _UNIT_CHARS)
    if amount is not None and unit is not None:
        return Cost(amount=amount, unit=unit.upper())
    credits_ = _decimal(created.get("apiCreditCost"))
    return None if credits_ is None else Cost(amount=credits_, unit="CREDITS")


def read_ticket(reply: Reply) -> Ticket:
    """The reply to POST /v1/init-image; `fields` is a JSON string, or an object."""
    entry = _get(read_body(reply), "uploadInitImage")
    fields = _get(entry, "fields")
    if isinstance(fields, str):
        try:
            fields = json.loads(fields)
        except (ValueError, RecursionError):
            fields = None
    image_id, url = _id(_get(entry, "id")), _url(_get(entry, "url"))
    texts = _fields(fields)
    if image_id is None or url is None or texts is None:
        # no raw text here: what there is of a ticket is signed
        raise BadReply(host=reply.host, status=reply.status, reason="no upload ticket")
    return Ticket(image_id=image_id, url=url, fields=texts)


def _fields(fields: object) -> dict[str, str] | None:
    """A form's fields in their order; None when there are none, too many, or no texts."""
    if not isinstance(fields, dict):
        return None
    texts: dict[str, str] = {}
    for name, value in fields.items():
        if name == "__typename":
            continue
        if isinstance(value, dict | list):
            return None
        text = value if isinstance(value, str) else _scalar(value)
        if not name.isprintable() or _is_half(text):
            return None
        texts[name] = text
    return texts if sum(map(len, [*texts, *texts.values()])) <= _FORM_CHARS else None


def _scalar(value: object) -> str:
    return "" if value is None else json.dumps(value, default=str)


def _is_half(text: str) -> bool:
    """Whether there is half a character in it (a lone surrogate): nothing can be sent with it."""
    return any("\ud800" <= char <= "\udfff" for char in text)


def read_has_image(reply: Reply) -> bool:
    """The reply to GET /v1/init-image/{id}: null for an id the account does not know."""
    body = read_body(reply)
    if isinstance(body, dict) and "init_images_by_pk" in body:
        entry = body["init_images_by_pk"]
        if entry is None:
            return False
        if _id(_get(entry, "id")) is not None:
            return True
    raise BadReply(**reply.facts(reason="no picture"))


def read_generation(reply: Reply) -> Generation:
    """The reply to GET /v1/generations/{id}. Raises NotFound where it is null."""
    body = read_body(reply)
    if isinstance(body, dict) and "generations_by_pk" in body:
        entry = body["generations_by_pk"]
        if entry is None:
            raise NotFound(**reply.facts())
        found = _generation(entry)
        if found is not None:
            return found
    raise BadReply(**reply.facts(reason="no generation"))


def read_generations(reply: Reply) -> list[Generation]:
    """The reply to GET /v1/generations/user/{id}, sorted newest first, undated ones last."""
    body = read_body(reply)
    if not isinstance(body, dict) or not isinstance(body.get("generations", 0), list | None):
        raise BadReply(**reply.facts(reason="no list of generations"))
    found = [_generation(entry) for entry in body["generations"] or []]
    oldest = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    whole = [generation for generation in found if generation is not None]
    return sorted(whole, key=lambda g: g.created_at or oldest, reverse=True)


def read_deleted(reply: Reply) -> None:
    """The reply to DELETE /v1/generations/{id}. Raises NotFound where it is null."""
    body = read_body(reply)
    if isinstance(body, dict) and body.get("delete_generations_by_pk", True) is None:
        raise NotFound(**reply.facts())


def read_account(reply: Reply) -> Account:
    """The reply to GET /v1/me. The balance is all that API calls can draw on, paid and planned."""
    details = _get(read_body(reply), "user_details")
    entry = details[0] if isinstance(details, list) and details else None
    user = _get(entry, "user")
    user_id = _id(_get(user, "id"))
    if user_id is None:
        raise BadReply(**reply.facts(reason="no user"))
    tokens = [_decimal(_get(entry, name)) for name in ("apiPaidTokens", "apiSubscriptionTokens")]
    told = [amount for amount in tokens if amount is not None]
    return Account(
        user_id=user_id,
        name=_string(_get(user, "username"), _NAME_CHARS),
        balance=sum(told, Decimal(0)) if told else None,
        concurrency_slots=_integer(_get(entry, "apiConcurrencySlots")),
    )


def _generation(entry: object) -> Generation | None:
    """One entry, None without an id. The video is `motionMP4URL` alone; `url` is its poster."""
    generation_id = _id(_get(entry, "id"))
    if generation_id is None or not isinstance(entry, dict):
        return None
    images = [image for image in _list(entry.get("generated_images")) if isinstance(image, dict)]
    filmed = next((image for image in images if _url(image.get("motionMP4URL"))), None)
    shown = filmed or next((image for image in images if _url(image.get("url"))), {})
    public = entry.get("public")
    return Generation(
        id=generation_id,
        status=_generation_status(entry.get("status")),
        created_at=_moment(entry.get("createdAt")),
        prompt=_prompt(entry.get("prompt")),
        width=_integer(entry.get("imageWidth")),
        height=_integer(entry.get("imageHeight")),
        public=public if isinstance(public, bool) else None,
        video_url=_url(filmed.get("motionMP4URL")) if filmed else None,
        poster_url=_url(shown.get("url")),
        has_images=bool(images),
        is_nsfw=bool(images) and all(image.get("nsfw") is True for image in images),
        classification=_classification(entry.get("prompt_moderations")),
    )


def _prompt(value: object) -> str | None:
    """The prompt as it was sent, to be compared with; what cannot have been sent is none."""
    if not isinstance(value, str) or len(value) > _PROMPT_CHARS or _is_half(value):
        return None
    return value


def _classification(moderations: object) -> tuple[str, ...]:
    found: list[str] = []
    for moderation in _list(moderations):
        classes = _get(moderation, "moderationClassification")
        found += [classes] if isinstance(classes, str) else _list(classes)
    names = (_string(name, _NAME_CHARS) for name in found[:_MOST_CLASSES])
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _generation_status(value: object) -> GenerationStatus:
    try:
        return GenerationStatus(value.upper() if isinstance(value, str) else value)
    except ValueError:
        return GenerationStatus.PENDING


def _moment(value: object) -> datetime.datetime | None:
    """`2026-09-01T10:20:30.123`, without a zone: UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=datetime.UTC)
        return moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def _get(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: object, limit: int) -> str | None:
    """A text to be shown: cut, without control characters; None for an empty one."""
    return printable(value.strip(), limit) if isinstance(value, str) and value.strip() else None


def _id(value: object) -> str | None:
    """An opaque id; None for what cannot be one: too long, blank, spaces or control characters."""
    return value if _is_plain(value, _ID_CHARS) else None


def _url(value: object) -> str | None:
    return value if _is_plain(value, _URL_CHARS) else None


def _is_plain(value: object, limit: int) -> TypeGuard[str]:
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        return False
    return value.isprintable() and " " not in value


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    is_sane = amount.is_finite() and (amount == 0 or _LEAST <= amount < _MOST)
    if not is_sane:
        return None
    rounded = round(amount, _PLACES)
    return amount if rounded == amount else rounded  # as written: "1.4352", not "1.435200000000"


def _integer(value: object) -> int | None:
    amount = _decimal(value)
    return int(amount) if amount is not None and amount < _MOST_INTEGER else None
