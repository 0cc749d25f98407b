"""What stands in the way of what comes from elsewhere: pictures, frames, news of a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core import errors
from desktop.ui.steps import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.errors import Facts, Problem

    Told = tuple[str, str, Action | str]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Problems", text)


def _promised(facts: Facts) -> Told:
    steps = {
        "Photos": _tr("Copy it in Photos, then paste here."),
        "Windows": _tr("Save it as a file first, then drop that file here."),
    }
    reason = _tr("The other program promised a picture and did not hand it over.")
    unknown = _tr("Copy it there, then paste here, or save it as a file first.")
    return _tr("No picture came with it"), reason, steps.get(str(facts.get("source")), unknown)


def _web_refused(facts: Facts) -> Told:
    host = str(facts.get("host") or _tr("that address"))
    save = _tr("Save the picture in the browser, then drop the file here.")
    known = {
        "insecure": (
            _tr("{host} does not offer it over https, so it could be changed on the way."),
            save,
        ),
        "private": (
            _tr("{host} is an address inside a private network, not on the public web."),
            save,
        ),
        "credentials": (_tr("The address holds a user name or a password."), save),
        "redirects": (_tr("{host} sends from one address to the next without an end."), save),
        "page": (
            _tr("{host} sent a web page instead of a picture."),
            _tr("Open the picture itself in the browser, then drag or copy that."),
        ),
        "film": (
            _tr("{host} sent a video. Only pictures are fetched from the web."),
            _tr("Save the video, then drop the file here to choose a frame."),
        ),
    }
    unknown = _tr("The address is not one a picture can be fetched from."), save
    reason, step = known.get(str(facts.get("reason")), unknown)
    return _tr("The picture is not fetched"), reason.format(host=host), step


def _web_failed(facts: Facts) -> Told:
    host = str(facts.get("host") or _tr("The server"))
    reason = _tr("{host} cannot be reached.").format(host=host)
    if "status" in facts:
        reason = _tr("{host} does not give it out (status {status}).").format(
            host=host, status=facts["status"]
        )
    elif "timeout_s" in facts:
        reason = _tr("{host} did not send it within {n} seconds.").format(
            host=host, n=f"{facts['timeout_s']:g}"
        )
    step = _tr("Save the picture in the browser, then drop the file here.")
    return _tr("The picture could not be fetched"), reason, step


def _video_unreadable(facts: Facts) -> Told:
    known = {
        "damaged": _tr("{name} is damaged."),
        "empty": _tr("{name} holds no picture track."),
        "silent": _tr("{name} holds no sound."),
        "missing": _tr("{name} is no longer there."),
        "permission": _tr("Startframe is not allowed to read {name}."),
        "long": _tr("{name} is too long: a frame is taken from videos of up to an hour."),
    }
    unknown = _tr("{name} cannot be decoded.")
    reason = known.get(str(facts.get("detail")), unknown).format(
        name=str(facts.get("name") or _tr("The file"))
    )
    return _tr("No frame can be taken from this video"), reason, Action.CHOOSE_PICTURE


def _version_unknown(facts: Facts) -> Told:
    host = str(facts.get("host") or _tr("The release page"))
    known = {
        "offline": _tr("{host} cannot be reached."),
        "timed_out": _tr("{host} did not answer in time, or not to the end."),
        "status": _tr("{host} does not tell (status {status})."),
        "redirect": _tr("{host} sends elsewhere, where nothing is asked."),
    }
    unknown = _tr("{host} answered something that was not understood.")
    reason = known.get(str(facts.get("reason")), unknown)
    reason = reason.format(host=host, status=facts.get("status", "?"))
    return _tr("The newest version is not known"), reason, _tr("Try again later.")


SOURCES: dict[type[Problem], Callable[[Facts], Told]] = {
    errors.PicturePromised: _promised,
    errors.WebPictureRefused: _web_refused,
    errors.WebPictureFailed: _web_failed,
    errors.VideoUnreadable: _video_unreadable,
    errors.VersionUnknown: _version_unknown,
}
"""A part of the table in `explanations`."""
