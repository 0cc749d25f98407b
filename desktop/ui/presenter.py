"""What happens between the parts of the window: verbs go down, snapshots come up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from desktop.core.log import FILE_NAME
from desktop.jobs.job import Job, JobState
from desktop.ui import clip_files, theme
from desktop.ui.account.control import AccountControl
from desktop.ui.batch.control import BatchControl
from desktop.ui.batch.countdown import Countdown
from desktop.ui.chosen import Chosen
from desktop.ui.clip_desk import ClipDesk
from desktop.ui.dismissals import Dismissals
from desktop.ui.models.shelf import ShelfModel
from desktop.ui.models.standing import Standings
from desktop.ui.problems import Action
from desktop.ui.prompt_history import PromptHistory
from desktop.ui.queue_control import QueueControl
from desktop.ui.recent_frames import RecentFrames
from desktop.ui.undoing import Undoing
from desktop.ui.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction

    from desktop.core.paths import AppPaths
    from desktop.core.tasks import TaskOwner
    from desktop.jobs.studio import Studio
    from desktop.library.clips import Clip
    from desktop.ui.models.shelf import ShelfEntry
    from desktop.ui.preferences import Preferences
    from desktop.ui.window import MainWindow


OFFERS = (
    Action.ENTER_KEY,
    Action.TOP_UP,
    Action.CHOOSE_PICTURE,
    Action.CHOOSE_FOLDER,
    Action.SHOW_LOG,
    Action.CHANGE_BUDGET,
)
"""The next steps a notice over the window can offer; Retry needs a card."""


class Presenter(QObject):
    """Connects Compose, Stage and Shelf with the studio; keeps only which card is shown."""

    def __init__(
        self, window: MainWindow, *, preferences: Preferences, tasks: TaskOwner, paths: AppPaths
    ) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._tasks = tasks
        self._paths = paths
        self._studio: Studio | None = None
        self.model = ShelfModel(self)
        self.standings = Standings(self)
        self.model.set_standing_source(self.standings.of)
        self.queue = QueueControl(
            window, self.model, self.standings, preferences=preferences, tasks=tasks
        )
        self.chosen = Chosen(window.shelf, self.model)
        self.desk = ClipDesk(
            window, self.model, self.chosen, paths=paths, preferences=preferences, tasks=tasks
        )
        self.prompts = PromptHistory(window, tasks)
        self.account = AccountControl(window, preferences=preferences, tasks=tasks)
        self.queue.may_send = self.account.purse.agrees
        self.queue.may_send_all = self.account.purse.agrees_to_all
        self.batch = BatchControl(
            window,
            window.compose.video_model,
            queue=self.queue,
            purse=self.account.purse,
            preferences=preferences,
            tasks=tasks,
        )
        self.countdown = Countdown(self.queue, window)
        self.standings.set_verdict_source(self.account.verdicts.of)
        self.account.verdicts.changed.connect(self.standings.refresh)
        self.undoing = Undoing(window.actions_.undo, self.queue, window.compose, self.desk.clips)
        window.shelf.set_model(self.model)
        window.shelf.set_actions(self._offered)
        window.compose.set_blocker(self.tr("Starting…"))
        self.dismissals = Dismissals(
            window.compose, window.actions_.show_hints, preferences, parent=self
        )
        self.recents = RecentFrames(window.compose, window.actions_.focus_recents, tasks, self)
        self._connect_parts()
        self._connect_actions()
        self._apply_settings()
        self._show_current(None)
        self._update_queue_actions()

    # ── wiring ───────────────────────────────────────────────────────────────────────────────

    def _connect_parts(self) -> None:
        window = self._window
        window.shelf.current_changed.connect(self._show_current)
        window.shelf.activated.connect(lambda _id: window.stage.play())
        window.stage.film.file_wanted.connect(self.desk.clips.find_file)
        window.stage.set_standing_source(self.standings.of)
        window.stage.action_requested.connect(self._on_action_requested)
        self.standings.changed.connect(self._on_standings_changed)
        self.model.counts_changed.connect(self._update_queue_actions)
        self.model.counts_changed.connect(self.standings.refresh_soon)
        self.queue.undo_changed.connect(self._update_actions)
        self.chosen.changed.connect(self._update_actions)
        window.stage.volume_changed.connect(lambda v: self._preferences.change(volume=v))
        window.stage.mute_changed.connect(lambda v: self._preferences.change(is_muted=v))
        window.stage.mute_changed.connect(window.actions_.mute.setChecked)
        window.stage.loop_changed.connect(lambda v: self._preferences.change(loops=v))
        window.stage.loop_changed.connect(window.actions_.loop.setChecked)
        window.compose.picture.several_dropped.connect(self.open_batch)
        window.compose.picture.folder_used.connect(
            lambda f: self._preferences.change(last_open_folder=f)
        )
        window.notice.action_requested.connect(lambda a: self._on_action_requested("", a))

    def _connect_actions(self) -> None:
        window, actions = self._window, self._window.actions_
        compose, stage = window.compose, window.stage
        actions.open_picture.triggered.connect(compose.picture.choose)
        actions.paste_picture.triggered.connect(compose.picture.paste)
        actions.remove_picture.triggered.connect(compose.picture.remove)
        compose.framing.use(actions)
        actions.generate.triggered.connect(compose.generate)
        compose.ready_changed.connect(actions.generate.setEnabled)
        compose.draft_changed.connect(lambda d: actions.remove_picture.setEnabled(bool(d.picture)))
        for action in (actions.generate, actions.remove_picture):  # until the first change
            action.setEnabled(False)
        actions.delete.triggered.connect(self._delete)
        actions.quit.triggered.connect(window.close)
        actions.play.triggered.connect(stage.toggle_play)
        actions.first_frame.triggered.connect(stage.go_to_first_frame)
        actions.last_frame.triggered.connect(stage.go_to_last_frame)
        actions.full_screen.triggered.connect(stage.toggle_full_screen)
        actions.player.connect_to(stage.film)
        actions.loop.triggered.connect(stage.set_loop)
        actions.mute.triggered.connect(stage.set_muted)
        actions.focus_prompt.triggered.connect(compose.focus_prompt)
        actions.focus_stage.triggered.connect(stage.setFocus)
        actions.focus_shelf.triggered.connect(window.shelf.focus_cards)
        for name in ("system", "dark", "light"):
            action = getattr(actions, f"theme_{name}")
            action.triggered.connect(lambda _on=False, name=name: self._use_theme(name))
        actions.show_log.triggered.connect(self._show_log)
        actions.about.triggered.connect(self._show_about)

    def _show_about(self) -> None:
        from desktop.ui.about import AboutDialog

        AboutDialog(self._window).open()

    def _apply_settings(self) -> None:
        settings, actions = self._preferences.current, self._window.actions_
        self._window.compose.picture.open_folder = settings.last_open_folder
        self._window.stage.set_volume(settings.volume)
        self._window.stage.set_muted(settings.is_muted)
        self._window.stage.set_loop(settings.loops)
        actions.mute.setChecked(settings.is_muted)
        actions.loop.setChecked(settings.loops)
        getattr(actions, f"theme_{settings.theme}").setChecked(True)
        theme.set_less_motion(settings.less_motion)
        self._preferences.changed.connect(lambda now: theme.set_less_motion(now.less_motion))

    def attach(self, studio: Studio) -> None:
        """Show what the studio holds, and follow it from now on."""
        self._studio = studio
        self.standings.attach(studio.queue, studio.connection)
        studio.queue.subscribe(self._on_job)
        studio.queue.subscribe_removed(self._on_job_removed)
        studio.library.subscribe(self._on_clip)
        self._window.stage.film.set_look_source(studio.look_at)
        self._window.stage.film.trouble.set_copy_source(studio.playable.of)
        self.model.set_entries(studio.queue.jobs(), studio.clips)
        self.queue.attach(studio)
        self.desk.attach(studio)
        self.recents.attach(studio.start_frames, studio.used_frames)
        self.prompts.attach(studio)
        self._window.compose.set_blocker(None)
        self.account.attach(studio)
        self.batch.attach(studio)
        self._window.shelf.select_first()

    def show_unable(self) -> None:
        """There will be no studio: several files are one picture now, which is said in place."""
        picture = self._window.compose.picture
        picture.several_dropped.disconnect(self.open_batch)
        early = self.batch.give_early()
        if early:
            picture.load_several(early)

    def open_batch(self, paths: Sequence[Path]) -> None:
        """Show these pictures, folders or tables on the sheet for many clips."""
        self.batch.open(paths)

    # ── up: snapshots ────────────────────────────────────────────────────────────────────────

    def _on_job(self, job: Job) -> None:
        """A step of a job, or only more bytes of it; told soon, so it may have gone by now."""
        if self._studio is None or self._studio.queue.get(job.id) is None:
            return
        before = self.model.entry(job.id)
        self.model.upsert_job(job)
        if job.id == self.current_id() and job.state is not JobState.READY:
            self._window.stage.show_job(job)
        if before is not None and before.job is job:
            return
        now = self.model.entry(job.id)
        self._announce(before, now)
        if (before and before.is_waiting) or (now and now.is_waiting):
            self.standings.refresh_soon()
        self._update_actions()

    def _on_job_removed(self, job_id: str) -> None:
        self.model.forget_job(job_id)
        self.standings.refresh_soon()
        self._update_actions()

    def _on_standings_changed(self) -> None:
        self.model.tell_waiting()
        self._window.stage.refresh_job()
        self._update_actions()

    def _on_clip(self, clip_id: str, clip: Clip | None) -> None:
        if clip is None:
            self.model.remove(clip_id)
            return
        before = self.model.entry(clip_id)
        if before is None and not self.model.has_room_for(clip):
            return  # the library shows it
        self.model.upsert_clip(clip)
        self._announce(before, self.model.entry(clip_id))
        if clip_id == self.current_id():
            self._window.stage.show_clip(clip)
            is_new = before is None or before.clip is None
            if is_new and self._preferences.current.autoplays and self._window.stage.isVisible():
                self._window.stage.play()
            self.chosen.changed.emit()
        self._update_actions()

    def _announce(self, before: ShelfEntry | None, now: ShelfEntry | None) -> None:
        """Tell a screen reader when a clip is about to be sent, at its end, or needs the user."""
        if now is None:
            return
        if before is None:
            if now.can_undo(datetime.now(UTC)):
                self._say(self.tr("Sending in a moment. Undo takes it back, free of charge."))
            return
        is_done = now.clip is not None and before.clip is None
        if is_done or (now.needs_attention and not before.needs_attention):
            words = now.state_text(now.created_at, self.standings.of(now.id))
            self._say(now.accessible_text(words))

    def _say(self, words: str) -> None:
        shelf = self._window.shelf
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(shelf, words))

    def _show_current(self, entry_id: str | None) -> None:
        entry = self.model.entry(entry_id) if entry_id else None
        stage = self._window.stage
        if entry is None:
            stage.show_empty()
        elif entry.clip is not None:
            stage.show_clip(entry.clip)
        elif entry.job is not None:
            stage.show_job(entry.job)
        self.chosen.changed.emit()

    def _update_actions(self) -> None:
        entry, actions = self.chosen.entry(), self._window.actions_
        clips = self.chosen.clips()
        for action in actions.of_one_clip:
            action.setEnabled(len(clips) == 1)
        for action in (actions.clips.copy_file, actions.clips.copy_path):
            action.setEnabled(bool(clips))
        for action in actions.of_stage:
            action.setEnabled(len(clips) == 1 and self.chosen.is_stage)
        verbs = self.queue.possible(entry.id if entry is not None else None)
        for verb, action in (
            (Verb.CANCEL, actions.cancel),
            (Verb.RETRY, actions.retry),
            (Verb.MOVE_UP, actions.move_up),
            (Verb.MOVE_DOWN, actions.move_down),
            (Verb.SEND_NEXT, actions.send_next),
            (Verb.LOOK, actions.look_again),
            (Verb.SEND_AGAIN, actions.send_again),
            (Verb.GIVE_UP, actions.give_up),
        ):
            action.setEnabled(verb in verbs)
        can_delete = bool(clips) or (entry is not None and entry.can_delete)
        actions.delete.setEnabled(can_delete or Verb.CANCEL in verbs)
        self.undoing.refresh()

    def _offered(self) -> list[QAction | None]:
        """The context menu of the current card: what can be done, and nothing twice."""
        actions = self._window.actions_
        hidden = {actions.delete} if actions.cancel.isEnabled() else set()
        if Verb.UNDO not in self.queue.possible(self.current_id()):
            hidden.add(actions.undo)  # it would undo something else
        offered = (action for action in self._window.menus.of_card() if action not in hidden)
        return [action for action in offered if action is None or action.isEnabled()]

    def _update_queue_actions(self) -> None:
        counts, actions = self.model.counts(), self._window.actions_
        actions.retry_failed.setEnabled(counts.can_retry > 0)
        actions.clear_finished.setEnabled(counts.can_clear > 0)

    def current_id(self) -> str | None:
        """The id of the card that is shown."""
        return self._window.shelf.current_id()

    # ── down: verbs ──────────────────────────────────────────────────────────────────────────

    def _on_action_requested(self, entry_id: str, action: Action) -> None:
        match action:
            case Action.RETRY:
                self.queue.do(entry_id, Verb.RETRY)
            case Action.ENTER_KEY:
                self.account.open_key_card()
            case Action.TOP_UP:
                self.account.open_keys_page()
            case Action.CHANGE_BUDGET:
                self.account.open_settings()
            case Action.CHOOSE_PICTURE:
                self._window.compose.picture.choose()
            case Action.CHOOSE_FOLDER:
                self.desk.clips.choose_videos_folder()
            case Action.SHOW_LOG:
                self._show_log()
            case _:
                pass

    def _delete(self) -> None:
        """Away with the card: what is on its way is cancelled, with its question."""
        entry = self.chosen.entry()
        if entry is not None and entry.can_cancel:
            self.queue.do(entry.id, Verb.CANCEL)
        else:
            self.desk.clips.delete()

    # ── place and looks ──────────────────────────────────────────────────────────────────────

    def _use_theme(self, name: str) -> None:
        self._preferences.change(theme=name)
        follower = theme.follower()
        if follower is not None:
            follower.choose(self._preferences.current.theme)

    def _show_log(self) -> None:
        clip_files.show_in_folder(self._paths.logs / FILE_NAME)
