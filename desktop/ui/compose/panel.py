"""Compose: the picture, the prompt, the choices, the price and Generate, in one column."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.request import GenerationRequest
from desktop.jobs.composition import Composition
from desktop.media import framing
from desktop.media.framing import WHOLE, Framing
from desktop.ui.compose.column import MARGIN, Column
from desktop.ui.compose.draft import Draft
from desktop.ui.compose.duration import DurationChooser
from desktop.ui.compose.foot import Foot
from desktop.ui.compose.framing_editor import FramingEditor
from desktop.ui.compose.hints import Hints
from desktop.ui.compose.picture_desk import PictureDesk
from desktop.ui.compose.preflight import Preflight
from desktop.ui.compose.private_switch import PrivateSwitch
from desktop.ui.compose.prompt import Prompt
from desktop.ui.compose.recents import EDGE as FACE_EDGE
from desktop.ui.compose.recents import Recents
from desktop.ui.compose.size_chooser import SizeChooser
from desktop.ui.icons import icon
from desktop.ui.widgets.switch import MARGIN as SWITCH_MARGIN
from desktop.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent

    from desktop.core.catalogue import Dimensions, VideoModel
    from desktop.core.presets import Preset
    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.start_frame import StartFrame

    Check = Callable[[Sequence[GenerationRequest]], str | None]

ROOMY = 700


class ComposePanel(QFrame):
    """Holds the draft in its controls. Pictures are brought in by named tasks of `tasks`.

    `generate_requested` carries a tuple of Compositions: the clips that are to be made.
    """

    generate_requested = Signal(object)
    draft_changed = Signal(object)
    ready_changed = Signal(bool)

    def __init__(
        self, model: VideoModel, *, frames: Path, tasks: TaskOwner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.video_model = self._model = model
        self._tasks = tasks
        self.picture = PictureDesk(frames, tasks, self)
        self.framing = FramingEditor(self.picture.area, tasks, self)
        self._blocker: str | None = None
        self._is_warm = False
        self._check: Check = lambda _requests: None
        self._replaced: tuple[Dimensions, Framing] = model.default_dimensions, WHOLE
        self._before_recipe: Draft | None = None
        self.setObjectName("compose_panel")
        self.setProperty("surface", "panel")
        self._make_controls()
        self._lay_out()
        self._connect()
        self._on_changed()

    def _make_controls(self) -> None:
        self.prompt = Prompt(self._model.prompt_max_chars, self)
        self.sizes = SizeChooser(self._model, self)
        self.duration = DurationChooser(self._model, self)
        self.sound_switch = Switch(self.tr("Sound"), self)
        self.sound_switch.setObjectName("sound_switch")
        self.sound_switch.setChecked(self._model.default_audio)
        self.sound_switch.setVisible(self._model.has_audio_switch)
        self.private_switch = PrivateSwitch(self._tasks, self)
        self.private_switch.show_public(is_public=self._model.default_public)
        self.presets_button = _presets_button(self.tr("Presets"), self)
        self.recents = Recents(self._tasks, self)
        self.hints = Hints(self)
        self.preflight = Preflight(self.hints, self._tasks, self)
        self.foot = Foot(self._model, self)

    def _lay_out(self) -> None:
        switches = QHBoxLayout()
        switches.setSpacing(8)
        switches.addSpacing(-SWITCH_MARGIN)  # its track lines up with the fields above
        switches.addWidget(self.sound_switch, 1, Qt.AlignmentFlag.AlignLeft)
        switches.addWidget(self.private_switch, 1, Qt.AlignmentFlag.AlignLeft)
        switches.addWidget(self.presets_button)
        recents = QHBoxLayout()
        recents.setSpacing(0)
        recents.addSpacing(-FACE_EDGE)  # its first picture lines up with the fields
        recents.addWidget(self.recents)
        area, notice, choices = self.picture.area, self.picture.notice, (self.sizes, self.duration)
        self._column = Column(self)
        tools = self.framing.bar
        self._column.fill(area, tools, recents, notice, self.prompt, *choices, switches, self.hints)
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
        area = self.picture.area
        chain: list[QWidget] = [
            area,
            area.frame_button,
            area.replace_button,
            area.remove_button,
            *area.samples.buttons,
            *self.framing.bar.controls,
            self.recents,
            *self.picture.notice.controls,
            self.prompt.edit,
            self.prompt.history_button,
            self.prompt.snippet_button,
            self.sizes.aspect_combo,
            self.sizes.size_combo,
            self.duration.slider,
            self.sound_switch,
            self.private_switch,
            self.presets_button,
            *(line.cross for line in self.hints.lines.values()),
            self.foot.hint_button,
            self.foot.button,
        ]
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)

    def _connect(self) -> None:
        self.picture.changed.connect(self._on_changed)
        self.picture.arrived.connect(self._on_picture_arrived)
        self.picture.recipe_found.connect(self._on_recipe_found)
        self.picture.area.framing_changed.connect(self._on_changed)
        self.framing.opened_or_closed.connect(self._show_recents)
        self.picture.notice.shown.connect(self._column.ensureWidgetVisible)
        self.prompt.changed.connect(self._on_changed)
        self.prompt.edit.other_pasted.connect(self.picture.take_pasted)
        self.prompt.snippets.sound_requested.connect(lambda: self.sound_switch.setChecked(True))
        self.sound_switch.toggled.connect(self.prompt.snippets.show_sound)
        self.sizes.changed.connect(self._on_changed)
        self.duration.changed.connect(self._on_changed)
        self.sound_switch.toggled.connect(self._on_changed)
        self.private_switch.toggled.connect(self._on_changed)
        self.foot.generate_pressed.connect(self._on_generate_pressed)

    # ── the draft ────────────────────────────────────────────────────────────────────────────

    def draft(self) -> Draft:
        """Everything as it stands now."""
        picture, name, origin = self.picture.kept
        return Draft(
            prompt=self.prompt.text,
            picture=picture,
            picture_name=name,
            framing=self.picture.area.framing,
            dimensions=self.sizes.dimensions,
            duration_s=self.duration.seconds,
            audio=self.sound_switch.isChecked(),
            public=not self.private_switch.isChecked(),
            origin=origin,
        )

    def restore(self, draft: Draft) -> None:
        """Show a draft again; its picture follows as soon as it is read."""
        self.prompt.write(draft.prompt)
        self.choose(draft)
        self.picture.area.show_framing(draft.framing)
        if draft.picture is None:
            self.picture.show(None)
            return
        self.picture.restore(draft.picture, draft.picture_name, draft.origin)

    def choose(self, draft: Draft) -> None:
        """Choose its size, seconds, sound and privacy."""
        self.sizes.choose(draft.dimensions)
        self.duration.choose(draft.duration_s)
        self.sound_switch.setChecked(draft.audio)
        self.private_switch.show_public(is_public=draft.public)

    def use(self, preset: Preset, prefixes: Iterable[str]) -> None:
        """Choose as the preset has it; its beginning takes the place of one of `prefixes`."""
        self.sizes.choose(preset.dimensions)
        self.duration.choose(preset.duration_s)
        self.sound_switch.setChecked(preset.audio)
        self.prompt.begin_with(preset.prefix, prefixes)
        self.private_switch.choose_public(is_public=preset.public)

    @property
    def is_empty(self) -> bool:
        """Neither a picture nor a prompt: nothing would be lost."""
        draft = self.draft()
        return draft.picture is None and not draft.prompt.strip() and not self.picture.is_loading

    def _on_changed(self) -> None:
        self._refresh()
        self.draft_changed.emit(self.draft())

    def _refresh(self) -> None:
        dimensions = self.sizes.dimensions
        self.picture.area.show_dimensions(dimensions)
        self.framing.refresh()
        self.sizes.show_effects(self.picture.frame, self.picture.area.framing)
        self.preflight.look(self.draft(), self.picture.frame)
        self._show_recents()
        self.foot.show_estimate(dimensions, self.duration.seconds, self._count)
        missing = self._missing()
        self.foot.show_missing(missing, self._count)
        self.ready_changed.emit(missing is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_recents()

    def _show_recents(self) -> None:
        """A low window with a picture in it has no room to spare, nor has one being framed."""
        is_roomy = self.height() >= ROOMY and not self.framing.is_open
        has_room = self.picture.frame is None or is_roomy
        self.recents.show_room(has_room=has_room)

    # ── the picture ──────────────────────────────────────────────────────────────────────────

    @property
    def can_undo_picture(self) -> bool:
        """Whether the picture, or all of a clip's settings, took the place of what was there."""
        return self.picture.can_undo or self._before_recipe is not None

    @property
    def can_undo_settings(self) -> bool:
        """Whether a clip's settings took the place of everything that was there."""
        return self._before_recipe is not None

    def undo_picture(self) -> None:
        """Bring back the picture before the last one, and the size and framing it had.

        Where a clip's settings came last, all that they replaced.
        """
        if self._before_recipe is not None:
            before, self._before_recipe = self._before_recipe, None
            self.picture.notice.dismiss()
            self.restore(before)
        elif self.picture.can_undo:
            dimensions, framing = self._replaced
            self.sizes.choose(dimensions)
            self.picture.area.show_framing(framing)
            self.picture.undo()

    def expect_picture(self) -> None:
        """Have what shows a first picture made ready, in short steps, while it still hovers."""
        if not self._is_warm:
            self._is_warm = True
            for step in (self.foot.button.warm, self.picture.area.warm):
                QTimer.singleShot(0, self, step)

    def _on_recipe_found(self, draft: Draft, _film: Path | None) -> None:
        self._before_recipe = self.draft()
        self.picture.replacements += 1
        self.restore(draft)

    def _on_picture_arrived(self, frame: StartFrame) -> None:
        self._before_recipe = None
        self._replaced = self.sizes.dimensions, self.picture.area.framing
        self.picture.area.show_framing(WHOLE)
        with QSignalBlocker(self.sizes):  # the picture is shown next, and all is told once
            self.sizes.choose(framing.propose(frame.width, frame.height, self._model))
        self.picture.area.show_dimensions(self.sizes.dimensions)

    # ── generate ─────────────────────────────────────────────────────────────────────────────

    def set_blocker(self, reason: str | None) -> None:
        """Something outside stands in the way, "Starting…"; None when it no longer does."""
        self._blocker = reason
        self._refresh()

    def set_check(self, check: Check) -> None:
        """What else may speak against sending these, asked at each change: a reason, or None."""
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

    def focus_recents(self) -> None:
        """Go to the pictures used last."""
        self.recents.take_focus()

    def focus_frame(self) -> None:
        """Put the focus on the start frame."""
        self.picture.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def _count(self) -> int:
        """How many clips are drafted; one where they are more than can be made."""
        return len(self.prompt.prompts)

    def _missing(self) -> str | None:
        # asked always: it says more than this
        hindrance = self._check([self._request(prompt="")] * self._count)
        if self._blocker is not None:
            return self._blocker
        if self.picture.is_loading:
            return self.tr("Loading the picture…")
        if self.picture.frame is None:
            return self.tr("Choose a picture first")
        return self.prompt.fault or hindrance

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
        picture, name, framing = draft.picture, draft.picture_name, draft.framing
        requests = map(self._request, self.prompt.prompts)
        made = (
            Composition(one, picture, name, framing, typed=draft.prompt, origin=draft.origin)
            for one in requests
        )
        self.generate_requested.emit(tuple(made))


def _presets_button(words: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setObjectName("presets_button")
    button.setProperty("kind", "quiet")
    button.setIcon(icon("sliders-horizontal", "muted"))
    button.setIconSize(QSize(20, 16))  # the words keep off the sign
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    return button
