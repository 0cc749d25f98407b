"""Two small dialogs: what this program is, and what to tell when it failed."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtCore import QCoreApplication, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import __version__
from desktop.core import log


def _tr(text: str) -> str:
    return QCoreApplication.translate("About", text)


class AboutDialog(QDialog):
    """Name, version, licence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_tr("About Startframe"))
        title = QLabel(f"Startframe {__version__}", self)
        title.setProperty("tone", "title")
        text = QLabel(self)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setMinimumWidth(380)
        text.setText(
            _tr(
                "Makes videos from pictures with Leonardo.AI's Grok Imagine 1.5. It is not made "
                "by Leonardo.AI or xAI.\n\nFree software under the GNU General Public License, "
                "version 3 or later. It comes without any warranty.\n\n"
                "Built with Qt {qt} (LGPL 3), PyAV with FFmpeg and x264 (GPL), Pillow, httpx, "
                "qasync, Starlette, uvicorn and keyring. Icons by Lucide (ISC). "
                "Sample photographs: SpaceX, Rachel Michetti, Stefan van der Walt."
            ).format(qt=qVersion())
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        licences = buttons.addButton(_tr("Licences…"), QDialogButtonBox.ButtonRole.ActionRole)
        licences.setObjectName("licences_button")
        licences.clicked.connect(self._show_licences)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for widget in (title, text, buttons):
            layout.addWidget(widget)

    def _show_licences(self) -> None:
        from desktop.ui.licences import LicencesDialog

        LicencesDialog(self).open()


class BugReport(QDialog):
    """A fault of Startframe itself: says so, with a redacted text to copy."""

    def __init__(self, error: BaseException, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bug_report")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_tr("Something went wrong inside Startframe"))
        intro = QLabel(
            _tr(
                "This is a fault of the program, not of yours. Your clips and your draft are safe. "
                "The text below helps to mend it; it holds no key."
            ),
            self,
        )
        intro.setWordWrap(True)
        self.report_edit = QPlainTextEdit(report_text(error), self)
        self.report_edit.setReadOnly(True)
        self.report_edit.setAccessibleName(_tr("Report"))
        self.report_edit.setMinimumSize(520, 220)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton(_tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        for widget in (intro, self.report_edit, buttons):
            layout.addWidget(widget)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report_edit.toPlainText())


def report_text(error: BaseException) -> str:
    """Versions and the traceback, redacted."""
    facts = (
        f"Startframe {__version__} · Python {platform.python_version()} · Qt {qVersion()} · "
        f"{platform.platform()}"
    )
    trace = "".join(traceback.format_exception(error))
    return log.redact(f"{facts}\n\n{trace}")
