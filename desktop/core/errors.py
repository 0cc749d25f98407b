"""The tree of problems: what can go wrong, as classes that carry facts instead of sentences.

Problem
 ├─ NetworkProblem      Offline · TimedOut · ReplyLost
 ├─ ApiProblem          BadKey · NoKey · OutOfCredits · Moderated · Rejected · RateLimited
 │                      · ServerFailed · BadReply · GenerationFailed · UploadExpired
 │                      · LinkExpired · NotFound
 ├─ MediaProblem        NotAPicture · Unreadable · PictureTooLarge · TooManyPixels
 │                      · PictureMissing · PicturePromised · WebPictureRefused · WebPictureFailed
 │                      · VideoUnreadable · BrokenVideo
 ├─ StorageProblem      DiskFull · FolderUnwritable · DatabaseDamaged
 ├─ RequestProblem      InvalidRequest · OverBudget · UnreadableText · BadLine · BadPresets
 ├─ VersionUnknown      what the newest version of Startframe is
 └─ Bug                 anything nobody foresaw

Foreign exceptions are translated into these once, at the edge of the room that called out.
`ui/problems.py` turns them into sentences for the window, `cli.py` into exit codes.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

Facts = dict[str, Any]


class Problem(Exception):
    """Something that went wrong in a way Startframe knows; `facts` are JSON values, never secrets.

    `code` names the class on disk and on the command line. `can_retry` says whether the same
    attempt may succeed later without the user changing anything.
    """

    code: ClassVar[str] = "problem"
    can_retry: ClassVar[bool] = False

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts: Facts = {name: value for name, value in facts.items() if value is not None}

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({details})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.facts == self.facts

    def __reduce__(self) -> tuple[Any, ...]:
        """How a problem comes from another process: by its facts."""
        return _rebuilt, (type(self), self.facts)

    def __hash__(self) -> int:
        return hash((self.code, str(self)))

    def to_record(self) -> Facts:
        """The problem as a JSON object, to be kept with a job."""
        return {"code": self.code, "facts": self.facts}

    @classmethod
    def from_record(cls, record: Facts) -> Problem:
        """The problem that `to_record` wrote; an unknown code becomes a `Bug` naming it."""
        found = _by_code(Problem).get(str(record.get("code")))
        facts = dict(record.get("facts") or {})
        return found(**facts) if found else Bug(summary=f"unknown problem {record.get('code')}")

    def with_facts(self, **facts: Any) -> Self:
        """The same problem with more facts."""
        return type(self)(**{**self.facts, **facts})


def _rebuilt(kind: type[Problem], facts: Facts) -> Problem:
    return kind(**facts)


def _by_code(root: type[Problem]) -> dict[str, type[Problem]]:
    found = {root.code: root}
    for child in root.__subclasses__():
        found |= _by_code(child)
    return found


# ── network ──────────────────────────────────────────────────────────────────────────────────


class NetworkProblem(Problem):
    """The other side could not be reached or did not answer. Facts: `host`, `detail`."""

    code = "network"
    can_retry = True


class Offline(NetworkProblem):
    """No connection could be made; not a byte of the request was written."""

    code = "offline"


class TimedOut(NetworkProblem):
    """Connected, but no answer in time. Facts: `timeout_s`."""

    code = "timed_out"


class ReplyLost(NetworkProblem):
    """The request was written, its reply never came: it may have been carried out."""

    code = "reply_lost"


# ── the API ──────────────────────────────────────────────────────────────────────────────────


class ApiProblem(Problem):
    """Leonardo answered, with a refusal.

    Facts: `status` (HTTP), `request_id`, `raw` (the text of the reply, redacted and shortened).
    """

    code = "api"


class NoKey(ApiProblem):
    """No API key is known for this account."""

    code = "no_key"


class BadKey(ApiProblem):
    """The key is wrong, malformed or revoked."""

    code = "bad_key"


class OutOfCredits(ApiProblem):
    """The account's API balance does not cover the request."""

    code = "out_of_credits"


class Moderated(ApiProblem):
    """The prompt or the picture was refused as content. Facts: `classification` (list of str)."""

    code = "moderated"


class Rejected(ApiProblem):
    """The request was understood and refused: a field, a size, an image id. Facts: `reason`."""

    code = "rejected"


class RateLimited(ApiProblem):
    """Too many requests; nothing was created.

    Facts: `retry_after_s` when the reply said so, `is_queue_full` (True) when it spoke of the
    account's queue or concurrency, `reason`.
    """

    code = "rate_limited"
    can_retry = True


class ServerFailed(ApiProblem):
    """A fault on Leonardo's side (5xx, gateway pages)."""

    code = "server_failed"
    can_retry = True


class BadReply(ApiProblem):
    """The reply could not be understood: no JSON, or not of a known shape."""

    code = "bad_reply"
    can_retry = True


class GenerationFailed(ApiProblem):
    """The generation was accepted and ended as FAILED without a reason. Facts: `generation_id`."""

    code = "generation_failed"


class UploadExpired(ApiProblem):
    """The presigned upload ticket is no longer valid (two minutes); a new one is needed."""

    code = "upload_expired"
    can_retry = True


class LinkExpired(ApiProblem):
    """The video's address no longer serves it (403, 404, 410); a fresh one is needed."""

    code = "link_expired"
    can_retry = True


class NotFound(ApiProblem):
    """The account has no such generation or image."""

    code = "not_found"


# ── pictures and films ───────────────────────────────────────────────────────────────────────


class MediaProblem(Problem):
    """A picture or film that cannot be used. Facts: `name` (the file's name)."""

    code = "media"


class NotAPicture(MediaProblem):
    """Not a format that can be sent. Facts: `kind`, what the content is, where known."""

    code = "not_a_picture"


class Unreadable(MediaProblem):
    """Empty, truncated or damaged, or not allowed to be read. Facts: `detail`."""

    code = "unreadable"


class PictureTooLarge(MediaProblem):
    """More bytes than are taken. Facts: `size_bytes`, `limit_bytes`."""

    code = "picture_too_large"


class TooManyPixels(MediaProblem):
    """More pixels than are taken. Facts: `width`, `height`, `limit_pixels`.

    `has_alpha` is there, and true, where transparency is why the limit is as low.
    """

    code = "too_many_pixels"


class PictureMissing(MediaProblem):
    """The file is gone, or is a folder. Facts: `kind`."""

    code = "picture_missing"


class PicturePromised(MediaProblem):
    """A drag or a clipboard without content: its program only promised some.

    Facts: `source`, "Photos" (macOS), "Windows" or nothing.
    """

    code = "picture_promised"


class WebPictureRefused(MediaProblem):
    """A picture on the web that is not fetched. Facts: `host`, `reason`.

    `reason` is "insecure" (not https), "private" (an address that is not public), "credentials"
    (a password in the address), "redirects" (too many), "page" (a web page, no picture), "film" or
    "address" (not understood).
    """

    code = "web_picture_refused"


class WebPictureFailed(MediaProblem):
    """A picture on the web that did not come. Facts: `host`, `detail`, `timeout_s` or `status`."""

    code = "web_picture_failed"
    can_retry = True


class VideoUnreadable(MediaProblem):
    """A video file of the user's that no frame can be taken from. Facts: `detail`."""

    code = "video_unreadable"


class BrokenVideo(MediaProblem):
    """What was downloaded is not a whole video. Facts: `size_bytes`, `expected_bytes`."""

    code = "broken_video"
    can_retry = True


# ── the disk ─────────────────────────────────────────────────────────────────────────────────


class StorageProblem(Problem):
    """The disk did not take or give what it should. Facts: `folder`."""

    code = "storage"
    can_retry = True


class DiskFull(StorageProblem):
    """No space left."""

    code = "disk_full"


class FolderUnwritable(StorageProblem):
    """The folder is gone or may not be written."""

    code = "folder_unwritable"


IN_USE = "another process has it open"
"""The `detail` of a DatabaseDamaged that has to wait until that process ends."""


class DatabaseDamaged(StorageProblem):
    """The database cannot be read. Facts: `version`, where a newer Startframe wrote it."""

    code = "database_damaged"
    can_retry = False


# ── what was asked for ───────────────────────────────────────────────────────────────────────


class RequestProblem(Problem):
    """The request itself."""

    code = "request"


class InvalidRequest(RequestProblem):
    """A value the model does not take. Facts: `field`, `value`, `allowed` (a list of texts)."""

    code = "invalid_request"


class OverBudget(RequestProblem):
    """The daily budget would be exceeded. Facts: `budget_usd`, `spent_usd`, `estimate_usd`."""

    code = "over_budget"


class UnreadableText(RequestProblem):
    """A prompt's text or a table of clips that cannot be read. Facts: `name`, `detail`.

    `detail` is "missing", "empty", "large", "encoding", "columns" or the system's words.
    """

    code = "unreadable_text"


class BadLine(RequestProblem):
    """A line of a table that is no clip. Facts: `line` (from 1), `name`, `detail`.

    `detail` is "quotes", "cells", "no file" or "elsewhere".
    """

    code = "bad_line"


class BadPresets(RequestProblem):
    """A presets file that is not taken: nothing of it is. Facts: `reason`, and with it the others.

    `reason` is "unreadable" (`detail`), "shape", "version" (`version`, `known`), "full" (`limit`),
    "twice" (`preset`), "field" (`preset`, `field`) or "value" (`preset`, `field`, `value`).
    """

    code = "bad_presets"


# ── the program ──────────────────────────────────────────────────────────────────────────────


class VersionUnknown(Problem):
    """The release page did not tell the newest version.

    Facts: `host`, `detail`, `status`, `reason`;
    `reason` is "offline", "timed_out", "status", "redirect" (to another host) or "reply".
    """

    code = "version_unknown"
    can_retry = True


class Bug(Problem):
    """A fault of Startframe itself. Facts: `summary`."""

    code = "bug"
