"""A picture on its way to storage: the presigned POST in S3's manner."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from desktop.core.errors import (
    ApiProblem,
    BadReply,
    PictureTooLarge,
    Problem,
    Rejected,
    ServerFailed,
    UploadExpired,
)
from desktop.leonardo.failures import NETWORK_ERRORS, network_problem
from desktop.leonardo.reply import shortened

if TYPE_CHECKING:
    import httpx

    from desktop.leonardo.address import Addresses
    from desktop.leonardo.clients import Timeouts
    from desktop.leonardo.picture import Picture
    from desktop.leonardo.wire import Ticket

logger = logging.getLogger(__name__)

_EXPIRED_CODES = {"AccessDenied", "ExpiredToken", "RequestTimeTooSkewed", "TokenRefreshRequired"}
_TOO_LARGE_CODES = {"EntityTooLarge", "MaxMessageLengthExceeded"}
_BUSY_CODES = {"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"}
_REPLY_BYTES = 20_000


async def upload(
    client: httpx.AsyncClient,
    ticket: Ticket,
    picture: Picture,
    addresses: Addresses,
    timeouts: Timeouts,
) -> None:
    """Post all of the ticket's fields in their order, then `file`; storage answers 204, empty.

    Without authorization: storage answers 403 to a request that has one
    (docs/how-to-upload-an-image-using-a-presigned-url). Raises UploadExpired, PictureTooLarge,
    Rejected, ServerFailed, BadReply or a NetworkProblem.
    """
    url = addresses.bulk(ticket.url)
    # the name of the user's file is nobody's business
    file = (f"start-frame.{picture.extension}", picture.content, picture.media_type)
    request = client.build_request(
        "POST",
        url,
        data=ticket.fields,
        files={"file": file},
        timeout=timeouts.waiting(timeouts.upload_s),
    )
    try:
        response = await client.send(request, stream=True)
        try:
            text = await _beginning(response)
        finally:
            await response.aclose()
    except NETWORK_ERRORS as error:
        raise network_problem(error, url.host) from error
    logger.info("uploaded %d bytes: %d", len(picture.content), response.status_code)
    if not response.is_success:
        raise _refused(response.status_code, url.host, text, picture)


async def _beginning(response: httpx.Response) -> str:
    received = bytearray()
    async for chunk in response.aiter_bytes():
        received += chunk
        if len(received) > _REPLY_BYTES:
            break
    return received[:_REPLY_BYTES].decode("utf-8", errors="replace")


def _refused(status: int, host: str, text: str, picture: Picture) -> Problem:
    """The problem in S3's XML (`<Error><Code>…`), which may also be a gateway's page."""
    code = _element("Code", text)
    if code in _TOO_LARGE_CODES or status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        limit = _element("MaxSizeAllowed", text)
        return PictureTooLarge(
            name=picture.name,
            size_bytes=len(picture.content),
            limit_bytes=int(limit) if limit and re.fullmatch(r"[0-9]{1,15}", limit) else None,
        )
    # of S3's XML only the message: the rest may repeat parts of the signature
    raw = shortened(_element("Message", text) or "" if code else text) or None
    return _class_of(status, code)(host=host, status=status, raw=raw, reason=code)


def _class_of(status: int, code: str | None) -> type[ApiProblem]:
    if status == HTTPStatus.FORBIDDEN or code in _EXPIRED_CODES:
        return UploadExpired
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _BUSY_CODES:
        return ServerFailed
    return Rejected if status >= HTTPStatus.BAD_REQUEST else BadReply


def _element(name: str, text: str) -> str | None:
    """The content of an element, without reading the XML as a whole: it may not be any."""
    found = re.search(rf"<{name}>\s*([^<]{{1,200}}?)\s*</{name}>", text)
    return found.group(1) if found else None
