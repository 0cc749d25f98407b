"""The dialog that shows what a support case needs, and copies it when asked."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)


class DiagnosticsDialog(QDialog):
    """Everything that would be copied can be read before."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("diagnostics_dialog")
        self.setWindowTitle(self.tr("Copy diagnostics"))
        intro = QLabel(
            self.tr(
                "This is what would be copied, for you to read and to hand on. It holds no key, no "
                "prompt and no name of yours; nothing is sent anywhere."
            ),
            self,
        )
        intro.setWordWrap(True)
        self.text_edit = QPlainTextEdit(text, self)
        self.text_edit.setObjectName("diagnostics_text")
        self.text_edit.setAccessibleName(self.tr("Diagnostics"))
        self.text_edit.setProperty("tone", "details")
        self.text_edit.setReadOnly(True)
        self.text_edit.setTabChangesFocus(True)
        self.text_edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text_edit.setMinimumSize(640, 380)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy_button = self._buttons.addButton(
            self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.setObjectName("diagnostics_copy")
        self.copy_button.setProperty("kind", "primary")
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self._copy)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for widget in (intro, self.text_edit, self._buttons):
            layout.addWidget(widget)
        self.copy_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text_edit.toPlainText())
        self.copy_button.setText(self.tr("Copied"))
