"""What each class of problem is in words: title, reason, next step. Asked through `problems`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core import errors, log
from desktop.core.errors import IN_USE, Facts, Problem
from desktop.media.kinds import Family, family_of
from desktop.ui import presets_problem
from desktop.ui.source_explanations import SOURCES
from desktop.ui.steps import Action

if TYPE_CHECKING:
    from collections.abc import Callable

MEBIBYTE = 1 << 20  # what Windows calls MB, and what the limits are counted in
_WHOLE_FROM = 10  # from here on a decimal says nothing


def _tr(text: str) -> str:
    return QCoreApplication.translate("Problems", text)


def _t(text: str) -> str:
    """Mark a sentence for translation; `_plain` and `_in_folder` look it up when it is shown."""
    return text


def megabytes(size_bytes: float) -> str:
    """Bytes in the unit people compare: "31 MB", "0.4 MB"."""
    size = size_bytes / MEBIBYTE
    return f"{size:.0f} MB" if size >= _WHOLE_FROM or size == int(size) else f"{size:.1f} MB"


Told = tuple[str, str, Action | str]
"""Title, reason, and the next step: an action, or words where only the user can take it."""


def _sentence(text: str) -> str:
    """What another program said, ended with a full stop."""
    text = log.printable(log.redact(text)).strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _name(facts: Facts) -> str:
    return str(facts.get("name") or _tr("The file"))


def _plain(title: str, reason: str, step: Action | str) -> Callable[[Facts], Told]:
    """An entry whose words do not depend on the facts."""
    return lambda _: (_tr(title), _tr(reason), step if isinstance(step, Action) else _tr(step))


def _timed_out(facts: Facts) -> Told:
    reason = _tr("No answer came in time. The connection may be slow.")
    if "timeout_s" in facts:
        reason = _tr("No answer came within {n} seconds.").format(n=f"{facts['timeout_s']:g}")
    return _tr("Leonardo did not answer in time"), reason, Action.RETRY


def _out_of_credits(_facts: Facts) -> Told:
    reason = _tr(
        "The API balance does not cover this clip. It is separate from a web subscription."
    )
    return _tr("Not enough API credit"), reason, Action.TOP_UP


def _moderated(facts: Facts) -> Told:
    found = ", ".join(str(name).lower() for name in facts.get("classification") or ())
    reason = _tr(
        "Leonardo's content filter refused it: the prompt or the picture may be the cause."
    )
    if found:
        reason = _tr(
            "Leonardo's content filter saw: {found}. The prompt or the picture may be the cause."
        ).format(found=found)
    step = _tr("Change one of them before you try again.")
    was_refused = "status" in facts and "generation_id" not in facts  # the POST's own reply
    charge = "" if was_refused else _tr("Such a clip may be billed all the same.")
    return _tr("Refused as content"), f"{reason} {charge}".strip(), step


def _rejected(facts: Facts) -> Told:
    reason = _sentence(str(facts.get("reason") or _tr("It gave no reason.")))
    step = _tr("Nothing was made. Change the request before you try again.")
    return _tr("Leonardo did not accept the request"), reason, step


def _rate_limited(facts: Facts) -> Told:
    reason = _tr("Nothing was sent twice. It goes on by itself when a slot is free.")
    if "retry_after_s" in facts:
        seconds = f"{facts['retry_after_s']:g}"
        reason = _tr("It goes on by itself in about {n} seconds.").format(n=seconds)
    return _tr("Waiting for a free slot"), reason, Action.RETRY


def _server_failed(facts: Facts) -> Told:
    reason = _tr("The fault is on Leonardo's side.")
    if "status" in facts:
        reason = _tr("The fault is on Leonardo's side (status {status}).").format(
            status=facts["status"]
        )
    return _tr("Leonardo has trouble right now"), reason, Action.RETRY


def _media(facts: Facts) -> Told:
    reason = _tr("{name} cannot be used.").format(name=_name(facts))
    return _tr("This file cannot be used"), reason, Action.CHOOSE_PICTURE


def _not_a_picture(facts: Facts) -> Told:
    name, kind = _name(facts), facts.get("kind")
    said = _tr("{name} is no picture Startframe knows. Use a JPEG or PNG file.")
    if kind:
        said = _REFUSED.get(family_of(str(kind)), _t("{name} is of type {kind}, not a picture."))
    reason = _tr(said).format(name=name, kind=kind)
    return _tr("Not a picture that can be sent"), reason, Action.CHOOSE_PICTURE


_REFUSED = {
    Family.RAW: _t(
        "{name} is a camera's raw file ({kind}). Export it as JPEG or PNG from your photo program."
    ),
    Family.DRAWING: _t(
        "{name} is a drawing made of lines ({kind}). Export it as PNG, as large as the clip."
    ),
    Family.DOCUMENT: _t("{name} is a document ({kind}). Export the page you want as PNG."),
    Family.LAYERS: _t("{name} is a project with layers ({kind}). Export it as PNG or JPEG."),
    Family.FILM: _t("{name} is a video ({kind}). Save the frame you want as a picture."),
    Family.SOUND: _t("{name} is a sound ({kind}), not a picture."),
    Family.ARCHIVE: _t("{name} is an archive ({kind}). Unpack it and use a picture out of it."),
    Family.OTHER_PICTURE: _t(
        "{name} is a picture of a kind that is not read ({kind}). Export it as JPEG or PNG."
    ),
}


def _unreadable(facts: Facts) -> Told:
    known = {
        "empty": _tr("{name} is empty."),
        "truncated": _tr("{name} ends too early: a part of it is missing."),
        "damaged": _tr("{name} is damaged."),
        "unsupported": _tr(
            "{name} is damaged, or of a variant that cannot be read. Export it as JPEG or PNG."
        ),
        "permission": _tr("Startframe is not allowed to read {name}."),
    }
    detail = str(facts.get("detail", "damaged"))
    if detail not in known:
        return _tr("The picture cannot be read"), f"{_name(facts)}: {detail}", Action.CHOOSE_PICTURE
    reason = known[detail].format(name=_name(facts))
    return _tr("The picture cannot be read"), reason, Action.CHOOSE_PICTURE


def _too_large(facts: Facts) -> Told:
    reason = _tr("The file has more bytes than are taken.")
    if "size_bytes" in facts and "limit_bytes" in facts:
        size, limit = megabytes(facts["size_bytes"]), megabytes(facts["limit_bytes"])
        reason = _tr(
            "The file has {size}; up to {limit} are taken. Export it smaller, or as JPEG."
        ).format(size=size, limit=limit)
    return _tr("The picture is too large"), reason, Action.CHOOSE_PICTURE


def _too_many_pixels(facts: Facts) -> Told:
    reason = _tr("The picture has more pixels than are taken.")
    if {"width", "height", "limit_pixels"} <= facts.keys():
        words = _tr(
            "It has {width} × {height} pixels; up to {limit} megapixels of its kind are taken. "
            "Export it smaller."
        )
        if facts.get("has_alpha"):
            words = _tr(
                "It has {width} × {height} pixels; up to {limit} megapixels are taken of a picture "
                "with transparency. Export it smaller, or without transparency."
            )
        reason = words.format(
            width=facts["width"], height=facts["height"], limit=facts["limit_pixels"] // 1_000_000
        )
    return _tr("The picture is too large"), reason, Action.CHOOSE_PICTURE


def _missing(facts: Facts) -> Told:
    name = _name(facts)
    if facts.get("kind") == "folder":
        reason = _tr("{name} is a folder. Drop one picture out of it.").format(name=name)
        return _tr("A folder cannot be a start frame"), reason, Action.CHOOSE_PICTURE
    reason = _tr("{name} is no longer there. It may have been moved or deleted.").format(name=name)
    return _tr("The picture is gone"), reason, Action.CHOOSE_PICTURE


def _broken_video(facts: Facts) -> Told:
    reason = _tr(
        "What arrived is not a whole video. The clip is paid for and can be fetched again."
    )
    if "size_bytes" in facts and "expected_bytes" in facts:
        got, whole = megabytes(facts["size_bytes"]), megabytes(facts["expected_bytes"])
        reason = _tr(
            "{got} of {whole} arrived. The clip is paid for and can be fetched again."
        ).format(got=got, whole=whole)
    return _tr("The download is incomplete"), reason, Action.RETRY


def _in_folder(title: str, reason: str, action: Action) -> Callable[[Facts], Told]:
    def told(facts: Facts) -> Told:
        folder = facts.get("folder") or _tr("the folder")
        return _tr(title), _tr(reason).format(folder=folder), action

    return told


def _invalid_request(facts: Facts) -> Told:
    fields = {
        "size": _tr("The size {value} is not one of the model's."),
        "duration": _tr("The model does not make clips of {value} seconds."),
        "prompt": _tr("The prompt has {value}."),
        "model": _tr("The model {value} is not known."),
    }
    unknown = _tr("The model does not take {value}.")
    reason = fields.get(str(facts.get("field")), unknown).format(value=facts.get("value", "…"))
    allowed = ", ".join(str(value) for value in facts.get("allowed") or ())
    field = str(facts.get("field"))
    if field.isupper():  # a variable of the environment
        title = _tr("{variable} cannot be used").format(variable=field)
        step = _tr("Set it anew or remove it, then start again.")
        return title, _tr("Possible: {allowed}.").format(allowed=allowed), step
    step = _tr("Choose another value.")
    if allowed:
        step = _tr("It takes: {allowed}.").format(allowed=allowed)
    return _tr("The model does not take this"), reason, step


def _over_budget(facts: Facts) -> Told:
    reason = _tr("Nothing was sent.")
    if {"budget_usd", "spent_usd", "estimate_usd"} <= facts.keys():
        budget, spent, estimate = (
            _dollars(facts[name]) for name in ("budget_usd", "spent_usd", "estimate_usd")
        )
        reason = _tr(
            "About {estimate} more than the {spent} of today is over your {budget} a day. "
            "Nothing was sent."
        ).format(estimate=estimate, spent=spent, budget=budget)
    return _tr("Over the daily budget"), reason, Action.CHANGE_BUDGET


def _dollars(amount: object) -> str:
    try:
        return f"${float(str(amount)):.2f}"
    except ValueError:
        return str(amount)


def _unreadable_text(facts: Facts) -> Told:
    name, detail = _name(facts), str(facts.get("detail", "damaged"))
    known = {
        "missing": _tr("{name} is no longer there."),
        "empty": _tr("{name} is empty."),
        "large": _tr("{name} is far too long for a text."),
        "encoding": _tr("{name} is not written in UTF-8."),
        "columns": _tr("The first line of {name} has to name the columns, one of them file."),
        "damaged": _tr("{name} is damaged."),
    }
    reason = known.get(detail, f"{name}: {detail}.").format(name=name)
    step = _tr("Save it as UTF-8 text.")
    if detail in {"empty", "columns"}:
        step = _tr("A table begins with: file,prompt,duration,size.")
    return _tr("The text cannot be read"), reason, step


def _bad_line(facts: Facts) -> Told:
    known = {
        "quotes": _tr("A quotation mark is not closed, or stands within a cell."),
        "cells": _tr("There are more cells than columns."),
        "no file": _tr("No picture is named."),
        "elsewhere": _tr("The picture lies on another computer."),
    }
    steps = {
        "quotes": _tr('Write "" for one within quotes.'),
        "cells": _tr("Put a prompt with commas into quotes."),
        "no file": _tr("Put its path into the column file."),
        "elsewhere": _tr("Copy it to this one."),
    }
    detail = str(facts.get("detail"))
    reason = known.get(detail, _tr("It does not say what clip is meant."))
    return _tr("A line of the table is no clip"), reason, steps.get(detail, _tr("Correct it."))


def _database_damaged(facts: Facts) -> Told:
    title, safe = _tr("The database cannot be read"), _tr("Your clips are safe in their folder.")
    if "version" in facts:
        reason = _tr("A newer version of Startframe wrote it.")
        return title, f"{reason} {safe}", _tr("Start that version, or install it again.")
    if facts.get("detail") == IN_USE:
        reason = _tr("It is damaged, and another Startframe has it open.")
        return title, f"{reason} {safe}", _tr("Close it and start again.")
    return title, safe, Action.SHOW_LOG


def _bug(facts: Facts) -> Told:
    reason = _tr("This is a fault of Startframe. Your draft and your clips are safe.")
    if facts.get("summary"):
        reason = f"{reason} ({facts['summary']})"
    return _tr("Something went wrong in Startframe"), reason, Action.SHOW_LOG


TABLE: dict[type[Problem], Callable[[Facts], Told]] = {
    Problem: _plain(_t("This did not work"), _t("The reason is in the log."), Action.SHOW_LOG),
    errors.NetworkProblem: _plain(
        _t("Leonardo cannot be reached"), _t("The connection failed."), Action.RETRY
    ),
    errors.Offline: _plain(
        _t("No connection"), _t("Leonardo cannot be reached. Nothing was sent."), Action.RETRY
    ),
    errors.TimedOut: _timed_out,
    errors.ReplyLost: _plain(
        _t("Not known whether it was accepted"),
        _t("The connection broke before the reply. It is not sent again: it may still be billed."),
        _t("Look for it among the account's newest clips first."),
    ),
    errors.ApiProblem: _plain(
        _t("Leonardo refused"), _t("It gave no reason that is known."), Action.RETRY
    ),
    errors.NoKey: _plain(
        _t("An API key is needed"), _t("Without one the sandbox works."), Action.ENTER_KEY
    ),
    errors.BadKey: _plain(
        _t("The API key does not work"),
        _t("It is wrong, was revoked, or has no API plan. Your draft is kept."),
        Action.ENTER_KEY,
    ),
    errors.OutOfCredits: _out_of_credits,
    errors.Moderated: _moderated,
    errors.Rejected: _rejected,
    errors.RateLimited: _rate_limited,
    errors.ServerFailed: _server_failed,
    errors.BadReply: _plain(
        _t("Leonardo's reply could not be understood"),
        _t("It was not of a known shape."),
        Action.RETRY,
    ),
    errors.GenerationFailed: _plain(
        _t("The clip could not be made"),
        _t(
            "Leonardo accepted it and gave up without a reason. "
            "Such a clip may be billed all the same."
        ),
        Action.RETRY,
    ),
    errors.UploadExpired: _plain(
        _t("The upload took too long"), _t("Its ticket is valid for two minutes."), Action.RETRY
    ),
    errors.LinkExpired: _plain(
        _t("The video's link has expired"), _t("A fresh one can be asked for."), Action.RETRY
    ),
    errors.NotFound: _plain(
        _t("Leonardo no longer has it"),
        _t("The account has no such clip or picture. It may have been deleted there."),
        _t("Generate it anew if you still want it."),
    ),
    errors.MediaProblem: _media,
    errors.NotAPicture: _not_a_picture,
    errors.Unreadable: _unreadable,
    errors.PictureTooLarge: _too_large,
    errors.TooManyPixels: _too_many_pixels,
    errors.PictureMissing: _missing,
    errors.BrokenVideo: _broken_video,
    **SOURCES,
    errors.StorageProblem: _in_folder(
        _t("The disk did not take it"), _t("{folder} could not be used."), Action.RETRY
    ),
    errors.DiskFull: _in_folder(
        _t("The disk is full"),
        _t("There is no space left in {folder}. It goes on by itself once there is."),
        Action.RETRY,
    ),
    errors.FolderUnwritable: _in_folder(
        _t("The folder cannot be written"),
        _t("{folder} is gone or write-protected. The clip waits until there is a place for it."),
        Action.CHOOSE_FOLDER,
    ),
    errors.DatabaseDamaged: _database_damaged,
    errors.RequestProblem: _plain(
        _t("The request cannot be sent"),
        _t("A value does not fit the model."),
        _t("Choose another one."),
    ),
    errors.InvalidRequest: _invalid_request,
    errors.OverBudget: _over_budget,
    errors.UnreadableText: _unreadable_text,
    errors.BadLine: _bad_line,
    errors.BadPresets: presets_problem.told,
    errors.Bug: _bug,
}
