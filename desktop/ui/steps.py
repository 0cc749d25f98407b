"""The next steps a problem can offer, and the words on their buttons."""

from __future__ import annotations

import enum

from PySide6.QtCore import QCoreApplication


class Action(enum.Enum):
    """The next step a problem offers."""

    NONE = "none"
    RETRY = "retry"
    ENTER_KEY = "enter_key"
    TOP_UP = "top_up"
    CHOOSE_PICTURE = "choose_picture"
    CHOOSE_FRAME = "choose_frame"
    CHOOSE_FOLDER = "choose_folder"
    SHOW_LOG = "show_log"
    CHANGE_BUDGET = "change_budget"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Problems", text)


def action_label(action: Action) -> str:
    """The words on the button of a next step; empty for NONE."""
    labels = {
        Action.NONE: "",
        Action.RETRY: _tr("Retry"),
        Action.ENTER_KEY: _tr("Enter key"),
        Action.TOP_UP: _tr("Top up"),
        Action.CHOOSE_PICTURE: _tr("Choose another picture"),
        Action.CHOOSE_FRAME: _tr("Choose a frame of it instead"),
        Action.CHOOSE_FOLDER: _tr("Choose another folder"),
        Action.SHOW_LOG: _tr("Show the log"),
        Action.CHANGE_BUDGET: _tr("Change the budget"),
    }
    return labels[action]
