"""Where the actions stand: the menus of the window, and the menus of cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.action_maker import fill

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenuBar

    from desktop.ui.actions import Actions


class Menus(QObject):
    """The menus of FEATURES.md, E7, built once."""

    def __init__(self, actions: Actions, menu_bar: QMenuBar) -> None:
        super().__init__(menu_bar)
        self._actions = actions
        self.file = menu_bar.addMenu(self.tr("&File"))
        self.edit = menu_bar.addMenu(self.tr("&Edit"))
        self._generate = menu_bar.addMenu(self.tr("&Generate"))
        self._queue = menu_bar.addMenu(self.tr("&Queue"))
        self._playback = menu_bar.addMenu(self.tr("&Playback"))
        self._view = menu_bar.addMenu(self.tr("&View"))
        self.account = menu_bar.addMenu(self.tr("&Account"))
        self._help = menu_bar.addMenu(self.tr("&Help"))
        self._fill_file()
        self._fill_edit()
        self._fill_generate()
        self._fill_play()
        self._fill_rest()

    def _fill_file(self) -> None:
        do, file = self._actions, self.file
        fill(file, do.open_picture, do.batch, None)
        fill(file, do.paste_picture, do.remove_picture, None)
        fill(file, do.save_as, do.clips.copy_file, do.clips.copy_path, None)
        fill(file, do.show_in_folder, do.clips.open_file, *do.clips.of_removal, None)
        fill(file, do.videos_folder, do.clips.move_here, do.search_folder, None)
        fill(file, do.settings, None, do.quit)

    def _fill_edit(self) -> None:
        do = self._actions
        fill(self.edit, do.undo, None, do.find, None)
        fill(self.edit, do.clips.favourite, do.clips.reject, None)
        fill(self.edit, do.prompt_history, None, do.frame_picture)
        frame = self.edit.addMenu(self.tr("Framing"))
        fill(frame, *do.fits.values(), None)
        fill(frame, do.blurred_bars, do.mirrored_bars, do.coloured_bars, do.ground, None)
        fill(frame, *do.places.values(), None)
        fill(frame, do.zoom_in, do.zoom_out, None, do.reset_framing)

    def _fill_generate(self) -> None:
        do, clips, generate = self._actions, self._actions.clips, self._generate
        fill(generate, do.generate, None)
        self.presets = generate.addMenu(self.tr("&Presets"))
        fill(self.presets, do.save_preset, do.manage_presets, None, do.reset_choices)
        fill(generate, None, clips.takes[1])
        takes = generate.addMenu(self.tr("Several takes"))
        fill(takes, *(action for count, action in clips.takes.items() if count > 1))
        again = generate.addMenu(self.tr("Use again"))
        fill(again, clips.reuse_all, clips.reuse_prompt)
        fill(again, clips.reuse_picture, clips.reuse_settings)
        chain = (clips.play_chain, clips.show_chain, clips.join, clips.export_timeline)
        fill(generate, None, *chain, None)
        fill(generate, do.retry, do.retry_failed, None)
        fill(generate, do.look_again, do.send_again, do.give_up, None, do.delete)

    def _fill_play(self) -> None:
        do = self._actions
        fill(self._queue, do.pause_queue, None, do.cancel, None)
        fill(self._queue, do.send_next, do.move_up, do.move_down, None, do.clear_finished)
        fill(self._playback, do.play, do.first_frame, do.last_frame, None)
        fill(self._playback, do.loop, do.mute, do.full_screen, None)
        fill(self._playback, *do.player.all, None)
        fill(self._playback, *do.of_frames)

    def _fill_rest(self) -> None:
        do, view = self._actions, self._view
        fill(view, do.focus_prompt, do.focus_stage, do.focus_shelf)
        fill(view, do.focus_recents, None)
        fill(view, do.library, do.clip_details, do.clips.compare, None)
        fill(view, do.theme_system, do.theme_dark, do.theme_light)
        fill(self.account, do.use_sandbox, None, do.enter_key, None)
        fill(self.account, do.refresh_balance, do.top_up, do.ledger, None)
        fill(self.account, do.bring_in)
        fill(self._help, do.get_key, None, do.show_log, do.copy_diagnostics, None)
        fill(self._help, do.show_hints, None, do.check_versions, do.about)

    def of_card(self) -> list[QAction | None]:
        """What may be done with a card of the shelf; None is a line."""
        do = self._actions
        return [
            do.play,
            do.undo,
            do.cancel,
            do.send_next,
            do.move_up,
            do.move_down,
            do.look_again,
            do.send_again,
            do.give_up,
            do.retry,
            *do.of_frames,
            None,
            do.clips.favourite,
            do.clips.reject,
            do.clips.reuse_all,
            do.clips.takes[1],
            *self._of_both(),
        ]

    def of_library(self) -> list[QAction | None]:
        """What may be done with the clips selected in the library; None is a line."""
        do = self._actions
        return [
            do.clips.favourite,
            do.clips.reject,
            None,
            *do.clips.of_reuse,
            None,
            do.use_last_frame,
            do.use_first_frame,
            *self._of_both(),
        ]

    def _of_both(self) -> list[QAction | None]:
        """What is done with clips wherever they are chosen, at the end of both menus."""
        do, clips = self._actions, self._actions.clips
        chain = [clips.compare, clips.play_chain, clips.show_chain, clips.join]
        files = [clips.copy_file, clips.copy_path, clips.open_file, do.show_in_folder, do.save_as]
        return [*chain, None, *files, None, do.delete, *clips.of_removal]
