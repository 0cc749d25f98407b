"""The endpoints under /v1 and /v2, but for the generations (leonardo-api.md sections 2 and 5)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.sandbox import order, replies
from desktop.sandbox.faults import Fault
from desktop.sandbox.generations import timestamp
from desktop.sandbox.uploads import BUCKET, MEDIA_TYPES

if TYPE_CHECKING:
    from starlette.responses import Response

    from desktop.sandbox.gate import Call


async def create_init_image(call: Call) -> Response:
    """`POST /v1/init-image`: a ticket for one upload, valid for two minutes."""
    if call.backend.faults.take(Fault.SERVER_ERROR_TICKET):
        return replies.service_error()
    if call.backend.faults.take(Fault.MALFORMED_TICKET):
        return replies.malformed_json("uploadInitImage")
    extension = call.body.get("extension")
    if not (isinstance(extension, str) and extension in MEDIA_TYPES):
        return replies.v1_error("invalid file extension")
    upload, fields = call.backend.uploads.issue(extension, call.backend.account.user_id)
    as_object = call.backend.faults.take(Fault.FIELDS_OBJECT)
    ticket = {
        "id": upload.id,
        "fields": fields if as_object else json.dumps(fields),
        "key": upload.key,
        "url": f"{call.base_url}/storage/{BUCKET}/",
    }
    return replies.reply({"uploadInitImage": ticket})


async def show_init_image(call: Call) -> Response:
    """`GET /v1/init-image/{id}`: null for one that is not known."""
    if call.backend.faults.take(Fault.IMAGE_GONE):
        call.backend.uploads.remove(call.id)
    upload = call.backend.uploads.get(call.id)
    if upload is None:
        return replies.nullable("init_images_by_pk", None)
    image = {
        "id": upload.id,
        "url": f"{call.base_url}/cdn/{upload.key}",
        "createdAt": timestamp(upload.created_at),
    }
    return replies.nullable("init_images_by_pk", image)


async def delete_init_image(call: Call) -> Response:
    """`DELETE /v1/init-image/{id}`: null for one that is not known."""
    is_gone = call.backend.uploads.remove(call.id)
    return replies.nullable("delete_init_images_by_pk", {"id": call.id} if is_gone else None)


async def show_me(call: Call) -> Response:
    """`GET /v1/me`: the account and its balance."""
    if call.backend.faults.take(Fault.MALFORMED_ME):
        return replies.malformed_json("user_details")
    return replies.reply(call.backend.account.to_reply())


async def list_models(_call: Call) -> Response:
    """`GET /v2/models`: one entry, without a slug, as the API gives it."""
    model = {
        "id": order.MODEL_ID,
        "name": order.MODEL_NAME,
        "parameters": order.parameters_schema(),
    }
    return replies.reply({"productionApiAvailableModels": [model]})
