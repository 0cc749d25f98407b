"""What the bench found: a table for people, bench.json for machines."""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.children import ROOT, platform_plugin
from tests.bench.figure import Figure

FILE = ROOT / "bench.json"
_VERDICTS = {True: "ok", False: "MISSED", None: ""}


def table(figures: Sequence[Figure]) -> str:
    """One line a figure: name, value, limit, verdict, note."""
    rows = [("figure", "value", "limit", "", "")]
    rows += [
        (f.name, _number(f.value, f.unit), _limit(f), _VERDICTS[f.passes], f.note) for f in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: Sequence[int]) -> str:
    name, value, limit, verdict, note = row
    cells = [name.ljust(widths[0]), value.rjust(widths[1]), limit.rjust(widths[2])]
    return "  ".join([*cells, verdict.ljust(widths[3]), note]).rstrip()


def _number(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if unit == "x" else f"{value:.1f} {unit}"


def _limit(figure: Figure) -> str:
    if figure.limit is None:
        return "none"
    return f"{'≥' if figure.is_least else '≤'} {figure.limit:g} {figure.unit}"


def environment() -> dict[str, Any]:
    """What the figures depend on besides the code."""
    import PySide6

    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "qt": PySide6.__version__,
        "qt_platform": platform_plugin() or "the system's own",
        "load_before": load,
    }


def write(figures: Sequence[Figure], where: dict[str, Any], path: Path = FILE) -> None:
    """Leave everything in bench.json."""
    record = {"environment": where, "figures": [figure.to_record() for figure in figures]}
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
