"""What a window or a command works with, opened once and closed in order."""

from __future__ import annotations

import asyncio
import datetime
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Self

from desktop.core.errors import BrokenVideo, Problem, StorageProblem
from desktop.core.notices import GenerationsReclaimed, Notices
from desktop.core.secrets import KeychainSecrets
from desktop.core.settings import MAX_CONCURRENCY
from desktop.core.tasks import TaskOwner
from desktop.jobs.accounts import Accounts, leonardo_client
from desktop.jobs.attempts import Attempts
from desktop.jobs.experience import Experience
from desktop.jobs.job import SANDBOX
from desktop.jobs.journal import AlreadyAdopted, Journal
from desktop.jobs.money.balances import Balances
from desktop.jobs.money.ledger import Ledger
from desktop.jobs.money.orders import Orders
from desktop.jobs.money.spending import Limits, Spending
from desktop.jobs.playable import PlayableCopies
from desktop.jobs.queue import DEFAULT_CONCURRENCY, JobQueue
from desktop.jobs.refetch import refetch
from desktop.jobs.rescue import Rescue, open_database
from desktop.jobs.sidecars import Sidecars
from desktop.jobs.tools import Tools
from desktop.jobs.works.connection import Connection
from desktop.jobs.works.disk import DiskWatch
from desktop.jobs.works.lease import Lease
from desktop.library import backup
from desktop.library.clips import ClipLibrary
from desktop.library.collections import Collections
from desktop.library.prompts import Prompts
from desktop.library.start_frames import StartFrames
from desktop.library.uploads import Uploads
from desktop.media.workshop import WorkCrashed, Workshop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping

    from desktop.core.paths import AppPaths
    from desktop.core.secrets import SecretStore
    from desktop.core.settings import Settings
    from desktop.jobs.accounts import MakeClient, StartSandbox
    from desktop.jobs.job import Job
    from desktop.library.clips import Clip
    from desktop.library.database import Database
    from desktop.library.start_frames import UsedFrame
    from desktop.media.film_look import FilmLook
    from desktop.media.probe import VideoFacts
    from desktop.media.sound_levels import SoundLevels

logger = logging.getLogger(__name__)

LATEST_CLIPS = 200
"""The shelf begins with so many, and what Leonardo's speed is guessed from; all are searched."""
_BACKUP_AFTER_S, _BACKUP_EVERY_S = 30.0, 3600.0
_QUEUE_LIMIT_S = 6.0
_SIDECARS_LIMIT_S = 2.0
_ACCOUNTS_LIMIT_S = 5.0
_DATABASE_LIMIT_S = 5.0


class Studio:
    """Database, library, accounts, queue and money.

    `clips` are the newest when it was opened, `used_frames` the start frames used last.
    Clips are ordered through `orders`, which knows the user's limits.
    """

    def __init__(
        self,
        *,
        paths: AppPaths,
        settings: Settings,
        database: Database,
        library: ClipLibrary,
        accounts: Accounts,
        is_patient: bool,
        workshop: Workshop,
    ) -> None:
        self.paths = paths
        self.library = library
        self.accounts = accounts
        self.clips: list[Clip] = []
        self._database = database
        self._settings = settings
        self._tasks = TaskOwner()
        self.experience = Experience(accounts.pace)
        library.subscribe(self.experience.hear)
        self.collections = Collections(database)
        self.sidecars = Sidecars(
            self._tasks, library, self.collections, lambda: self._settings.writes_recipes
        )
        journal = Journal(database)
        self.timeline = journal.timeline
        self.notices = Notices()
        self._rescue = Rescue(
            database,
            journal,
            library,
            self.collections,
            posters=paths.posters,
            frames=paths.frames,
        )
        self.connection = Connection()
        self._workshop = workshop
        self.playable = PlayableCopies(paths.playable, workshop)
        tools = Tools(
            journal=journal,
            lease=Lease(paths.leases),
            apis=accounts.api,
            videos=self.videos_folder,
            frames=paths.frames,
            posters=paths.posters,
            uploads=Uploads(database),
            is_patient=is_patient,
            pace=self.experience,
            connection=self.connection,
            workshop=workshop,
            name_template=lambda: self._settings.name_template,
        )
        concurrency = settings.concurrency or DEFAULT_CONCURRENCY
        self.queue = JobQueue(tools, library, concurrency=concurrency)
        self.start_frames = StartFrames(database)
        self.used_frames: list[UsedFrame] = []
        self.ledger = Ledger(database)
        self.balances = Balances(accounts.me, self.ledger)
        self.spending = Spending(self.ledger, jobs=self.queue.jobs, limits=Limits.of(settings))
        self.prompts = Prompts(database)
        self.attempts = Attempts(database)
        self.orders = Orders(self.queue, self.spending, self.prompts)
        self.balances.subscribe(self._follow_slots)
        accounts.subscribe(self._resume_stalled)
        accounts.subscribe(self._follow_slots)

    @classmethod
    async def open(
        cls,
        paths: AppPaths,
        settings: Settings,
        environ: Mapping[str, str],
        *,
        start_sandbox: StartSandbox | None = None,
        is_patient: bool = True,
        resumes: bool = True,
        is_paused: bool = False,
        prefers_sandbox: bool = False,
        secrets: SecretStore | None = None,
        make_client: MakeClient = leonardo_client,
        workshop: Workshop | None = None,
    ) -> Self:
        """Open everything; with `resumes` every unfinished job goes on at once.

        With `is_paused` nothing new is started until the queue is told to go on.

        Raises InvalidRequest (LEONARDO_API_URL), StorageProblem; then nothing is left open.
        """
        database = await open_database(paths.database)
        studio: Self | None = None
        try:
            library = ClipLibrary(database)
            accounts = Accounts(
                secrets=secrets or KeychainSecrets(),
                environ=environ,
                make_client=make_client,
                start_sandbox=start_sandbox,
                prefers_sandbox=prefers_sandbox or settings.uses_sandbox,
                named=settings.accounts,
                chosen=settings.account,
            )
            await accounts.open()
            studio = cls(
                paths=paths,
                settings=settings,
                database=database,
                library=library,
                accounts=accounts,
                is_patient=is_patient,
                workshop=workshop or Workshop(),
            )
            found = await studio._rescue.search_folder(studio.videos_folder(), accounts.active)
            studio.notices.tell(found)
            studio.clips = await library.newest(LATEST_CLIPS)
            await library.count()
            studio.used_frames = await studio.start_frames.all()
            studio.experience.remember(studio.clips)
            await studio.queue.open()
            if is_paused:
                studio.queue.pause()
            if resumes:
                await studio.queue.start()
                studio._tasks.start("reclaim", studio._reclaim_in_time())
            studio._tasks.start("backups", studio._keep_backups())
            if is_patient:
                disk = DiskWatch(studio.queue.jobs, studio.queue.resume)
                studio._tasks.start("disk", disk.watch())
        except BaseException:
            await (database if studio is None else studio).close()
            raise
        return studio

    # ── safety ───────────────────────────────────────────────────────────────────────────────

    async def back_up(self) -> None:
        """Make today's backup unless there is one. It holds nobody up and fails nobody."""
        path, today = self.paths.database, datetime.datetime.now().astimezone().date()
        try:
            made = await asyncio.to_thread(backup.back_up, path, today)
        except StorageProblem as problem:
            logger.warning("the database could not be backed up: %s", problem)
        else:
            if made is not None:
                logger.info("the database is backed up as %s", made.name)

    async def _keep_backups(self) -> None:
        await asyncio.sleep(_BACKUP_AFTER_S)
        while True:
            await self.back_up()
            await asyncio.sleep(_BACKUP_EVERY_S)

    async def search_folder(self) -> None:
        """Shelve the clips in the videos folder that are unknown, and say how many there were."""
        folder, account = self.videos_folder(), self.accounts.active
        self.notices.tell(await self._rescue.search_again(folder, account))

    async def missing(self) -> list[Job]:
        """What the account in use made, elsewhere too, and is not here. Raises Problem."""
        account = self.accounts.active
        return await self._rescue.missing(await self.accounts.api(account), account)

    async def bring_in(self, missing: Iterable[Job]) -> None:
        """Fetch these: each becomes a card, and a clip once its film is here."""
        for job in missing:
            try:
                await self.queue.take_in(job)
            except AlreadyAdopted:  # its reply arrived, or another window fetched it, meanwhile
                logger.info("generation %s is here already", job.generation_id)

    async def sound_of(self, video: Path) -> SoundLevels | None:
        """How a clip sounds, measured beside the window; None for no sound, or none to measure."""
        from desktop.media.sound_levels import measure

        try:
            return await self._workshop.run(measure, video)
        except WorkCrashed:
            return None

    async def look_at(self, video: Path) -> FilmLook:
        """When the frames of a film begin and how it sounds, as far as that can be found out."""
        from desktop.media.film_look import FilmLook, look

        try:
            return await self._workshop.run(look, video)
        except WorkCrashed:
            return FilmLook()

    async def facts_of(self, video: Path) -> VideoFacts:
        """What the file of a clip says, read beside the window. Raises BrokenVideo."""
        from desktop.media.probe import probe

        try:
            return await self._workshop.run(probe, video)
        except WorkCrashed as crash:
            raise BrokenVideo(name=video.name, detail="reading it ends the program") from crash

    async def fetch_again(self, clip: Clip) -> None:
        """Bring back the film of a clip whose file is gone. Raises Problem."""
        api = await self.accounts.api(clip.account)
        video, size_bytes = await refetch(clip, api, self._workshop)
        await self.library.change([clip.id], video=video, size_bytes=size_bytes)

    async def delete_at_leonardo(self, clip: Clip) -> None:
        """Remove what the account keeps of it; the clip here stays. Raises Problem."""
        if clip.generation_id is not None:
            await (await self.accounts.api(clip.account)).delete(clip.generation_id)

    async def reclaim(self) -> None:
        """Fetch what the accounts made and a rebuilt database does not know, if they answer."""
        try:
            count = await self._rescue.reclaim(
                self.accounts.api, self._accounts_to_search(), self.queue.take_in
            )
        except Problem as problem:
            logger.info("the account cannot be asked for lost clips: %s", problem)
        else:
            self.notices.tell(GenerationsReclaimed(count) if count else None)

    async def _reclaim_in_time(self) -> None:
        told = await self._rescue.reclaim_in_time(
            self.accounts.api, self._accounts_to_search, self.queue.take_in
        )
        self.notices.tell(told)

    def _accounts_to_search(self) -> list[str]:
        """Those that cost something; what the sandbox had made is not worth starting it."""
        named = [account.id for account in self.accounts.named]
        return [account for account in named if self.accounts.has_key_of(account)]

    # ── settings ─────────────────────────────────────────────────────────────────────────────

    def videos_folder(self) -> Path:
        """Where finished clips go."""
        chosen = self._settings.videos_folder
        return Path(chosen) if chosen else self.paths.videos

    def use_videos_folder(self, folder: Path) -> None:
        """Put clips here from now on; those under way as well."""
        self.use_settings(self._settings.changed(videos_folder=str(folder)))

    def use_settings(self, settings: Settings) -> None:
        """Go by these from now on: limits, clips at a time, the folder."""
        self._settings = settings
        self.spending.limits = Limits.of(settings)
        self._follow_slots()

    def watch_balances(self) -> None:
        """Ask for the balance now and after each job that ends, as long as a window shows it.

        The sandbox is not started for it.
        """
        self.queue.subscribe(self.balances.follow)
        if self.accounts.active != SANDBOX:
            self.balances.refresh(self.accounts.active)

    def _follow_slots(self, _account: str = "") -> None:
        """As many clips at a time as the user says, else as the account in use has slots."""
        known = self.balances.known(self.accounts.active)
        slots = known.slots if known is not None and known.slots else DEFAULT_CONCURRENCY
        self.queue.concurrency = self._settings.concurrency or min(slots, MAX_CONCURRENCY)

    async def close(self) -> None:
        """Stop the queue, end the clients, close the database, each within a time limit."""
        await _within(_SIDECARS_LIMIT_S, "recipes beside clips", self.sidecars.flush())
        await self._tasks.close()
        await self.balances.close()
        await _within(_QUEUE_LIMIT_S, "queue", self.queue.close())
        self._workshop.close()
        self.playable.close()
        await _within(_ACCOUNTS_LIMIT_S, "accounts", self.accounts.close())
        self.timeline.close()
        await _within(_DATABASE_LIMIT_S, "database", self._database.close())

    def _resume_stalled(self) -> None:
        self._tasks.start("resume stalled", self.queue.resume_stalled())


async def _within(limit_s: float, name: str, work: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(limit_s):
            await work
    except TimeoutError:
        logger.error("%s did not close within %s s", name, limit_s)  # noqa: TRY400 - no traceback to tell
