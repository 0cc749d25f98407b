"""The scans of a JPEG, counted as its decoder meets them (ITU-T T.81, annex B)."""

from __future__ import annotations

import re

# Every marker with a length, and the end. What libjpeg skips is skipped: stuffed bytes, restarts,
# padding, and rubbish between segments.
_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")
_SCAN, _END = b"\xda", b"\xd9"
_MOST_SEGMENTS = 20_000  # a hundred megabytes of the usual 64 kB are 1,600


def scans(content: bytes, most: int) -> list[int]:
    """How many components each scan holds, in order; one more than `most` of them at most.

    Segments may hold thumbnails and ends of their own: they are stepped over. Raises ValueError
    where there are so many that walking along them takes long.
    """
    found: list[int] = []
    at = 2
    for _ in range(_MOST_SEGMENTS):
        marker = _MARKER.search(content, at)
        if marker is None or marker[1] == _END or len(found) > most:
            return found
        after = marker.end()
        if marker[1] == _SCAN and after + 2 < len(content):
            found.append(content[after + 2])
        at = after + max(2, int.from_bytes(content[after : after + 2]))
    raise ValueError("too many segments")
