"""Every verb of the window as an action: its words, its shortcut, its place in the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from desktop.ui.action_maker import ActionMaker
from desktop.ui.clip_actions import ClipActions
from desktop.ui.player_actions import PlayerActions

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.media.framing import Framing

_TRASH_KEYS = [QKeySequence(Qt.Key.Key_Delete), QKeySequence(Qt.Key.Key_Backspace)]


class Actions(QObject):
    """The actions, made once. The window connects them; menus and context menus share them.

    Single keys act only while the stage or the shelf has the focus: `scope_to` says where.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._make = ActionMaker(window, self)
        self._framing: list[QAction] = []
        self._make_file()
        self._make_edit()
        self._make_framing()
        self._make_generate()
        self._make_queue()
        self.clips = ClipActions(self._make, self)
        self._make_playback()
        self._make_view()
        self._make_account()
        self._make_help()

    def _make_file(self) -> None:
        self.open_picture = self._make.everywhere(
            self.tr("Open picture…"), QKeySequence.StandardKey.Open, "open_picture"
        )
        self.batch = self._make.everywhere(self.tr("Batch…"), "Ctrl+B", "batch")
        self.paste_picture = self._make.everywhere(
            self.tr("Paste picture"), QKeySequence.StandardKey.Paste, "paste_picture"
        )
        self.remove_picture = self._make.everywhere(
            self.tr("Remove picture"), None, "remove_picture"
        )
        self.save_as = self._make.everywhere(
            self.tr("Save clip as…"), QKeySequence.StandardKey.SaveAs, "save_as"
        )
        self.show_in_folder = self._make.everywhere(
            self.tr("Show in folder"), "Ctrl+Shift+O", "show_in_folder"
        )
        self.videos_folder = self._make.everywhere(
            self.tr("Choose the videos folder…"), None, "videos_folder"
        )
        self.search_folder = self._make.everywhere(
            self.tr("Search the videos folder for clips"), None, "search_folder"
        )
        self.settings = self._make.everywhere(self.tr("Settings…"), "Ctrl+,", "settings")
        self.settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.quit = self._make.everywhere(self.tr("Quit"), "Ctrl+Q", "quit")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _make_edit(self) -> None:
        self.undo = self._make.everywhere(self.tr("Undo"), QKeySequence.StandardKey.Undo, "undo")
        self.undo.setAutoRepeat(False)
        self.prompt_history = self._make.everywhere(
            self.tr("Prompts used before…"), "Ctrl+Shift+H", "prompt_history"
        )
        self.prompt_history.setAutoRepeat(False)

    def _make_framing(self) -> None:
        """The single keys act while the start frame or its tools have the focus."""
        self.frame_picture = self._make.everywhere(
            self.tr("Frame the picture"), "Ctrl+Shift+F", "frame_picture"
        )
        self.frame_picture.setCheckable(True)
        self.fits = {
            "fill": self._add_framing(self.tr("Fill: no bars"), "1", "frame_fill"),
            "fit": self._add_framing(self.tr("Fit: the whole picture"), "2", "frame_fit"),
            "free": self._add_framing(self.tr("Free"), "3", "frame_free"),
        }
        group = QActionGroup(self)
        for action in self.fits.values():
            action.setCheckable(True)
            group.addAction(action)
        self.blurred_bars = self._add_framing(self.tr("Blurred bars"), "Shift+B", "blurred_bars")
        self.mirrored_bars = self._add_framing(self.tr("Mirrored bars"), "Shift+M", "mirrored_bars")
        self.coloured_bars = self._add_framing(
            self.tr("Coloured bars…"), "Shift+K", "coloured_bars"
        )
        self.places: dict[tuple[float | None, float | None], QAction] = {
            (0.5, 0.5): self._add_framing(self.tr("Centre"), "Alt+Home", "place_centre"),
            (None, 0.0): self._add_framing(self.tr("Top"), "Alt+Up", "place_top"),
            (None, 1.0): self._add_framing(self.tr("Bottom"), "Alt+Down", "place_bottom"),
            (0.0, None): self._add_framing(self.tr("Left"), "Alt+Left", "place_left"),
            (1.0, None): self._add_framing(self.tr("Right"), "Alt+Right", "place_right"),
        }
        self.ground = self._make.everywhere(self.tr("Ground behind it…"), "Ctrl+Shift+G", "ground")
        self.zoom_in = self._add_framing(self.tr("Zoom in"), "+", "zoom_in")
        self.zoom_in.setShortcuts([QKeySequence("+"), QKeySequence("=")])
        self.zoom_out = self._add_framing(self.tr("Zoom out"), "-", "zoom_out")
        self.reset_framing = self._add_framing(self.tr("Reset the framing"), "0", "reset_framing")

    def _make_generate(self) -> None:
        self.generate = self._make.everywhere(self.tr("Generate"), "Ctrl+Return", "generate")
        self.generate.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.generate.setAutoRepeat(False)
        self.retry = self._make.everywhere(self.tr("Retry"), "Ctrl+R", "retry")
        self.retry.setAutoRepeat(False)
        self.retry_failed = self._make.everywhere(
            self.tr("Retry all failed"), "Ctrl+Shift+R", "retry_failed"
        )
        self.retry_failed.setAutoRepeat(False)
        self.save_preset = self._make.everywhere(self.tr("Save as preset…"), None, "save_preset")
        self.manage_presets = self._make.everywhere(
            self.tr("Manage presets…"), None, "manage_presets"
        )
        self.reset_choices = self._make.everywhere(
            self.tr("Reset to defaults"), None, "reset_choices"
        )
        self.delete = self._make.scoped(self.tr("Delete"), "Del", "delete")
        self.delete.setShortcuts(_TRASH_KEYS)
        self.delete.setAutoRepeat(False)

    def _make_queue(self) -> None:
        self.cancel = self._make.everywhere(self.tr("Cancel"), "Ctrl+.", "cancel")
        self.move_up = self._make.scoped(self.tr("Move up in the queue"), "Ctrl+Up", "move_up")
        self.move_down = self._make.scoped(
            self.tr("Move down in the queue"), "Ctrl+Down", "move_down"
        )
        self.send_next = self._make.scoped(self.tr("Send next"), "Ctrl+Shift+Up", "send_next")
        self.pause_queue = self._make.everywhere(
            self.tr("Pause the queue"), "Ctrl+Shift+P", "pause_queue"
        )
        self.pause_queue.setCheckable(True)
        self.look_again = self._make.everywhere(
            self.tr("Look for it at Leonardo"), "Ctrl+L", "look_again"
        )
        self.send_again = self._make.everywhere(self.tr("Send again…"), None, "send_again")
        self.give_up = self._make.everywhere(self.tr("Give up…"), None, "give_up")
        self.clear_finished = self._make.everywhere(
            self.tr("Clear failed and cancelled"), "Ctrl+Shift+Del", "clear_finished"
        )
        for action in (self.cancel, self.pause_queue, self.look_again, self.clear_finished):
            action.setAutoRepeat(False)

    def _make_playback(self) -> None:
        self.play = self._make.scoped(self.tr("Play or pause"), "Space", "play")
        self.first_frame = self._make.scoped(self.tr("First frame"), "Home", "first_frame")
        self.last_frame = self._make.scoped(self.tr("Last frame"), "End", "last_frame")
        self.loop = self._make.scoped(self.tr("Loop"), "R", "loop")
        self.mute = self._make.scoped(self.tr("Mute"), "M", "mute")
        self.player = PlayerActions(self._make, self)
        self.full_screen = self._make.scoped(self.tr("Full screen"), "F", "full_screen")
        for action in (self.loop, self.mute):
            action.setCheckable(True)
        self.use_first_frame = self._make.everywhere(
            self.tr("Use first frame as start frame"), None, "use_first_frame"
        )
        self.use_last_frame = self._make.everywhere(
            self.tr("Continue from the last frame"), "Ctrl+E", "use_last_frame"
        )
        self.use_this_frame = self._make.everywhere(
            self.tr("Continue from this frame"), "Ctrl+Shift+E", "use_this_frame"
        )
        self.choose_last_frame = self._make.everywhere(
            self.tr("Continue from a frame near the end…"), "Ctrl+Alt+E", "choose_last_frame"
        )
        self.copy_frame = self._make.scoped(self.tr("Copy this frame"), "Shift+C", "copy_frame")
        self.save_frame = self._make.scoped(self.tr("Save this frame…"), "C", "save_frame")
        self.of_frames = [
            self.use_last_frame,
            self.choose_last_frame,
            self.use_this_frame,
            self.use_first_frame,
            self.copy_frame,
            self.save_frame,
        ]
        for action in self.of_frames:
            action.setAutoRepeat(False)

    @property
    def of_one_clip(self) -> list[QAction]:
        """What is done with one clip, wherever it is chosen."""
        files = [self.save_as, self.show_in_folder, self.clips.open_file]
        chain = [self.clips.play_chain, self.clips.show_chain]
        return [*files, *chain, self.use_last_frame, self.choose_last_frame, self.use_first_frame]

    @property
    def of_stage(self) -> list[QAction]:
        """What is done with the clip on the stage, as it is seen there."""
        frames = [self.use_this_frame, self.copy_frame, self.save_frame]
        ends = [self.first_frame, self.last_frame]
        return [self.play, *ends, self.full_screen, *self.player.all, *frames]

    def _make_view(self) -> None:
        self.focus_prompt = self._make.everywhere(self.tr("Go to prompt"), "Ctrl+1", "focus_prompt")
        self.focus_stage = self._make.everywhere(self.tr("Go to stage"), "Ctrl+2", "focus_stage")
        self.focus_shelf = self._make.everywhere(self.tr("Go to shelf"), "Ctrl+3", "focus_shelf")
        self.focus_recents = self._make.everywhere(
            self.tr("Go to recent pictures"), "Ctrl+4", "focus_recents"
        )
        self.library = self._make.everywhere(self.tr("Library"), "Ctrl+5", "library")
        self.library.setCheckable(True)
        self.find = self._make.everywhere(
            self.tr("Find in the library…"), QKeySequence.StandardKey.Find, "find"
        )
        self.clip_details = self._make.everywhere(
            self.tr("Details of the clip"), "Ctrl+I", "clip_details"
        )
        self.theme_system = self._make.everywhere(
            self.tr("Follow the system"), None, "theme_system"
        )
        self.theme_dark = self._make.everywhere(self.tr("Dark"), None, "theme_dark")
        self.theme_light = self._make.everywhere(self.tr("Light"), None, "theme_light")
        themes = QActionGroup(self)
        for action in (self.theme_system, self.theme_dark, self.theme_light):
            action.setCheckable(True)
            themes.addAction(action)

    def _make_account(self) -> None:
        self.enter_key = self._make.everywhere(self.tr("Accounts and keys…"), "Ctrl+K", "enter_key")
        self.refresh_balance = self._make.everywhere(
            self.tr("Refresh balance"), "F5", "refresh_balance"
        )
        self.ledger = self._make.everywhere(self.tr("Ledger…"), "Ctrl+Shift+L", "ledger")
        self.bring_in = self._make.everywhere(
            self.tr("Bring in clips from the account…"), None, "bring_in"
        )
        self.top_up = self._make.everywhere(self.tr("Top up at Leonardo.AI"), None, "top_up")
        self.use_sandbox = self._make.everywhere(
            self.tr("Work in the sandbox"), None, "use_sandbox"
        )
        self.use_sandbox.setCheckable(True)

    def _make_help(self) -> None:
        self.show_hints = self._make.everywhere(self.tr("Show all hints again"), None, "show_hints")
        self.get_key = self._make.everywhere(self.tr("Get an API key"), None, "get_key")
        self.show_log = self._make.everywhere(self.tr("Show the log"), None, "show_log")
        self.copy_diagnostics = self._make.everywhere(
            self.tr("Copy diagnostics…"), "Ctrl+Shift+D", "copy_diagnostics"
        )
        self.copy_diagnostics.setAutoRepeat(False)
        self.check_versions = self._make.everywhere(
            self.tr("Check for new versions…"), None, "check_versions"
        )
        self.check_versions.setAutoRepeat(False)
        self.about = self._make.everywhere(self.tr("About Startframe"), None, "about")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def scope_to(self, *widgets: QWidget) -> None:
        """Let the single keys act while one of these, or a part of it, has the focus."""
        self._make.scope_to(*widgets)

    def _add_framing(self, text: str, shortcut: str, name: str) -> QAction:
        action = self._make.apart(text, shortcut, name)
        self._framing.append(action)
        return action

    def scope_frame_to(self, *widgets: QWidget) -> None:
        """Let the single keys of framing act while one of these has the focus.

        The places act on the first alone: Alt with an arrow opens a dropdown among its tools.
        """
        area, *others = widgets
        area.addActions(self._framing)
        places = self.places.values()
        for widget in others:
            widget.addActions([action for action in self._framing if action not in places])

    def show_framing(self, framing: Framing, *, can_frame: bool, has_picture: bool) -> None:
        """Check the mode that is chosen; without something to frame, nothing can be done."""
        self.frame_picture.setEnabled(has_picture)
        for action in self._framing:
            action.setEnabled(can_frame)
        self.fits[framing.fit.value].setChecked(True)
