"""The generations that may be an unconfirmed clip, beside the start frame it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.leonardo.api import GenerationStatus
from desktop.ui import theme
from desktop.ui.widgets.fitting import covering

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QPixmap

    from desktop.leonardo.api import Generation

_STILL = QSize(128, 72)
_ROWS_SEEN = 3


class _Still(QWidget):
    """The start frame of the job, small."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._still: QPixmap | None = None
        self.setFixedSize(_STILL)
        self.setAccessibleName(self.tr("Your start frame"))
        self.setToolTip(self.accessibleName())

    def show_still(self, still: QPixmap | None) -> None:
        self._still = still
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        outline, area = QPainterPath(), QRectF(self.rect())
        outline.addRoundedRect(area, theme.PICTURE_RADIUS, theme.PICTURE_RADIUS)
        painter.fillPath(outline, theme.current().colour("well"))
        if self._still is not None:
            painter.setClipPath(outline)
            painter.drawPixmap(area, self._still, covering(self._still.size(), QSizeF(self.size())))


class CandidateList(QWidget):
    """One row a generation, newest first, with a button each; `chosen` tells its id."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("unconfirmed_candidates")
        self._shown: tuple[Generation, ...] = ()
        self._still = _Still(self)
        self._rows = QWidget()
        self._rows.setProperty("scrolled", "true")
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._rows)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setProperty("plain", "true")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(6)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._still, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._scroll, 1)

    @property
    def buttons(self) -> list[QPushButton]:
        """One for each generation, in the order shown."""
        return self._rows.findChildren(QPushButton)

    def show_candidates(self, found: tuple[Generation, ...], still: QPixmap | None) -> None:
        """Show these; the same ones again keep their rows, and the focus in them."""
        self._still.show_still(still)
        if found == self._shown:
            return
        self._shown = found
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        rows = [self._row(generation) for generation in found]
        for row in rows:
            self._column.addWidget(row)
        self._column.addStretch(1)
        seen = rows[:_ROWS_SEEN]
        height = sum(row.sizeHint().height() + self._column.spacing() for row in seen)
        self._scroll.setFixedHeight(max(_STILL.height(), height - self._column.spacing()))

    def _row(self, generation: Generation) -> QWidget:
        row = QWidget(self._rows)
        words = self._words(generation)
        label = QLabel(words, row)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setToolTip(self.tr("Generation {id}").format(id=generation.id))
        button = QPushButton(self.tr("This is it"), row)
        button.setObjectName("candidate_button")
        button.setProperty("kind", "outlined")
        button.setAutoDefault(False)
        button.ensurePolished()  # for its height
        button.setAccessibleName(self.tr("This is it: {words}").format(words=words))
        button.clicked.connect(lambda: self.chosen.emit(generation.id))
        label.setBuddy(button)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label, 1)
        layout.addWidget(button)
        return row

    def _words(self, generation: Generation) -> str:
        """`14:02:31 · 1280 × 720 · finished`."""
        states = {
            GenerationStatus.PENDING: self.tr("being made"),
            GenerationStatus.COMPLETE: self.tr("finished"),
            GenerationStatus.FAILED: self.tr("failed"),
        }
        parts = [states[generation.status]]
        if generation.width and generation.height:
            parts.insert(0, f"{generation.width} × {generation.height}")
        if generation.created_at is not None:
            moment = QDateTime.fromSecsSinceEpoch(int(generation.created_at.timestamp()))
            is_today = moment.date() == QDateTime.currentDateTime().date()
            shape = "HH:mm:ss" if is_today else "d MMM HH:mm"
            parts.insert(0, QLocale(QLocale.Language.English).toString(moment, shape))
        return " · ".join(parts)
