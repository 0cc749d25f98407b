"""What narrows the library down: a dropdown for each of a clip's qualities, and its state."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.widgets.combo_box import ComboBox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

    from desktop.library.search import Search

_IN_A_LINE, _IN_A_NARROW_LINE, _WIDE = 5, 3, 780
_DAYS = (1, 7, 30, 365)


class FilterBar(QWidget):
    """A dropdown for each; each entry carries the values it gives a search."""

    changed = Signal()

    def __init__(self, seconds: Iterable[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library_filters")
        self.state_combo = self._combo(self.tr("State"), "state_filter")
        self.age_combo = self._combo(self.tr("When"), "age_filter")
        self.size_combo = self._combo(self.tr("Size"), "size_filter")
        self.seconds_combo = self._combo(self.tr("Seconds"), "seconds_filter")
        self.sound_combo = self._combo(self.tr("Sound"), "sound_filter")
        self.privacy_combo = self._combo(self.tr("Privacy"), "privacy_filter")
        self.mark_combo = self._combo(self.tr("Marked"), "mark_filter")
        self.account_combo = self._combo(self.tr("Account"), "account_filter")
        self.collection_combo = self._combo(self.tr("Collection"), "collection_filter")
        self._fill(seconds)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._lay_out(_IN_A_LINE)

    def _lay_out(self, in_a_line: int) -> None:
        self._in_a_line = in_a_line
        for place, combo in enumerate(self.combos):
            self._grid.addWidget(combo, *divmod(place, in_a_line))
        for column in range(_IN_A_LINE):
            self._grid.setColumnStretch(column, 1 if column < in_a_line else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """So many in a line that each shows all of its words."""
        super().resizeEvent(event)
        wanted = _IN_A_LINE if self.width() >= _WIDE else _IN_A_NARROW_LINE
        if wanted != self._in_a_line:
            self._lay_out(wanted)

    @property
    def combos(self) -> tuple[ComboBox, ...]:
        """In reading order."""
        return (
            self.state_combo,
            self.age_combo,
            self.size_combo,
            self.seconds_combo,
            self.sound_combo,
            self.privacy_combo,
            self.mark_combo,
            self.account_combo,
            self.collection_combo,
        )

    def _combo(self, label: str, name: str) -> ComboBox:
        combo = ComboBox(label, self)
        combo.setObjectName(name)
        combo.activated.connect(self.changed)
        return combo

    def _fill(self, seconds: Iterable[int]) -> None:
        states = [(self.tr("Failed attempts"), {"shows_attempts": True})]
        choose(self.state_combo, self.tr("Clips"), states)
        ages = {
            1: self.tr("Today"),
            7: self.tr("The last 7 days"),
            30: self.tr("The last 30 days"),
            365: self.tr("The last year"),
        }
        choose(
            self.age_combo, self.tr("Any time"), [(ages[days], {"days": days}) for days in _DAYS]
        )
        choose(self.size_combo, self.tr("Any size"), [])
        lengths = [(self.tr("{n} s").format(n=n), {"seconds": n}) for n in seconds]
        choose(self.seconds_combo, self.tr("Any length"), lengths)
        sounds = [
            (self.tr("With sound"), {"has_audio": True}),
            (self.tr("Silent"), {"has_audio": False}),
        ]
        choose(self.sound_combo, self.tr("Sound or none"), sounds)
        privacies = [
            (self.tr("Private"), {"is_public": False}),
            (self.tr("Public"), {"is_public": True}),
        ]
        choose(self.privacy_combo, self.tr("Private or public"), privacies)
        marks = [
            (self.tr("Favourites"), {"is_favourite": True}),
            (self.tr("Rejected"), {"is_rejected": True}),
        ]
        choose(self.mark_combo, self.tr("All but rejected"), marks)
        choose(self.account_combo, self.tr("Any account"), [])
        choose(self.collection_combo, self.tr("Any collection"), [])

    def show_sizes(self, sizes: Iterable[tuple[int, int]]) -> None:
        """The sizes that clips have, in pixels."""
        words = [(f"{width} × {height}", {"size": (width, height)}) for width, height in sizes]
        choose(self.size_combo, self.tr("Any size"), words)

    def show_accounts(self, accounts: Iterable[tuple[str, str]]) -> None:
        """The accounts clips were made with: ids and names."""
        words = [(name, {"account": account}) for account, name in accounts]
        choose(self.account_combo, self.tr("Any account"), words)

    def show_collections(self, collections: Iterable[tuple[int, str]]) -> None:
        """The collections there are: numbers and names."""
        words = [(name, {"collection": number}) for number, name in collections]
        choose(self.collection_combo, self.tr("Any collection"), words)

    def narrow(self, search: Search) -> Search:
        """The same search among those clips only that are chosen here."""
        values: dict[str, Any] = {}
        for combo in self.combos:
            values |= combo.currentData() or {}
        values.pop("shows_attempts", None)  # no clips at all: another list is searched
        days = values.pop("days", None)
        if days is not None:
            values["since"] = _midnight(days)
        return replace(search, **values)

    def show_collection(self, number: int | None) -> None:
        """Choose one of the collections, or none of them; only clips are in one."""
        self.state_combo.setCurrentIndex(0)
        place = _place_of(self.collection_combo, {"collection": number})
        self.collection_combo.setCurrentIndex(place)

    @property
    def shows_attempts(self) -> bool:
        """Whether failed attempts are asked for, and no clips."""
        return self.state_combo.currentIndex() > 0

    @property
    def is_narrow(self) -> bool:
        """Whether anything is chosen."""
        return any(combo.currentIndex() > 0 for combo in self.combos)

    def reset(self) -> None:
        """Everything again."""
        for combo in self.combos:
            combo.setCurrentIndex(0)


def choose(combo: ComboBox, everything: str, choices: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Fill a dropdown anew; what was chosen stays so if it is still there."""
    chosen = combo.currentData()
    with QSignalBlocker(combo):
        combo.clear()
        combo.addItem(everything, {})
        for words, values in choices:
            combo.addItem(words, values)
        combo.setCurrentIndex(_place_of(combo, chosen))


def _place_of(combo: ComboBox, values: object) -> int:
    """Where an entry with these values stands; 0 without one. Qt compares no tuples in it."""
    places = range(combo.count())
    return next((place for place in places if combo.itemData(place) == values), 0)


def _midnight(days: int) -> datetime.datetime:
    """When the first of the last so many days began, today among them, in local time."""
    today = datetime.datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - datetime.timedelta(days=days - 1)).astimezone(datetime.UTC)
