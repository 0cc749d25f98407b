"""The storage uploads go to: a presigned POST in S3's manner (leonardo-api.md section 2.2)."""

from __future__ import annotations

import asyncio
import contextlib
import io
from typing import TYPE_CHECKING

from PIL import Image
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from desktop.sandbox import gate, replies
from desktop.sandbox.books import Kind
from desktop.sandbox.faults import Fault
from desktop.sandbox.replies import Refused
from desktop.sandbox.uploads import FIELD_NAMES, MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from starlette.datastructures import FormData
    from starlette.requests import Request

    from desktop.sandbox.backend import Backend
    from desktop.sandbox.uploads import Upload

_FORM_ROOM_BYTES = 100_000  # what the fields and boundaries may take beside the file
_FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP"}


class Storage:
    """The bucket's one door."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def receive(self, request: Request) -> Response:
        """204 and an empty body when everything is as the ticket says; else XML."""
        gate.note(self._backend, request)
        try:
            await self._cut_by_fault(request)
            _check_head(request)
            form = await _read_form(request)
            try:
                await self._refuse_by_fault(request)
                await self._take(form)
            finally:
                await form.close()
        except Refused as refused:
            await _drain(request)
            return refused.response
        except ClientDisconnect:
            pass  # nobody is there to be answered
        return Response(status_code=204)

    async def _cut_by_fault(self, request: Request) -> None:
        if self._backend.faults.take(Fault.CUT_UPLOAD):
            await anext(request.stream(), b"")
            await self._backend.hang_up(request)
            raise ClientDisconnect

    async def _refuse_by_fault(self, request: Request) -> None:
        faults = self._backend.faults
        if faults.take(Fault.SILENT_UPLOAD):
            await self._backend.keep_silent(request)
            raise ClientDisconnect
        if faults.take(Fault.SERVER_ERROR_UPLOAD):
            text = "We encountered an internal error. Please try again."
            raise Refused(replies.s3_error(500, "InternalError", text))
        if faults.take(Fault.UPLOAD_DENIED):
            raise _denied("Access Denied")
        if faults.take(Fault.UPLOAD_REFUSED):
            raise _invalid("The picture cannot be taken.")

    async def _take(self, form: FormData) -> None:
        fields, file = _before_file(form.multi_items())
        upload = self._ticket(fields)
        if upload.is_expired or self._backend.faults.take(Fault.EXPIRED_UPLOAD):
            raise _denied("Invalid according to Policy: Policy expired.")
        content = await file.read()
        _check_size(content)
        if not await asyncio.to_thread(_is_of_format, content, upload.extension):
            # S3 does not look inside; here a wrong extension is found where it was made.
            text = f"The content is not of the declared extension {upload.extension}."
            raise _invalid(text)
        await asyncio.to_thread(self._backend.uploads.receive, upload, content)
        self._backend.books.note(Kind.UPLOAD, image_id=upload.id, size_bytes=len(content))

    def _ticket(self, fields: dict[str, str]) -> Upload:
        upload = self._backend.uploads.with_key(fields.get("key", ""))
        if upload is None:
            raise _denied("Invalid according to Policy: Policy Condition failed: key")
        if missing := [name for name in FIELD_NAMES if name not in fields]:
            raise _denied(f"Invalid according to Policy: missing {missing[0]}")
        if extra := [name for name in fields if name not in FIELD_NAMES]:
            raise _denied(f"Invalid according to Policy: Extra input fields: {extra[0]}")
        if not upload.fits(fields):
            text = "The request signature we calculated does not match the signature you provided."
            raise Refused(replies.s3_error(403, "SignatureDoesNotMatch", text))
        return upload


def _check_head(request: Request) -> None:
    if "authorization" in request.headers:
        raise _denied("Only one auth mechanism allowed")
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        text = "Bucket POST must be of the enclosure-type multipart/form-data"
        raise Refused(replies.s3_error(412, "PreconditionFailed", text))


async def _read_form(request: Request) -> FormData:
    parser = MultiPartParser(
        request.headers, _limited(request), max_files=5, max_fields=100, max_part_size=50_000
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        text = "The body of your POST request is not well-formed multipart/form-data."
        raise Refused(replies.s3_error(400, "MalformedPOSTRequest", text)) from error


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BYTES + _FORM_ROOM_BYTES:
            raise _too_large()
        yield chunk


async def _drain(request: Request) -> None:
    """Read to the end: a client that is still writing could not hear the refusal."""
    with contextlib.suppress(RuntimeError, ClientDisconnect):  # it was read to its end before
        async for _ in request.stream():
            pass


def _before_file(
    parts: Iterable[tuple[str, UploadFile | str]],
) -> tuple[dict[str, str], UploadFile]:
    """The fields that came before the file, and the file; S3 ignores what comes after it."""
    fields: dict[str, str] = {}
    for name, value in parts:
        if isinstance(value, UploadFile):
            if name != "file":
                raise _invalid(f"Unexpected file in the field {name}.")
            return fields, value
        fields[name] = value
    raise _invalid("POST requires exactly one file upload per request.")


def _check_size(content: bytes) -> None:
    if not content:
        text = "Your proposed upload is smaller than the minimum allowed size"
        raise Refused(replies.s3_error(400, "EntityTooSmall", text))
    if len(content) > MAX_BYTES:
        raise _too_large()


def _is_of_format(content: bytes, extension: str) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[extension]]):
            return True
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _denied(text: str) -> Refused:
    return Refused(replies.s3_error(403, "AccessDenied", text))


def _invalid(text: str) -> Refused:
    return Refused(replies.s3_error(400, "InvalidArgument", text))


def _too_large() -> Refused:
    text = "Your proposed upload exceeds the maximum allowed size"
    return Refused(replies.s3_error(400, "EntityTooLarge", text))
