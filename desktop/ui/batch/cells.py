"""How the cells of the sheet look, and the fields that open in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.batch import wording
from desktop.ui.batch.rows import BatchTable, Role
from desktop.ui.icons import icon
from desktop.ui.widgets.combo_box import ComboBox
from desktop.ui.widgets.fitting import covering

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QAbstractItemModel

    from desktop.jobs.batch.row import Row
    from desktop.ui.batch.rows import Index

ROW_HEIGHT = 56
THUMBNAIL = QSize(64, 40)
_PADDING = 10
_CHEVRON = 14
_EDITOR_HEIGHT = 36
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class PictureCell(QStyledItemDelegate):
    """A small picture, its name, its pixels."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(Role.ROW)
        cell = _ground(self, painter, option, index)
        area = cell.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        place = QRect(area.left(), 0, THUMBNAIL.width(), THUMBNAIL.height())
        place.moveTop(area.top() + (area.height() - place.height()) // 2)
        _paint_picture(painter, place, index.data(Role.PIXMAP), is_lost=row.is_lost)
        words = area.adjusted(THUMBNAIL.width() + _PADDING, 0, 0, 0)
        is_selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        pixels = f"{row.width} × {row.height}" if row.width else ""
        _paint_lines(painter, words, cell, row.name, pixels, is_selected=is_selected)


class PromptCell(QStyledItemDelegate):
    """Some lines of text; Enter keeps them, Shift+Enter begins another, Esc gives them up.

    An empty one is as for all.
    """

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QPlainTextEdit:
        editor = QPlainTextEdit(parent)
        editor.setObjectName("row_prompt_edit")
        editor.setAccessibleName(self.tr("Prompt of {name}").format(name=_row(index).name))
        editor.setPlaceholderText(self.tr("As for all"))
        editor.setTabChangesFocus(True)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QPlainTextEdit)
        editor.setPlainText(_row(index).wish.prompt or "")
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QPlainTextEdit)
        typed = editor.toPlainText().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        model.setData(index, typed.strip() or None)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and _is_end(event):
            assert isinstance(editor, QWidget)
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)
            return True
        return super().eventFilter(editor, event)


def _is_end(event: QKeyEvent) -> bool:
    return event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier


class ChoiceCell(QStyledItemDelegate):
    """One of some values, in a dropdown that opens at once; the first entry is as for all."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
            top = option.rect.top() + (option.rect.height() - _CHEVRON) // 2
            place = QRect(option.rect.right() - _CHEVRON - 8, top, _CHEVRON, _CHEVRON)
            icon("chevron-down", "on_accent" if is_selected else "muted").paint(painter, place)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> ComboBox:
        table = _table(index)
        what = table.headerData(index.column(), Qt.Orientation.Horizontal)
        label = self.tr("{what} of {name}").format(what=what, name=_row(index).name)
        combo = ComboBox(label, parent)
        combo.setObjectName("row_choice_combo")
        for words, value in _choices(table, index):
            combo.addItem(words, value)
        combo.view().setMinimumWidth(combo.view().sizeHintForColumn(0) + 3 * _PADDING)
        combo.activated.connect(lambda _place: self._end(combo))
        QTimer.singleShot(0, combo, combo.showPopup)
        return combo

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        place = QRect(option.rect.adjusted(2, 0, -2, 0))
        place.setHeight(_EDITOR_HEIGHT)
        place.moveTop(option.rect.top() + (option.rect.height() - _EDITOR_HEIGHT) // 2)
        editor.setGeometry(place)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, ComboBox)
        own = _own(_row(index), index.column())
        places = [place for place in range(editor.count()) if editor.itemData(place) == own]
        editor.setCurrentIndex(places[0] if places else 0)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, ComboBox)
        model.setData(index, editor.currentData())

    def _end(self, combo: ComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


def _choices(table: BatchTable, index: Index) -> Iterable[tuple[str, object]]:
    """The values the model takes, in words; None is as for all."""
    row, shared = _row(index), table.shared
    plain = row.changed(dimensions=None, duration_s=None)
    if index.column() == BatchTable.DURATION:
        words = wording.seconds_words(plain.duration_s(shared))
        yield table.tr("{words}, as for all").format(words=words), None
        for seconds in shared.model.durations_s:
            yield wording.seconds_words(seconds), seconds
        return
    words = wording.size_words(plain.dimensions(shared))
    yield table.tr("{words}, as for all").format(words=words), None
    for dimensions in shared.model.dimensions:
        parts = (wording.size_words(dimensions), table.loss(row, dimensions))
        yield " · ".join(filter(None, parts)), dimensions


def _own(row: Row, column: int) -> object:
    is_size = column == BatchTable.SIZE
    return row.wish.dimensions if is_size else row.wish.duration_s


def _row(index: Index) -> Row:
    row: Row = index.data(Role.ROW)
    return row


def _table(index: Index) -> BatchTable:
    table = index.model()
    assert isinstance(table, BatchTable)
    return table


def _ground(
    delegate: QStyledItemDelegate, painter: QPainter, option: QStyleOptionViewItem, index: Index
) -> QStyleOptionViewItem:
    """Paint what lies under a cell; returns its options."""
    cell = QStyleOptionViewItem(option)
    delegate.initStyleOption(cell, index)
    cell.text = ""
    cell.widget.style().drawControl(
        QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget
    )
    return cell


def _paint_picture(
    painter: QPainter, place: QRect, pixmap: QPixmap | None, *, is_lost: bool
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(place), 4, 4)
    painter.fillPath(shape, theme.current().colour("well"))
    if pixmap is not None:
        painter.setClipPath(shape)
        part = covering(pixmap.size(), QSizeF(place.size()))
        painter.drawPixmap(QRectF(place), pixmap, part)
    elif is_lost:
        sign = QRect(0, 0, theme.ICON_SIZE, theme.ICON_SIZE)
        sign.moveCenter(place.center())
        icon("circle-alert", "error").paint(painter, sign)
    painter.restore()


def _paint_lines(
    painter: QPainter,
    area: QRect,
    cell: QStyleOptionViewItem,
    first: str,
    second: str,
    *,
    is_selected: bool,
) -> None:
    """A line, and a smaller one under it, in the middle of the area's height."""
    painter.save()
    tokens, small = theme.current(), theme.scaled(cell.font, 0.92)
    painter.setFont(cell.font)
    height = painter.fontMetrics().height()
    painter.setFont(small)
    height += painter.fontMetrics().height() if second else 0
    top = area.top() + (area.height() - height) // 2
    lines = ((first, cell.font, "text"), (second, small, "muted"))
    for words, font, role in lines:
        painter.setFont(font)
        metrics = painter.fontMetrics()
        painter.setPen(tokens.colour("on_accent" if is_selected else role))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area.left(), top + metrics.ascent(), shown)
        top += metrics.height()
    painter.restore()
