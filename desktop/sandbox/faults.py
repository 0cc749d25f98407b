"""What the sandbox can be told to get wrong, by name."""

from __future__ import annotations

import threading
from enum import Enum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALWAYS = -1


class Fault(Enum):
    """A way to fail: its name, how often it happens unless told (`ALWAYS`), and what it does.

    What ends a submission comes in the order in which the sandbox looks for it: where two are
    on, the first one happens until it is used up.
    """

    # the network
    OFFLINE = ("offline", ALWAYS, "connections are refused and cut; with a number, so many seconds")
    SLOW_NETWORK = ("slow-network", ALWAYS, "replies come late, videos at about 160 kB/s")
    # the key
    BAD_KEY = ("bad-key", ALWAYS, "every key is refused (401)")
    BAD_KEY_LATER = ("bad-key-later", 2, "after so many calls every key is refused (401)")
    # the upload
    FIELDS_OBJECT = ("fields-object", ALWAYS, "fields of an upload ticket is an object, no string")
    SERVER_ERROR_TICKET = ("server-error-ticket", 1, "the request for an upload ticket gets a 500")
    MALFORMED_TICKET = ("malformed-ticket", 1, "an upload ticket is malformed JSON")
    EXPIRED_UPLOAD = ("expired-upload", 1, "the upload ticket has expired; a new one works")
    UPLOAD_DENIED = ("upload-denied", ALWAYS, "storage refuses every upload (403)")
    UPLOAD_REFUSED = ("upload-refused", ALWAYS, "storage refuses the picture itself (400)")
    SERVER_ERROR_UPLOAD = ("server-error-upload", 1, "storage answers an upload with 500")
    CUT_UPLOAD = ("cut-upload", 1, "the connection is cut while the picture is uploaded")
    SILENT_UPLOAD = ("silent-upload", 1, "storage takes the picture and never answers")
    IMAGE_GONE = ("image-gone", ALWAYS, "an uploaded picture is gone when it is asked for later")
    # the submission, nothing created
    LOST_REQUEST = ("lost-request", 1, "the connection is cut before anything is created")
    SILENT_REQUEST = ("silent-request", 1, "a submission is never answered, nothing is created")
    SERVER_ERROR_SUBMIT = ("server-error-submit", 1, "500 to a submission, nothing is created")
    HTML_403 = ("html-403", ALWAYS, "the submission is answered by a gateway's HTML page (403)")
    RATE_LIMIT = ("rate-limit", 1, "the submission is answered 429 with Retry-After: 1")
    QUEUE_FULL = ("queue-full", 1, "the submission is refused in a 200: the queue is full (429)")
    ERRORS_IN_200 = ("errors-in-200", ALWAYS, "the submission is refused by errors[] in a 200")
    MODERATED = ("moderated", ALWAYS, "the prompt is refused by the content filter (403)")
    NO_CREDIT = ("no-credit", ALWAYS, "the submission is answered: not enough api tokens (400)")
    # the submission, a generation created
    TWIN = ("twin", 1, "an equal generation is created beside it, as if another program sent it")
    LOST_REPLY = ("lost-reply", 1, "a generation is created, then the connection is cut")
    SILENT_REPLY = ("silent-reply", 1, "a generation is created, the submission never answered")
    SERVER_ERROR_CREATED = ("server-error-created", 1, "a generation is created, the reply is 500")
    MALFORMED_SUBMIT = ("malformed-submit", 1, "a generation is created, the reply malformed JSON")
    # the account and its list
    LATE_LISTING = ("late-listing", 2, "so many lists of generations lack each new one")
    SERVER_ERROR_LIST = ("server-error-list", 1, "the list of generations is answered 500")
    MALFORMED_LIST = ("malformed-list", 1, "the list of generations is malformed JSON")
    MALFORMED_ME = ("malformed-me", 1, "the account is told in malformed JSON")
    # the generation
    MODERATED_OUTPUT = ("moderated-output", ALWAYS, "COMPLETE with empty generated_images")
    MODERATED_FAILED = ("moderated-failed", ALWAYS, "FAILED with a moderation classification")
    NSFW_KEPT = ("nsfw-kept", ALWAYS, "COMPLETE, nsfw true, with a video")
    FAILED = ("failed", ALWAYS, "FAILED with prompt_moderations empty")
    SERVER_ERROR = ("server-error", 2, "a poll is answered 500")
    RATE_LIMIT_POLL = ("rate-limit-poll", 1, "a poll is answered 429 with Retry-After: 1")
    MALFORMED = ("malformed", 1, "a poll is answered with malformed JSON")
    HTML_POLL = ("html-poll", 1, "a poll is answered by a gateway's HTML page (403)")
    SILENT_POLL = ("silent-poll", 1, "a poll is never answered")
    LATE_URL = ("late-url", 3, "COMPLETE without the video's address, for so many polls of a clip")
    # the video
    GONE_VIDEO = ("gone-video", 1, "the video's address answers 404")
    RATE_LIMIT_VIDEO = ("rate-limit-video", 1, "the video's address answers 429, Retry-After: 1")
    SERVER_ERROR_VIDEO = ("server-error-video", 1, "the video's address answers 503")
    SILENT_VIDEO = ("silent-video", 1, "the video's headers come, and never a byte of it")
    HTML_VIDEO = ("html-video", 1, "in place of the video an HTML page comes")
    DISGUISED_VIDEO = ("disguised-video", 1, "an HTML page comes as video/mp4")
    WRONG_TYPE = ("wrong-type", 1, "the video comes as image/jpeg")
    TRUNCATED_VIDEO = ("truncated-video", 1, "half of the video comes as if it was the whole")
    HUGE_VIDEO = ("huge-video", ALWAYS, "the video is announced with 5 GB")
    ENDLESS_VIDEO = ("endless-video", ALWAYS, "the video has no length and does not end")
    CUT_DOWNLOAD = ("cut-download", 1, "the video stops at half; Range goes on from there")
    CUT_DOWNLOAD_NO_RANGE = (
        "cut-download-no-range",
        1,
        "the video stops at half, and Range is never understood",
    )

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def times(self) -> int:
        return self.value[1]

    @property
    def description(self) -> str:
        return self.value[2]

    @classmethod
    def parse(cls, text: str) -> tuple[Fault, int]:
        """Read `name` or `name:N` (N times). Raises ValueError with a sentence otherwise."""
        label, separator, count = text.partition(":")
        fault = next((fault for fault in cls if fault.label == label), None)
        if fault is None:
            known = ", ".join(fault.label for fault in cls)
            raise ValueError(f"there is no fault {label!r}; there are: {known}")
        if not separator:
            return fault, fault.times
        if not (count.isascii() and count.isdigit() and int(count) > 0):
            raise ValueError(f"{text!r}: how often {label} happens is a whole number above 0")
        return fault, int(count)


class FaultPlan:
    """The faults that are switched on, and how often each has happened. Thread-safe."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._planned: dict[Fault, int] = {}
        self._happened: dict[tuple[Fault, str], int] = {}
        self._observer: Callable[[], None] | None = None
        self.add(*names)

    def add(self, *names: str) -> Self:
        """Switch faults on, `name` or `name:N`; one that is on starts counting again."""
        parsed = [Fault.parse(name) for name in names]
        with self._lock:
            for fault, times in parsed:
                self._planned[fault] = times
                self._forget_count(fault)
        self._tell()
        return self

    def replace(self, *names: str) -> None:
        """Have these on, and no others. Raises ValueError, and changes nothing."""
        for name in names:
            Fault.parse(name)
        self.clear()
        self.add(*names)

    def remove(self, fault: Fault) -> None:
        """Switch one off."""
        with self._lock:
            self._planned.pop(fault, None)
            self._forget_count(fault)
        self._tell()

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self._planned.clear()
            self._happened.clear()
        self._tell()

    def is_on(self, fault: Fault) -> bool:
        """Whether the fault was switched on, be it used up or not."""
        return self.times(fault) != 0

    def times(self, fault: Fault) -> int:
        """How often it is to happen; 0 when it is not on."""
        with self._lock:
            return self._planned.get(fault, 0)

    def take(self, fault: Fault, subject: str = "") -> bool:
        """Whether the fault happens now; counts it. Each `subject` has a count of its own."""
        with self._lock:
            times = self._planned.get(fault, 0)
            happened = self._happened.get((fault, subject), 0)
            if times != ALWAYS and happened >= times:
                return False
            self._happened[fault, subject] = happened + 1
            return True

    def names(self) -> list[str]:
        """The names that are on."""
        with self._lock:
            return [fault.label for fault in self._planned]

    def on_change(self, observer: Callable[[], None] | None) -> None:
        """Have `observer()` called, in whatever thread, after each change of what is on."""
        self._observer = observer

    def _forget_count(self, fault: Fault) -> None:
        for key in [key for key in self._happened if key[0] is fault]:
            del self._happened[key]

    def _tell(self) -> None:
        if self._observer is not None:
            self._observer()
