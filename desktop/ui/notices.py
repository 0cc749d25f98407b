"""What happened without the user, in words; several are told in one notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop.core.notices import (
    DatabaseRebuilt,
    FolderSearched,
    GenerationsReclaimed,
    PresetsReset,
    PresetsSkipped,
    SettingsReset,
)
from desktop.ui import presets_problem

if TYPE_CHECKING:
    from desktop.core.notices import Notice
    from desktop.ui.widgets.notice import Notice as NoticeWidget


def _tr(text: str) -> str:
    return QCoreApplication.translate("Notices", text)


class NoticeTeller:
    """Says each new thing in the window's notice, beside those that still stand there."""

    def __init__(self, widget: NoticeWidget) -> None:
        self._widget = widget
        self._standing: list[Notice] = []
        self._said = ""

    def tell(self, notice: Notice) -> None:
        """Say it; what was dismissed, or gave way to something else, is not said again."""
        if self._widget.isHidden() or self._widget.title != self._said:
            self._standing.clear()
        self._standing.append(notice)
        titles, reasons = zip(*map(words, self._standing), strict=True)
        self._said = " ".join(titles)
        self._widget.say(self._said, "\n".join(reasons), tone="warn")


def words(notice: Notice) -> tuple[str, str]:
    """Title and reason; the title is a whole sentence, for another may follow it."""
    if isinstance(notice, SettingsReset):
        return _tr("The settings could not be read."), _settings(notice)
    if isinstance(notice, PresetsReset):
        return _tr("The presets could not be read."), _presets(notice)
    if isinstance(notice, PresetsSkipped):
        title = _tr("A preset cannot be used.")
        return title if notice.count == 1 else _tr("Some presets cannot be used."), _skipped(notice)
    if isinstance(notice, DatabaseRebuilt):
        damaged = _tr("The library was damaged and has been rebuilt.")
        gone = _tr("The library was missing and has been rebuilt.")
        return gone if notice.kept is None else damaged, _database(notice)
    if isinstance(notice, FolderSearched):
        return _tr("The videos folder was searched."), _searched(notice)
    return _tr("Lost clips are fetched."), _reclaimed(notice)


def _settings(notice: SettingsReset) -> str:
    said = _tr("The usual ones are used.")
    if notice.kept is None:
        return said
    kept = _tr("The damaged file is kept as {name}.").format(name=notice.kept.name)
    return f"{said} {kept}"


def _presets(notice: PresetsReset) -> str:
    if notice.is_newer:
        newer = _tr("A newer version of Startframe wrote the file; it is left as it is.")
        return f"{newer} {_tr('Update Startframe to have them again.')}"
    if notice.kept is None:
        return _tr("The file is left as it is; they are looked for again at the next start.")
    kept = _tr("The damaged file is kept as {name}.").format(name=notice.kept.name)
    return f"{_tr('There are none for now.')} {kept}"


def _skipped(notice: PresetsSkipped) -> str:
    facts = notice.problem.facts
    is_none = facts.get("reason") == "shape"
    said = [_tr("It is no preset at all.") if is_none else presets_problem.reason(facts)]
    if notice.count > 1:
        said.append(_tr("Others: {n}.").format(n=notice.count - 1))
    said.append(_tr("What cannot be used is kept in the file; all the others are here."))
    return " ".join(said)


def _database(notice: DatabaseRebuilt) -> str:
    said = [_tr("There was no backup.")]
    if notice.backup_at is not None:
        moment = QDateTime.fromSecsSinceEpoch(int(notice.backup_at.timestamp()))
        when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        said = [_tr("It began with the backup of {when}.").format(when=when)]
    said += _found(notice.clips, notice.ignored)
    if notice.uncertain:
        said.append(
            _tr(
                "What waited to be sent ({n}) may have been sent since: nothing is sent again "
                "by itself."
            ).format(n=notice.uncertain)
        )
    if notice.kept is not None:
        said.append(_tr("The damaged file is kept as {name}.").format(name=notice.kept.name))
    return " ".join(said)


def _searched(notice: FolderSearched) -> str:
    nothing = [] if notice.clips else [_tr("No clip was found that is not here.")]
    return " ".join([*nothing, *_found(notice.clips, notice.ignored)])


def _found(clips: int, ignored: int) -> list[str]:
    said = []
    if clips == 1:
        said.append(_tr("One more clip was found in the folder."))
    elif clips:
        said.append(_tr("{n} more clips were found in the folder.").format(n=clips))
    if ignored == 1:
        said.append(_tr("One video there is not of Startframe, and was left alone."))
    elif ignored:
        said.append(
            _tr("{n} videos there are not of Startframe, and were left alone.").format(n=ignored)
        )
    return said


def _reclaimed(notice: GenerationsReclaimed) -> str:
    if notice.count == 1:
        return _tr("Your account has one that the library did not know any more.")
    return _tr("Your account has {n} that the library did not know any more.").format(
        n=notice.count
    )
