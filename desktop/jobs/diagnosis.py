"""What a support case needs: versions, folders, states, timelines, the log; read only, redacted.

Nothing here recovers, migrates, makes or moves anything: a window may be at work meanwhile.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import importlib.metadata
import json
import platform
import re
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import __version__
from desktop.core import log, settings
from desktop.jobs import timeline
from desktop.jobs.job import SANDBOX, JobState
from desktop.library import backup, migrations, rebuild

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.paths import AppPaths

NEWEST_JOBS = 10
LOG_LINES = 120
_LOG_BYTES = 200_000
_LIBRARIES = (
    "PySide6-Essentials", "qasync", "httpx", "httpcore", "h11", "Pillow", "av", "keyring",
    "platformdirs", "starlette", "uvicorn",
)  # fmt: skip
_LEFT_OUT = {"window_geometry", "splitter_state"}
_WAIT_S = 2.0
_FINISHED = tuple(state.value for state in JobState if state.is_finished)
_JOBS_BY_ID = "SELECT id, state, record FROM jobs WHERE substr(id, 1, :length) = :id"
_CLIPS_BY_ID = """SELECT id, 'clip', record FROM clips
    WHERE substr(id, 1, :length) = :id AND id NOT IN (SELECT id FROM jobs)"""
_UNFINISHED = """SELECT COUNT(*) FROM jobs WHERE state NOT IN (SELECT value FROM json_each(?))
    AND CASE WHEN json_valid(record) THEN json_extract(record, '$.account') END IS NOT ?"""
_ACCOUNTS = """SELECT json_extract(record, '$.account') FROM jobs WHERE json_valid(record)
    UNION SELECT json_extract(record, '$.account') FROM clips WHERE json_valid(record)"""
_UNFINISHED_OR_NEW = """SELECT id, state, record FROM jobs
    WHERE state NOT IN (SELECT value FROM json_each(:finished))
    OR id IN (SELECT id FROM jobs ORDER BY created_at DESC LIMIT :newest)
    ORDER BY created_at DESC"""

Facts = dict[str, Any]


def diagnose(paths: AppPaths, *, has_key: bool, job_id: str | None = None) -> Facts:
    """Everything as a JSON object; with `job_id` (or how it begins) that job's timeline alone."""
    found = {
        "versions": _versions(),
        "folders": _folders(paths),
        "settings": _settings(paths.settings_file),
        "key_known": has_key,
        "database": _database(paths.database),
        "jobs": _jobs(paths.database, job_id),
        "log": _log_tail(paths.logs / log.FILE_NAME),
    }
    cleaned = _cleaned(found)
    assert isinstance(cleaned, dict)
    return cleaned


def text(facts: Facts) -> str:
    """`diagnose` for people to read and to paste."""
    told = [f"Startframe diagnostics, {_now():%Y-%m-%d %H:%M:%S} UTC", ""]
    for section in ("versions", "folders", "settings", "database"):
        told += [f"[{section}]", *_rows(facts[section]), ""]
    told += [f"[key]\n{'known' if facts['key_known'] else 'not known'}", "", "[jobs]"]
    told += [*_rows(facts["jobs"]["states"]), *_rows(_problem_of(facts["jobs"])), ""]
    for job in facts["jobs"]["timelines"]:
        told += [f"[job {job['id']}]", *_rows(job["facts"]), *job["events"], ""]
    return "\n".join([*told, "[log]", *facts["log"]]) + "\n"


def _problem_of(jobs: Facts) -> Facts:
    return {"problem": jobs["problem"]} if "problem" in jobs else {}


def _rows(values: Facts) -> Iterable[str]:
    return (f"{name}: {_shown(value)}" for name, value in values.items())


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# ── the program and its folders ──────────────────────────────────────────────────────────────


def _versions() -> Facts:
    found = {
        "startframe": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "sqlite": sqlite3.sqlite_version,
    }
    for name in _LIBRARIES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def _folders(paths: AppPaths) -> Facts:
    names = (field.name for field in dataclasses.fields(paths))
    return {name: _folder(getattr(paths, name)) for name in names}


def _folder(folder: Path) -> str:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return f"{folder} ({error.strerror})"
    return f"{folder} ({free >> 20} MB free)"


def _settings(file: Path) -> Facts:
    try:
        found = settings.parse(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"file": "none: the defaults"}
    except (OSError, ValueError, KeyError, RecursionError) as error:
        return {"file": f"cannot be read: {error}"}
    values = dataclasses.asdict(found)
    values["accounts"] = len(values.get("accounts") or ())  # what they are called is private
    return {name: value for name, value in values.items() if name not in _LEFT_OUT}


def _log_tail(file: Path) -> list[str]:
    try:
        with file.open("rb") as opened:
            opened.seek(0, 2)
            opened.seek(max(0, opened.tell() - _LOG_BYTES))
            read = opened.read().decode("utf-8", "replace")
    except OSError as error:
        return [f"no log: {error.strerror}"]
    return read.splitlines()[-LOG_LINES:]


# ── the database ─────────────────────────────────────────────────────────────────────────────


def _database(path: Path) -> Facts:
    found: Facts = {"file": str(path), "exists": path.exists()}
    kept = [backup_.name for backup_ in backup.backups(path)]
    found["backups"] = len(kept)
    found["last_backup"] = kept[0] if kept else None
    found["set_aside"] = sorted(file.name for file in path.parent.glob(f"{path.name}.damaged-*"))
    found["is_rebuilding"] = rebuild.begun(path) is not None
    try:
        found["bytes"] = path.stat().st_size
        with contextlib.closing(reading(path)) as connection:
            found["version"] = migrations.version_of(connection)
            found["known_version"] = len(migrations.STEPS)
            found["check"] = connection.execute("PRAGMA quick_check(3)").fetchone()[0]
            found["clips"] = _count(connection, "SELECT COUNT(*) FROM clips")
    except (OSError, sqlite3.Error) as error:
        found["problem"] = str(error)
    return found


def unfinished_jobs(path: Path) -> int | None:
    """How many clips are still to come that may have been paid for; None where nobody knows.

    A record that cannot be read counts as one.
    """
    if not path.exists() and rebuild.begun(path) is None and not backup.backups(path):
        return 0
    try:
        if rebuild.begun(path) is not None:
            return None
        with contextlib.closing(reading(path)) as connection:
            return int(
                connection.execute(_UNFINISHED, (json.dumps(_FINISHED), SANDBOX)).fetchone()[0]
            )
    except (sqlite3.Error, OSError):
        return None


def accounts(path: Path) -> set[str]:
    """The accounts that jobs and clips were made with, as far as they can be read."""
    try:
        with contextlib.closing(reading(path)) as connection:
            rows = connection.execute(_ACCOUNTS).fetchall()
    except sqlite3.Error:
        return set()
    return {account for (account,) in rows if isinstance(account, str)}


def reading(path: Path) -> sqlite3.Connection:
    """The database, to be read only."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_WAIT_S)


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


def _jobs(path: Path, job_id: str | None) -> Facts:
    states: Facts = {}
    timelines: list[Facts] = []
    try:
        with contextlib.closing(reading(path)) as connection:
            connection.execute("BEGIN")  # one state of the file for all that is read
            query = "SELECT state, COUNT(*) FROM jobs GROUP BY state ORDER BY state"
            states = dict(connection.execute(query).fetchall())
            for row in _chosen(connection, job_id):
                timelines.append(_job(connection, *row))  # noqa: PERF401 - those read count
    except sqlite3.Error as error:
        return {"states": states, "timelines": timelines, "problem": str(error)}
    return {"states": states, "timelines": timelines}


def _chosen(connection: sqlite3.Connection, job_id: str | None) -> list[tuple[str, str, str]]:
    """The job asked for, or the unfinished and the newest ones: id, state, record."""
    if job_id is not None:
        values: Facts = {"id": job_id, "length": len(job_id)}
        return [
            row
            for query in (_JOBS_BY_ID, _CLIPS_BY_ID)
            for row in connection.execute(query, values)
        ]
    values = {"finished": json.dumps(_FINISHED), "newest": NEWEST_JOBS}
    return connection.execute(_UNFINISHED_OR_NEW, values).fetchall()


def _job(connection: sqlite3.Connection, job_id: str, state: str, record: str) -> Facts:
    """A job without what is the user's own: prompt, names and places of files."""
    facts: Facts = {"state": state}
    with contextlib.suppress(ValueError, TypeError):
        kept = dict(json.loads(record))
        names = ("account", "created_at", "submitted_at", "generation_id", "cost", "problem")
        facts |= {name: kept[name] for name in names if kept.get(name) is not None}
        request = kept.get("request")
        if isinstance(request, dict):
            facts["request"] = {n: v for n, v in request.items() if n != "prompt"}
            facts["prompt_chars"] = len(str(request.get("prompt", "")))
    events: list[str] = []
    with contextlib.suppress(sqlite3.OperationalError):  # made before there were timelines
        events = timeline.lines(timeline.read(connection, job_id))
    return {"id": job_id, "facts": facts, "events": events}


# ── what is told ─────────────────────────────────────────────────────────────────────────────


def _cleaned(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """`value` without keys, signed addresses and the user's name in paths; each text one line."""
    if isinstance(value, dict):
        return {str(name): _cleaned(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return without_home(log.printable(log.redact(str(value))))


def without_home(told: str) -> str:
    """`told` with ~ for the user's home folder."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return told
    if len(Path(home).parts) < 2:  # noqa: PLR2004 - the root alone
        return told
    escaped = re.escape(home).replace(r"\\", r"[\\/]{1,2}")  # Windows, also inside JSON
    return re.sub(rf"{escaped}(?![\w-])", "~", told, flags=re.IGNORECASE)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
