"""What is known of a clip, as pairs of words: what it is, what it cost, where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.account.money import cost_text
from desktop.ui.explanations import megabytes

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from desktop.core.request import GenerationRequest
    from desktop.jobs.job import Job
    from desktop.library.clips import Clip


def _tr(text: str) -> str:
    return QCoreApplication.translate("ClipFacts", text)


def facts(clip: Clip, account_name: Callable[[str], str]) -> list[tuple[str, str]]:
    """Labels and values in the order they are read; what is not known is left out."""
    asked = clip.request
    found = [
        (_tr("Made"), _moment(clip.created_at)),
        (_tr("Size"), f"{clip.width} × {clip.height}"),
        (_tr("Asked for"), _asked_for(asked)),
        (_tr("Length"), _tr("{n} s").format(n=f"{clip.duration_s:.2f}")),
        (_tr("Sound"), _tr("yes") if clip.has_audio else _tr("no")),
        (_tr("Privacy"), _tr("public") if asked.public else _tr("private")),
        (_tr("Cost"), _tr("not told") if clip.cost is None else cost_text(clip.cost)),
        (_tr("Account"), account_name(clip.account)),
        (_tr("Model"), asked.model.id),
        (_tr("Start frame"), clip.frame_name),
        (_tr("File"), clip.video.name),
        (_tr("Folder"), str(clip.video.parent)),
        (_tr("File size"), megabytes(clip.size_bytes)),
        (_tr("Generation"), clip.generation_id or ""),
    ]
    if clip.rendering_s is not None:
        found.append((_tr("Rendering"), _tr("{n} s").format(n=round(clip.rendering_s))))
    if clip.origin is not None:
        at = _tr("another clip at {n} s").format(n=f"{clip.origin.at_s:.2f}")
        found.append((_tr("Goes on from"), at))
    if clip.is_nsfw:
        found.append((_tr("Marked by Leonardo"), _tr("not safe for work")))
    return [(label, value) for label, value in found if value]


def attempt_facts(job: Job, account_name: Callable[[str], str]) -> list[tuple[str, str]]:
    """The same of an attempt that brought no clip: what was asked for, and what is known of it."""
    asked = job.request
    found = [
        (_tr("Asked at"), _moment(job.created_at)),
        (_tr("Ended"), _moment(job.changed_at)),
        (_tr("Asked for"), _asked_for(asked)),
        (_tr("Sound"), _tr("yes") if asked.audio else _tr("no")),
        (_tr("Privacy"), _tr("public") if asked.public else _tr("private")),
        (_tr("Cost"), "" if job.cost is None else cost_text(job.cost)),
        (_tr("Account"), account_name(job.account)),
        (_tr("Model"), asked.model.id),
        (_tr("Start frame"), job.frame_name),
        (_tr("Generation"), job.generation_id or ""),
    ]
    return [(label, value) for label, value in found if value]


def _moment(moment: datetime.datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _asked_for(asked: GenerationRequest) -> str:
    size = asked.dimensions
    chosen = _tr("Auto") if size.is_auto else f"{size.width} × {size.height}"
    return _tr("{size}, {n} s").format(size=chosen, n=asked.duration_s)
