"""What the sheet says of many clips: sizes, prices, sums, times, what was left aside."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import BadLine, Problem
from desktop.jobs.batch.listing import MAX_ROWS
from desktop.jobs.money.price import sum_usd
from desktop.ui import problems
from desktop.ui.account.money import dollars

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from desktop.core.catalogue import Dimensions, VideoModel
    from desktop.jobs.batch.listing import Listing

    Clip = tuple[Dimensions, int]

_SEEN_LOSS = 0.03
_MINUTE_S, _HOUR_S = 60, 3600


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchWording", text)


def size_words(dimensions: Dimensions) -> str:
    """`1280 × 720`, or that the model decides."""
    if dimensions.is_auto:
        return _tr("Auto")
    return f"{dimensions.width} × {dimensions.height}"


def loss_words(loss: float) -> str:
    """`cuts 25 %`; nothing for what nobody would see."""
    return _tr("cuts {n} %").format(n=round(100 * loss)) if loss >= _SEEN_LOSS else ""


def seconds_words(duration_s: int) -> str:
    return _tr("{n} s").format(n=duration_s)


def clips_words(count: int) -> str:
    return _tr("1 clip") if count == 1 else _tr("{n} clips").format(n=count)


def generate_words(count: int) -> str:
    """What the button says."""
    if not count:
        return _tr("Generate")
    return _tr("Generate {clips}").format(clips=clips_words(count))


def price_words(model: VideoModel, dimensions: Dimensions, duration_s: int, count: int = 1) -> str:
    """What a row is thought to cost, or the most it can where its size is open.

    Of several clips, their number stands under it.
    """
    words = dollars(sum_usd([(model, dimensions, duration_s)] * count))
    if model.estimate_usd(dimensions, duration_s) is None:
        words = _tr("up to {n}").format(n=words)
    return words if count == 1 else f"{words}\n{clips_words(count)}"


def total_usd(model: VideoModel, clips: Sequence[Clip]) -> Decimal:
    """What they are assumed to cost together, rounded once."""
    return sum_usd((model, dimensions, seconds) for dimensions, seconds in clips)


def total_words(model: VideoModel, clips: Sequence[Clip]) -> str:
    """`about $71.76, an estimate of 2026-08-01`."""
    is_open = any(dimensions.is_auto for dimensions, _ in clips)
    words = _tr("at most about {n}") if is_open else _tr("about {n}")
    price = words.format(n=dollars(total_usd(model, clips)))
    if model.prices_as_of is None:
        return _tr("{price}, an estimate").format(price=price)
    date = model.prices_as_of.isoformat()
    return _tr("{price}, an estimate of {date}").format(price=price, date=date)


def time_words(span_s: tuple[float, float] | None) -> str:
    """`about 25 to 40 min`; nothing where nothing is known."""
    if span_s is None:
        return ""
    low, high = span_s
    if high < _HOUR_S:
        first, last = max(1, round(low / _MINUTE_S)), max(1, math.ceil(high / _MINUTE_S))
        if first == last:
            return _tr("about {n} min").format(n=last)
        return _tr("about {low} to {high} min").format(low=first, high=last)
    first_h, last_h = (f"{seconds / _HOUR_S:.1f}" for seconds in (low, high))
    if first_h == last_h:
        return _tr("about {n} h").format(n=last_h)
    return _tr("about {low} to {high} h").format(low=first_h, high=last_h)


def problem_words(problem: Problem, line: int | None) -> str:
    """Why a row cannot be sent, with its line in a table."""
    said = problems.explain(problem)
    reason = said.reason if isinstance(problem, BadLine) else _brief(problem, said.reason)
    return _tr("Line {n}: {reason}").format(n=line, reason=reason) if line else reason


def _brief(problem: Problem, reason: str) -> str:
    """Runs of numbers shortened: `3 to 15` for all that lie between."""
    allowed = [str(value) for value in problem.facts.get("allowed") or ()]
    is_run = len(allowed) > 2 and all(value.isdigit() for value in allowed)  # noqa: PLR2004
    if not is_run:
        return reason
    run = _tr("{first} to {last}").format(first=allowed[0], last=allowed[-1])
    return reason.replace(", ".join(allowed), run)


def aside_words(listing: Listing, bad: int) -> str:
    """What is not among the clips, and why."""
    parts = []
    if bad:
        one, many = _tr("1 row cannot be sent"), _tr("{n} rows cannot be sent")
        parts.append(_counted(bad, one, many))
    if listing.passed_over:
        one = _tr("1 other file was passed over")
        parts.append(_counted(listing.passed_over, one, _tr("{n} other files were passed over")))
    if listing.left_out:
        one = _tr("1 picture beyond the limit of {limit} was left out")
        many = _tr("{n} pictures beyond the limit of {limit} were left out")
        parts.append(_counted(listing.left_out, one, many).replace("{limit}", str(MAX_ROWS)))
    if listing.unused:
        names = ", ".join(listing.unused)
        parts.append(_tr("columns not used: {names}").format(names=names))
    return " · ".join(parts)


def _counted(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.replace("{n}", str(count))
