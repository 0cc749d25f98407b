"""Keeps the warnings of the picture library to itself, in any number of threads at once."""

from __future__ import annotations

import contextlib
import logging
import threading
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Pillow's readers log beside what they raise: a picture that is refused is no fault of the app.
logging.getLogger("PIL").setLevel(logging.CRITICAL)

_lock = threading.Lock()
_inside = 0
_scope = contextlib.ExitStack()


@contextlib.contextmanager
def no_warnings() -> Iterator[None]:
    """Ignore warnings inside: whatever is wrong with a file is told by exceptions or not at all.

    `warnings.catch_warnings` changes the whole process, so overlapping uses would restore each
    other's filters: the first one in sets them, the last one out restores them.
    """
    global _inside  # noqa: PLW0603 -- guarded by _lock
    with _lock:
        if _inside == 0:
            _scope.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _scope.close()
