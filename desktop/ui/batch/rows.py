"""The rows of the sheet as a table: what each picture becomes, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.media import framing
from desktop.ui import theme
from desktop.ui.batch import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from desktop.core.catalogue import Dimensions
    from desktop.jobs.batch.row import Row, Shared
    from desktop.ui.models.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NONE = "–"
_SOON_MS = 30
_SHOWN_CHARS = 300  # more than two lines hold, however wide; Qt lays out all it is given


class Role:
    """What the delegates ask for beside the text."""

    ROW = Qt.ItemDataRole.UserRole + 1
    PIXMAP = Qt.ItemDataRole.UserRole + 2


class BatchTable(QAbstractTableModel):
    """Rows in the order they were added; `edited` is told whenever the sums may be others.

    An edit of a cell is the row's own value; None is as for all.
    """

    PICTURE, PROMPT, SIZE, DURATION, PRICE = range(5)
    _FIELDS: ClassVar = {PROMPT: "prompt", SIZE: "dimensions", DURATION: "duration_s"}

    edited = Signal()

    def __init__(self, shared: Shared, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self.shared = shared
        self.rows: list[Row] = []
        self._thumbnails = thumbnails
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._tell_all)
        thumbnails.loaded.connect(self._on_thumbnail)

    # ── changes ──────────────────────────────────────────────────────────────────────────────

    def share(self, shared: Shared) -> None:
        """Let other values hold for all rows; views are told once of several in a row."""
        self.shared = shared
        if not self._soon.isActive():
            self._soon.start()
        self.edited.emit()

    def _tell_all(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, self.PRICE)
            self.dataChanged.emit(self.index(0, 0), last)

    def add(self, rows: Iterable[Row]) -> None:
        """Put rows at the end."""
        added = list(rows)
        if added:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
            self.rows += added
            self.endInsertRows()
            self.edited.emit()

    def take_out(self, places: Iterable[int]) -> None:
        """Leave the rows at these places out."""
        for place in sorted(set(places), reverse=True):
            self.beginRemoveRows(QModelIndex(), place, place)
            del self.rows[place]
            self.endRemoveRows()
        self.edited.emit()

    def replace(self, rows: Iterable[Row]) -> None:
        """Show these rows in the place of all others."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()
        self.edited.emit()

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        field = self._FIELDS.get(index.column())
        if not index.isValid() or field is None or role != Qt.ItemDataRole.EditRole:
            return False
        place = index.row()
        row = self.rows[place].changed(**{field: value})
        if row == self.rows[place]:
            return False
        self.rows[place] = row
        self.dataChanged.emit(self.index(place, 0), self.index(place, self.PRICE))
        self.edited.emit()
        return True

    # ── what it comes to ─────────────────────────────────────────────────────────────────────

    def good(self) -> list[Row]:
        """Those that can be sent."""
        return [row for row in self.rows if row.problem(self.shared) is None]

    # ── for the view ─────────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._headings())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings()[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_choice = index.isValid() and index.column() in self._FIELDS
        if is_choice and not self.rows[index.row()].is_lost:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        answers: dict[int, Callable[[], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._text(row, column),
            Qt.ItemDataRole.AccessibleTextRole: lambda: self._spoken(row, column),
            Qt.ItemDataRole.ForegroundRole: lambda: theme.current().colour(self._tone(row, column)),
            Qt.ItemDataRole.TextAlignmentRole: lambda: _alignment(column),
            Qt.ItemDataRole.ToolTipRole: lambda: self._tip(row, column),
            Role.ROW: lambda: row,
            Role.PIXMAP: lambda: None if row.is_lost else self._thumbnail(row),
        }
        answer = answers.get(role)
        return answer() if answer is not None else None

    def _thumbnail(self, row: Row) -> object:
        return self._thumbnails.get((row.wish.picture,))

    def _spoken(self, row: Row, column: int) -> str:
        return f"{self._headings()[column]}: {' '.join(self._text(row, column).split())}"

    def _headings(self) -> tuple[str, ...]:
        return (
            self.tr("Picture"),
            self.tr("Prompt"),
            self.tr("Size"),
            self.tr("Duration"),
            self.tr("Price"),
        )

    def _text(self, row: Row, column: int) -> str:
        if column == self.PICTURE:
            return row.name
        if column == self.PROMPT:
            return self._prompt_text(row)
        is_priced = not row.is_lost and (column != self.PRICE or not row.problem(self.shared))
        if not is_priced:
            return _NONE
        if column == self.SIZE:
            return self._size_text(row)
        seconds = row.duration_s(self.shared)
        if column == self.DURATION:
            return wording.seconds_words(seconds)
        dimensions, count = row.dimensions(self.shared), row.count(self.shared)
        return wording.price_words(self.shared.model, dimensions, seconds, count)

    def _prompt_text(self, row: Row) -> str:
        """What is said, or why it cannot be sent."""
        problem = row.problem(self.shared)
        if problem is not None:
            return wording.problem_words(problem, row.wish.line)
        prompt = row.prompt(self.shared).lstrip()
        words = " ".join(prompt[:_SHOWN_CHARS].split())
        if words and len(prompt) > _SHOWN_CHARS:
            return f"{words}…"
        return words or self.tr("Without a prompt: the model decides how it moves")

    def _size_text(self, row: Row) -> str:
        dimensions = row.dimensions(self.shared)
        return "\n".join(filter(None, (wording.size_words(dimensions), self.loss(row, dimensions))))

    @staticmethod
    def loss(row: Row, dimensions: Dimensions) -> str:
        """What a size would cut off this picture, in words."""
        if not row.width:
            return ""
        return wording.loss_words(framing.loss(row.width, row.height, dimensions))

    def _tone(self, row: Row, column: int) -> str:
        """Bad rows in red where the reason stands; a row's own choices stand out."""
        if column == self.PROMPT and row.problem(self.shared) is not None:
            return "error"
        if column in {self.PICTURE, self.PRICE}:
            return "text"
        return "muted" if getattr(row.wish, self._FIELDS[column]) is None else "text"

    def _tip(self, row: Row, column: int) -> str:
        if column == self.PICTURE:
            return str(row.wish.picture)
        if column != self.PROMPT:
            return ""
        problem = row.problem(self.shared)
        if problem is not None:
            return wording.problem_words(problem, row.wish.line)
        return row.prompt(self.shared)

    def _on_thumbnail(self, files: tuple[Path, ...]) -> None:
        for place, row in enumerate(self.rows):
            if files == (row.wish.picture,):
                index = self.index(place, self.PICTURE)
                self.dataChanged.emit(index, index, [Role.PIXMAP])


def _alignment(column: int) -> Qt.AlignmentFlag:
    return _RIGHT if column == BatchTable.PRICE else _LEFT
