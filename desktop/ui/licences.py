"""The dialog that shows under which licences Startframe and all that it brings along are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.core.paths import licence_texts
from desktop.ui.widgets.combo_box import ComboBox

LINES_AT_ONCE = 1000


def _tr(text: str) -> str:
    return QCoreApplication.translate("Licences", text)


class LicencesDialog(QDialog):
    """One text at a time: Startframe's own licence, the parts', the icons'."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("licences_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_tr("Licences"))
        self._files = licence_texts()
        self.choice = ComboBox(_tr("Whose licence"), self)
        names = {
            "parts": _tr("What Startframe brings along"),
            "startframe": _tr("Startframe: GNU General Public License 3"),
            "icons": _tr("Icons"),
        }
        for name in self._files:
            self.choice.addItem(names[name], name)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_tr("Licence"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumSize(680, 420)
        self._lines: list[str] = []
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._add_lines)
        self.choice.currentIndexChanged.connect(self._show)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for widget in (self.choice, self.text, buttons):
            layout.addWidget(widget)
        self._show()

    def _show(self) -> None:
        file = self._files.get(self.choice.currentData())
        try:
            text = "" if file is None else file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = _tr("{file} cannot be read.").format(file=file)
        self._lines = text.splitlines()
        self.text.clear()
        self._add_lines()

    def _add_lines(self) -> None:
        """Ten thousand lines are laid out piece by piece, so that the window goes on meanwhile."""
        piece, self._lines = self._lines[:LINES_AT_ONCE], self._lines[LINES_AT_ONCE:]
        place = self.text.verticalScrollBar().value()
        self.text.appendPlainText("\n".join(piece))
        self.text.verticalScrollBar().setValue(place)
        if self._lines:
            self._more.start()
        else:
            self._more.stop()
