"""What each problem is in words, for a person at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.core import log
from desktop.core.errors import IN_USE
from desktop.core.notices import (
    FolderSearched,
    GenerationsReclaimed,
    PresetsReset,
    PresetsSkipped,
    SettingsReset,
)
from desktop.media.kinds import Family, family_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.errors import Problem
    from desktop.core.notices import Notice


def _file(facts: dict[str, Any], says: str) -> str:
    return f"{facts.get('name', 'The picture')} {says}."


_REFUSED = {
    Family.RAW: "is a camera's raw file",
    Family.DRAWING: "is a drawing made of lines",
    Family.DOCUMENT: "is a document",
    Family.LAYERS: "is a project with layers",
    Family.FILM: "is a video",
    Family.SOUND: "is a sound",
    Family.ARCHIVE: "is an archive",
    Family.OTHER_PICTURE: "is a picture of a kind that is not read",
}


def _not_a_picture(facts: dict[str, Any]) -> str:
    kind = facts.get("kind")
    if not kind:
        return _file(facts, "is not a picture that is known")
    words = _REFUSED.get(family_of(str(kind)), "is not a picture")
    return _file(facts, f"{words} ({kind})")


def _megabytes(facts: dict[str, Any]) -> int:
    return int(facts.get("limit_bytes", 100 << 20)) >> 20


def _with_reason(start: str, facts: dict[str, Any]) -> str:
    return f"{start}: {facts['reason']}" if facts.get("reason") else f"{start}."


def _invalid(facts: dict[str, Any]) -> str:
    allowed = ", ".join(facts.get("allowed", []))
    return f"{facts.get('field')}: {facts.get('value')} is not possible. Possible: {allowed}."


def _damaged(facts: dict[str, Any]) -> str:
    if "version" in facts:
        return "The database was written by a newer version of Startframe."
    if facts.get("detail") == IN_USE:
        return "The database is damaged, and another Startframe has it open."
    return "The database cannot be read; the clips are safe in their folder."


_TEXTS = {
    "missing": "is not there",
    "empty": "is empty",
    "large": "is far too long for a text",
    "encoding": "is not written in UTF-8",
    "columns": "does not name its columns in the first line: file,prompt,duration,size",
}
_LINES = {
    "quotes": "a quotation mark is not closed, or stands within a cell",
    "cells": "more cells than columns; a prompt with commas has to stand in quotes",
    "no file": "no picture is named",
    "elsewhere": "the picture lies on another computer",
}


def _text(facts: dict[str, Any]) -> str:
    detail = str(facts.get("detail", "damaged"))
    known = _TEXTS.get(detail, f"cannot be read ({detail})")
    return f"{facts.get('name', 'The text')} {known}."


def _line(facts: dict[str, Any]) -> str:
    known = _LINES.get(str(facts.get("detail")), "it does not say what clip is meant")
    return f"A line of the table is no clip: {known}."


_SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "offline": "There is no connection to Leonardo. Nothing was sent.",
    "timed_out": "Leonardo did not answer in time.",
    "reply_lost": "The reply from Leonardo was lost.",
    "no_key": (
        "There is no API key. Set LEONARDO_API_KEY, or enter the key in the window"
        " (startframe), or try it without one: --sandbox."
    ),
    "bad_key": "Leonardo does not accept the API key.",
    "out_of_credits": "The account's API balance is too small for this clip.",
    "moderated": "Refused as content: the prompt or the picture may be the cause.",
    "rejected": lambda facts: _with_reason("Leonardo refused the request", facts),
    "rate_limited": "Leonardo has no free slot at the moment; nothing was created.",
    "server_failed": "Leonardo has a fault of its own at the moment.",
    "bad_reply": "Leonardo's reply could not be understood.",
    "generation_failed": "The generation failed at Leonardo, without a reason.",
    "upload_expired": "The picture could not be uploaded in time.",
    "link_expired": "The video's address does not serve it any more.",
    "not_found": "Leonardo does not know this generation, or not with this key.",
    "not_a_picture": _not_a_picture,
    "unreadable": lambda facts: _file(facts, f"cannot be read ({facts.get('detail', 'damaged')})"),
    "picture_too_large": lambda facts: _file(facts, f"is larger than {_megabytes(facts)} MB"),
    "too_many_pixels": lambda facts: _file(
        facts,
        f"has more than {facts.get('limit_pixels', 100_000_000) // 1_000_000} megapixels"
        + (", and transparency" if facts.get("has_alpha") else ""),
    ),
    "picture_missing": lambda facts: _file(
        facts, "is a folder" if facts.get("kind") == "folder" else "is not there"
    ),
    "picture_promised": "The other program gave no picture, it only promised one.",
    "web_picture_refused": "Pictures are not fetched from that address.",
    "web_picture_failed": "The picture could not be fetched from the web.",
    "video_unreadable": lambda facts: _file(facts, "is no video a frame can be taken from"),
    "broken_video": "The downloaded video is not whole.",
    "version_unknown": "The release page did not tell the newest version.",
    "disk_full": lambda facts: f"No space is left in {facts.get('folder', 'the folder')}.",
    "folder_unwritable": lambda facts: f"{facts.get('folder', 'The folder')} cannot be written.",
    "database_damaged": _damaged,
    "problem": "Something went wrong.",
    "network": "Leonardo cannot be reached.",
    "api": "Leonardo refused, without a reason that is known.",
    "media": lambda facts: _file(facts, "cannot be used"),
    "request": "The request does not fit the model.",
    "storage": lambda facts: f"The disk failed: {facts.get('detail', 'no reason given')}.",
    "invalid_request": _invalid,
    "over_budget": lambda facts: (
        f"This clip costs about ${facts.get('estimate_usd', '?')}: with the"
        f" ${facts.get('spent_usd', '?')} of today it is over the daily budget of"
        f" ${facts.get('budget_usd', '?')} (in the window's settings). Nothing was sent."
    ),
    "unreadable_text": _text,
    "bad_line": _line,
    "bad_presets": "The presets file was not taken; nothing was changed.",
    "bug": lambda facts: f"A fault of Startframe: {facts.get('summary', 'see the log')}",
}


_SEE_LOG = "startframe diagnose tells more."
_LATER = "Try again a little later."
_OTHER_PICTURE = "Choose another picture."
_NEXT_STEPS: dict[str, str] = {
    "problem": _SEE_LOG,
    "network": "Check the connection.",
    "offline": "Check the connection.",
    "timed_out": _LATER,
    "reply_lost": "Look at the account's newest clips before it is sent again.",
    "api": _SEE_LOG,
    "no_key": "",  # it names the three ways
    "bad_key": "Enter another one in the window, or set LEONARDO_API_KEY anew.",
    "out_of_credits": "Top up at app.leonardo.ai/api-access.",
    "moderated": "Change one of them.",
    "rejected": "Change the request.",
    "rate_limited": _LATER,
    "server_failed": _LATER,
    "bad_reply": _LATER,
    "generation_failed": "It may still be billed; generate it anew if you like.",
    "upload_expired": _LATER,
    "link_expired": "startframe resume asks for a fresh one.",
    "not_found": "It may have been deleted there.",
    "media": _OTHER_PICTURE,
    "not_a_picture": "Export it as JPEG or PNG, or choose another picture.",
    "unreadable": _OTHER_PICTURE,
    "picture_too_large": _OTHER_PICTURE,
    "too_many_pixels": _OTHER_PICTURE,
    "picture_missing": _OTHER_PICTURE,
    "picture_promised": "Save it as a file first.",
    "web_picture_refused": "Save it as a file first.",
    "web_picture_failed": _LATER,
    "video_unreadable": _OTHER_PICTURE,
    "version_unknown": "Try again later.",
    "broken_video": "It is paid for and can be fetched again.",
    "storage": "See to the disk.",
    "disk_full": "Make room.",
    "folder_unwritable": "Choose another folder, or allow it to be written.",
    "database_damaged": _SEE_LOG,
    "request": "Choose another value.",
    "invalid_request": "",  # it names what is possible
    "over_budget": "",  # it names the settings
    "unreadable_text": "",  # it names what is needed
    "bad_line": "",  # the same
    "bad_presets": "Choose another file, or correct this one.",
    "bug": _SEE_LOG,
}


def sentence(problem: Problem) -> str:
    """What happened, and what to do: some sentences for a person, on one line."""
    found = _SENTENCES.get(problem.code, "Something went wrong.")
    said = found if isinstance(found, str) else found(problem.facts)
    step = _NEXT_STEPS.get(problem.code, _SEE_LOG)
    return log.printable(log.redact(f"{said} {step}".rstrip()))


def explained() -> frozenset[str]:
    """The codes of every problem with words and a next step of its own."""
    return frozenset(_SENTENCES) & frozenset(_NEXT_STEPS)


def notice(found: Notice) -> str:
    """What happened without the user, in a sentence or some."""
    if isinstance(found, SettingsReset):
        kept = f" The damaged file is kept as {found.kept}." if found.kept else ""
        return f"The settings could not be read; the usual ones are used.{kept}"
    if isinstance(found, PresetsReset):
        kept = f" The damaged file is kept as {found.kept}." if found.kept else ""
        return f"The presets could not be read.{kept}"
    if isinstance(found, PresetsSkipped):
        return f"Presets that cannot be used, and are kept in their file: {found.count}."
    if isinstance(found, GenerationsReclaimed):
        return f"Clips of the account that the library did not know any more: {found.count}."
    if isinstance(found, FolderSearched):
        return f"More clips found in the folder: {found.clips}; left alone: {found.ignored}."
    begun = "There was no backup."
    if found.backup_at is not None:
        begun = f"It began with the backup of {found.backup_at.astimezone():%Y-%m-%d %H:%M}."
    doubt = ""
    if found.uncertain:
        doubt = (
            f" What waited to be sent ({found.uncertain}) may have been sent since:"
            " nothing is sent again by itself."
        )
    what = "was damaged" if found.kept else "was missing"
    kept = f" The damaged file is kept as {found.kept}." if found.kept else ""
    return (
        f"The library {what} and has been rebuilt. {begun} More clips found in the folder:"
        f" {found.clips}.{doubt}{kept}"
    )
