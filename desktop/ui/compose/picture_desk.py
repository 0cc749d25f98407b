"""The start frame of the draft: brought in from anywhere, replaced, taken back, removed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaMethod, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from desktop.core.errors import NotAPicture, PicturePromised
from desktop.media.films import FORMATS as FILMS
from desktop.ui import dialogs
from desktop.ui.compose import conversion_words, drop, film_frame
from desktop.ui.compose.film_opener import FilmOpener
from desktop.ui.compose.frame_area import FrameArea
from desktop.ui.compose.frame_loader import FrameLoader
from desktop.ui.compose.web_frame import WebFrames
from desktop.ui.problems import Action
from desktop.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from desktop.core.errors import Problem
    from desktop.core.origin import Origin
    from desktop.core.tasks import TaskOwner
    from desktop.ui.compose.draft import Draft
    from desktop.ui.compose.drop import Verdict
    from desktop.ui.compose.frame_loader import Work
    from desktop.ui.compose.start_frame import StartFrame


class PictureDesk(QObject):
    """Owns the area the frame is shown in and the notice under it; both stand in Compose.

    `changed` is told whenever the frame is another one or is being loaded; `arrived` carries a
    frame the user has chosen, before it is shown. `recipe_found` carries what a film of ours says
    it was made of, a draft, and the film. `several_dropped` carries a list of paths, of
    several files or of one folder; while nobody listens, the first file is used.
    """

    changed = Signal()
    arrived = Signal(object)
    recipe_found = Signal(object, object)
    folder_used = Signal(str)
    several_dropped = Signal(object)

    def __init__(self, frames: Path, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(parent)
        self.frames = frames
        self.open_folder = ""
        self._parent = parent
        self._tasks = tasks
        self._loader = FrameLoader(frames, tasks, self)
        self._web = WebFrames(frames, self.tr("Picture from the web"))
        self._path: Path | None = None
        self._host = ""
        self._films = FilmOpener(frames, tasks, parent)
        self._film: Path | None = None
        self._replaced: StartFrame | None = None
        self.replacements = 0
        """How often a picture took the place of another: whether one did since, is told by it."""
        self.area = FrameArea(tasks, parent)
        self.notice = Notice(parent, offers=[Action.CHOOSE_PICTURE, Action.CHOOSE_FRAME])
        self.notice.setObjectName("frame_notice")
        self._connect()

    def _connect(self) -> None:
        self.area.replace_requested.connect(self.choose)
        self.area.remove_requested.connect(self.remove)
        self.area.sample_chosen.connect(self.load)
        self._loader.started.connect(self._on_load_started)
        self._loader.ended.connect(self._on_load_ended)
        self._loader.arrived.connect(self._on_arrived)
        self._loader.restored.connect(self.show)
        self._loader.refused.connect(self._on_refused)
        self._films.recipe_found.connect(self.use_draft)
        self._films.frame_chosen.connect(self._on_frame_chosen)
        self._films.failed.connect(self.notice.show_problem)
        self.notice.action_requested.connect(self._on_action_requested)

    # ── what there is ────────────────────────────────────────────────────────────────────────

    @property
    def frame(self) -> StartFrame | None:
        return self.area.frame

    @property
    def is_loading(self) -> bool:
        return self._loader.is_loading

    @property
    def kept(self) -> tuple[Path | None, str, Origin | None]:
        """Our copy of the picture, which may still be on its way back, its name and origin."""
        if self.frame is not None:
            return self.frame.path, self.frame.name, self.frame.origin
        return self._loader.restoring or (None, "", None)

    # ── brought in ───────────────────────────────────────────────────────────────────────────

    def load(self, path: Path, name: str | None = None) -> None:
        """Bring in a file; of a video, a frame is chosen first.

        What stands in the way is said in place, and the earlier picture stays. `name` is what it
        is called where that is not the file's name.
        """
        self._path = path
        self._loader.load(path, name)

    def load_several(self, paths: Sequence[Path]) -> None:
        """Bring in files: several of them, where someone makes clips of several."""
        if len(paths) > 1 and self.opens_several:
            self.several_dropped.emit(list(paths))
            return
        self.load(paths[0])
        if len(paths) > 1:
            title = self.tr("The first of {n} files is used").format(n=len(paths))
            self.notice.say(title, self.tr("A clip starts from one picture."))

    @property
    def opens_several(self) -> bool:
        """Whether several files, or a folder, can be brought in at once."""
        return self.isSignalConnected(QMetaMethod.fromSignal(self.several_dropped))

    def load_frame(self, video: Path, choose: film_frame.Choose, clip_id: str = "") -> None:
        """Bring in a frame of a video: `film_frame.first`, `last`, `at(seconds)`.

        Of one's own clip, by `clip_id`: what is made of it knows that it goes on from there.
        """
        work = partial(film_frame.bring_in, video, choose, self.frames, clip_id)
        self._load_from(self.tr("a frame of {name}").format(name=video.name), work)

    def load_web(self, found: drop.WebAddress) -> None:
        """Bring in a picture from the web; a newer one ends the wait for it."""
        work = partial(self._web.bring_in, found, self._tell_host)
        self._load_from(self.tr("picture from the web"), work)

    def _load_from(self, name: str, work: Work) -> None:
        self._path = None
        self._loader.load_from(name, work)

    def _tell_host(self, host: str) -> None:
        self._host = host
        self.area.show_loading(self.tr("picture from {host}").format(host=host))

    def load_image(self, image: QImage | bytes, name: str) -> None:
        """Bring in a bitmap that never was a file, or the bytes of one that is not decoded."""
        self._path = None
        self._loader.load_image(image, name)

    def restore(self, path: Path, name: str, origin: Origin | None = None) -> None:
        """Show again what was kept before, under the name it had, from where it was taken."""
        self._path = None
        self._loader.restore(path, name, origin)

    def paste(self) -> None:
        """Bring in the picture on the clipboard, or say that there is none."""
        if not self.take_pasted(QGuiApplication.clipboard().mimeData()):
            title = self.tr("No picture on the clipboard")
            self.notice.say(title, self.tr("Copy one, then paste it here."))

    def take_pasted(self, mime: QMimeData) -> bool:
        """Bring in what was pasted somewhere; else as `take`."""
        return self.take(mime, self.tr("Pasted picture"))

    def take(self, mime: QMimeData, name: str = "") -> bool:
        """Bring in what a drop or the clipboard holds; False if there is nothing of ours.

        `name` is what a bitmap is called.
        """
        match drop.take(mime):
            case drop.Files(paths):
                self.load_several(paths)
            case drop.Bitmap(content):
                self.load_image(content, name or self.tr("Dropped picture"))
            case drop.WebAddress() as found:
                self.load_web(found)
            case drop.Promise(source):
                self._loader.cancel()
                self.notice.show_problem(PicturePromised(source=source or None))
            case None:
                return False
        return True

    def show_drag(self, verdict: Verdict) -> None:
        """Say what a drop would do."""
        self.area.show_drag(verdict)

    def choose(self) -> None:
        """Ask for a file."""
        self._tasks.start("choose picture", self._choose())

    async def _choose(self) -> None:
        path = await dialogs.choose_picture(self._parent.window(), self.open_folder)
        if path is not None:
            self.open_folder = str(path.parent)
            self.folder_used.emit(self.open_folder)
            self.load(path)

    # ── shown, taken back, removed ───────────────────────────────────────────────────────────

    def show(self, frame: StartFrame | None) -> None:
        """Show a frame, or that there is none."""
        self.area.show_frame(frame)
        self.changed.emit()

    def remove(self) -> None:
        """Take the picture out."""
        self._loader.cancel()
        self._replaced = None
        self.show(None)
        self.notice.dismiss()
        self.area.setFocus()

    @property
    def can_undo(self) -> bool:
        """Whether the picture has taken the place of another one."""
        return self._replaced is not None and self.frame is not None

    def undo(self) -> None:
        """Bring back the picture before the last one."""
        if self._replaced is not None:
            frame, self._replaced = self._replaced, None
            self.notice.dismiss()  # it was about the other picture
            self.show(frame)

    # ── told ─────────────────────────────────────────────────────────────────────────────────

    def _on_load_started(self, name: str) -> None:
        self._host = ""
        self._films.cancel()
        self.notice.dismiss()
        self.area.show_loading(name)
        self.changed.emit()

    def _on_load_ended(self) -> None:
        self.area.show_loading("")
        self.changed.emit()

    def _on_arrived(self, frame: StartFrame) -> None:
        before = self.frame
        # our copies are named by their content: the same one again leaves all as it is
        if before is None or before.path != frame.path:
            self._replaced = before
            self.replacements += before is not None
            self.arrived.emit(frame)
        self.area.show_frame(frame)
        self._tell_of(frame)  # the end of the loading, a turn later, tells that it changed

    def _tell_of(self, frame: StartFrame) -> None:
        """Where it comes from, and what was changed for the model, as far as one would wonder."""
        is_changed = conversion_words.needs_saying(frame.conversion)
        changes = conversion_words.explanation() if is_changed else ""
        if self._host:
            said = filter(None, (frame.name, frame.conversion_note if is_changed else "", changes))
            self.notice.say(self.tr("Fetched from {host}").format(host=self._host), "\n".join(said))
        elif is_changed and self.notice.isHidden():
            self.notice.say(frame.conversion_note, changes)

    def _on_refused(self, problem: Problem) -> None:
        """What is no picture may be a video or a folder; anything else is said in place."""
        kind = problem.facts.get("kind")
        if self._path is not None and isinstance(problem, NotAPicture) and kind in FILMS:
            self._films.open(self._path)
        elif self._path is not None and kind == "folder" and self.opens_several:
            self.several_dropped.emit([self._path])
        else:
            self.notice.show_problem(problem)

    def _on_frame_chosen(self, film: Path, index: int) -> None:
        self.load_frame(film, lambda _times: index)

    def use_draft(self, draft: Draft, film: Path) -> None:
        """Have all of Compose be as the film was made.

        Its start frame may be on another computer: then its first frame stands in for it.
        """
        self._replaced = None  # the draft is replaced as a whole
        self.recipe_found.emit(draft, film)
        reason = self.tr("Everything is as this clip was made.")
        if draft.picture is None:
            work = partial(film_frame.bring_in, film, film_frame.first, self.frames)
            self._loader.restore_from(self.tr("a frame of {name}").format(name=film.name), work)
            reason = self.tr(
                "Its start frame is not on this computer: the first frame stands in for it."
            )
        self._film = film
        title = self.tr("Settings of {name}").format(name=film.name)
        self.notice.say(title, reason, action=Action.CHOOSE_FRAME)

    def use_attempt(self, draft: Draft) -> None:
        """Have all of Compose be as it was for a clip that did not come about."""
        self._replaced = self._film = None
        self.recipe_found.emit(draft, None)
        reason = self.tr("Everything is as it was for that attempt.")
        if draft.picture is None:
            reason = self.tr("Its start frame is gone: choose a picture.")
        title = self.tr("Settings of the attempt with {name}").format(name=draft.picture_name)
        self.notice.say(title, reason)

    def _on_action_requested(self, action: Action) -> None:
        if action is Action.CHOOSE_PICTURE:
            self.choose()
        elif action is Action.CHOOSE_FRAME and self._film is not None:
            self._films.pick(self._film)
