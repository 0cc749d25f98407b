"""What the sandbox can be told to get wrong, by name."""

from __future__ import annotations

import threading
from enum import Enum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

ALWAYS = -1


class Fault(Enum):
    """A way to fail: its name, how often it happens unless told (`ALWAYS`), and what it does."""

    LOST_REPLY = ("lost-reply", 1, "a generation is created, then the connection is cut")
    RATE_LIMIT = ("rate-limit", 1, "the submission is answered 429 with Retry-After: 1")
    MODERATED = ("moderated", ALWAYS, "the prompt is refused by the content filter (403)")
    MODERATED_OUTPUT = ("moderated-output", ALWAYS, "COMPLETE with empty generated_images")
    MODERATED_FAILED = ("moderated-failed", ALWAYS, "FAILED with a moderation classification")
    NSFW_KEPT = ("nsfw-kept", ALWAYS, "COMPLETE, nsfw true, with a video")
    FAILED = ("failed", ALWAYS, "FAILED with prompt_moderations empty")
    NO_CREDIT = ("no-credit", ALWAYS, "the submission is answered: not enough api tokens (400)")
    BAD_KEY = ("bad-key", ALWAYS, "every key is refused (401)")
    ERRORS_IN_200 = ("errors-in-200", ALWAYS, "the submission is refused by errors[] in a 200")
    HTML_403 = ("html-403", ALWAYS, "the submission is answered by a gateway's HTML page (403)")
    EXPIRED_UPLOAD = ("expired-upload", 1, "the upload ticket has expired; a new one works")
    FIELDS_OBJECT = ("fields-object", ALWAYS, "fields of an upload ticket is an object, no string")
    CUT_DOWNLOAD = ("cut-download", 1, "the video stops at half; Range goes on from there")
    CUT_DOWNLOAD_NO_RANGE = (
        "cut-download-no-range",
        1,
        "the video stops at half, and Range is never understood",
    )
    SERVER_ERROR = ("server-error", 2, "a poll is answered 500")
    MALFORMED = ("malformed", 1, "a poll is answered with malformed JSON")
    LATE_URL = ("late-url", 3, "COMPLETE without the video's address, for so many polls of a clip")
    SLOW_NETWORK = ("slow-network", ALWAYS, "replies come late, videos at about 160 kB/s")

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
        self.add(*names)

    def add(self, *names: str) -> Self:
        """Switch faults on, `name` or `name:N`; one that is on starts counting again."""
        parsed = [Fault.parse(name) for name in names]
        with self._lock:
            for fault, times in parsed:
                self._planned[fault] = times
                for key in [key for key in self._happened if key[0] is fault]:
                    del self._happened[key]
        return self

    def clear(self) -> None:
        """Switch everything off."""
        with self._lock:
            self._planned.clear()
            self._happened.clear()

    def is_on(self, fault: Fault) -> bool:
        """Whether the fault was switched on, be it used up or not."""
        with self._lock:
            return fault in self._planned

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
