"""The dialog that shows under which licences Startframe and all that it brings along are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
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
        file = self._files[self.choice.currentData()]
        try:
            self.text.setPlainText(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            self.text.setPlainText(_tr("{file} cannot be read.").format(file=file))
