"""What happens between the parts of the window: verbs go down, snapshots come up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices

from desktop.core.log import FILE_NAME
from desktop.jobs.job import LEONARDO, SANDBOX, Job, JobState
from desktop.ui import clip_files, theme
from desktop.ui.about import AboutDialog
from desktop.ui.account.card import KEYS_PAGE, KeyCard
from desktop.ui.clip_control import ClipControl
from desktop.ui.dialogs import ask
from desktop.ui.models.shelf import ShelfModel
from desktop.ui.problems import Action
from desktop.ui.queue_control import QueueControl

if TYPE_CHECKING:
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
        self.queue = QueueControl(window, self.model, preferences=preferences, tasks=tasks)
        self.clips = ClipControl(window, self.model, preferences=preferences, tasks=tasks)
        window.shelf.set_model(self.model)
        window.shelf.set_actions(window.actions_.clip_actions())
        window.compose.set_blocker(self.tr("Starting…"))
        self._connect_parts()
        self._connect_actions()
        self._apply_settings()
        self._show_current(None)

    # ── wiring ───────────────────────────────────────────────────────────────────────────────

    def _connect_parts(self) -> None:
        window = self._window
        window.shelf.current_changed.connect(self._show_current)
        window.shelf.activated.connect(lambda _id: window.stage.play())
        window.stage.action_requested.connect(self._on_action_requested)
        window.stage.volume_changed.connect(lambda v: self._preferences.change(volume=v))
        window.stage.mute_changed.connect(lambda v: self._preferences.change(is_muted=v))
        window.stage.mute_changed.connect(window.actions_.mute.setChecked)
        window.stage.loop_changed.connect(lambda v: self._preferences.change(loops=v))
        window.stage.loop_changed.connect(window.actions_.loop.setChecked)
        window.compose.folder_used.connect(lambda f: self._preferences.change(last_open_folder=f))
        window.notice.action_requested.connect(lambda a: self._on_action_requested("", a))
        window.header.place_clicked.connect(self._open_key_card)

    def _connect_actions(self) -> None:
        window, actions = self._window, self._window.actions_
        compose, stage = window.compose, window.stage
        actions.open_picture.triggered.connect(compose.choose_picture)
        actions.paste_picture.triggered.connect(compose.paste)
        actions.remove_picture.triggered.connect(compose.remove_picture)
        actions.generate.triggered.connect(compose.generate)
        compose.ready_changed.connect(actions.generate.setEnabled)
        compose.draft_changed.connect(lambda d: actions.remove_picture.setEnabled(bool(d.picture)))
        for action in (actions.generate, actions.remove_picture):  # until the first change
            action.setEnabled(False)
        actions.delete.triggered.connect(self.clips.delete)
        actions.quit.triggered.connect(window.close)
        actions.play.triggered.connect(stage.toggle_play)
        actions.first_frame.triggered.connect(stage.go_to_first_frame)
        actions.last_frame.triggered.connect(stage.go_to_last_frame)
        actions.full_screen.triggered.connect(stage.toggle_full_screen)
        actions.loop.triggered.connect(stage.set_loop)
        actions.mute.triggered.connect(stage.set_muted)
        actions.focus_prompt.triggered.connect(compose.focus_prompt)
        actions.focus_stage.triggered.connect(stage.setFocus)
        actions.focus_shelf.triggered.connect(window.shelf.focus_cards)
        for name in ("system", "dark", "light"):
            action = getattr(actions, f"theme_{name}")
            action.triggered.connect(lambda _on=False, name=name: self._use_theme(name))
        actions.enter_key.triggered.connect(self._open_key_card)
        actions.use_sandbox.triggered.connect(self._use_sandbox)
        actions.get_key.triggered.connect(lambda: QDesktopServices.openUrl(QUrl(KEYS_PAGE)))
        actions.show_log.triggered.connect(self._show_log)
        actions.about.triggered.connect(lambda: AboutDialog(window).open())

    def _apply_settings(self) -> None:
        settings, actions = self._preferences.current, self._window.actions_
        self._window.compose.open_folder = settings.last_open_folder
        self._window.stage.set_volume(settings.volume)
        self._window.stage.set_muted(settings.is_muted)
        self._window.stage.set_loop(settings.loops)
        actions.mute.setChecked(settings.is_muted)
        actions.loop.setChecked(settings.loops)
        getattr(actions, f"theme_{settings.theme}").setChecked(True)

    def attach(self, studio: Studio) -> None:
        """Show what the studio holds, and follow it from now on."""
        self._studio = studio
        self.queue.attach(studio)
        self.clips.attach(studio)
        studio.queue.subscribe(self._on_job)
        studio.library.subscribe(self._on_clip)
        studio.accounts.subscribe(self._show_place)
        self.model.set_progress_source(studio.queue.progress)
        self._window.stage.set_progress_source(studio.queue.progress)
        self.model.set_entries(studio.queue.jobs(), studio.clips)
        self._window.compose.set_blocker(None)
        self._show_place()
        self._window.shelf.select_first()

    # ── up: snapshots ────────────────────────────────────────────────────────────────────────

    def _on_job(self, job: Job) -> None:
        before = self.model.entry(job.id)
        self.model.upsert_job(job)
        self._announce(before, self.model.entry(job.id))
        if job.id == self.current_id() and job.state is not JobState.READY:
            self._window.stage.show_job(job)
        self._update_actions()

    def _on_clip(self, clip_id: str, clip: Clip | None) -> None:
        if clip is None:
            self.model.remove(clip_id)
            return
        before = self.model.entry(clip_id)
        self.model.upsert_clip(clip)
        self._announce(before, self.model.entry(clip_id))
        if clip_id == self.current_id():
            self._window.stage.show_clip(clip)
            self._window.stage.play()
        self._update_actions()

    def _announce(self, before: ShelfEntry | None, now: ShelfEntry | None) -> None:
        """Tell a screen reader when a clip has come to its end, or needs the user."""
        if before is None or now is None:
            return
        is_done = now.clip is not None and before.clip is None
        if is_done or (now.needs_attention and not before.needs_attention):
            words = now.accessible_text(now.state_text(now.created_at))
            shelf = self._window.shelf
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(shelf, words))

    def _show_place(self) -> None:
        if self._studio is None:
            return
        accounts, header = self._studio.accounts, self._window.header
        is_sandbox = accounts.active == SANDBOX
        if is_sandbox:
            header.show_sandbox()
        else:
            header.show_account()
        self._window.stage.set_place_hint(is_sandbox=is_sandbox, has_key=accounts.has_key)
        action = self._window.actions_.use_sandbox
        action.setChecked(is_sandbox)
        action.setEnabled(accounts.has_key)

    def _show_current(self, entry_id: str | None) -> None:
        entry = self.model.entry(entry_id) if entry_id else None
        stage = self._window.stage
        if entry is None:
            stage.show_empty()
        elif entry.clip is not None:
            stage.show_clip(entry.clip)
        elif entry.job is not None:
            stage.show_job(entry.job)
        self._update_actions()

    def _update_actions(self) -> None:
        entry, actions = self._current(), self._window.actions_
        has_video = entry is not None and entry.clip is not None
        for action in (actions.save_as, actions.show_in_folder, actions.play, actions.full_screen):
            action.setEnabled(has_video)
        for action in (actions.first_frame, actions.last_frame):
            action.setEnabled(has_video)
        actions.retry.setEnabled(entry is not None and entry.can_retry)
        actions.delete.setEnabled(entry is not None and entry.can_delete)

    def current_id(self) -> str | None:
        """The id of the card that is shown."""
        return self._window.shelf.current_id()

    def running_count(self) -> int:
        """How many clips are on their way."""
        return self.model.running_count()

    def _current(self) -> ShelfEntry | None:
        current = self.current_id()
        return self.model.entry(current) if current else None

    # ── down: verbs ──────────────────────────────────────────────────────────────────────────

    def _on_action_requested(self, entry_id: str, action: Action) -> None:
        match action:
            case Action.RETRY:
                self.queue.retry(entry_id)
            case Action.ENTER_KEY:
                self._open_key_card()
            case Action.TOP_UP:
                QDesktopServices.openUrl(QUrl(KEYS_PAGE))
            case Action.CHOOSE_PICTURE:
                self._window.compose.choose_picture()
            case Action.CHOOSE_FOLDER:
                self.clips.choose_videos_folder()
            case Action.SHOW_LOG:
                self._show_log()
            case _:
                pass

    # ── place and looks ──────────────────────────────────────────────────────────────────────

    def _open_key_card(self) -> None:
        if self._studio is not None:
            self._tasks.start("key card", self._show_key_card())

    async def _show_key_card(self) -> None:
        if self._studio is None:
            return
        card = KeyCard(self._studio.accounts, self._tasks, self._window)
        card.kept.connect(card.accept)
        await ask(card)
        self._show_place()
        self._window.compose.focus_frame()

    def _use_sandbox(self, is_on: bool) -> None:  # noqa: FBT001 - Qt's triggered(bool)
        if self._studio is not None:
            self._studio.accounts.use(SANDBOX if is_on else LEONARDO)
            self._preferences.change(uses_sandbox=is_on)
            self._show_place()

    def _use_theme(self, name: str) -> None:
        self._preferences.change(theme=name)
        follower = theme.follower()
        if follower is not None:
            follower.choose(self._preferences.current.theme)

    def _show_log(self) -> None:
        clip_files.show_in_folder(self._paths.logs / FILE_NAME)
