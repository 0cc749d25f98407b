"""The memory a process holds, and the most it has held at once, as its system counts it."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def peak_mb() -> float:
    """Megabytes of resident memory at the peak so far, shared libraries included."""
    if sys.platform == "win32":
        return _windows_peak() / 1e6
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    # not ru_maxrss: a child begins with its parent's
    return _status_mb("VmHWM")


def now_mb() -> float:
    """Megabytes of resident memory now; where only the peak is known, that."""
    if not sys.platform.startswith("linux"):
        return peak_mb()
    return _status_mb("VmRSS")


def _status_mb(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024 / 1e6


def _windows_peak() -> int:
    """PeakWorkingSetSize of GetProcessMemoryInfo."""
    import ctypes
    from ctypes import wintypes

    names = ("fault", "peak", "size", "a", "b", "c", "d", "pagefile", "peak_pagefile")

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            *((name, wintypes.DWORD if name == "fault" else ctypes.c_size_t) for name in names),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    libraries = vars(ctypes)["windll"]  # there is none elsewhere
    process = wintypes.HANDLE(libraries.kernel32.GetCurrentProcess())
    libraries.psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
    return int(counters.peak)
