"""What a window or a command works with, opened once and closed in order."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Self

from desktop.core.secrets import KeychainSecrets
from desktop.core.tasks import TaskOwner
from desktop.jobs.accounts import Accounts, leonardo_client
from desktop.jobs.journal import Journal
from desktop.jobs.queue import JobQueue
from desktop.library.clips import ClipLibrary
from desktop.library.database import Database

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from desktop.core.paths import AppPaths
    from desktop.core.secrets import SecretStore
    from desktop.core.settings import Settings
    from desktop.jobs.accounts import MakeClient, StartSandbox
    from desktop.library.clips import Clip

logger = logging.getLogger(__name__)

DEFAULT_CONCURRENCY = 3
"""Until the account has told how many slots it has."""
_QUEUE_LIMIT_S = 12.0
_ACCOUNTS_LIMIT_S = 5.0
_DATABASE_LIMIT_S = 5.0


class Studio:
    """Database, library, accounts and queue. `clips` are those on the shelf when it was opened."""

    def __init__(
        self,
        *,
        paths: AppPaths,
        settings: Settings,
        database: Database,
        library: ClipLibrary,
        accounts: Accounts,
        is_patient: bool,
    ) -> None:
        self.paths = paths
        self.library = library
        self.accounts = accounts
        self.clips: list[Clip] = []
        self._database = database
        self._videos = Path(settings.videos_folder) if settings.videos_folder else paths.videos
        self._tasks = TaskOwner()
        journal = Journal(database)
        self.timeline = journal.timeline
        self.queue = JobQueue(
            journal=journal,
            library=library,
            apis=accounts.api,
            videos=self.videos_folder,
            frames=paths.frames,
            posters=paths.posters,
            concurrency=settings.concurrency or DEFAULT_CONCURRENCY,
            is_patient=is_patient,
            pace=accounts.pace,
        )
        accounts.subscribe(self._resume_stalled)

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
        prefers_sandbox: bool = False,
        secrets: SecretStore | None = None,
        make_client: MakeClient = leonardo_client,
    ) -> Self:
        """Open everything; with `resumes` every unfinished job goes on at once.

        Raises InvalidRequest (LEONARDO_API_URL), StorageProblem; then nothing is left open.
        """
        database = Database(paths.database)
        try:
            await database.open()
            library = ClipLibrary(database)
            accounts = Accounts(
                secrets=secrets or KeychainSecrets(),
                environ=environ,
                make_client=make_client,
                start_sandbox=start_sandbox,
                prefers_sandbox=prefers_sandbox or settings.uses_sandbox,
            )
            await accounts.open()
            studio = cls(
                paths=paths,
                settings=settings,
                database=database,
                library=library,
                accounts=accounts,
                is_patient=is_patient,
            )
            studio.clips = await library.all()
            if resumes:
                await studio.queue.start()
        except BaseException:
            await database.close()
            raise
        return studio

    def videos_folder(self) -> Path:
        """Where finished clips go."""
        return self._videos

    def use_videos_folder(self, folder: Path) -> None:
        """Put clips here from now on; those under way as well."""
        self._videos = folder

    async def close(self) -> None:
        """Stop the queue, end the clients, close the database, each within a time limit."""
        await self._tasks.close()
        await _within(_QUEUE_LIMIT_S, "queue", self.queue.close())
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
