"""Compose: the picture, the prompt, the choices, the price and Generate, in one column."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.request import GenerationRequest
from desktop.media import framing
from desktop.ui import dialogs
from desktop.ui.compose import drop
from desktop.ui.compose.column import MARGIN, Column
from desktop.ui.compose.draft import Draft
from desktop.ui.compose.duration import DurationChooser
from desktop.ui.compose.foot import Foot
from desktop.ui.compose.frame_area import FrameArea
from desktop.ui.compose.frame_loader import FrameLoader
from desktop.ui.compose.hints import Hints
from desktop.ui.compose.private_switch import PrivateSwitch
from desktop.ui.compose.prompt import Prompt
from desktop.ui.compose.size_chooser import SizeChooser
from desktop.ui.problems import Action
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.switch import MARGIN as SWITCH_MARGIN
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from desktop.core.catalogue import Dimensions, VideoModel
    from desktop.core.errors import Problem
    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.drop import Verdict
    from desktop.ui.compose.start_frame import StartFrame


@dataclass(frozen=True)
class Composition:
    """What Generate asks for. `picture` is our own copy of the start frame."""

    request: GenerationRequest
    picture: Path
    picture_name: str


class ComposePanel(QFrame):
    """Holds the draft in its controls. Pictures are brought in by named tasks of `tasks`."""

    generate_requested = Signal(object)
    draft_changed = Signal(object)
    ready_changed = Signal(bool)
    folder_used = Signal(str)

    def __init__(
        self, model: VideoModel, *, frames: Path, tasks: TaskOwner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.open_folder = ""
        self._model = model
        self._tasks = tasks
        self._loader = FrameLoader(frames, tasks, self)
        self._blocker: str | None = None
        self._check: Callable[[GenerationRequest], str | None] = lambda _request: None
        self._replaced: tuple[StartFrame, Dimensions] | None = None
        self.setObjectName("compose_panel")
        self.setProperty("surface", "panel")
        self._make_controls()
        self._lay_out()
        self._connect()
        self._on_changed()

    def _make_controls(self) -> None:
        self.frame_area = FrameArea(self._tasks, self)
        self.notice = Notice(self, offers=[Action.CHOOSE_PICTURE])
        self.notice.setObjectName("frame_notice")
        self.prompt = Prompt(self._model.prompt_max_chars, self)
        self.sizes = SizeChooser(self._model, self)
        self.duration = DurationChooser(self._model, self)
        self.sound_switch = Switch(self.tr("Sound"), self)
        self.sound_switch.setObjectName("sound_switch")
        self.sound_switch.setChecked(self._model.default_audio)
        self.sound_switch.setVisible(self._model.has_audio_switch)
        self.private_switch = PrivateSwitch(self._tasks, self)
        self.private_switch.show_public(is_public=self._model.default_public)
        self.hints = Hints(self)
        self.foot = Foot(self._model, self)

    def _lay_out(self) -> None:
        switches = QHBoxLayout()
        switches.setSpacing(8)
        switches.addSpacing(-SWITCH_MARGIN)  # its track lines up with the fields above
        switches.addWidget(self.sound_switch, 1, Qt.AlignmentFlag.AlignLeft)
        switches.addWidget(self.private_switch, 1, Qt.AlignmentFlag.AlignLeft)
        area, choices = self.frame_area, (self.sizes, self.duration)
        self._column = Column(self)
        self._column.fill(area, self.notice, self.prompt, *choices, switches, self.hints)
        self._edge = QFrame(self)
        self._edge.setProperty("surface", "hairline")
        self._edge.setFixedHeight(1)
        self._edge.hide()
        self._column.overflow_changed.connect(self._edge.setVisible)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 6, MARGIN, MARGIN)
        foot.addWidget(self.foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._column, 1)
        layout.addWidget(self._edge)
        layout.addLayout(foot)
        self._chain()

    def _chain(self) -> None:
        """Tab goes in reading order."""
        area = self.frame_area
        chain: list[QWidget] = [
            area,
            area.replace_button,
            area.remove_button,
            *area.samples.buttons,
            *self.notice.controls,
            self.prompt.edit,
            self.sizes.aspect_combo,
            self.sizes.size_combo,
            self.duration.slider,
            self.sound_switch,
            self.private_switch,
            self.foot.hint_button,
            self.foot.button,
        ]
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)

    def _connect(self) -> None:
        self.frame_area.replace_requested.connect(self.choose_picture)
        self.frame_area.remove_requested.connect(self.remove_picture)
        self.frame_area.sample_chosen.connect(self.load_picture)
        self._loader.started.connect(self._on_load_started)
        self._loader.ended.connect(self._on_load_ended)
        self._loader.arrived.connect(self._on_arrived)
        self._loader.restored.connect(self._show_frame)
        self._loader.refused.connect(self._on_refused)
        self.notice.action_requested.connect(self._on_action_requested)
        self.prompt.changed.connect(self._on_changed)
        self.sizes.changed.connect(self._on_changed)
        self.duration.changed.connect(self._on_changed)
        self.sound_switch.toggled.connect(self._on_changed)
        self.private_switch.toggled.connect(self._on_changed)
        self.foot.generate_pressed.connect(self._on_generate_pressed)

    # ── the draft ────────────────────────────────────────────────────────────────────────────

    def draft(self) -> Draft:
        """Everything as it stands now."""
        frame = self.frame_area.frame
        picture, name = self._loader.restoring or (None, "")
        if frame is not None:
            picture, name = frame.path, frame.name
        return Draft(
            prompt=self.prompt.text,
            picture=picture,
            picture_name=name,
            dimensions=self.sizes.dimensions,
            duration_s=self.duration.seconds,
            audio=self.sound_switch.isChecked(),
            public=not self.private_switch.isChecked(),
        )

    def restore(self, draft: Draft) -> None:
        """Show a draft again; its picture follows as soon as it is read."""
        self.prompt.write(draft.prompt)
        self.sizes.choose(draft.dimensions)
        self.duration.choose(draft.duration_s)
        self.sound_switch.setChecked(draft.audio)
        self.private_switch.show_public(is_public=draft.public)
        if draft.picture is None:
            self._show_frame(None)
            return
        self._loader.restore(draft.picture, draft.picture_name)

    @property
    def is_empty(self) -> bool:
        """Neither a picture nor a prompt: nothing would be lost."""
        draft = self.draft()
        return draft.picture is None and not draft.prompt.strip() and not self._loader.is_loading

    def _on_changed(self) -> None:
        self._refresh()
        self.draft_changed.emit(self.draft())

    def _refresh(self) -> None:
        frame, dimensions = self.frame_area.frame, self.sizes.dimensions
        self.frame_area.show_dimensions(dimensions)
        self.hints.show_hints(
            is_soft=frame is not None and frame.is_smaller_than(dimensions),
            is_without_prompt=frame is not None and not self.prompt.text.strip(),
        )
        self.foot.show_estimate(dimensions, self.duration.seconds)
        missing = self._missing()
        self.foot.show_missing(missing)
        self.ready_changed.emit(missing is None)

    # ── the picture ──────────────────────────────────────────────────────────────────────────

    def load_picture(self, path: Path) -> None:
        """Bring in a file; what stands in the way is said in place, and the earlier one stays."""
        self._loader.load(path)

    def load_image(self, image: QImage, name: str) -> None:
        """Bring in a bitmap that never was a file."""
        self._loader.load_image(image, name)

    def paste(self) -> None:
        """Bring in the picture on the clipboard, or say that there is none."""
        if not self.take(QGuiApplication.clipboard().mimeData()):
            title = self.tr("No picture on the clipboard")
            self.notice.say(title, self.tr("Copy one, then paste it here."))

    def take(self, mime: QMimeData) -> bool:
        """Bring in the picture of a drop or of the clipboard; False if there is none."""
        dropped = drop.take(mime)
        if dropped is None:
            return False
        if dropped.image is not None:
            self.load_image(dropped.image, self.tr("Pasted picture"))
        elif dropped.path is not None:
            self.load_picture(dropped.path)
        if dropped.count > 1:
            title = self.tr("The first of {n} files is used").format(n=dropped.count)
            self.notice.say(title, self.tr("A clip starts from one picture."))
        return True

    def show_drag(self, verdict: Verdict) -> None:
        """Say what a drop would do."""
        self.frame_area.show_drag(verdict)

    def choose_picture(self) -> None:
        """Ask for a file."""
        self._tasks.start("choose picture", self._choose_picture())

    def remove_picture(self) -> None:
        """Take the picture out; the prompt stays."""
        self._loader.cancel()
        self._replaced = None
        self._show_frame(None)
        self.notice.dismiss()
        self.frame_area.setFocus()

    async def _choose_picture(self) -> None:
        path = await dialogs.choose_picture(self.window(), self.open_folder)
        if path is not None:
            self.open_folder = str(path.parent)
            self.folder_used.emit(self.open_folder)
            self.load_picture(path)

    def _on_load_started(self, name: str) -> None:
        self.notice.dismiss()
        self.frame_area.show_loading(name)
        self._refresh()

    def _on_load_ended(self) -> None:
        self.frame_area.show_loading("")
        self._refresh()

    @property
    def can_undo_picture(self) -> bool:
        """Whether the picture has taken the place of another one."""
        return self._replaced is not None and self.frame_area.frame is not None

    def undo_picture(self) -> None:
        """Bring back the picture before the last one, and the size it had."""
        if self._replaced is not None:
            (frame, dimensions), self._replaced = self._replaced, None
            self.sizes.choose(dimensions)
            self._show_frame(frame)

    def _on_arrived(self, frame: StartFrame) -> None:
        before = self.frame_area.frame
        is_other = before is not None and before.path != frame.path
        self._replaced = (before, self.sizes.dimensions) if before and is_other else None
        self.sizes.choose(framing.propose(frame.width, frame.height, self._model))
        self._show_frame(frame)

    def _on_refused(self, problem: Problem) -> None:
        self.notice.show_problem(problem)
        self._column.ensureWidgetVisible(self.notice)

    def _show_frame(self, frame: StartFrame | None) -> None:
        self.frame_area.show_frame(frame)
        self._on_changed()

    def _on_action_requested(self, action: Action) -> None:
        if action is Action.CHOOSE_PICTURE:
            self.choose_picture()

    # ── generate ─────────────────────────────────────────────────────────────────────────────

    def set_blocker(self, reason: str | None) -> None:
        """Something outside stands in the way, "Starting…"; None when it no longer does."""
        self._blocker = reason
        self._refresh()

    def set_check(self, check: Callable[[GenerationRequest], str | None]) -> None:
        """What else may speak against sending, asked at each change: a reason, or None."""
        self._check = check
        self._refresh()

    def recheck(self) -> None:
        """Ask again: what it depends on has changed."""
        self._refresh()

    def generate(self) -> None:
        """The same as a press on the button."""
        self.foot.press()

    def focus_prompt(self) -> None:
        """Put the cursor into the prompt."""
        self.prompt.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_frame(self) -> None:
        """Put the focus on the start frame."""
        self.frame_area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _missing(self) -> str | None:
        hindrance = self._check(self._request(prompt=""))  # asked always: it says more than this
        if self._blocker is not None:
            return self._blocker
        if self._loader.is_loading:
            return self.tr("Loading the picture…")
        if self.frame_area.frame is None:
            return self.tr("Choose a picture first")
        excess = self.prompt.excess
        if excess == 1:
            return self.tr("Prompt is 1 character too long")
        if excess:
            return self.tr("Prompt is {n} characters too long").format(n=excess)
        return hindrance

    def _request(self, prompt: str) -> GenerationRequest:
        return GenerationRequest(
            model=self._model,
            prompt=prompt,
            dimensions=self.sizes.dimensions,
            duration_s=self.duration.seconds,
            audio=self.sound_switch.isChecked(),
            public=not self.private_switch.isChecked(),
        )

    def _on_generate_pressed(self) -> None:
        draft = self.draft()
        if draft.picture is None:
            return
        request = self._request(draft.prompt)
        self.generate_requested.emit(Composition(request, draft.picture, draft.picture_name))
