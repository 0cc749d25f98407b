"""What faults make of calls about generations: the reply in place of the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from desktop.sandbox import replies
from desktop.sandbox.faults import Fault
from desktop.sandbox.replies import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from desktop.sandbox.gate import Call


async def before_creation(call: Call) -> Response | None:
    """Before anything is created or charged. Raises Refused, or ClientDisconnect after a cut."""
    faults = call.backend.faults
    if faults.take(Fault.LOST_REQUEST):
        await _cut(call)
    if faults.take(Fault.SILENT_REQUEST):
        await _keep_silent(call)
    if faults.take(Fault.SERVER_ERROR_SUBMIT):
        return replies.service_error()
    user_id = call.backend.account.user_id
    refusals: tuple[tuple[Fault, Callable[[], Response]], ...] = (
        (Fault.HTML_403, replies.gateway_page),
        (Fault.RATE_LIMIT, replies.rate_limited),
        (Fault.QUEUE_FULL, replies.queue_full),
        (Fault.ERRORS_IN_200, _invalid_image),
        (Fault.MODERATED, replies.moderated),
        (Fault.NO_CREDIT, lambda: replies.no_credit(user_id)),
    )
    for fault, reply in refusals:
        if faults.take(fault):
            raise Refused(reply())
    return None


async def after_creation(call: Call) -> Response | None:
    """Once a generation is created and charged. Raises ClientDisconnect after a cut."""
    faults = call.backend.faults
    if faults.take(Fault.LOST_REPLY):
        await _cut(call)
    if faults.take(Fault.SILENT_REPLY):
        await _keep_silent(call)
    if faults.take(Fault.SERVER_ERROR_CREATED):
        return replies.service_error()
    if faults.take(Fault.MALFORMED_SUBMIT):
        return replies.malformed_json("generate")
    return None


async def of_poll(call: Call) -> Response | None:
    """Of one reading of a generation. Raises ClientDisconnect after silence."""
    faults = call.backend.faults
    if faults.take(Fault.SILENT_POLL):
        await _keep_silent(call)
    if faults.take(Fault.SERVER_ERROR):
        return replies.service_error()
    if faults.take(Fault.RATE_LIMIT_POLL):
        return replies.rate_limited()
    if faults.take(Fault.HTML_POLL):
        return replies.gateway_page()
    if faults.take(Fault.MALFORMED):
        return replies.malformed_json("generations_by_pk")
    return None


def of_list(call: Call) -> Response | None:
    """Of the list of an account's generations."""
    faults = call.backend.faults
    if faults.take(Fault.SERVER_ERROR_LIST):
        return replies.service_error()
    if faults.take(Fault.MALFORMED_LIST):
        return replies.malformed_json("generations")
    return None


def _invalid_image() -> Response:
    return replies.errors_in_200("invalid init image id", "BAD_REQUEST", 400)


async def _cut(call: Call) -> None:
    await call.backend.hang_up(call.request)
    raise ClientDisconnect


async def _keep_silent(call: Call) -> None:
    await call.backend.keep_silent(call.request)
    raise ClientDisconnect
