"""What a drop would do, told while it hovers: in words, and whether it is welcome."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QCoreApplication


class Outcome(enum.Enum):
    """What comes of a drop, as far as it can be told while it hovers."""

    PICTURE = "picture"
    FIRST_OF_SEVERAL = "first of several"
    SEVERAL = "several"
    FOLDER = "folder"
    FILM = "film"
    WEB = "web"
    INSECURE = "insecure"
    PROMISE = "promise"
    NO_FOLDER = "no folder"
    NOT_A_PICTURE = "not a picture"
    NOT_OURS = "not ours"


_WELCOME = frozenset(
    {
        Outcome.PICTURE,
        Outcome.FIRST_OF_SEVERAL,
        Outcome.SEVERAL,
        Outcome.FOLDER,
        Outcome.FILM,
        Outcome.WEB,
    }
)


@dataclass(frozen=True)
class Verdict:
    """An outcome with its subject: the host, the number of files, what the file really is."""

    outcome: Outcome
    subject: str = ""

    WELCOME: ClassVar[Verdict]
    NOT_OURS: ClassVar[Verdict]

    @property
    def is_welcome(self) -> bool:
        return self.outcome in _WELCOME

    @property
    def words(self) -> str:
        """What to say while it hovers; nothing for what is not ours."""
        text = _words(self.outcome, has_subject=bool(self.subject))
        return text.format(subject=self.subject)


Verdict.WELCOME = Verdict(Outcome.PICTURE)
Verdict.NOT_OURS = Verdict(Outcome.NOT_OURS)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Drop", text)


def _words(outcome: Outcome, *, has_subject: bool) -> str:
    kind = _tr("{subject} is no picture or video that can be used")
    promise = _tr("No picture comes with it: copy it there, then paste here")
    unknown = _tr("This is no picture or video that can be used")
    return {
        Outcome.PICTURE: _tr("Drop to use as start frame"),
        Outcome.FIRST_OF_SEVERAL: _tr("Drop to use the first of {subject} files"),
        Outcome.SEVERAL: _tr("Drop to make clips of {subject} files"),
        Outcome.FOLDER: _tr("Drop to make clips of the pictures in this folder"),
        Outcome.FILM: _tr("Drop to choose a frame of this video"),
        Outcome.WEB: _tr("Drop to fetch the picture from {subject}"),
        Outcome.INSECURE: _tr("{subject} is not https: save the picture, then drop the file"),
        Outcome.PROMISE: _tr("Copy it in {subject}, then paste here") if has_subject else promise,
        Outcome.NO_FOLDER: _tr("A folder cannot be a start frame"),
        Outcome.NOT_A_PICTURE: kind if has_subject else unknown,
        Outcome.NOT_OURS: "",
    }[outcome]
