"""The endpoints of generations: submit, read, list, delete (leonardo-api.md sections 3 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.sandbox import misfortune, order, replies
from desktop.sandbox.account import price_usd
from desktop.sandbox.books import Kind
from desktop.sandbox.faults import Fault
from desktop.sandbox.generations import Fate, Generation, timestamp
from desktop.sandbox.replies import Refused

if TYPE_CHECKING:
    from starlette.responses import Response

    from desktop.sandbox.gate import Call
    from desktop.sandbox.order import Order

_LIST_LIMIT = 10
_FATES = {
    Fault.FAILED: Fate.FAILED,
    Fault.MODERATED_FAILED: Fate.MODERATED,
    Fault.MODERATED_OUTPUT: Fate.EMPTY,
    Fault.NSFW_KEPT: Fate.NSFW_VIDEO,
}
# Fields of a generation that are null for a video.
_NULLS = (
    "negativePrompt",
    "seed",
    "motionStrength",
    "inferenceSteps",
    "guidanceScale",
    "initStrength",
    "scheduler",
    "sdVersion",
    "presetStyle",
    "photoReal",
    "photoRealStrength",
    "promptMagic",
    "ultra",
)
_IMAGE_NULLS = ("motionGIFURL", "fantasyAvatar", "imageToVideo", "motion", "motionModel")


async def create_generation(call: Call) -> Response:
    """`POST /v2/generations`: charge the account, start the film, tell its id and cost."""
    ill = await misfortune.before_creation(call)
    if ill is not None:
        return ill
    asked = _read_order(call)
    picture = _picture(call, asked)
    fate = _fate(call)
    generation = _create(call, asked, picture, fate)
    if call.backend.faults.take(Fault.TWIN):
        _create(call, asked, picture, fate, is_foreign=True)
    generate = {
        "generationId": generation.id,
        "apiCreditCost": None,
        "cost": {"amount": generation.cost_usd, "unit": "DOLLARS"},
    }
    return await misfortune.after_creation(call) or replies.reply({"generate": generate})


def _create(
    call: Call, asked: Order, picture: str, fate: Fate, *, is_foreign: bool = False
) -> Generation:
    backend = call.backend
    cost_usd = price_usd(asked.width, asked.height, asked.duration_s)
    if not backend.account.charge(cost_usd):
        raise Refused(replies.errors_in_200("Insufficient tokens", "BAD_REQUEST", 402))
    generation = Generation.accept(asked, picture=picture, cost_usd=cost_usd, fate=fate)
    backend.generations.put(generation)
    facts = {"number": call.submission, "generation_id": generation.id, "is_foreign": is_foreign}
    backend.books.note(Kind.CHARGE, **facts, amount_usd=str(cost_usd))
    backend.books.note(Kind.CREATION, **facts, prompt=asked.prompt)
    backend.onlookers.tell("creation", generation.id)
    if generation.fate.has_film:
        backend.renderings.add(generation)
    return generation


async def show_generation(call: Call) -> Response:
    """`GET /v1/generations/{id}`: null for one that is not known."""
    ill = await misfortune.of_poll(call)
    if ill is not None:
        return ill
    generation = call.backend.generations.get(call.id)
    if generation is None:
        return replies.nullable("generations_by_pk", None)
    is_complete = generation.status(call.backend.render_s) == "COMPLETE"
    is_late = is_complete and call.backend.faults.take(Fault.LATE_URL, generation.id)
    return replies.nullable("generations_by_pk", _to_reply(call, generation, is_late=is_late))


async def list_generations(call: Call) -> Response:
    """`GET /v1/generations/user/{id}?offset&limit`: newest first; empty for another's id."""
    ill = misfortune.of_list(call)
    if ill is not None:
        return ill
    offset = _number(call, "offset", 0)
    limit = _number(call, "limit", _LIST_LIMIT)
    faults = call.backend.faults
    is_own = call.id == call.backend.account.user_id
    known = call.backend.generations.all() if is_own else []
    listed = [g for g in known if not faults.take(Fault.LATE_LISTING, g.id)]
    page = listed[offset : offset + limit]
    return replies.reply({"generations": [_to_reply(call, g, is_late=False) for g in page]})


async def delete_generation(call: Call) -> Response:
    """`DELETE /v1/generations/{id}`: null for one that is not known."""
    is_gone = call.backend.generations.remove(call.id)
    return replies.nullable("delete_generations_by_pk", {"id": call.id} if is_gone else None)


def _read_order(call: Call) -> Order:
    try:
        return order.read_order(call.body)
    except order.UnexpectedField as name:
        text = f"Unexpected variable {name}"
        raise Refused(replies.v1_error(text, "bad-request")) from name
    except order.Invalid as reason:
        raise Refused(replies.validation_error(str(reason))) from reason


def _picture(call: Call, asked: Order) -> str:
    """The start frame's file under the sandbox's folder: an upload, or an earlier clip's poster.

    A generation's id where an image's is due is a "Service Error" (leonardo-api.md section 13).
    """
    backend = call.backend
    if asked.image_type in {"UPLOADED", "INIT"}:
        upload = backend.uploads.get(asked.image_id)
        if upload is None:
            raise Refused(replies.validation_error("invalid init image id"))
        path = backend.uploads.picture(upload)
    else:
        if backend.generations.get(asked.image_id) is not None:
            raise Refused(replies.service_error())
        earlier = backend.generations.with_image(asked.image_id)
        if earlier is None or asked.image_type == "VARIATION":
            raise Refused(replies.validation_error("invalid generated image id"))
        path = backend.generations.poster(earlier.id)
    if not path.is_file():
        raise Refused(replies.validation_error("couldn't access image"))
    return path.relative_to(backend.folder).as_posix()


def _fate(call: Call) -> Fate:
    for fault, fate in _FATES.items():
        if call.backend.faults.take(fault):
            return fate
    return Fate.VIDEO


def _number(call: Call, name: str, default: int) -> int:
    text = call.request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < len(str(2**31))):
        raise Refused(replies.v1_error(f"invalid value for {name}", "validation-failed"))
    return int(text)


def _to_reply(call: Call, generation: Generation, *, is_late: bool) -> dict[str, Any]:
    status = generation.status(call.backend.render_s)
    has_images = status == "COMPLETE" and generation.fate.has_film
    classes = ["NSFW", "EXTREME_VIOLENCE"] if generation.fate is Fate.MODERATED else []
    moderations = [] if generation.fate is Fate.FAILED else [{"moderationClassification": classes}]
    return {
        **dict.fromkeys(_NULLS),
        "id": generation.id,
        "status": status,
        "createdAt": timestamp(generation.created_at),
        "prompt": generation.prompt,
        "modelId": order.MODEL_ID,
        "public": generation.public,
        "imageWidth": generation.width,
        "imageHeight": generation.height,
        "motion": True,
        "imageToVideo": True,
        "motionModel": order.MODEL,
        "generation_elements": [],
        "prompt_moderations": moderations,
        "generated_images": [_image(call, generation, is_late=is_late)] if has_images else [],
    }


def _image(call: Call, generation: Generation, *, is_late: bool) -> dict[str, Any]:
    user_id = call.backend.account.user_id
    stem = f"{call.base_url}/cdn/users/{user_id}/generations/{generation.id}/sandbox-0"
    return {
        **dict.fromkeys(_IMAGE_NULLS),
        "id": generation.image_id,
        "nsfw": generation.fate is Fate.NSFW_VIDEO,
        "likeCount": 0,
        "url": f"{stem}.jpg",
        "motionMP4URL": None if is_late else f"{stem}.mp4",
        "generated_image_variation_generics": [],
    }
